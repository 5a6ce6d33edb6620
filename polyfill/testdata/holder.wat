;; A guest that gives the host a stream, for a resource which holds it, and drops that or keeps it.
(component
  (import "host" (instance $host
    (export "holder" (type $holder (sub resource)))
    (export "hold" (func (param "s" (stream u8)) (result (own $holder))))))
  (alias export $host "holder" (type $holder))
  (type $bytes (stream u8))
  (core func $hold (canon lower (func $host "hold")))
  (core func $new (canon stream.new $bytes))
  (core func $drop (canon resource.drop $holder))
  (core module $M
    (import "" "hold" (func $hold (param i32) (result i32)))
    (import "" "new" (func $new (result i64)))
    (import "" "drop" (func $drop (param i32)))
    (func $keep (export "keep") (result i32) (call $hold (i32.wrap_i64 (call $new))))
    (func (export "drop") (call $drop (call $keep))))
  (core instance $m (instantiate $M (with "" (instance
    (export "hold" (func $hold)) (export "new" (func $new)) (export "drop" (func $drop))))))
  (func (export "keep") (result u32) (canon lift (core func $m "keep")))
  (func (export "drop") (canon lift (core func $m "drop")))
)
