import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uprightExif } from './still-exif.ts';
import { iptcSegment, withJpegSegment } from './still-iptc.ts';

/** IFD0 with orientation 6 and a maker's tag, IFD1 with a thumbnail of eight bytes. */
function exifBlock(little: boolean): Buffer {
  const block = Buffer.alloc(8 + 2 + 24 + 4 + 2 + 24 + 4 + 8);
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  let at = 8;
  const entry = (tag: number, type: number, value: number) => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, 1, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
    at += 12;
  };
  block.write(little ? 'II' : 'MM', 0, 'latin1');
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(at, 2, little);
  at += 2;
  entry(0x0112, 3, 6);
  entry(0xc4a5, 4, 1234);
  view.setUint32(at, 38, little);
  at += 4;
  view.setUint16(at, 2, little);
  at += 2;
  entry(0x0201, 4, 68);
  entry(0x0202, 4, 8);
  block.write('OLD-FACE', 68, 'latin1');
  return block;
}

test('orientation becomes 1 and the thumbnail is erased, in both byte orders, the rest is untouched', () => {
  for (const little of [true, false]) {
    const block = exifBlock(little);
    const upright = uprightExif(Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]));
    assert.ok(upright);
    const view = new DataView(upright.buffer, upright.byteOffset, upright.length);
    assert.equal(view.getUint16(18, little), 1);
    assert.equal(view.getUint32(30, little), 1234);
    assert.equal(view.getUint32(34, little), 0, 'no second directory');
    assert.ok(!upright.includes('OLD-FACE'));
    assert.ok(block.includes('OLD-FACE'), 'the original is not written to');
  }
});

test('a damaged block is dropped, never followed out of its bounds', () => {
  for (const length of [0, 5, 8, 9, 20, 37]) assert.equal(uprightExif(exifBlock(true).subarray(0, length)), undefined);
  for (const length of [38, 39, 50, 64, 70]) assert.ok(uprightExif(exifBlock(true).subarray(0, length)));
  assert.equal(uprightExif(Buffer.from('XX*\0\x08\0\0\0\0\0\0\0\0\0')), undefined);
});

test('of a Photoshop segment only the IPTC record is kept', () => {
  const resource = (id: number, data: string) => {
    const head = Buffer.from([0x38, 0x42, 0x49, 0x4d, id >> 8, id & 255, 0, 0, 0, 0, 0, data.length]);
    return Buffer.concat([head, Buffer.from(data.length % 2 ? `${data}\0` : data, 'latin1')]);
  };
  const name = Buffer.from('Photoshop 3.0\0', 'latin1');
  const all = Buffer.concat([name, resource(0x040c, 'OLD-FACE!'), resource(0x0404, '\x1c\x02\x78caption')]);
  const segment = iptcSegment(all);
  assert.ok(segment);
  assert.equal(segment.readUInt16BE(0), 0xffed);
  assert.equal(segment.readUInt16BE(2), segment.length - 2);
  assert.deepEqual(iptcSegment(segment.subarray(4)), segment);
  assert.ok(!segment.includes('OLD-FACE') && segment.includes('caption'));
  assert.equal(iptcSegment(Buffer.concat([name, resource(0x040c, 'only')])), undefined);
  assert.equal(iptcSegment(Buffer.from('IPTC')), undefined);
  assert.equal(iptcSegment(all.subarray(0, 30)), undefined);
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xdb, 0, 2]);
  const merged = withJpegSegment(jpeg, segment);
  assert.deepEqual(merged.subarray(0, 8), jpeg.subarray(0, 8));
  assert.deepEqual(merged.subarray(8, 8 + segment.length), segment);
});
