import type { Rule } from './rule.ts';

/** THIRD_PARTY.md names every dependency that a customer's installation contains. */
export const thirdParty: Rule = {
  name: 'third parties are named',
  find(project) {
    const text = project.files.get('THIRD_PARTY.md')?.text ?? '';
    const names = new Set(project.packages.flatMap(({ dependencies }) => dependencies));
    return [...names]
      .filter((name) => !project.packages.some((own) => own.name === name) && !text.includes(`\`${name}\``))
      .map((name) => ({ file: 'THIRD_PARTY.md', message: `does not name \`${name}\` and its licence` }));
  },
};
