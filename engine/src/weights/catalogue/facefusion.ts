// Table: the core models of FaceFusion 3.8: faces found, known, masked, swapped and restored, frames enlarged, content judged.
import type { ModelEntry, ModelRole, ModelTerms } from './entry.ts';

/** A release, megabytes where known, the CRC-32 that others report, and what is special. */
type Row = readonly [
  name: string,
  release: string,
  terms: ModelTerms,
  megabytes?: number | undefined,
  crc32?: string | undefined,
  more?: More,
];
type More = Partial<Pick<ModelEntry, 'needs' | 'note' | 'standsInFor' | 'trainingData'>>;

const yes = (licence: string, note = ''): ModelTerms => ({ licence, commercialUse: 'yes', note });
const no = (licence: string, note = ''): ModelTerms => ({ licence, commercialUse: 'no', note });

const mit = yes('MIT');
const apache = yes('Apache-2.0');
const bsd = yes('BSD-3-Clause');
const wtfpl = yes('WTFPL');
const credit = yes('CC-BY-4.0', 'its authors must be credited');
const openRail = yes('LicenseRef-OpenRAIL-M', 'the licence forbids a list of uses, which must be passed on');
const gpl = yes('GPL-3.0-only', 'copyleft: who hands the file on must do so under the GPL');
const insightFace = no('LicenseRef-InsightFace-NonCommercial', 'for non-commercial research only');
const nonCommercial = no('LicenseRef-NonCommercial', 'for non-commercial use only');
const sLab = no('S-Lab-1.0', 'for non-commercial use only');
const researchRail = no('LicenseRef-ResearchRAIL', 'for research only; its full text is not published');
const unknown: ModelTerms = { licence: 'NOASSERTION', commercialUse: 'unknown', note: 'no licence is stated' };

const arcface = ['arcface_w600k_r50'];
const converted = (converter: string): More => ({ needs: [...arcface, converter] });
/** The points are fitted in a crop that is turned by what fan_68_5 says. */
const turned: More = { needs: ['fan_68_5'] };
const ffhq = 'FFHQ, a data set for non-commercial use';
const ganParts: More = {
  note: "the licence's file excepts parts taken from StyleGAN2, which NVIDIA gives for non-commercial use",
  trainingData: ffhq,
};
const also = ({ note }: ModelTerms, more: string): More => ({ note: `${note}; ${more}` });
const xseg = also(gpl, 'where its weights come from cannot be verified');
const celebA: More = { trainingData: 'CelebAMask-HQ, a data set for non-commercial research' };
const older = (newer: string): More => ({ standsInFor: newer, needs: arcface });

