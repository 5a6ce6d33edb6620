package task

// entry is how the frame of a thread that the engine runs is to be pushed.
type entry struct {
	how             entryKind
	entered, caller InstanceID
}

type entryKind uint8

const (
	// entryHost: from the event loop (Store.tick).
	entryHost entryKind = iota
	// entryInside: while its instance is entered already (canon lift of a sync-typed
	// function).
	entryInside
	// entryCancel: by the caller that cancels (Task.request_cancellation).
	entryCancel
	// entryInherited: in place of another thread, whose frame it takes over.
	entryInherited
)

// begin pushes the frame of a thread.
func (s *Store) begin(id ThreadID, t *thread, e entry) {
	switch e.how {
	case entryHost, entryCancel:
		inst := s.task(t.task).inst
		s.enter(inst, e.caller)
		s.push(id, inst, e.caller)
	case entryInside:
		s.push(id, 0, 0)
	default:
		s.push(id, e.entered, e.caller)
	}
}

// abandon undoes an entry of which nothing came.
func (e entry) abandon(s *Store) {
	if e.how == entryInherited && e.entered != 0 {
		s.leave(e.entered, e.caller)
	}
}

// selectThread tells the engine to run a thread, which has been taken out of the queue:
// Mail is the Action.
func (s *Store) selectThread(id ThreadID, e entry) Status {
	t := s.thread(id)
	task := s.task(t.task)
	s.Mail[1], s.Mail[2], s.Mail[3] = int32(id), int32(t.task), task.token
	s.dequeue(t)
	if t.parked {
		s.removeGate(t)
		t.selected, t.entry = true, e
		s.Mail[0] = int32(ActionSwitch)
		return Run
	}
	kind, on, cancelled := t.wait, SetID(t.on), t.cancelled
	if t.state == waiting {
		s.stopWaiting(t)
	}
	t.cancelled = false
	switch kind {
	case waitGate:
		s.inst(task.inst).numWaitingToEnter--
		s.begin(id, t, e)
		s.enterImplicitThread(id)
		s.Mail[0] = int32(ActionStart)
		s.Mail[4] = int32(task.sub)
		s.openGate(task.inst)
	case waitLock, waitSetLock:
		s.begin(id, t, e)
		s.inst(task.inst).exclusive = id
		code, p1, p2 := EventNone, int32(0), int32(0)
		if kind == waitSetLock {
			v := s.set(on)
			v.numWaiting--
			if !cancelled {
				code, p1, p2 = s.setEvent(v)
			}
		}
		if cancelled {
			code = EventTaskCancelled
		}
		if code == eventFailed {
			return s.trap(TrapFutureFailed, p2)
		}
		s.Mail[0] = int32(ActionCallback)
		s.mailEventAt(4, code, p1, p2)
	default: // a thread that has not begun
		s.begin(id, t, e)
		s.Mail[0], s.Mail[3] = int32(ActionThread), t.token
	}
	return Run
}
