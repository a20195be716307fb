;; Bilinear interpolation on straight grids: for each output row, a line of each plane, then the lines' colours. In WebAssembly
;; SIMD, f32, four columns at a time. The memory is the importer's. Pointers and steps are bytes. Loads may run over a row's end
;; by up to 7 bytes, and stores over a line's or output row's by up to three numbers or pixels: callers leave room.
;;
;; $finish is laid out as for bilinear.wat.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "pixels" "memory" (memory 0))

  ;; A line of $count values of a plane of bytes, between two columns of two rows; $weight is the second row's. $taps holds for
  ;; each four: the right samples' weights (4 f32); where, of the eight bytes from two places on, the left samples lie, and
  ;; where the right ones (4 bytes a sample, of which the last three are beyond, which makes them 0); and the two places (at 48
  ;; and 56, i32).
  (func (export "tapBytes")
    (param $first i32) (param $second i32) (param $weight f32) (param $taps i32) (param $count i32) (param $line i32)
    (local $at i32) (local $bytes v128) (local $a v128) (local $b v128)
    (loop $columns
      (local.set $at (i32.load offset=48 (local.get $taps)))
      (local.set $bytes (v128.load64_lane 1 (i32.add (local.get $first) (i32.load offset=56 (local.get $taps)))
        (v128.load64_zero (i32.add (local.get $first) (local.get $at)))))
      (local.set $a (f32x4.convert_i32x4_s (i8x16.swizzle (local.get $bytes) (v128.load offset=16 (local.get $taps)))))
      (local.set $a (f32x4.add (local.get $a) (f32x4.mul (v128.load (local.get $taps)) (f32x4.sub
        (f32x4.convert_i32x4_s (i8x16.swizzle (local.get $bytes) (v128.load offset=32 (local.get $taps))))
        (local.get $a)))))
      (if (f32.ne (local.get $weight) (f32.const 0)) (then
        (local.set $bytes (v128.load64_lane 1 (i32.add (local.get $second) (i32.load offset=56 (local.get $taps)))
          (v128.load64_zero (i32.add (local.get $second) (local.get $at)))))
        (local.set $b (f32x4.convert_i32x4_s (i8x16.swizzle (local.get $bytes) (v128.load offset=16 (local.get $taps)))))
        (local.set $b (f32x4.add (local.get $b) (f32x4.mul (v128.load (local.get $taps)) (f32x4.sub
          (f32x4.convert_i32x4_s (i8x16.swizzle (local.get $bytes) (v128.load offset=32 (local.get $taps))))
          (local.get $b)))))
        (local.set $a (f32x4.add (local.get $a)
          (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (f32x4.splat (local.get $weight)))))))
      (v128.store (local.get $line) (local.get $a))
      (local.set $line (i32.add (local.get $line) (i32.const 16)))
      (local.set $taps (i32.add (local.get $taps) (i32.const 64)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; The same for 16-bit samples. $taps holds for each four: the right samples' weights (4 f32), and at 48 the left samples'
  ;; places (4 i32).
  (func (export "tapWords")
    (param $first i32) (param $second i32) (param $weight f32) (param $taps i32) (param $count i32) (param $line i32)
    (local $a v128) (local $b v128)
    (loop $columns
      (local.set $a (call $pairs (local.get $first) (local.get $taps)))
      (if (f32.ne (local.get $weight) (f32.const 0)) (then
        (local.set $b (call $pairs (local.get $second) (local.get $taps)))
        (local.set $a (f32x4.add (local.get $a)
          (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (f32x4.splat (local.get $weight)))))))
      (v128.store (local.get $line) (local.get $a))
      (local.set $line (i32.add (local.get $line) (i32.const 16)))
      (local.set $taps (i32.add (local.get $taps) (i32.const 64)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Four values between two columns of a row of 16-bit samples.
  (func $pairs (param $row i32) (param $taps i32) (result v128)
    (local $v v128) (local $a v128)
    (local.set $v (v128.load32_lane 3 (i32.add (local.get $row) (i32.load offset=60 (local.get $taps)))
      (v128.load32_lane 2 (i32.add (local.get $row) (i32.load offset=56 (local.get $taps)))
      (v128.load32_lane 1 (i32.add (local.get $row) (i32.load offset=52 (local.get $taps)))
      (v128.load32_zero (i32.add (local.get $row) (i32.load offset=48 (local.get $taps))))))))
    (local.set $a (f32x4.convert_i32x4_s (v128.and (local.get $v) (v128.const i32x4 65535 65535 65535 65535))))
    (f32x4.add (local.get $a) (f32x4.mul (v128.load (local.get $taps))
      (f32x4.sub (f32x4.convert_i32x4_s (i32x4.shr_u (local.get $v) (i32.const 16))) (local.get $a)))))

  ;; One output row from a line of each plane. $covers: how much of the frame each column covers (f32), or 0 when all is
  ;; inside; $coverY the same for the row. $pixel is 12, or 4 for three planes $channel apart.
  (func (export "writeLines")
    (param $a i32) (param $b i32) (param $c i32) (param $count i32)
    (param $finish i32) (param $covers i32) (param $coverY f32) (param $out i32) (param $pixel i32) (param $channel i32)
    (local $va v128) (local $vb v128) (local $vc v128) (local $r v128) (local $g v128) (local $cover v128)
    (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128) (local $m4 v128) (local $m5 v128)
    (local $m6 v128) (local $m7 v128) (local $m8 v128) (local $m9 v128) (local $m10 v128) (local $m11 v128)
    (local $low v128) (local $high v128) (local $scale v128) (local $offset v128) (local $round v128) (local $outside v128)
    (local.set $m0 (v128.load32_splat offset=0 (local.get $finish)))
    (local.set $m1 (v128.load32_splat offset=4 (local.get $finish)))
    (local.set $m2 (v128.load32_splat offset=8 (local.get $finish)))
    (local.set $m3 (v128.load32_splat offset=12 (local.get $finish)))
    (local.set $m4 (v128.load32_splat offset=16 (local.get $finish)))
    (local.set $m5 (v128.load32_splat offset=20 (local.get $finish)))
    (local.set $m6 (v128.load32_splat offset=24 (local.get $finish)))
    (local.set $m7 (v128.load32_splat offset=28 (local.get $finish)))
    (local.set $m8 (v128.load32_splat offset=32 (local.get $finish)))
    (local.set $m9 (v128.load32_splat offset=36 (local.get $finish)))
    (local.set $m10 (v128.load32_splat offset=40 (local.get $finish)))
    (local.set $m11 (v128.load32_splat offset=44 (local.get $finish)))
    (local.set $low (v128.load32_splat offset=48 (local.get $finish)))
    (local.set $high (v128.load32_splat offset=52 (local.get $finish)))
    (local.set $scale (v128.load32_splat offset=56 (local.get $finish)))
    (local.set $offset (v128.load32_splat offset=60 (local.get $finish)))
    (local.set $round (v128.load32_splat offset=64 (local.get $finish)))
    (local.set $outside (v128.load32_splat offset=68 (local.get $finish)))
    (loop $columns
      (local.set $va (v128.load (local.get $a)))
      (local.set $vb (v128.load (local.get $b)))
      (local.set $vc (v128.load (local.get $c)))
      (local.set $r (f32x4.pmin (local.get $high) (f32x4.pmax (local.get $low) (f32x4.add
        (f32x4.add (f32x4.mul (local.get $va) (local.get $m0)) (f32x4.mul (local.get $vb) (local.get $m1)))
        (f32x4.add (f32x4.mul (local.get $vc) (local.get $m2)) (local.get $m9))))))
      (local.set $g (f32x4.pmin (local.get $high) (f32x4.pmax (local.get $low) (f32x4.add
        (f32x4.add (f32x4.mul (local.get $va) (local.get $m3)) (f32x4.mul (local.get $vb) (local.get $m4)))
        (f32x4.add (f32x4.mul (local.get $vc) (local.get $m5)) (local.get $m10))))))
      (local.set $vb (f32x4.pmin (local.get $high) (f32x4.pmax (local.get $low) (f32x4.add
        (f32x4.add (f32x4.mul (local.get $va) (local.get $m6)) (f32x4.mul (local.get $vb) (local.get $m7)))
        (f32x4.add (f32x4.mul (local.get $vc) (local.get $m8)) (local.get $m11))))))
      (if (local.get $covers) (then
        (local.set $cover (f32x4.mul (v128.load (local.get $covers)) (f32x4.splat (local.get $coverY))))
        (local.set $covers (i32.add (local.get $covers) (i32.const 16)))
        (local.set $r (call $mixed (local.get $outside) (local.get $r) (local.get $cover)))
        (local.set $g (call $mixed (local.get $outside) (local.get $g) (local.get $cover)))
        (local.set $vb (call $mixed (local.get $outside) (local.get $vb) (local.get $cover)))))
      (local.set $r (f32x4.add (local.get $offset) (f32x4.mul (local.get $scale)
        (f32x4.sub (f32x4.add (local.get $r) (local.get $round)) (local.get $round)))))
      (local.set $g (f32x4.add (local.get $offset) (f32x4.mul (local.get $scale)
        (f32x4.sub (f32x4.add (local.get $g) (local.get $round)) (local.get $round)))))
      (local.set $vb (f32x4.add (local.get $offset) (f32x4.mul (local.get $scale)
        (f32x4.sub (f32x4.add (local.get $vb) (local.get $round)) (local.get $round)))))
      (if (i32.eq (local.get $pixel) (i32.const 4))
        (then
          (v128.store (local.get $out) (local.get $r))
          (v128.store (i32.add (local.get $out) (local.get $channel)) (local.get $g))
          (v128.store (i32.add (local.get $out) (i32.shl (local.get $channel) (i32.const 1))) (local.get $vb))
          (local.set $out (i32.add (local.get $out) (i32.const 16))))
        (else
          ;; r0 g0 r1 g1 and r2 g2 r3 g3 make r0 g0 b0 r1, g1 b1 r2 g2, and b2 r3 g3 b3.
          (local.set $va (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r) (local.get $g)))
          (local.set $vc (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r) (local.get $g)))
          (v128.store (local.get $out)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 8 9 10 11 (local.get $va) (local.get $vb)))
          (v128.store offset=16 (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (i8x16.shuffle 12 13 14 15 20 21 22 23 0 0 0 0 0 0 0 0 (local.get $va) (local.get $vb)) (local.get $vc)))
          (v128.store offset=32 (local.get $out)
            (i8x16.shuffle 24 25 26 27 8 9 10 11 12 13 14 15 28 29 30 31 (local.get $vc) (local.get $vb)))
          (local.set $out (i32.add (local.get $out) (i32.const 48)))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  (func $mixed (param $a v128) (param $b v128) (param $t v128) (result v128)
    (f32x4.add (local.get $a) (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (local.get $t))))
)
