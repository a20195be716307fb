;; Plain bilinear interpolation, in WebAssembly SIMD: f32 weights, f64 positions. The memory is the importer's. Pointers and
;; steps are bytes. Stores may run over a row's end by up to three pixels: callers leave room.
;;
;; $finish holds f32: nine numbers and three offsets from samples to R, G, B; low, high, scale, offset; at 64 what is added and
;; taken away again to round to whole numbers (1.5 · 2^23, or 0 not to); and at 68 the colour of what lies outside. Values are
;; clamped to low..high, mixed with the outside by how much of the inside they cover, rounded, then · scale + offset.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "pixels" "memory" (memory 0))

  ;; One output row straight from a frame's planes, four pixels at a time, at x, y, x + dx, y + dy, … (in the copied part of
  ;; the first plane, beyond which the border goes on). $pixel is 12, or 4 for three planes $channel apart. Positions are made
  ;; in f64, and are i32 with some bits of fraction from then on. $job holds
  ;;    0  places of three planes, and 1 for 16-bit samples (i32)
  ;;   16  bytes from row to row of the first plane's copy, its last column and row (i32); at 32 the same of the others'
  ;;   48  how positions on those follow: shift of x, what is added then, shift of y, what is added then (i32)
  ;;   64  the positions between which the frame is not the outside: left, right, top, bottom, each fading over a pixel (i32)
  ;;   80  1 if they matter, 0 if the border goes on for ever; bits of fraction (i32)
  ;;   88  a position beyond all others (f64)
  (func (export "gatherRow")
    (param $job i32) (param $x f64) (param $y f64) (param $dx f64) (param $dy f64) (param $count i32)
    (param $finish i32) (param $out i32) (param $pixel i32) (param $channel i32)
    (local $i f64) (local $unit f64) (local $most v128) (local $start v128) (local $move v128) (local $bits i32) (local $wide i32) (local $cover v128) (local $part v128)
    (local $stepX v128) (local $stepY v128) (local $px v128) (local $py v128) (local $vx v128) (local $vy v128)
    (local $cx v128) (local $cy v128) (local $a v128) (local $b v128) (local $c v128) (local $r v128) (local $g v128)
    (local.set $wide (i32.load offset=12 (local.get $job)))
    (local.set $bits (i32.load offset=84 (local.get $job)))
    (local.set $most (v128.load64_splat offset=88 (local.get $job)))
    (local.set $start (f64x2.replace_lane 1 (f64x2.splat (local.get $x)) (local.get $y)))
    (local.set $move (f64x2.replace_lane 1 (f64x2.splat (local.get $dx)) (local.get $dy)))
    (local.set $unit (f64.convert_i32_s (i32.shl (i32.const 1) (local.get $bits))))
    (local.set $part (f32x4.splat (f32.demote_f64 (f64.div (f64.const 1) (local.get $unit)))))
    (local.set $stepX (call $steps (f64.mul (local.get $dx) (local.get $unit))))
    (local.set $stepY (call $steps (f64.mul (local.get $dy) (local.get $unit))))
    (local.set $cover (v128.const f32x4 1 1 1 1))
    (loop $fours
      (local.set $px (i32x4.trunc_sat_f64x2_s_zero (f64x2.mul (f64x2.splat (local.get $unit))
        (f64x2.pmax (f64x2.neg (local.get $most)) (f64x2.pmin (local.get $most)
          (f64x2.add (local.get $start) (f64x2.mul (local.get $move) (f64x2.splat (local.get $i)))))))))
      (local.set $py (i32x4.add (local.get $stepY)
        (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $px) (local.get $px))))
      (local.set $px (i32x4.add (local.get $stepX)
        (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $px) (local.get $px))))
      (if (i32.load offset=80 (local.get $job)) (then
        (local.set $cover (f32x4.mul
          (call $covers (local.get $px) (i32.add (local.get $job) (i32.const 64)) (local.get $part))
          (call $covers (local.get $py) (i32.add (local.get $job) (i32.const 72)) (local.get $part))))))
      (local.set $vx (call $kept (local.get $px) (i32.load offset=20 (local.get $job)) (local.get $bits)))
      (local.set $vy (call $kept (local.get $py) (i32.load offset=24 (local.get $job)) (local.get $bits)))
      (local.set $cx (call $cell (local.get $vx) (i32.load offset=20 (local.get $job)) (local.get $bits)))
      (local.set $cy (call $cell (local.get $vy) (i32.load offset=24 (local.get $job)) (local.get $bits)))
      (local.set $vx (call $beyond (local.get $vx) (local.get $cx) (local.get $bits) (local.get $part)))
      (local.set $vy (call $beyond (local.get $vy) (local.get $cy) (local.get $bits) (local.get $part)))
      (local.set $cx (i32x4.add (i32x4.shl (local.get $cx) (local.get $wide))
        (i32x4.mul (local.get $cy) (i32x4.splat (i32.load offset=16 (local.get $job))))))
      (local.set $a (call $sample (i32.load (local.get $job)) (i32.load offset=16 (local.get $job)) (local.get $wide)
        (local.get $cx) (local.get $vx) (local.get $vy)))
      (local.set $px (i32x4.add
        (i32x4.shr_s (local.get $px) (i32.load offset=48 (local.get $job)))
        (i32x4.splat (i32.load offset=52 (local.get $job)))))
      (local.set $py (i32x4.add
        (i32x4.shr_s (local.get $py) (i32.load offset=56 (local.get $job)))
        (i32x4.splat (i32.load offset=60 (local.get $job)))))
      (local.set $vx (call $kept (local.get $px) (i32.load offset=36 (local.get $job)) (local.get $bits)))
      (local.set $vy (call $kept (local.get $py) (i32.load offset=40 (local.get $job)) (local.get $bits)))
      (local.set $cx (call $cell (local.get $vx) (i32.load offset=36 (local.get $job)) (local.get $bits)))
      (local.set $cy (call $cell (local.get $vy) (i32.load offset=40 (local.get $job)) (local.get $bits)))
      (local.set $vx (call $beyond (local.get $vx) (local.get $cx) (local.get $bits) (local.get $part)))
      (local.set $vy (call $beyond (local.get $vy) (local.get $cy) (local.get $bits) (local.get $part)))
      (local.set $cx (i32x4.add (i32x4.shl (local.get $cx) (local.get $wide))
        (i32x4.mul (local.get $cy) (i32x4.splat (i32.load offset=32 (local.get $job))))))
      (local.set $b (call $sample (i32.load offset=4 (local.get $job)) (i32.load offset=32 (local.get $job))
        (local.get $wide) (local.get $cx) (local.get $vx) (local.get $vy)))
      (local.set $c (call $sample (i32.load offset=8 (local.get $job)) (i32.load offset=32 (local.get $job))
        (local.get $wide) (local.get $cx) (local.get $vx) (local.get $vy)))
      (local.set $r (call $finished (local.get $finish) (local.get $cover) (call $mixed
        (local.get $a) (local.get $b) (local.get $c) (local.get $finish) (f32.load offset=36 (local.get $finish)))))
      (local.set $g (call $finished (local.get $finish) (local.get $cover) (call $mixed
        (local.get $a) (local.get $b) (local.get $c)
        (i32.add (local.get $finish) (i32.const 12)) (f32.load offset=40 (local.get $finish)))))
      (local.set $b (call $finished (local.get $finish) (local.get $cover) (call $mixed
        (local.get $a) (local.get $b) (local.get $c)
        (i32.add (local.get $finish) (i32.const 24)) (f32.load offset=44 (local.get $finish)))))
      (if (i32.eq (local.get $pixel) (i32.const 4))
        (then
          (v128.store (local.get $out) (local.get $r))
          (v128.store (i32.add (local.get $out) (local.get $channel)) (local.get $g))
          (v128.store (i32.add (local.get $out) (i32.shl (local.get $channel) (i32.const 1))) (local.get $b))
          (local.set $out (i32.add (local.get $out) (i32.const 16))))
        (else
          ;; r0 g0 r1 g1 and r2 g2 r3 g3 make r0 g0 b0 r1, g1 b1 r2 g2, and b2 r3 g3 b3.
          (local.set $a (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r) (local.get $g)))
          (local.set $c (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r) (local.get $g)))
          (v128.store (local.get $out)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 8 9 10 11 (local.get $a) (local.get $b)))
          (v128.store offset=16 (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (i8x16.shuffle 12 13 14 15 20 21 22 23 0 0 0 0 0 0 0 0 (local.get $a) (local.get $b)) (local.get $c)))
          (v128.store offset=32 (local.get $out)
            (i8x16.shuffle 24 25 26 27 8 9 10 11 12 13 14 15 28 29 30 31 (local.get $c) (local.get $b)))
          (local.set $out (i32.add (local.get $out) (i32.const 48)))))
      (local.set $i (f64.add (local.get $i) (f64.const 4)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; 0, 1, 2, 3 steps.
  (func $steps (param $step f64) (result v128)
    (i32x4.replace_lane 3 (i32x4.replace_lane 2 (i32x4.replace_lane 1 (v128.const i32x4 0 0 0 0)
      (i32.trunc_sat_f64_s (f64.nearest (local.get $step))))
      (i32.trunc_sat_f64_s (f64.nearest (f64.mul (local.get $step) (f64.const 2)))))
      (i32.trunc_sat_f64_s (f64.nearest (f64.mul (local.get $step) (f64.const 3))))))

  ;; Positions kept within 0..last; the sample before each; and how far beyond that sample each lies.
  (func $kept (param $v v128) (param $last i32) (param $bits i32) (result v128)
    (i32x4.min_s (i32x4.splat (i32.shl (local.get $last) (local.get $bits)))
      (i32x4.max_s (v128.const i32x4 0 0 0 0) (local.get $v))))
  (func $cell (param $v v128) (param $last i32) (param $bits i32) (result v128)
    (i32x4.max_s (v128.const i32x4 0 0 0 0)
      (i32x4.min_s (i32x4.splat (i32.sub (local.get $last) (i32.const 1))) (i32x4.shr_s (local.get $v) (local.get $bits)))))
  (func $beyond (param $v v128) (param $cell v128) (param $bits i32) (param $part v128) (result v128)
    (f32x4.mul (local.get $part)
      (f32x4.convert_i32x4_s (i32x4.sub (local.get $v) (i32x4.shl (local.get $cell) (local.get $bits))))))

  ;; How much of what lies between two positions these cover along one axis, 0..1.
  (func $covers (param $v v128) (param $ends i32) (param $part v128) (result v128)
    (f32x4.pmin (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $part) (f32x4.convert_i32x4_s
      (i32x4.max_s (v128.const i32x4 0 0 0 0) (i32x4.min_s
        (i32x4.sub (local.get $v) (v128.load32_splat (local.get $ends)))
        (i32x4.sub (v128.load32_splat offset=4 (local.get $ends)) (local.get $v))))))))

  ;; Four samples of a plane, each between two columns and two rows; $at are bytes from the plane's place.
  (func $sample
    (param $plane i32) (param $stride i32) (param $wide i32) (param $at v128) (param $fx v128) (param $fy v128) (result v128)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32) (local $top v128) (local $low v128)
    (local.set $p0 (i32.add (local.get $plane) (i32x4.extract_lane 0 (local.get $at))))
    (local.set $p1 (i32.add (local.get $plane) (i32x4.extract_lane 1 (local.get $at))))
    (local.set $p2 (i32.add (local.get $plane) (i32x4.extract_lane 2 (local.get $at))))
    (local.set $p3 (i32.add (local.get $plane) (i32x4.extract_lane 3 (local.get $at))))
    (if (local.get $wide)
      (then
        (local.set $top (v128.load32_lane 3 (local.get $p3) (v128.load32_lane 2 (local.get $p2)
          (v128.load32_lane 1 (local.get $p1) (v128.load32_zero (local.get $p0))))))
        (local.set $low (v128.load32_lane 3 (i32.add (local.get $p3) (local.get $stride))
          (v128.load32_lane 2 (i32.add (local.get $p2) (local.get $stride))
          (v128.load32_lane 1 (i32.add (local.get $p1) (local.get $stride))
          (v128.load32_zero (i32.add (local.get $p0) (local.get $stride))))))))
      (else
        (local.set $top (i16x8.extend_low_i8x16_u (v128.load16_lane 3 (local.get $p3) (v128.load16_lane 2 (local.get $p2)
          (v128.load16_lane 1 (local.get $p1) (v128.load16_lane 0 (local.get $p0) (v128.const i32x4 0 0 0 0)))))))
        (local.set $low (i16x8.extend_low_i8x16_u (v128.load16_lane 3 (i32.add (local.get $p3) (local.get $stride))
          (v128.load16_lane 2 (i32.add (local.get $p2) (local.get $stride))
          (v128.load16_lane 1 (i32.add (local.get $p1) (local.get $stride))
          (v128.load16_lane 0 (i32.add (local.get $p0) (local.get $stride)) (v128.const i32x4 0 0 0 0)))))))))
    (call $mix (call $pairs (local.get $top) (local.get $fx)) (call $pairs (local.get $low) (local.get $fx)) (local.get $fy)))

  ;; Between the first and the second of four pairs of 16-bit numbers.
  (func $pairs (param $v v128) (param $t v128) (result v128)
    (call $mix
      (f32x4.convert_i32x4_s (v128.and (local.get $v) (v128.const i32x4 65535 65535 65535 65535)))
      (f32x4.convert_i32x4_s (i32x4.shr_u (local.get $v) (i32.const 16)))
      (local.get $t)))

  (func $mixed (param $a v128) (param $b v128) (param $c v128) (param $row i32) (param $offset f32) (result v128)
    (f32x4.add
      (f32x4.add
        (f32x4.mul (local.get $a) (v128.load32_splat (local.get $row)))
        (f32x4.mul (local.get $b) (v128.load32_splat offset=4 (local.get $row))))
      (f32x4.add
        (f32x4.mul (local.get $c) (v128.load32_splat offset=8 (local.get $row)))
        (f32x4.splat (local.get $offset)))))

  (func $finished (param $finish i32) (param $cover v128) (param $v v128) (result v128)
    (local $outside v128)
    (local.set $outside (v128.load32_splat offset=68 (local.get $finish)))
    (local.set $v (f32x4.add (local.get $outside) (f32x4.mul (local.get $cover) (f32x4.sub
      (f32x4.pmin (v128.load32_splat offset=52 (local.get $finish))
        (f32x4.pmax (v128.load32_splat offset=48 (local.get $finish)) (local.get $v)))
      (local.get $outside)))))
    (f32x4.add
      (f32x4.mul
        (f32x4.sub
          (f32x4.add (local.get $v) (v128.load32_splat offset=64 (local.get $finish)))
          (v128.load32_splat offset=64 (local.get $finish)))
        (v128.load32_splat offset=56 (local.get $finish)))
      (v128.load32_splat offset=60 (local.get $finish))))

  ;; One output row, R, G, B in f32, of a picture: at x, y, x + dx, y + dy, … Its pixels are three f32, $step apart, in
  ;; rows $rowBytes apart (0 where there is only one). Beyond its last column and row the border goes on; $inside holds the
  ;; positions between which the picture is not the outside (f64 left, top, right, bottom), fading over one pixel each way.
  (func (export "warpRow")
    (param $picture i32) (param $step i32) (param $rowBytes i32) (param $lastX f64) (param $lastY f64)
    (param $x f64) (param $y f64) (param $dx f64) (param $dy f64) (param $count i32)
    (param $finish i32) (param $inside i32) (param $out i32)
    (local $i i32) (local $at i32) (local $v v128) (local $low v128) (local $start v128) (local $move v128) (local $last v128)
    (local $lastCell v128) (local $position v128) (local $cell v128) (local $fraction v128) (local $fx v128) (local $cover v128)
    (local.set $start (f64x2.replace_lane 1 (f64x2.splat (local.get $x)) (local.get $y)))
    (local.set $move (f64x2.replace_lane 1 (f64x2.splat (local.get $dx)) (local.get $dy)))
    (local.set $last (f64x2.replace_lane 1 (f64x2.splat (local.get $lastX)) (local.get $lastY)))
    (local.set $lastCell (f64x2.pmax (v128.const f64x2 0 0) (f64x2.sub (local.get $last) (v128.const f64x2 1 1))))
    (local.set $cover (v128.const f32x4 1 1 1 1))
    (loop $columns
      (local.set $position (f64x2.add (local.get $start)
        (f64x2.mul (local.get $move) (f64x2.splat (f64.convert_i32_s (local.get $i))))))
      (if (local.get $inside) (then
        (local.set $cover (call $covered (local.get $position) (local.get $inside)))))
      (local.set $position (f64x2.pmin (local.get $last) (f64x2.pmax (v128.const f64x2 0 0) (local.get $position))))
      (local.set $cell (i32x4.trunc_sat_f64x2_s_zero (f64x2.pmin (local.get $position) (local.get $lastCell))))
      (local.set $fraction (f32x4.demote_f64x2_zero
        (f64x2.sub (local.get $position) (f64x2.convert_low_i32x4_s (local.get $cell)))))
      (local.set $fx (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $fraction) (local.get $fraction)))
      (local.set $at (i32.add (local.get $picture) (i32.add
        (i32.mul (i32x4.extract_lane 1 (local.get $cell)) (local.get $rowBytes))
        (i32.mul (i32x4.extract_lane 0 (local.get $cell)) (local.get $step)))))
      (local.set $v (call $mix
        (v128.load (local.get $at)) (v128.load (i32.add (local.get $at) (local.get $step))) (local.get $fx)))
      (local.set $at (i32.add (local.get $at) (local.get $rowBytes)))
      (local.set $low (call $mix
        (v128.load (local.get $at)) (v128.load (i32.add (local.get $at) (local.get $step))) (local.get $fx)))
      (local.set $v (call $finished (local.get $finish) (local.get $cover) (call $mix
        (local.get $v) (local.get $low)
        (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $fraction) (local.get $fraction)))))
      (v128.store (local.get $out) (local.get $v))
      (local.set $out (i32.add (local.get $out) (i32.const 12)))
      (br_if $columns (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count)))))

  ;; How much of the picture one position covers, 0..1, in all lanes.
  (func $covered (param $position v128) (param $inside i32) (result v128)
    (local $c v128)
    (local.set $c (f64x2.pmin (v128.const f64x2 1 1) (f64x2.pmax (v128.const f64x2 0 0) (f64x2.pmin
      (f64x2.sub (local.get $position) (v128.load (local.get $inside)))
      (f64x2.sub (v128.load offset=16 (local.get $inside)) (local.get $position))))))
    (f32x4.splat (f32.demote_f64 (f64.mul (f64x2.extract_lane 0 (local.get $c)) (f64x2.extract_lane 1 (local.get $c))))))

  (func $mix (param $a v128) (param $b v128) (param $t v128) (result v128)
    (f32x4.add (local.get $a) (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (local.get $t))))
)
