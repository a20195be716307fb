import type { Rule } from './rule.ts';

/** CHANGELOG.md exists and speaks of what is being made: a section for this version, or one for what is not released. */
export const changelog: Rule = {
  name: 'changelog',
  find(project) {
    const text = project.files.get('CHANGELOG.md')?.text;
    const version = project.packages.find(({ folder }) => folder === '')?.version ?? '';
    if (text === undefined) return [{ file: 'CHANGELOG.md', message: 'is missing' }];
    const section = new RegExp(`^## (?:Unreleased|${version.replaceAll('.', '\\.')}\\b)[^\\n]*\\n+[-#A-Z]`, 'm');
    return section.test(text)
      ? []
      : [{ file: 'CHANGELOG.md', message: `has no filled section Unreleased or ${version}` }];
  },
};
