//go:build js && wasm

package wasm

import (
	"errors"
	"unsafe"
)

// The option Optimize: JavaScript is given each core module while transpile
// runs, and gives another one back.

// errOptimize says that JavaScript's function threw an exception; JavaScript
// still has it.
var errOptimize = errors.New("a core module was not optimized")

// optimizeModule gives JavaScript a module, and gives the size of the new one, or
// a negative number after an exception.
//
//go:wasmimport jco-go optimize
func optimizeModule(module unsafe.Pointer, size uint32) int32

// takeModule copies the new module to where it is to lie.
//
//go:wasmimport jco-go take
func takeModule(to unsafe.Pointer)

func optimize(module []byte) ([]byte, error) {
	size := optimizeModule(unsafe.Pointer(unsafe.SliceData(module)), uint32(len(module)))
	if size < 0 {
		return nil, errOptimize
	}
	optimized := make([]byte, size)
	takeModule(unsafe.Pointer(unsafe.SliceData(optimized)))
	return optimized, nil
}
