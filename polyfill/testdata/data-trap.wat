;; A data segment that does not fit its memory: instantiation traps.
(component
  (core module $M (memory 1) (data (i32.const 65535) "ab"))
  (core instance (instantiate $M))
)
