;; Uses the interface of testdata/fixtures/resources.wat, so that the host can link
;; two components: makes two counters, adds them up, drops them.
(component
  (import "test:res/api@1.0.0" (instance $api
    (export "counter" (type $counter (sub resource)))
    (export "[constructor]counter" (func (param "n" u32) (result (own $counter))))
    (export "[method]counter.plus" (func (param "self" (borrow $counter)) (param "other" (borrow $counter)) (result u32)))
    (export "bad-handle" (func (param "handle" u32) (result u32)))))
  (alias export $api "counter" (type $counter))
  (core func $new (canon lower (func $api "[constructor]counter")))
  (core func $plus (canon lower (func $api "[method]counter.plus")))
  (core func $bad (canon lower (func $api "bad-handle")))
  (core func $drop (canon resource.drop $counter))
  (core module $M
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "plus" (func $plus (param i32 i32) (result i32)))
    (import "" "bad" (func $bad (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "run") (param i32) (result i32)
      (local $a i32) (local $b i32) (local $sum i32)
      (local.set $a (call $new (local.get 0)))
      (local.set $b (call $new (i32.const 7)))
      (local.set $sum (call $plus (local.get $a) (local.get $b)))
      (call $drop (local.get $b))
      (call $drop (local.get $a))
      (local.get $sum))
    (func (export "bad") (param i32) (result i32) (call $bad (local.get 0))))
  (core instance $m (instantiate $M (with "" (instance
    (export "new" (func $new)) (export "plus" (func $plus)) (export "bad" (func $bad)) (export "drop" (func $drop))))))
  (func (export "run") (param "n" u32) (result u32) (canon lift (core func $m "run")))
  (func (export "bad") (param "handle" u32) (result u32) (canon lift (core func $m "bad")))
)
