import { type DigitalSourceType, digitalSourceTypes } from './marks.ts';

/** The tag that names the kind of origin, with the IPTC address as its value. */
export const markKey = 'digital_source_type';

/** What the mark says in words, for the players that show a comment. */
export function markWords(type: DigitalSourceType): string {
  return `AI-made: faces in this film were synthesised by AI (${digitalSourceTypes[type]})`;
}

/** Tags of the whole film: those of the input, and the mark, which wins. */
export function markedTags(tags: Readonly<Record<string, string>>, type: DigitalSourceType): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(tags).filter(([key]) => key.toLowerCase() !== markKey));
  const comments = Object.entries(kept).filter(([key]) => key.toLowerCase() === 'comment');
  for (const [key] of comments) delete kept[key];
  const lines = comments.flatMap(([, comment]) => comment.split('\n'));
  const said = lines.filter((line) => !line.startsWith('AI-made:'));
  return { ...kept, comment: [markWords(type), ...said].join('\n'), [markKey]: digitalSourceTypes[type] };
}

/**
 * Transport streams have no tags of their own: the service description, which every receiver shows, takes them
 * (ETSI EN 300 468, 6.2.33). Its texts hold 255 bytes.
 */
export function serviceTags(type: DigitalSourceType): Record<string, string> {
  return { service_name: `AI-made (${type})`, service_provider: digitalSourceTypes[type] };
}

/** Identifies the mark among the user data of a bitstream (ITU-T H.264, D.1.7). */
const markUuid = Buffer.from('6d6972726f72776f726b732d6d61726b', 'hex'); // "mirrorworks-mark"

/** The mark as user data for the encoder to write among the pictures, where no change of container can lose it. */
export function markUserData(type: DigitalSourceType): Buffer {
  return Buffer.concat([markUuid, Buffer.from(`${markKey}=${digitalSourceTypes[type]}`)]);
}
