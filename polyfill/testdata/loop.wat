;; What a host limits: time and memory.
(component
  (core module $M
    (memory 1)
    (func (export "fine"))
    (func (export "for-ever") (loop $l (br $l)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
  (core instance $m (instantiate $M))
  (func (export "fine") (canon lift (core func $m "fine")))
  (func (export "for-ever") (canon lift (core func $m "for-ever")))
  (func (export "grow") (param "pages" u32) (result s32) (canon lift (core func $m "grow")))
)
