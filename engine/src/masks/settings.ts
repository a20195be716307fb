import type { MaskOptions } from '../process-options.ts';

/** Which parts of a crop may change: every mask option, filled in. */
export type MaskSettings = Readonly<Required<MaskOptions>>;
