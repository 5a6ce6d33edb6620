;; What the benchmarks call, as a component and as its core module alone.
(component
  (core module $M
    (memory (export "mem") 4)
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16))
    (func (export "free") (param i32)))
  (core instance $m (instantiate $M))
  (alias core export $m "mem" (core memory $mem))
  (alias core export $m "realloc" (core func $realloc))
  (alias core export $m "free" (core func $free))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $m "add")))
  (func (export "echo") (param "v" (list u8)) (result (list u8))
    (canon lift (core func $m "echo") (memory $mem) (realloc $realloc) (post-return $free)))
)
