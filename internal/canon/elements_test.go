package canon

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// Elements of a stream get from one memory to another, with the strings that they
// refer to, in the encoding of the other side.
func TestElements(t *testing.T) {
	compiler := NewCompiler(new(Layouts))
	for _, typ := range []*component.ValType{
		component.U8, component.U32, component.F64, component.Bool, component.String,
		parseType("list<u16>"), parseType("tuple<u8,string>"),
	} {
		for _, enc := range []component.StringEncoding{component.UTF8, component.UTF16} {
			e, err := compiler.Elements(typ, component.UTF8, enc)
			if err != nil {
				t.Fatal(err)
			}
			from, to := newGuest(4096), newGuest(4096)
			x := &Crossing{Caller: from.context(), Callee: to.context()}
			l := compiler.layouts.Of(typ)
			values := elementValues(typ)
			src, _ := x.Caller.realloc(0, 0, l.Align, l.Size*uint32(len(values)), hostAlloc)
			dst, _ := x.Callee.realloc(0, 0, l.Align, l.Size*uint32(len(values)), hostAlloc)
			for i, v := range values {
				if err := compiler.codec(l, component.UTF8).store(x.Caller, v, src+uint32(i)*l.Size); err != nil {
					t.Fatal(err)
				}
			}
			n := uint32(len(values))
			if err := errors.Join(e.Check(x.Caller, src, n), e.Check(x.Callee, dst, n), e.Copy(x, src, dst, n)); err != nil {
				t.Fatalf("%s: %v", typ, err)
			}
			x.Callee.enter(true)
			for i, v := range values {
				got, err := compiler.codec(l, enc).load(x.Callee, dst+uint32(i)*l.Size)
				if err != nil || fmt.Sprint(got) != fmt.Sprint(v) {
					t.Errorf("%s, element %d: %v, %v; want %v", typ, i, got, err, v)
				}
			}
		}
	}
}

// A buffer must be aligned and lie in memory, unless it has no elements.
func TestElementsCheck(t *testing.T) {
	compiler := NewCompiler(new(Layouts))
	e, err := compiler.Elements(component.U32, component.UTF8, component.UTF8)
	if err != nil {
		t.Fatal(err)
	}
	cx := newGuest(4096).context()
	size := uint32(len(cx.Memory.Bytes()))
	for _, c := range []struct {
		ptr, n uint32
		want   error
	}{
		{0, 0, nil}, {3, 0, nil}, {size + 5, 0, nil}, {size - 4, 1, nil}, {0, size / 4, nil},
		{2, 1, errBufferAlign}, {size, 1, errBufferBounds}, {size - 4, 2, errBufferBounds}, {4, 1<<28 - 1, errBufferBounds},
		{0xfffffffc, 2, errBufferBounds},
	} {
		if err := e.Check(cx, c.ptr, c.n); err != c.want {
			t.Errorf("%d elements at %d: %v, want %v", c.n, c.ptr, err, c.want)
		}
	}
}

func elementValues(t *component.ValType) []any {
	switch t.Kind {
	case component.KindU8:
		return []any{uint8(1), uint8(255)}
	case component.KindU32:
		return []any{uint32(1), uint32(1 << 31)}
	case component.KindF64:
		return []any{1.5, -0.25}
	case component.KindBool:
		return []any{true, false}
	case component.KindString:
		return []any{"hé€", "", "x"}
	case component.KindList:
		return []any{[]uint16{1, 2, 3}, []uint16{}}
	}
	return []any{Tuple{uint8(3), "a"}, Tuple{uint8(4), "ü"}}
}
