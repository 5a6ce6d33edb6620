package task

// SetID is a waitable set.
type SetID int32

// waitableSet is a WaitableSet (CanonicalABI.md, Waitable State).
type waitableSet struct {
	_     notCompared
	elems int32
	// pending counts the elements with events, which are listed.
	pending            int32
	pendHead, pendTail WaitableID
	// numWaiting counts the threads that wait, which are listed while they do.
	numWaiting int32
	waiters    threadList
}

func (s *Store) set(id SetID) *waitableSet { return s.sets.at(int32(id)) }

func (s *Store) addPending(v *waitableSet, id WaitableID, w *waitable) {
	v.pending++
	if w.pendPrev = v.pendTail; w.pendPrev != 0 {
		s.waitable(w.pendPrev).pendNext = id
	} else {
		v.pendHead = id
	}
	w.pendNext, v.pendTail = 0, id
}

func (s *Store) removePending(v *waitableSet, w *waitable) {
	v.pending--
	if w.pendPrev != 0 {
		s.waitable(w.pendPrev).pendNext = w.pendNext
	} else {
		v.pendHead = w.pendNext
	}
	if w.pendNext != 0 {
		s.waitable(w.pendNext).pendPrev = w.pendPrev
	} else {
		v.pendTail = w.pendPrev
	}
	w.pendNext, w.pendPrev = 0, 0
}

// wakeSet tells the scheduler of all threads that wait for an event of a set.
func (s *Store) wakeSet(v *waitableSet) {
	for id := v.waiters.head; id != 0; {
		t := s.thread(id)
		s.enqueue(id, t)
		id = t.links[ofSet].next
	}
}

// setEvent is WaitableSet.get_pending_event: any of the pending events.
func (s *Store) setEvent(v *waitableSet) (code Event, p1, p2 int32) {
	id := v.pendHead
	for n := s.chooseOf(int(v.pending)); n > 0; n-- {
		id = s.waitable(id).pendNext
	}
	return s.takeEvent(id)
}

// takeSetEvent is setEvent with the event in Mail.
func (s *Store) takeSetEvent(v *waitableSet) Status {
	code, p1, p2 := s.setEvent(v)
	if code == eventFailed {
		return s.trap(TrapFutureFailed, p2)
	}
	s.mailEvent(code, p1, p2)
	return OK
}

// waitableSet finds a set by its handle, 0 after a trap.
func (s *Store) waitableSet(id InstanceID, si int32) SetID {
	h := s.handle(id, si)
	if h == nil {
		return 0
	}
	if h.kind != KindWaitableSet {
		s.wrongHandle(si, KindWaitableSet, h.kind)
		return 0
	}
	return SetID(h.ref)
}

// WaitableSetNew is canon waitable-set.new: Mail[0] is the index.
func (s *Store) WaitableSetNew(id InstanceID) Status {
	st := s.leaving(id)
	if st == OK {
		n, _ := s.sets.add()
		if h := s.addHandle(id, KindWaitableSet, n); h == nil {
			s.sets.remove(n)
			st = Trapped
		}
	}
	return s.note("waitable-set.new", st, int32(id))
}

// WaitableSetWait is canon waitable-set.wait: the event in Mail[0] to Mail[2], at once or
// from Switched after a Block. The engine stores the payload.
func (s *Store) WaitableSetWait(id InstanceID, cancellable bool, si int32) Status {
	return s.note("waitable-set.wait", s.waitableSetWait(id, cancellable, si), int32(id), flag(cancellable), si)
}

func (s *Store) waitableSetWait(id InstanceID, cancellable bool, si int32) Status {
	if st := s.checkBlock(id); st != OK {
		return st
	}
	set := s.waitableSet(id, si)
	if set == 0 {
		return Trapped
	}
	s.set(set).numWaiting++
	st := s.waitUntil(waitSet, int32(set), cancellable)
	if st == OK {
		s.set(set).numWaiting--
		if s.Mail[0] != 0 {
			s.mailEvent(EventTaskCancelled, 0, 0)
		} else {
			return s.takeSetEvent(s.set(set))
		}
	}
	return st
}

// WaitableSetPoll is canon waitable-set.poll: the event in Mail[0] to Mail[2].
func (s *Store) WaitableSetPoll(id InstanceID, cancellable bool, si int32) Status {
	st := OK
	if inst := s.inst(id); !cancellable && inst.mayLeave && s.emptySet(inst, si) {
		s.mailEvent(EventNone, 0, 0)
	} else {
		st = s.waitableSetPoll(id, cancellable, si)
	}
	return s.note("waitable-set.poll", st, int32(id), flag(cancellable), si)
}

// emptySet reports whether a handle is that of a set without events.
func (s *Store) emptySet(inst *instance, si int32) bool {
	elems := inst.handles.elems
	return uint(uint32(si)) < uint(len(elems)) && elems[si].kind == KindWaitableSet && s.sets.at(elems[si].ref).pending == 0
}

func (s *Store) waitableSetPoll(id InstanceID, cancellable bool, si int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	set := s.waitableSet(id, si)
	switch {
	case set == 0:
		return Trapped
	case cancellable && s.deliverPendingCancel(s.RunningTask(), true):
		s.mailEvent(EventTaskCancelled, 0, 0)
	case s.set(set).pending == 0:
		s.mailEvent(EventNone, 0, 0)
	default:
		return s.takeSetEvent(s.set(set))
	}
	return OK
}

// WaitableSetDrop is canon waitable-set.drop.
func (s *Store) WaitableSetDrop(id InstanceID, si int32) Status {
	return s.note("waitable-set.drop", s.waitableSetDrop(id, si), int32(id), si)
}

func (s *Store) waitableSetDrop(id InstanceID, si int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	set := s.waitableSet(id, si)
	if set == 0 {
		return Trapped
	}
	v := s.set(set)
	if v.elems > 0 {
		return s.trap(TrapSetNotEmpty)
	}
	if v.numWaiting > 0 {
		return s.trap(TrapSetWaiters)
	}
	s.removeHandle(id, si)
	s.sets.remove(int32(set))
	return OK
}
