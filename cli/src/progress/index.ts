import type { Console } from '../console.ts';
import { bar } from './bar.ts';
import { jsonLines } from './json-lines.ts';
import { lines } from './lines.ts';
import type { ProgressView } from './progress-view.ts';

export type { ProgressView };

const views = { bar, lines, json: jsonLines, none: () => ({ show() {}, close() {} }) } as const satisfies Record<
  string,
  (terminal: Console) => ProgressView
>;

export const progressKinds = ['auto', 'bar', 'lines', 'json', 'none'] as const;

/** The view asked for; `auto` is a bar on a terminal and lines elsewhere. */
export function progressView(kind: (typeof progressKinds)[number], terminal: Console): ProgressView {
  return views[kind === 'auto' ? (terminal.interactive ? 'bar' : 'lines') : kind](terminal);
}
