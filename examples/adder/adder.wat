;; The smallest useful component: one core module, one function, no memory.
(component
  (core module $Adder
    (func (export "add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1)))
  )
  (core instance $adder (instantiate $Adder))
  ;; The core function is lifted: from here on its numbers are `u32`, not `i32`.
  (func (export "add") (param "x" u32) (param "y" u32) (result u32)
    (canon lift (core func $adder "add")))
)
