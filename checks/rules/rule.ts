import type { Project } from '../project.ts';

/** One place that breaks a rule. */
export interface Finding {
  readonly file: string;
  readonly line?: number;
  /** What is wrong, and what is allowed. */
  readonly message: string;
}

/** A rule of this project that no linter has. It reads, and never changes anything. */
export interface Rule {
  readonly name: string;
  find(project: Project): readonly Finding[] | Promise<readonly Finding[]>;
}
