;; One component calls another, inside a component: what a call between guests costs. The caller loops, and gives back what
;; it has counted, so that a wrong answer is seen.
(component
  (component $Callee
    (core module $Main
      (memory (export "memory") 64)
      (global $next (mut i32) (i32.const 65536))
      (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
        (local $p i32)
        (local.set $p (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
        (if (i32.gt_u (i32.add (local.get $p) (local.get $size)) (i32.const 3000000))
          (then (local.set $p (i32.const 65536))))
        (global.set $next (i32.add (local.get $p) (local.get $size)))
        (if (local.get $old-size) (then (memory.copy (local.get $p) (local.get $old) (local.get $old-size))))
        (local.get $p))
      (func (export "add") (param $a i32) (param $b i32) (result i32)
        (i32.add (local.get $a) (local.get $b)))
      (func (export "echo") (param $p i32) (param $length i32) (result i32)
        (i32.store (i32.const 16) (local.get $p))
        (i32.store (i32.const 20) (local.get $length))
        (i32.const 16)))
    (core instance $main (instantiate $Main))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32)
      (canon lift (core func $main "add")))
    (func (export "echo-string") (param "s" string) (result string)
      (canon lift (core func $main "echo") (memory (core memory $main "memory")) (realloc (core func $main "realloc"))))
    (func (export "echo-bytes") (param "list" (list u8)) (result (list u8))
      (canon lift (core func $main "echo") (memory (core memory $main "memory")) (realloc (core func $main "realloc")))))

  (component $Caller
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "echo-string" (func $echo-string (param "s" string) (result string)))
    (import "echo-bytes" (func $echo-bytes (param "list" (list u8)) (result (list u8))))
    (core module $Memory
      (memory (export "memory") 64)
      (global $next (mut i32) (i32.const 65536))
      (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
        (local $p i32)
        (local.set $p (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
        (if (i32.gt_u (i32.add (local.get $p) (local.get $size)) (i32.const 3000000))
          (then (local.set $p (i32.const 65536))))
        (global.set $next (i32.add (local.get $p) (local.get $size)))
        (if (local.get $old-size) (then (memory.copy (local.get $p) (local.get $old) (local.get $old-size))))
        (local.get $p)))
    (core instance $memory (instantiate $Memory))
    (core func $add' (canon lower (func $add)))
    (core func $echo-string' (canon lower (func $echo-string) (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
    (core func $echo-bytes' (canon lower (func $echo-bytes) (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
    (core module $Main
      (import "memory" "memory" (memory 1))
      (import "callee" "add" (func $add (param i32 i32) (result i32)))
      (import "callee" "echo-string" (func $echo-string (param i32 i32 i32)))
      (import "callee" "echo-bytes" (func $echo-bytes (param i32 i32 i32)))

      (func (export "loop-add") (param $n i32) (result i32)
        (local $sum i32)
        (loop $again
          (local.set $sum (call $add (local.get $sum) (i32.const 1)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum))

      ;; What is sent lies at 3,100,000 and is all "a" but for its last byte. What comes back is counted: its length, and
      ;; its first and last byte.
      (func $fill (param $length i32)
        (memory.fill (i32.const 3100000) (i32.const 97) (local.get $length))
        (i32.store8 offset=3099999 (local.get $length) (i32.const 122)))
      (func $count (result i32)
        (i32.add
          (i32.add (i32.load (i32.const 20)) (i32.load8_u (i32.load (i32.const 16))))
          (i32.load8_u (i32.sub (i32.add (i32.load (i32.const 16)) (i32.load (i32.const 20))) (i32.const 1)))))
      (func (export "loop-string") (param $n i32) (param $length i32) (result i32)
        (local $sum i32)
        (call $fill (local.get $length))
        (loop $again
          (call $echo-string (i32.const 3100000) (local.get $length) (i32.const 16))
          (local.set $sum (i32.add (local.get $sum) (call $count)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum))
      (func (export "loop-bytes") (param $n i32) (param $length i32) (result i32)
        (local $sum i32)
        (call $fill (local.get $length))
        (loop $again
          (call $echo-bytes (i32.const 3100000) (local.get $length) (i32.const 16))
          (local.set $sum (i32.add (local.get $sum) (call $count)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum)))
    (core instance $main (instantiate $Main
      (with "memory" (instance $memory))
      (with "callee" (instance
        (export "add" (func $add')) (export "echo-string" (func $echo-string')) (export "echo-bytes" (func $echo-bytes'))))))
    (func (export "loop-add") (param "n" u32) (result u32)
      (canon lift (core func $main "loop-add")))
    (func (export "loop-string") (param "n" u32) (param "length" u32) (result u32)
      (canon lift (core func $main "loop-string")))
    (func (export "loop-bytes") (param "n" u32) (param "length" u32) (result u32)
      (canon lift (core func $main "loop-bytes"))))

  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller
    (with "add" (func $callee "add"))
    (with "echo-string" (func $callee "echo-string"))
    (with "echo-bytes" (func $callee "echo-bytes"))))
  (export "loop-add" (func $caller "loop-add"))
  (export "loop-string" (func $caller "loop-string"))
  (export "loop-bytes" (func $caller "loop-bytes")))
