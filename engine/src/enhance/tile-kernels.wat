;; Inner loops of writing an enlarged tile, in WebAssembly SIMD: f32 throughout. Pointers are bytes. Loads and stores run over the
;; end of a row by up to seven values: callers leave room.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (memory (export "memory") 32)

  ;; A row between two others: $a · (1 - $share) + $b · $share.
  (func (export "between") (param $a i32) (param $b i32) (param $share f32) (param $count i32) (param $out i32)
    (local $v v128)
    (loop $fours
      (local.set $v (v128.load (local.get $a)))
      (v128.store (local.get $out) (f32x4.add (local.get $v)
        (f32x4.mul (f32x4.sub (v128.load (local.get $b)) (local.get $v)) (f32x4.splat (local.get $share)))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; A row enlarged to $count values. Four values of the result are four of the row, each times its own vector of four weights. The
  ;; row is read from the value before the first on, and moves on by $step after every $groups of four, whose weights lie one after
  ;; another at $weights.
  (func (export "enlarge")
    (param $row i32) (param $weights i32) (param $groups i32) (param $step i32) (param $count i32) (param $out i32)
    (local $v v128) (local $at i32) (local $end i32)
    (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $groups) (i32.const 6))))
    (loop $steps
      (local.set $v (v128.load (i32.sub (local.get $row) (i32.const 4))))
      (local.set $at (local.get $weights))
      (loop $fours
        (v128.store (local.get $out) (f32x4.add
          (f32x4.add
            (f32x4.mul (v128.load (local.get $at)) (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $v) (local.get $v)))
            (f32x4.mul (v128.load offset=16 (local.get $at))
              (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $v) (local.get $v))))
          (f32x4.add
            (f32x4.mul (v128.load offset=32 (local.get $at))
              (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $v) (local.get $v)))
            (f32x4.mul (v128.load offset=48 (local.get $at))
              (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $v) (local.get $v))))))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $end))))
      (local.set $row (i32.add (local.get $row) (local.get $step)))
      (br_if $steps (i32.gt_s
        (local.tee $count (i32.sub (local.get $count) (i32.shl (local.get $groups) (i32.const 2)))) (i32.const 0)))))

  ;; In place of $made: its share, and the rest of $kept, in 0..255 instead of 0..1. $made is clamped.
  (func (export "mix") (param $made i32) (param $kept i32) (param $count i32) (param $share f32)
    (local $rest v128)
    (local.set $rest (f32x4.splat (f32.mul (f32.const 255) (f32.sub (f32.const 1) (local.get $share)))))
    (local.set $share (f32.mul (local.get $share) (f32.const 255)))
    (loop $fours
      (v128.store (local.get $made) (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $share))
          (f32x4.pmin (v128.const f32x4 1 1 1 1)
            ;; In this order, what is not a number becomes 0.
            (f32x4.pmax (v128.const f32x4 0 0 0 0) (v128.load (local.get $made)))))
        (f32x4.mul (v128.load (local.get $kept)) (local.get $rest))))
      (local.set $made (i32.add (local.get $made) (i32.const 16)))
      (local.set $kept (i32.add (local.get $kept) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Every second value of a row, with a quarter of each neighbour's: $row points at the first of them, which has a neighbour
  ;; before it.
  (func (export "halve") (param $row i32) (param $count i32) (param $out i32)
    (local $even v128) (local $odd v128) (local $before v128)
    (loop $fours
      (local.set $even (call $evens (v128.load (local.get $row)) (v128.load offset=16 (local.get $row))))
      (local.set $odd (call $odds (v128.load (local.get $row)) (v128.load offset=16 (local.get $row))))
      (local.set $before (i32x4.replace_lane 0
        (i8x16.shuffle 0 1 2 3 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $odd) (local.get $odd))
        (i32.load (i32.sub (local.get $row) (i32.const 4)))))
      (v128.store (local.get $out) (f32x4.add
        (f32x4.mul (local.get $even) (v128.const f32x4 0.5 0.5 0.5 0.5))
        (f32x4.mul (f32x4.add (local.get $before) (local.get $odd)) (v128.const f32x4 0.25 0.25 0.25 0.25))))
      (local.set $row (i32.add (local.get $row) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Samples of a row of colours: red · $r + green · $g + blue · $b + $offset, rounded half up, within 0 and $most; bytes, or
  ;; 16-bit words when $wide is 1.
  (func (export "store")
    (param $red i32) (param $green i32) (param $blue i32) (param $count i32)
    (param $r f32) (param $g f32) (param $b f32) (param $offset f32) (param $most f32) (param $samples i32) (param $wide i32)
    (local $v v128)
    (local.set $offset (f32.add (local.get $offset) (f32.const 0.5)))
    (loop $fours
      (local.set $v (f32x4.add
        (f32x4.add
          (f32x4.mul (v128.load (local.get $red)) (f32x4.splat (local.get $r)))
          (f32x4.mul (v128.load (local.get $green)) (f32x4.splat (local.get $g))))
        (f32x4.add
          (f32x4.mul (v128.load (local.get $blue)) (f32x4.splat (local.get $b)))
          (f32x4.splat (local.get $offset)))))
      (local.set $v (i32x4.trunc_sat_f32x4_s (f32x4.pmin (f32x4.splat (local.get $most))
        (f32x4.pmax (v128.const f32x4 0 0 0 0) (local.get $v)))))
      (local.set $v (i16x8.narrow_i32x4_u (local.get $v) (local.get $v)))
      (if (local.get $wide)
        (then (v128.store64_lane 0 (local.get $samples) (local.get $v)))
        (else (v128.store32_lane 0 (local.get $samples) (i8x16.narrow_i16x8_u (local.get $v) (local.get $v)))))
      (local.set $red (i32.add (local.get $red) (i32.const 16)))
      (local.set $green (i32.add (local.get $green) (i32.const 16)))
      (local.set $blue (i32.add (local.get $blue) (i32.const 16)))
      (local.set $samples (i32.add (local.get $samples) (i32.shl (i32.const 4) (local.get $wide))))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  (func $evens (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $a) (local.get $b)))
  (func $odds (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $a) (local.get $b)))
)
