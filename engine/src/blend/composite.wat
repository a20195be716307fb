;; Mixes rows of a patch into rows of samples, in WebAssembly SIMD: f32 throughout, each step rounded as in the definition in
;; composite.reference.ts. Pointers and steps are bytes; patch pixels are four f32 (R, G, B, A).
;;
;; Samples are bytes, or 16-bit words when $wide is 1. Results are cut to 0..$most and rounded half up.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "patch" "memory" (memory 0))

  ;; One sample per pixel: $r · R + $g · G + $b · B + $offset, mixed in by alpha. Four at a time: reads and writes up to three
  ;; more than $count, for which callers leave room.
  (func (export "layRow")
    (param $rgba i32) (param $count i32) (param $samples i32) (param $wide i32)
    (param $r f32) (param $g f32) (param $b f32) (param $offset f32) (param $most f32)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128) (local $low v128) (local $high v128)
    (local $alpha v128) (local $value v128) (local $sample v128)
    (loop $fours
      (local.set $p0 (v128.load (local.get $rgba)))
      (local.set $p1 (v128.load offset=16 (local.get $rgba)))
      (local.set $p2 (v128.load offset=32 (local.get $rgba)))
      (local.set $p3 (v128.load offset=48 (local.get $rgba)))
      ;; b0 b1 a0 a1 and b2 b3 a2 a3.
      (local.set $low (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p0) (local.get $p1)))
      (local.set $high (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p2) (local.get $p3)))
      (local.set $alpha (call $seconds (local.get $low) (local.get $high)))
      (if (v128.any_true (f32x4.ne (local.get $alpha) (v128.const f32x4 0 0 0 0))) (then
        (local.set $value (call $firsts (local.get $low) (local.get $high)))
        ;; r0 r1 g0 g1 and r2 r3 g2 g3.
        (local.set $low (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p0) (local.get $p1)))
        (local.set $high (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p2) (local.get $p3)))
        (local.set $value (f32x4.add
          (f32x4.add
            (f32x4.add
              (f32x4.mul (call $firsts (local.get $low) (local.get $high)) (f32x4.splat (local.get $r)))
              (f32x4.mul (call $seconds (local.get $low) (local.get $high)) (f32x4.splat (local.get $g))))
            (f32x4.mul (local.get $value) (f32x4.splat (local.get $b))))
          (f32x4.splat (local.get $offset))))
        (local.set $sample (call $read (local.get $samples) (local.get $wide)))
        (local.set $value (call $round
          (f32x4.add (local.get $sample)
            (f32x4.mul (f32x4.sub (local.get $value) (local.get $sample)) (local.get $alpha)))
          (local.get $most)))
        ;; Where nothing is drawn the sample stays, whatever the colour is.
        (call $write (local.get $samples) (local.get $wide) (v128.bitselect (local.get $value) (local.get $sample)
          (f32x4.ne (local.get $alpha) (v128.const f32x4 0 0 0 0))))))
      (local.set $rgba (i32.add (local.get $rgba) (i32.const 64)))
      (local.set $samples (i32.add (local.get $samples) (i32.shl (i32.const 4) (local.get $wide))))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; One sample of two planes (U and V) for each box of $columns × $rows pixels, 1 or 2 each. Boxes lie side by side; the rows of the patch
  ;; are $stride apart. A box's colour is the mean of its pixels, weighted by their alpha; it is mixed in by the sum of alphas
  ;; · $share. $mix points to vectors of f32, of which lanes 0 and 1 are for U and V: what R, G, B count, then the offset.
  (func (export "layBoxes")
    (param $rgba i32) (param $stride i32) (param $columns i32) (param $rows i32) (param $count i32) (param $share f32)
    (param $us i32) (param $vs i32) (param $wide i32) (param $mix i32) (param $most f32)
    (local $pixel v128) (local $sum v128) (local $alpha v128) (local $value v128) (local $sample v128)
    (local $r v128) (local $g v128) (local $b v128) (local $offset v128)
    (local $at i32) (local $bytes i32) (local $wideBox i32) (local $tallBox i32)
    (local.set $wideBox (i32.gt_u (local.get $columns) (i32.const 1)))
    (local.set $tallBox (i32.gt_u (local.get $rows) (i32.const 1)))
    (local.set $r (v128.load (local.get $mix)))
    (local.set $g (v128.load offset=16 (local.get $mix)))
    (local.set $b (v128.load offset=32 (local.get $mix)))
    (local.set $offset (v128.load offset=48 (local.get $mix)))
    (local.set $bytes (i32.shl (i32.const 1) (local.get $wide)))
    (loop $boxes
      ;; Sums of R, G, B · alpha, and of alpha.
      (local.set $sum (call $weighed (local.get $rgba)))
      (if (local.get $wideBox) (then (local.set $sum (f32x4.add (local.get $sum)
        (call $weighed (i32.add (local.get $rgba) (i32.const 16)))))))
      (if (local.get $tallBox) (then
        (local.set $at (i32.add (local.get $rgba) (local.get $stride)))
        (local.set $sum (f32x4.add (local.get $sum) (call $weighed (local.get $at))))
        (if (local.get $wideBox) (then (local.set $sum (f32x4.add (local.get $sum)
          (call $weighed (i32.add (local.get $at) (i32.const 16)))))))))
      (local.set $alpha (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $sum) (local.get $sum)))
      (if (f32.ne (f32x4.extract_lane 0 (local.get $alpha)) (f32.const 0)) (then
        (local.set $value (f32x4.add
          (f32x4.add
            (f32x4.mul (local.get $r)
              (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $sum) (local.get $sum)))
            (f32x4.mul (local.get $g)
              (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $sum) (local.get $sum))))
          (f32x4.mul (local.get $b)
            (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $sum) (local.get $sum)))))
        (local.set $value (f32x4.add (f32x4.div (local.get $value) (local.get $alpha)) (local.get $offset)))
        (local.set $sample (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
          (call $read (local.get $us) (local.get $wide)) (call $read (local.get $vs) (local.get $wide))))
        (local.set $value (i32x4.trunc_sat_f32x4_s (call $round
          (f32x4.add (local.get $sample)
            (f32x4.mul
              (f32x4.sub (local.get $value) (local.get $sample))
              (f32x4.mul (local.get $alpha) (f32x4.splat (local.get $share)))))
          (local.get $most))))
        (if (local.get $wide)
          (then
            (v128.store16_lane 0 (local.get $us) (local.get $value))
            (v128.store16_lane 2 (local.get $vs) (local.get $value)))
          (else
            (v128.store8_lane 0 (local.get $us) (local.get $value))
            (v128.store8_lane 4 (local.get $vs) (local.get $value))))))
      (local.set $rgba (i32.add (local.get $rgba) (i32.shl (local.get $columns) (i32.const 4))))
      (local.set $us (i32.add (local.get $us) (local.get $bytes)))
      (local.set $vs (i32.add (local.get $vs) (local.get $bytes)))
      (br_if $boxes (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; A pixel's R, G, B · alpha, and its alpha.
  (func $weighed (param $at i32) (result v128)
    (local $pixel v128)
    (local.set $pixel (v128.load (local.get $at)))
    (f32x4.mul
      (f32x4.replace_lane 3 (local.get $pixel) (f32.const 1))
      (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $pixel) (local.get $pixel))))

  ;; The first two, and the last two, of each of two vectors.
  (func $firsts (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $b)))
  (func $seconds (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $b)))

  ;; Four samples as f32.
  (func $read (param $at i32) (param $wide i32) (result v128)
    (if (local.get $wide) (then (return (f32x4.convert_i32x4_s (v128.load16x4_u (local.get $at))))))
    (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))))

  (func $write (param $at i32) (param $wide i32) (param $v v128)
    (local.set $v (i32x4.trunc_sat_f32x4_s (local.get $v)))
    (local.set $v (i16x8.narrow_i32x4_u (local.get $v) (local.get $v)))
    (if (local.get $wide)
      (then (v128.store64_lane 0 (local.get $at) (local.get $v)))
      (else (v128.store32_lane 0 (local.get $at) (i8x16.narrow_i16x8_u (local.get $v) (local.get $v))))))

  ;; Plus a half, within 0 and the most; what is cut off later is the fraction.
  (func $round (param $v v128) (param $most f32) (result v128)
    (f32x4.pmin (f32x4.splat (local.get $most))
      (f32x4.pmax (v128.const f32x4 0 0 0 0) (f32x4.add (local.get $v) (v128.const f32x4 0.5 0.5 0.5 0.5)))))
)
