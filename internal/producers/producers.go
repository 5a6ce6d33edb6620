// Package producers reads and writes what a binary says of the tools that made
// it: the custom section "producers" of the tool conventions, in components,
// core modules and all that is nested in them. It looks at the frames of
// sections only; that the rest is valid is for others to say.
package producers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Section is the name of the custom section.
const Section = "producers"

// Binary is a component or core module.
type Binary struct {
	// Parent is the index of the component that it lies in, -1 for the outermost.
	Parent    int
	Component bool
	Children  int    // components and core modules directly inside
	Name      string // from its name section, "" if it has none
	Start     int    // offsets in the input
	End       int
	Fields    []Field
}

// Field is a field of the section: "language", "processed-by", "sdk".
type Field struct {
	Name   string
	Values []Value
}

// Value is a tool or language with its version, which may be empty.
type Value struct{ Name, Version string }

// Error is a binary that could not be read.
type Error struct {
	Offset int
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("%s (at offset 0x%x)", e.Msg, e.Offset) }

const maxDepth = 100 // as in the decoder

// Read lists a binary and all that is nested in it, the outer before the inner.
func Read(bin []byte) ([]Binary, error) {
	var list []Binary
	err := walk(bin, 0, -1, 0, &list)
	return list, err
}

// walk lists what begins at base.
func walk(bin []byte, base, parent, depth int, list *[]Binary) error {
	b := Binary{Parent: parent, Start: base, End: base + len(bin)}
	switch {
	case len(bin) < 8 || string(bin[:4]) != "\x00asm":
		return &Error{base, "this is no WebAssembly binary"}
	case depth > maxDepth:
		return &Error{base, fmt.Sprintf("components are nested more than %d deep", maxDepth)}
	}
	b.Component = bin[6] == 1
	self := len(*list)
	*list = append(*list, b)
	r := &wasmcode.Reader{Buf: bin, Base: base, Pos: 8}
	for r.More() {
		id := r.Byte()
		size := r.U32()
		if r.Err() == nil && int64(size) > int64(r.Len()) {
			return &Error{r.Offset(), "a section is longer than the binary"}
		}
		start := r.Offset()
		body := r.Bytes(int(size))
		if err := r.Err(); err != nil {
			return err
		}
		switch {
		case id == 0:
			if err := custom(&(*list)[self], body, start); err != nil {
				return err
			}
		case b.Component && (id == 1 || id == 4): // core module, component
			(*list)[self].Children++
			if err := walk(body, start, self, depth+1, list); err != nil {
				return err
			}
		}
	}
	return r.Err()
}

// custom reads a custom section, if it is one of those that count.
func custom(b *Binary, body []byte, at int) error {
	r := &wasmcode.Reader{Buf: body, Base: at}
	name := r.Name()
	if err := r.Err(); err != nil {
		return err
	}
	rest := &wasmcode.Reader{Buf: body[r.Pos:], Base: r.Offset()}
	switch {
	case name == Section:
		fields, err := fields(rest)
		if err != nil {
			return err
		}
		b.Fields = append(b.Fields, fields...)
	case name == "name" && !b.Component, name == "component-name" && b.Component:
		// Subsection 0 is the name of the whole. What is broken here is no error.
		if rest.Byte() == 0 {
			rest.U32()
			if n := rest.Name(); rest.Err() == nil {
				b.Name = n
			}
		}
	}
	return nil
}

func fields(r *wasmcode.Reader) ([]Field, error) {
	var list []Field
	for n := r.U32(); n > 0 && r.Err() == nil; n-- {
		f := Field{Name: r.Name()}
		for m := r.U32(); m > 0 && r.Err() == nil; m-- {
			f.Values = wasmcode.Push(f.Values, Value{r.Name(), r.Name()})
		}
		list = wasmcode.Push(list, f)
	}
	return list, r.Err()
}

// Add gives a binary with the given values in its own section, which is written
// anew at the end. A value that is there already gets the new version.
func Add(bin []byte, added []Field) ([]byte, error) {
	list, err := Read(bin)
	if err != nil {
		return nil, err
	}
	merged := list[0].Fields
	for _, f := range added {
		i := slices.IndexFunc(merged, func(g Field) bool { return g.Name == f.Name })
		if i < 0 {
			merged = append(merged, f)
			continue
		}
		for _, v := range f.Values {
			have := merged[i].Values
			if j := slices.IndexFunc(have, func(w Value) bool { return w.Name == v.Name }); j >= 0 {
				have[j] = v
			} else {
				merged[i].Values = append(have, v)
			}
		}
	}
	out := bytes.NewBuffer(append([]byte(nil), bin[:8]...))
	r := &wasmcode.Reader{Buf: bin, Pos: 8}
	for r.More() {
		start := r.Pos
		id := r.Byte()
		body := r.Bytes(int(r.U32()))
		if sub := (&wasmcode.Reader{Buf: body}); id == 0 && sub.Name() == Section {
			continue
		}
		out.Write(bin[start:r.Pos])
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	body := str(nil, Section)
	body = binary.AppendUvarint(body, uint64(len(merged)))
	for _, f := range merged {
		body = binary.AppendUvarint(str(body, f.Name), uint64(len(f.Values)))
		for _, v := range f.Values {
			body = str(str(body, v.Name), v.Version)
		}
	}
	out.WriteByte(0)
	out.Write(binary.AppendUvarint(nil, uint64(len(body))))
	out.Write(body)
	return out.Bytes(), nil
}

func str(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }
