package canon

import (
	"fmt"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
)

// Adapter moves the values of one function type from one instance to another
// (CanonicalABI.md: canon lower of a canon lift), without Go values between
// them. It is safe for concurrent use with different Crossings.
//
// Values are moved one after the other, lifted and lowered at once, as
// wasmtime's fused adapters do; the specification lifts all of them first. The
// difference shows only when a later value traps.
type Adapter struct {
	// Caller is the signature that the caller's core code sees, Callee the one
	// that the lifted core function has.
	Caller, Callee *Signature

	params, result passage
}

// Crossing is what an Adapter's values cross with at run time: make one per
// adapter and instance. It is not safe for concurrent use, but a nested call may
// use it.
type Crossing struct {
	Caller, Callee *Context
	// Transfer moves an own, borrow, stream, future or error-context handle:
	// index is in the table of the side whose type is from, the result in that
	// of the other. The parameters go from Caller to Callee (toCallee), the
	// result the other way.
	Transfer func(from, to *component.ValType, index uint32, toCallee bool) (uint32, error)

	from, to *Context // of the passage that is under way
	toCallee bool
}

// Adapter compiles the passage from a caller that lowers callerType to a callee
// that lifts calleeType. The two types are equal but for resource identity; if
// they are not, that is an error. The result of an async callee is what it gives to
// task.return.
func (c *Compiler) Adapter(callerType *component.FuncType, caller Options, calleeType *component.FuncType, callee Options) (*Adapter, error) {
	a := &Adapter{
		Caller: c.layouts.Signature(callerType, Lower, caller),
		Callee: c.layouts.Signature(calleeType, Lift, callee),
	}
	for _, s := range []*Signature{a.Caller, a.Callee} {
		if err := s.checkSize(); err != nil {
			return nil, err
		}
	}
	if len(callerType.Params) != len(calleeType.Params) || (callerType.Result == nil) != (calleeType.Result == nil) {
		return nil, shapeError(callerType, calleeType)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a.params = passage{from: a.Caller.Params, to: a.Callee.Params, fromMem: a.Caller.ParamsSpill, toMem: a.Callee.ParamsSpill}
	if err := c.passage(&a.params, caller.Encoding, callee.Encoding); err != nil {
		return nil, fmt.Errorf("%w: %w", shapeError(callerType, calleeType), err)
	}
	if callerType.Result != nil {
		a.result = passage{
			from: wrapResult(a.Callee.Result), to: wrapResult(a.Caller.Result),
			fromMem: a.Callee.ResultSpill, toMem: a.Caller.ResultSpill,
		}
		if err := c.passage(&a.result, callee.Encoding, caller.Encoding); err != nil {
			return nil, fmt.Errorf("%w: %w", shapeError(callerType, calleeType), err)
		}
	}
	return a, nil
}

func shapeError(caller, callee *component.FuncType) error {
	return fmt.Errorf("a function of type %s cannot be called as %s", callee, caller)
}

// wrapResult is a tuple of the one result.
func wrapResult(l *Layout) *Layout {
	return &Layout{
		Kind: component.KindRecord, Size: l.Size, Align: l.Align, FlatLen: l.FlatLen, Flat: l.Flat,
		Fields: []FieldLayout{{Type: l.Type, Layout: l}},
	}
}

// passage is how a tuple of values goes from one side to the other.
type passage struct {
	from, to       *Layout // both tuples; nil if there is nothing to move
	fromMem, toMem bool    // the values are spilled
	moves          []move
	// masks stand for the moves where all values are integers or flags in core
	// parameters: what is kept of each slot.
	masks []uint64
}

// move moves one value: from the start of s, or from memory at sp if the value
// lies there; to the start of d, or to memory at dp.
type move func(x *Crossing, s []uint64, sp uint32, d []uint64, dp uint32) error

type moveKey struct {
	from, to       *Layout
	fromEnc, toEnc component.StringEncoding
	fromMem, toMem bool
}

func (c *Compiler) passage(p *passage, fromEnc, toEnc component.StringEncoding) error {
	for i := range p.from.Fields {
		m, err := c.move(moveKey{p.from.Fields[i].Layout, p.to.Fields[i].Layout, fromEnc, toEnc, p.fromMem, p.toMem})
		if err != nil {
			return err
		}
		p.moves = append(p.moves, m)
		if mask := scalarMask(p.from.Fields[i].Layout); !p.fromMem && !p.toMem && len(p.masks) == i && mask != 0 {
			p.masks = append(p.masks, mask)
		}
	}
	if len(p.masks) < len(p.moves) {
		p.masks = nil
	}
	return nil
}

// scalarMask is what lifting and lowering leave of a flat value, 0 if they do more
// than to clear bits.
func scalarMask(l *Layout) uint64 {
	switch l.Kind {
	case component.KindU8:
		return 0xff
	case component.KindU16:
		return 0xffff
	case component.KindS32, component.KindU32:
		return 0xffffffff
	case component.KindS64, component.KindU64:
		return 0xffffffffffffffff
	case component.KindFlags:
		return 1<<len(l.Type.Labels) - 1
	}
	return 0
}

var (
	adapterAlloc       = &allocTraps{errAdapterAlign, errAdapterBounds}
	adapterListAlloc   = &allocTraps{errAdapterAlign, errAdapterList}
	adapterStringAlloc = &allocTraps{errAdapterAlign, errAdapterString}
	adapterStringTraps = &stringTraps{errAdapterStringLong, errAdapterAlign, errAdapterString}
	adapterListTraps   = &listTraps{errAdapterListLong, errAdapterAlign, errAdapterList}
)

// Params moves the arguments: callerStack is as the caller's core code filled
// it, calleeStack[:len(Callee.ParamsFlat)] is filled.
func (a *Adapter) Params(x *Crossing, callerStack, calleeStack []uint64) error {
	p := &a.params
	if p.masks != nil || len(p.moves) == 0 {
		p.runMasks(callerStack, calleeStack)
		return nil
	}
	x.from, x.to, x.toCallee = x.Caller, x.Callee, true
	x.from.refresh()
	x.to.refresh()
	var sp, dp uint32
	if p.fromMem {
		sp = uint32(callerStack[0])
		if err := x.from.checkAdapterRange(sp, p.from); err != nil {
			return err
		}
	}
	if p.toMem {
		var err error
		if dp, err = x.to.realloc(0, 0, p.to.Align, p.to.Size, adapterAlloc); err != nil {
			return err
		}
		calleeStack[0] = uint64(dp)
	}
	return p.run(x, callerStack, sp, calleeStack, dp)
}

// Result moves the result: calleeStack is as the callee's core function left it, or
// as an async callee called task.return; callerStack still holds the caller's
// out-pointer where there is one.
func (a *Adapter) Result(x *Crossing, calleeStack, callerStack []uint64) error {
	p := &a.result
	if p.masks != nil || len(p.moves) == 0 {
		p.runMasks(calleeStack, callerStack)
		return nil
	}
	x.from, x.to, x.toCallee = x.Callee, x.Caller, false
	x.from.refresh()
	x.to.refresh()
	var sp, dp uint32
	if p.fromMem {
		sp = uint32(calleeStack[0])
		if err := x.from.checkAdapterRange(sp, p.from); err != nil {
			return err
		}
	}
	if p.toMem {
		dp = uint32(callerStack[len(a.Caller.ParamsFlat)])
		if err := x.to.checkAdapterRange(dp, p.to); err != nil {
			return err
		}
	}
	return p.run(x, calleeStack, sp, callerStack, dp)
}

func (p *passage) runMasks(s, d []uint64) {
	for i, m := range p.masks {
		d[i] = s[i] & m
	}
}

func (p *passage) run(x *Crossing, s []uint64, sp uint32, d []uint64, dp uint32) error {
	for i, m := range p.moves {
		from, to := &p.from.Fields[i], &p.to.Fields[i]
		fs, fd := s, d
		if !p.fromMem {
			fs = s[from.Flat:]
		}
		if !p.toMem {
			fd = d[to.Flat:]
		}
		if err := m(x, fs, sp+from.Offset, fd, dp+to.Offset); err != nil {
			return err
		}
	}
	return nil
}

// checkAdapterRange is checkRange with the fused adapters' wording.
func (cx *Context) checkAdapterRange(ptr uint32, l *Layout) error {
	if ptr&(l.Align-1) != 0 {
		return errAdapterAlign
	}
	if !cx.inBounds(ptr, uint64(l.Size)) {
		return errAdapterBounds
	}
	return nil
}

// move compiles the passage of one type; the caller holds c.mu.
func (c *Compiler) move(k moveKey) (move, error) {
	if m := c.moves[k]; m != nil {
		return m, nil
	}
	m, err := c.makeMove(k)
	if err != nil {
		return nil, err
	}
	c.moves[k] = m
	return m, nil
}

func (c *Compiler) makeMove(k moveKey) (move, error) {
	if err := sameShape(k.from, k.to); err != nil {
		return nil, err
	}
	if k.fromMem && k.toMem && isBulk(k.from) {
		return bulkMove(k.from.Size), nil
	}
	switch k.from.Kind {
	case component.KindString:
		return k.stringMove(), nil
	case component.KindList:
		return c.listMove(k)
	case component.KindFixedList:
		return c.fixedListMove(k)
	case component.KindRecord:
		return c.recordMove(k)
	case component.KindVariant:
		return c.variantMove(k)
	}
	return k.scalarMove(), nil
}

// sameShape checks one level of two types.
func sameShape(a, b *Layout) error {
	same := a.Kind == b.Kind && a.Size == b.Size && a.Align == b.Align && a.FlatLen == b.FlatLen &&
		len(a.Fields) == len(b.Fields) && len(a.Cases) == len(b.Cases) && a.Len == b.Len
	for i := 0; same && i < len(a.Cases); i++ {
		same = (a.Cases[i].Layout == nil) == (b.Cases[i].Layout == nil)
	}
	if !same {
		return fmt.Errorf("%s is not %s", a.Type, b.Type)
	}
	return nil
}

// isBulk reports whether every bit pattern of a type's bytes is a value and no
// byte is padding, so that values are moved by copying them. (A float's NaN may
// become any NaN on the way.)
func isBulk(l *Layout) bool {
	switch l.Kind {
	case component.KindFixedList:
		return isBulk(l.Elem)
	case component.KindRecord:
		end := uint32(0)
		for _, f := range l.Fields {
			if f.Offset != end || !isBulk(f.Layout) {
				return false
			}
			end += f.Layout.Size
		}
		return end == l.Size
	}
	return IsNumber(l.Kind)
}

func bulkMove(size uint32) move {
	return func(x *Crossing, _ []uint64, sp uint32, _ []uint64, dp uint32) error {
		copy(x.to.view(dp, size), x.from.view(sp, size))
		return nil
	}
}

// scalarMove normalises as lifting and lowering would (CanonicalABI.md, Flat
// Lifting): pass yields the flat value.
func (k moveKey) scalarMove() move {
	from, to, size := k.from.Type, k.to.Type, k.from.Size
	var pass func(x *Crossing, v uint64) (uint64, error)
	plain := func(f func(v uint64) uint64) func(*Crossing, uint64) (uint64, error) {
		return func(_ *Crossing, v uint64) (uint64, error) { return f(v), nil }
	}
	switch k.from.Kind {
	case component.KindBool:
		pass = plain(func(v uint64) uint64 { return bit(uint32(v) != 0) })
	case component.KindS8:
		pass = plain(func(v uint64) uint64 { return uint64(uint32(int8(v))) })
	case component.KindU8:
		pass = plain(func(v uint64) uint64 { return uint64(uint8(v)) })
	case component.KindS16:
		pass = plain(func(v uint64) uint64 { return uint64(uint32(int16(v))) })
	case component.KindU16:
		pass = plain(func(v uint64) uint64 { return uint64(uint16(v)) })
	case component.KindS32, component.KindU32:
		pass = plain(func(v uint64) uint64 { return uint64(uint32(v)) })
	case component.KindS64, component.KindU64:
		pass = plain(func(v uint64) uint64 { return v })
	case component.KindF32:
		pass = plain(func(v uint64) uint64 { return uint64(canonicalF32(uint32(v))) })
	case component.KindF64:
		pass = plain(canonicalF64)
	case component.KindChar:
		pass = func(_ *Crossing, v uint64) (uint64, error) {
			if !validChar(uint32(v)) {
				return 0, errAdapterChar
			}
			return uint64(uint32(v)), nil
		}
	case component.KindFlags:
		mask := uint64(1)<<len(from.Labels) - 1
		pass = plain(func(v uint64) uint64 { return v & mask })
	default: // handles
		pass = func(x *Crossing, v uint64) (uint64, error) {
			i, err := x.Transfer(from, to, uint32(v), x.toCallee)
			return uint64(i), err
		}
	}
	switch {
	case k.fromMem && k.toMem:
		return func(x *Crossing, _ []uint64, sp uint32, _ []uint64, dp uint32) error {
			v, err := pass(x, x.from.uint64(sp, size))
			if err == nil {
				x.to.putUint64(dp, size, v)
			}
			return err
		}
	case k.fromMem:
		return func(x *Crossing, _ []uint64, sp uint32, d []uint64, _ uint32) (err error) {
			d[0], err = pass(x, x.from.uint64(sp, size))
			return err
		}
	case k.toMem:
		return func(x *Crossing, s []uint64, _ uint32, _ []uint64, dp uint32) error {
			v, err := pass(x, s[0])
			if err == nil {
				x.to.putUint64(dp, size, v)
			}
			return err
		}
	}
	switch k.from.Kind { // the most frequent without another call
	case component.KindS32, component.KindU32:
		return func(_ *Crossing, s []uint64, _ uint32, d []uint64, _ uint32) error {
			d[0] = uint64(uint32(s[0]))
			return nil
		}
	case component.KindS64, component.KindU64:
		return func(_ *Crossing, s []uint64, _ uint32, d []uint64, _ uint32) error {
			d[0] = s[0]
			return nil
		}
	}
	return func(x *Crossing, s []uint64, _ uint32, d []uint64, _ uint32) (err error) {
		d[0], err = pass(x, s[0])
		return err
	}
}

// pairMove moves an address and a length.
func (k moveKey) pairMove(pass func(x *Crossing, ptr, n uint32) (uint32, uint32, error)) move {
	fromMem, toMem := k.fromMem, k.toMem
	return func(x *Crossing, s []uint64, sp uint32, d []uint64, dp uint32) error {
		var ptr, n uint32
		if fromMem {
			ptr, n = x.from.u32(sp), x.from.u32(sp+4)
		} else {
			ptr, n = uint32(s[0]), uint32(s[1])
		}
		ptr, n, err := pass(x, ptr, n)
		if err != nil {
			return err
		}
		if toMem {
			x.to.putU32(dp, ptr)
			x.to.putU32(dp+4, n)
		} else {
			d[0], d[1] = uint64(ptr), uint64(n)
		}
		return nil
	}
}

func (k moveKey) stringMove() move {
	fromEnc, toEnc := k.fromEnc, k.toEnc
	return k.pairMove(func(x *Crossing, ptr, n uint32) (uint32, uint32, error) {
		src, err := x.from.stringAt(ptr, n, fromEnc, adapterStringTraps)
		if err != nil {
			return 0, 0, err
		}
		switch {
		case src.encoding == simpleUTF8 && !utf8.Valid(src.bytes):
			return 0, 0, errAdapterUTF8
		case src.encoding == simpleUTF16 && !validUTF16(src.bytes):
			return 0, 0, errAdapterUTF16
		}
		return x.to.storeString(&src, toEnc, adapterStringAlloc)
	})
}

func (c *Compiler) listMove(k moveKey) (move, error) {
	from, to := k.from.Elem, k.to.Elem
	elem, err := c.move(moveKey{from, to, k.fromEnc, k.toEnc, true, true})
	if err != nil {
		return nil, err
	}
	bulk := isBulk(from)
	return k.pairMove(func(x *Crossing, ptr, n uint32) (uint32, uint32, error) {
		if err := x.from.checkList(ptr, n, from, adapterListTraps); err != nil {
			return 0, 0, err
		}
		size := n * from.Size
		at, err := x.to.realloc(0, 0, to.Align, size, adapterListAlloc)
		if err != nil {
			return 0, 0, err
		}
		if bulk {
			copy(x.to.view(at, size), x.from.view(ptr, size))
			return at, n, nil
		}
		for i := uint32(0); i < size; i += from.Size {
			if err := elem(x, nil, ptr+i, nil, at+i); err != nil {
				return 0, 0, err
			}
		}
		return at, n, nil
	}), nil
}

func (c *Compiler) fixedListMove(k moveKey) (move, error) {
	from := k.from.Elem
	elem, err := c.move(moveKey{from, k.to.Elem, k.fromEnc, k.toEnc, k.fromMem, k.toMem})
	if err != nil {
		return nil, err
	}
	n, flat, size, fromMem, toMem := k.from.Len, from.FlatLen, from.Size, k.fromMem, k.toMem
	return func(x *Crossing, s []uint64, sp uint32, d []uint64, dp uint32) error {
		for range n {
			if err := elem(x, s, sp, d, dp); err != nil {
				return err
			}
			if !fromMem {
				s = s[flat:]
			}
			if !toMem {
				d = d[flat:]
			}
			sp += size
			dp += size
		}
		return nil
	}, nil
}

func (c *Compiler) recordMove(k moveKey) (move, error) {
	p := &passage{from: k.from, to: k.to, fromMem: k.fromMem, toMem: k.toMem}
	if err := c.passage(p, k.fromEnc, k.toEnc); err != nil {
		return nil, err
	}
	return p.run, nil
}

func (c *Compiler) variantMove(k moveKey) (move, error) {
	cases := make([]move, len(k.from.Cases))
	used := make([]int, len(cases))
	for i := range cases {
		from, to := k.from.Cases[i].Layout, k.to.Cases[i].Layout
		used[i] = 1
		if from == nil {
			continue
		}
		used[i] += from.FlatLen
		var err error
		if cases[i], err = c.move(moveKey{from, to, k.fromEnc, k.toEnc, k.fromMem, k.toMem}); err != nil {
			return nil, err
		}
	}
	fromMem, toMem := k.fromMem, k.toMem
	size, offset, flatLen := k.from.DiscSize, k.from.PayloadOffset, k.from.FlatLen
	return func(x *Crossing, s []uint64, sp uint32, d []uint64, dp uint32) error {
		var i uint32
		if fromMem {
			i = x.from.uint(sp, size)
		} else {
			i = uint32(s[0])
			s = s[1:]
		}
		if i >= uint32(len(cases)) {
			return errAdapterDisc
		}
		if toMem {
			x.to.putUint(dp, size, i)
		} else {
			d[0] = uint64(i)
			clear(d[used[i]:flatLen])
			d = d[1:]
		}
		if m := cases[i]; m != nil {
			return m(x, s, sp+offset, d, dp+offset)
		}
		return nil
	}, nil
}
