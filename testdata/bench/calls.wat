;; What `npm run bench` calls from the host: a guest that does next to nothing, so that what is measured is the crossing.
(component
  (type $item' (record (field "id" u32) (field "name" string) (field "weight" f64) (field "tag" (option u32))))
  (import "item" (type $item (eq $item')))
  (import "host-add" (func $host-add (param "a" u32) (param "b" u32) (result u32)))

  ;; Memory and an allocator that takes the next bytes, and begins anew when 3 MB are used.
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

  ;; A counter is a number in memory; its rep is the number's address.
  (core module $Destructor
    (import "memory" "memory" (memory 1))
    (func (export "drop") (param $rep i32)
      (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))))
  (core instance $destructor (instantiate $Destructor (with "memory" (instance $memory))))
  (type $counter' (resource (rep i32) (dtor (core func $destructor "drop"))))
  (core func $counter-new (canon resource.new $counter'))

  (core func $host-add' (canon lower (func $host-add)))
  (core module $Main
    (import "memory" "memory" (memory 1))
    (import "host" "add" (func $host-add (param i32 i32) (result i32)))
    (import "host" "counter-new" (func $counter-new (param i32) (result i32)))
    (global $slot (mut i32) (i32.const 0))

    (func (export "add") (param $a i32) (param $b i32) (result i32)
      (i32.add (local.get $a) (local.get $b)))

    ;; Gives a list or string back where it lies.
    (func (export "echo") (param $p i32) (param $length i32) (result i32)
      (i32.store (i32.const 16) (local.get $p))
      (i32.store (i32.const 20) (local.get $length))
      (i32.const 16))

    (func (export "loop-host-add") (param $n i32) (result i32)
      (local $sum i32)
      (loop $again
        (local.set $sum (call $host-add (local.get $sum) (i32.const 1)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $sum))

    ;; The next of 1,024 slots: nobody holds more counters than that.
    (func (export "counter") (param $start i32) (result i32)
      (local $rep i32)
      (global.set $slot (i32.and (i32.add (global.get $slot) (i32.const 4)) (i32.const 4095)))
      (local.set $rep (i32.add (global.get $slot) (i32.const 4096)))
      (i32.store (local.get $rep) (local.get $start))
      (call $counter-new (local.get $rep)))
    (func (export "counter-add") (param $rep i32) (param $by i32) (result i32)
      (i32.store (local.get $rep) (i32.add (i32.load (local.get $rep)) (local.get $by)))
      (i32.load (local.get $rep)))
    (func (export "dropped") (result i32) (i32.load (i32.const 8))))
  (core instance $main (instantiate $Main
    (with "memory" (instance $memory))
    (with "host" (instance (export "add" (func $host-add')) (export "counter-new" (func $counter-new))))))

  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $main "add")))
  (func (export "loop-host-add") (param "n" u32) (result u32)
    (canon lift (core func $main "loop-host-add")))
  (func (export "echo-string") (param "s" string) (result string)
    (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (func (export "echo-bytes") (param "list" (list u8)) (result (list u8))
    (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (func (export "echo-numbers") (param "list" (list u32)) (result (list u32))
    (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (func (export "echo-items") (param "list" (list $item)) (result (list $item))
    (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))

  (func $counter (param "start" u32) (result (own $counter'))
    (canon lift (core func $main "counter")))
  (func $counter-add (param "self" (borrow $counter')) (param "by" u32) (result u32)
    (canon lift (core func $main "counter-add")))
  (func $dropped (result u32)
    (canon lift (core func $main "dropped")))
  (component $Counters
    (import "counter" (type $counter (sub resource)))
    (import "new" (func $new (param "start" u32) (result (own $counter))))
    (import "add" (func $add (param "self" (borrow $counter)) (param "by" u32) (result u32)))
    (import "dropped" (func $dropped (result u32)))
    (export $exported "counter" (type $counter))
    (export "[constructor]counter" (func $new) (func (param "start" u32) (result (own $exported))))
    (export "[method]counter.add" (func $add) (func (param "self" (borrow $exported)) (param "by" u32) (result u32)))
    (export "dropped" (func $dropped)))
  (instance $counters (instantiate $Counters
    (with "counter" (type $counter'))
    (with "new" (func $counter)) (with "add" (func $counter-add)) (with "dropped" (func $dropped))))
  (export "bench:calls/counters" (instance $counters)))
