;; Instances as imports and exports, a host resource seen by two interfaces, types.
(component
  (import "test:store/types@1.2.0" (instance $types
    (export "blob" (type $blob (sub resource)))
    (type $meta' (record (field "name" string) (field "size" u64)))
    (export "meta" (type $meta (eq $meta')))
    (export "[method]blob.describe" (func (param "self" (borrow $blob)) (result $meta)))
    (export "unused" (func))))
  (alias export $types "blob" (type $blob))
  (alias export $types "meta" (type $meta))
  (import "test:store/open@1.2.0" (instance $open
    (export "blob" (type $b (eq $blob)))
    (export "open" (func (param "path" string) (result (result (own $b) (error string)))))))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "post") (param i32)))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $mem))
  (core func $describe (canon lower (func $types "[method]blob.describe") (memory $mem) (realloc (core func $libc "realloc"))))
  (core func $open (canon lower (func $open "open") (memory $mem) (realloc (core func $libc "realloc"))))
  (core func $drop (canon resource.drop $blob))
  (core module $main
    (import "" "describe" (func (param i32 i32)))
    (import "" "open" (func (param i32 i32 i32)))
    (import "" "drop" (func (param i32)))
    (func (export "size-of") (param i32 i32) (result i32) unreachable))
  (core instance $main (instantiate $main (with "" (instance
    (export "describe" (func $describe)) (export "open" (func $open)) (export "drop" (func $drop))))))
  (func $size-of (param "path" string) (result (list $meta))
    (canon lift (core func $main "size-of") (memory $mem) (realloc (core func $libc "realloc"))
      (post-return (core func $libc "post"))))
  (component $shim
    (type $rec (record (field "name" string) (field "size" u64)))
    (import "import-type-meta" (type $m (eq $rec)))
    (import "size-of" (func $f (param "path" string) (result (list $m))))
    (export $m2 "meta" (type $rec))
    (export "size-of" (func $f) (func (param "path" string) (result (list $m2)))))
  (instance $api (instantiate $shim
    (with "import-type-meta" (type $meta)) (with "size-of" (func $size-of))))
  (export "test:store/api@1.2.0" (instance $api))
)
