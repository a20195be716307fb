import { creatorTool, type DigitalSourceType, digitalSourceTypes } from './marks.ts';
import { isWellFormed } from './xmp-syntax.ts';

const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  iptcExtension: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  note: 'http://ns.adobe.com/xmp/note/',
  gainMap: 'http://ns.adobe.com/hdr-gain-map/1.0/',
  container: 'http://ns.google.com/photos/1.0/container/',
} as const;

/** Properties that are written anew, or that no longer hold for the changed, upright picture. */
const replaced: readonly (readonly [namespace: string, name: string])[] = [
  [namespaces.iptcExtension, 'DigitalSourceType'],
  [namespaces.xmp, 'CreatorTool'],
  [namespaces.tiff, 'Orientation'],
  // A small copy of the picture as it was: it would still show the old face.
  [namespaces.xmp, 'Thumbnails'],
  [namespaces.note, 'HasExtendedXMP'],
  [namespaces.gainMap, 'Version'],
  [namespaces.container, 'Directory'],
];

/**
 * An XMP packet (ISO 16684-1) that marks a picture as made by the engine: `Iptc4xmpExt:DigitalSourceType` and
 * `xmp:CreatorTool`. Other properties of `existing` are kept, unless it is not well-formed, or the packet would exceed
 * `maxBytes`: then it holds the mark alone, and `kept` is false.
 */
export function markXmp(
  existing: string | undefined,
  type: DigitalSourceType,
  maxBytes = Number.POSITIVE_INFINITY,
): { readonly packet: string; readonly kept: boolean } {
  const merged = existing === undefined ? undefined : merge(existing, type);
  if (merged !== undefined && Buffer.byteLength(merged) <= maxBytes) return { packet: merged, kept: true };
  return { packet: freshPacket(type), kept: existing === undefined };
}

/** The full IPTC address that a packet carries, in any of RDF's three spellings; undefined when it has none. */
export function digitalSourceTypeOf(xmp: string): string | undefined {
  for (const prefix of prefixesOf(xmp, namespaces.iptcExtension)) {
    const name = `${prefix}:DigitalSourceType`;
    const found =
      new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(xmp) ??
      new RegExp(`<${name}\\s[^>]*resource\\s*=\\s*["']([^"']*)["']`).exec(xmp) ??
      new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xmp);
    if (found) return found[1]!.trim();
  }
  return undefined;
}

function merge(existing: string, type: DigitalSourceType): string | undefined {
  let xmp = existing.replace(/^\uFEFF/, '').replace(/\0+$/, '');
  if (!isWellFormed(xmp)) return undefined;
  for (const [namespace, name] of replaced) xmp = withoutProperty(xmp, namespace, name);
  // Packets end in kilobytes of blanks, room for editors that write in place; JPEG has none to give.
  xmp = xmp.replace(/\s{2,}(?=<\?xpacket end)/, '\n');
  const prefix = prefixesOf(xmp, namespaces.rdf)[0];
  const end = prefix === undefined ? -1 : xmp.lastIndexOf(`</${prefix}:RDF`);
  if (prefix === undefined || end < 0) return undefined;
  // All descriptions of a packet must be about the same thing (ISO 16684-1, 7.4).
  const about = new RegExp(`${prefix}:about\\s*=\\s*("[^"]*"|'[^']*')`).exec(xmp)?.[1] ?? '""';
  const merged = `${xmp.slice(0, end)}${description(prefix, about, type)}${xmp.slice(end)}`;
  return isWellFormed(merged) ? merged : undefined;
}

function freshPacket(type: DigitalSourceType): string {
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="${creatorTool}">`,
    `<rdf:RDF xmlns:rdf="${namespaces.rdf}">`,
    `${description('rdf', '""', type)}</rdf:RDF>`,
    '</x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].join('\n');
}

function description(prefix: string, about: string, type: DigitalSourceType): string {
  return `<${prefix}:Description ${prefix}:about=${about}
    xmlns:Iptc4xmpExt="${namespaces.iptcExtension}" xmlns:xmp="${namespaces.xmp}">
  <Iptc4xmpExt:DigitalSourceType>${digitalSourceTypes[type]}</Iptc4xmpExt:DigitalSourceType>
  <xmp:CreatorTool>${creatorTool}</xmp:CreatorTool>
</${prefix}:Description>
`;
}

function withoutProperty(xmp: string, namespace: string, name: string): string {
  let rest = xmp;
  for (const prefix of prefixesOf(xmp, namespace)) {
    const tag = `${prefix}:${name}`;
    rest = rest
      .replace(new RegExp(`\\s${tag}\\s*=\\s*("[^"]*"|'[^']*')`, 'g'), '')
      .replace(new RegExp(`<${tag}(\\s[^>]*)?/>`, 'g'), '')
      .replace(new RegExp(`<${tag}(\\s[^>]*)?>[\\s\\S]*?</${tag}\\s*>`, 'g'), '');
  }
  return rest;
}

/** Every prefix that the document binds to a namespace, made safe for a regular expression. */
function prefixesOf(xmp: string, namespace: string): string[] {
  const found = new Set<string>();
  for (const [, prefix, , uri] of xmp.matchAll(/\sxmlns:([\w.-]+)\s*=\s*(["'])(.*?)\2/g)) {
    if (uri === namespace) found.add(prefix!.replaceAll('.', '\\.'));
  }
  return [...found];
}
