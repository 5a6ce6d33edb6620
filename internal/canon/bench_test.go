package canon

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// still is a guest whose realloc always answers with the same place.
type still struct{ mem []byte }

func (s *still) Bytes() []byte { return s.mem }

func (s *still) context() *Context {
	return &Context{Memory: s, Realloc: func(_, _, _, _ uint32) (uint32, error) { return 1024, nil }}
}

func newStill() *still { return &still{make([]byte, 1<<20)} }

var sink []byte

func BenchmarkBareCopy64K(b *testing.B) {
	mem, list := make([]byte, 1<<20), make([]byte, 64<<10)
	b.SetBytes(64 << 10)
	for b.Loop() {
		copy(mem[1024:], list)
	}
}

func BenchmarkBareClone64K(b *testing.B) {
	mem := make([]byte, 1<<20)
	b.SetBytes(64 << 10)
	for b.Loop() {
		sink = bytes.Clone(mem[1024 : 1024+64<<10])
	}
}

func BenchmarkLowerList64K(b *testing.B) {
	f := mustFunc(b, funcType("", "list<u8>"), Lift, 0)
	cx, args, stack := newStill().context(), []any{make([]byte, 64<<10)}, make([]uint64, 2)
	b.SetBytes(64 << 10)
	b.ReportAllocs()
	for b.Loop() {
		if err := f.LowerParams(cx, args, stack); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLiftList64K(b *testing.B) {
	f := mustFunc(b, funcType("", "list<u32>"), Lower, 0)
	cx, args, stack := newStill().context(), make([]any, 1), []uint64{1024, 16 << 10}
	b.SetBytes(64 << 10)
	b.ReportAllocs()
	for b.Loop() {
		if err := f.LiftParams(cx, stack, args); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdapterList64K(b *testing.B) {
	ft := funcType("", "list<u32>")
	a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
	if err != nil {
		b.Fatal(err)
	}
	x := &Crossing{Caller: newStill().context(), Callee: newStill().context()}
	in, out := []uint64{4096, 16 << 10}, make([]uint64, 2)
	b.SetBytes(64 << 10)
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Params(x, in, out); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdapterScalars(b *testing.B) {
	ft := funcType("u32", "u32", "s8", "f64", "char")
	a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
	if err != nil {
		b.Fatal(err)
	}
	x := &Crossing{Caller: newStill().context(), Callee: newStill().context()}
	in, out := []uint64{1, 2, 3, 4}, make([]uint64, 4)
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Params(x, in, out); err != nil {
			b.Fatal(err)
		}
		if err := a.Result(x, out, in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdapterString(b *testing.B) {
	for _, enc := range []component.StringEncoding{component.UTF8, component.UTF16, component.Latin1UTF16} {
		b.Run("utf8 to "+enc.String(), func(b *testing.B) {
			ft := funcType("", "string")
			a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{Encoding: enc})
			if err != nil {
				b.Fatal(err)
			}
			caller := newStill()
			copy(caller.mem[4096:], strings.Repeat("some ascii text ", 64))
			x := &Crossing{Caller: caller.context(), Callee: newStill().context()}
			in, out := []uint64{4096, 1024}, make([]uint64, 2)
			b.SetBytes(1024)
			b.ReportAllocs()
			for b.Loop() {
				if err := a.Params(x, in, out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDynamicScalars(b *testing.B) {
	ft := funcType("u32", "u32", "s8", "f64", "char")
	f := mustFunc(b, ft, Lift, 0)
	cx, args, stack := newStill().context(), []any{uint32(1), int8(2), 3.0, 'x'}, make([]uint64, 4)
	b.ReportAllocs()
	for b.Loop() {
		if err := f.LowerParams(cx, args, stack); err != nil {
			b.Fatal(err)
		}
		if _, err := f.LiftResult(cx, stack); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTypedScalars(b *testing.B) {
	c := NewCompiler(new(Layouts))
	f, err := c.Func(funcType("u32", "u32", "s8", "f64", "char"), Lift, Options{})
	if err != nil {
		b.Fatal(err)
	}
	bound, err := c.Bind(f, []reflect.Type{
		reflect.TypeFor[uint32](), reflect.TypeFor[int8](), reflect.TypeFor[float64](), reflect.TypeFor[rune](),
	}, reflect.TypeFor[uint32]())
	if err != nil {
		b.Fatal(err)
	}
	var v struct {
		a uint32
		b int8
		c float64
		d rune
		r uint32
	}
	args := []unsafe.Pointer{unsafe.Pointer(&v.a), unsafe.Pointer(&v.b), unsafe.Pointer(&v.c), unsafe.Pointer(&v.d)}
	cx, stack := newStill().context(), make([]uint64, 4)
	b.ReportAllocs()
	for b.Loop() {
		if err := bound.LowerParams(cx, args, stack); err != nil {
			b.Fatal(err)
		}
		if err := bound.LiftResult(cx, stack, unsafe.Pointer(&v.r)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecords(b *testing.B) {
	typ := testTypes.List(pointType)
	points := make([]point, 100)
	var records []any
	for i := range points {
		points[i] = point{X: 1, Y: 2, Note: ptr("a note")}
		records = append(records, Record{{"x", uint8(1)}, {"y", uint8(2)}, {"note", "a note"}})
	}
	g := newStill()
	next := uint32(1024)
	cx := g.context()
	cx.Realloc = func(_, _, _, n uint32) (uint32, error) {
		p := (next + 7) &^ 7
		next = p + n
		return p, nil
	}
	lift, err := bind(typ, Lift, 0, reflect.TypeFor[[]point]())
	if err != nil {
		b.Fatal(err)
	}
	lower, err := bind(typ, Lower, 0, reflect.TypeFor[[]point]())
	if err != nil {
		b.Fatal(err)
	}
	stack := make([]uint64, 3)
	b.Run("dynamic", func(b *testing.B) {
		b.ReportAllocs()
		args, out := []any{records}, make([]any, 1)
		for b.Loop() {
			next = 1024
			if err := lift.Func.LowerParams(cx, args, stack); err != nil {
				b.Fatal(err)
			}
			if err := lower.Func.LiftParams(cx, stack, out); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("typed", func(b *testing.B) {
		b.ReportAllocs()
		var got []point
		args, out := []unsafe.Pointer{unsafe.Pointer(&points)}, []unsafe.Pointer{unsafe.Pointer(&got)}
		for b.Loop() {
			next = 1024
			if err := lift.LowerParams(cx, args, stack); err != nil {
				b.Fatal(err)
			}
			if err := lower.LiftParams(cx, stack, out); err != nil {
				b.Fatal(err)
			}
		}
	})
}
