//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// A call of the host goes through begin, run and end. Between begin and end the
// caller has the instance for itself, and with it the variables that calls use
// again.

// hostCall is what the host does inside an instance. began is false if it was
// refused before the guest saw anything.
type hostCall interface {
	run() (began bool, err error)
}

// ended gives the cause if a context has ended: no call begins with it. It may be nil.
func ended(ctx context.Context) error {
	if ctx != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// begin begins a call; if it fails, nothing happened.
func (inst *Instance) begin(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	return inst.beginAnyhow(ctx)
}

// beginAnyhow is begin for what is done though its context has ended, so that nothing is left: a destructor.
func (inst *Instance) beginAnyhow(ctx context.Context) error {
	if !inst.guard.enter() {
		return ErrBusy
	}
	if ctx == nil {
		ctx = context.Background()
	}
	if err := inst.usable(ctx); err != nil {
		inst.end()
		return err
	}
	if inst.component.rt.config.closeOnDone {
		// wazero watches the context in a goroutine, which may come too late to
		// see this call.
		inst.ctx = &callContext{ctx, inst}
	} else {
		inst.ctx.Context = ctx
	}
	return nil
}

// end ends what begin began. No caller's context is kept.
func (inst *Instance) end() {
	inst.ctx = &inst.ownContext
	inst.ctx.Context = nil
	if inst.closed || inst.poison != nil {
		inst.guard.leave(refused)
	} else {
		inst.guard.leave(idle)
	}
}

// usable reports why a call cannot begin; nothing happened then.
func (inst *Instance) usable(ctx context.Context) error {
	switch {
	case inst.closed:
		return fmt.Errorf("polyfill: the instance is %w", ErrClosed)
	case inst.poison != nil:
		return &PoisonedError{inst.poison}
	case inst.component.rt.config.closeOnDone && ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return nil
}

// run runs a call that has begun; name and signature are for its errors. An error
// of call poisons the instance if the call began to run in the guest.
func (inst *Instance) run(name, signature string, enter []*componentState, call hostCall) (err error) {
	returned := false
	defer func() {
		if r := recover(); r != nil {
			inst.failPanic(r)
		} else if !returned {
			inst.abandon(errGoexit)
			return
		}
		if inst.failure == nil {
			leave(enter)
			return
		}
		err = inst.settle(name, signature)
	}()
	inst.enter(enter)
	began, err := call.run()
	if began {
		inst.fail(err)
	}
	returned = true
	return err
}

// settle ends a call that failed: the instance is poisoned. It gives the call's
// error.
func (inst *Instance) settle(name, signature string) error {
	inst.poison = located(inst.failure, name, signature)
	inst.failure = nil
	inst.over()
	return inst.poison
}

// errGoexit is why an instance is poisoned whose call will never return.
var errGoexit = errors.New("runtime.Goexit was called")

// abandon ends a call whose goroutine is ending (runtime.Goexit, as testing's
// FailNow does it). Nobody else would.
func (inst *Instance) abandon(err error) {
	if inst.poison == nil {
		inst.poison = err
		inst.failure = nil
		inst.over()
		inst.end()
	}
}

// located adds the export that was called to a failure.
func located(err error, name, signature string) error {
	var t *Trap
	var h *HostError
	switch {
	case errors.As(err, &h):
		h.Export = name
	case errors.As(err, &t):
		t.Export, t.Signature = name, signature
	default:
		return fmt.Errorf("export %q: %w", name, err)
	}
	return err
}

// failPanic records a panic that reached the boundary: the unwinding of an abort,
// or a fault of this package.
func (inst *Instance) failPanic(r any) {
	if r != any(errAborted) {
		inst.fail(&HostPanic{r, debug.Stack()})
	}
}
