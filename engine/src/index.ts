export * from './draw-faces.ts';
export { EngineError, type EngineErrorCode, type EngineErrorOptions, engineErrorCodes } from './errors.ts';
export * from './faces/face.ts';
export * from './find-faces.ts';
export * from './inspect-machine.ts';
export * from './list-models.ts';
export * from './run-bench.ts';
export { swapFaces } from './swap-faces.ts';
export * from './swap-options.ts';
