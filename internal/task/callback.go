package task

// The codes that a callback returns in its low four bits (CanonicalABI.md,
// CallbackCode).
const (
	callbackExit = iota
	callbackYield
	callbackWait
)

// CallbackReturned continues a thread that is lifted with a callback after its core
// function or its callback has returned packed (CanonicalABI.md, canon lift): OK if the
// task has ended, Block if it waits, Run with an ActionCallback if it has its next event
// already.
func (s *Store) CallbackReturned(packed int32) Status {
	return s.note("callback-returned", s.callbackReturned(packed), packed)
}

// CallbackNext is CallbackReturned for an engine that has called Tick and would call it
// again next, with nothing else to do before. So it need not when the guest yields and no other
// thread is ready: Tick would pick the same one (Run).
func (s *Store) CallbackNext(packed int32) Status {
	if packed&0xf == callbackYield && s.alone() {
		s.mailEventAt(4, EventNone, 0, 0)
		return s.note("callback-next", Run, packed)
	}
	return s.note("callback-next", s.callbackReturned(packed), packed)
}

// alone reports whether the running thread, which has its instance for itself, is the only one
// that may be ready after it has let go of that, whatever the choice; if so the first words of
// Mail are those of an Action for it.
func (s *Store) alone() bool {
	if len(s.frames) != 1 || s.sched.queue.head != 0 || s.sched.seeded || s.events.count != 0 {
		return false
	}
	id := s.frames[0].thread
	if id == 0 {
		return false // it was poisoned meanwhile
	}
	t := s.thread(id)
	task := s.task(t.task)
	if task.state == taskPendingCancel || s.inst(task.inst).hasGated() {
		return false
	}
	s.Mail[0], s.Mail[1], s.Mail[2], s.Mail[3] = int32(ActionCallback), int32(id), int32(t.task), task.token
	return true
}

func (s *Store) callbackReturned(packed int32) Status {
	id := s.running()
	if id == 0 {
		return s.trap(TrapCannotEnter) // it was poisoned meanwhile
	}
	t := s.thread(id)
	task := s.task(t.task)
	code, si := packed&0xf, int32(uint32(packed)>>4)
	inst := s.inst(task.inst)
	kind, ready := waitLock, true
	var v *waitableSet // of waitSetLock
	switch code {
	case callbackExit:
		return s.exitThread(id)
	case callbackYield:
		si = 0
	case callbackWait:
		kind = waitSetLock
		h := inst.handles.at(si)
		if h == nil {
			return s.trap(TrapUnknownHandle, si)
		}
		if h.kind != KindWaitableSet {
			return s.wrongHandle(si, KindWaitableSet, h.kind)
		}
		si = h.ref
		v = s.set(SetID(si))
		ready = v.pending > 0
	default:
		return s.trap(TrapCallbackCode, code)
	}
	inst.exclusive = 0
	if s.deliverPendingCancel(t.task, true) {
		return s.callAgain(id, EventTaskCancelled, 0, 0)
	}
	if ready && s.sched.returnsAtOnce(kind) {
		if kind == waitLock {
			return s.callAgain(id, EventNone, 0, 0)
		}
		code, p1, p2 := s.setEvent(v)
		if code == eventFailed {
			return s.trap(TrapFutureFailed, p2)
		}
		return s.callAgain(id, code, p1, p2)
	}
	if v != nil {
		v.numWaiting++
	}
	if inst.hasGated() {
		s.openGate(task.inst) // before this thread waits: those that have waited come first
	}
	return s.block(kind, si, true, false)
}

// callAgain has the engine call the callback of the running thread.
func (s *Store) callAgain(id ThreadID, code Event, p1, p2 int32) Status {
	t := s.thread(id)
	task := s.task(t.task)
	s.inst(task.inst).exclusive = id
	s.Mail[0], s.Mail[1], s.Mail[2], s.Mail[3] = int32(ActionCallback), int32(id), int32(t.task), task.token
	s.mailEventAt(4, code, p1, p2)
	return Run
}
