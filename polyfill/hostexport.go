//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/canon"
)

// callHostAsync calls an import that an instance with a store exports again: no guest is
// involved.
func (f *Function) callHostAsync(ctx context.Context, args []any) (any, error) {
	inst, s := f.inst, f.inst.store
	sc := new(scope)
	cx := &canon.Context{Handles: &valueHandles{inst: inst, scope: sc}}
	fn, err := inst.component.compiler.Func(f.typ, canon.Lift, canon.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	if err = inst.usable(ctx); err == nil {
		args, err = fn.AcceptParams(cx, args)
	}
	s.leave()
	if err != nil {
		return nil, err
	}
	var result any
	protect(&err, func() (err error) {
		result, err = f.host.invoke(ctx, inst.component.compiler, args)
		return err
	})
	if err != nil {
		if result, err = errorCase(f.typ, err); err != nil {
			return nil, &HostError{Import: f.host.name, Export: f.name, Err: err}
		}
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	sc.accepted = sc.accepted[:0]
	if result, err = fn.AcceptResult(cx, result); err != nil {
		return nil, &HostError{Import: f.host.name, Export: f.name, Err: err}
	}
	return result, nil
}
