;; Functions of the host that the component only exports again, with streams and futures, and async.
(component
  (import "host" (instance $host
    (export "upper" (func (param "s" (stream u8)) (result (stream u8))))
    (export "sum" (func async (param "f" (future u32)) (param "n" u32) (result u32)))
    (export "pair" (func (param "fails" bool) (result (tuple (stream u8) (future (result (error u32)))))))
    (export "nap" (func async (param "ms" u32)))))
  (export "host" (instance $host)))
