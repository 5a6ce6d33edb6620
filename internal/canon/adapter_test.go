package canon

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// TestAdapterValues moves every value of values.txt to a guest with each
// encoding and back, and expects both sides to lift the same.
func TestAdapterValues(t *testing.T) {
	compiler := NewCompiler(new(Layouts))
	flatToFlat, memToMem, memToFlat := 0, 0, 0
	for i, f := range testdata(t, "values.txt", 9) {
		typ := parseType(f[1])
		callerEnc, calleeEnc := encoding(f[0]), component.StringEncoding(i%3)
		ft := &component.FuncType{Params: []component.Param{{Name: "x", Type: component.U8}, {Name: "v", Type: typ}}, Result: typ}
		caller, callee := newGuest(1<<15), newGuest(16)
		copy(caller.mem, unhex(t, f[6]))
		caller.next = 1 << 14
		cx := caller.context()
		cx.enter(true)
		l := compiler.layouts.Of(typ)
		v, err := compiler.codec(l, callerEnc).load(cx, parseNum(t, f[5]))
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%#v", v)

		for _, async := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			opts := Options{Encoding: callerEnc, Async: async[0]}
			a, err := compiler.Adapter(ft, opts, ft, Options{Encoding: calleeEnc, Async: async[1], Callback: async[1]})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case !a.Caller.ParamsSpill:
				flatToFlat++
			case a.Callee.ParamsSpill:
				memToMem++
			default:
				memToFlat++
			}
			// What the caller's core code does: pass the values, and room for the
			// result.
			callerStack := make([]uint64, 18)
			if a.Caller.ParamsSpill {
				at, _ := cx.realloc(0, 0, a.Caller.Params.Align, a.Caller.Params.Size, hostAlloc)
				for i, field := range a.Caller.Params.Fields {
					k := compiler.codec(field.Layout, callerEnc)
					if err := k.store(cx, []any{uint8(7), v}[i], at+field.Offset); err != nil {
						t.Fatal(err)
					}
				}
				callerStack[0] = uint64(at)
			} else {
				callerStack[0] = 0xdeadbe07
				if err := compiler.codec(l, callerEnc).lowerFlat(cx, v, callerStack[1:]); err != nil {
					t.Fatal(err)
				}
			}
			if a.Caller.OutParam {
				at, _ := cx.realloc(0, 0, l.Align, l.Size, hostAlloc)
				callerStack[len(a.Caller.ParamsFlat)] = uint64(at)
			}
			x := &Crossing{Caller: caller.context(), Callee: callee.context()}
			calleeStack := make([]uint64, 18)
			if err := a.Params(x, callerStack, calleeStack); err != nil {
				t.Fatalf("%s: %v", f[1], err)
			}

			// What the callee got, and its answer.
			lower, err := compiler.Func(ft, Lower, Options{Encoding: calleeEnc})
			if err != nil {
				t.Fatal(err)
			}
			var args [2]any
			if err := lower.LiftParams(callee.context(), calleeStack, args[:]); err != nil {
				t.Fatalf("%s: %v", f[1], err)
			}
			if got := fmt.Sprintf("%#v", args[1]); got != want || args[0] != uint8(7) {
				t.Errorf("%s: the callee got %v, %s; want 7, %s", f[1], args[0], got, want)
			}
			ccx := callee.context()
			ccx.enter(true)
			k := compiler.codec(l, calleeEnc)
			if a.Callee.ResultSpill {
				at, _ := ccx.realloc(0, 0, l.Align, l.Size, hostAlloc)
				err = k.store(ccx, args[1], at)
				calleeStack[0] = uint64(at)
			} else {
				err = k.lowerFlat(ccx, args[1], calleeStack)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Result(x, calleeStack, callerStack); err != nil {
				t.Fatalf("%s: %v", f[1], err)
			}
			cx.enter(true)
			var back any
			if a.Caller.OutParam {
				back, err = compiler.codec(l, callerEnc).load(cx, uint32(callerStack[len(a.Caller.ParamsFlat)]))
			} else {
				back, err = compiler.codec(l, callerEnc).liftFlat(cx, callerStack)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%#v", back); got != want {
				t.Errorf("%s: the caller got back %s, want %s", f[1], got, want)
			}
		}
	}
	if flatToFlat < 50 || memToMem < 10 || memToFlat < 50 {
		t.Errorf("too few of a kind: %d flat to flat, %d memory to memory, %d memory to flat", flatToFlat, memToMem, memToFlat)
	}
}

