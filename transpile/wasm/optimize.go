//go:build js && wasm

package wasm

import (
	"unsafe"

	"github.com/jco-go/jco-go/jsbridge"
)

// The option Optimize: JavaScript is given each core module while transpile
// runs, and gives another one back.

// optimizeModule gives JavaScript a module, and gives the new one, a Uint8Array, or what
// was thrown: see jsbridge.Result.
//
//go:wasmimport jco-go optimize
func optimizeModule(module unsafe.Pointer, size uint32) int32

func optimize(module []byte) ([]byte, error) {
	optimized, err := jsbridge.Result(optimizeModule(unsafe.Pointer(unsafe.SliceData(module)), uint32(len(module))))
	if err != nil {
		return nil, err
	}
	bytes, err := optimized.Bytes()
	if err != nil {
		return nil, err
	}
	return bytes, optimized.Release()
}
