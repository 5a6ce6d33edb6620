;; A resource type that only function types speak of: nobody drops a handle of it.
(component
  (import "thing" (type $thing (sub resource)))
  (import "get" (func $get (result (own $thing))))
  (import "look" (func $look (param "t" (borrow $thing)) (result u32)))
  (core func $get' (canon lower (func $get)))
  (core func $look' (canon lower (func $look)))
  (core module $M
    (import "" "get" (func $get (result i32)))
    (import "" "look" (func $look (param i32) (result i32)))
    (func (export "run") (result i32) (call $look (call $get))))
  (core instance $m (instantiate $M (with "" (instance (export "get" (func $get')) (export "look" (func $look'))))))
  (func (export "run") (result u32) (canon lift (core func $m "run")))
)
