import engine from '../../package.json' with { type: 'json' };

/** IPTC digital source types that an output of the engine can carry. */
export const digitalSourceTypes = {
  compositeSynthetic: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic',
  compositeWithTrainedAlgorithmicMedia:
    'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
} as const;
export type DigitalSourceType = keyof typeof digitalSourceTypes;

/** The tool that every output names as its maker. */
export const creatorTool = `Mirrorworks ${engine.version}`;
