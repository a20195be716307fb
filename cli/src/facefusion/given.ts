/** Words that somebody gave for an option, before they are read. */
export interface Given {
  readonly key: string;
  readonly words: readonly string[];
  /** How a message names it: `--face-mask-blur`, or file, section and key. */
  readonly where: string;
  readonly from: 'line' | 'job' | 'ini';
}

/** `face_mask_blur` is written `--face-mask-blur`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll('_', '-')}`;
}
