;; A component that calls itself through a function that it lifts and lowers again, which
;; traps, or, for 0, does not.
(component
  (core module $Table
    (type $f (func (param i32) (result i32)))
    (table (export "t") 1 funcref)
    (func (export "f") (param i32) (result i32) (call_indirect (type $f) (local.get 0) (i32.const 0))))
  (core instance $table (instantiate $Table))
  (func $f (param "n" u32) (result u32) (canon lift (core func $table "f")))
  (core func $f' (canon lower (func $f)))
  (core module $M
    (import "" "f" (func $f (param i32) (result i32)))
    (import "" "t" (table 1 funcref))
    (elem (i32.const 0) $body)
    (func $body (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
      (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1))))))
  (core instance (instantiate $M (with "" (instance (export "f" (func $f')) (export "t" (table $table "t"))))))
  (export "f" (func $f))
)
