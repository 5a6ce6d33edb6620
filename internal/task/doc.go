// Package task is the task core: the concurrency of the Component Model as a
// deterministic state machine (CanonicalABI.md, "Component Instances" to
// "Canonical Definitions"; Concurrency.md).
//
// It is a leaf. An operation takes and gives integers, changes the state of a
// Store and says what its caller must do next: call a guest, copy elements, park
// the stack. It never does any of that itself, never blocks, starts no goroutine
// and reads no clock. Its caller, the engine, is package polyfill on wazero, or the
// JavaScript driver, which has the same code as runtime.wasm.
//
// # Results
//
// An operation returns a Status; values are in Store.Mail, at the places that its
// comment names. JavaScript and the generated adapters read both as they lie in
// memory, and so nothing is allocated and no 64-bit integer crosses.
//
// # Threads and stacks
//
// The core knows which thread runs: the top of a stack of frames. A frame is
// pushed when an engine begins to run a thread (Call, Action, Switched) and popped
// when the thread ends (ThreadExit, CallbackReturned) or blocks (Block). What lies
// below is what resumed it, and goes on then. A thread that is resumed needs its stack
// only if it was parked in the middle of a core function; a thread that waits in its
// event loop (a callback) or has not begun has none.
//
// docs/async.md has the picture.
package task
