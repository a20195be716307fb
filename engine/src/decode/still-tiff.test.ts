import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exifBlock, exifFields } from './still-tiff.ts';

/** Big end first: Make "Works", and a GPS directory with one RATIONAL. */
function bigEndian(): Buffer {
  const block = Buffer.alloc(74);
  block.write('MM\0*', 0, 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(2, 8);
  const field = (at: number, tag: number, type: number, count: number, value: number) => {
    block.writeUInt16BE(tag, at);
    block.writeUInt16BE(type, at + 2);
    block.writeUInt32BE(count, at + 4);
    block.writeUInt32BE(value, at + 8);
  };
  field(10, 271, 2, 6, 38);
  field(22, 0x8825, 4, 1, 44);
  block.write('Works\0', 38, 'latin1');
  block.writeUInt16BE(1, 44);
  field(46, 6, 5, 1, 62);
  block.writeUInt32BE(1234, 62);
  block.writeUInt32BE(10, 66);
  return block;
}

test('fields are read from either byte order and written little end first', () => {
  const fields = exifFields(bigEndian());
  assert.ok(fields);
  assert.equal(fields.main[0]?.value.toString('latin1'), 'Works\0');
  assert.deepEqual([fields.gps[0]?.value.readUInt32LE(0), fields.gps[0]?.value.readUInt32LE(4)], [1234, 10]);
  const block = exifBlock(fields);
  assert.equal(block.toString('latin1', 0, 2), 'II');
  assert.deepEqual(exifFields(block), fields);
});

test('damaged blocks give what is in bounds, never an error', () => {
  const block = bigEndian();
  for (let length = 0; length < block.length; length++) exifFields(block.subarray(0, length));
  assert.equal(exifFields(Buffer.from('II+\0\x08\0\0\0\0\0\0\0', 'latin1')), undefined);
  const endless = Buffer.from(block);
  endless.writeUInt32BE(0xffffffff, 14);
  assert.deepEqual(exifFields(endless)?.main, []);
});
