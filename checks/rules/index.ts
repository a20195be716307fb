import { arrows } from './arrows.ts';
import { changelog } from './changelog.ts';
import { completeLock } from './complete-lock.ts';
import { declaredDependencies } from './declared-dependencies.ts';
import { documentedCommands } from './documented-commands.ts';
import { documentedExamples } from './documented-examples.ts';
import { documentedExports } from './documented-exports.ts';
import { fileLength } from './file-length.ts';
import { nativeHomes } from './native-homes.ts';
import { noCycles } from './no-cycles.ts';
import { noDeepImports } from './no-deep-imports.ts';
import { noEnvironment } from './no-environment.ts';
import { noTodo } from './no-todo.ts';
import type { Rule } from './rule.ts';
import { thirdParty } from './third-party.ts';

/** Every rule that `npm run check` runs. */
export const rules: readonly Rule[] = [
  arrows,
  noCycles,
  noDeepImports,
  declaredDependencies,
  nativeHomes,
  noEnvironment,
  fileLength,
  documentedExports,
  documentedCommands,
  documentedExamples,
  changelog,
  thirdParty,
  completeLock,
  noTodo,
];
