package canon

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// listParts is what kinds of lists differ in: how many elements a canonical
// value has, how to store them and how to make a value of n elements at p, which
// are in bounds and aligned.
type listParts struct {
	len       func(v any) int
	storeAt   func(cx *Context, v any, p uint32) error
	loadAt    func(cx *Context, p, n uint32) (any, error)
	lowerFlat func(cx *Context, v any, s []uint64) error // fixed length only
	liftFlat  func(cx *Context, s []uint64) (any, error) // fixed length only
}

// list builds the four directions (CanonicalABI.md: load_list, store_list and
// their flat companions).
func (k *codec) list(parts listParts) {
	if k.Kind == component.KindFixedList {
		n := k.Len
		k.store = parts.storeAt
		k.load = func(cx *Context, p uint32) (any, error) { return parts.loadAt(cx, p, n) }
		k.lowerFlat = parts.lowerFlat
		k.liftFlat = parts.liftFlat
		return
	}
	size, align := k.Elem.Size, k.Elem.Align
	// store_list_into_range: one allocation, even for an empty list.
	lower := func(cx *Context, v any) (ptr, n uint32, err error) {
		n = uint32(parts.len(v))
		if ptr, err = cx.realloc(0, 0, align, n*size, hostAlloc); err != nil {
			return 0, 0, err
		}
		return ptr, n, parts.storeAt(cx, v, ptr)
	}
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		ptr, n, err := lower(cx, v)
		s[0], s[1] = uint64(ptr), uint64(n)
		return err
	}
	k.store = func(cx *Context, v any, p uint32) error {
		ptr, n, err := lower(cx, v)
		if err != nil {
			return err
		}
		cx.putU32(p, ptr)
		cx.putU32(p+4, n)
		return nil
	}
	elem := k.Elem
	lift := func(cx *Context, ptr, n uint32) (any, error) {
		if err := cx.checkList(ptr, n, elem, hostListTraps); err != nil {
			return nil, err
		}
		return parts.loadAt(cx, ptr, n)
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) { return lift(cx, uint32(s[0]), uint32(s[1])) }
	k.load = func(cx *Context, p uint32) (any, error) { return lift(cx, cx.u32(p), cx.u32(p+4)) }
}

// listTraps are the traps for a list that cannot be lifted.
type listTraps struct{ long, align, bounds *Trap }

var hostListTraps = &listTraps{errListTooLong, errListAlign, errListBounds}

// checkList is load_list_from_range's checks.
func (cx *Context) checkList(ptr, n uint32, elem *Layout, traps *listTraps) error {
	size := uint64(n) * uint64(elem.Size)
	switch {
	case ptr&(elem.Align-1) != 0:
		return traps.align
	case !cx.inBounds(ptr, size):
		return traps.bounds
	case size > MaxListByteLength:
		return traps.long
	}
	return nil
}

// numberList is for lists whose elements are one copy.
func numberList[T number](k, elem *codec) {
	k.accept = acceptList[T](k, elem)
	size := elem.Size
	k.list(listParts{
		len: func(v any) int { return len(v.([]T)) },
		storeAt: func(cx *Context, v any, p uint32) error {
			putNumbers(cx.mem[p:], v.([]T))
			return nil
		},
		loadAt: func(cx *Context, p, n uint32) (any, error) {
			if err := cx.spend(uint64(n) * uint64(size)); err != nil {
				return nil, err
			}
			return getNumbers[T](cx.view(p, n*size)), nil
		},
		lowerFlat: lowerElements[T](elem),
		liftFlat:  liftElements[T](elem, k.Len),
	})
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// bytesOf views numbers as bytes.
func bytesOf[T number](v []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), len(v)*int(unsafe.Sizeof(*new(T))))
}

// putNumbers stores v at the start of mem.
func putNumbers[T number](mem []byte, v []T) {
	src := bytesOf(v)
	copy(mem, src)
	if !littleEndian {
		swapBytes(mem[:len(src)], int(unsafe.Sizeof(*new(T))))
	}
}

// getNumbers copies numbers out of mem; every NaN becomes the canonical one.
func getNumbers[T number](mem []byte) []T {
	v := cloneNumbers[T](mem)
	switch f := any(v).(type) {
	case []float32:
		for i, x := range f {
			if x != x {
				f[i] = nan32
			}
		}
	case []float64:
		for i, x := range f {
			if x != x {
				f[i] = nan64
			}
		}
	}
	return v
}

