import { makeFaceFilm } from '../test/face-film.ts';
import { type Colour, skins, writePicture } from '../test/painted-faces.ts';
import { plainFrame } from '../test/plain-frame.ts';

/** Pixels of the film, and of the pictures. */
export const [WIDTH, HEIGHT] = [1280, 720];

/** Side of the marker; at half the size, as detectors see it, 16 pixels. */
const MARKER = 32;

/** The painted face in the film's pixels. */
export const face = { x: WIDTH / 2, y: HEIGHT / 2, side: MARKER * 5 };

/** A picture of another person than the film's, painted for the contract models. */
export function writePaintedPicture(path: string): Promise<string> {
  return writePicture(path, paint(skins.yellow));
}

/** A film of one painted face that stands still; 25 frames a second, with grain for the encoder to work on. */
export async function writePaintedFilm(path: string, frames: number): Promise<string> {
  const film = { photo: paint(skins.red), frames, width: WIDTH, height: HEIGHT, grain: 2, encoder: 'libx264' };
  await makeFaceFilm(path, { ...film, camera: () => [1, 0, 0, 0, 1, 0] });
  return path;
}

/** On a bright ground: landmarkers even out the light of dark pictures first, which real films seldom need. */
function paint(skin: Colour) {
  return plainFrame(WIDTH, HEIGHT, (x, y) => {
    const away = Math.max(Math.abs(x - face.x), Math.abs(y - face.y));
    if (away < MARKER / 2) return [0, 0, 255];
    return away < face.side / 2 ? skin : [150 + (x >> 5), 160 + (y >> 5), 170];
  });
}
