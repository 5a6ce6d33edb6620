package task

// SubtaskCancel is canon subtask.cancel. OK: Mail[0] is what the guest gets; if that is
// SubtaskCancelledBeforeStarted, Mail[1] is the token of the call. Run: the
// engine performs the Action, then goes on with SubtaskCancelDone. HostCancel: it tells
// the host (Mail[1] is the token), then the same; the call counts as cancelled. Block: it
// waits, Switched completes it.
func (s *Store) SubtaskCancel(id InstanceID, async bool, i int32) Status {
	return s.note("subtask.cancel", s.subtaskCancel(id, async, i), int32(id), flag(async), i)
}

func (s *Store) subtaskCancel(id InstanceID, async bool, i int32) Status {
	if st := s.entering(id, async); st != OK {
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
