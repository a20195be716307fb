;; Inner loops of sampling, in WebAssembly SIMD: five times as fast as the same loops in JavaScript, and the same in every
;; browser. Pointers and steps are bytes. Loads and stores may run over their row's end by up to 15 bytes (12 pixels for
;; planes): callers leave room.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (memory (export "memory") 32)

  ;; One row of means of bytes: first row · a + rows between · w + last row · b, as f32, eight columns at a time.
  (func (export "averageRows8")
    (param $first i32) (param $step i32) (param $between i32) (param $last i32)
    (param $a f32) (param $w f32) (param $b f32) (param $count i32) (param $means i32)
    (local $from v128) (local $to v128) (local $low v128) (local $high v128) (local $row v128) (local $at i32) (local $n i32)
    (loop $columns
      (local.set $from (v128.load8x8_u (local.get $first)))
      (local.set $to (v128.load8x8_u (local.get $last)))
      (local.set $low (v128.const i32x4 0 0 0 0))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $first))
      (local.set $n (local.get $between))
      (if (local.get $n) (then
        (loop $rows
          (local.set $row (v128.load8x8_u (local.tee $at (i32.add (local.get $at) (local.get $step)))))
          (local.set $low (i32x4.add (local.get $low) (i32x4.extend_low_i16x8_u (local.get $row))))
          (local.set $high (i32x4.add (local.get $high) (i32x4.extend_high_i16x8_u (local.get $row))))
          (br_if $rows (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
      (v128.store (local.get $means) (call $mean
        (i32x4.extend_low_i16x8_u (local.get $from)) (local.get $low) (i32x4.extend_low_i16x8_u (local.get $to))
        (local.get $a) (local.get $w) (local.get $b)))
      (v128.store offset=16 (local.get $means) (call $mean
        (i32x4.extend_high_i16x8_u (local.get $from)) (local.get $high) (i32x4.extend_high_i16x8_u (local.get $to))
        (local.get $a) (local.get $w) (local.get $b)))
      (local.set $first (i32.add (local.get $first) (i32.const 8)))
      (local.set $last (i32.add (local.get $last) (i32.const 8)))
      (local.set $means (i32.add (local.get $means) (i32.const 32)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 8))) (i32.const 0)))))

  ;; The same for 16-bit samples.
  (func (export "averageRows16")
    (param $first i32) (param $step i32) (param $between i32) (param $last i32)
    (param $a f32) (param $w f32) (param $b f32) (param $count i32) (param $means i32)
    (local $from v128) (local $to v128) (local $low v128) (local $high v128) (local $row v128) (local $at i32) (local $n i32)
    (loop $columns
      (local.set $from (v128.load (local.get $first)))
      (local.set $to (v128.load (local.get $last)))
      (local.set $low (v128.const i32x4 0 0 0 0))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $first))
      (local.set $n (local.get $between))
      (if (local.get $n) (then
        (loop $rows
          (local.set $row (v128.load (local.tee $at (i32.add (local.get $at) (local.get $step)))))
          (local.set $low (i32x4.add (local.get $low) (i32x4.extend_low_i16x8_u (local.get $row))))
          (local.set $high (i32x4.add (local.get $high) (i32x4.extend_high_i16x8_u (local.get $row))))
          (br_if $rows (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
      (v128.store (local.get $means) (call $mean
        (i32x4.extend_low_i16x8_u (local.get $from)) (local.get $low) (i32x4.extend_low_i16x8_u (local.get $to))
        (local.get $a) (local.get $w) (local.get $b)))
      (v128.store offset=16 (local.get $means) (call $mean
        (i32x4.extend_high_i16x8_u (local.get $from)) (local.get $high) (i32x4.extend_high_i16x8_u (local.get $to))
        (local.get $a) (local.get $w) (local.get $b)))
      (local.set $first (i32.add (local.get $first) (i32.const 16)))
      (local.set $last (i32.add (local.get $last) (i32.const 16)))
      (local.set $means (i32.add (local.get $means) (i32.const 32)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 8))) (i32.const 0)))))

  (func $mean (param $from v128) (param $sum v128) (param $to v128) (param $a f32) (param $w f32) (param $b f32) (result v128)
    (f32x4.add
      (f32x4.mul (f32x4.convert_i32x4_u (local.get $from)) (f32x4.splat (local.get $a)))
      (f32x4.add
        (f32x4.mul (f32x4.convert_i32x4_u (local.get $sum)) (f32x4.splat (local.get $w)))
        (f32x4.mul (f32x4.convert_i32x4_u (local.get $to)) (f32x4.splat (local.get $b))))))

  ;; One value per output column. $boxes holds, per column: byte offsets of the first and last mean (i32), and the weights of
  ;; the first, those between, and the last (f32).
  (func (export "averageColumns") (param $means i32) (param $boxes i32) (param $count i32) (param $line i32)
    (local $at i32) (local $end i32) (local $sum f32)
    (loop $columns
      (local.set $at (i32.add (local.get $means) (i32.load (local.get $boxes))))
      (local.set $end (i32.add (local.get $means) (i32.load offset=4 (local.get $boxes))))
      (local.set $sum (f32.mul (f32.load (local.get $end)) (f32.load offset=16 (local.get $boxes))))
      (local.set $sum (f32.add (local.get $sum) (f32.mul (f32.load (local.get $at)) (f32.load offset=8 (local.get $boxes)))))
      (f32.store (local.get $line) (f32.add (local.get $sum) (f32.mul
        (call $between (local.get $at) (local.get $end)) (f32.load offset=12 (local.get $boxes)))))
      (local.set $boxes (i32.add (local.get $boxes) (i32.const 20)))
      (local.set $line (i32.add (local.get $line) (i32.const 4)))
      (br_if $columns (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func $between (param $at i32) (param $end i32) (result f32)
    (local $sum f32)
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (if (i32.lt_u (local.get $at) (local.get $end)) (then
        (local.set $sum (f32.add (local.get $sum) (f32.load (local.get $at))))
        (br $next))))
    (local.get $sum))

  ;; Three lines of plane values to pixels. $matrix: nine coefficients, then three offsets (RGB = M · abc + o), then low, high,
  ;; scale, offset. Writes RGBX vectors $pixel bytes apart (12: packed RGB), or, when $pixel is 4, three lines $channel apart.
  (func (export "writePixels")
    (param $as i32) (param $bs i32) (param $cs i32) (param $count i32) (param $matrix i32)
    (param $out i32) (param $pixel i32) (param $channel i32)
    (local $a v128) (local $b v128) (local $c v128) (local $r v128) (local $g v128) (local $rg v128) (local $x v128)
    (loop $columns
      (local.set $a (v128.load (local.get $as)))
      (local.set $b (v128.load (local.get $bs)))
      (local.set $c (v128.load (local.get $cs)))
      (local.set $r (call $color (local.get $a) (local.get $b) (local.get $c) (local.get $matrix) (i32.const 0)))
      (local.set $g (call $color (local.get $a) (local.get $b) (local.get $c) (local.get $matrix) (i32.const 1)))
      (local.set $b (call $color (local.get $a) (local.get $b) (local.get $c) (local.get $matrix) (i32.const 2)))
      (if (i32.eq (local.get $pixel) (i32.const 4))
        (then
          (v128.store (local.get $out) (local.get $r))
          (v128.store (i32.add (local.get $out) (local.get $channel)) (local.get $g))
          (v128.store (i32.add (local.get $out) (i32.shl (local.get $channel) (i32.const 1))) (local.get $b))
          (local.set $out (i32.add (local.get $out) (i32.const 16))))
        (else
          ;; r0 g0 r1 g1 and b0 b0 b1 b1 make r0 g0 b0 b0 and r1 g1 b1 b1.
          (local.set $rg (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r) (local.get $g)))
          (local.set $x (i8x16.shuffle 0 1 2 3 0 1 2 3 4 5 6 7 4 5 6 7 (local.get $b) (local.get $b)))
          (local.set $out (call $storePair (local.get $rg) (local.get $x) (local.get $out) (local.get $pixel)))
          (local.set $rg (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r) (local.get $g)))
          (local.set $x (i8x16.shuffle 8 9 10 11 8 9 10 11 12 13 14 15 12 13 14 15 (local.get $b) (local.get $b)))
          (local.set $out (call $storePair (local.get $rg) (local.get $x) (local.get $out) (local.get $pixel)))))
      (local.set $as (i32.add (local.get $as) (i32.const 16)))
      (local.set $bs (i32.add (local.get $bs) (i32.const 16)))
      (local.set $cs (i32.add (local.get $cs) (i32.const 16)))
      (br_if $columns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  (func $storePair (param $rg v128) (param $bb v128) (param $out i32) (param $pixel i32) (result i32)
    (v128.store (local.get $out)
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $rg) (local.get $bb)))
    (v128.store (local.tee $out (i32.add (local.get $out) (local.get $pixel)))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $rg) (local.get $bb)))
    (i32.add (local.get $out) (local.get $pixel)))

  (func $color (param $a v128) (param $b v128) (param $c v128) (param $matrix i32) (param $channel i32) (result v128)
    (local $row i32)
    (local.set $row (i32.add (local.get $matrix) (i32.mul (local.get $channel) (i32.const 12))))
    (call $finish (local.get $matrix)
      (f32x4.add
        (f32x4.add
          (f32x4.mul (local.get $a) (v128.load32_splat (local.get $row)))
          (f32x4.mul (local.get $b) (v128.load32_splat offset=4 (local.get $row))))
        (f32x4.add
          (f32x4.mul (local.get $c) (v128.load32_splat offset=8 (local.get $row)))
          (v128.load32_splat offset=36
            (i32.add (local.get $matrix) (i32.shl (local.get $channel) (i32.const 2))))))))

  ;; Clamp to low..high, then · scale + offset.
  (func $finish (param $matrix i32) (param $v v128) (result v128)
    (f32x4.add
      (f32x4.mul
        (f32x4.pmin (v128.load32_splat offset=52 (local.get $matrix))
          (f32x4.pmax (v128.load32_splat offset=48 (local.get $matrix)) (local.get $v)))
        (v128.load32_splat offset=56 (local.get $matrix)))
      (v128.load32_splat offset=60 (local.get $matrix))))

  ;; One output row of a turned map: bilinear in a picture of RGBX vectors (at least 2 × 2), at x, y, x + dx, y + dy, …
  ;; $frame: the frame's first and last corner in the picture's coordinates (f64 left, top, right, bottom); beyond them $outside
  ;; is written when $constant is 1. Output as in writePixels.
  (func (export "bilinearRow")
    (param $picture i32) (param $rowBytes i32) (param $lastX f64) (param $lastY f64)
    (param $x f64) (param $y f64) (param $dx f64) (param $dy f64) (param $count i32) (param $matrix i32)
    (param $out i32) (param $pixel i32) (param $channel i32) (param $constant i32) (param $frame i32) (param $outside f32)
    (local $i i32) (local $at i32) (local $v v128)
    (local $start v128) (local $step v128) (local $last v128) (local $lastCell v128)
    (local $position v128) (local $cell v128) (local $fraction v128) (local $fx v128)
    (local.set $start (f64x2.replace_lane 1 (f64x2.splat (local.get $x)) (local.get $y)))
    (local.set $step (f64x2.replace_lane 1 (f64x2.splat (local.get $dx)) (local.get $dy)))
    (local.set $last (f64x2.replace_lane 1 (f64x2.splat (local.get $lastX)) (local.get $lastY)))
    (local.set $lastCell (f64x2.sub (local.get $last) (v128.const f64x2 1 1)))
    (loop $columns
      (local.set $position (f64x2.add (local.get $start)
        (f64x2.mul (local.get $step) (f64x2.splat (f64.convert_i32_s (local.get $i))))))
      (if (i32.and (local.get $constant) (v128.any_true (v128.or
            (f64x2.lt (local.get $position) (v128.load (local.get $frame)))
            (f64x2.gt (local.get $position) (v128.load offset=16 (local.get $frame))))))
        (then (local.set $v (f32x4.splat (local.get $outside))))
        (else
          (local.set $position (f64x2.pmin (local.get $last)
            (f64x2.pmax (v128.const f64x2 0 0) (local.get $position))))
          (local.set $cell (i32x4.trunc_sat_f64x2_s_zero (f64x2.pmin (local.get $position) (local.get $lastCell))))
          (local.set $fraction (f32x4.demote_f64x2_zero
            (f64x2.sub (local.get $position) (f64x2.convert_low_i32x4_s (local.get $cell)))))
          (local.set $fx (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $fraction) (local.get $fraction)))
          (local.set $at (i32.add (local.get $picture) (i32.add
            (i32.mul (i32x4.extract_lane 1 (local.get $cell)) (local.get $rowBytes))
            (i32.shl (i32x4.extract_lane 0 (local.get $cell)) (i32.const 4)))))
          (local.set $v (call $mix (v128.load (local.get $at)) (v128.load offset=16 (local.get $at)) (local.get $fx)))
          (local.set $at (i32.add (local.get $at) (local.get $rowBytes)))
          (local.set $v (call $finish (local.get $matrix) (call $mix
            (local.get $v)
            (call $mix (v128.load (local.get $at)) (v128.load offset=16 (local.get $at)) (local.get $fx))
            (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $fraction) (local.get $fraction)))))))
      (if (i32.eq (local.get $pixel) (i32.const 4))
        (then
          (v128.store32_lane 0 (local.get $out) (local.get $v))
          (v128.store32_lane 1 (i32.add (local.get $out) (local.get $channel)) (local.get $v))
          (v128.store32_lane 2 (i32.add (local.get $out) (i32.shl (local.get $channel) (i32.const 1))) (local.get $v)))
        (else (v128.store (local.get $out) (local.get $v))))
      (local.set $out (i32.add (local.get $out) (local.get $pixel)))
      (br_if $columns (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count)))))

  (func $mix (param $a v128) (param $b v128) (param $t v128) (result v128)
    (f32x4.add (local.get $a) (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (local.get $t))))
)
