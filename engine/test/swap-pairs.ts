import { composite } from '../src/blend/composite.ts';
import { boxOfMesh } from '../src/faces/boxes.ts';
import type { Face } from '../src/faces/face.ts';
import { findFaces } from '../src/faces/find.ts';
import { type Affine, similarity } from '../src/frame/affine.ts';
import type { Frame } from '../src/frame/frame.ts';
import { sampleRgb } from '../src/frame/sample.ts';
import { type MeshIdentity, meshSwap } from '../src/swap/mesh/mesh-swap.ts';
import { facesInPhotos, openNetworks, readPhoto } from './faces-photos.ts';
import { distance, type Judge, openJudge } from './judge.ts';

/** A face of the sample photos: the photo, what the engine sees, and what the judge makes of it untouched. */
interface Person {
  readonly photo: Frame;
  readonly face: Face;
  readonly descriptor: Float32Array;
}

/** How a swap looks to the judge: its distance to the person put in, and to the one replaced. */
export interface Verdict {
  readonly from: number;
  readonly to: number;
  readonly toSource: number;
  readonly toTarget: number;
}

/** Faces turned further, in degrees, are left out: the mesh swap fades out there. */
const MAX_YAW = 45;

/** Swaps between the faces of the sample photos, judged by a recogniser that the engine does not use. */
export class SwapJury {
  readonly #people: readonly Person[];
  readonly #judge: Judge;
  readonly #identities = new Map<number, Promise<MeshIdentity>>();

  private constructor(people: readonly Person[], judge: Judge) {
    this.#people = people;
    this.#judge = judge;
  }

  /** Finds the faces of all photos and has the judge look at each. */
  static async open(): Promise<SwapJury> {
    const judge = await openJudge();
    await using networks = await openNetworks();
    const people: Person[] = [];
    for (let number = 1; number <= facesInPhotos.length; number++) {
      const photo = await readPhoto(number);
      for (const face of await findFaces(networks, photo)) {
        if (Math.abs(face.pose.yaw) >= MAX_YAW) continue;
        people.push({ photo, face, descriptor: await look(judge, photo, face) });
      }
    }
    return new SwapJury(people, judge);
  }

  get count(): number {
    return this.#people.length;
  }

  async judge(from: number, to: number): Promise<Verdict> {
    const [source, { photo, face, descriptor }] = [this.#people[from]!, this.#people[to]!];
    const untouched = photo.planes.map(({ data }) => data.slice());
    const options = { blend: 1, keep: [], border: 'poisson', gaze: 'source' } as const;
    const patch = await meshSwap.swap(photo, face, meshSwap.study(photo, face), await this.#identity(from), options);
    composite(photo, patch);
    // A face that the judge cannot find any more is nobody's.
    const swapped = await look(this.#judge, photo, face).catch(() => undefined);
    for (const [index, { data }] of photo.planes.entries()) data.set(untouched[index]!);
    const far = (person: Float32Array) => (swapped ? distance(swapped, person) : Number.POSITIVE_INFINITY);
    return { from, to, toSource: far(source.descriptor), toTarget: far(descriptor) };
  }

  #identity(from: number): Promise<MeshIdentity> {
    const { photo: frame, face } = this.#people[from]!;
    const identity = this.#identities.get(from) ?? meshSwap.prepare([{ frame, face }]);
    this.#identities.set(from, identity);
    return identity;
  }
}

/** Side of the picture that the judge is shown, and how many times the face fits into it. */
const SIDE = 360;
const ROOM = 2.4;

/**
 * The judge's descriptor is not blind to a head's roll, so the face is set upright first: before and after the swap by the same map,
 * that of the face as the engine saw it untouched.
 */
function look(judge: Judge, photo: Frame, face: Face): Promise<Float32Array> {
  const rgb = new Float32Array(3 * SIDE * SIDE);
  sampleRgb(photo, upright(face), SIDE, SIDE, rgb);
  const box = [(SIDE - SIDE / ROOM) / 2, (SIDE - SIDE / ROOM) / 2, SIDE / ROOM, SIDE / ROOM] as const;
  return judge.describe(Uint8Array.from(rgb, Math.round), SIDE, SIDE, box);
}

/** From the judge's picture to the photo: the outer corners of the eyes lie level, the mesh is in the middle. */
function upright({ mesh }: Face): Affine {
  const [left, right] = [3 * 33, 3 * 263];
  const angle = Math.atan2(mesh[right + 1]! - mesh[left + 1]!, mesh[right]! - mesh[left]!);
  const [x, y, width, height] = boxOfMesh(mesh);
  const scale = (Math.max(width, height) * ROOM) / SIDE;
  const [a, b, , d, e] = similarity(angle, scale, 0, 0);
  const middle = (SIDE - 1) / 2;
  return [a, b, x + width / 2 - (a + b) * middle, d, e, y + height / 2 - (d + e) * middle];
}
