;; What the bench of async functions calls: each export repeats one thing as often as it is told.
(component
  (import "host" (func $host async (param "x" u32) (result u32)))

  ;; An export that completes at once, called by the host and by the guest below.
  (component $Callee
    (core module $M
      (import "" "return" (func $return (param i32)))
      (func (export "now") (param i32) (result i32)
        (call $return (i32.add (local.get 0) (i32.const 1)))
        (i32.const 0 (; EXIT ;)))
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
    (core func $return (canon task.return (result u32)))
    (core instance $m (instantiate $M (with "" (instance (export "return" (func $return))))))
    (func (export "now") async (param "x" u32) (result u32)
      (canon lift (core func $m "now") async (callback (core func $m "callback")))))
  (instance $callee (instantiate $Callee))

  (component $Caller
    (import "host" (func $host async (param "x" u32) (result u32)))
    (import "now" (func $now async (param "x" u32) (result u32)))
    (core module $Memory (memory (export "memory") 1))
    (core instance $memory (instantiate $Memory))
    (core func $host (canon lower (func $host) (memory (core memory $memory "memory"))))
    (core func $now (canon lower (func $now) async (memory (core memory $memory "memory"))))
    (core func $get (canon context.get i32 0))
    (core func $set-new (canon waitable-set.new))
    (core func $poll (canon waitable-set.poll (memory (core memory $memory "memory"))))
    (core func $return (canon task.return (result u32)))
    (core module $M
      (import "memory" "memory" (memory 1))
      (import "" "host" (func $host (param i32) (result i32)))
      (import "" "now" (func $now (param i32 i32) (result i32)))
      (import "" "get" (func $get (result i32)))
      (import "" "set-new" (func $set-new (result i32)))
      (import "" "poll" (func $poll (param i32 i32) (result i32)))
      (import "" "return" (func $return (param i32)))
      (func (export "wait") (param $n i32) (result i32) (local $x i32)
        (loop $again
          (local.set $x (call $host (local.get $x)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $x))
      (func (export "each") (param $x i32) (call $return (call $host (local.get $x))))
      (func (export "call") (param $n i32) (result i32) (local $x i32)
        (loop $again
          (if (i32.ne (call $now (local.get $x) (i32.const 16)) (i32.const 2 (; RETURNED ;))) (then unreachable))
          (local.set $x (i32.load (i32.const 16)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (call $return (local.get $x))
        (i32.const 0 (; EXIT ;)))
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
      (func (export "context") (param $n i32) (result i32) (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (i32.add (call $get) (i32.const 1))))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum))
      (global $set (mut i32) (i32.const 0))
      (func (export "poll") (param $n i32) (result i32) (local $sum i32)
        (if (i32.eqz (global.get $set)) (then (global.set $set (call $set-new))))
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (i32.add (call $poll (global.get $set) (i32.const 32)) (i32.const 1))))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum)))
    (core instance $m (instantiate $M
      (with "memory" (instance $memory))
      (with "" (instance
        (export "host" (func $host)) (export "now" (func $now)) (export "get" (func $get))
        (export "set-new" (func $set-new)) (export "poll" (func $poll)) (export "return" (func $return))))))
    (func (export "wait") async (param "n" u32) (result u32) (canon lift (core func $m "wait")))
    (func (export "each") async (param "x" u32) (result u32) (canon lift (core func $m "each") async))
    (func (export "call") async (param "n" u32) (result u32)
      (canon lift (core func $m "call") async (callback (core func $m "callback"))))
    (func (export "context") (param "n" u32) (result u32) (canon lift (core func $m "context")))
    (func (export "poll") (param "n" u32) (result u32) (canon lift (core func $m "poll"))))
  (instance $caller (instantiate $Caller (with "host" (func $host)) (with "now" (func $callee "now"))))

  (export "now" (func $callee "now"))
  (export "wait" (func $caller "wait"))
  (export "each" (func $caller "each"))
  (export "call" (func $caller "call"))
  (export "context" (func $caller "context"))
  (export "poll" (func $caller "poll"))
)
