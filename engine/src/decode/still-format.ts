/** Picture formats that the engine reads and writes. */
export const stillFormats = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;
export type StillFormat = (typeof stillFormats)[number];

/** What a file is by its first bytes: a format that is read, or the name of a picture format that is not. */
export type SniffedStill =
  | { readonly format: StillFormat; readonly animated: boolean }
  | { readonly format: undefined; readonly name: string };

/** Bytes from the start of a file that `sniffStill` wants to see; fewer are fine when the file is shorter. */
export const sniffBytes = 65_536;

const starts: readonly { readonly bytes: string; readonly sniffed: SniffedStill }[] = [
  { bytes: '\xff\xd8\xff', sniffed: { format: 'jpeg', animated: false } },
  { bytes: 'II*\0', sniffed: { format: 'tiff', animated: false } },
  { bytes: 'MM\0*', sniffed: { format: 'tiff', animated: false } },
  { bytes: 'II+\0', sniffed: { format: 'tiff', animated: false } },
  { bytes: 'MM\0+', sniffed: { format: 'tiff', animated: false } },
  { bytes: 'GIF8', sniffed: { format: undefined, name: 'a GIF' } },
  { bytes: '%PDF', sniffed: { format: undefined, name: 'a PDF' } },
  { bytes: '%!PS', sniffed: { format: undefined, name: 'a PostScript file' } },
  { bytes: '8BPS', sniffed: { format: undefined, name: 'a Photoshop file' } },
  { bytes: '\xff\x0a', sniffed: { format: undefined, name: 'a JPEG XL picture' } },
  { bytes: '\0\0\0\x0cJXL ', sniffed: { format: undefined, name: 'a JPEG XL picture' } },
  { bytes: '\0\0\0\x0cjP  ', sniffed: { format: undefined, name: 'a JPEG 2000 picture' } },
  { bytes: '\x76\x2f\x31\x01', sniffed: { format: undefined, name: 'an OpenEXR picture' } },
];

/** Names the picture format of a file by its first bytes; undefined when they are no picture's. Extensions are not asked. */
export function sniffStill(head: Uint8Array): SniffedStill | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const known = starts.find(({ bytes }) => text.startsWith(bytes));
  if (known) return known.sniffed;
  if (text.startsWith('\x89PNG\r\n\x1a\n')) {
    // The animation chunk of an APNG comes before its first pixels.
    const control = text.indexOf('acTL');
    const pixels = text.indexOf('IDAT');
    return { format: 'png', animated: control > 0 && (pixels < 0 || control < pixels) };
  }
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') {
    return { format: 'webp', animated: text.slice(12, 16) === 'VP8X' && (head[20]! & 2) !== 0 };
  }
  if (text.slice(4, 8) === 'ftyp') return sniffHeif(text);
  if (text.startsWith('BM') && text.slice(6, 10) === '\0\0\0\0') return { format: undefined, name: 'a BMP' };
  if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg|<svg)/s.test(text.slice(0, 4096))) {
    return { format: undefined, name: 'an SVG drawing' };
  }
  return undefined;
}

/** ISO/IEC 23008-12: a picture says so by a brand; MP4 and MOV films share the box. */
function sniffHeif(text: string): SniffedStill | undefined {
  const brands = text.slice(8, Math.min(text.charCodeAt(2) * 256 + text.charCodeAt(3), 256));
  if (brands.startsWith('avis')) return { format: 'avif', animated: true };
  if (/^(avif|mif1|msf1|miaf)/.test(brands) && brands.includes('avif')) return { format: 'avif', animated: false };
  if (/^(hei[cxms]|hev[cx]|mif1|msf1)/.test(brands)) return { format: undefined, name: 'a HEIC picture' };
  return undefined;
}
