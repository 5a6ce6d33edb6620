;; A valid component but for a function body, which the engine has to refuse.
(component
  (core module $Good (func (export "f")))
  (core module $Broken (func (export "f") (result i32) (i64.const 1)))
  (core instance $good (instantiate $Good))
  (core instance $broken (instantiate $Broken))
  (func (export "f") (canon lift (core func $good "f")))
)
