import * as names from '../choices.ts';
import { choice, choiceBy, choices, group, number, numbersOf, sides } from '../option.ts';

const share = { min: 0, max: 1 };
const whole = { min: 0, max: Infinity, whole: true };

export const faceDetector = group('face detector', 'face_detector', {
  face_detector_model: choice(names.detectorModels, 'Network that finds faces.', 'yolo_face'),
  face_detector_size: choiceBy(
    names.detectorSizes,
    'face_detector_model',
    (sizes) => sizes.at(-1),
    'Size at which the detector looks at a frame; what the model has. Default the largest.',
  ),
  face_detector_margin: sides('Room around the frame in percent (top right bottom left), for faces cut by its edge.'),
  face_detector_angles: numbersOf(
    names.angles,
    'Degrees that the frame is also turned by before it is looked at.',
    [0],
  ),
  face_detector_score: number(share, 'Lowest score that counts as a face, {range}.', 0.5),
});

export const faceLandmarker = group('face landmarker', 'face_landmarker', {
  face_landmarker_model: choice(names.landmarkerModels, 'Network that finds the 68 points of a face.', '2dfan4'),
  face_landmarker_score: number(
    share,
    "Score, {range}, from which the 68 points replace the detector's five; 0 runs none.",
    0.5,
  ),
});

export const faceSelector = group('face selector', 'face_selector', {
  face_selector_mode: choice(
    names.selectorModes,
    'Which faces are worked on: all, the first, or those like the reference.',
    'reference',
  ),
  face_selector_order: choice(names.selectorOrders, 'Which face comes first.', 'large-small'),
  face_selector_age_start: number({ min: 0, max: 100, whole: true }, 'Leave out faces that look younger, {range}.'),
  face_selector_age_end: number(
    { min: 0, max: 100, whole: true },
    'Leave out faces that look this old or older, {range}.',
  ),
  face_selector_gender: choice(names.genders, "Only faces of this gender; auto is the source's."),
  face_selector_race: choice(names.races, "Only faces of this appearance; auto is the source's."),
  reference_face_position: number(whole, 'Which face of the reference frame is meant, from 0, in the order above.', 0),
  reference_face_distance: number(
    share,
    'How unlike the reference a face may be, {range}: half of the cosine distance.',
    0.3,
  ),
  reference_frame_number: number(whole, 'Frame of the film that shows the reference, from 0.', 0),
});

export const faceTracker = group('face tracker', 'face_tracker', {
  face_tracker_score: number(
    { min: 0, max: 0.5 },
    'Overlap, {range}, by which faces of neighbouring frames are one; 0 is off.',
    0,
  ),
});

export const faceMasker = group('face masker', 'face_masker', {
  face_occluder_model: choice(names.occluderModels, 'Network that sees what covers a face.', 'xseg_1'),
  face_parser_model: choice(names.parserModels, 'Network that sees the parts of a face.', 'bisenet_resnet_34'),
  face_mask_types: choices(names.maskTypes, 'What bounds the change; several are cut with each other.', ['box']),
  face_mask_areas: choices(names.maskAreas, 'Areas that the area mask changes.', names.maskAreas),
  face_mask_regions: choices(names.maskRegions, 'Parts that the region mask changes.', names.maskRegions),
  face_mask_blur: number(share, 'Softness of the box, {range}.', 0.3),
  face_mask_padding: sides('How far the box is moved inwards, in percent (top right bottom left).'),
});
