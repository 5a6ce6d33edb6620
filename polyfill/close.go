//go:build !js

package polyfill

import (
	"context"
	"errors"
)

// Close ends the instance and frees its memory. Destructors of the host's
// resource types run for the values that the guest still owns; guests' own
// destructors do not run. It returns ErrBusy if a call is running, and the
// errors of the host's destructors. Closing again does nothing.
//
// Of a component with async functions, all calls that wait for something end with an error
// that has [ErrClosed] in its chain, the contexts of host functions end, and what guests do
// in the background ends with the instance.
func (inst *Instance) Close(ctx context.Context) error {
	if s := inst.store; s != nil {
		if err := s.take(ctx); err != nil {
			return err
		}
		defer s.leave()
	} else {
		if !inst.guard.enter() {
			return ErrBusy
		}
		defer inst.end()
	}
	if inst.closed {
		return nil
	}
	errs := inst.discard(ctx)
	if inst.ownsComponent {
		errs = append(errs, inst.component.Close(ctx))
	}
	return errors.Join(errs...)
}

// discard closes what instantiation has made so far.
func (inst *Instance) discard(ctx context.Context) (errs []error) {
	inst.closed = true
	inst.over()
	if inst.store != nil {
		inst.store.close()
	}
	for i := len(inst.cores) - 1; i >= 0; i-- {
		if m := inst.cores[i]; m != nil {
			errs = append(errs, m.Close(ctx))
		}
	}
	for _, v := range inst.values.slots {
		if v.rt != nil && v.own {
			if err := inst.dropAtEnd(ctx, v); err != nil {
				errs = append(errs, &HostError{Import: v.rt.dropName, Err: err})
			}
		}
	}
	inst.values = hostValues{}
	inst.release()
	inst.component.mu.Lock()
	delete(inst.component.instances, inst)
	inst.component.mu.Unlock()
	return errs
}

// dropAtEnd runs the destructor of a value that a guest still owned.
func (inst *Instance) dropAtEnd(ctx context.Context, v hostValue) (err error) {
	drop := func() error { return v.rt.dropValue(ctx, inst, v.value) }
	if s := inst.store; s != nil {
		s.callInside(&err, drop)
		return err
	}
	return drop()
}
