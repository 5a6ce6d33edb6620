;; A core module with two memories that is exported and never instantiated. It has the
;; export that testdata/fixtures/exports-of-all-sorts.wat wants of a plugin.
(component
  (core module $M (memory 1) (memory 1) (func (export "answer") (result i32) (i32.const 1)))
  (export "two-memories" (core module $M))
)
