package canon

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Bound is a Func whose parameters and result are Go variables of known types:
// numbers, strings, slices, structs, pointers and ResultOf cross without being
// boxed, everything else as in a Func. Like a Func it is safe for concurrent use
// with different Contexts.
type Bound struct {
	*Func
	params []*typed
	result *typed
}

// Bind compiles f for Go types: one for each parameter, and that of the result
// (nil if f has none; also if a lifted function's is not wanted). It fails if a Go type cannot hold
// its WIT type.
func (c *Compiler) Bind(f *Func, params []reflect.Type, result reflect.Type) (*Bound, error) {
	if len(params) != len(f.params) {
		return nil, fmt.Errorf("%w: %s has %d parameters, got %d types", ErrArgCount, f.Type, len(f.params), len(params))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	b := &Bound{Func: f}
	for i, rt := range params {
		t, err := c.typed(f.Params.Fields[i].Layout, f.params[i].encoding, rt)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", f.Type.Params[i].Name, err)
		}
		b.params = append(b.params, t)
	}
	switch {
	case result == nil && f.result != nil && f.Direction == Lower:
		return nil, fmt.Errorf("%s has a result, but there is no Go type for it", f.Type)
	case result == nil:
	case f.result == nil:
		return nil, fmt.Errorf("%s has no result, but the Go type %s is wanted", f.Type, result)
	default:
		t, err := c.typed(f.Result, f.result.encoding, result)
		if err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
		b.result = t
	}
	return b, nil
}

// LowerParams is Func.LowerParams; args[i] points to a variable of the i-th
// type.
func (b *Bound) LowerParams(cx *Context, args []unsafe.Pointer, stack []uint64) error {
	err := b.lowerParams(cx, args, stack)
	cx.clearBoxes()
	return err
}

func (b *Bound) lowerParams(cx *Context, args []unsafe.Pointer, stack []uint64) error {
	for i, p := range b.params {
		if p.check == nil {
			continue
		}
		if err := p.check(cx, args[i]); err != nil {
			return atRoot(err, b.Type.Params[i].Name)
		}
	}
	cx.enter(false) // what goes into memory asks for its place first
	if !b.ParamsSpill {
		for i, p := range b.params {
			if err := p.lowerFlat(cx, args[i], stack[b.Params.Fields[i].Flat:]); err != nil {
				return err
			}
		}
		return nil
	}
	ptr, err := cx.realloc(0, 0, b.Params.Align, b.Params.Size, hostAlloc)
	if err != nil {
		return err
	}
	for i, p := range b.params {
		if err := p.store(cx, args[i], ptr+b.Params.Fields[i].Offset); err != nil {
			return err
		}
	}
	stack[0] = uint64(ptr)
	return nil
}

// LiftResult is Func.LiftResult into *result.
func (b *Bound) LiftResult(cx *Context, stack []uint64, result unsafe.Pointer) error {
	if b.result == nil {
		return nil
	}
	cx.enter(b.resultInMemory)
	if !b.ResultSpill {
		return b.result.liftFlat(cx, stack, result)
	}
	ptr := uint32(stack[0])
	if err := cx.checkRange(ptr, b.Result); err != nil {
		return err
	}
	return b.result.load(cx, ptr, result)
}

// LiftParams is Func.LiftParams into the variables that args point to.
func (b *Bound) LiftParams(cx *Context, stack []uint64, args []unsafe.Pointer) error {
	cx.enter(b.paramsInMemory)
	if !b.ParamsSpill {
		for i, p := range b.params {
			if err := p.liftFlat(cx, stack[b.Params.Fields[i].Flat:], args[i]); err != nil {
				return err
			}
		}
		return nil
	}
	ptr := uint32(stack[0])
	if err := cx.checkRange(ptr, b.Params); err != nil {
		return err
	}
	for i, p := range b.params {
		if err := p.load(cx, ptr+b.Params.Fields[i].Offset, args[i]); err != nil {
			return err
		}
	}
	return nil
}

// LowerResult is Func.LowerResult of *result.
func (b *Bound) LowerResult(cx *Context, result unsafe.Pointer, stack []uint64) error {
	if b.result == nil {
		return nil
	}
	err := b.lowerResult(cx, result, stack)
	cx.clearBoxes()
	return err
}

func (b *Bound) lowerResult(cx *Context, result unsafe.Pointer, stack []uint64) error {
	if b.result.check != nil {
		if err := b.result.check(cx, result); err != nil {
			return atRoot(err, "result")
		}
	}
	cx.enter(b.ResultSpill)
	if !b.ResultSpill {
		return b.result.lowerFlat(cx, result, stack)
	}
	ptr := uint32(stack[len(b.ParamsFlat)])
	if err := cx.checkRange(ptr, b.Result); err != nil {
		return err
	}
	return b.result.store(cx, result, ptr)
}
