import sharp from 'sharp';

/** A picture with a caption. */
export interface Tile {
  readonly picture: string | Buffer;
  readonly caption: string;
}

const CAPTION_HEIGHT = 26;
const GAP = 6;
const background = '#16181d';

/** Rows of equally sized tiles, each with its caption below; writes the format that the extension of `output` names. */
export async function writeTiles(rows: readonly (readonly Tile[])[], width: number, height: number, output: string) {
  const columns = Math.max(...rows.map((row) => row.length));
  const step = { x: width + GAP, y: height + CAPTION_HEIGHT + GAP };
  const overlays = rows.flatMap((row, y) =>
    row.flatMap((tile, x) => [
      { tile, left: GAP + x * step.x, top: GAP + y * step.y, isCaption: false },
      { tile, left: GAP + x * step.x, top: GAP + y * step.y + height, isCaption: true },
    ]),
  );
  const composed = await Promise.all(
    overlays.map(async ({ tile, left, top, isCaption }) => ({
      input: isCaption ? captionSvg(tile.caption, width) : await fitted(tile.picture, width, height),
      left,
      top,
    })),
  );
  const canvas = {
    width: GAP + columns * step.x,
    height: GAP + rows.length * step.y,
    channels: 3 as const,
    background,
  };
  await sharp({ create: canvas }).composite(composed).toFile(output);
}

function fitted(picture: string | Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(picture).autoOrient().resize(width, height, { fit: 'contain', background }).png().toBuffer();
}

function captionSvg(text: string, width: number): Buffer {
  const escaped = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const style = 'font-family="sans-serif" font-size="15" fill="#d7dae0"';
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${CAPTION_HEIGHT}"><text x="4" y="18" ${style}>${escaped}</text></svg>`,
  );
}