func TestAdapterNormalises(t *testing.T) {
	for _, c := range []struct {
		typ      string
		in, want uint64
	}{
		{"bool", 2, 1},
		{"bool", 1 << 32, 0},
		{"u8", 0xff07, 7},
		{"s8", 0xff80, 0xffffff80},
		{"s16", 0xff8000, 0xffff8000},
		{"u16", 0xff0001, 1},
		{"u32", 0xffffffff00000003, 3},
		{"s64", 1 << 63, 1 << 63},
		{"flags<9>", 0xffffff11, 0x111},
		{"flags<32>", 0xffffffff, 0xffffffff},
		{"char", 0x10ffff, 0x10ffff},
		{"f32", 0xffffffff_7fc00001, 0x7fc00000},
		{"f64", 0xfff0000000000001, 0x7ff8000000000000},
	} {
		ft := funcType("", c.typ)
		a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := []uint64{0xdeadbeef}
		if err := a.Params(&Crossing{Caller: new(Context), Callee: new(Context)}, []uint64{c.in}, out); err != nil {
			t.Error(err)
		}
		if out[0] != c.want {
			t.Errorf("%s %#x became %#x, want %#x", c.typ, c.in, out[0], c.want)
		}
	}
}

// TestAdapterTraps has the cases of values/alignment, realloc and variants of the
// specification's suite, and their wording.
func TestAdapterTraps(t *testing.T) {
	misalign := func(g *guest) { g.reply = func(uint32) uint32 { return 2 } }
	outside := func(g *guest) { g.reply = func(uint32) uint32 { return 0xffffffff } }
	tooFar := func(g *guest) { g.reply = func(uint32) uint32 { return 1 << 20 } }
	big := strings.TrimSuffix(strings.Repeat("u32,", 17), ",")
	for _, c := range []struct {
		name    string
		typ     string
		stack   []uint64
		caller  component.StringEncoding
		prepare func(callee *guest)
		memory  string // of the caller at 64
		want    string
	}{
		{name: "argument pointer", typ: "tuple<" + big + ">", stack: []uint64{1}, want: "wasm trap: unaligned pointer"},
		{name: "argument pointer outside", typ: "tuple<" + big + ">", stack: []uint64{1020}, want: "wasm trap: out of bounds memory access"},
		{name: "realloc for arguments", typ: "tuple<" + big + ">", stack: []uint64{8}, prepare: misalign, want: "wasm trap: unaligned pointer"},
		{name: "realloc for arguments outside", typ: "tuple<" + big + ">", stack: []uint64{8}, prepare: tooFar, want: "wasm trap: out of bounds memory access"},
		{name: "utf16", typ: "string", caller: component.UTF16, stack: []uint64{1, 0}, want: "wasm trap: unaligned pointer"},
		{name: "latin1", typ: "string", caller: component.Latin1UTF16, stack: []uint64{1, 0}, want: "wasm trap: unaligned pointer"},
		{name: "latin1+utf16", typ: "string", caller: component.Latin1UTF16, stack: []uint64{1, 0x80000000}, want: "wasm trap: unaligned pointer"},
		{name: "string outside", typ: "string", stack: []uint64{0x80000000, 1}, want: "wasm trap: string content out-of-bounds"},
		{name: "string end outside", typ: "string", stack: []uint64{1023, 2}, want: "wasm trap: string content out-of-bounds"},
		{name: "empty string outside", typ: "string", stack: []uint64{1025, 0}, want: "wasm trap: string content out-of-bounds"},
		{name: "realloc for a string", typ: "string", stack: []uint64{0, 0}, prepare: outside, want: "wasm trap: string content out-of-bounds"},
		{name: "utf-8", typ: "string", stack: []uint64{64, 1}, memory: "\xff", want: "invalid utf8 encoding"},
		{name: "surrogate in utf-8", typ: "string", stack: []uint64{64, 3}, memory: "\xed\xa0\x80", want: "invalid utf8 encoding"},
		{name: "lone high surrogate", typ: "string", caller: component.UTF16, stack: []uint64{64, 2}, memory: "\x00\xd8a\x00", want: "invalid utf16 encoding"},
		{name: "high surrogate at the end", typ: "string", caller: component.UTF16, stack: []uint64{64, 1}, memory: "\x00\xd8\x00\xdc", want: "invalid utf16 encoding"},
		{name: "lone low surrogate", typ: "string", caller: component.Latin1UTF16, stack: []uint64{64, 0x80000001}, memory: "\x00\xdc", want: "invalid utf16 encoding"},
		{name: "list", typ: "list<u32>", stack: []uint64{2, 0}, want: "wasm trap: unaligned pointer"},
		{name: "list outside", typ: "list<u32>", stack: []uint64{1020, 2}, want: "wasm trap: list content out-of-bounds"},
		{name: "list far outside", typ: "list<u64>", stack: []uint64{0, 1 << 29}, want: "wasm trap: list content out-of-bounds"},
		{name: "empty list outside", typ: "list<u8>", stack: []uint64{1025, 0}, want: "wasm trap: list content out-of-bounds"},
		{name: "realloc for a list", typ: "list<u32>", stack: []uint64{8, 1}, prepare: misalign, want: "wasm trap: unaligned pointer"},
		{name: "realloc for an empty list", typ: "list<u8>", stack: []uint64{0, 0}, prepare: outside, want: "wasm trap: list content out-of-bounds"},
		{name: "char", typ: "char", stack: []uint64{0xd800}, want: "invalid `char` bit pattern"},
		{name: "char in a list", typ: "list<char>", stack: []uint64{64, 1}, memory: "\x00\x00\x11\x00", want: "invalid `char` bit pattern"},
		{name: "variant", typ: "variant<u32>", stack: []uint64{1, 0}, want: "invalid variant discriminant"},
		{name: "enum", typ: "enum<2>", stack: []uint64{2}, want: "invalid variant discriminant"},
		{name: "option in a list", typ: "list<option<u8>>", stack: []uint64{64, 1}, memory: "\x02", want: "invalid variant discriminant"},
		{name: "result", typ: "result<_,_>", stack: []uint64{0xffffffff}, want: "invalid variant discriminant"},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := newGuest(1024), newGuest(1024)
			copy(caller.mem[64:], c.memory)
			if c.prepare != nil {
				c.prepare(callee)
			}
			ft := funcType("", c.typ)
			a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{Encoding: c.caller}, ft, Options{})
			if err != nil {
				t.Fatal(err)
			}
			x := &Crossing{Caller: caller.context(), Callee: callee.context()}
			expectTrap(t, a.Params(x, c.stack, make([]uint64, 16)), c.want)
		})
	}

	// The same checks for result pointers.
	ft := funcType("tuple<u32,u32>")
	a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
	if err != nil {
		t.Fatal(err)
	}
	x := &Crossing{Caller: newGuest(64).context(), Callee: newGuest(64).context()}
	expectTrap(t, a.Result(x, []uint64{1}, []uint64{8}), "wasm trap: unaligned pointer")
	expectTrap(t, a.Result(x, []uint64{0}, []uint64{1}), "wasm trap: unaligned pointer")
	expectTrap(t, a.Result(x, []uint64{60}, []uint64{8}), "wasm trap: out of bounds memory access")
	expectTrap(t, a.Result(x, []uint64{8}, []uint64{0xfffffffc}), "wasm trap: out of bounds memory access")
}

