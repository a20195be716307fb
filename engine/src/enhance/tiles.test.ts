import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameEnhancerNetworks, type TileShape } from './frame-enhancer-models.ts';
import { layTiles } from './tiles.ts';

const tile256: TileShape = { side: 256, pad: 16, overlap: 8 };

test('lies where FaceFusion lays it: 540 × 540 is nine tiles of 256', () => {
  const tiles = layTiles(540, 540, tile256);
  assert.deepEqual(
    tiles.slice(0, 3).map(({ left, top }) => [left, top]),
    [
      [-24, -24],
      [216, -24],
      [456, -24],
    ],
  );
  assert.equal(tiles.length, 9);
  assert.deepEqual(tiles[8], { left: 456, top: 456, x: 464, y: 464, width: 76, height: 76 });
});

test('writes every pixel once, from inside what the network sees', () => {
  const shapes = new Set(Object.values(frameEnhancerNetworks).map(({ tile }) => tile));
  assert.equal(shapes.size, 4);
  for (const shape of shapes) {
    const step = shape.side - 2 * shape.overlap;
    const sizes = [1, 2, 7, step - shape.pad, step - shape.pad + 1, shape.side, 2 * step - shape.pad, 2 * step + 3];
    for (const [index, width] of sizes.entries()) {
      const height = sizes.at(-1 - index)!;
      const written = new Uint8Array(width * height);
      for (const { left, top, x, y, width: columns, height: rows } of layTiles(width, height, shape)) {
        assert.ok(columns > 0 && rows > 0, 'a tile that writes nothing would run for nothing');
        const insideX = x - shape.overlap >= left && x + columns + shape.overlap <= left + shape.side;
        const insideY = y - shape.overlap >= top && y + rows + shape.overlap <= top + shape.side;
        assert.ok(insideX && insideY, 'a rim around the rectangle is seen');
        for (let row = y; row < y + rows; row++) {
          for (let column = x; column < x + columns; column++) written[row * width + column]!++;
        }
      }
      assert.ok(
        written.every((times) => times === 1),
        `${width} × ${height} by tiles of ${shape.side}`,
      );
    }
  }
});

test('a picture smaller than a tile is one tile', () => {
  assert.deepEqual(layTiles(30, 20, tile256), [{ left: -24, top: -24, x: 0, y: 0, width: 30, height: 20 }]);
});
