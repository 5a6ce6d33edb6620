;; A host can give instances of components, never components.
(component
  (import "plug" (component (export "f" (func)))))
