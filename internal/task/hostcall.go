package task

// HostBegin makes a subtask for a call of a host's function that borrows handles
// (LiftBorrow) or has not answered at once (HostCall): Mail[0] is its WaitableID. It ends with
// HostReturned, HostWait, or HostSubtask.
func (s *Store) HostBegin(id InstanceID, token int32) Status {
	st := s.leaving(id)
	if st == OK && s.hostWork >= s.limits.Tasks {
		st = s.trap(TrapTooManyTasks, s.limits.Tasks)
	}
	if st == OK {
		n := s.newSubtask(id, SubtaskStarted, token)
		s.waitable(n).host = true
		s.hostWork++
		s.Mail[0] = int32(n)
	}
	return s.note("host-begin", st, int32(id), token)
}

// HostCall is HostBegin and HostSubtask in one, for a call by an asynchronous lower that lends
// nothing and has not answered: Mail[0] is what the guest gets, Mail[1] the WaitableID.
func (s *Store) HostCall(id InstanceID, token int32) Status {
	return s.note("host-call", s.hostCall(id, token), int32(id), token)
}

func (s *Store) hostCall(id InstanceID, token int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	if s.hostWork >= s.limits.Tasks {
		return s.trap(TrapTooManyTasks, s.limits.Tasks)
	}
	n, w := s.waitables.add()
	if h := s.addHandle(id, KindSubtask, n); h == nil {
		s.waitables.remove(n)
		return Trapped
	}
	w.kind, w.inst, w.state, w.token, w.index, w.host = KindSubtask, id, SubtaskStarted, token, s.Mail[0], true
	s.hostWork++
	s.Mail[0], s.Mail[1] = int32(SubtaskStarted)|w.index<<4, n
	return OK
}

// HostReturned ends a host's function that answered before its lower returned: borrows
// come back. Mail[0] is what the guest of an asynchronous lower gets.
func (s *Store) HostReturned(id WaitableID) {
	s.hostAnswered(s.waitable(id))
	s.waitable(id).state = SubtaskReturned
	s.endSubtask(id)
	s.note("host-returned", OK, int32(id))
}

// hostAnswered takes a call of a host's function out of HostWork, if it is in it.
func (s *Store) hostAnswered(w *waitable) {
	if w.host && !w.state.resolved() {
		s.hostWork--
	}
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
		s.endSubtask(id)
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
