package task

// threadTable gives threads their indices (CanonicalABI.md, ComponentInstance.threads).
type threadTable struct {
	_     notCompared
	elems []ThreadID
	free  []int32
}

// emptied is table.emptied.
func (t threadTable) emptied() threadTable {
	if cap(t.elems) > keptTable || cap(t.free) > keptTable {
		return threadTable{}
	}
	return threadTable{elems: t.elems[:0], free: t.free[:0]}
}

func (t *threadTable) add(id ThreadID) int32 {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.elems[i] = id
		return i
	}
	if len(t.elems) == 0 {
		t.elems = append(t.elems, 0)
	}
	t.elems = append(t.elems, id)
	return int32(len(t.elems) - 1)
}

func (t *threadTable) get(i int32) ThreadID {
	if uint(uint32(i)) >= uint(len(t.elems)) {
		return 0
	}
	return t.elems[i]
}

func (t *threadTable) remove(i int32) {
	t.elems[i] = 0
	t.free = append(t.free, i)
}

// other finds a thread by its index, 0 after a trap.
func (s *Store) other(id InstanceID, i int32) ThreadID {
	other := s.inst(id).threads.get(i)
	if other == 0 {
		s.trap(TrapUnknownThread, i)
	}
	return other
}

// suspendedOther is other, which must be suspended.
func (s *Store) suspendedOther(id InstanceID, i int32) ThreadID {
	other := s.other(id, i)
	if other != 0 {
		if t := s.thread(other); t.state != suspended || t.selected {
			s.trap(TrapThreadNotSuspended)
			return 0
		}
	}
	return other
}
