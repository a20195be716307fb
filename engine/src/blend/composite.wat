;; Mixes rows of a patch into rows of samples, in WebAssembly SIMD: f32 throughout, each step rounded as in the definition in
;; composite.reference.ts. Pointers and steps are bytes; patch pixels are four f32 (R, G, B, A).
;;
;; Samples are bytes, or 16-bit words when $wide is 1, four at a time: reads and writes go up to three beyond $count, for which
;; callers leave room (what is written there is what was read). $r, $g, $b, $offset make a sample of a colour, $most is the
;; greatest one.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "patch" "memory" (memory 0))

  ;; One sample per pixel, mixed in by alpha.
  (func (export "layRow")
    (param $rgba i32) (param $count i32) (param $samples i32) (param $wide i32)
    (param $r f32) (param $g f32) (param $b f32) (param $offset f32) (param $most f32)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128) (local $low v128) (local $high v128)
    (local $alpha v128) (local $mask v128) (local $blue v128)
    (loop $fours
      (local.set $p0 (v128.load (local.get $rgba)))
      (local.set $p1 (v128.load offset=16 (local.get $rgba)))
      (local.set $p2 (v128.load offset=32 (local.get $rgba)))
      (local.set $p3 (v128.load offset=48 (local.get $rgba)))
      (local.set $low (call $uppers (local.get $p0) (local.get $p1)))
      (local.set $high (call $uppers (local.get $p2) (local.get $p3)))
      (local.set $alpha (call $seconds (local.get $low) (local.get $high)))
      (local.set $mask (call $drawn (local.get $alpha) (local.get $count)))
      (if (v128.any_true (local.get $mask)) (then
        (local.set $blue (call $firsts (local.get $low) (local.get $high)))
        (local.set $low (call $lowers (local.get $p0) (local.get $p1)))
        (local.set $high (call $lowers (local.get $p2) (local.get $p3)))
        (call $lay (local.get $samples) (local.get $wide)
          (f32x4.add
            (call $mixed
              (call $firsts (local.get $low) (local.get $high)) (call $seconds (local.get $low) (local.get $high))
              (local.get $blue) (local.get $r) (local.get $g) (local.get $b))
            (f32x4.splat (local.get $offset)))
          (local.get $alpha) (local.get $mask) (local.get $most))))
      (local.set $rgba (i32.add (local.get $rgba) (i32.const 64)))
      (local.set $samples (i32.add (local.get $samples) (i32.shl (i32.const 4) (local.get $wide))))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; One sample of two planes (U and V) for each box of $columns × $rows pixels, 1 or 2 each. Boxes lie side by side; the rows
  ;; of the patch are $stride apart. A box's colour is the mean of its pixels, weighted by their alpha; it is mixed in by the
  ;; sum of alphas · $share.
  (func (export "layBoxes")
    (param $rgba i32) (param $stride i32) (param $columns i32) (param $rows i32) (param $count i32) (param $share f32)
    (param $us i32) (param $vs i32) (param $wide i32)
    (param $ur f32) (param $ug f32) (param $ub f32) (param $uOffset f32)
    (param $vr f32) (param $vg f32) (param $vb f32) (param $vOffset f32) (param $most f32)
    (local $step i32) (local $below i32) (local $low v128) (local $high v128) (local $next v128) (local $last v128)
    (local $red v128) (local $green v128) (local $blue v128) (local $alpha v128) (local $mask v128) (local $amount v128)
    (local.set $step (i32.shl (local.get $columns) (i32.const 4)))
    ;; How far the second column and row are; boxes of one have none.
    (local.set $columns (i32.shl (i32.sub (local.get $columns) (i32.const 1)) (i32.const 4)))
    (local.set $below (i32.mul (local.get $stride) (i32.sub (local.get $rows) (i32.const 1))))
    (loop $fours
      (local.set $low (call $sum (local.get $rgba) (local.get $columns) (local.get $below)))
      (local.set $rgba (i32.add (local.get $rgba) (local.get $step)))
      (local.set $next (call $sum (local.get $rgba) (local.get $columns) (local.get $below)))
      (local.set $rgba (i32.add (local.get $rgba) (local.get $step)))
      (local.set $high (call $sum (local.get $rgba) (local.get $columns) (local.get $below)))
      (local.set $rgba (i32.add (local.get $rgba) (local.get $step)))
      (local.set $last (call $sum (local.get $rgba) (local.get $columns) (local.get $below)))
      (local.set $rgba (i32.add (local.get $rgba) (local.get $step)))
      (local.set $blue (call $uppers (local.get $low) (local.get $next)))
      (local.set $alpha (call $uppers (local.get $high) (local.get $last)))
      (local.set $low (call $lowers (local.get $low) (local.get $next)))
      (local.set $high (call $lowers (local.get $high) (local.get $last)))
      (local.set $red (call $firsts (local.get $low) (local.get $high)))
      (local.set $green (call $seconds (local.get $low) (local.get $high)))
      (local.set $low (local.get $blue))
      (local.set $blue (call $firsts (local.get $low) (local.get $alpha)))
      (local.set $alpha (call $seconds (local.get $low) (local.get $alpha)))
      (local.set $mask (call $drawn (local.get $alpha) (local.get $count)))
      (if (v128.any_true (local.get $mask)) (then
        (local.set $amount (f32x4.mul (local.get $alpha) (f32x4.splat (local.get $share))))
        (call $lay (local.get $us) (local.get $wide)
          (f32x4.add
            (f32x4.div
              (call $mixed (local.get $red) (local.get $green) (local.get $blue)
                (local.get $ur) (local.get $ug) (local.get $ub))
              (local.get $alpha))
            (f32x4.splat (local.get $uOffset)))
          (local.get $amount) (local.get $mask) (local.get $most))
        (call $lay (local.get $vs) (local.get $wide)
          (f32x4.add
            (f32x4.div
              (call $mixed (local.get $red) (local.get $green) (local.get $blue)
                (local.get $vr) (local.get $vg) (local.get $vb))
              (local.get $alpha))
            (f32x4.splat (local.get $vOffset)))
          (local.get $amount) (local.get $mask) (local.get $most))))
      (local.set $us (i32.add (local.get $us) (i32.shl (i32.const 4) (local.get $wide))))
      (local.set $vs (i32.add (local.get $vs) (i32.shl (i32.const 4) (local.get $wide))))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; A box's sums of R, G, B · alpha, and of alpha.
  (func $sum (param $at i32) (param $right i32) (param $below i32) (result v128)
    (local $v v128)
    (local.set $v (call $weighed (local.get $at)))
    (if (local.get $right) (then
      (local.set $v (f32x4.add (local.get $v) (call $weighed (i32.add (local.get $at) (local.get $right)))))))
    (if (local.get $below) (then
      (local.set $at (i32.add (local.get $at) (local.get $below)))
      (local.set $v (f32x4.add (local.get $v) (call $weighed (local.get $at))))
      (if (local.get $right) (then
        (local.set $v (f32x4.add (local.get $v) (call $weighed (i32.add (local.get $at) (local.get $right)))))))))
    (local.get $v))

  ;; A pixel's R, G, B · alpha, and its alpha.
  (func $weighed (param $at i32) (result v128)
    (local $pixel v128)
    (local.set $pixel (v128.load (local.get $at)))
    (f32x4.mul
      (f32x4.replace_lane 3 (local.get $pixel) (f32.const 1))
      (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $pixel) (local.get $pixel))))

  ;; Which of four are drawn, and among the first $count.
  (func $drawn (param $alpha v128) (param $count i32) (result v128)
    (v128.and
      (f32x4.ne (local.get $alpha) (v128.const f32x4 0 0 0 0))
      (i32x4.gt_s (i32x4.splat (local.get $count)) (v128.const i32x4 0 1 2 3))))

  (func $mixed
    (param $red v128) (param $green v128) (param $blue v128) (param $r f32) (param $g f32) (param $b f32) (result v128)
    (f32x4.add
      (f32x4.add
        (f32x4.mul (local.get $red) (f32x4.splat (local.get $r)))
        (f32x4.mul (local.get $green) (f32x4.splat (local.get $g))))
      (f32x4.mul (local.get $blue) (f32x4.splat (local.get $b)))))

  ;; Mixes four values into four samples, rounded half up and within 0 and the most. Beside the mask samples stay as they are.
  (func $lay
    (param $at i32) (param $wide i32) (param $value v128) (param $amount v128) (param $mask v128) (param $most f32)
    (local $sample v128)
    (local.set $sample (if (result v128) (local.get $wide)
      (then (v128.load16x4_u (local.get $at)))
      (else (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at)))))))
    (local.set $sample (f32x4.convert_i32x4_s (local.get $sample)))
    (local.set $value (f32x4.add (local.get $sample)
      (f32x4.mul (f32x4.sub (local.get $value) (local.get $sample)) (local.get $amount))))
    (local.set $value (f32x4.pmin (f32x4.splat (local.get $most))
      (f32x4.pmax (v128.const f32x4 0 0 0 0) (f32x4.add (local.get $value) (v128.const f32x4 0.5 0.5 0.5 0.5)))))
    (local.set $value (i32x4.trunc_sat_f32x4_s
      (v128.bitselect (local.get $value) (local.get $sample) (local.get $mask))))
    (local.set $value (i16x8.narrow_i32x4_u (local.get $value) (local.get $value)))
    (if (local.get $wide)
      (then (v128.store64_lane 0 (local.get $at) (local.get $value)))
      (else (v128.store32_lane 0 (local.get $at) (i8x16.narrow_i16x8_u (local.get $value) (local.get $value))))))

  ;; a0 b0 a1 b1 and a2 b2 a3 b3 of two vectors; a0 a1 b0 b1 and a2 a3 b2 b3. Together they turn four pixels into four planes.
  (func $lowers (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
  (func $uppers (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
  (func $firsts (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $b)))
  (func $seconds (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $b)))
)
