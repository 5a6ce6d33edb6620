package canon

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// guest is a fake instance: a memory with an allocator that starts at 16,
// aligns to 8, always moves and keeps a record, and a handle table.
type guest struct {
	mem     []byte
	next    uint32
	log     []string
	reply   func(ptr uint32) uint32 // changes what realloc returns
	fail    error                   // what realloc fails with
	handles []any
}

func newGuest(size int) *guest { return &guest{mem: make([]byte, size), next: 16} }

func (g *guest) Bytes() []byte { return g.mem }

func (g *guest) realloc(old, oldSize, align, newSize uint32) (uint32, error) {
	if g.fail != nil {
		return 0, g.fail
	}
	g.next = (g.next + 7) &^ 7
	p := g.next
	g.next += newSize
	if int(g.next) > len(g.mem) { // grow: the old view must not be used again
		bigger := make([]byte, 2*int(g.next))
		copy(bigger, g.mem)
		for i := range g.mem {
			g.mem[i] = 0xee
		}
		g.mem = bigger
	}
	copy(g.mem[p:p+newSize], g.mem[old:old+oldSize])
	g.log = append(g.log, fmt.Sprintf("%d,%d,%d,%d=%d", old, oldSize, align, newSize, p))
	if g.reply != nil {
		p = g.reply(p)
	}
	return p, nil
}

func (g *guest) context() *Context { return &Context{Memory: g, Realloc: g.realloc, Handles: g} }

// trimmed is the memory without the zeros at its end.
func (g *guest) trimmed() []byte {
	b := g.mem
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

func (g *guest) LiftHandle(t *component.ValType, i uint32) (any, error) {
	if int(i) > len(g.handles) || i == 0 || g.handles[i-1] == nil {
		return nil, trapf("unknown handle index %d", i)
	}
	v := g.handles[i-1]
	if t.Kind == component.KindOwn {
		g.handles[i-1] = nil
	}
	return v, nil
}

func (g *guest) AcceptHandle(t *component.ValType, v any) (any, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	return nil, errors.New("not a resource")
}

func (g *guest) LowerHandle(_ *component.ValType, v any) (uint32, error) {
	g.handles = append(g.handles, v)
	return uint32(len(g.handles)), nil
}

var testTypes = component.NewTypes()

// parseType reads the types of testdata: "record<u8,list<string>>".
func parseType(s string) *component.ValType {
	p := &typeReader{s: s}
	t := p.read()
	if p.s != "" {
		panic("rest of type: " + p.s)
	}
	return t
}

type typeReader struct{ s string }

func (p *typeReader) read() *component.ValType {
	name := p.s[:len(p.s)-len(strings.TrimLeft(p.s, "abcdefghijklmnopqrstuvwxyz0123456789_"))]
	p.s = p.s[len(name):]
	for k := component.KindBool; k <= component.KindErrorContext; k++ {
		if component.Primitive(k).String() == name {
			return component.Primitive(k)
		}
	}
	if name == "_" {
		return nil
	}
	var args []*component.ValType
	var n int
	for p.s != "" && p.s[0] != '>' {
		p.s = p.s[1:] // '<' or ','
		if c := p.s[0]; c >= '0' && c <= '9' {
			digits := p.s[:strings.IndexAny(p.s, ">,")]
			n, _ = strconv.Atoi(digits)
			p.s = p.s[len(digits):]
			continue
		}
		args = append(args, p.read())
	}
	p.s = p.s[1:]
	labels := make([]string, n)
	for i := range labels {
		labels[i] = fmt.Sprintf("l%d", i)
	}
	ts := testTypes
	switch name {
	case "list":
		if n > 0 {
			return ts.FixedList(args[0], uint32(n))
		}
		return ts.List(args[0])
	case "record":
		fields := make([]component.Field, len(args))
		for i, a := range args {
			fields[i] = component.Field{Name: fmt.Sprintf("f%d", i), Type: a}
		}
		return ts.Record(fields...)
	case "variant":
		cases := make([]component.Case, len(args))
		for i, a := range args {
			cases[i] = component.Case{Name: fmt.Sprintf("c%d", i), Type: a}
		}
		return ts.Variant(cases...)
	case "tuple":
		return ts.Tuple(args...)
	case "enum":
		return ts.Enum(labels...)
	case "flags":
		return ts.Flags(labels...)
	case "option":
		return ts.Option(args[0])
	case "result":
		return ts.Result(args[0], args[1])
	case "map":
		return ts.Map(args[0], args[1])
	case "own":
		return ts.Own(component.ResourceID(n))
	case "borrow":
		return ts.Borrow(component.ResourceID(n))
	case "stream":
		return ts.Stream(args[0])
	case "future":
		return ts.Future(args[0])
	}
	panic("unknown type " + name)
}

// funcType makes a function type of parameter types p0, p1, …
func funcType(result string, params ...string) *component.FuncType {
	ft := &component.FuncType{}
	for i, p := range params {
		ft.Params = append(ft.Params, component.Param{Name: fmt.Sprintf("p%d", i), Type: parseType(p)})
	}
	if result != "" {
		ft.Result = parseType(result)
	}
	return ft
}

func mustFunc(t testing.TB, ft *component.FuncType, dir Direction, enc component.StringEncoding) *Func {
	t.Helper()
	f, err := NewCompiler(new(Layouts)).Func(ft, dir, Options{Encoding: enc})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// expectTrap expects a trap with that text.
func expectTrap(t *testing.T, err error, text string) {
	t.Helper()
	var trap *Trap
	if !errors.As(err, &trap) {
		t.Fatalf("want a trap %q, got %v", text, err)
	}
	if !strings.Contains(trap.Msg, text) {
		t.Fatalf("want a trap %q, got %q", text, trap.Msg)
	}
}
