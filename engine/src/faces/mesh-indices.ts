/**
 * Named points and rings of the 468-point face mesh (the topology of MediaPipe's face mesh, Apache-2.0).
 *
 * Sides are sides of the *picture*: `leftEye` is the eye at the picture's left, which is the person's right eye.
 * Every ring is closed (the last point joins the first) and runs clockwise as seen in the picture. Rings of eyes, lips and brows
 * begin at their image-left corner, `silhouette` and `nose` at their top.
 */
export const rings = {
  /** The outline of the face, from the top of the forehead, by the image-right ear and the chin. */
  silhouette: [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
  ],
  /** The border between lips and skin. */
  lipsOuter: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146],
  /** The border of the mouth's opening; flat when the mouth is closed. */
  lipsInner: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95],
  /** The eye's opening: lash lines of the upper and lower lid. */
  leftEye: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  rightEye: [362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382],
  /** One step out from the lash lines: the lids themselves. */
  leftLids: [130, 247, 30, 29, 27, 28, 56, 190, 243, 112, 26, 22, 23, 24, 110, 25],
  rightLids: [463, 414, 286, 258, 257, 259, 260, 467, 359, 255, 339, 254, 253, 252, 256, 341],
  /** Two steps out: the whole eye socket between brow and cheek. */
  leftSocket: [226, 113, 225, 224, 223, 222, 221, 189, 244, 233, 232, 231, 230, 229, 228, 31],
  rightSocket: [464, 413, 441, 442, 443, 444, 445, 342, 446, 261, 448, 449, 450, 451, 452, 453],
  leftBrow: [70, 63, 105, 66, 107, 55, 65, 52, 53, 46],
  rightBrow: [336, 296, 334, 293, 300, 276, 283, 282, 295, 285],
  /** Bridge, sides, wings and base of the nose. */
  nose: [168, 417, 412, 399, 437, 420, 429, 358, 327, 326, 2, 97, 98, 129, 209, 198, 217, 174, 188, 193],
} as const satisfies Record<string, readonly number[]>;

export type RingName = keyof typeof rings;

/** Single points that many stages speak of. */
export const landmarks = {
  noseTip: 1,
  noseBase: 2,
  noseBridge: 168,
  foreheadTop: 10,
  chin: 152,
  leftEyeOuter: 33,
  leftEyeInner: 133,
  rightEyeInner: 362,
  rightEyeOuter: 263,
  mouthLeft: 61,
  mouthRight: 291,
  upperLipInner: 13,
  lowerLipInner: 14,
  leftEar: 234,
  rightEar: 454,
} as const satisfies Record<string, number>;
