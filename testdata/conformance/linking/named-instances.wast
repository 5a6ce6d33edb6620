;; no oracle: wasmtime's script runner lends no functions from one instance to another
;; A named instance can be imported by what comes later, and is the same one.
(component $shared
  (core module $M
    (global $n (mut i32) (i32.const 0))
    (func (export "next") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (global.get $n)))
  (core instance $m (instantiate $M))
  (func (export "next") (result u32) (canon lift (core func $m "next")))
)
(assert_return (invoke "next") (u32.const 1))
(component
  (import "shared" (instance $shared (export "next" (func (result u32)))))
  (core func $next (canon lower (func $shared "next")))
  (core module $M
    (import "" "next" (func $next (result i32)))
    (func (export "tenfold") (result i32) (i32.mul (call $next) (i32.const 10))))
  (core instance $m (instantiate $M (with "" (instance (export "next" (func $next))))))
  (func (export "tenfold") (result u32) (canon lift (core func $m "tenfold")))
)
(assert_return (invoke "tenfold") (u32.const 20))
(assert_return (invoke "tenfold") (u32.const 30))

;; `register` makes it importable under a further name.
(register "counters:shared/api@1.0.0" $shared)
(component
  (import "counters:shared/api@1.0.0" (instance $shared (export "next" (func (result u32)))))
  (export "next" (func $shared "next"))
)
(assert_return (invoke "next") (u32.const 4))

;; A resource keeps its type across: the importing component can drop what it got, and its destructor is the defining one's.
(component $res
  (core module $D
    (global $dropped (mut i32) (i32.const 0))
    (func (export "dtor") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
    (func (export "dropped") (result i32) (global.get $dropped)))
  (core instance $d (instantiate $D))
  (type $r' (resource (rep i32) (dtor (core func $d "dtor"))))
  (core func $new (canon resource.new $r'))
  (core module $M
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0))))
  (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
  (export $r "r" (type $r'))
  (func (export "make") (param "n" u32) (result (own $r)) (canon lift (core func $m "make")))
  (func (export "dropped") (result u32) (canon lift (core func $d "dropped")))
)
(component
  (import "res" (instance $res
    (export "r" (type $r (sub resource)))
    (export "make" (func (param "n" u32) (result (own $r))))
    (export "dropped" (func (result u32)))))
  (alias export $res "r" (type $r))
  (core func $make (canon lower (func $res "make")))
  (core func $dropped (canon lower (func $res "dropped")))
  (core func $drop (canon resource.drop $r))
  (core module $M
    (import "" "make" (func $make (param i32) (result i32)))
    (import "" "dropped" (func $dropped (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "run") (param i32) (result i32)
      (call $drop (call $make (local.get 0)))
      (call $dropped)))
  (core instance $m (instantiate $M (with "" (instance (export "make" (func $make)) (export "dropped" (func $dropped)) (export "drop" (func $drop))))))
  (func (export "run") (param "n" u32) (result u32) (canon lift (core func $m "run")))
)
(assert_return (invoke "run" (u32.const 5)) (u32.const 5))
(assert_return (invoke "run" (u32.const 6)) (u32.const 11))

;; What is missing is refused, by its name: an import, and a function of an import that is there.
(assert_unlinkable
  (component
    (import "nowhere" (func $f))
    (core func $f' (canon lower (func $f)))
    (core module $M (import "" "f" (func)))
    (core instance (instantiate $M (with "" (instance (export "f" (func $f')))))))
  "nowhere")
(assert_unlinkable
  (component
    (import "shared" (instance $i (export "previous" (func (result u32)))))
    (core func $f' (canon lower (func $i "previous")))
    (core module $M (import "" "f" (func (result i32))))
    (core instance (instantiate $M (with "" (instance (export "f" (func $f')))))))
  "previous")
