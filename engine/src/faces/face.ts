/** Head pose in degrees. Yaw > 0: the person turns to the picture's right. Pitch > 0: looks down. Roll > 0: clockwise. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** `[x, y, width, height]` in square pixels of the upright picture. */
export type Box = readonly [number, number, number, number];

/** What a detector says: where, how sure, and five points (eyes, nose tip, mouth corners; image-left first) as x, y pairs. */
export interface Detection {
  readonly box: Box;
  /** 0..1 */
  readonly score: number;
  /** 10 numbers. */
  readonly points5: Float32Array;
}

/** Number of points of the face mesh (the topology of MediaPipe's face mesh). */
export const MESH_POINTS = 468;

/** A rolled square of a frame: centre and side in square pixels, `angle` in radians from x towards y. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly angle: number;
}

/** One face in one frame. */
export interface Face extends Detection {
  /** 468 × (x, y, z), x and y in square pixels of the upright picture, z in the same unit, growing away from the camera. */
  readonly mesh: Float32Array;
  /** How sure the mesh network is that it sees a face, 0..1. */
  readonly presence: number;
  readonly pose: Pose;
  /** Where the landmarker looked; it looks there again while the face stays, so that a still face gives the same numbers. */
  readonly crop?: Crop;
}

/** Who a face is, as a network sees it. */
export interface Description {
  /** Unit length; compare by cosine. */
  readonly embedding: Float32Array;
  /** Years. */
  readonly age: number;
  /** 0 = surely male … 1 = surely female. */
  readonly female: number;
}

/** Ways to put faces in order: by place, area (large-small) or detector score (best-worst). */
export const faceOrders = [
  'left-right',
  'right-left',
  'top-bottom',
  'bottom-top',
  'large-small',
  'small-large',
  'best-worst',
  'worst-best',
] as const;
export type FaceOrder = (typeof faceOrders)[number];

/** Which faces are changed: the first in order, all, or those of a reference person. */
export const faceSelectors = ['one', 'many', 'reference'] as const;
export type FaceSelector = (typeof faceSelectors)[number];
