package task

// Waiting lists the threads that wait, for the report of a deadlock: who waits for what.
// It gives the next thread after id, 0 at the end. Mail[0] is its LiftID, Mail[1] the
// token of its Call, Mail[2] the InstanceID, Mail[3] the WaitReason, Mail[4] the index of
// the set, subtask or end that it waits for.
func (s *Store) Waiting(id ThreadID) ThreadID {
	for n := int32(id) + 1; n < s.threads.next; n++ {
		t := s.threads.at(n)
		if t.state != waiting && t.state != suspended {
			continue
		}
		task := s.task(t.task)
		s.Mail[0], s.Mail[1], s.Mail[2] = int32(task.lift), task.token, int32(task.inst)
		s.Mail[3], s.Mail[4] = int32(s.waitReason(t)), s.waitIndex(t, task.inst)
		s.note("waiting", OK, int32(id))
		return ThreadID(n)
	}
	s.note("waiting", Idle, int32(id))
	return 0
}

// WaitReason is what a thread waits for.
type WaitReason int32

const (
	WaitSuspended    WaitReason = iota // thread.resume-later or another thread's switch
	WaitReady                          // nothing: it goes on in its turn
	WaitBackpressure                   // that its instance lets it begin
	WaitLock                           // that another task of its instance, which has it for itself, waits or ends
	WaitSet                            // an event of a waitable set
	WaitCopy                           // a synchronous copy
	WaitSubtask                        // a synchronous call, or a cancellation
)

func (s *Store) waitReason(t *thread) WaitReason {
	if s.ready(t) {
		return WaitReady
	}
	switch t.wait {
	case waitGate:
		return WaitBackpressure
	case waitLock:
		return WaitLock
	case waitSet, waitSetLock:
		return WaitSet
	case waitPending:
		if s.waitable(WaitableID(t.on)).kind != KindSubtask {
			return WaitCopy
		}
		return WaitSubtask
	case waitResolved:
		return WaitSubtask
	}
	return WaitSuspended
}

func (s *Store) waitIndex(t *thread, inst InstanceID) int32 {
	switch t.wait {
	case waitSet, waitSetLock:
		for i, h := range s.inst(inst).handles.elems {
			if h.kind == KindWaitableSet && h.ref == t.on {
				return int32(i)
			}
		}
	case waitPending, waitResolved:
		return s.waitable(WaitableID(t.on)).index
	}
	return 0
}

// HostWork counts the calls of the host's functions that guests wait for, and the
// copies that wait for the host's ends to be used: while there is some, nothing is deadlocked.
func (s *Store) HostWork() int32 { return s.hostWork }
