package canon

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// typedField is a field of a record, tuple or struct of cases.
//
// The functions are copied from typed, since looking for them takes as long as a
// number.
type typedField struct {
	check     func(cx *Context, p unsafe.Pointer) error
	lowerFlat func(cx *Context, p unsafe.Pointer, s []uint64) error
	store     func(cx *Context, p unsafe.Pointer, at uint32) error
	liftFlat  func(cx *Context, s []uint64, p unsafe.Pointer) error
	load      func(cx *Context, at uint32, p unsafe.Pointer) error

	name   string
	goOff  uintptr // in the struct
	offset uint32  // in memory
	flat   int
}

// typedRecord is for a record in a struct, and for a tuple in a struct with as
// many exported fields. Structs with embedded pointers and other forms are
// boxed.
func (c *Compiler) typedRecord(t *typed) (bool, error) {
	if t.rt.Kind() != reflect.Struct {
		return false, nil
	}
	var indices [][]int
	if t.Type != nil && t.Type.Kind == component.KindRecord {
		names := structNames{names: fieldNames(t.Fields)}
		indices = names.in(t.rt)
	} else {
		for _, i := range exportedFields(t.rt) {
			indices = append(indices, []int{i})
		}
		if len(indices) != len(t.Fields) {
			return false, fmt.Errorf("%s has %d exported fields, %s has %d elements", t.rt, len(indices), t.Layout.Type, len(t.Fields))
		}
	}
	fields := make([]typedField, len(t.Fields))
	for i := range t.Fields {
		f := &t.Fields[i]
		if indices[i] == nil {
			return false, fmt.Errorf("%s has no field for %q of %s", t.rt, f.Name, t.Layout.Type)
		}
		sf, off, ok := structOffset(t.rt, indices[i])
		if !ok {
			return false, nil
		}
		ft, err := c.typed(f.Layout, t.encoding, sf.Type)
		if err != nil {
			return false, fmt.Errorf("field %s: %w", sf.Name, err)
		}
		name := f.Name
		if t.Type == nil || t.Type.Kind != component.KindRecord {
			name = "[" + f.Name + "]"
		}
		fields[i] = typedField{
			check: ft.check, lowerFlat: ft.lowerFlat, store: ft.store, liftFlat: ft.liftFlat, load: ft.load,
			name: name, goOff: off, offset: f.Offset, flat: f.Flat,
		}
		if ft.check != nil {
			t.check = func(cx *Context, p unsafe.Pointer) error { return checkFields(cx, fields, p) }
		}
	}
	t.lowerFlat = func(cx *Context, p unsafe.Pointer, s []uint64) error {
		for i := range fields {
			f := &fields[i]
			if err := f.lowerFlat(cx, unsafe.Add(p, f.goOff), s[f.flat:]); err != nil {
				return err
			}
		}
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		for i := range fields {
			f := &fields[i]
			if err := f.store(cx, unsafe.Add(p, f.goOff), at+f.offset); err != nil {
				return err
			}
		}
		return nil
	}
	t.liftFlat = func(cx *Context, s []uint64, p unsafe.Pointer) error {
		for i := range fields {
			f := &fields[i]
			if err := f.liftFlat(cx, s[f.flat:], unsafe.Add(p, f.goOff)); err != nil {
				return err
			}
		}
		return nil
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		for i := range fields {
			f := &fields[i]
			if err := f.load(cx, at+f.offset, unsafe.Add(p, f.goOff)); err != nil {
				return err
			}
		}
		return nil
	}
	return true, nil
}

func checkFields(cx *Context, fields []typedField, p unsafe.Pointer) error {
	for i := range fields {
		f := &fields[i]
		if f.check == nil {
			continue
		}
		if err := f.check(cx, unsafe.Add(p, f.goOff)); err != nil {
			return at(err, f.name)
		}
	}
	return nil
}

// structOffset finds a field and its offset; ok is false if it is behind an
// embedded pointer.
func structOffset(rt reflect.Type, index []int) (f reflect.StructField, off uintptr, ok bool) {
	for i, n := range index {
		if i > 0 && rt.Kind() == reflect.Pointer {
			return f, 0, false
		}
		f = rt.Field(n)
		off += f.Offset
		rt = f.Type
	}
	return f, off, true
}

