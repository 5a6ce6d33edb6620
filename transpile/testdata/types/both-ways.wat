;; Interfaces that are imported and exported: a:b/union with other functions
;; each way, x:y/conflict with another type for one function.
(component
  (import "a:b/union" (instance $union
    (export "thing" (type $thing (sub resource)))
    (export "[method]thing.name" (func (param "self" (borrow $thing)) (result string)))
    (export "only-in" (func (param "t" (own $thing))))
    (export "both" (func (param "n" u8) (result u8)))))
  (import "x:y/conflict" (instance $conflict
    (export "f" (func (param "n" u8) (result u8)))
    (export "g" (func))))
  (alias export $union "thing" (type $thing))
  (alias export $union "both" (func $both))
  (alias export $conflict "g" (func $g))
  (instance $exported-union (export "both" (func $both)) (export "only-out" (func $g)))
  (instance $exported-conflict (export "f" (func $g)))
  (export "a:b/union" (instance $exported-union))
  (export "x:y/conflict" (instance $exported-conflict))
)
