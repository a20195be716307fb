;; 8-bit L*a*b* by tables, in WebAssembly SIMD: the arithmetic is that of lab.ts. The memory is the importer's. Pointers and steps
;; are bytes. Pictures are read a number beyond their last pixel. $tables is laid out as in lab-tables.ts.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "pixels" "memory" (memory 0))

  ;; L, a, b of $count pixels of three f32 each, rounded to bytes first. $first and $third are the tables of what their first and
  ;; third number count: red and blue, or blue and red. Answers the sum of all L.
  (func (export "toLab")
    (param $tables i32) (param $first i32) (param $third i32) (param $rgb i32) (param $count i32) (param $lab i32) (result f64)
    (local $v v128) (local $floor v128) (local $x i32) (local $y i32) (local $z i32) (local $sum i64)
    (loop $pixels
      (local.set $v (v128.load (local.get $rgb)))
      (local.set $floor (f32x4.floor (local.get $v)))
      (local.set $v (i32x4.shl
        (i32x4.max_s (v128.const i32x4 0 0 0 0) (i32x4.min_s (v128.const i32x4 255 255 255 255) (i32x4.sub
          (i32x4.trunc_sat_f32x4_s (local.get $floor))
          (f32x4.ge (f32x4.sub (local.get $v) (local.get $floor)) (v128.const f32x4 0.5 0.5 0.5 0.5)))))
        (i32.const 4)))
      (local.set $v (i32x4.shl
        (i32x4.shr_s
          (i32x4.add
            (i32x4.add
              (v128.load (i32.add (local.get $first) (i32x4.extract_lane 0 (local.get $v))))
              (v128.load (i32.add (local.get $third) (i32x4.extract_lane 2 (local.get $v)))))
            (v128.load offset=4096 (i32.add (local.get $tables) (i32x4.extract_lane 1 (local.get $v)))))
          (i32.const 12))
        (i32.const 2)))
      (local.set $x (i32.load offset=12288 (i32.add (local.get $tables) (i32x4.extract_lane 0 (local.get $v)))))
      (local.set $y (i32.load offset=12288 (i32.add (local.get $tables) (i32x4.extract_lane 1 (local.get $v)))))
      (local.set $z (i32.load offset=12288 (i32.add (local.get $tables) (i32x4.extract_lane 2 (local.get $v)))))
      (i32.store8 offset=1 (local.get $lab) (i32.shr_s
        (i32.add (i32.mul (i32.sub (local.get $x) (local.get $y)) (i32.const 500)) (i32.const 4210688)) (i32.const 15)))
      (i32.store8 offset=2 (local.get $lab) (i32.shr_s
        (i32.add (i32.mul (i32.sub (local.get $y) (local.get $z)) (i32.const 200)) (i32.const 4210688)) (i32.const 15)))
      (local.set $y (i32.shr_s (i32.sub (i32.mul (local.get $y) (i32.const 296)) (i32.const 1320550)) (i32.const 15)))
      (i32.store8 (local.get $lab) (local.get $y))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_s (local.get $y))))
      (local.set $rgb (i32.add (local.get $rgb) (i32.const 12)))
      (local.set $lab (i32.add (local.get $lab) (i32.const 3)))
      (br_if $pixels (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (f64.convert_i64_s (local.get $sum)))

  ;; Red, green and blue of $count pixels, each $step from one to the next; $levels is the table of what is written of them.
  (func (export "fromLab")
    (param $tables i32) (param $levels i32) (param $lab i32) (param $count i32)
    (param $red i32) (param $green i32) (param $blue i32) (param $step i32)
    (local $v v128) (local $columnX v128) (local $columnZ v128) (local $root i32) (local $at i32)
    (local.set $columnX (v128.load offset=31744 (local.get $tables)))
    (local.set $columnZ (v128.load offset=31760 (local.get $tables)))
    (loop $pixels
      (local.set $at (i32.shl (i32.load8_u (local.get $lab)) (i32.const 2)))
      (local.set $root (i32.add (local.get $tables)
        (i32.load offset=28672 (i32.add (local.get $tables) (local.get $at)))))
      (local.set $v (i32x4.shl
        (i32x4.max_s (v128.const i32x4 0 0 0 0) (i32x4.min_s (v128.const i32x4 4095 4095 4095 4095) (i32x4.shr_s
          (i32x4.add
            (v128.load offset=24576 (i32.add (local.get $tables) (i32.shl (local.get $at) (i32.const 2))))
            (i32x4.add
              (i32x4.mul (local.get $columnX) (i32x4.splat (i32.load offset=31776 (i32.add (local.get $root)
                (i32.load offset=29696 (i32.add (local.get $tables)
                  (i32.shl (i32.load8_u offset=1 (local.get $lab)) (i32.const 2))))))))
              (i32x4.mul (local.get $columnZ) (i32x4.splat (i32.load offset=31776 (i32.sub (local.get $root)
                (i32.load offset=30720 (i32.add (local.get $tables)
                  (i32.shl (i32.load8_u offset=2 (local.get $lab)) (i32.const 2))))))))))
          (i32.const 14))))
        (i32.const 2)))
      (f32.store (local.get $red) (f32.load (i32.add (local.get $levels) (i32x4.extract_lane 0 (local.get $v)))))
      (f32.store (local.get $green) (f32.load (i32.add (local.get $levels) (i32x4.extract_lane 1 (local.get $v)))))
      (f32.store (local.get $blue) (f32.load (i32.add (local.get $levels) (i32x4.extract_lane 2 (local.get $v)))))
      (local.set $red (i32.add (local.get $red) (local.get $step)))
      (local.set $green (i32.add (local.get $green) (local.get $step)))
      (local.set $blue (i32.add (local.get $blue) (local.get $step)))
      (local.set $lab (i32.add (local.get $lab) (i32.const 3)))
      (br_if $pixels (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
)
