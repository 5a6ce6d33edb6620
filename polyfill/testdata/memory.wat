;; A memory that can be read, written and grown, begun with a data segment.
(component
  (core module $M
    (memory 1)
    (data (i32.const 8) "begun")
    (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
  (core instance $m (instantiate $M))
  (func (export "load") (param "at" u32) (result u32) (canon lift (core func $m "load")))
  (func (export "store") (param "at" u32) (param "value" u32) (canon lift (core func $m "store")))
  (func (export "grow") (param "pages" u32) (result s32) (canon lift (core func $m "grow")))
)
