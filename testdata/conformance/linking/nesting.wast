;; How components stand inside one another: each instantiation has its own state, components and core modules pass as arguments, aliases reach
;; outwards, instances are put together from parts and taken apart again.

;; One component, three times; a counter in each.
(component
  (component $Counter
    (import "step" (func $step (result u32)))
    (core func $step' (canon lower (func $step)))
    (core module $M
      (import "" "step" (func $step (result i32)))
      (global $n (mut i32) (i32.const 0))
      (func (export "next") (result i32)
        (global.set $n (i32.add (global.get $n) (call $step)))
        (global.get $n)))
    (core instance $m (instantiate $M (with "" (instance (export "step" (func $step'))))))
    (func (export "next") (result u32) (canon lift (core func $m "next"))))
  (component $Steps
    (core module $M
      (func (export "1") (result i32) (i32.const 1))
      (func (export "10") (result i32) (i32.const 10)))
    (core instance $m (instantiate $M))
    (func (export "one") (result u32) (canon lift (core func $m "1")))
    (func (export "ten") (result u32) (canon lift (core func $m "10"))))
  (instance $steps (instantiate $Steps))
  (alias export $steps "one" (func $one))
  (alias export $steps "ten" (func $ten))
  (instance $a (instantiate $Counter (with "step" (func $one))))
  (instance $b (instantiate $Counter (with "step" (func $ten))))
  ;; a counter whose step is another counter
  (instance $c (instantiate $Counter (with "step" (func $a "next"))))
  (export "a" (func $a "next"))
  (export "b" (func $b "next"))
  (export "c" (func $c "next"))
)
(assert_return (invoke "a") (u32.const 1))
(assert_return (invoke "a") (u32.const 2))
(assert_return (invoke "b") (u32.const 10))
(assert_return (invoke "c") (u32.const 3))
(assert_return (invoke "c") (u32.const 7))
(assert_return (invoke "a") (u32.const 5))
(assert_return (invoke "b") (u32.const 20))

;; A component and a core module as arguments: the inner component instantiates what it gets, twice.
(component
  (component $Twice
    (import "part" (component $Part (import "m" (core module (export "f" (func (result i32))))) (export "f" (func (result u32)))))
    (import "first" (core module $First (export "f" (func (result i32)))))
    (import "second" (core module $Second (export "f" (func (result i32)))))
    (instance $x (instantiate $Part (with "m" (core module $First))))
    (instance $y (instantiate $Part (with "m" (core module $Second))))
    (export "x" (func $x "f"))
    (export "y" (func $y "f")))
  (component $Part
    (import "m" (core module $M (export "f" (func (result i32)))))
    (core instance $m (instantiate $M))
    (func (export "f") (result u32) (canon lift (core func $m "f"))))
  (core module $Five (func (export "f") (result i32) (i32.const 5)))
  (core module $Six (func (export "f") (result i32) (i32.const 6)) (func (export "more")))
  (instance $t (instantiate $Twice (with "part" (component $Part)) (with "first" (core module $Five)) (with "second" (core module $Six))))
  (export "x" (func $t "x"))
  (export "y" (func $t "y"))
)
(assert_return (invoke "x") (u32.const 5))
(assert_return (invoke "y") (u32.const 6))

;; Outer aliases: types, core modules and components of the components around.
(component $Root
  (core module $M (func (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
  (component $Leaf
    (alias outer $Root $M (core module $M))
    (core instance $m (instantiate $M))
    (func (export "f") (param "x" u32) (result u32) (canon lift (core func $m "f"))))
  (component $Branch
    (alias outer $Root $Leaf (component $Leaf))
    (alias outer $Root $M (core module $Outer))
    (component $Inside
      (alias outer $Root $M (core module $M))
      (alias outer $Branch $Leaf (component $L))
      (core instance $m (instantiate $M))
      (instance $l (instantiate $L))
      (func $f (param "x" u32) (result u32) (canon lift (core func $m "f")))
      (export "own" (func $f))
      (export "leaf" (func $l "f")))
    (instance $i (instantiate $Inside))
    (export "inside" (instance $i)))
  (instance $b (instantiate $Branch))
  (alias export $b "inside" (instance $i))
  (export "own" (func $i "own"))
  (export "leaf" (func $i "leaf"))
)
(assert_return (invoke "own" (u32.const 21)) (u32.const 42))
(assert_return (invoke "leaf" (u32.const 4)) (u32.const 8))

;; Instances put together from functions, passed in, taken apart, put together again under other names.
(component
  (core module $M
    (func (export "one") (result i32) (i32.const 1))
    (func (export "two") (result i32) (i32.const 2)))
  (core instance $m (instantiate $M))
  (func $one (result u32) (canon lift (core func $m "one")))
  (func $two (result u32) (canon lift (core func $m "two")))
  (instance $pair (export "left" (func $one)) (export "right" (func $two)))
  (instance $nested (export "inner" (instance $pair)) (export "left" (func $two)))
  (component $Swap
    (import "in" (instance $in
      (export "inner" (instance (export "left" (func (result u32))) (export "right" (func (result u32)))))
      (export "left" (func (result u32)))))
    (alias export $in "inner" (instance $inner))
    (instance $out (export "left" (func $inner "right")) (export "right" (func $inner "left")) (export "top" (func $in "left")))
    (export "out" (instance $out)))
  (instance $s (instantiate $Swap (with "in" (instance $nested))))
  (alias export $s "out" (instance $out))
  (export "left" (func $out "left"))
  (export "right" (func $out "right"))
  (export "top" (func $out "top"))
)
(assert_return (invoke "left") (u32.const 2))
(assert_return (invoke "right") (u32.const 1))
(assert_return (invoke "top") (u32.const 2))

;; Core instances: memories, tables and globals shared by several core modules, with names that say nothing (``) or much.
(component
  (core module $Env
    (memory (export "memory") 1)
    (table (export "table") 2 funcref)
    (global (export "counter") (mut i32) (i32.const 100)))
  (core instance $env (instantiate $Env))
  (core module $Lib
    (import "env" "memory" (memory 1))
    (import "env" "table" (table 2 funcref))
    (import "env" "counter" (global $counter (mut i32)))
    (func $bump (result i32)
      (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
      (global.get $counter))
    (elem (i32.const 1) func $bump)
    (data (i32.const 8) "\2a"))
  (core instance (instantiate $Lib (with "env" (instance $env))))
  (core module $Main
    (import "" "memory" (memory 1))
    (import "" "table" (table 2 funcref))
    (import "a b:c/d@e" "" (global $counter (mut i32)))
    (type $f (func (result i32)))
    (func (export "load") (result i32) (i32.load8_u (i32.const 8)))
    (func (export "call") (result i32) (call_indirect (type $f) (i32.const 1)))
    (func (export "counter") (result i32) (global.get $counter)))
  (core instance $main (instantiate $Main
    (with "" (instance $env))
    (with "a b:c/d@e" (instance (export "" (global $env "counter"))))))
  (func (export "load") (result u32) (canon lift (core func $main "load")))
  (func (export "call") (result u32) (canon lift (core func $main "call")))
  (func (export "counter") (result u32) (canon lift (core func $main "counter")))
)
(assert_return (invoke "load") (u32.const 42))
(assert_return (invoke "call") (u32.const 101))
(assert_return (invoke "call") (u32.const 102))
(assert_return (invoke "counter") (u32.const 102))

;; Start functions run once for each instance, in the order of instantiation, and may call what is lowered for them.
(component
  (component $Log
    (core module $M
      (memory (export "mem") 1)
      (global $n (mut i32) (i32.const 0))
      (func (export "add") (param i32)
        (i32.store8 (i32.add (i32.const 16) (global.get $n)) (local.get 0))
        (global.set $n (i32.add (global.get $n) (i32.const 1))))
      (func (export "all") (result i32)
        (i32.store (i32.const 0) (i32.const 16))
        (i32.store (i32.const 4) (global.get $n))
        (i32.const 0)))
    (core instance $m (instantiate $M))
    (func (export "add") (param "n" u8) (canon lift (core func $m "add")))
    (func (export "all") (result (list u8)) (canon lift (core func $m "all") (memory (core memory $m "mem")))))
  (instance $log (instantiate $Log))
  (component $Starter
    (import "add" (func $add (param "n" u8)))
    (import "m" (core module $M (import "" "add" (func (param i32)))))
    (core func $add' (canon lower (func $add)))
    (core instance (instantiate $M (with "" (instance (export "add" (func $add'))))))
    (core instance (instantiate $M (with "" (instance (export "add" (func $add')))))))
  (core module $One (import "" "add" (func $add (param i32))) (func $s (call $add (i32.const 1))) (start $s))
  (core module $Two (import "" "add" (func $add (param i32))) (func $s (call $add (i32.const 2)) (call $add (i32.const 3))) (start $s))
  (instance (instantiate $Starter (with "add" (func $log "add")) (with "m" (core module $Two))))
  (instance (instantiate $Starter (with "add" (func $log "add")) (with "m" (core module $One))))
  (export "all" (func $log "all"))
)
(assert_return (invoke "all") (list.const (u8.const 2) (u8.const 3) (u8.const 2) (u8.const 3) (u8.const 1) (u8.const 1)))
