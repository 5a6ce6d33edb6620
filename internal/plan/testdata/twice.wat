;; One component instantiated twice with different arguments, a bag of exports,
;; an alias of an alias, and a resource of each instance.
(component $root
  (import "log" (func $log (param "line" string)))

  (component $counter
    (import "note" (func $note (param "line" string)))
    (core module $libc
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024))
    (core instance $libc (instantiate $libc))
    (alias core export $libc "memory" (core memory $mem))
    (core func $note (canon lower (func $note) (memory $mem) string-encoding=utf16))
    (core module $main
      (import "libc" "memory" (memory 1))
      (import "host" "note" (func $note (param i32 i32)))
      (import "host" "new" (func $new (param i32) (result i32)))
      (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
      (func (export "dtor") (param i32)))
    (core module $dtors (func (export "dtor") (param i32)))
    (core instance $dtors (instantiate $dtors))
    (alias core export $dtors "dtor" (core func $dtor))
    (type $c' (resource (rep i32) (dtor (core func $dtor))))
    (core func $new (canon resource.new $c'))
    (core instance $main (instantiate $main
      (with "libc" (instance $libc))
      (with "host" (instance (export "note" (func $note)) (export "new" (func $new))))))
    (export $c "counter" (type $c'))
    (func (export "make") (param "start" u32) (result (own $c))
      (canon lift (core func $main "make"))))

  (instance $a (instantiate $counter (with "note" (func $log))))
  (component $shout
    (import "line" (func $line (param "line" string)))
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
      (func (export "shout") (param i32 i32)))
    (core instance $i (instantiate $m))
    (func (export "shout") (param "line" string)
      (canon lift (core func $i "shout") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
  (instance $s (instantiate $shout (with "line" (func $log))))
  (instance $b (instantiate $counter (with "note" (func $s "shout"))))
  (instance $both (export "a" (instance $a)) (export "b" (instance $b)))
  (alias export $both "b" (instance $b2))
  (export "first" (instance $a))
  (export "second" (instance $b2))
  (export "log" (func $log))
)
