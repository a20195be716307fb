import { z } from 'zod';
import { type ErrorCode, errorCodes } from './error-codes.ts';

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** What `--json` prints when a command fails: the last line of stdout. */
export const errorReport = z.object({
  error: z.object({
    code: z.enum(codes),
    /** One line for a person: the thing, its value, what is allowed. */
    message: z.string(),
    /** Facts for a program: the file, the limit, the time in the film. */
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    /** Whether the same call may succeed later without a change of its input. */
    retryable: z.boolean(),
  }),
});

export type ErrorReport = z.infer<typeof errorReport>;
