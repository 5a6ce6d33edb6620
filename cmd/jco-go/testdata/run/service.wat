;; An HTTP service of WASI 0.2 that gives its number of requests to a function of the host's.
(component
  (import "wasi:http/types@0.2.0" (instance $types
    (export "incoming-request" (type (sub resource)))
    (export "response-outparam" (type (sub resource)))))
  (alias export $types "incoming-request" (type $request))
  (alias export $types "response-outparam" (type $response))
  (import "demo:log/count@1.0.0" (instance $count
    (alias outer 1 $response (type $r))
    (export "response-outparam" (type $response (eq $r)))
    (export "count" (func (param "response" (own $response)) (param "requests" u32)))))
  (core func $drop (canon resource.drop $request))
  (core func $count (canon lower (func $count "count")))
  (core module $main
    (import "host" "drop" (func $drop (param i32)))
    (import "host" "count" (func $count (param i32 i32)))
    (global $n (mut i32) (i32.const 0))
    (func (export "handle") (param $request i32) (param $response i32)
      (call $drop (local.get $request))
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (call $count (local.get $response) (global.get $n))))
  (core instance $i (instantiate $main
    (with "host" (instance (export "drop" (func $drop)) (export "count" (func $count))))))
  (func $handle (param "request" (own $request)) (param "response-out" (own $response))
    (canon lift (core func $i "handle")))
  (instance $out (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.0" (instance $out)))
