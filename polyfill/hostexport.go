//go:build !js

package polyfill

import (
	"context"
	"slices"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// passesAsync tells exports among which is an import, exported again, that only a store can call: an async
// function, or one with streams or futures.
func passesAsync(exports []plan.Export) bool {
	return slices.ContainsFunc(exports, func(x plan.Export) bool {
		if x.Kind != component.SortFunc {
			return passesAsync(x.Exports)
		}
		ft := x.Func.Type
		return ft.Async || ft.Result.HasEnd() || slices.ContainsFunc(ft.Params, func(p component.Param) bool { return p.Type.HasEnd() })
	})
}

// callHostAsync calls an import that an instance with a store exports again: no guest is
// involved.
func (f *Function) callHostAsync(ctx context.Context, args []any) (any, error) {
	inst, s := f.inst, f.inst.store
	sc := new(scope)
	handles := &hostedHandles{valueHandles: valueHandles{inst: inst, scope: sc}, s: s}
	cx := &canon.Context{Handles: handles}
	fn, err := inst.component.compiler.Func(f.typ, canon.Lift, canon.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	if err = ended(ctx); err == nil {
		err = inst.usable(ctx)
	}
	if err == nil {
		args, err = fn.AcceptParams(cx, args)
	}
	err = handles.settle(err)
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
	sc.accepted = sc.accepted[:0]
	defer s.leave()
	if err := inst.usable(ctx); err != nil {
		return nil, err
	}
	result, err = fn.AcceptResult(cx, result)
	if err = handles.settle(err); err != nil {
		return nil, &HostError{Import: f.host.name, Export: f.name, Err: err}
	}
	return result, nil
}

// hostedHandles is valueHandles for values that go from the host to the host: whoever gets a stream
// or a future has what a guest's would be, a StreamReader or a Future.
type hostedHandles struct {
	valueHandles
	s *store
	// given are the ends of streams and futures, and those that are read for them, from settle on.
	given []hostedEnd
}

type hostedEnd struct {
	from givenEnd
	to   *hostEnd
}

// AcceptHandle checks what is given for a handle. The caller has the baton.
func (h *hostedHandles) AcceptHandle(t *component.ValType, v any) (any, error) {
	if t.Kind != component.KindStream && t.Kind != component.KindFuture {
		return h.valueHandles.AcceptHandle(t, v)
	}
	from, err := h.s.give(t, v)
	if err != nil {
		return nil, err
	}
	switch v.(type) {
	case streamReader, futureReader: // it is a guest's already
		from.giveUp()
		return v, nil
	}
	to := newHostEnd(h.s, t, false)
	h.given = append(h.given, hostedEnd{from, to})
	if t.Kind == component.KindStream {
		return newReader(to)
	}
	f := new(Future[any])
	return f, f.hold(to)
}

// AcceptTuple takes one object for a pair.
func (h *hostedHandles) AcceptTuple(t *component.ValType, v any) (Tuple, bool) {
	return (&asyncHandles{s: h.s}).AcceptTuple(t, v)
}

// settle joins what was given with what is read of it, or gives it back if the values are not
// accepted.
func (h *hostedHandles) settle(err error) error {
	for _, x := range h.given {
		if err == nil {
			var shared int32
			if shared, err = x.from.lower(&asyncHandles{s: h.s}); err == nil {
				err = x.to.open(h.s.hub.Reader(shared))
			}
		}
		if err != nil {
			x.from.giveUp()
		}
	}
	h.given = nil
	return err
}
