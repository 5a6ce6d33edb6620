//go:build js && wasm

// Command wasm is the task core (internal/task) as a WebAssembly module,
// runtime.wasm: one Store for a JavaScript realm. web/runtime/core.js is its other
// half.
//
// Its exports are the operations of the Store, and of the Hub of the host's ends, by their names in
// snake_case. All
// parameters and results are 32-bit integers, a bool is 0 or 1. A result is the
// Status, values lie in the Mail at mail_ptr(). So adapters.wasm can import the
// exports directly, and an operation costs a guest a few nanoseconds.
//
// A call of a Go function is dear in wasm. default.pgo tells the compiler which ones to
// inline, beyond those that it does anyway; it is the profile of
//
//	go test ./internal/task -run '^$' -bench Cycle -cpuprofile polyfill/wasm/default.pgo
//
// and saves a fourth of the time. It needs to be made again only when much has changed.
//
// Nothing here recovers from a panic: the Go runtime reports it and exits,
// which core.js turns into an exception, and the instance is dead then.
package main

import (
	"unsafe"

	"github.com/jco-go/jco-go/internal/task"
	"github.com/jco-go/jco-go/webstreams"
)

func main() { select {} }

// store lies where the linker puts it: its address is a constant for the code here,
// and for JavaScript from the first call of mail_ptr on.
var store = *task.NewStore(task.Limits{})

// hub has the host's ends of streams and futures.
var hub = webstreams.New(&store)

// text keeps what JavaScript reads after trap_text or take_trace.
var text []byte

//go:wasmexport mail_ptr
func mailPtr() unsafe.Pointer { return unsafe.Pointer(&store.Mail) }

//go:wasmexport context_ptr
func contextPtr() unsafe.Pointer { return unsafe.Pointer(&store.Context) }

// trapText is Store.TrapText: Mail[0] is the address of the text, Mail[1] its length
// in bytes, until the next call of it or of take_trace.
//
//go:wasmexport trap_text
func trapText() { mailText([]byte(store.TrapText())) }

// takeTrace is Store.TakeTrace, as trap_text.
//
//go:wasmexport take_trace
func takeTrace() { mailText(store.TakeTrace()) }

// tracePtr is Store.TraceText: the address of a slice of bytes, of which the first and
// the third word are the address and the length of the text.
//
//go:wasmexport trace_ptr
func tracePtr() unsafe.Pointer { return unsafe.Pointer(store.TraceText()) }

// traceTimes is Store.TraceTimes, in microseconds.
//
//go:wasmexport trace_times
func traceTimes(on int32) {
	if on == 0 {
		store.TraceTimes(nil)
		return
	}
	store.TraceTimes(func() int64 { return int64(now()) })
}

// now is the realm's clock, in microseconds: performance.now.
//
//go:wasmimport clock now
func now() float64

func mailText(b []byte) {
	text = b
	store.Mail[0] = int32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
	store.Mail[1] = int32(len(b))
}

// live is Store.Live: Mail[0] to Mail[5].
//
//go:wasmexport live
func live() {
	m := &store.Mail
	m[0], m[1], m[2], m[3], m[4], m[5] = store.Live()
}

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
