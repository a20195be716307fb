import { EngineError } from '../../errors.ts';

/** The folder or its disk takes nothing from us, whoever we are. */
const readOnly: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

/** The code of a failed system call, e.g. `ENOSPC`; empty for any other failure. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** Whether a failure says that nothing may be written here. */
export function isReadOnly(cause: unknown): boolean {
  return readOnly.includes(codeOf(cause));
}

/** Why a model could not be kept, as `disk-full` or `output-unwritable`; an EngineError stays itself. */
export function folderFailure(cause: unknown, folder: string): EngineError {
  if (cause instanceof EngineError) return cause;
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(cause));
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `cannot keep a model in the model folder ${folder}: ${reason}`;
  return new EngineError(full ? 'disk-full' : 'output-unwritable', message, { cause, data: { folder } });
}
