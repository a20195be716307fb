export { type ByteUnit, formatBytes, parseBytes } from './bytes.ts';
export { formatDuration, parseDuration, parseTimeRange, type TimeRange } from './duration.ts';
export { type ErrorCode, errorCodes, exitCodeOf } from './error-codes.ts';
export { type ErrorReport, errorReport } from './error-report.ts';
export { type ExitCode, type ExitName, exitCodes } from './exit-codes.ts';
export { type FaceReport, type FacesReport, faceReport, facesReport } from './faces-report.ts';
export {
  type ImportReport,
  importReport,
  type ModelReport,
  type ModelsReport,
  modelReport,
  modelRoles,
  modelsReport,
  type PullReport,
  pullReport,
  type RemoveReport,
  removeReport,
  type VerifyReport,
  verifyReport,
} from './models-report.ts';
export { type ProgressReport, progressReport, type SwapReport, stageTimes, swapReport } from './swap-report.ts';
