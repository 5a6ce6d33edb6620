package canon

import (
	"reflect"
	"strconv"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// GoElements moves elements of a stream or future between a memory and Go variables of one
// type, which lie one after the other as in a slice (CanonicalABI.md, Buffer State). It is safe for
// concurrent use with different Contexts.
type GoElements struct {
	t            *typed
	goSize       uintptr
	bulk, floats bool
}

// GoElements compiles the passage between elements of t in an encoding and variables of type
// rt. It fails if rt cannot hold t.
func (c *Compiler) GoElements(t *component.ValType, enc component.StringEncoding, rt reflect.Type) (*GoElements, error) {
	l := c.layouts.Of(t)
	c.mu.Lock()
	defer c.mu.Unlock()
	e, err := c.typed(l, enc, rt)
	if err != nil {
		return nil, err
	}
	return &GoElements{
		t: e, goSize: rt.Size(), bulk: littleEndian && IsNumber(l.Kind) && e.direct,
		floats: l.Kind == component.KindF32 || l.Kind == component.KindF64,
	}, nil
}

// Accept checks n variables from p on, before any of them is stored. A ValueError names the
// index of the first that is wrong, counted from first.
func (g *GoElements) Accept(cx *Context, p unsafe.Pointer, n int, first uint64) error {
	if g.t.check == nil {
		return nil
	}
	for i := range uintptr(n) {
		if err := g.t.check(cx, unsafe.Add(p, i*g.goSize)); err != nil {
			return at(err, "["+strconv.FormatUint(first+uint64(i), 10)+"]")
		}
	}
	return nil
}

// Store puts n variables from p on, the next of those that were accepted, into the buffer at
// ptr, which was checked.
func (g *GoElements) Store(cx *Context, p unsafe.Pointer, ptr, n uint32) error {
	cx.enter(true)
	size := g.t.Size
	if g.bulk {
		copy(cx.view(ptr, n*size), unsafe.Slice((*byte)(p), uintptr(n)*g.goSize))
		return nil
	}
	for i := range uintptr(n) {
		if err := g.t.store(cx, unsafe.Add(p, i*g.goSize), ptr); err != nil {
			return err
		}
		ptr += size
	}
	return nil
}

// Done lets go of what was accepted.
func (g *GoElements) Done(cx *Context) { cx.clearBoxes() }

// Load fills n variables from p on with the elements of the buffer at ptr, which was
// checked.
func (g *GoElements) Load(cx *Context, ptr, n uint32, p unsafe.Pointer) error {
	cx.enter(true)
	size := g.t.Size
	if g.bulk {
		copy(unsafe.Slice((*byte)(p), uintptr(n)*g.goSize), cx.view(ptr, n*size))
		if !g.floats {
			return nil
		}
	}
	for i := range uintptr(n) {
		if err := g.t.load(cx, ptr, unsafe.Add(p, i*g.goSize)); err != nil {
			return err
		}
		ptr += size
	}
	return nil
}

// Bytes is a part of the memory as it is now, which was checked.
func (cx *Context) Bytes(ptr, n uint32) []byte {
	cx.refresh()
	return cx.view(ptr, n)
}

// Accept checks a value and gives its canonical form.
func (c *Compiler) Accept(t *component.ValType, cx *Context, v any) (any, error) {
	l := c.layouts.Of(t)
	c.mu.Lock()
	k := c.codec(l, component.UTF8)
	c.mu.Unlock()
	return k.accept(cx, v)
}
