package task

// deliverPendingCancel is Task.deliver_pending_cancel.
func (s *Store) deliverPendingCancel(id TaskID, cancellable bool) bool {
	if !cancellable || id == 0 {
		return false
	}
	t := s.task(id)
	if t.state == taskPendingCancel {
		t.state = taskCancelDelivered
		return true
	}
	return false
}

// CancelTask is the host's cancellation of a call that it made (CanonicalABI.md,
// Task.request_cancellation). OK: Mail[0] is 1 if the call ended before it started,
// which is all then (Mail[1] is its token), and 0 if the task learns of it later or not at all. Run: the engine
// performs the Action.
func (s *Store) CancelTask(id TaskID) Status {
	return s.note("cancel-task", s.requestCancellation(id, 0), int32(id))
}

// requestCancellation is Task.request_cancellation.
func (s *Store) requestCancellation(id TaskID, caller InstanceID) Status {
	t := s.task(id)
	s.Mail[0] = 0
	switch t.state {
	case taskInitial:
		// The implicit thread goes on in enter_implicit_thread and ends.
		inst, thread, token := t.inst, t.implicit, t.token
		s.stopWaiting(s.thread(thread))
		s.inst(inst).numWaitingToEnter--
		s.resolve(id, SubtaskCancelledBeforeStarted)
		s.threads.remove(int32(thread))
		s.freeTask(id)
		s.openGate(inst)
		s.Mail[0], s.Mail[1] = 1, token
		return OK
	case taskStarted:
	default:
		return OK
	}
	// Of several threads that can take it, one that has not been told to go on.
	count, selected := int32(0), ThreadID(0)
	for id := t.threads.head; id != 0; id = s.thread(id).links[ofTask].next {
		switch th := s.thread(id); {
		case !s.takesCancellation(t, id):
		case th.selected:
			selected = id
		default:
			count++
		}
	}
	if count == 0 && selected == 0 || !s.mayEnterFrom(t.inst, caller) {
		t.state = taskPendingCancel
		return OK
	}
	t.state = taskCancelDelivered
	if count == 0 { // its stack is about to go on
		s.thread(selected).cancelled = true
		return OK
	}
	chosen := t.threads.head
	for n := s.chooseOf(int(count)); ; chosen = s.thread(chosen).links[ofTask].next {
		if s.takesCancellation(t, chosen) && !s.thread(chosen).selected {
			if n == 0 {
				break
			}
			n--
		}
	}
	s.thread(chosen).cancelled = true
	return s.selectThread(chosen, entry{how: entryCancel, caller: caller})
}

// takesCancellation reports whether a thread is one of the candidates of
// Task.request_cancellation.
func (s *Store) takesCancellation(t *task, id ThreadID) bool {
	th := s.thread(id)
	if !th.cancellable || th.state == running {
		return false
	}
	exclusive := s.inst(t.inst).exclusive
	return id != t.implicit || !t.needsExclusive() || exclusive == 0 || exclusive == id
}
