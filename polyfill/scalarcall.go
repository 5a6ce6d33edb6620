//go:build !js

package polyfill

import (
	"context"
	"errors"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
)

// scalarCall is an export whose parameters and result are numbers, bools and
// chars: all that is left of lifting and lowering is to put their bits on wazero's
// stack and to take them from it. Func0 to Func4 have the stack filled between
// begin and call.
//
// There is nothing deferred: a trap is an error of the core function, a host function's panic is
// recovered where it happens, and so is its runtime.Goexit (recoverHost).
type scalarCall struct {
	f     *Function
	inst  *Instance
	core  coreCaller
	stack [maxTypedParams]uint64
}

// coreCaller is a core function, or scalarConversion around one.
type coreCaller interface {
	CallWithStack(ctx context.Context, stack []uint64) error
}

// maxTypedParams is how many parameters Func4 has.
const maxTypedParams = 4

// scalar gives the short way, nil if there is none.
func (c *boundCall) scalar() *scalarCall {
	f := c.f
	l := f.lifted
	if l == nil || l.core.module == nil || l.postReturn != nil || c.outcome != nil || f.inst.component.rt.config.closeOnDone {
		return nil
	}
	scalars := c.bound.Scalars()
	if scalars == nil {
		return nil
	}
	x := &scalarCall{f: f, inst: f.inst, core: l.activate().fn}
	if !scalars.PlainParams || !scalars.PlainResult || len(l.enter) > 0 {
		x.core = &scalarConversion{x.core, scalars, f.inst, l.enter}
	}
	return x
}

// begin is Instance.begin, where nothing is in the way; that tells what is.
func (c *scalarCall) begin(ctx context.Context) bool {
	if ctx == nil || ctx.Err() != nil || !c.inst.guard.enterIdle() {
		return false
	}
	c.inst.ownContext.Context = ctx
	return true
}

// call calls the core function with what is on the stack.
func (c *scalarCall) call() error { return c.core.CallWithStack(&c.inst.ownContext, c.stack[:]) }

// end is Instance.end after a call that went well.
func (c *scalarCall) end() {
	c.inst.ownContext.Context = nil
	c.inst.guard.leave(idle)
}

// failed is Instance.end after a call that gave err; it returns the call's error.
// The instance is poisoned, unless it was an argument that is wrong.
func (c *scalarCall) failed(err error) error {
	inst := c.inst
	var wrong *ValueError
	var abi *canon.Trap
	switch {
	case errors.As(err, &wrong):
		inst.end()
		return err
	case errors.As(err, &abi):
		inst.fail(err)
	default:
		inst.failCore(&inst.ownContext, err)
	}
	err = inst.settle(c.f.name, c.f.signature)
	inst.end()
	return err
}

// scalarConversion is a core function whose scalars are not core values as they
// are, or which enters component instances that others could enter meanwhile.
type scalarConversion struct {
	core    coreCaller
	scalars *canon.Scalars
	inst    *Instance
	enter   []*componentState
}

// CallWithStack implements coreCaller. A *ValueError comes before the call.
func (c *scalarConversion) CallWithStack(ctx context.Context, stack []uint64) error {
	if err := c.scalars.Params(stack); err != nil {
		return err
	}
	c.inst.enter(c.enter)
	if err := c.core.CallWithStack(ctx, stack); err != nil {
		return err
	}
	if err := c.scalars.Result(stack); err != nil {
		return err
	}
	leave(c.enter)
	return nil
}

// bits are those of a number, bool or char, zero-extended.
func bits[T any](v T) uint64 {
	switch unsafe.Sizeof(v) {
	case 1:
		return uint64(*(*uint8)(unsafe.Pointer(&v)))
	case 2:
		return uint64(*(*uint16)(unsafe.Pointer(&v)))
	case 4:
		return uint64(*(*uint32)(unsafe.Pointer(&v)))
	case 8:
		return *(*uint64)(unsafe.Pointer(&v))
	}
	return 0
}

// unbits makes a number, bool or char of its bits.
func unbits[T any](n uint64) (v T) {
	switch unsafe.Sizeof(v) {
	case 1:
		*(*uint8)(unsafe.Pointer(&v)) = uint8(n)
	case 2:
		*(*uint16)(unsafe.Pointer(&v)) = uint16(n)
	case 4:
		*(*uint32)(unsafe.Pointer(&v)) = uint32(n)
	case 8:
		*(*uint64)(unsafe.Pointer(&v)) = n
	}
	return v
}
