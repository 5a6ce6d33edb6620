package task

// WaitableID is a subtask or an end of a stream or future.
type WaitableID int32

// waitable is what can be waited for (CanonicalABI.md, Waitable State), and, by its kind,
// a Subtask or an end.
type waitable struct {
	_    notCompared
	kind Kind
	// inst has it in its table at index. An end of inst 0 is the host's; a subtask of
	// index 0 is that of a synchronous lower.
	inst  InstanceID
	index int32
	token int32

	set                SetID
	pendNext, pendPrev WaitableID // the set's waitables with events; the root's subtasks in no table
	// waiter is the thread that waits for it and for nothing else (has_sync_waiter).
	waiter ThreadID

	// Of a subtask.
	state   SubtaskState
	task    TaskID // that it calls, 0 if resolved or the host's
	lenders int32  // the list of what is lent to it

	// Of an end.
	shared int32
	typ    int32      // the type by which its owner knows it
	result CopyResult // of the pending event
	buffer buffer
	copy   copyState

	// The bools stand together, there are many waitables.

	// pending: there is an event, which is made when it is delivered.
	pending bool
	// Of a subtask.
	cancelRequested bool
	delivered       bool // resolve_delivered
	host            bool
	// Of an end.
	watch   bool // of the host: it is told that the other end was dropped
	reclaim bool // its delivery ends the peer's access to the buffer
	posted  bool // of the host: in the queue of events
}

func (s *Store) waitable(id WaitableID) *waitable { return s.waitables.at(int32(id)) }

// setPending is Waitable.set_pending_event: whoever waits may go on. An event that is
// there already is replaced.
func (s *Store) setPending(id WaitableID) {
	w := s.waitable(id)
	if w.inst == 0 {
		s.post(id)
		return
	}
	fresh := !w.pending
	w.pending = true
	if w.set != 0 {
		v := s.set(w.set)
		if fresh {
			s.addPending(v, id, w)
		}
		s.wakeSet(v)
	}
	if w.waiter != 0 {
		s.enqueue(w.waiter, s.thread(w.waiter))
	}
}

// clearPending is the first half of Waitable.get_pending_event.
func (s *Store) clearPending(w *waitable) {
	if w.pending {
		w.pending = false
		if w.set != 0 {
			s.removePending(s.set(w.set), w)
		}
	}
}

// takeEvent is Waitable.get_pending_event.
func (s *Store) takeEvent(id WaitableID) (code Event, p1, p2 int32) {
	w := s.waitable(id)
	s.clearPending(w)
	if w.kind == KindSubtask {
		if w.state.resolved() {
			s.deliverResolve(w)
		}
		return EventSubtask, w.index, int32(w.state)
	}
	return s.endEvent(id)
}

// takePayload is takeEvent of a synchronous operation: its payload in Mail[0].
func (s *Store) takePayload(id WaitableID) Status {
	code, _, p2 := s.takeEvent(id)
	if code == eventFailed {
		return s.trap(TrapFutureFailed, p2)
	}
	s.Mail[0] = p2
	return OK
}

// waitForPending is Waitable.wait_for_pending_event, with the delivery that follows.
func (s *Store) waitForPending(id WaitableID) Status {
	st := s.waitUntil(waitPending, int32(id), false)
	if st == OK {
		return s.takePayload(id)
	}
	return st
}

// join is Waitable.join.
func (s *Store) join(id WaitableID, w *waitable, set SetID) {
	if w.set != 0 {
		v := s.set(w.set)
		if w.pending {
			s.removePending(v, w)
		}
		v.elems--
	}
	w.set = set
	if set != 0 {
		v := s.set(set)
		v.elems++
		if w.pending {
			s.addPending(v, id, w)
			s.wakeSet(v)
		}
	}
}

// WaitableJoin is canon waitable.join.
func (s *Store) WaitableJoin(id InstanceID, wi, si int32) Status {
	return s.note("waitable.join", s.waitableJoin(id, wi, si), int32(id), wi, si)
}

func (s *Store) waitableJoin(id InstanceID, wi, si int32) Status {
	inst := s.inst(id)
	if !inst.mayLeave {
		return s.trap(TrapCannotLeave)
	}
	h := inst.handles.at(wi)
	if h == nil {
		return s.trap(TrapUnknownHandle, wi)
	}
	switch h.kind {
	case KindSubtask, KindStreamReadable, KindStreamWritable, KindFutureReadable, KindFutureWritable:
	default:
		return s.wrongHandle(wi, KindWaitable, h.kind)
	}
	ref := WaitableID(h.ref)
	w := s.waitable(ref)
	if w.waiter != 0 {
		return s.trap(TrapWaitableInSet)
	}
	set := SetID(0)
	if si != 0 {
		if set = s.waitableSet(id, si); set == 0 {
			return Trapped
		}
	}
	s.join(ref, w, set)
	return OK
}
