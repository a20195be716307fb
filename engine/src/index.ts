export { EngineError, type EngineErrorCode, type EngineErrorOptions, engineErrorCodes } from './errors.ts';
export * from './faces/face.ts';
export { swapFaces } from './swap-faces.ts';
export * from './swap-options.ts';
