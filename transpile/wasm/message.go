//go:build js && wasm

package wasm

import (
	"encoding/binary"
	"unsafe"

	"github.com/jco-go/jco-go/transpile"
)

// reader reads a message. One that ends early is a mistake in instance.js, and
// panics.
type reader struct{ buf []byte }

func (r *reader) u32() uint32 {
	v := binary.LittleEndian.Uint32(r.buf)
	r.buf = r.buf[4:]
	return v
}

func (r *reader) string() string {
	n := r.u32()
	s := string(r.buf[:n])
	r.buf = r.buf[n:]
	return s
}

// readRequest reads the options and the component.
func readRequest(r *reader) (transpile.Options, []byte, error) {
	var opts transpile.Options
	for n := r.u32(); n > 0; n-- {
		name, value := r.string(), r.string()
		if err := setOption(&opts, name, value); err != nil {
			return opts, nil, err
		}
	}
	return opts, r.buf, nil
}

// writer writes a message.
type writer struct{ buf []byte }

func (w *writer) u32(v int) { w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(v)) }

func (w *writer) string(s string) {
	w.u32(len(s))
	w.buf = append(w.buf, s...)
}

// result writes
//
//	1, files (name, address, size)*, imports (name)*, exports (name, kind)*, 1 if the
//	module needs the async runtime beside it, else 0
//
// where each list has its length in front. Most of the bytes of a result are
// core modules, which lie in the request: JavaScript copies them from there.
func (w *writer) result(r *transpile.Result) {
	w.u32(1)
	w.u32(len(r.Files))
	for _, f := range r.Files {
		w.string(f.Name)
		w.u32(int(uintptr(unsafe.Pointer(unsafe.SliceData(f.Data)))))
		w.u32(len(f.Data))
	}
	w.u32(len(r.Imports))
	for _, name := range r.Imports {
		w.string(name)
	}
	w.u32(len(r.Exports))
	for _, e := range r.Exports {
		w.string(e.Name)
		w.string(string(e.Kind))
	}
	if r.Runtime {
		w.u32(1)
	} else {
		w.u32(0)
	}
}

// failure writes 0 and the fields of an error as (name, value)*, the length in
// front.
func (w *writer) failure(err error) {
	fields := describe(err)
	w.u32(0)
	w.u32(len(fields))
	for _, f := range fields {
		w.string(f.name)
		w.string(f.value)
	}
}
