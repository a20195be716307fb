;; Convolution along one axis, in WebAssembly SIMD. The memory is the importer's. Pointers and steps are bytes. Loads and stores
;; may run over a row's end by up to 15 floats: callers leave room.
;;
;; After a change run `node engine/src/wasm/build.ts`; wasm/build.test.ts fails when that was forgotten.
(module
  (import "pixels" "memory" (memory 0))

  ;; $count sums, sixteen at a time: weights[0] · middle + weights[k] · (values k steps before the middle + k steps after it).
  (func (export "convolveRow")
    (param $middle i32) (param $step i32) (param $weights i32) (param $radius i32) (param $count i32) (param $out i32)
    (local $k i32) (local $w i32) (local $before i32) (local $after i32) (local $weight v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (loop $sixteens
      (local.set $weight (v128.load32_splat (local.get $weights)))
      (local.set $s0 (f32x4.mul (local.get $weight) (v128.load (local.get $middle))))
      (local.set $s1 (f32x4.mul (local.get $weight) (v128.load offset=16 (local.get $middle))))
      (local.set $s2 (f32x4.mul (local.get $weight) (v128.load offset=32 (local.get $middle))))
      (local.set $s3 (f32x4.mul (local.get $weight) (v128.load offset=48 (local.get $middle))))
      (local.set $before (local.get $middle))
      (local.set $after (local.get $middle))
      (local.set $w (local.get $weights))
      (if (local.tee $k (local.get $radius)) (then
        (loop $pairs
          (local.set $weight (v128.load32_splat (local.tee $w (i32.add (local.get $w) (i32.const 4)))))
          (local.set $before (i32.sub (local.get $before) (local.get $step)))
          (local.set $after (i32.add (local.get $after) (local.get $step)))
          (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $weight)
            (f32x4.add (v128.load (local.get $before)) (v128.load (local.get $after))))))
          (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $weight)
            (f32x4.add (v128.load offset=16 (local.get $before)) (v128.load offset=16 (local.get $after))))))
          (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $weight)
            (f32x4.add (v128.load offset=32 (local.get $before)) (v128.load offset=32 (local.get $after))))))
          (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $weight)
            (f32x4.add (v128.load offset=48 (local.get $before)) (v128.load offset=48 (local.get $after))))))
          (br_if $pairs (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))))
      (v128.store (local.get $out) (local.get $s0))
      (v128.store offset=16 (local.get $out) (local.get $s1))
      (v128.store offset=32 (local.get $out) (local.get $s2))
      (v128.store offset=48 (local.get $out) (local.get $s3))
      (local.set $middle (i32.add (local.get $middle) (i32.const 64)))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (br_if $sixteens (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 16))) (i32.const 0)))))
)
