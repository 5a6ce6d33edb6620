package task

// Switched is called by a parked stack that goes on (after ActionSwitch): it makes the
// thread the running one and completes its operation. Mail[0] is what the built-in
// returns; waitable-set.wait also gives the event's payload in Mail[1] and Mail[2].
// Block means that what it waited for is gone again: the stack parks once more.
func (s *Store) Switched(id ThreadID) Status {
	return s.note("switched", s.switched(id), int32(id))
}

func (s *Store) switched(id ThreadID) Status {
	t := s.thread(id)
	if t.state == abandoned {
		s.threads.live++ // as remove takes it off
		s.threads.remove(int32(id))
		return s.trap(TrapCannotEnter)
	}
	if !t.selected {
		return s.trap(TrapCannotEnter) // its instance was poisoned before
	}
	t.selected = false
	if t.state == waiting && !t.cancelled && !s.ready(t) {
		t.entry.abandon(s)
		s.Mail[0] = int32(id)
		return Block
	}
	cancelled, kind, on := t.cancelled, t.wait, t.on
	if t.state == waiting {
		s.stopWaiting(t)
	}
	t.cancelled, t.parked = false, false
	s.begin(id, t, t.entry)
	switch kind {
	case waitSet:
		s.set(SetID(on)).numWaiting--
		if cancelled {
			s.mailEvent(EventTaskCancelled, 0, 0)
		} else {
			return s.takeSetEvent(s.set(SetID(on)))
		}
	case waitPending:
		return s.takePayload(WaitableID(on))
	case waitResolved:
		s.endSubtask(WaitableID(on))
	default:
		s.Mail[0] = flag(cancelled)
	}
	return OK
}

// ThreadResumeLater is canon thread.resume-later.
func (s *Store) ThreadResumeLater(id InstanceID, i int32) Status {
	return s.note("thread.resume-later", s.threadResumeLater(id, i), int32(id), i)
}

func (s *Store) threadResumeLater(id InstanceID, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	other := s.suspendedOther(id, i)
	if other == 0 {
		return Trapped
	}
	s.startWaiting(other, s.thread(other), waitNow, 0)
	return OK
}

// ThreadYield is canon thread.yield: Mail[0] is 1 if the task is cancelled.
func (s *Store) ThreadYield(id InstanceID, cancellable bool) Status {
	st := s.leaving(id)
	if st == OK {
		st = s.waitUntil(waitNow, 0, cancellable)
	}
	return s.note("thread.yield", st, int32(id), flag(cancellable))
}

// ThreadSuspend is canon thread.suspend: Mail[0] as of ThreadYield.
func (s *Store) ThreadSuspend(id InstanceID, cancellable bool) Status {
	return s.note("thread.suspend", s.threadSuspend(id, cancellable), int32(id), flag(cancellable))
}

func (s *Store) threadSuspend(id InstanceID, cancellable bool) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	if s.deliverPendingCancel(s.RunningTask(), cancellable) {
		s.Mail[0] = 1
		return OK
	}
	return s.block(waitNone, 0, cancellable, true)
}

// ThreadSuspendThenResume is canon thread.suspend-then-resume. Run: the engine parks the
// stack and performs the Action in its place.
func (s *Store) ThreadSuspendThenResume(id InstanceID, cancellable bool, i int32) Status {
	return s.note("thread.suspend-then-resume", s.thenResume(id, cancellable, false, i), int32(id), flag(cancellable), i)
}

// ThreadYieldThenResume is canon thread.yield-then-resume.
func (s *Store) ThreadYieldThenResume(id InstanceID, cancellable bool, i int32) Status {
	return s.note("thread.yield-then-resume", s.thenResume(id, cancellable, true, i), int32(id), flag(cancellable), i)
}

func (s *Store) thenResume(id InstanceID, cancellable, yield bool, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	other := s.suspendedOther(id, i)
	if other == 0 {
		return Trapped
	}
	if s.deliverPendingCancel(s.RunningTask(), cancellable) {
		s.Mail[0] = 1
		return OK
	}
	return s.switchTo(other, cancellable, yield)
}

// switchTo blocks the running thread and has the engine run other in its place
// (CanonicalABI.md, Thread.switch_to_internal).
func (s *Store) switchTo(other ThreadID, cancellable, yield bool) Status {
	id := s.running()
	if id == 0 {
		return s.trap(TrapSyncBlock)
	}
	t := s.thread(id)
	t.cancellable, t.parked, t.cancelled = cancellable, true, false
	n := len(s.frames) - 1
	e := entry{how: entryInherited, entered: s.frames[n].entered, caller: s.frames[n].caller}
	s.frames[n].entered = 0 // stays entered for other
	s.pop()
	if yield {
		s.startWaiting(id, t, waitNow, 0)
	} else {
		t.state = suspended
	}
	st := s.selectThread(other, e)
	s.Mail[7] = int32(id)
	return st
}

// ThreadSuspendThenPromote is canon thread.suspend-then-promote: as
// ThreadSuspendThenResume if the other thread is ready, else as ThreadSuspend.
func (s *Store) ThreadSuspendThenPromote(id InstanceID, cancellable bool, i int32) Status {
	return s.note("thread.suspend-then-promote", s.thenPromote(id, cancellable, false, i), int32(id), flag(cancellable), i)
}

// ThreadYieldThenPromote is canon thread.yield-then-promote: else as ThreadYield.
func (s *Store) ThreadYieldThenPromote(id InstanceID, cancellable bool, i int32) Status {
	return s.note("thread.yield-then-promote", s.thenPromote(id, cancellable, true, i), int32(id), flag(cancellable), i)
}

func (s *Store) thenPromote(id InstanceID, cancellable, yield bool, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	other := s.other(id, i)
	if other == 0 {
		return Trapped
	}
	if s.deliverPendingCancel(s.RunningTask(), cancellable) {
		s.Mail[0] = 1
		return OK
	}
	if t := s.thread(other); !t.selected && s.ready(t) {
		return s.switchTo(other, cancellable, yield)
	}
	if yield {
		return s.waitUntil(waitNow, 0, cancellable)
	}
	return s.block(waitNone, 0, cancellable, true)
}