const rows: Readonly<Partial<Record<ModelRole, readonly Row[]>>> = {
  detector: [
    ['retinaface_10g', '3.0.0', insightFace, 16.9],
    ['scrfd_2.5g', '3.0.0', insightFace, 3.3],
    [
      'yoloface_8n',
      '3.0.0',
      gpl,
      12.7,
      'f9a0382f',
      also(gpl, 'it descends from code that Ultralytics puts under the AGPL-3.0'),
    ],
    ['yunet_2023_mar', '3.4.0', mit, 0.23],
  ],
  landmarker: [
    ['2dfan4', '3.0.0', mit, 97.9, 'a948738e', turned],
    ['peppa_wutz', '3.0.0', apache, undefined, undefined, turned],
    ['fan_68_5', '3.0.0', openRail, undefined, '95c4a198'],
  ],
  recogniser: [
    [
      'arcface_w600k_r50',
      '3.0.0',
      insightFace,
      174.4,
      '1f5fefb8',
      { trainingData: 'WebFace600K, gathered for research' },
    ],
  ],
  classifier: [['fairface', '3.0.0', credit, 85.2, '10d79769']],
  occluder: [
    ['xseg_1', '3.1.0', gpl, 70.3, 'f207afe3', xseg],
    ['xseg_2', '3.1.0', gpl, 70.3, undefined, xseg],
    ['xseg_3', '3.2.0', gpl, 70.3, undefined, xseg],
  ],
  parser: [
    ['bisenet_resnet_18', '3.1.0', mit, undefined, '6cafc877', celebA],
    ['bisenet_resnet_34', '3.0.0', mit, 93.6, '35d17a50', celebA],
  ],
  swapper: [
    ['blendswap_256', '3.0.0', nonCommercial, 1661.4],
    ['ghost_1_256', '3.0.0', apache, 514.9, '53447f7f', converted('crossface_ghost')],
    ['ghost_2_256', '3.0.0', apache, 738.7, undefined, converted('crossface_ghost')],
    ['ghost_3_256', '3.0.0', apache, 855.5, undefined, converted('crossface_ghost')],
    ['hififace_unofficial_256', '3.1.0', unknown, 203.8, undefined, converted('crossface_hififace')],
    ['hyperswap_1a_256', '3.3.0', researchRail, 402.7, '79e50d4b', { needs: arcface }],
    ['hyperswap_1b_256', '3.3.0', researchRail, 402.7, '36312901', { needs: arcface }],
    ['hyperswap_1c_256', '3.3.0', researchRail, 402.7, '83c5ce36', { needs: arcface }],
    ['inswapper_128', '3.0.0', insightFace, 555.3, undefined, { needs: arcface }],
    ['inswapper_128_fp16', '3.0.0', insightFace, 277.7, '32500ff1', { needs: arcface }],
    ['simswap_256', '3.0.0', nonCommercial, 220.4, undefined, converted('crossface_simswap')],
    ['simswap_unofficial_512', '3.0.0', nonCommercial, 239.2, undefined, converted('crossface_simswap')],
    ['uniface_256', '3.0.0', unknown, 407.0],
  ],
  converter: [
    ['crossface_ghost', '3.4.0', unknown, 22.1, undefined, { needs: arcface }],
    ['crossface_hififace', '3.4.0', unknown, 22.1, undefined, { needs: arcface }],
    ['crossface_simswap', '3.4.0', unknown, 22.1, undefined, { needs: arcface }],
    ['arcface_converter_ghost', '3.0.0', unknown, undefined, undefined, older('crossface_ghost')],
    ['arcface_converter_hififace', '3.1.0', unknown, undefined, undefined, older('crossface_hififace')],
    ['arcface_converter_simswap', '3.0.0', unknown, undefined, undefined, older('crossface_simswap')],
  ],
  'face-enhancer': [
    ['codeformer', '3.0.0', sLab, 377.0, '1456f3ab', { trainingData: ffhq }],
    ['gfpgan_1.2', '3.0.0', apache, 340.3, undefined, ganParts],
    ['gfpgan_1.3', '3.0.0', apache, 340.3, undefined, ganParts],
    ['gfpgan_1.4', '3.0.0', apache, 340.3, '5a6c6364', ganParts],
    ['gpen_bfr_256', '3.0.0', nonCommercial, 75.8],
    ['gpen_bfr_512', '3.0.0', nonCommercial, 284.3],
    ['gpen_bfr_1024', '3.0.0', nonCommercial, 285.2],
    ['gpen_bfr_2048', '3.0.0', nonCommercial, 285.6],
    ['restoreformer_plus_plus', '3.0.0', apache, 294.3, undefined, { trainingData: ffhq }],
  ],
  'frame-enhancer': [
    ['clear_reality_x4', '3.0.0', nonCommercial],
    ['face_dat_x4', '3.5.0', credit],
    ['nomos8k_sc_x4', '3.0.0', credit],
    ['real_esrgan_x2', '3.0.0', bsd],
    ['real_esrgan_x2_fp16', '3.0.0', bsd],
    ['real_esrgan_x4', '3.0.0', bsd, undefined, '9d6e76c4'],
    ['real_esrgan_x4_fp16', '3.0.0', bsd],
    ['real_esrgan_x8', '3.0.0', bsd],
    ['real_esrgan_x8_fp16', '3.0.0', bsd],
    ['real_hatgan_x4', '3.0.0', apache],
    ['real_web_photo_x4', '3.1.0', credit],
    ['realistic_rescaler_x4', '3.1.0', wtfpl],
    ['remacri_x4', '3.1.0', nonCommercial],
    ['siax_x4', '3.1.0', wtfpl],
    ['span_kendata_x4', '3.0.0', nonCommercial, undefined, 'a0d53205'],
    ['swin2_sr_x4', '3.1.0', apache],
    ['tghq_face_x8', '3.5.0', gpl],
    ['ultra_sharp_x4', '3.0.0', nonCommercial],
    ['ultra_sharp_2_x4', '3.3.0', nonCommercial],
  ],
  'content-analyser': [
    ['nsfw_1', '3.3.0', apache, 80.4, 'f602d1c5'],
    ['nsfw_2', '3.3.0', apache, 22.5, 'c7fa5fe2'],
    ['nsfw_3', '3.3.0', mit, 358.2, '633a3b02'],
  ],
};

/** The hosts that publish FaceFusion's releases, first choice first. `{base}` is the release, `{file}` the file's name. */
export const publishers = [
  'https://github.com/facefusion/facefusion-assets/releases/download/{base}/{file}',
  'https://huggingface.co/facefusion/{base}/resolve/main/{file}',
  'https://hf-mirror.com/facefusion/{base}/resolve/main/{file}',
] as const;

/** FaceFusion states its models' licences in its code, not in the files. */
const licenceSource = 'https://github.com/facefusion/facefusion/tree/3.8.1';

export const facefusionModels: readonly ModelEntry[] = Object.entries(rows).flatMap(([role, models]) =>
  models.map(([name, version, terms, megabytes, crc32, more]) => ({
    ...{ name, role: role as ModelRole, pack: 'facefusion' as const, licenceSource, ...terms },
    ...{ trainingData: undefined, bytes: megabytes === undefined ? undefined : Math.round(megabytes * 1e6) },
    ...{ crc32, sha256: undefined, needs: [], standsInFor: undefined, ...more },
    release: `models-${version}`,
    sources: publishers.map((url) => url.replace('{base}', `models-${version}`).replace('{file}', `${name}.onnx`)),
  })),
);
