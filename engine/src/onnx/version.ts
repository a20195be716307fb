import ort from 'onnxruntime-node';

/** The version of onnxruntime, e.g. `1.30.0`. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}
