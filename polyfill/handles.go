//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/component"
)

// maxTableLength is CanonicalABI.md's Table.MAX_LENGTH.
const maxTableLength = 1<<28 - 1

// handle is an element of a handle table (CanonicalABI.md, Resource State:
// ResourceHandle). A free element has no type.
type handle struct {
	rt  *ResourceType
	rep uint32
	own bool
	// lends counts the calls that this handle is lent to.
	lends uint32
	// scope is the task that a borrow handle was lowered for; it has to be
	// dropped before that task returns.
	scope *taskBorrows
}

// taskBorrows is what the tables know of a call of a lifted function.
type taskBorrows struct{ borrows int }

// subtask remembers the handles that a call of a lowered function borrowed from
// its caller's table (CanonicalABI.md, Subtask: lenders).
type subtask struct{ lenders []uint32 }

// handleTable is the handle table of one component instance (CanonicalABI.md,
// Table State). Index 0 is reserved; freed indices are used again, the latest
// first: guests see the indices.
type handleTable struct {
	elems []handle
	free  []uint32
	max   uint32
}

func (t *handleTable) add(h handle) (uint32, error) {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.elems[i] = h
		return i, nil
	}
	if len(t.elems) == 0 {
		t.elems = append(t.elems, handle{})
	}
	i := uint32(len(t.elems))
	if i > t.max {
		return 0, trapf("resource table has no free keys: %d handles are alive", t.max)
	}
	t.elems = append(t.elems, h)
	return i, nil
}

// get finds the handle at index and checks its type.
func (t *handleTable) get(index uint32, rt *ResourceType) (*handle, error) {
	if int64(index) >= int64(len(t.elems)) || t.elems[index].rt == nil {
		return nil, trapf("unknown handle index %d", index)
	}
	h := &t.elems[index]
	if h.rt != rt {
		found := h.rt.origin()
		if found == rt.origin() {
			found = "a different " + found
		}
		return nil, trapf("handle index %d used with the wrong type, expected %s but found %s", index, rt.origin(), found)
	}
	return h, nil
}

func (t *handleTable) remove(index uint32) {
	t.elems[index] = handle{}
	t.free = append(t.free, index)
}

// drop removes a handle for resource.drop; own tells whether the resource goes
// with it.
func (t *handleTable) drop(index uint32, rt *ResourceType) (h handle, err error) {
	e, err := t.get(index, rt)
	if err != nil {
		return handle{}, err
	}
	if e.lends > 0 {
		return handle{}, trapf("cannot remove owned resource while borrowed")
	}
	h = *e
	if !h.own {
		h.scope.borrows--
	}
	t.remove(index)
	return h, nil
}

// takeOwn removes an own handle that is passed on (CanonicalABI.md, lift_own).
func (t *handleTable) takeOwn(index uint32, rt *ResourceType) (rep uint32, err error) {
	h, err := t.get(index, rt)
	if err != nil {
		return 0, err
	}
	if h.lends > 0 {
		return 0, trapf("cannot remove owned resource while borrowed")
	}
	if !h.own {
		return 0, trapf("cannot lift own resource from a borrow")
	}
	rep = h.rep
	t.remove(index)
	return rep, nil
}

// lend reads a handle that is borrowed for the time of a call (CanonicalABI.md,
// lift_borrow).
func (t *handleTable) lend(index uint32, rt *ResourceType, to *subtask) (rep uint32, err error) {
	h, err := t.get(index, rt)
	if err != nil {
		return 0, err
	}
	h.lends++
	to.lenders = append(to.lenders, index)
	return h.rep, nil
}

// giveBack ends what lend began. A lent handle cannot have been removed.
func (t *handleTable) giveBack(s *subtask) {
	for _, i := range s.lenders {
		t.elems[i].lends--
	}
	s.lenders = s.lenders[:0]
}

// checkReturn is the check of Task.return_ (CanonicalABI.md, Tasks).
func (t *taskBorrows) checkReturn() error {
	if t.borrows > 0 {
		return trapf("borrow handles still remain at the end of the call")
	}
	return nil
}

// transfer moves a handle from one component instance to another, the values of
// a call between components (CanonicalABI.md: lift_own or lift_borrow, then
// lower_own or lower_borrow).
func (inst *Instance) transfer(from, to *componentState, t *component.ValType, index uint32, sc *scope) (uint32, error) {
	rt := inst.types[t.Resource-1]
	if t.Kind == component.KindOwn {
		rep, err := from.handles.takeOwn(index, rt)
		if err != nil {
			return 0, err
		}
		return to.handles.add(handle{rt: rt, rep: rep, own: true})
	}
	rep, err := from.handles.lend(index, rt, &sc.sub)
	if err != nil {
		return 0, err
	}
	return to.lowerBorrow(rt, rep, &sc.task)
}

// lowerBorrow gives a component instance a borrow: the rep itself where the
// instance is the one that defines the type (CanonicalABI.md, lower_borrow).
func (c *componentState) lowerBorrow(rt *ResourceType, rep uint32, scope *taskBorrows) (uint32, error) {
	if rt.impl == c {
		return rep, nil
	}
	i, err := c.handles.add(handle{rt: rt, rep: rep, scope: scope})
	if err == nil {
		scope.borrows++
	}
	return i, err
}
