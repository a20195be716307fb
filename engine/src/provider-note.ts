import type { Provider } from './provider-names.ts';

/**
 * What the user should know of where networks ran: that the provider asked for first did not open some of them. Undefined when it
 * did; whatever `auto` takes is what was asked for.
 */
export function providerNote(
  [first]: readonly Provider[],
  ran: readonly { readonly model: string; readonly provider: string }[],
): string | undefined {
  const others = ran.filter(({ provider }) => provider !== first);
  if (first === undefined || first === 'auto' || others.length === 0) return undefined;
  const models = others.map(({ model, provider }) => `${model} (${provider})`).join(', ');
  return `${first} could not open every network, so these ran elsewhere: ${models}; mirrorworks doctor says why`;
}