func TestAdapterTooLong(t *testing.T) {
	caller := newGuest(1<<28 + 64)
	for _, c := range []struct {
		typ   string
		enc   component.StringEncoding
		units uint64
		want  string
	}{
		{"string", component.UTF8, 1 << 28, "string content out-of-bounds"},
		{"string", component.UTF16, 1 << 27, "string content out-of-bounds"},
		{"string", component.Latin1UTF16, 1<<27 | UTF16Tag, "string content out-of-bounds"},
		{"list<u8>", component.UTF8, 1 << 28, "list content out-of-bounds"},
		{"list<u64>", component.UTF8, 1 << 25, "list content out-of-bounds"},
	} {
		ft := funcType("", c.typ)
		a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{Encoding: c.enc}, ft, Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := &Crossing{Caller: caller.context(), Callee: newGuest(16).context()}
		expectTrap(t, a.Params(x, []uint64{0, c.units}, make([]uint64, 2)), c.want)

		f := mustFunc(t, ft, Lower, c.enc)
		var args [1]any
		expectTrap(t, f.LiftParams(caller.context(), []uint64{0, c.units}, args[:]), "2^28-1")
	}
}

// TestAdapterHandles expects each handle to be transferred once, with both types
// and the right direction.
func TestAdapterHandles(t *testing.T) {
	callerType := funcType("own<1>", "own<1>", "list<borrow<1>>", "stream<u8>")
	calleeType := funcType("own<2>", "own<2>", "list<borrow<2>>", "stream<u8>")
	a, err := NewCompiler(new(Layouts)).Adapter(callerType, Options{}, calleeType, Options{})
	if err != nil {
		t.Fatal(err)
	}
	caller, callee := newGuest(1024), newGuest(1024)
	copy(caller.mem[64:], "\x05\x00\x00\x00\x06\x00\x00\x00")
	var log []string
	x := &Crossing{Caller: caller.context(), Callee: callee.context()}
	fail := errors.New("unknown handle index")
	x.Transfer = func(from, to *component.ValType, index uint32, toCallee bool) (uint32, error) {
		log = append(log, fmt.Sprintf("%s %d->%d #%d %t", from.Kind, from.Resource, to.Resource, index, toCallee))
		if index == 99 {
			return 0, fail
		}
		return index + 100, nil
	}
	stack := make([]uint64, 4)
	if err := a.Params(x, []uint64{3, 64, 2, 4}, stack); err != nil {
		t.Fatal(err)
	}
	if want := []uint64{103, 16, 2, 104}; !reflect.DeepEqual(stack, want) {
		t.Errorf("stack %d, want %d", stack, want)
	}
	if got := string(callee.mem[16:24]); got != "\x69\x00\x00\x00\x6a\x00\x00\x00" {
		t.Errorf("list %x", got)
	}
	out := make([]uint64, 1)
	if err := a.Result(x, []uint64{1}, out); err != nil || out[0] != 101 {
		t.Errorf("result %d, %v", out[0], err)
	}
	want := []string{
		"own 1->2 #3 true", "borrow 1->2 #5 true", "borrow 1->2 #6 true", "stream 0->0 #4 true", "own 2->1 #1 false",
	}
	if !reflect.DeepEqual(log, want) {
		t.Errorf("transfers %q, want %q", log, want)
	}
	if err := a.Params(x, []uint64{99, 64, 2, 4}, stack); !errors.Is(err, fail) {
		t.Errorf("want the engine's error, got %v", err)
	}
}

