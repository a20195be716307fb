/** What the camera sees of a photo: a rectangle in photo pixels, as its centre and width; the height follows the film. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A slow move from one view to another. */
export interface Move {
  readonly from: View;
  readonly to: View;
}

/** The view at `progress` 0..1, starting and ending at rest. */
export function viewAt({ from, to }: Move, progress: number): View {
  const eased = progress * progress * (3 - 2 * progress);
  const between = (a: number, b: number) => a + (b - a) * eased;
  return { x: between(from.x, to.x), y: between(from.y, to.y), width: between(from.width, to.width) };
}
