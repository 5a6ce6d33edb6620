;; Lowered functions that are lifted again without core code of their own: as
;; they are, and as the export of a core module that imports them.
(component
  (import "twice" (func $twice (param "n" u32) (result u32)))
  (core func $twice' (canon lower (func $twice)))
  (func (export "direct") (param "n" u32) (result u32) (canon lift (core func $twice')))
  (core module $M
    (import "" "f" (func $f (param i32) (result i32)))
    (export "g" (func $f)))
  (core instance $m (instantiate $M (with "" (instance (export "f" (func $twice'))))))
  (func (export "behind-export") (param "n" u32) (result u32) (canon lift (core func $m "g")))
)
