//go:build !js

package polyfill

import (
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
)

// scope is what one call borrows and lends: in the handle tables (task and
// sub, CanonicalABI.md, Tasks and Subtask State), and between the guest and the
// host's Go values. All of it ends with the call.
type scope struct {
	task taskBorrows
	sub  subtask
	// lent are resources that the host lends to the guest; borrowed those that
	// the guest lends to the host.
	lent, borrowed []*Resource
	// lentValues are the reps of host values that the guest borrows.
	lentValues []uint32
	// accepted are the resources that are about to be lowered.
	accepted []acceptedResource
	// given and ends are what a call that has not started is going to take from the
	// host (store only).
	given []*Resource
	ends  []*hostEnd
}

// giveUp gives the host back what a call was going to take, and that did not start.
func (s *scope) giveUp() {
	for _, r := range s.given {
		r.gone = false
	}
	for _, e := range s.ends {
		e.gone = false
	}
	for _, r := range s.lent {
		r.lends--
	}
	*s = scope{}
}

type acceptedResource struct {
	r   *Resource
	own bool
}

// end gives everything back. table is that of the instance which called a
// lowered function, nil for a call by the host.
func (s *scope) end(inst *Instance, table *handleTable) {
	if table != nil {
		table.giveBack(&s.sub)
	}
	for _, r := range s.lent {
		r.lends--
	}
	for _, r := range s.borrowed {
		r.gone = true
	}
	for _, rep := range s.lentValues {
		inst.values.remove(rep)
	}
	s.lent, s.borrowed, s.lentValues, s.accepted = s.lent[:0], s.borrowed[:0], s.lentValues[:0], s.accepted[:0]
}

// valueHandles is the engine's side of the handles inside values that cross
// between one component instance and the host (canon.Handles). scope is set
// before each use.
type valueHandles struct {
	inst  *Instance
	at    *componentState
	scope *scope
}

func (h *valueHandles) typeOf(t *component.ValType) *ResourceType { return h.inst.types[t.Resource-1] }

// LiftHandle takes a handle out of the guest's table, or borrows it, for the host.
func (h *valueHandles) LiftHandle(t *component.ValType, index uint32) (any, error) {
	rt := h.typeOf(t)
	if t.Kind == component.KindOwn {
		rep, err := h.at.handles.takeOwn(index, rt)
		if err != nil {
			return nil, err
		}
		if rt.host() {
			return h.inst.values.remove(rep), nil
		}
		return &Resource{rt: rt, rep: rep, own: true}, nil
	}
	rep, err := h.at.handles.lend(index, rt, &h.scope.sub)
	if err != nil {
		return nil, err
	}
	if rt.host() {
		return h.inst.values.get(rep), nil
	}
	r := &Resource{rt: rt, rep: rep}
	h.scope.borrowed = append(h.scope.borrowed, r)
	return r, nil
}

// AcceptHandle checks what the host gives for a handle.
func (h *valueHandles) AcceptHandle(t *component.ValType, v any) (any, error) {
	if t.Resource == 0 {
		return v, nil // a stream on its way to a host function
	}
	rt := h.typeOf(t)
	if rt.host() {
		return v, rt.accepts(v)
	}
	r, ok := v.(*Resource)
	if !ok || r == nil {
		return nil, fmt.Errorf("%T, not the *polyfill.Resource that stands for a guest's %s", v, rt.name)
	}
	own := t.Kind == component.KindOwn
	switch {
	case r.rt != rt:
		return nil, fmt.Errorf("a resource of another type, %s", r.rt.name)
	case r.gone:
		return nil, ErrDropped
	case own && !r.own:
		return nil, errors.New("a borrowed resource, which cannot be given away")
	case own && r.lends > 0:
		return nil, errors.New("a resource that is lent to a running call")
	}
	for _, a := range h.scope.accepted {
		if a.r == r && (own || a.own) {
			return nil, errors.New("a resource that the same call also gives away")
		}
	}
	h.scope.accepted = append(h.scope.accepted, acceptedResource{r, own})
	return r, nil
}

// LowerHandle puts an accepted value into the guest's table.
func (h *valueHandles) LowerHandle(t *component.ValType, v any) (uint32, error) {
	rt := h.typeOf(t)
	own := t.Kind == component.KindOwn
	if rt.host() {
		rep := h.inst.values.add(v, rt, own)
		if own {
			return h.at.handles.add(handle{rt: rt, rep: rep, own: true})
		}
		h.scope.lentValues = append(h.scope.lentValues, rep)
		return h.at.lowerBorrow(rt, rep, &h.scope.task)
	}
	r := v.(*Resource)
	if own {
		r.gone = true
		return h.at.handles.add(handle{rt: rt, rep: r.rep, own: true})
	}
	r.lends++
	h.scope.lent = append(h.scope.lent, r)
	return h.at.lowerBorrow(rt, r.rep, &h.scope.task)
}
