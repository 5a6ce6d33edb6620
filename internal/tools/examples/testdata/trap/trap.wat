;; Counts its calls; "trap" traps. To rebuild: wasm-tools parse trap.wat -o trap.wasm
(component
  (core module $m
    (global $n (mut i32) (i32.const 0))
    (func (export "count") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (global.get $n))
    (func (export "trap") (result i32) unreachable))
  (core instance $i (instantiate $m))
  (func (export "count") (result u32) (canon lift (core func $i "count")))
  (func (export "trap") (result u32) (canon lift (core func $i "trap"))))
