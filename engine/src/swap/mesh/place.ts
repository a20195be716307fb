/** Puts the mesh into the frame: where each point lies, how bright it is there, and how much of it is shown. */
import { type Light, lightAt } from '../../blend/light.ts';
import { regionMaps } from '../../blend/regions.ts';
import { MESH_POINTS } from '../../faces/face.ts';
import { lookUp, smoothstep } from '../../faces/uv/maps.ts';
import { triangles, uv } from '../../faces/uv/topology.ts';
import { facingOf } from '../../faces/uv/unwrap.ts';
import type { Frame } from '../../frame/frame.ts';
import type { BlendOptions } from '../swapper.ts';
import type { Vertices } from './rasterize.ts';
import { STUDY_SIZE } from './study.ts';
import type { Texture, TexturePyramid } from './texture.ts';

/**
 * `light` is the target's; `fine` is what slow colour the texture still has. With the border `poisson` colours meet the
 * target's exactly along the outline, and less so further in.
 */
export function place(
  mesh: Float32Array,
  pixelAspect: number,
  light: Light,
  fine: Float32Array,
  border: BlendOptions['border'],
): Vertices {
  const facing = facingOf(mesh);
  const { border: meet, regions } = regionMaps(STUDY_SIZE);
  const gains = [0, 1, 2].map((channel) =>
    Float32Array.from({ length: MESH_POINTS }, (_, i) => {
      const [u, v] = [uv.u[i]!, uv.v[i]!];
      const wide = lightAt(light.wide, channel, u, v);
      if (border === 'feather') return wide;
      const here = lightAt(light.fine, channel, u, v) / Math.max(1, wide);
      const theirs = Math.max(0.2, lightAt(fine, channel, u, v));
      const ratio = Math.min(2, Math.max(0.5, here / theirs));
      return wide * ratio ** lookUp(meet, STUDY_SIZE, 1, 0, u, v);
    }),
  );
  return {
    x: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3]! / pixelAspect),
    y: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3 + 1]!),
    z: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3 + 2]!),
    u: uv.u,
    v: uv.v,
    gainR: gains[0]!,
    gainG: gains[1]!,
    gainB: gains[2]!,
    // Towards the outline the face turns away into blur; the sides of the nose are as sharp as their own edge.
    alpha: facing.map((value, i) => {
      const fade = smoothstep(0.02, 0.3, value);
      return fade + (1 - fade) * lookUp(regions.nose, STUDY_SIZE, 1, 0, uv.u[i]!, uv.v[i]!);
    }),
  };
}

/** The pixels that the mesh covers, cut to the frame: left, top, width, height. */
export function bounds(vertices: Vertices, frame: Frame): [number, number, number, number] {
  const [columns, rows] = [frame.planes[0]!.width, frame.planes[0]!.height];
  const left = Math.max(0, Math.floor(Math.min(...vertices.x)));
  const top = Math.max(0, Math.floor(Math.min(...vertices.y)));
  const right = Math.min(columns - 1, Math.ceil(Math.max(...vertices.x)));
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(...vertices.y)));
  return [left, top, Math.max(0, right - left + 1), Math.max(0, bottom - top + 1)];
}

/** The level of the texture with about one texel a pixel. */
export function level(pyramid: TexturePyramid, vertices: Vertices): Texture {
  let pixels = 0;
  let texels = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const area = cross(vertices.x, vertices.y, i, j, k);
    if (area <= 0) continue;
    pixels += area;
    texels += cross(uv.u, uv.v, i, j, k);
  }
  const wanted = Math.sqrt(pixels / Math.max(1e-9, texels));
  return pyramid.findLast((texture) => texture.size >= wanted * 0.8) ?? pyramid[0]!;
}

function cross(x: Float32Array, y: Float32Array, i: number, j: number, k: number): number {
  return (x[j]! - x[i]!) * (y[k]! - y[i]!) - (x[k]! - x[i]!) * (y[j]! - y[i]!);
}
