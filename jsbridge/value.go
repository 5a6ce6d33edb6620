//go:build js && wasm

package jsbridge

import (
	"errors"
	"unsafe"
)

// Value is a JavaScript value: the number of a slot of JavaScript's table, and how often that was
// used before. The zero Value is undefined, and need not be released.
type Value int32

// ErrStale says that a Value was released before.
var ErrStale = errors.New("jsbridge: a JavaScript value that was released")

// ErrNoBytes says that a Value is no Uint8Array.
var ErrNoBytes = errors.New("jsbridge: a JavaScript value that is no Uint8Array")

// What the imports give for a Value that cannot be used.
const (
	stale   = -1
	noBytes = -2
)

//go:wasmimport jsbridge size
func size(v Value) int32

//go:wasmimport jsbridge copy
func copyTo(v Value, to unsafe.Pointer)

//go:wasmimport jsbridge text
func textOf(v Value) int32

//go:wasmimport jsbridge release
func release(v Value) int32

// Bytes copies the bytes of a Uint8Array. The error is ErrStale or ErrNoBytes.
func (v Value) Bytes() ([]byte, error) {
	switch n := size(v); n {
	case stale:
		return nil, ErrStale
	case noBytes:
		return nil, ErrNoBytes
	default:
		b := make([]byte, n)
		copyTo(v, unsafe.Pointer(unsafe.SliceData(b)))
		return b, nil
	}
}

// Text gives the message of an Error, and of any other value what String makes of it. The error is
// ErrStale.
func (v Value) Text() (string, error) {
	n := textOf(v)
	if n < 0 {
		return "", ErrStale
	}
	text := Value(n)
	b, err := text.Bytes()
	if err == nil {
		err = text.Release()
	}
	return string(b), err
}

// Release lets go of the value. The error is ErrStale.
func (v Value) Release() error {
	if release(v) < 0 {
		return ErrStale
	}
	return nil
}

// Exception is what JavaScript threw: an Error or any other value.
type Exception struct {
	Value Value
	text  string
}

// Error gives the text of the value.
func (e *Exception) Error() string { return e.text }

// Result gives what a call of JavaScript's came to, which its other half made an integer: a Value, or, negative, that
// of what it threw, which is an [*Exception].
func Result(n int32) (Value, error) {
	if n >= 0 {
		return Value(n), nil
	}
	v := Value(-n)
	text, err := v.Text()
	if err != nil {
		return 0, err
	}
	return 0, &Exception{v, text}
}
