;; Triangles of the face mesh, pixel by pixel, in WebAssembly SIMD. Pointers and steps are bytes. Positions, depth and texture
;; coordinates are f64, so that rounding never decides which of two triangles draws a pixel; colours are f32.
;;
;; A vertex takes 48 bytes of f32: 0 x, y, z, unused; 16 u, v (0..1); 24 x, y of the target's own picture; 32 gains of R, G, B,
;; and alpha. Triangles are three u16 indices each; they are drawn where clockwise on the screen (y down).
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "patch" "memory" (memory 0))

  ;; Bytes 0 to 151 of the memory hold the triangle at hand:
  ;;   0, 16, 32: each edge's line at row 0, as (x of a left edge, −x of a right edge); 48, 64, 80: the same per row
  ;;   96: weights of the second and third vertex at pixel (0, 0); 112: their change per column; 128: per row
  ;;   144: first and last row (i32)

  ;; Lays the triangle out there. Answers 0 when it faces away or touches no row.
  (func $setUp (param $a i32) (param $b i32) (param $c i32) (param $height i32) (result i32)
    (local $x0 f64) (local $y0 f64) (local $x1 f64) (local $y1 f64) (local $x2 f64) (local $y2 f64)
    (local $area f64) (local $inverse f64) (local $top i32) (local $bottom i32) (local $box v128)
    (local.set $x0 (f64.promote_f32 (f32.load (local.get $a))))
    (local.set $y0 (f64.promote_f32 (f32.load offset=4 (local.get $a))))
    (local.set $x1 (f64.promote_f32 (f32.load (local.get $b))))
    (local.set $y1 (f64.promote_f32 (f32.load offset=4 (local.get $b))))
    (local.set $x2 (f64.promote_f32 (f32.load (local.get $c))))
    (local.set $y2 (f64.promote_f32 (f32.load offset=4 (local.get $c))))
    (local.set $area (f64.sub
      (f64.mul (f64.sub (local.get $x1) (local.get $x0)) (f64.sub (local.get $y2) (local.get $y0)))
      (f64.mul (f64.sub (local.get $x2) (local.get $x0)) (f64.sub (local.get $y1) (local.get $y0)))))
    (if (i32.eqz (f64.gt (local.get $area) (f64.const 1e-6))) (then (return (i32.const 0))))
    (local.set $top (i32.trunc_sat_f64_s (f64.max (f64.const 0)
      (f64.ceil (f64.min (f64.min (local.get $y0) (local.get $y1)) (local.get $y2))))))
    (local.set $bottom (i32.trunc_sat_f64_s (f64.min (f64.convert_i32_s (i32.sub (local.get $height) (i32.const 1)))
      (f64.floor (f64.max (f64.max (local.get $y0) (local.get $y1)) (local.get $y2))))))
    (if (i32.gt_s (local.get $top) (local.get $bottom)) (then (return (i32.const 0))))
    (i32.store offset=144 (i32.const 0) (local.get $top))
    (i32.store offset=148 (i32.const 0) (local.get $bottom))

    (local.set $inverse (f64.div (f64.const 1) (local.get $area)))
    (f64.store offset=112 (i32.const 0) (f64.mul (f64.sub (local.get $y2) (local.get $y0)) (local.get $inverse)))
    (f64.store offset=120 (i32.const 0) (f64.mul (f64.sub (local.get $y0) (local.get $y1)) (local.get $inverse)))
    (f64.store offset=128 (i32.const 0) (f64.mul (f64.sub (local.get $x0) (local.get $x2)) (local.get $inverse)))
    (f64.store offset=136 (i32.const 0) (f64.mul (f64.sub (local.get $x1) (local.get $x0)) (local.get $inverse)))
    (v128.store offset=96 (i32.const 0) (f64x2.neg (f64x2.add
      (f64x2.mul (f64x2.splat (local.get $x0)) (v128.load offset=112 (i32.const 0)))
      (f64x2.mul (f64x2.splat (local.get $y0)) (v128.load offset=128 (i32.const 0))))))

    (local.set $box (f64x2.replace_lane 1
      (f64x2.splat (f64.min (f64.min (local.get $x0) (local.get $x1)) (local.get $x2)))
      (f64.neg (f64.max (f64.max (local.get $x0) (local.get $x1)) (local.get $x2)))))
    (call $line (i32.const 0) (local.get $x0) (local.get $y0) (local.get $x1) (local.get $y1) (local.get $box))
    (call $line (i32.const 16) (local.get $x1) (local.get $y1) (local.get $x2) (local.get $y2) (local.get $box))
    (call $line (i32.const 32) (local.get $x2) (local.get $y2) (local.get $x0) (local.get $y0) (local.get $box))
    (i32.const 1))

  ;; An edge that goes up is a left one, one that goes down is a right one; a level one bounds no more than the box does.
  (func $line (param $to i32) (param $ax f64) (param $ay f64) (param $bx f64) (param $by f64) (param $box v128)
    (local $dy f64) (local $slope f64) (local $start f64)
    (v128.store (local.get $to) (local.get $box))
    (v128.store offset=48 (local.get $to) (v128.const f64x2 0 0))
    (local.set $dy (f64.sub (local.get $by) (local.get $ay)))
    (if (f64.lt (f64.abs (local.get $dy)) (f64.const 1e-6)) (then (return)))
    (local.set $slope (f64.div (f64.sub (local.get $bx) (local.get $ax)) (local.get $dy)))
    (local.set $start (f64.sub (local.get $ax) (f64.mul (local.get $ay) (local.get $slope))))
    (if (f64.lt (local.get $dy) (f64.const 0))
      (then
        (f64.store (local.get $to) (local.get $start))
        (f64.store offset=48 (local.get $to) (local.get $slope)))
      (else
        (f64.store offset=8 (local.get $to) (f64.neg (local.get $start)))
        (f64.store offset=56 (local.get $to) (f64.neg (local.get $slope))))))

  ;; First and last pixel of a row whose centres lie in the triangle, or within a thousandth of a pixel beside it: what lies
  ;; on the edge of two triangles is in both, and left out by none.
  (func $span (param $row i32) (param $width i32) (result i32 i32)
    (local $y v128) (local $ends v128)
    (local.set $y (f64x2.splat (f64.convert_i32_s (local.get $row))))
    (local.set $ends (i32x4.trunc_sat_f64x2_s_zero (f64x2.ceil (f64x2.sub
      (f64x2.pmax
        (f64x2.pmax
          (f64x2.add (v128.load (i32.const 0)) (f64x2.mul (v128.load offset=48 (i32.const 0)) (local.get $y)))
          (f64x2.add (v128.load (i32.const 16)) (f64x2.mul (v128.load offset=48 (i32.const 16)) (local.get $y))))
        (f64x2.add (v128.load (i32.const 32)) (f64x2.mul (v128.load offset=48 (i32.const 32)) (local.get $y))))
      (v128.const f64x2 1e-3 1e-3)))))
    (local.set $ends (i32x4.max_s (local.get $ends)
      (i32x4.replace_lane 1 (v128.const i32x4 0 0 0 0) (i32.sub (i32.const 1) (local.get $width)))))
    (i32x4.extract_lane 0 (local.get $ends))
    (i32.sub (i32.const 0) (i32x4.extract_lane 1 (local.get $ends))))

  ;; Weights of the second and third vertex at a pixel.
  (func $weights (param $column i32) (param $row i32) (result v128)
    (f64x2.add
      (f64x2.add
        (v128.load offset=96 (i32.const 0))
        (f64x2.mul (f64x2.splat (f64.convert_i32_s (local.get $column))) (v128.load offset=112 (i32.const 0))))
      (f64x2.mul (f64x2.splat (f64.convert_i32_s (local.get $row))) (v128.load offset=128 (i32.const 0)))))

  ;; w1 · second + w2 · third, in f64 and in f32.
  (func $weigh64 (param $w v128) (param $second v128) (param $third v128) (result v128)
    (f64x2.add
      (f64x2.mul (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 (local.get $w) (local.get $w)) (local.get $second))
      (f64x2.mul (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w) (local.get $w)) (local.get $third))))
  (func $weigh32 (param $w v128) (param $second v128) (param $third v128) (result v128)
    (local.set $w (f32x4.demote_f64x2_zero (local.get $w)))
    (f32x4.add
      (f32x4.mul (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $w) (local.get $w)) (local.get $second))
      (f32x4.mul (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $w) (local.get $w)) (local.get $third))))

  (func $vertex (param $vertices i32) (param $index i32) (result i32)
    (i32.add (local.get $vertices) (i32.mul (i32.load16_u (local.get $index)) (i32.const 48))))

  ;; Texture coordinates (0..1, f64) as (column, row) of texels and (column, row) of the map, i32 with 19 binary places.
  (func $places (param $uv v128) (param $size v128) (param $mapSize v128) (param $half v128) (result v128)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
      (i32x4.trunc_sat_f64x2_s_zero (f64x2.floor (f64x2.add (f64x2.mul (local.get $uv) (local.get $size)) (local.get $half))))
      (i32x4.trunc_sat_f64x2_s_zero (f64x2.floor (f64x2.add (f64x2.mul (local.get $uv) (local.get $mapSize)) (local.get $half))))))

  ;; Two f32 as f64.
  (func $pair (param $at i32) (result v128)
    (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))))

  ;; a + (b − a) · t, of vectors and of the first two lanes of one.
  (func $blend (param $a v128) (param $b v128) (param $t v128) (result v128)
    (f32x4.add (local.get $a) (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (local.get $t))))
  (func $across (param $v v128) (param $t f32) (result f32)
    (f32.add (f32x4.extract_lane 0 (local.get $v)) (f32.mul (local.get $t)
      (f32.sub (f32x4.extract_lane 1 (local.get $v)) (f32x4.extract_lane 0 (local.get $v))))))

  ;; Reads the texture from end to end, which brings it into the cache faster than triangles do, here and there.
  (func $touch (param $at i32) (param $bytes i32)
    (local $end i32) (local $seen i32)
    (local.set $end (i32.add (local.get $at) (local.get $bytes)))
    (loop $lines
      (local.set $seen (i32.or (local.get $seen) (i32.or
        (i32.or (i32.load (local.get $at)) (i32.load offset=64 (local.get $at)))
        (i32.or (i32.load offset=128 (local.get $at)) (i32.load offset=192 (local.get $at))))))
      (br_if $lines (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 256))) (local.get $end))))
    ;; Stored, or the compiler might leave it all out.
    (i32.store offset=152 (i32.const 0) (local.get $seen)))

  ;; Draws triangles: texture (u16, four channels, $size²) · gains; alpha is the vertices' · the map ($mapSize² of f32).
  (func (export "draw")
    (param $index i32) (param $end i32) (param $vertices i32)
    (param $rgba i32) (param $depth i32) (param $width i32) (param $height i32)
    (param $texels i32) (param $size i32) (param $map i32) (param $mapSize i32)
    (local $a i32) (local $b i32) (local $c i32) (local $row i32) (local $bottom i32) (local $from i32) (local $to i32)
    (local $w v128) (local $p i32) (local $o i32) (local $last i32)
    (local $z0 f64) (local $z1 v128) (local $z2 v128) (local $z f64) (local $dz f64)
    (local $scale v128) (local $mapScale v128) (local $most v128) (local $steps v128)
    (local $uv0 v128) (local $uv1 v128) (local $uv2 v128) (local $at v128) (local $dat v128)
    (local $gain0 v128) (local $gain1 v128) (local $gain2 v128) (local $gain v128) (local $dgain v128) (local $n v128)
    (local $cell v128) (local $part v128) (local $fx v128) (local $color v128) (local $show v128)
    (local $q i32) (local $texelRow i32) (local $mapRow i32)
    (local.set $scale (f64x2.splat (f64.convert_i32_s (i32.shl (local.get $size) (i32.const 19)))))
    (local.set $mapScale (f64x2.splat (f64.convert_i32_s (i32.shl (local.get $mapSize) (i32.const 19)))))
    (local.set $texelRow (i32.shl (local.get $size) (i32.const 3)))
    (local.set $mapRow (i32.shl (local.get $mapSize) (i32.const 2)))
    ;; The last place is a thousandth before the last texel, so that the one after it is in the row.
    (local.set $most (i32x4.sub (i32x4.shl (i8x16.shuffle 0 1 2 3 0 1 2 3 16 17 18 19 16 17 18 19
      (i32x4.splat (local.get $size)) (i32x4.splat (local.get $mapSize))) (i32.const 19)) (i32x4.splat (i32.const 524812))))
    (local.set $steps (i16x8.narrow_i32x4_u (i32x4.replace_lane 3 (i32x4.replace_lane 1
      (v128.const i32x4 8 0 4 0) (local.get $texelRow)) (local.get $mapRow)) (v128.const i32x4 0 0 0 0)))
    (call $touch (local.get $texels) (i32.mul (local.get $size) (local.get $texelRow)))
    (loop $triangles
      (if (i32.ge_u (local.get $index) (local.get $end)) (then (return)))
      (local.set $a (call $vertex (local.get $vertices) (local.get $index)))
      (local.set $b (call $vertex (local.get $vertices) (i32.add (local.get $index) (i32.const 2))))
      (local.set $c (call $vertex (local.get $vertices) (i32.add (local.get $index) (i32.const 4))))
      (local.set $index (i32.add (local.get $index) (i32.const 6)))
      (br_if $triangles (i32.eqz (call $setUp (local.get $a) (local.get $b) (local.get $c) (local.get $height))))

      ;; Each attribute is value0 + w1 · value1 + w2 · value2, and changes by d… from pixel to pixel.
      (local.set $z0 (f64.promote_f32 (f32.load offset=8 (local.get $a))))
      (local.set $z1 (f64x2.splat (f64.sub (f64.promote_f32 (f32.load offset=8 (local.get $b))) (local.get $z0))))
      (local.set $z2 (f64x2.splat (f64.sub (f64.promote_f32 (f32.load offset=8 (local.get $c))) (local.get $z0))))
      (local.set $uv0 (call $pair (i32.add (local.get $a) (i32.const 16))))
      (local.set $uv1 (f64x2.sub (call $pair (i32.add (local.get $b) (i32.const 16))) (local.get $uv0)))
      (local.set $uv2 (f64x2.sub (call $pair (i32.add (local.get $c) (i32.const 16))) (local.get $uv0)))
      (local.set $gain0 (v128.load offset=32 (local.get $a)))
      (local.set $gain1 (f32x4.sub (v128.load offset=32 (local.get $b)) (local.get $gain0)))
      (local.set $gain2 (f32x4.sub (v128.load offset=32 (local.get $c)) (local.get $gain0)))
      (local.set $w (v128.load offset=112 (i32.const 0)))
      (local.set $dz (f64x2.extract_lane 0 (call $weigh64 (local.get $w) (local.get $z1) (local.get $z2))))
      (local.set $dat (call $places (call $weigh64 (local.get $w) (local.get $uv1) (local.get $uv2))
        (local.get $scale) (local.get $mapScale) (v128.const f64x2 0.5 0.5)))
      (local.set $dgain (call $weigh32 (local.get $w) (local.get $gain1) (local.get $gain2)))

      (local.set $row (i32.load offset=144 (i32.const 0)))
      (local.set $bottom (i32.load offset=148 (i32.const 0)))
      (loop $rows
        (call $span (local.get $row) (local.get $width))
        (local.set $to)
        (local.set $from)
        (if (i32.le_s (local.get $from) (local.get $to)) (then
          (local.set $w (call $weights (local.get $from) (local.get $row)))
          (local.set $z (f64.add (local.get $z0)
            (f64x2.extract_lane 0 (call $weigh64 (local.get $w) (local.get $z1) (local.get $z2)))))
          ;; Half a texel less, for a texel's colour is that of its centre; half a unit more, for rounding.
          (local.set $at (call $places
            (f64x2.add (local.get $uv0) (call $weigh64 (local.get $w) (local.get $uv1) (local.get $uv2)))
            (local.get $scale) (local.get $mapScale) (v128.const f64x2 -262143.5 -262143.5)))
          (local.set $gain (f32x4.add (local.get $gain0)
            (call $weigh32 (local.get $w) (local.get $gain1) (local.get $gain2))))
          (local.set $n (v128.const f32x4 0 0 0 0))
          (local.set $q (i32.mul (local.get $row) (local.get $width)))
          (local.set $p (i32.add (local.get $depth) (i32.shl (i32.add (local.get $q) (local.get $from)) (i32.const 2))))
          (local.set $o (i32.add (local.get $rgba) (i32.shl (i32.add (local.get $q) (local.get $from)) (i32.const 4))))
          (local.set $last (i32.add (local.get $depth) (i32.shl (i32.add (local.get $q) (local.get $to)) (i32.const 2))))
          (loop $pixels
            (if (f64.lt (local.get $z) (f64.promote_f32 (f32.load (local.get $p)))) (then
              (f32.store (local.get $p) (f32.demote_f64 (local.get $z)))
              (local.set $part (i32x4.min_s (local.get $most)
                (i32x4.max_s (v128.const i32x4 0 0 0 0) (local.get $at))))
              (local.set $cell (i32x4.shr_u (local.get $part) (i32.const 19)))
              (local.set $part (f32x4.mul
                (f32x4.convert_i32x4_s (v128.and (local.get $part) (v128.const i32x4 0x7ffff 0x7ffff 0x7ffff 0x7ffff)))
                (v128.const f32x4 0x1p-19 0x1p-19 0x1p-19 0x1p-19)))
              ;; Byte offsets of the texel (lane 0) and in the map (lane 1).
              (local.set $cell (i32x4.dot_i16x8_s (local.get $steps)
                (i16x8.narrow_i32x4_u (local.get $cell) (local.get $cell))))
              ;; The map between four values: first down, then across.
              (local.set $q (i32.add (local.get $map) (i32x4.extract_lane 1 (local.get $cell))))
              (local.set $show (call $blend
                (v128.load64_zero (local.get $q)) (v128.load64_zero (i32.add (local.get $q) (local.get $mapRow)))
                (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $part) (local.get $part))))
              ;; The texture between four texels: first across, then down.
              (local.set $fx (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $part) (local.get $part)))
              (local.set $q (i32.add (local.get $texels) (i32x4.extract_lane 0 (local.get $cell))))
              (local.set $color (call $blend
                (f32x4.convert_i32x4_s (v128.load16x4_u (local.get $q)))
                (f32x4.convert_i32x4_s (v128.load16x4_u offset=8 (local.get $q))) (local.get $fx)))
              (local.set $q (i32.add (local.get $q) (local.get $texelRow)))
              (local.set $color (call $blend
                (local.get $color)
                (call $blend
                  (f32x4.convert_i32x4_s (v128.load16x4_u (local.get $q)))
                  (f32x4.convert_i32x4_s (v128.load16x4_u offset=8 (local.get $q))) (local.get $fx))
                (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $part) (local.get $part))))
              (v128.store (local.get $o) (f32x4.mul
                (f32x4.add (local.get $gain) (f32x4.mul (local.get $dgain) (local.get $n)))
                (f32x4.replace_lane 3 (local.get $color)
                  (call $across (local.get $show) (f32x4.extract_lane 2 (local.get $part))))))))
            (local.set $at (i32x4.add (local.get $at) (local.get $dat)))
            (local.set $z (f64.add (local.get $z) (local.get $dz)))
            (local.set $n (f32x4.add (local.get $n) (v128.const f32x4 1 1 1 1)))
            (local.set $o (i32.add (local.get $o) (i32.const 16)))
            (br_if $pixels (i32.le_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (local.get $last))))))
        (br_if $rows (i32.le_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $bottom))))
      (br $triangles)))

  ;; Mixes a picture ($rgb: f32, three channels, $columns × $rows) into pixels that `draw` has drawn: they keep the map's share
  ;; of their colour. A pixel is mixed by the triangle whose depth it has, which is then taken away.
  (func (export "mix")
    (param $index i32) (param $end i32) (param $vertices i32)
    (param $rgba i32) (param $depth i32) (param $width i32) (param $height i32)
    (param $rgb i32) (param $columns i32) (param $rows i32) (param $map i32) (param $mapSize i32)
    (local $a i32) (local $b i32) (local $c i32) (local $row i32) (local $bottom i32) (local $from i32) (local $to i32)
    (local $w v128) (local $p i32) (local $o i32) (local $last i32)
    (local $z0 f64) (local $z1 v128) (local $z2 v128) (local $z f64) (local $dz f64)
    (local $uv0 v128) (local $uv1 v128) (local $uv2 v128) (local $uv v128) (local $duv v128)
    (local $at0 v128) (local $at1 v128) (local $at2 v128) (local $at v128) (local $dat v128)
    (local $scale v128) (local $most v128) (local $mapMost v128) (local $cell v128) (local $part v128) (local $fx v128)
    (local $kept v128) (local $q i32) (local $pictureRow i32) (local $mapRow i32) (local $share f32)
    (local.set $scale (f64x2.splat (f64.convert_i32_s (local.get $mapSize))))
    (local.set $mapMost (f64x2.sub (local.get $scale) (v128.const f64x2 1.001 1.001)))
    (local.set $most (f64x2.sub
      (f64x2.replace_lane 1 (f64x2.splat (f64.convert_i32_s (local.get $columns))) (f64.convert_i32_s (local.get $rows)))
      (v128.const f64x2 1.001 1.001)))
    (local.set $pictureRow (i32.mul (local.get $columns) (i32.const 12)))
    (local.set $mapRow (i32.shl (local.get $mapSize) (i32.const 2)))
    (loop $triangles
      (if (i32.ge_u (local.get $index) (local.get $end)) (then (return)))
      (local.set $a (call $vertex (local.get $vertices) (local.get $index)))
      (local.set $b (call $vertex (local.get $vertices) (i32.add (local.get $index) (i32.const 2))))
      (local.set $c (call $vertex (local.get $vertices) (i32.add (local.get $index) (i32.const 4))))
      (local.set $index (i32.add (local.get $index) (i32.const 6)))
      (br_if $triangles (i32.eqz (call $setUp (local.get $a) (local.get $b) (local.get $c) (local.get $height))))
      (local.set $z0 (f64.promote_f32 (f32.load offset=8 (local.get $a))))
      (local.set $z1 (f64x2.splat (f64.sub (f64.promote_f32 (f32.load offset=8 (local.get $b))) (local.get $z0))))
      (local.set $z2 (f64x2.splat (f64.sub (f64.promote_f32 (f32.load offset=8 (local.get $c))) (local.get $z0))))
      (local.set $uv0 (call $pair (i32.add (local.get $a) (i32.const 16))))
      (local.set $uv1 (f64x2.sub (call $pair (i32.add (local.get $b) (i32.const 16))) (local.get $uv0)))
      (local.set $uv2 (f64x2.sub (call $pair (i32.add (local.get $c) (i32.const 16))) (local.get $uv0)))
      (local.set $at0 (call $pair (i32.add (local.get $a) (i32.const 24))))
      (local.set $at1 (f64x2.sub (call $pair (i32.add (local.get $b) (i32.const 24))) (local.get $at0)))
      (local.set $at2 (f64x2.sub (call $pair (i32.add (local.get $c) (i32.const 24))) (local.get $at0)))
      (local.set $w (v128.load offset=112 (i32.const 0)))
      (local.set $dz (f64x2.extract_lane 0 (call $weigh64 (local.get $w) (local.get $z1) (local.get $z2))))
      (local.set $duv (f64x2.mul (local.get $scale) (call $weigh64 (local.get $w) (local.get $uv1) (local.get $uv2))))
      (local.set $dat (call $weigh64 (local.get $w) (local.get $at1) (local.get $at2)))

      (local.set $row (i32.load offset=144 (i32.const 0)))
      (local.set $bottom (i32.load offset=148 (i32.const 0)))
      (loop $lines
        (call $span (local.get $row) (local.get $width))
        (local.set $to)
        (local.set $from)
        (if (i32.le_s (local.get $from) (local.get $to)) (then
          (local.set $w (call $weights (local.get $from) (local.get $row)))
          (local.set $z (f64.add (local.get $z0)
            (f64x2.extract_lane 0 (call $weigh64 (local.get $w) (local.get $z1) (local.get $z2)))))
          (local.set $uv (f64x2.sub
            (f64x2.mul (local.get $scale) (f64x2.add (local.get $uv0)
              (call $weigh64 (local.get $w) (local.get $uv1) (local.get $uv2))))
            (v128.const f64x2 0.5 0.5)))
          (local.set $at (f64x2.add (local.get $at0) (call $weigh64 (local.get $w) (local.get $at1) (local.get $at2))))
          (local.set $q (i32.mul (local.get $row) (local.get $width)))
          (local.set $p (i32.add (local.get $depth) (i32.shl (i32.add (local.get $q) (local.get $from)) (i32.const 2))))
          (local.set $o (i32.add (local.get $rgba) (i32.shl (i32.add (local.get $q) (local.get $from)) (i32.const 4))))
          (local.set $last (i32.add (local.get $depth) (i32.shl (i32.add (local.get $q) (local.get $to)) (i32.const 2))))
          (loop $pixels
            (if (f32.le (f32.demote_f64 (local.get $z)) (f32.load (local.get $p))) (then
              (f32.store (local.get $p) (f32.const -inf))
              (local.set $part (f64x2.pmin (local.get $mapMost) (f64x2.pmax (v128.const f64x2 0 0) (local.get $uv))))
              (local.set $cell (i32x4.trunc_sat_f64x2_s_zero (local.get $part)))
              (local.set $part (call $partOf (local.get $part) (local.get $cell)))
              (local.set $q (i32.add (local.get $map) (i32.add
                (i32.mul (i32x4.extract_lane 1 (local.get $cell)) (local.get $mapRow))
                (i32.shl (i32x4.extract_lane 0 (local.get $cell)) (i32.const 2)))))
              (local.set $share (call $across
                (call $blend
                  (v128.load64_zero (local.get $q)) (v128.load64_zero (i32.add (local.get $q) (local.get $mapRow)))
                  (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $part) (local.get $part)))
                (f32x4.extract_lane 0 (local.get $part))))
              (if (f32.lt (local.get $share) (f32.const 1)) (then
                (local.set $part (f64x2.pmin (local.get $most) (f64x2.pmax (v128.const f64x2 0 0) (local.get $at))))
                (local.set $cell (i32x4.trunc_sat_f64x2_s_zero (local.get $part)))
                (local.set $part (call $partOf (local.get $part) (local.get $cell)))
                (local.set $fx (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $part) (local.get $part)))
                (local.set $q (i32.add (local.get $rgb) (i32.add
                  (i32.mul (i32x4.extract_lane 1 (local.get $cell)) (local.get $pictureRow))
                  (i32.mul (i32x4.extract_lane 0 (local.get $cell)) (i32.const 12)))))
                (local.set $kept (call $blend
                  (v128.load (local.get $q)) (v128.load offset=12 (local.get $q)) (local.get $fx)))
                (local.set $q (i32.add (local.get $q) (local.get $pictureRow)))
                (local.set $kept (call $blend
                  (local.get $kept)
                  (call $blend (v128.load (local.get $q)) (v128.load offset=12 (local.get $q)) (local.get $fx))
                  (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $part) (local.get $part))))
                (v128.store (local.get $o) (f32x4.replace_lane 3
                  (call $blend (local.get $kept) (v128.load (local.get $o)) (f32x4.splat (local.get $share)))
                  (f32.load offset=12 (local.get $o))))))))
            (local.set $uv (f64x2.add (local.get $uv) (local.get $duv)))
            (local.set $at (f64x2.add (local.get $at) (local.get $dat)))
            (local.set $z (f64.add (local.get $z) (local.get $dz)))
            (local.set $o (i32.add (local.get $o) (i32.const 16)))
            (br_if $pixels (i32.le_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (local.get $last))))))
        (br_if $lines (i32.le_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $bottom))))
      (br $triangles)))

  ;; What is left of a place above its cell, as f32.
  (func $partOf (param $at v128) (param $cell v128) (result v128)
    (f32x4.demote_f64x2_zero (f64x2.sub (local.get $at) (f64x2.convert_low_i32x4_s (local.get $cell)))))
)
