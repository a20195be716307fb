import { bench } from './bench.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { faces } from './faces.ts';
import { models } from './models.ts';
import { swap } from './swap.ts';

export type { Command };

/** In the order of the help. */
export const commands: readonly Command[] = [swap, faces, bench, doctor, models];
