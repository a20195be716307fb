;; Lays a crop over rows of a frame, in WebAssembly SIMD, f32. The memory is the importer's. Pointers and steps are bytes. A drawn
;; row is four lines of f32, $lineBytes apart: three planes' samples, in the frame's own terms, and how much of each pixel is drawn
;; (alpha, 0..1). Loads and stores run over a line's end by up to 16 numbers and over a row of samples by up to 7: callers leave
;; room, and there alpha is 0.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "patch" "memory" (memory 0))

  ;; $count pixels of R, G, B and a mask as vectors of three samples and alpha, the mask · $share. $mixes: what R, G and B count in
  ;; the three samples, and what is added (4 vectors, whose last number is 0).
  (func (export "toSamples")
    (param $rgb i32) (param $mask i32) (param $count i32) (param $mixes i32) (param $share f32) (param $out i32)
    (local $v v128)
    (loop $pixels
      (local.set $v (v128.load (local.get $rgb)))
      (v128.store (local.get $out) (f32x4.replace_lane 3
        (f32x4.add
          (f32x4.add
            (f32x4.mul (v128.load (local.get $mixes)) (f32x4.splat (f32x4.extract_lane 0 (local.get $v))))
            (f32x4.mul (v128.load offset=16 (local.get $mixes)) (f32x4.splat (f32x4.extract_lane 1 (local.get $v)))))
          (f32x4.add
            (f32x4.mul (v128.load offset=32 (local.get $mixes)) (f32x4.splat (f32x4.extract_lane 2 (local.get $v))))
            (v128.load offset=48 (local.get $mixes))))
        (f32x4.extract_lane 0 (call $shown (v128.load32_zero (local.get $mask)) (local.get $share)))))
      (local.set $rgb (i32.add (local.get $rgb) (i32.const 12)))
      (local.set $mask (i32.add (local.get $mask) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $pixels (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; The same from planes, four pixels at a time: R, G, B are numbers · $scale + $offset, within 0..255, whole numbers when
  ;; $rounded is 1.
  (func (export "planesToSamples")
    (param $red i32) (param $green i32) (param $blue i32) (param $mask i32) (param $count i32)
    (param $scale f32) (param $offset f32) (param $rounded i32) (param $mixes i32) (param $share f32) (param $out i32)
    (local $r v128) (local $g v128) (local $b v128) (local $a v128) (local $x v128) (local $y v128) (local $z v128)
    (local $s v128) (local $o v128)
    (local.set $s (f32x4.splat (local.get $scale)))
    (local.set $o (f32x4.splat (local.get $offset)))
    (loop $fours
      (local.set $r (call $clamped (f32x4.add (local.get $o) (f32x4.mul (local.get $s) (v128.load (local.get $red))))))
      (local.set $g (call $clamped (f32x4.add (local.get $o) (f32x4.mul (local.get $s) (v128.load (local.get $green))))))
      (local.set $b (call $clamped (f32x4.add (local.get $o) (f32x4.mul (local.get $s) (v128.load (local.get $blue))))))
      (if (local.get $rounded) (then
        (local.set $r (f32x4.floor (f32x4.add (local.get $r) (v128.const f32x4 0.5 0.5 0.5 0.5))))
        (local.set $g (f32x4.floor (f32x4.add (local.get $g) (v128.const f32x4 0.5 0.5 0.5 0.5))))
        (local.set $b (f32x4.floor (f32x4.add (local.get $b) (v128.const f32x4 0.5 0.5 0.5 0.5))))))
      (local.set $a (call $shown (v128.load (local.get $mask)) (local.get $share)))
      (local.set $x (call $mixed (local.get $r) (local.get $g) (local.get $b) (local.get $mixes)))
      (local.set $y (call $mixed (local.get $r) (local.get $g) (local.get $b) (i32.add (local.get $mixes) (i32.const 4))))
      (local.set $z (call $mixed (local.get $r) (local.get $g) (local.get $b) (i32.add (local.get $mixes) (i32.const 8))))
      ;; Four lines become four pixels.
      (local.set $r (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
      (local.set $g (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $z) (local.get $a)))
      (v128.store (local.get $out)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $r) (local.get $g)))
      (v128.store offset=16 (local.get $out)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $r) (local.get $g)))
      (local.set $r (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x) (local.get $y)))
      (local.set $g (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $z) (local.get $a)))
      (v128.store offset=32 (local.get $out)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $r) (local.get $g)))
      (v128.store offset=48 (local.get $out)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $r) (local.get $g)))
      (local.set $red (i32.add (local.get $red) (i32.const 16)))
      (local.set $green (i32.add (local.get $green) (i32.const 16)))
      (local.set $blue (i32.add (local.get $blue) (i32.const 16)))
      (local.set $mask (i32.add (local.get $mask) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Alpha of a mask. Written so that what is not a number becomes 0, here and in levels.
  (func $shown (param $mask v128) (param $share f32) (result v128)
    (f32x4.mul (f32x4.splat (local.get $share))
      (f32x4.pmin (v128.const f32x4 1 1 1 1) (f32x4.pmax (v128.const f32x4 0 0 0 0) (local.get $mask)))))

  (func $clamped (param $v v128) (result v128)
    (f32x4.pmin (v128.const f32x4 255 255 255 255) (f32x4.pmax (v128.const f32x4 0 0 0 0) (local.get $v))))

  ;; One sample of four colours.
  (func $mixed (param $r v128) (param $g v128) (param $b v128) (param $mixes i32) (result v128)
    (f32x4.add
      (f32x4.add
        (f32x4.mul (local.get $r) (v128.load32_splat (local.get $mixes)))
        (f32x4.mul (local.get $g) (v128.load32_splat offset=16 (local.get $mixes))))
      (f32x4.add
        (f32x4.mul (local.get $b) (v128.load32_splat offset=32 (local.get $mixes)))
        (v128.load32_splat offset=48 (local.get $mixes)))))

  ;; Draws $count pixels from a picture of such vectors, bilinearly at x, y, x + dx, y + dy, …, four at a time. Positions are i32
  ;; with $bits of fraction, kept within 0 and the last cell's end.
  (func (export "drawRow")
    (param $picture i32) (param $rowBytes i32) (param $lastX i32) (param $lastY i32) (param $bits i32)
    (param $x f64) (param $y f64) (param $dx f64) (param $dy f64) (param $count i32) (param $out i32) (param $lineBytes i32)
    (local $unit f64) (local $x64 i64) (local $y64 i64) (local $dx64 i64) (local $dy64 i64) (local $part v128) (local $below v128) (local $mostX v128) (local $mostY v128)
    (local $stepX v128) (local $stepY v128) (local $px v128) (local $py v128) (local $at v128) (local $from i32) (local $t v128)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128) (local $low v128) (local $high v128)
    (local.set $unit (f64.convert_i32_s (i32.shl (i32.const 1) (local.get $bits))))
    (local.set $part (f32x4.splat (f32.demote_f64 (f64.div (f64.const 1) (local.get $unit)))))
    (local.set $below (i32x4.splat (i32.sub (i32.shl (i32.const 1) (local.get $bits)) (i32.const 1))))
    (local.set $mostX (i32x4.splat (i32.shl (local.get $lastX) (local.get $bits))))
    (local.set $mostY (i32x4.splat (i32.shl (local.get $lastY) (local.get $bits))))
    (local.set $x (f64.mul (local.get $x) (local.get $unit)))
    (local.set $y (f64.mul (local.get $y) (local.get $unit)))
    (local.set $dx (f64.mul (local.get $dx) (local.get $unit)))
    (local.set $dy (f64.mul (local.get $dy) (local.get $unit)))
    (local.set $stepX (call $steps (local.get $dx)))
    (local.set $stepY (call $steps (local.get $dy)))
    ;; Twenty bits more make up for the sum.
    (local.set $x64 (i64.trunc_sat_f64_s (f64.mul (local.get $x) (f64.const 1048576))))
    (local.set $y64 (i64.trunc_sat_f64_s (f64.mul (local.get $y) (f64.const 1048576))))
    (local.set $dx64 (i64.trunc_sat_f64_s (f64.mul (local.get $dx) (f64.const 4194304))))
    (local.set $dy64 (i64.trunc_sat_f64_s (f64.mul (local.get $dy) (f64.const 4194304))))
    (loop $fours
      (local.set $px (i32x4.max_s (v128.const i32x4 0 0 0 0) (i32x4.min_s (local.get $mostX) (i32x4.add (local.get $stepX)
        (i32x4.splat (i32.wrap_i64 (i64.shr_s (local.get $x64) (i64.const 20))))))))
      (local.set $py (i32x4.max_s (v128.const i32x4 0 0 0 0) (i32x4.min_s (local.get $mostY) (i32x4.add (local.get $stepY)
        (i32x4.splat (i32.wrap_i64 (i64.shr_s (local.get $y64) (i64.const 20))))))))
      (local.set $at (i32x4.add (i32x4.splat (local.get $picture)) (i32x4.add
        (i32x4.shl (i32x4.shr_s (local.get $px) (local.get $bits)) (i32.const 4))
        (i32x4.mul (i32x4.shr_s (local.get $py) (local.get $bits)) (i32x4.splat (local.get $rowBytes))))))
      (local.set $px (f32x4.mul (local.get $part) (f32x4.convert_i32x4_s (v128.and (local.get $px) (local.get $below)))))
      (local.set $py (f32x4.mul (local.get $part) (f32x4.convert_i32x4_s (v128.and (local.get $py) (local.get $below)))))
      ;; Four times: two rows' mixes of two pixels, and theirs.
      (local.set $from (i32x4.extract_lane 0 (local.get $at)))
      (local.set $t (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $px) (local.get $px)))
      (local.set $p0 (v128.load (local.get $from)))
      (local.set $p0 (f32x4.add (local.get $p0) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $p0)))))
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $low (v128.load (local.get $from)))
      (local.set $low (f32x4.add (local.get $low) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $low)))))
      (local.set $p0 (f32x4.add (local.get $p0) (f32x4.mul
        (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $py) (local.get $py))
        (f32x4.sub (local.get $low) (local.get $p0)))))
      (local.set $from (i32x4.extract_lane 1 (local.get $at)))
      (local.set $t (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $px) (local.get $px)))
      (local.set $p1 (v128.load (local.get $from)))
      (local.set $p1 (f32x4.add (local.get $p1) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $p1)))))
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $low (v128.load (local.get $from)))
      (local.set $low (f32x4.add (local.get $low) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $low)))))
      (local.set $p1 (f32x4.add (local.get $p1) (f32x4.mul
        (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $py) (local.get $py))
        (f32x4.sub (local.get $low) (local.get $p1)))))
      (local.set $from (i32x4.extract_lane 2 (local.get $at)))
      (local.set $t (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $px) (local.get $px)))
      (local.set $p2 (v128.load (local.get $from)))
      (local.set $p2 (f32x4.add (local.get $p2) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $p2)))))
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $low (v128.load (local.get $from)))
      (local.set $low (f32x4.add (local.get $low) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $low)))))
      (local.set $p2 (f32x4.add (local.get $p2) (f32x4.mul
        (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $py) (local.get $py))
        (f32x4.sub (local.get $low) (local.get $p2)))))
      (local.set $from (i32x4.extract_lane 3 (local.get $at)))
      (local.set $t (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $px) (local.get $px)))
      (local.set $p3 (v128.load (local.get $from)))
      (local.set $p3 (f32x4.add (local.get $p3) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $p3)))))
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $low (v128.load (local.get $from)))
      (local.set $low (f32x4.add (local.get $low) (f32x4.mul (local.get $t)
        (f32x4.sub (v128.load offset=16 (local.get $from)) (local.get $low)))))
      (local.set $p3 (f32x4.add (local.get $p3) (f32x4.mul
        (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $py) (local.get $py))
        (f32x4.sub (local.get $low) (local.get $p3)))))
      ;; Four pixels become four lines.
      (local.set $low (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p0) (local.get $p1)))
      (local.set $high (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $p2) (local.get $p3)))
      (v128.store (local.get $out)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high)))
      (v128.store (i32.add (local.get $out) (local.get $lineBytes))
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high)))
      (local.set $low (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p0) (local.get $p1)))
      (local.set $high (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $p2) (local.get $p3)))
      (v128.store (i32.add (local.get $out) (i32.shl (local.get $lineBytes) (i32.const 1)))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high)))
      (v128.store (i32.add (local.get $out) (i32.mul (local.get $lineBytes) (i32.const 3)))
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $x64 (i64.add (local.get $x64) (local.get $dx64)))
      (local.set $y64 (i64.add (local.get $y64) (local.get $dy64)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; 0, 1, 2, 3 steps.
  (func $steps (param $step f64) (result v128)
    (i32x4.replace_lane 3 (i32x4.replace_lane 2 (i32x4.replace_lane 1 (v128.const i32x4 0 0 0 0)
      (i32.trunc_sat_f64_s (f64.nearest (local.get $step))))
      (i32.trunc_sat_f64_s (f64.nearest (f64.mul (local.get $step) (f64.const 2)))))
      (i32.trunc_sat_f64_s (f64.nearest (f64.mul (local.get $step) (f64.const 3))))))

  ;; Nothing is drawn of $count pixels.
  (func (export "clearLines") (param $line i32) (param $lineBytes i32) (param $count i32)
    (loop $fours
      (v128.store (local.get $line) (v128.const i32x4 0 0 0 0))
      (v128.store (i32.add (local.get $line) (local.get $lineBytes)) (v128.const i32x4 0 0 0 0))
      (v128.store (i32.add (local.get $line) (i32.shl (local.get $lineBytes) (i32.const 1))) (v128.const i32x4 0 0 0 0))
      (v128.store (i32.add (local.get $line) (i32.mul (local.get $lineBytes) (i32.const 3))) (v128.const i32x4 0 0 0 0))
      (local.set $line (i32.add (local.get $line) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; The second and third line and alpha of $count boxes of $columns (1 or 2) × 2 pixels, or × 1 when $below is 0: means weighted
  ;; by alpha, and the sum of alphas · $share. $below: from one row to the next.
  (func (export "reduceRows")
    (param $row i32) (param $below i32) (param $lineBytes i32) (param $columns i32) (param $count i32) (param $share f32)
    (param $out i32) (param $outBytes i32)
    (local $u v128) (local $v v128) (local $a v128) (local $u1 v128) (local $v1 v128) (local $a1 v128)
    (local $us i32) (local $vs i32) (local $alphas i32)
    (local.set $us (i32.add (local.get $row) (local.get $lineBytes)))
    (local.set $vs (i32.add (local.get $us) (local.get $lineBytes)))
    (local.set $alphas (i32.add (local.get $vs) (local.get $lineBytes)))
    (loop $fours
      (local.set $a (v128.load (local.get $alphas)))
      (local.set $u (f32x4.mul (local.get $a) (v128.load (local.get $us))))
      (local.set $v (f32x4.mul (local.get $a) (v128.load (local.get $vs))))
      (if (local.get $below) (then
        (local.set $a1 (v128.load (i32.add (local.get $alphas) (local.get $below))))
        (local.set $a (f32x4.add (local.get $a) (local.get $a1)))
        (local.set $u (f32x4.add (local.get $u)
          (f32x4.mul (local.get $a1) (v128.load (i32.add (local.get $us) (local.get $below))))))
        (local.set $v (f32x4.add (local.get $v)
          (f32x4.mul (local.get $a1) (v128.load (i32.add (local.get $vs) (local.get $below))))))))
      (if (i32.eq (local.get $columns) (i32.const 2)) (then
        (local.set $a1 (v128.load offset=16 (local.get $alphas)))
        (local.set $u1 (f32x4.mul (local.get $a1) (v128.load offset=16 (local.get $us))))
        (local.set $v1 (f32x4.mul (local.get $a1) (v128.load offset=16 (local.get $vs))))
        (if (local.get $below) (then
          (local.set $u1 (f32x4.add (local.get $u1) (f32x4.mul
            (v128.load offset=16 (i32.add (local.get $alphas) (local.get $below)))
            (v128.load offset=16 (i32.add (local.get $us) (local.get $below))))))
          (local.set $v1 (f32x4.add (local.get $v1) (f32x4.mul
            (v128.load offset=16 (i32.add (local.get $alphas) (local.get $below)))
            (v128.load offset=16 (i32.add (local.get $vs) (local.get $below))))))
          (local.set $a1 (f32x4.add (local.get $a1)
            (v128.load offset=16 (i32.add (local.get $alphas) (local.get $below)))))))
        (local.set $a (f32x4.add
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $a) (local.get $a1))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $a) (local.get $a1))))
        (local.set $u (f32x4.add
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $u) (local.get $u1))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $u) (local.get $u1))))
        (local.set $v (f32x4.add
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $v) (local.get $v1))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $v) (local.get $v1))))))
      (v128.store (local.get $out) (f32x4.div (local.get $u) (local.get $a)))
      (v128.store (i32.add (local.get $out) (local.get $outBytes)) (f32x4.div (local.get $v) (local.get $a)))
      (v128.store (i32.add (local.get $out) (i32.shl (local.get $outBytes) (i32.const 1)))
        (f32x4.mul (local.get $a) (f32x4.splat (local.get $share))))
      (local.set $us (i32.add (local.get $us) (i32.shl (local.get $columns) (i32.const 4))))
      (local.set $vs (i32.add (local.get $vs) (i32.shl (local.get $columns) (i32.const 4))))
      (local.set $alphas (i32.add (local.get $alphas) (i32.shl (local.get $columns) (i32.const 4))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Mixes a line into $count samples by alpha, eight at a time: bytes, or 16-bit words when $wide is 1. $half is added before
  ;; fractions are cut off, $most is the greatest sample. Where alpha is 0 samples stay as they are.
  (func (export "layLine")
    (param $line i32) (param $alphas i32) (param $count i32) (param $samples i32) (param $wide i32)
    (param $half f32) (param $most f32)
    (local $v v128) (local $low v128) (local $high v128) (local $a v128)
    (loop $eights
      (local.set $v (if (result v128) (local.get $wide)
        (then (v128.load (local.get $samples)))
        (else (v128.load8x8_u (local.get $samples)))))
      (local.set $low (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (local.get $v))))
      (local.set $high (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_u (local.get $v))))
      (local.set $a (v128.load (local.get $alphas)))
      (local.set $low (i32x4.trunc_sat_f32x4_s (v128.bitselect
        (f32x4.pmin (f32x4.splat (local.get $most)) (f32x4.pmax (v128.const f32x4 0 0 0 0)
          (f32x4.add (f32x4.splat (local.get $half)) (f32x4.add (local.get $low)
            (f32x4.mul (local.get $a) (f32x4.sub (v128.load (local.get $line)) (local.get $low)))))))
        (local.get $low)
        (f32x4.ne (local.get $a) (v128.const f32x4 0 0 0 0)))))
      (local.set $a (v128.load offset=16 (local.get $alphas)))
      (local.set $high (i32x4.trunc_sat_f32x4_s (v128.bitselect
        (f32x4.pmin (f32x4.splat (local.get $most)) (f32x4.pmax (v128.const f32x4 0 0 0 0)
          (f32x4.add (f32x4.splat (local.get $half)) (f32x4.add (local.get $high)
            (f32x4.mul (local.get $a) (f32x4.sub (v128.load offset=16 (local.get $line)) (local.get $high)))))))
        (local.get $high)
        (f32x4.ne (local.get $a) (v128.const f32x4 0 0 0 0)))))
      (local.set $v (i16x8.narrow_i32x4_u (local.get $low) (local.get $high)))
      (if (local.get $wide)
        (then (v128.store (local.get $samples) (local.get $v)))
        (else (v128.store64_lane 0 (local.get $samples) (i8x16.narrow_i16x8_u (local.get $v) (local.get $v)))))
      (local.set $line (i32.add (local.get $line) (i32.const 32)))
      (local.set $alphas (i32.add (local.get $alphas) (i32.const 32)))
      (local.set $samples (i32.add (local.get $samples) (i32.shl (i32.const 8) (local.get $wide))))
      (br_if $eights (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 8))) (i32.const 0)))))
)
