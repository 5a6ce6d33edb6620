;; An async import that is called with a string outside of the memory, by an async lower and by a sync one.
(component
  (import "text" (func $text async (param "s" string)))
  (core module $Memory (memory (export "mem") 1))
  (core instance $memory (instantiate $Memory))
  (core func $async (canon lower (func $text) async (memory (core memory $memory "mem"))))
  (core func $sync (canon lower (func $text) (memory (core memory $memory "mem"))))
  (core func $return (canon task.return))
  (core module $Main
    (import "" "async" (func $async (param i32 i32) (result i32)))
    (import "" "sync" (func $sync (param i32 i32)))
    (import "" "return" (func $return))
    (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
    (func (export "by-async") (result i32) (drop (call $async (i32.const -8) (i32.const 10))) (i32.const 0))
    (func (export "by-sync") (result i32) (call $sync (i32.const -8) (i32.const 10)) (i32.const 0)))
  (core instance $main (instantiate $Main (with "" (instance
    (export "async" (func $async)) (export "sync" (func $sync)) (export "return" (func $return))))))
  (func (export "by-async") async (canon lift (core func $main "by-async") async (callback (core func $main "callback"))))
  (func (export "by-sync") async (canon lift (core func $main "by-sync") async (callback (core func $main "callback")))))