func TestAdapterShapes(t *testing.T) {
	for _, c := range [][2]string{
		{"u8", "u16"}, {"u8", "s8"}, {"list<u8>", "list<u16>"}, {"record<u8,u8>", "record<u8>"}, {"option<u8>", "result<u8,_>"},
		{"list<string>", "list<list<u8>>"}, {"variant<u8,_>", "variant<_,u8>"}, {"list<u8,2>", "list<u8,3>"},
	} {
		_, err := NewCompiler(new(Layouts)).Adapter(funcType("", c[0]), Options{}, funcType("", c[1]), Options{})
		if err == nil {
			t.Errorf("%s passes for %s", c[0], c[1])
		}
	}
	if _, err := NewCompiler(new(Layouts)).Adapter(funcType("u8"), Options{}, funcType(""), Options{}); err == nil {
		t.Error("no result passes for a result")
	}
}

// TestAdapterReallocError expects the callee's error to come back as it is.
func TestAdapterReallocError(t *testing.T) {
	ft := funcType("", "list<u8>")
	a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
	if err != nil {
		t.Fatal(err)
	}
	callee := newGuest(64)
	callee.fail = errors.New("out of memory")
	x := &Crossing{Caller: newGuest(64).context(), Callee: callee.context()}
	if err := a.Params(x, []uint64{0, 0}, make([]uint64, 2)); !errors.Is(err, callee.fail) {
		t.Errorf("got %v", err)
	}
}