func cloneNumbers[T number](mem []byte) []T {
	size := int(unsafe.Sizeof(*new(T)))
	if len(mem) == 0 {
		return []T{}
	}
	// A clone of a slice of the right type spares clearing the new one first.
	if p := unsafe.Pointer(unsafe.SliceData(mem)); littleEndian && uintptr(p)%uintptr(size) == 0 {
		return slices.Clone(unsafe.Slice((*T)(p), len(mem)/size))
	}
	v := make([]T, len(mem)/size)
	dst := bytesOf(v)
	copy(dst, mem)
	if !littleEndian {
		swapBytes(dst, size)
	}
	return v
}

func swapBytes(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}

// primitiveList is for lists of bool, char and string.
func primitiveList[T bool | rune | string](k, elem *codec, te *typed) {
	k.accept = acceptList[T](k, elem)
	size, goSize := elem.Size, uint64(unsafe.Sizeof(*new(T)))
	k.list(listParts{
		len: func(v any) int { return len(v.([]T)) },
		storeAt: func(cx *Context, v any, p uint32) error {
			list := v.([]T)
			for i := range list {
				if err := te.store(cx, unsafe.Pointer(&list[i]), p); err != nil {
					return err
				}
				p += size
			}
			return nil
		},
		loadAt: func(cx *Context, p, n uint32) (any, error) {
			if err := cx.spend(uint64(n) * goSize); err != nil {
				return nil, err
			}
			list := make([]T, n)
			for i := range list {
				if err := te.load(cx, p, unsafe.Pointer(&list[i])); err != nil {
					return nil, err
				}
				p += size
			}
			return list, nil
		},
		lowerFlat: lowerElements[T](elem),
		liftFlat:  liftElements[T](elem, k.Len),
	})
}

// anyList is for lists of everything else.
func anyList(k, elem *codec) {
	k.accept = acceptList[any](k, elem)
	size := elem.Size
	k.list(listParts{
		len: func(v any) int { return len(v.([]any)) },
		storeAt: func(cx *Context, v any, p uint32) error {
			for _, e := range v.([]any) {
				if err := elem.store(cx, e, p); err != nil {
					return err
				}
				p += size
			}
			return nil
		},
		loadAt: func(cx *Context, p, n uint32) (any, error) {
			if err := cx.spend(uint64(n) * 16); err != nil {
				return nil, err
			}
			list := make([]any, n)
			for i := range list {
				e, err := elem.load(cx, p)
				if err != nil {
					return nil, err
				}
				list[i] = e
				p += size
			}
			return list, nil
		},
		lowerFlat: lowerElements[any](elem),
		liftFlat:  liftElements[any](elem, k.Len),
	})
}

// lowerElements is lower_flat_list for a fixed length.
func lowerElements[T any](elem *codec) func(cx *Context, v any, s []uint64) error {
	return func(cx *Context, v any, s []uint64) error {
		for i, e := range v.([]T) {
			if err := elem.lowerFlat(cx, e, s[i*elem.FlatLen:]); err != nil {
				return err
			}
		}
		return nil
	}
}

// liftElements is lift_flat_list for a fixed length.
func liftElements[T any](elem *codec, n uint32) func(cx *Context, s []uint64) (any, error) {
	return func(cx *Context, s []uint64) (any, error) {
		list := make([]T, n)
		for i := range list {
			e, err := elem.liftFlat(cx, s[i*elem.FlatLen:])
			if err != nil {
				return nil, err
			}
			list[i], _ = e.(T) // nil is an option's none
		}
		return list, nil
	}
}

// mapOf is for maps: lists of (key, value) tuples.
func (k *codec) mapOf(key, value *codec) {
	k.accept = k.acceptMap(key, value)
	size, offset := k.Elem.Size, k.Elem.Fields[1].Offset
	k.list(listParts{
		len: func(v any) int { return len(v.(Map)) },
		storeAt: func(cx *Context, v any, p uint32) error {
			for _, e := range v.(Map) {
				if err := key.store(cx, e.Key, p); err != nil {
					return err
				}
				if err := value.store(cx, e.Value, p+offset); err != nil {
					return err
				}
				p += size
			}
			return nil
		},
		loadAt: func(cx *Context, p, n uint32) (any, error) {
			if err := cx.spend(uint64(n) * 32); err != nil {
				return nil, err
			}
			m := make(Map, n)
			for i := range m {
				var err error
				if m[i].Key, err = key.load(cx, p); err != nil {
					return nil, err
				}
				if m[i].Value, err = value.load(cx, p+offset); err != nil {
					return nil, err
				}
				p += size
			}
			return m, nil
		},
	})
}
