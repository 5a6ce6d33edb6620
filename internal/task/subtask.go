package task

// SubtaskState is Subtask.State, as guests see it (CanonicalABI.md, Subtask State).
type SubtaskState int32

const (
	SubtaskStarting SubtaskState = iota
	SubtaskStarted
	SubtaskReturned
	SubtaskCancelledBeforeStarted
	SubtaskCancelledBeforeReturned
)

func (s SubtaskState) resolved() bool { return s >= SubtaskReturned }

// LowerDone ends canon lower of a call that CallGuest began, when the callee has ended
// or blocked. For an asynchronous lower Mail[0] is what the guest gets; Mail[1] is 1 if
// the subtask lives on. A synchronous one gives Block until the call is resolved.
func (s *Store) LowerDone(sub WaitableID, async bool) Status {
	return s.note("lower-done", s.lowerDone(sub, async), int32(sub), flag(async))
}

func (s *Store) lowerDone(id WaitableID, async bool) Status {
	s.Mail[1] = 0
	switch {
	case s.waitable(id).state.resolved():
		s.endSubtask(id)
		return OK
	case async:
		return s.enterSubtask(id)
	}
	return s.waitUntil(waitResolved, int32(id), false)
}

// endSubtask ends a subtask that is resolved before it was in a table: Mail[0] is what the guest
// of an asynchronous lower gets.
func (s *Store) endSubtask(id WaitableID) {
	w := s.waitable(id)
	s.deliverResolve(w)
	s.freeSubtask(id, w)
	s.Mail[0] = int32(SubtaskReturned)
}

// enterSubtask puts an unresolved subtask into its caller's table.
func (s *Store) enterSubtask(id WaitableID) Status {
	w := s.waitable(id)
	if h := s.addHandle(w.inst, KindSubtask, int32(id)); h == nil {
		return Trapped
	}
	s.unlistCall(w)
	w.index = s.Mail[0]
	s.Mail[0] = int32(w.state) | w.index<<4
	s.Mail[1] = 1
	return OK
}

// subtaskStarted is the end of on_start in canon lower.
func (s *Store) subtaskStarted(id WaitableID) {
	w := s.waitable(id)
	w.state = SubtaskStarted
	s.subtaskProgress(id)
}

// resolveSubtask is on_resolve in canon lower.
func (s *Store) resolveSubtask(id WaitableID, state SubtaskState) {
	w := s.waitable(id)
	s.hostAnswered(w)
	w.state, w.task = state, 0
	s.subtaskProgress(id)
	if w.waiter != 0 && w.index == 0 {
		s.enqueue(w.waiter, s.thread(w.waiter))
	}
}

// subtaskProgress is on_progress: there is an event once the guest has a handle.
func (s *Store) subtaskProgress(id WaitableID) {
	if s.waitable(id).index != 0 {
		s.setPending(id)
	}
}

// newSubtask makes a subtask that is in no table yet.
func (s *Store) newSubtask(caller InstanceID, state SubtaskState, token int32) WaitableID {
	n, w := s.waitables.add()
	id := WaitableID(n)
	w.kind, w.inst, w.state, w.token = KindSubtask, caller, state, token
	root := s.inst(s.inst(caller).root)
	if w.pendNext = root.firstCall; w.pendNext != 0 {
		s.waitable(w.pendNext).pendPrev = id
	}
	root.firstCall = id
	return id
}

// unlistCall takes a subtask that is in no table out of the list of those.
func (s *Store) unlistCall(w *waitable) {
	if w.pendNext != 0 {
		s.waitable(w.pendNext).pendPrev = w.pendPrev
	}
	if w.pendPrev != 0 {
		s.waitable(w.pendPrev).pendNext = w.pendNext
	} else {
		s.inst(s.inst(w.inst).root).firstCall = w.pendNext
	}
	w.pendNext, w.pendPrev = 0, 0
}

func (s *Store) freeSubtask(id WaitableID, w *waitable) {
	if w.index == 0 {
		s.unlistCall(w)
	}
	for n := w.lenders; n != 0; { // of a call that was given up
		next := s.lends.at(n).next
		s.lends.remove(n)
		n = next
	}
	s.hostAnswered(w)
	s.waitables.remove(int32(id))
}

// subtask finds a subtask by its handle, 0 after a trap.
func (s *Store) subtask(id InstanceID, i int32) WaitableID {
	h := s.handle(id, i)
	if h == nil {
		return 0
	}
	if h.kind != KindSubtask {
		s.wrongHandle(i, KindSubtask, h.kind)
		return 0
	}
	return WaitableID(h.ref)
}

// SubtaskDrop is canon subtask.drop.
func (s *Store) SubtaskDrop(id InstanceID, i int32) Status {
	return s.note("subtask.drop", s.subtaskDrop(id, i), int32(id), i)
}

func (s *Store) subtaskDrop(id InstanceID, i int32) Status {
	inst := s.inst(id)
	if !inst.mayLeave {
		return s.trap(TrapCannotLeave)
	}
	h := inst.handles.at(i)
	if h == nil {
		return s.trap(TrapUnknownHandle, i)
	}
	if h.kind != KindSubtask {
		return s.wrongHandle(i, KindSubtask, h.kind)
	}
	sub := WaitableID(h.ref)
	w := s.waitable(sub)
	if !w.delivered {
		return s.trap(TrapSubtaskUnresolved)
	}
	inst.handles.remove(i)
	s.join(sub, w, 0)
	s.freeSubtask(sub, w)
	return OK
}
