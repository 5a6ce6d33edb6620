package canon

import "github.com/jco-go/jco-go/internal/component"

// Elements moves elements of a stream or future from one memory to another
// (CanonicalABI.md, Buffer State), without Go values between them. It is safe for
// concurrent use with different Crossings.
type Elements struct {
	// Size and Align are those of an element.
	Size, Align uint32

	elem *Layout
	move move
	bulk bool
}

// Elements compiles the passage of elements of t between two string encodings.
func (c *Compiler) Elements(t *component.ValType, from, to component.StringEncoding) (*Elements, error) {
	l := c.layouts.Of(t)
	c.mu.Lock()
	defer c.mu.Unlock()
	m, err := c.move(moveKey{l, l, from, to, true, true})
	if err != nil {
		return nil, err
	}
	return &Elements{Size: l.Size, Align: l.Align, elem: l, move: m, bulk: isBulk(l)}, nil
}

// Check checks a buffer of n elements at ptr in cx's memory.
func (e *Elements) Check(cx *Context, ptr, n uint32) error {
	if n == 0 {
		return nil
	}
	cx.refresh()
	if ptr&(e.Align-1) != 0 {
		return errBufferAlign
	}
	if !cx.inBounds(ptr, uint64(n)*uint64(e.Size)) {
		return errBufferBounds
	}
	return nil
}

// Copy moves n elements from src, in the memory of x.Caller, to dst in that of
// x.Callee. Both buffers were checked.
func (e *Elements) Copy(x *Crossing, src, dst, n uint32) error {
	x.from, x.to, x.toCallee = x.Caller, x.Callee, true
	x.from.refresh()
	x.to.refresh()
	if e.bulk {
		size := n * e.Size
		copy(x.to.view(dst, size), x.from.view(src, size))
		return nil
	}
	for range n {
		if err := e.move(x, nil, src, nil, dst); err != nil {
			return err
		}
		src += e.Size
		dst += e.Size
	}
	return nil
}
