import { defineGroup } from '../command.ts';
import { importModels } from './import.ts';
import { list } from './list.ts';
import { pull } from './pull.ts';
import { remove } from './remove.ts';
import { show } from './show.ts';
import { verify } from './verify.ts';

/** `mirrorworks models …`. */
export const models = defineGroup(
  'models',
  'Networks: what they do, their licence, whether results may be sold; fetch, take over, check them.',
  [list, show, pull, importModels, verify, remove],
);
