package task

// waitKind is the ready_func of a waiting thread.
type waitKind uint8

const (
	waitNone waitKind = iota
	// waitNow is ready at once: a yield, thread.resume-later.
	waitNow
	// waitGate waits to enter the instance (Task.enter_implicit_thread).
	waitGate
	// waitLock is a callback's YIELD: no thread has the instance for itself.
	waitLock
	// waitSetLock is a callback's WAIT: the same, and an event in the set.
	waitSetLock
	// waitSet is waitable-set.wait.
	waitSet
	// waitPending is a synchronous operation on a waitable: its event.
	waitPending
	// waitResolved is a synchronous lower: its subtask is resolved.
	waitResolved
)

// block makes the running thread wait or suspends it, and pops its frame: the part of
// Thread.block_internal that comes before the switch.
func (s *Store) block(kind waitKind, on int32, cancellable, parked bool) Status {
	id := s.running()
	if id == 0 { // a core start function that was not called as a task
		return s.trap(TrapSyncBlock)
	}
	t := s.thread(id)
	t.cancellable, t.parked, t.cancelled = cancellable, parked, false
	s.pop()
	if kind == waitNone {
		t.state = suspended
	} else {
		s.startWaiting(id, t, kind, on)
	}
	s.Mail[0] = int32(id)
	return Block
}

// startWaiting is Thread.start_waiting_internal.
func (s *Store) startWaiting(id ThreadID, t *thread, kind waitKind, on int32) {
	t.state, t.wait, t.on = waiting, kind, on
	ready := true
	switch kind {
	case waitGate:
		s.addGate(id, false)
		s.openGate(s.task(t.task).inst)
		return
	case waitSet, waitSetLock:
		v := s.set(SetID(on))
		s.addLast(&v.waiters, ofSet, t, id)
		ready = v.pending > 0
	case waitPending, waitResolved:
		s.waitable(WaitableID(on)).waiter = id
		ready = s.readyButGate(kind, on)
	}
	if ready {
		s.enqueue(id, t)
	}
}

// stopWaiting is Thread.stop_waiting_internal.
func (s *Store) stopWaiting(t *thread) {
	s.dequeue(t)
	s.removeGate(t)
	switch t.wait {
	case waitSet, waitSetLock:
		s.unlink(&s.set(SetID(t.on)).waiters, ofSet, t)
	case waitPending, waitResolved:
		s.waitable(WaitableID(t.on)).waiter = 0
	}
	t.wait, t.on = waitNone, 0
}

// readyButGate reports whether a waiting thread is ready but for its instance's lock and
// back-pressure.
func (s *Store) readyButGate(kind waitKind, on int32) bool {
	switch kind {
	case waitSet, waitSetLock:
		return s.set(SetID(on)).pending > 0
	case waitPending:
		w := s.waitable(WaitableID(on))
		if w.kind == KindSubtask {
			// subtask.cancel waits for the end. That the call has started is an event,
			// too, which it passes over.
			return w.state.resolved()
		}
		return w.pending
	case waitResolved:
		return s.waitable(WaitableID(on)).state.resolved()
	}
	return true
}

// holds is the ready_func of a wait that a thread of a task begins or has begun.
func (s *Store) holds(task TaskID, kind waitKind, on int32) bool {
	return s.gateOpen(task, kind) && s.readyButGate(kind, on)
}

// ready is Thread.ready.
func (s *Store) ready(t *thread) bool {
	return t.state == waiting && s.holds(t.task, t.wait, t.on)
}

// waitUntil is Thread.wait_until for a thread inside a built-in: Block, or OK if the
// condition holds and the scheduler does not insist on a switch. In the latter case the
// caller completes the operation as if it had waited; Mail[0] is 1 if a pending
// cancellation is delivered instead.
func (s *Store) waitUntil(kind waitKind, on int32, cancellable bool) Status {
	task := s.RunningTask()
	s.Mail[0] = 0
	if s.deliverPendingCancel(task, cancellable) {
		s.Mail[0] = 1
		return OK
	}
	if s.holds(task, kind, on) && s.sched.returnsAtOnce(kind) {
		return OK
	}
	return s.block(kind, on, cancellable, true)
}
