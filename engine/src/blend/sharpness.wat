;; Sharpness and grain of a patch, in WebAssembly SIMD, four pixels at a time: f32 throughout, each step rounded as in the
;; definition in sharpness.reference.ts. Pointers and steps are bytes; patch pixels are four f32 (R, G, B, A). Reads run over
;; the end of the patch by up to three pixels, writes to $luma too: callers leave room.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "patch" "memory" (memory 0))

  ;; The luma of each pixel. At the edge of the drawn part the neighbours are missing: each takes the value to its left.
  (func (export "readLuma") (param $rgba i32) (param $luma i32) (param $pixels i32)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128) (local $low v128) (local $high v128)
    (local $drawn v128) (local $value v128) (local $last f32) (local $lane i32) (local $i i32)
    (local.set $last (call $lumaOf (v128.load (local.get $rgba))))
    (loop $fours
      (local.set $p0 (v128.load (local.get $rgba)))
      (local.set $p1 (v128.load offset=16 (local.get $rgba)))
      (local.set $p2 (v128.load offset=32 (local.get $rgba)))
      (local.set $p3 (v128.load offset=48 (local.get $rgba)))
      ;; b0 b1 a0 a1 and b2 b3 a2 a3.
      (local.set $low (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p0) (local.get $p1)))
      (local.set $high (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p2) (local.get $p3)))
      (local.set $drawn (f32x4.gt
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high))
        (v128.const f32x4 0 0 0 0)))
      (if (v128.any_true (local.get $drawn))
        (then
          (local.set $value
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high)))
          ;; r0 r1 g0 g1 and r2 r3 g2 g3.
          (local.set $low (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p0) (local.get $p1)))
          (local.set $high (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p2) (local.get $p3)))
          (local.set $value (call $mixed
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high))
            (local.get $value)))
          (v128.store (local.get $luma) (local.get $value))
          (if (i32x4.all_true (local.get $drawn))
            (then (local.set $last (f32x4.extract_lane 3 (local.get $value))))
            (else
              (local.set $lane (i32x4.bitmask (local.get $drawn)))
              (local.set $i (i32.const 0))
              (loop $lanes
                (if (i32.and (local.get $lane) (i32.const 1))
                  (then (local.set $last (f32.load (i32.add (local.get $luma) (local.get $i)))))
                  (else (f32.store (i32.add (local.get $luma) (local.get $i)) (local.get $last))))
                (local.set $lane (i32.shr_u (local.get $lane) (i32.const 1)))
                (br_if $lanes (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 16)))))))
        (else (v128.store (local.get $luma) (f32x4.splat (local.get $last)))))
      (local.set $rgba (i32.add (local.get $rgba) (i32.const 64)))
      (local.set $luma (i32.add (local.get $luma) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $pixels (i32.sub (local.get $pixels) (i32.const 4))) (i32.const 0)))))

  (func $lumaOf (param $pixel v128) (result f32)
    (f32x4.extract_lane 0 (call $mixed
      (local.get $pixel)
      (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $pixel) (local.get $pixel))
      (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $pixel) (local.get $pixel)))))

  (func $mixed (param $r v128) (param $g v128) (param $b v128) (result v128)
    (f32x4.add
      (f32x4.add
        (f32x4.mul (local.get $r) (v128.const f32x4 0.299 0.299 0.299 0.299))
        (f32x4.mul (local.get $g) (v128.const f32x4 0.587 0.587 0.587 0.587)))
      (f32x4.mul (local.get $b) (v128.const f32x4 0.114 0.114 0.114 0.114))))

  ;; Counts how large the Laplacian is, in 256 bins of half a step, at every other pixel of every other row from (1, 1) on,
  ;; where alpha is at least $least. A patch less than three pixels wide or high counts nothing.
  (func (export "countDetail")
    (param $rgba i32) (param $luma i32) (param $width i32) (param $height i32) (param $least f32) (param $bins i32)
    (local $step i32) (local $x i32) (local $y i32) (local $at i32) (local $pixel i32) (local $v v128)
    (local.set $step (i32.shl (local.get $width) (i32.const 2)))
    (local.set $y (i32.const 1))
    (if (i32.lt_s (local.get $width) (i32.const 3)) (then (return)))
    (loop $rows
      (if (i32.ge_s (local.get $y) (i32.sub (local.get $height) (i32.const 1))) (then (return)))
      (local.set $luma (i32.add (local.get $luma) (local.get $step)))
      (local.set $rgba (i32.add (local.get $rgba) (i32.shl (local.get $step) (i32.const 2))))
      (local.set $x (i32.const 1))
      (loop $pixels
        (local.set $at (i32.add (local.get $luma) (i32.shl (local.get $x) (i32.const 2))))
        (local.set $pixel (i32.add (local.get $rgba) (i32.shl (local.get $x) (i32.const 4))))
        (local.set $v (f32x4.sub
          (f32x4.sub
            (f32x4.sub
              (f32x4.sub
                (f32x4.mul (v128.load (local.get $at)) (v128.const f32x4 4 4 4 4))
                (v128.load (i32.sub (local.get $at) (i32.const 4))))
              (v128.load offset=4 (local.get $at)))
            (v128.load (i32.sub (local.get $at) (local.get $step))))
          (v128.load (i32.add (local.get $at) (local.get $step)))))
        (local.set $v (i32x4.min_s (v128.const i32x4 255 255 255 255) (i32x4.trunc_sat_f32x4_s
          (f32x4.mul (f32x4.abs (local.get $v)) (v128.const f32x4 2 2 2 2)))))
        (if (f32.ge (f32.load offset=12 (local.get $pixel)) (local.get $least)) (then
          (call $count (local.get $bins) (i32x4.extract_lane 0 (local.get $v)))))
        (if (i32.lt_s (i32.add (local.get $x) (i32.const 3)) (local.get $width)) (then
          (if (f32.ge (f32.load offset=44 (local.get $pixel)) (local.get $least)) (then
            (call $count (local.get $bins) (i32x4.extract_lane 2 (local.get $v)))))))
        (br_if $pixels (i32.lt_s
          (local.tee $x (i32.add (local.get $x) (i32.const 4))) (i32.sub (local.get $width) (i32.const 1)))))
      (local.set $luma (i32.add (local.get $luma) (local.get $step)))
      (local.set $rgba (i32.add (local.get $rgba) (i32.shl (local.get $step) (i32.const 2))))
      (local.set $y (i32.add (local.get $y) (i32.const 2)))
      (br $rows)))

  (func $count (param $bins i32) (param $bin i32)
    (local.set $bins (i32.add (local.get $bins) (i32.shl (local.get $bin) (i32.const 2))))
    (i32.store (local.get $bins) (i32.add (i32.load (local.get $bins)) (i32.const 1))))

  ;; Adds to R, G and B of every drawn pixel but the outermost: $gain · (luma − its mean around), and grain.
  ;;
  ;; Grain comes from four xorshift generators (Marsaglia 2003: 13, 17, 5), one for every fourth column, whose states lie at
  ;; $states. The difference of a number's two low bytes has a triangular distribution; · $grain, when that is not 0.
  (func (export "sharpen")
    (param $rgba i32) (param $luma i32) (param $width i32) (param $height i32)
    (param $gain f32) (param $grain f32) (param $states i32)
    (local $step i32) (local $left i32) (local $y i32) (local $at i32) (local $above i32) (local $below i32)
    (local $pixel i32) (local $v v128) (local $change v128) (local $random v128) (local $alpha v128)
    (local.set $step (i32.shl (local.get $width) (i32.const 2)))
    (local.set $random (v128.load (local.get $states)))
    (local.set $y (i32.sub (local.get $height) (i32.const 2)))
    (if (i32.lt_s (local.get $width) (i32.const 3)) (then (return)))
    (loop $rows
      (if (i32.le_s (local.get $y) (i32.const 0)) (then (return)))
      (local.set $above (i32.add (local.get $luma) (i32.const 4)))
      (local.set $luma (i32.add (local.get $luma) (local.get $step)))
      (local.set $at (i32.add (local.get $luma) (i32.const 4)))
      (local.set $below (i32.add (local.get $at) (local.get $step)))
      (local.set $rgba (i32.add (local.get $rgba) (i32.shl (local.get $step) (i32.const 2))))
      (local.set $pixel (i32.add (local.get $rgba) (i32.const 16)))
      (local.set $left (i32.sub (local.get $width) (i32.const 2)))
      (loop $pixels
        (local.set $alpha (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (v128.load (local.get $pixel)) (v128.load offset=16 (local.get $pixel)))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (v128.load offset=32 (local.get $pixel)) (v128.load offset=48 (local.get $pixel)))))
        ;; Not where nothing is drawn, nor in the row's last column and beyond.
        (local.set $alpha (v128.and
          (f32x4.ne (local.get $alpha) (v128.const f32x4 0 0 0 0))
          (i32x4.gt_s (i32x4.splat (local.get $left)) (v128.const i32x4 0 1 2 3))))
        (if (v128.any_true (local.get $alpha)) (then
          (local.set $v (v128.load (local.get $at)))
          (local.set $change (f32x4.mul (f32x4.splat (local.get $gain)) (f32x4.sub (local.get $v) (f32x4.add
            (f32x4.add
              (f32x4.mul (v128.const f32x4 0.125 0.125 0.125 0.125) (f32x4.add
                (f32x4.add (v128.load (local.get $above)) (v128.load (local.get $below)))
                (f32x4.add (v128.load (i32.sub (local.get $at) (i32.const 4))) (v128.load offset=4 (local.get $at)))))
              (f32x4.mul (v128.const f32x4 0.0625 0.0625 0.0625 0.0625) (f32x4.add
                (f32x4.add
                  (v128.load (i32.sub (local.get $above) (i32.const 4))) (v128.load offset=4 (local.get $above)))
                (f32x4.add
                  (v128.load (i32.sub (local.get $below) (i32.const 4))) (v128.load offset=4 (local.get $below))))))
            (f32x4.mul (v128.const f32x4 0.25 0.25 0.25 0.25) (local.get $v))))))
          (if (f32.ne (local.get $grain) (f32.const 0)) (then
            (local.set $random (v128.xor (local.get $random) (i32x4.shl (local.get $random) (i32.const 13))))
            (local.set $random (v128.xor (local.get $random) (i32x4.shr_u (local.get $random) (i32.const 17))))
            (local.set $random (v128.xor (local.get $random) (i32x4.shl (local.get $random) (i32.const 5))))
            (local.set $change (f32x4.add (local.get $change) (f32x4.mul (f32x4.splat (local.get $grain))
              (f32x4.convert_i32x4_s (i32x4.sub
                (v128.and (local.get $random) (v128.const i32x4 255 255 255 255))
                (v128.and
                  (i32x4.shr_u (local.get $random) (i32.const 8))
                  (v128.const i32x4 255 255 255 255)))))))))
          (local.set $change (v128.and (local.get $change) (local.get $alpha)))
          (call $brighten (local.get $pixel)
            (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $change) (local.get $change)))
          (call $brighten (i32.add (local.get $pixel) (i32.const 16))
            (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $change) (local.get $change)))
          (call $brighten (i32.add (local.get $pixel) (i32.const 32))
            (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $change) (local.get $change)))
          (call $brighten (i32.add (local.get $pixel) (i32.const 48))
            (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $change) (local.get $change)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $above (i32.add (local.get $above) (i32.const 16)))
        (local.set $below (i32.add (local.get $below) (i32.const 16)))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 64)))
        (br_if $pixels (i32.gt_s (local.tee $left (i32.sub (local.get $left) (i32.const 4))) (i32.const 0))))
      (local.set $y (i32.sub (local.get $y) (i32.const 1)))
      (br $rows)))

  ;; Adds to all but alpha.
  (func $brighten (param $pixel i32) (param $change v128)
    (v128.store (local.get $pixel) (f32x4.add (v128.load (local.get $pixel))
      (v128.and (local.get $change) (v128.const i32x4 -1 -1 -1 0)))))
)
