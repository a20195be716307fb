/** Execution providers by name; `auto` takes the best one present and reports it. */
export const providers = ['auto', 'cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'directml'] as const;
export type Provider = (typeof providers)[number];
