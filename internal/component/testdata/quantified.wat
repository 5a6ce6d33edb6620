;; Resources that a component or instance type quantifies: each use of the type
;; opens it anew, and a component argument is checked against them.
(component
  (type $factory (component
    (import "in" (type $in (sub resource)))
    (export "out" (type $out (sub resource)))
    (type $b (borrow $in))
    (type $o (own $out))
    (export "make" (func (param "from" $b) (result $o)))
  ))
  (import "factory" (component $f (type $factory)))
  (type $t (resource (rep i32)))
  (export $t2 "t" (type $t))
  (instance $one (instantiate $f (with "in" (type $t2))))
  (alias export $one "out" (type $out1))
  (instance $two (instantiate $f (with "in" (type $out1))))
  (component $user
    (import "given" (component $given
      (import "in" (type $in (sub resource)))
      (export "out" (type $out (sub resource)))
      (type $b (borrow $in))
      (type $o (own $out))
      (export "make" (func (param "from" $b) (result $o)))
    ))
  )
  (instance $u (instantiate $user (with "given" (component $f))))
  (export "one" (instance $one))
  (export "two" (instance $two))
)
