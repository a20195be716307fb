import { jobStatuses } from './choices.ts';

/** A word that stands without an option. */
export interface Positional {
  readonly name: string;
  /** Completes the sentence "… takes …". */
  readonly takes: string;
  readonly fits: (word: string) => boolean;
}

export const jobIdWord: Positional = { name: 'job_id', takes: 'the name of a job', fits: (word) => word !== '' };

export const jobStatusWord: Positional = {
  name: 'job_status',
  takes: `one of ${jobStatuses.join(', ')}`,
  fits: (word) => jobStatuses.some((status) => status === word),
};

export const stepIndexWord: Positional = {
  name: 'step_index',
  takes: 'a whole number: the first step is 0, the last -1',
  fits: (word) => /^[+-]?\d+$/.test(word),
};
