;; A guest that gets resources of another component, lends them to the host and
;; drops them. The borrow handle that a call lends has index 1, or 2 behind another.
(component
  (import "counter" (type $counter (sub resource)))
  (import "look" (func $look (param "c" (borrow $counter)) (result u32)))
  (core func $look' (canon lower (func $look)))
  (core func $drop (canon resource.drop $counter))
  (core module $M
    (import "" "look" (func $look (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func $lend (export "lend") (param i32) (result i32)
      (local $n i32)
      (local.set $n (call $look (local.get 0)))
      (call $drop (local.get 0))
      (local.get $n))
    (func (export "lend-and-trap") (param i32) (result i32) (drop (call $look (local.get 0))) unreachable)
    (func (export "two") (param i32 i32) (call $drop (local.get 0)) (call $drop (local.get 1))))
  (core instance $m (instantiate $M (with "" (instance (export "look" (func $look')) (export "drop" (func $drop))))))
  (func (export "lend") (param "c" (borrow $counter)) (result u32) (canon lift (core func $m "lend")))
  (func (export "lend-and-trap") (param "c" (borrow $counter)) (result u32) (canon lift (core func $m "lend-and-trap")))
  (func (export "own") (param "c" (own $counter)) (result u32) (canon lift (core func $m "lend")))
  (func (export "two") (param "a" (own $counter)) (param "b" (own $counter)) (canon lift (core func $m "two")))
  (func (export "both") (param "a" (borrow $counter)) (param "b" (own $counter)) (canon lift (core func $m "two")))
)
