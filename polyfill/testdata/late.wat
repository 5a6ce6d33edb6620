;; A guest that begins a call of the host, and cancels it before it returns.
(component
  (import "host" (instance $host
    (export "thing" (type $thing (sub resource)))
    (export "make" (func async (result (tuple (own $thing) (stream u8)))))))
  (core module $Libc (memory (export "mem") 1))
  (core instance $libc (instantiate $Libc))
  (core func $make (canon lower (func $host "make") async (memory (core memory $libc "mem"))))
  (core func $cancel (canon subtask.cancel async))
  (core func $drop (canon subtask.drop))
  (core module $M
    (import "" "make" (func $make (param i32) (result i32)))
    (import "" "cancel" (func $cancel (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (global $sub (mut i32) (i32.const 0))
    (func (export "begin") (global.set $sub (i32.shr_u (call $make (i32.const 16)) (i32.const 4))))
    (func (export "cancel") (drop (call $cancel (global.get $sub))) (call $drop (global.get $sub))))
  (core instance $m (instantiate $M (with "" (instance
    (export "make" (func $make)) (export "cancel" (func $cancel)) (export "drop" (func $drop))))))
  (func (export "begin") (canon lift (core func $m "begin")))
  (func (export "cancel") (canon lift (core func $m "cancel")))
)