// TestAdapterOneRealloc expects one allocation for a list, whatever is in it.
func TestAdapterOneRealloc(t *testing.T) {
	for typ, want := range map[string]string{
		"list<u32>":            "0,0,4,12=16",
		"list<tuple<u8,u16>>":  "0,0,2,12=16",
		"list<list<u8,5>>":     "0,0,1,15=16",
		"list<option<u64>>":    "0,0,8,48=16",
		"list<bool>":           "0,0,1,3=16",
		"map<u8,u32>":          "0,0,4,24=16",
		"list<f64>":            "0,0,8,24=16",
		"list<record<u8,u32>>": "0,0,4,24=16",
	} {
		ft := funcType("", typ)
		a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
		if err != nil {
			t.Fatal(err)
		}
		callee := newGuest(16)
		x := &Crossing{Caller: newGuest(1024).context(), Callee: callee.context()}
		if err := a.Params(x, []uint64{0, 3}, make([]uint64, 2)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(callee.log, ";"); got != want {
			t.Errorf("%s: realloc calls %s, want %s", typ, got, want)
		}
	}
}

// TestAdapterPadding expects the bytes between a record's fields to stay as they
// were: the caller's must not leak.
func TestAdapterPadding(t *testing.T) {
	ft := funcType("", "list<record<u8,u32>>")
	a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{}, ft, Options{})
	if err != nil {
		t.Fatal(err)
	}
	caller, callee := newGuest(64), newGuest(1024)
	for i := range caller.mem {
		caller.mem[i] = 0xaa
	}
	x := &Crossing{Caller: caller.context(), Callee: callee.context()}
	if err := a.Params(x, []uint64{0, 1}, make([]uint64, 2)); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", callee.mem[16:24]); got != "aa000000aaaaaaaa" {
		t.Errorf("got %s", got)
	}
}

// TestEndOfAddressSpace has values that end at 2^32, where an address of 32 bits
// is 0 again.
func TestEndOfAddressSpace(t *testing.T) {
	const end = 1 << 32
	high := newGuest(end) // never touched but at its end
	for _, c := range []struct {
		typ    string
		enc    component.StringEncoding
		size   uint32
		units  uint64
		memory string
	}{
		{"string", component.UTF8, 2, 2, "\xc3\xa9"},
		{"string", component.UTF16, 2, 1, "\xe9\x00"},
		{"string", component.Latin1UTF16, 2, 2, "aa"},
		{"list<u8>", component.UTF8, 2, 2, "ab"},
		{"list<u16>", component.UTF8, 2, 1, "ab"},
		{"list<char>", component.UTF8, 4, 1, "a\x00\x00\x00"},
		{"list<tuple<u8,u16>>", component.UTF8, 4, 1, "a\x00aa"},
	} {
		copy(high.mem[end-uint64(c.size):], c.memory)
		ft := funcType("", c.typ)
		stack, out := []uint64{end - uint64(c.size), c.units}, make([]uint64, 2)
		var args [1]any
		if err := mustFunc(t, ft, Lower, c.enc).LiftParams(high.context(), stack, args[:]); err != nil {
			t.Errorf("%s: %v", c.typ, err)
			continue
		}
		for to := component.UTF8; to <= component.Latin1UTF16; to++ {
			copy(high.mem[end-uint64(c.size):], c.memory)
			a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{Encoding: c.enc}, ft, Options{Encoding: to})
			if err != nil {
				t.Fatal(err)
			}
			x := &Crossing{Caller: high.context(), Callee: newGuest(64).context()}
			if err := a.Params(x, stack, out); err != nil {
				t.Errorf("%s: %v", c.typ, err)
			}
			// And back to the end, wherever realloc is asked for a place.
			x.Caller.Realloc = func(_, _, align, n uint32) (uint32, error) { return uint32(end-uint64(n)) &^ (align - 1), nil }
			x.Callee, x.Caller = x.Caller, x.Callee
			back, err := NewCompiler(new(Layouts)).Adapter(ft, Options{Encoding: to}, ft, Options{Encoding: c.enc})
			if err != nil {
				t.Fatal(err)
			}
			if err := back.Params(x, out, make([]uint64, 2)); err != nil {
				t.Errorf("%s: %v", c.typ, err)
			}
			f := mustFunc(t, ft, Lift, to)
			if err := f.LowerParams(x.Callee, args[:], make([]uint64, 2)); err != nil {
				t.Errorf("%s: %v", c.typ, err)
			}
		}
	}
}
