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

func (s *Store) callbackReturned(packed int32) Status {
	id := s.running()
	if id == 0 {
		return s.trap(TrapCannotEnter) // it was poisoned meanwhile
	}
	t := s.thread(id)
	task := s.task(t.task)
	code, si := packed&0xf, int32(uint32(packed)>>4)
	kind := waitLock
	switch code {
	case callbackExit:
		return s.exitThread(id)
	case callbackYield:
		si = 0
	case callbackWait:
		kind = waitSetLock
		h := s.handle(task.inst, si)
		if h == nil {
			return Trapped
		}
		if h.kind != KindWaitableSet {
			return s.wrongHandle(si, KindWaitableSet, h.kind)
		}
		si = h.ref
	default:
		return s.trap(TrapCallbackCode, code)
	}
	s.inst(task.inst).exclusive = 0
	if s.deliverPendingCancel(t.task, true) {
		return s.callAgain(id, EventTaskCancelled, 0, 0)
	}
	if s.holds(t.task, kind, si) && s.sched.returnsAtOnce(kind) {
		if kind == waitLock {
			return s.callAgain(id, EventNone, 0, 0)
		}
		code, p1, p2 := s.setEvent(SetID(si))
		if code == eventFailed {
			return s.trap(TrapFutureFailed, p2)
		}
		return s.callAgain(id, code, p1, p2)
	}
	if kind == waitSetLock {
		s.set(SetID(si)).numWaiting++
	}
	inst := task.inst
	s.openGate(inst) // before this thread waits: those that have waited come first
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