// sliceHeader is a Go slice.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// typedList is for lists in slices.
func (c *Compiler) typedList(t *typed) (bool, error) {
	if t.rt.Kind() != reflect.Slice || t.Type.Kind == component.KindMap {
		return false, nil
	}
	elem, err := c.typed(t.Elem, t.encoding, t.rt.Elem())
	if err != nil {
		return false, fmt.Errorf("element: %w", err)
	}
	size, align, goSize := t.Elem.Size, t.Elem.Align, t.rt.Elem().Size()
	// bulk: a slice's bytes are the list's.
	bulk := littleEndian && IsNumber(t.Elem.Kind) && elem.direct
	floats := t.Elem.Kind == component.KindF32 || t.Elem.Kind == component.KindF64
	lower := func(cx *Context, p unsafe.Pointer) (ptr, n uint32, err error) {
		h := (*sliceHeader)(p)
		n = uint32(h.len)
		if ptr, err = cx.realloc(0, 0, align, n*size, hostAlloc); err != nil {
			return 0, 0, err
		}
		if bulk {
			copy(cx.mem[ptr:], unsafe.Slice((*byte)(h.data), h.len*int(goSize)))
			return ptr, n, nil
		}
		for i := range uintptr(h.len) {
			if err := elem.store(cx, unsafe.Add(h.data, i*goSize), ptr+uint32(i)*size); err != nil {
				return 0, 0, err
			}
		}
		return ptr, n, nil
	}
	lift := func(cx *Context, ptr, n uint32, p unsafe.Pointer) error {
		if err := cx.checkList(ptr, n, t.Elem, hostListTraps); err != nil {
			return err
		}
		if err := cx.spend(uint64(n) * uint64(goSize)); err != nil {
			return err
		}
		var data unsafe.Pointer
		if bulk {
			// Go does not clear what is copied over at once. Bytes are aligned for
			// numbers if there are enough of them for one.
			from := cx.view(ptr, n*size)
			list := make([]byte, len(from))
			copy(list, from)
			data = unsafe.Pointer(unsafe.SliceData(list))
		} else {
			data = reflect.MakeSlice(t.rt, int(n), int(n)).UnsafePointer()
		}
		if !bulk || floats { // a float's NaN becomes the canonical one
			for i := range uintptr(n) {
				if err := elem.load(cx, ptr+uint32(i)*size, unsafe.Add(data, i*goSize)); err != nil {
					return err
				}
			}
		}
		*(*sliceHeader)(p) = sliceHeader{data, int(n), int(n)}
		return nil
	}
	t.check = func(cx *Context, p unsafe.Pointer) error {
		h := (*sliceHeader)(p)
		if uint64(h.len)*uint64(size) > MaxListByteLength {
			return t.wrong(fmt.Sprintf("%d elements, more than 2^28-1 bytes", h.len))
		}
		if elem.check == nil {
			return nil
		}
		for i := range h.len {
			if err := elem.check(cx, unsafe.Add(h.data, uintptr(i)*goSize)); err != nil {
				return atIndex(err, i)
			}
		}
		return nil
	}
	t.lowerFlat = func(cx *Context, p unsafe.Pointer, s []uint64) error {
		ptr, n, err := lower(cx, p)
		s[0], s[1] = uint64(ptr), uint64(n)
		return err
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		ptr, n, err := lower(cx, p)
		if err == nil {
			cx.putU32(at, ptr)
			cx.putU32(at+4, n)
		}
		return err
	}
	t.liftFlat = func(cx *Context, s []uint64, p unsafe.Pointer) error {
		return lift(cx, uint32(s[0]), uint32(s[1]), p)
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error { return lift(cx, cx.u32(at), cx.u32(at+4), p) }
	return true, nil
}

// typedVariant is for an option in a pointer and for a result in a ResultOf. The
// other forms are boxed.
func (c *Compiler) typedVariant(t *typed) (bool, error) {
	switch {
	case t.Type.Kind == component.KindOption && t.rt.Kind() == reflect.Pointer && !isHandle(t.Cases[1].Layout.Kind):
		return c.typedOption(t)
	case t.Type.Kind == component.KindResult && t.rt.Implements(reflect.TypeFor[resultOf]()) && t.rt.Kind() == reflect.Struct:
		return c.typedResult(t)
	}
	return false, nil
}

func (c *Compiler) typedOption(t *typed) (bool, error) {
	some, err := c.typed(t.Cases[1].Layout, t.encoding, t.rt.Elem())
	if err != nil {
		return false, err
	}
	goElem := t.rt.Elem()
	deref := func(p unsafe.Pointer) unsafe.Pointer { return *(*unsafe.Pointer)(p) }
	t.typedCases([]*typed{nil, some},
		func(p unsafe.Pointer) (int, unsafe.Pointer) {
			if q := deref(p); q != nil {
				return 1, q
			}
			return 0, nil
		},
		func(cx *Context, p unsafe.Pointer, i int) (unsafe.Pointer, error) {
			if i == 0 {
				*(*unsafe.Pointer)(p) = nil
				return nil, nil
			}
			if err := cx.spend(uint64(goElem.Size())); err != nil {
				return nil, err
			}
			q := reflect.New(goElem).UnsafePointer()
			*(*unsafe.Pointer)(p) = q
			return q, nil
		})
	return true, nil
}

// typedCases builds the functions of a variant: pick finds the case that a
// variable holds and its payload, open makes a variable hold a case and returns
// where its payload goes.
func (t *typed) typedCases(cases []*typed, pick func(p unsafe.Pointer) (int, unsafe.Pointer), open func(cx *Context, p unsafe.Pointer, i int) (unsafe.Pointer, error)) {
	size, offset, flatLen, n := t.DiscSize, t.PayloadOffset, t.FlatLen, uint32(len(cases))
	t.check = func(cx *Context, p unsafe.Pointer) error {
		i, q := pick(p)
		if c := cases[i]; c != nil && c.check != nil {
			if err := c.check(cx, q); err != nil {
				if t.Type.Kind == component.KindOption {
					return err
				}
				return at(err, t.Cases[i].Name)
			}
		}
		return nil
	}
	t.lowerFlat = func(cx *Context, p unsafe.Pointer, s []uint64) error {
		i, q := pick(p)
		s[0] = uint64(i)
		used := 1
		if c := cases[i]; c != nil {
			if err := c.lowerFlat(cx, q, s[1:]); err != nil {
				return err
			}
			used += c.FlatLen
		}
		clear(s[used:flatLen])
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		i, q := pick(p)
		cx.putUint(at, size, uint32(i))
		if c := cases[i]; c != nil {
			return c.store(cx, q, at+offset)
		}
		return nil
	}
	t.liftFlat = func(cx *Context, s []uint64, p unsafe.Pointer) error {
		i := uint32(s[0])
		if i >= n {
			return discriminantTrap(i, n)
		}
		q, err := open(cx, p, int(i))
		if c := cases[i]; c != nil && err == nil {
			return c.liftFlat(cx, s[1:], q)
		}
		return err
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		i := cx.uint(at, size)
		if i >= n {
			return discriminantTrap(i, n)
		}
		q, err := open(cx, p, int(i))
		if c := cases[i]; c != nil && err == nil {
			return c.load(cx, at+offset, q)
		}
		return err
	}
}

// ResultOf is a result with typed payloads, for typed calls. A case without
// payload has the type struct{}.
type ResultOf[T, E any] struct {
	IsErr bool
	Ok    T `wit:"ok"`    // if not IsErr
	Err   E `wit:"error"` // if IsErr
}

func (r ResultOf[T, E]) result() Result {
	if r.IsErr {
		return Err(r.Err)
	}
	return Ok(r.Ok)
}

// resultOf is implemented by every ResultOf.
type resultOf interface{ result() Result }

func (c *Compiler) typedResult(t *typed) (bool, error) {
	var cases [2]*typed
	var offs [2]uintptr
	for i, name := range []string{"Ok", "Err"} {
		f, _ := t.rt.FieldByName(name)
		offs[i] = f.Offset
		l := t.Cases[i].Layout
		if l == nil {
			continue
		}
		var err error
		if cases[i], err = c.typed(l, t.encoding, f.Type); err != nil {
			return false, fmt.Errorf("%s: %w", t.Cases[i].Name, err)
		}
	}
	// IsErr is the first field.
	t.typedCases(cases[:],
		func(p unsafe.Pointer) (int, unsafe.Pointer) {
			i := bit(*(*bool)(p))
			return int(i), unsafe.Add(p, offs[i])
		},
		func(_ *Context, p unsafe.Pointer, i int) (unsafe.Pointer, error) {
			*(*bool)(p) = i == 1
			return unsafe.Add(p, offs[i]), nil
		})
	return true, nil
}

func fieldNames(fields []FieldLayout) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

func exportedFields(rt reflect.Type) []int {
	var indices []int
	for i := range rt.NumField() {
		if f := rt.Field(i); f.IsExported() && f.Tag.Get(FieldTag) != "-" {
			indices = append(indices, i)
		}
	}
	return indices
}
