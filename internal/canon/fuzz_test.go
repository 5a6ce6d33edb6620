package canon

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

var scalarTypes = []*component.ValType{
	component.Bool, component.S8, component.U8, component.S16, component.U16, component.S32, component.U32,
	component.S64, component.U64, component.F32, component.F64, component.Char, component.String,
}

func randomType(r *rand.Rand, depth int) *component.ValType {
	if depth == 0 || r.IntN(3) == 0 {
		return scalarTypes[r.IntN(len(scalarTypes))]
	}
	sub := func() *component.ValType { return randomType(r, depth-1) }
	maybe := func() *component.ValType {
		if r.IntN(3) == 0 {
			return nil
		}
		return sub()
	}
	labels := func(n int) []string {
		l := make([]string, n)
		for i := range l {
			l[i] = fmt.Sprintf("l%d", i)
		}
		return l
	}
	switch r.IntN(11) {
	case 0:
		return testTypes.List(sub())
	case 1:
		return testTypes.FixedList(sub(), uint32(1+r.IntN(4)))
	case 2:
		fields := make([]component.Field, 1+r.IntN(5))
		for i := range fields {
			fields[i] = component.Field{Name: fmt.Sprintf("f%d", i), Type: sub()}
		}
		return testTypes.Record(fields...)
	case 3:
		elems := make([]*component.ValType, 1+r.IntN(5))
		for i := range elems {
			elems[i] = sub()
		}
		return testTypes.Tuple(elems...)
	case 4:
		cases := make([]component.Case, 1+r.IntN(5))
		for i := range cases {
			cases[i] = component.Case{Name: fmt.Sprintf("c%d", i), Type: maybe()}
		}
		return testTypes.Variant(cases...)
	case 5:
		return testTypes.Enum(labels([]int{1, 2, 256, 257}[r.IntN(4)])...)
	case 6:
		return testTypes.Flags(labels([]int{1, 8, 9, 16, 17, 32}[r.IntN(6)])...)
	case 7:
		return testTypes.Result(maybe(), maybe())
	case 8:
		return testTypes.Map(scalarTypes[r.IntN(len(scalarTypes))], sub())
	case 9:
		return testTypes.Own(1)
	}
	return testTypes.Option(sub())
}

// randomValue makes a value in canonical form.
func randomValue(r *rand.Rand, t *component.ValType) any {
	switch t.Kind {
	case component.KindBool:
		return r.IntN(2) == 0
	case component.KindS8:
		return int8(r.Uint64())
	case component.KindU8:
		return uint8(r.Uint64())
	case component.KindS16:
		return int16(r.Uint64())
	case component.KindU16:
		return uint16(r.Uint64())
	case component.KindS32:
		return int32(r.Uint64())
	case component.KindU32:
		return uint32(r.Uint64())
	case component.KindS64:
		return int64(r.Uint64())
	case component.KindU64:
		return r.Uint64()
	case component.KindF32:
		return math.Float32frombits(canonicalF32(r.Uint32()))
	case component.KindF64:
		return math.Float64frombits(canonicalF64(r.Uint64()))
	case component.KindChar:
		return []rune("a\x00é☃🍰\ud7ff\ue000\U0010ffff")[r.IntN(8)]
	case component.KindString, component.KindOwn:
		s := make([]rune, r.IntN(6))
		for i := range s {
			s[i] = []rune("ab\x00é☃🍰")[r.IntN(6)]
		}
		return string(s)
	case component.KindRecord:
		v := make(Record, len(t.Fields))
		for i, f := range t.Fields {
			v[i] = Field{f.Name, randomValue(r, f.Type)}
		}
		return v
	case component.KindTuple:
		v := make(Tuple, len(t.Elems))
		for i, e := range t.Elems {
			v[i] = randomValue(r, e)
		}
		return v
	case component.KindVariant:
		c := t.Cases[r.IntN(len(t.Cases))]
		return Variant{c.Name, randomPayload(r, c.Type)}
	case component.KindEnum:
		return Enum(t.Labels[r.IntN(len(t.Labels))])
	case component.KindFlags:
		f := Flags{}
		for _, l := range t.Labels {
			if r.IntN(2) == 0 {
				f = append(f, l)
			}
		}
		return f
	case component.KindOption:
		some := r.IntN(2) == 0
		if t.Elem.Kind != component.KindOption {
			if !some {
				return nil
			}
			return randomValue(r, t.Elem)
		}
		if !some {
			return None
		}
		return Some(randomValue(r, t.Elem))
	case component.KindResult:
		if r.IntN(2) == 0 {
			return Ok(randomPayload(r, t.Elem))
		}
		return Err(randomPayload(r, t.Err))
	case component.KindMap:
		m := make(Map, r.IntN(3))
		for i := range m {
			m[i] = Entry{randomValue(r, t.Elem), randomValue(r, t.Err)}
		}
		return m
	}
	n := r.IntN(4)
	if t.Kind == component.KindFixedList {
		n = int(t.Len)
	}
	list := make([]any, n)
	for i := range list {
		list[i] = randomValue(r, t.Elem)
	}
	// The canonical form of a list of primitives is a slice of its own.
	c := NewCompiler(new(Layouts))
	v, err := c.codec(c.layouts.Of(t), 0).accept(&Context{Handles: newGuest(0)}, list)
	if err != nil {
		panic(err)
	}
	return v
}

