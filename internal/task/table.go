package task

// handle is an element of a handle table. Its kind tells what ref is:
// a rep (resources), a WaitableID, a SetID or an errorContext.
type handle struct {
	_    notCompared
	kind Kind
	own  bool
	// ref is 0 in no used handle but those of resources.
	ref int32
	// rt is a resource's type.
	rt int32
	// lends counts the calls that a resource's handle is lent to.
	lends int32
	// scope is the task that a borrow was lowered for.
	scope TaskID
}

// table is the handle table of one component instance (CanonicalABI.md, Table
// State). Index 0 is reserved; freed indices are used again, the latest first: guests
// see the indices.
type table struct {
	_     notCompared
	elems []handle
	free  []int32
}

// keptTable is how many elements a table may have room for that is kept for the next instance.
const keptTable = 64

// emptied gives an empty table with the room of t, unless that is much.
func (t table) emptied() table {
	if cap(t.elems) > keptTable || cap(t.free) > keptTable {
		return table{}
	}
	return table{elems: t.elems[:0], free: t.free[:0]}
}

// addHandle puts a handle into an instance's table, nil after a trap; Mail[0] is its index.
func (s *Store) addHandle(id InstanceID, kind Kind, ref int32) *handle {
	t := &s.inst(id).handles
	i := int32(len(t.elems))
	switch n := len(t.free); {
	case n > 0:
		i = t.free[n-1]
		t.free = t.free[:n-1]
	case i == 0:
		t.elems = append(t.elems, handle{}, handle{})
		i = 1
	case i > s.limits.Handles:
		s.trap(TrapHandleTableFull, s.limits.Handles)
		return nil
	default:
		if int(i) == cap(t.elems) {
			grown := make([]handle, i, 2*i) // less is left behind than by append's quarter
			copy(grown, t.elems)
			t.elems = grown
		}
		t.elems = append(t.elems, handle{})
	}
	h := &t.elems[i]
	h.kind, h.ref = kind, ref
	s.Mail[0] = i
	return h
}

// at finds the handle at index i, nil if there is none.
func (t *table) at(i int32) *handle {
	if uint(uint32(i)) >= uint(len(t.elems)) || t.elems[i].kind == KindNone {
		return nil
	}
	return &t.elems[i]
}

// handle finds the handle at index i, nil after a trap.
func (s *Store) handle(id InstanceID, i int32) *handle {
	h := s.inst(id).handles.at(i)
	if h == nil {
		s.trap(TrapUnknownHandle, i)
	}
	return h
}

func (s *Store) removeHandle(id InstanceID, i int32) { s.inst(id).handles.remove(i) }

func (t *table) remove(i int32) {
	t.elems[i] = handle{}
	t.free = append(t.free, i)
}

// wrongHandle is the trap for a handle of another kind than the one wanted.
func (s *Store) wrongHandle(i int32, want, found Kind) Status {
	return s.trap(TrapWrongHandle, i, int32(want), int32(found))
}

// Handles counts the handles in an instance's table.
func (s *Store) Handles(id InstanceID) int32 {
	t := &s.inst(id).handles
	if len(t.elems) == 0 {
		return 0
	}
	return int32(len(t.elems) - 1 - len(t.free))
}
