;; A command of WASI 0.2 that hands "hello" to a function of the host's and then exits with an error if that says so.
(component
  (import "demo:log/log@1.0.0" (instance $log
    (export "log" (func (param "line" string) (result bool)))))
  (import "wasi:cli/exit@0.2.0" (instance $exit
    (export "exit" (func (param "status" (result))))))
  (core module $memory
    (memory (export "memory") 1)
    (data (i32.const 8) "hello"))
  (core instance $m (instantiate $memory))
  (core func $log (canon lower (func $log "log") (memory (core memory $m "memory"))))
  (core func $exit (canon lower (func $exit "exit")))
  (core module $main
    (import "host" "log" (func $log (param i32 i32) (result i32)))
    (import "host" "exit" (func $exit (param i32)))
    (func (export "run") (result i32)
      (if (call $log (i32.const 8) (i32.const 5)) (then (call $exit (i32.const 1))))
      (i32.const 0)))
  (core instance $i (instantiate $main
    (with "host" (instance (export "log" (func $log)) (export "exit" (func $exit))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $out (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $out)))