func randomPayload(r *rand.Rand, t *component.ValType) any {
	if t == nil {
		return nil
	}
	return randomValue(r, t)
}

// FuzzRoundTrip lowers random values of random types and expects to lift the
// same; it also lifts whatever memory and stack the fuzzer makes: errors are
// fine, panics are not.
func FuzzRoundTrip(f *testing.F) {
	for i := range 200 {
		f.Add(uint64(i), []byte("\x00\x01\xff\x00\x00\x00\x10\x80"))
	}
	f.Fuzz(func(t *testing.T, seed uint64, memory []byte) {
		r := rand.New(rand.NewPCG(seed, 1))
		ft := &component.FuncType{}
		var args []any
		for range 1 + r.IntN(3) {
			typ := randomType(r, r.IntN(4))
			ft.Params = append(ft.Params, component.Param{Name: "p", Type: typ})
			args = append(args, randomValue(r, typ))
		}
		ft.Result = ft.Params[0].Type
		enc := Options{Encoding: component.StringEncoding(r.IntN(3))}
		c := NewCompiler(new(Layouts))
		lift, err := c.Func(ft, Lift, enc)
		if err != nil {
			t.Fatal(err)
		}
		lower, err := c.Func(ft, Lower, enc)
		if err != nil {
			t.Fatal(err)
		}
		g := newGuest(64)
		stack := make([]uint64, 18)
		if err := lift.LowerParams(g.context(), args, stack); err != nil {
			t.Fatalf("%s: %v", ft, err)
		}
		got := make([]any, len(args))
		if err := lower.LiftParams(g.context(), stack, got); err != nil {
			t.Fatalf("%s: %v", ft, err)
		}
		if g, w := fmt.Sprintf("%#v", got), fmt.Sprintf("%#v", args); g != w {
			t.Fatalf("%s: got %s, want %s", ft, g, w)
		}

		// Hostile memory and stack.
		bad := newGuest(64)
		copy(bad.mem, memory)
		for i := range stack {
			if len(memory) > 0 {
				stack[i] = uint64(memory[(i*5)%len(memory)]) | uint64(memory[(i*3)%len(memory)])<<r.IntN(60)
			}
		}
		cx := bad.context()
		cx.MaxLift = 1 << 20
		_ = lower.LiftParams(cx, stack, got)
		_, _ = lift.LiftResult(cx, stack)
		a, err := c.Adapter(ft, enc, ft, Options{Encoding: component.StringEncoding(r.IntN(3))})
		if err != nil {
			t.Fatal(err)
		}
		x := &Crossing{Caller: cx, Callee: newGuest(64).context()}
		x.Transfer = func(_, _ *component.ValType, i uint32, _ bool) (uint32, error) { return i, nil }
		out := make([]uint64, 18)
		_ = a.Params(x, stack, out)
		_ = a.Result(x, stack, out)
	})
}
