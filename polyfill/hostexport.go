//go:build !js

package polyfill

import (
	"context"
	"io"
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
	if err = inst.usable(ctx); err == nil {
		args, err = fn.AcceptParams(cx, args)
	}
	s.leave()
	if err != nil {
		handles.close()
		return nil, err
	}
	handles.made = nil // they are the function's
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
	if err = inst.usable(ctx); err == nil {
		if result, err = fn.AcceptResult(cx, result); err != nil {
			err = &HostError{Import: f.host.name, Export: f.name, Err: err}
		}
	}
	s.leave()
	if err != nil {
		handles.close()
		return nil, err
	}
	return result, nil
}

// hostedHandles is valueHandles for values that go from the host to the host: whoever gets a stream
// or a future has what a guest's would be, a StreamReader or a Future.
type hostedHandles struct {
	valueHandles
	s    *store
	made []io.Closer
}

// AcceptHandle checks what is given for a handle. The caller has the baton.
func (h *hostedHandles) AcceptHandle(t *component.ValType, v any) (any, error) {
	if t.Kind != component.KindStream && t.Kind != component.KindFuture {
		return h.valueHandles.AcceptHandle(t, v)
	}
	x, err := h.s.give(t, v)
	if err != nil {
		return nil, err
	}
	if isEnd(v) { // as it is
		x.giveUp()
		return v, nil
	}
	shared, err := x.lower(&asyncHandles{s: h.s})
	if err != nil {
		return nil, err
	}
	e := newHostEnd(h.s, t, false)
	if err := e.open(h.s.hub.Reader(shared)); err != nil {
		return nil, err
	}
	var r io.Closer
	if t.Kind == component.KindFuture {
		f := new(Future[any])
		r, err = f, f.hold(e)
	} else {
		stream := dynamicReader(t)
		r, err = stream, stream.hold(e)
	}
	h.made = append(h.made, r)
	return r, err
}

// isEnd tells readable ends that a guest gave.
func isEnd(v any) bool {
	switch v.(type) {
	case streamReader, futureReader:
		return true
	}
	return false
}

// AcceptTuple takes one object for a pair.
func (h *hostedHandles) AcceptTuple(t *component.ValType, v any) (Tuple, bool) {
	return (&asyncHandles{s: h.s}).AcceptTuple(t, v)
}

// close drops what was made for a call that has failed.
func (h *hostedHandles) close() {
	for _, r := range h.made {
		_ = r.Close() // nobody has read of it
	}
	h.made = nil
}
