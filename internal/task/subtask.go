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
	w := s.waitable(id)
	s.Mail[1] = 0
	if !async {
		if !w.state.resolved() {
			return s.waitUntil(waitResolved, int32(id), false)
		}
		s.deliverResolve(id)
		s.freeSubtask(id)
		s.Mail[0] = int32(SubtaskReturned)
		return OK
	}
	if w.state.resolved() {
		s.deliverResolve(id)
		s.freeSubtask(id)
		s.Mail[0] = int32(SubtaskReturned)
		return OK
	}
	return s.enterSubtask(id)
}

// enterSubtask puts an unresolved subtask into its caller's table.
func (s *Store) enterSubtask(id WaitableID) Status {
	w := s.waitable(id)
	st := s.addHandle(w.inst, handle{kind: KindSubtask, ref: int32(id)})
	if st == OK {
		s.unlistCall(id)
		w.index = s.Mail[0]
		s.Mail[0] = int32(w.state) | w.index<<4
		s.Mail[1] = 1
	}
	return st
}

// HostBegin makes a subtask for a call of a host's function that borrows handles
// (LiftBorrow) or has not answered at once: Mail[0] is its WaitableID. It ends with
// HostReturned, HostWait, or HostSubtask.
func (s *Store) HostBegin(id InstanceID, token int32) Status {
	st := s.leaving(id)
	if st == OK {
		n := s.newSubtask(id, SubtaskStarted, token)
		s.waitable(n).host = true
		s.Mail[0] = int32(n)
	}
	return s.note("host-begin", st, int32(id), token)
}

// HostReturned ends a host's function that answered before its lower returned: borrows
// come back.
func (s *Store) HostReturned(id WaitableID) {
	s.waitable(id).state = SubtaskReturned
	s.deliverResolve(id)
	s.freeSubtask(id)
	s.note("host-returned", OK, int32(id))
}

// HostSubtask is the rest of an asynchronous lower of a host's function that has not
// answered: Mail[0] is what the guest gets.
func (s *Store) HostSubtask(id WaitableID) Status {
	return s.note("host-subtask", s.enterSubtask(id), int32(id))
}

// HostWait is that of a synchronous lower: Block until HostResolve.
func (s *Store) HostWait(id WaitableID) Status {
	st := s.waitUntil(waitResolved, int32(id), false)
	if st == OK {
		s.deliverResolve(id)
		s.freeSubtask(id)
		s.Mail[0] = int32(SubtaskReturned)
	}
	return s.note("host-wait", st, int32(id))
}

// HostResolve says that a host's function has answered, after the engine has lowered
// the result. After a HostCancel it does nothing.
func (s *Store) HostResolve(id WaitableID) {
	if !s.waitable(id).state.resolved() {
		s.resolveSubtask(id, SubtaskReturned)
	}
	s.note("host-resolve", OK, int32(id))
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
	w.state, w.task = state, 0
	s.subtaskProgress(id)
	if w.waiter != 0 && w.index == 0 {
		s.enqueue(w.waiter)
	}
}

// subtaskProgress is on_progress: there is an event once the guest has a handle.
func (s *Store) subtaskProgress(id WaitableID) {
	if s.waitable(id).index != 0 {
		s.setPending(id)
	}
}

// deliverResolve is Subtask.deliver_resolve: what was lent comes back.
func (s *Store) deliverResolve(id WaitableID) {
	w := s.waitable(id)
	handles := s.inst(w.inst).handles.elems
	for n := w.lenders; n != 0; {
		l := *s.lends.at(n)
		handles[l.handle].lends--
		s.lends.remove(n)
		n = l.next
	}
	w.lenders, w.delivered = 0, true
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
func (s *Store) unlistCall(id WaitableID) {
	w := s.waitable(id)
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

func (s *Store) freeSubtask(id WaitableID) {
	w := s.waitable(id)
	if w.index == 0 {
		s.unlistCall(id)
	}
	for n := w.lenders; n != 0; { // of a call that was given up
		next := s.lends.at(n).next
		s.lends.remove(n)
		n = next
	}
	s.waitables.remove(int32(id))
}

// lend is a handle that is lent to a subtask.
type lend struct {
	handle int32 // its index in the caller's table
	next   int32
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

// SubtaskCancel is canon subtask.cancel. OK: Mail[0] is what the guest gets. Run: the
// engine performs the Action, then goes on with SubtaskCancelDone. HostCancel: it tells
// the host (Mail[1] is the token), then the same; the call counts as cancelled. Block: it
// waits, Switched completes it.
func (s *Store) SubtaskCancel(id InstanceID, async bool, i int32) Status {
	return s.note("subtask.cancel", s.subtaskCancel(id, async, i), int32(id), flag(async), i)
}

func (s *Store) subtaskCancel(id InstanceID, async bool, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	sub := s.subtask(id, i)
	if sub == 0 {
		return Trapped
	}
	w := s.waitable(sub)
	switch {
	case w.delivered:
		return s.trap(TrapSubtaskCancelTerminal)
	case w.cancelRequested:
		return s.trap(TrapSubtaskCancelTwice)
	case w.set != 0 && !async:
		return s.trap(TrapWaitableInSet)
	case w.state.resolved():
		return s.cancelDone(sub, async)
	}
	w.cancelRequested = true
	if w.host {
		s.Mail[0], s.Mail[1] = int32(sub), w.token
		s.resolveSubtask(sub, SubtaskCancelledBeforeReturned)
		return HostCancel
	}
	if w.task == 0 { // its instance was poisoned
		return s.cancelDone(sub, async)
	}
	if st := s.requestCancellation(w.task, id); st != OK {
		return st
	}
	return s.cancelDone(sub, async)
}

// SubtaskCancelDone completes a SubtaskCancel after its Action, which has run until the
// callee ended or blocked.
func (s *Store) SubtaskCancelDone(id InstanceID, async bool, i int32) Status {
	sub := s.subtask(id, i)
	if sub == 0 {
		return s.note("subtask-cancel-done", Trapped, int32(id), flag(async), i)
	}
	return s.note("subtask-cancel-done", s.cancelDone(sub, async), int32(id), flag(async), i)
}

func (s *Store) cancelDone(sub WaitableID, async bool) Status {
	w := s.waitable(sub)
	if !w.state.resolved() {
		if async {
			s.Mail[0] = Blocked
			return OK
		}
		return s.waitForPending(sub)
	}
	return s.takePayload(sub)
}

// SubtaskDrop is canon subtask.drop.
func (s *Store) SubtaskDrop(id InstanceID, i int32) Status {
	return s.note("subtask.drop", s.subtaskDrop(id, i), int32(id), i)
}

func (s *Store) subtaskDrop(id InstanceID, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	sub := s.subtask(id, i)
	if sub == 0 {
		return Trapped
	}
	if !s.waitable(sub).delivered {
		return s.trap(TrapSubtaskUnresolved)
	}
	s.removeHandle(id, i)
	s.join(sub, 0)
	s.freeSubtask(sub)
	return OK
}

// disposeSubtask forgets a subtask with its instance.
func (s *Store) disposeSubtask(id WaitableID) {
	w := s.waitable(id)
	s.join(id, 0)
	if w.task != 0 {
		s.task(w.task).sub = 0
	}
	s.freeSubtask(id)
}
