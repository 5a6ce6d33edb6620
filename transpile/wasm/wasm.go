//go:build js && wasm

// Package wasm is package transpile for JavaScript: the transpiler of the npm package and of pages, which is linked into
// cmd/jco-go for js/wasm. web/npm/instance.js is its other half.
//
// JavaScript calls it through four exports that take and give integers only;
// all else travels as bytes in this module's memory. A call is:
//
//	at = request(size)      room for a message of that size; JavaScript writes it
//	at = transpile()        or types(): where the answer lies
//	release()               the answer was copied, nothing of the call is kept
//
// A message is a sequence of little-endian u32s and of strings, which are a u32
// length and UTF-8 (message.go). The request is the number of options, the
// options as pairs of strings, and the component as the rest. The answer begins
// with 1 for a result and 0 for an error.
//
// With the option Optimize, transpile calls JavaScript meanwhile (optimize.go).
//
// Nothing here recovers from a panic: the Go runtime reports it and exits,
// which instance.js turns into an exception, and then it makes a new instance.
// A call never waits for anything, since an export that blocks would return
// before it is done.
package wasm

import (
	"unsafe"

	"github.com/jco-go/jco-go/transpile"
)

// Name is the name, the first argument, of a program that JavaScript starts for these exports.
const Name = "transpile"

// Serve lets JavaScript call the exports. It does not return.
func Serve() { select {} }

// What JavaScript has pointers into, from request to release.
var (
	in     []byte
	out    []byte
	result *transpile.Result
)

//go:wasmexport request
func request(size uint32) unsafe.Pointer {
	in = make([]byte, size)
	return unsafe.Pointer(unsafe.SliceData(in))
}

//go:wasmexport transpile
func transpileRequest() unsafe.Pointer { return answer(transpile.Transpile) }

//go:wasmexport types
func typesRequest() unsafe.Pointer { return answer(transpile.Types) }

//go:wasmexport release
func release() { in, out, result = nil, nil, nil }

// answer runs what was requested.
func answer(run func([]byte, transpile.Options) (*transpile.Result, error)) unsafe.Pointer {
	w := &writer{}
	opts, component, err := readRequest(&reader{in})
	if err == nil {
		result, err = run(component, opts)
	}
	if err == nil {
		w.result(result)
	} else {
		w.failure(err)
	}
	out = w.buf
	return unsafe.Pointer(unsafe.SliceData(out))
}
