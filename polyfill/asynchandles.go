//go:build !js

package polyfill

import (
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/task"
)

// asyncHandles is valueHandles with the core's tables, and with streams, futures and error
// contexts. scope, task and sub are set before each use.
type asyncHandles struct {
	valueHandles
	s    *store
	at   task.InstanceID
	task task.TaskID     // what borrows are lowered for
	sub  task.WaitableID // what borrows are lifted for
}

// done gives an operation's trap as an error.
func (h *asyncHandles) done(st task.Status) error {
	if st != task.OK {
		return h.s.trapError()
	}
	return nil
}

// LiftHandle takes a handle out of the guest's table, or borrows it, for the host.
func (h *asyncHandles) LiftHandle(t *component.ValType, index uint32) (any, error) {
	s, i := h.s, int32(index)
	switch t.Kind {
	case component.KindStream, component.KindFuture:
		if err := h.done(s.core.LiftEnd(h.at, s.streamType(t), i)); err != nil {
			return nil, err
		}
		e := hostEnd{s: s, shared: s.core.Mail[0], typ: t}
		s.outside++
		if t.Kind == component.KindStream {
			return &Stream{e}, nil
		}
		return &Future{e}, nil
	case component.KindErrorContext:
		if err := h.done(s.core.ErrorGet(h.at, i, false)); err != nil {
			return nil, err
		}
		return &ErrorContext{s.messages.at(s.core.Mail[0])}, nil
	}
	rt := h.typeOf(t)
	own := t.Kind == component.KindOwn
	var st task.Status
	if own {
		st = s.core.LiftOwn(h.at, s.resourceID(rt), i)
	} else {
		st = s.core.LiftBorrow(h.at, s.resourceID(rt), i, h.sub)
	}
	if err := h.done(st); err != nil {
		return nil, err
	}
	rep := uint32(s.core.Mail[0])
	switch {
	case rt.host() && own:
		return h.inst.values.remove(rep), nil
	case rt.host():
		return h.inst.values.get(rep), nil
	}
	r := &Resource{rt: rt, rep: rep, own: own}
	if !own {
		h.scope.borrowed = append(h.scope.borrowed, r)
	}
	return r, nil
}

// AcceptHandle checks what the host gives for a handle. A call may have to wait before it
// starts: what it takes is reserved from here on, see scope.giveUp.
func (h *asyncHandles) AcceptHandle(t *component.ValType, v any) (any, error) {
	switch t.Kind {
	case component.KindStream, component.KindFuture:
		return h.acceptEnd(t, v)
	case component.KindErrorContext:
		e, ok := v.(*ErrorContext)
		if !ok || e == nil {
			return nil, fmt.Errorf("%T, not a *polyfill.ErrorContext", v)
		}
		return e, nil
	}
	v, err := h.valueHandles.AcceptHandle(t, v)
	if r, ok := v.(*Resource); ok && err == nil && !h.typeOf(t).host() {
		if t.Kind == component.KindOwn {
			r.gone = true
			h.scope.given = append(h.scope.given, r)
		} else {
			r.lends++
			h.scope.lent = append(h.scope.lent, r)
		}
	}
	return v, err
}

func (h *asyncHandles) acceptEnd(t *component.ValType, v any) (any, error) {
	var e *hostEnd
	switch x := v.(type) {
	case *Stream:
		if x != nil && t.Kind == component.KindStream {
			e = &x.hostEnd
		}
	case *Future:
		if x != nil && t.Kind == component.KindFuture {
			e = &x.hostEnd
		}
	}
	switch {
	case e == nil:
		return nil, fmt.Errorf("%T, not a *polyfill.%s", v, map[bool]string{true: "Stream", false: "Future"}[t.Kind == component.KindStream])
	case e.gone:
		return nil, ErrDropped
	case e.s != h.s:
		return nil, errors.New("one of another instance")
	case e.typ.ID != t.ID:
		return nil, fmt.Errorf("a %s", e.typ.Format(h.inst.component.resourceName))
	}
	e.gone = true
	h.scope.ends = append(h.scope.ends, e)
	return e, nil
}

// LowerHandle puts an accepted value into the guest's table.
func (h *asyncHandles) LowerHandle(t *component.ValType, v any) (uint32, error) {
	s := h.s
	switch x := v.(type) {
	case *hostEnd:
		s.outside--
		err := h.done(s.core.LowerEnd(h.at, x.shared))
		return uint32(s.core.Mail[0]), err
	case *ErrorContext:
		if t.Kind == component.KindErrorContext {
			e := s.core.ErrorMake(s.messages.add(x.Message))
			err := h.done(s.core.LowerError(h.at, e))
			return uint32(s.core.Mail[0]), err
		}
	}
	rt := h.typeOf(t)
	own := t.Kind == component.KindOwn
	var rep uint32
	if rt.host() {
		rep = h.inst.values.add(v, rt, own)
		if !own {
			h.scope.lentValues = append(h.scope.lentValues, rep)
		}
	} else {
		rep = v.(*Resource).rep
	}
	if own {
		err := h.done(s.core.LowerOwn(h.at, s.resourceID(rt), int32(rep)))
		return uint32(s.core.Mail[0]), err
	}
	return s.lowerBorrow(h.at, rt, rep, h.task)
}

// lowerBorrow gives a component instance a borrow: the rep itself where the instance is
// the one that defines the type (CanonicalABI.md, lower_borrow).
func (s *store) lowerBorrow(at task.InstanceID, rt *ResourceType, rep uint32, id task.TaskID) (uint32, error) {
	if rt.inst == s.inst && s.ids[rt.implID] == at {
		return rep, nil
	}
	if s.core.LowerBorrow(at, s.resourceID(rt), int32(rep), id) != task.OK {
		return 0, s.trapError()
	}
	return uint32(s.core.Mail[0]), nil
}

// transfer moves a handle from one component instance to another: lift, then lower. A borrow is
// lent to the subtask sub, for the task id.
func (s *store) transfer(from, to task.InstanceID, t *component.ValType, index uint32, sub task.WaitableID, id task.TaskID) (uint32, error) {
	i := int32(index)
	var st task.Status
	switch t.Kind {
	case component.KindStream, component.KindFuture:
		if st = s.core.LiftEnd(from, s.streamType(t), i); st == task.OK {
			st = s.core.LowerEnd(to, s.core.Mail[0])
		}
	case component.KindErrorContext:
		if st = s.core.ErrorGet(from, i, false); st == task.OK {
			st = s.core.LowerError(to, s.core.Mail[1])
		}
	case component.KindOwn:
		rt := s.resourceID(s.inst.types[t.Resource-1])
		if st = s.core.LiftOwn(from, rt, i); st == task.OK {
			st = s.core.LowerOwn(to, rt, s.core.Mail[0])
		}
	default:
		rt := s.inst.types[t.Resource-1]
		if st = s.core.LiftBorrow(from, s.resourceID(rt), i, sub); st == task.OK {
			return s.lowerBorrow(to, rt, uint32(s.core.Mail[0]), id)
		}
	}
	if st != task.OK {
		return 0, s.trapError()
	}
	return uint32(s.core.Mail[0]), nil
}
