;; Component instances that enter one another in a circle: run(true) of A comes back to A by way of its parent and B. No
;; component can be written like that, but a table that is filled later can.
(component
  (core module $Table
    (table (export "table") 1 funcref)
    (func (export "call") (result i32) (call_indirect (result i32) (i32.const 0))))
  (core instance $table (instantiate $Table))
  (func $back (result u32) (canon lift (core func $table "call")))
  (component $A
    (import "back" (func $back (result u32)))
    (core func $back' (canon lower (func $back)))
    (core module $M
      (import "" "back" (func $back (result i32)))
      (func (export "run") (param $again i32) (result i32)
        (if (result i32) (local.get $again) (then (call $back)) (else (i32.const 7)))))
    (core instance $m (instantiate $M (with "" (instance (export "back" (func $back'))))))
    (func (export "run") (param "again" bool) (result u32) (canon lift (core func $m "run"))))
  (instance $a (instantiate $A (with "back" (func $back))))
  (component $B
    (import "run" (func $run (param "again" bool) (result u32)))
    (core func $run' (canon lower (func $run)))
    (core module $M
      (import "" "run" (func $run (param i32) (result i32)))
      (func (export "go") (result i32) (call $run (i32.const 0))))
    (core instance $m (instantiate $M (with "" (instance (export "run" (func $run'))))))
    (func (export "go") (result u32) (canon lift (core func $m "go"))))
  (instance $b (instantiate $B (with "run" (func $a "run"))))
  (core func $go (canon lower (func $b "go")))
  (core module $Fill
    (import "" "table" (table 1 funcref))
    (import "" "go" (func $go (result i32)))
    (elem (i32.const 0) func $go))
  (core instance (instantiate $Fill (with "" (instance (export "table" (table $table "table")) (export "go" (func $go))))))
  (export "run" (func $a "run"))
  (export "go" (func $b "go")))
