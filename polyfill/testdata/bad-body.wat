;; A function body that is not valid, in a core module that nothing instantiates.
(component
  (component $a)
  (component $b
    (import "m" (core module $imported))
    (core module (func i32.add))
  )
)
