package task

// TaskID is a task: a call of a lifted function.
type TaskID int32

// taskState is Task.State (CanonicalABI.md, Tasks).
type taskState uint8

const (
	taskInitial taskState = iota + 1
	taskStarted
	taskPendingCancel
	taskCancelDelivered
	taskResolved
)

type task struct {
	_     notCompared
	lift  LiftID
	flags LiftFlags
	inst  InstanceID
	state taskState
	// token is the engine's, of its Call.
	token      int32
	numBorrows int32
	// sub is the caller's subtask, 0 if the host called or it is resolved.
	sub WaitableID
	// implicit is 0 after that thread has ended.
	implicit   ThreadID
	threads    threadList
	next, prev TaskID // the root's tasks
}

func (s *Store) task(id TaskID) *task { return s.tasks.at(int32(id)) }

// needsExclusive is Task.needs_exclusive; false for sync-typed functions, which barge in.
func (t *task) needsExclusive() bool {
	return t.flags&LiftAsyncType != 0 && (t.flags&LiftAsync == 0 || t.flags&LiftCallback != 0)
}

// newTask makes a task and its implicit thread, which is not registered yet.
func (s *Store) newTask(l LiftID, sub WaitableID, token int32) (TaskID, ThreadID) {
	lift := s.lifts.at(int32(l))
	n, t := s.tasks.add()
	id := TaskID(n)
	t.lift, t.flags, t.inst, t.state, t.token, t.sub = l, lift.flags, lift.inst, taskInitial, token, sub
	root := s.inst(s.inst(t.inst).root)
	if t.next = root.firstTask; t.next != 0 {
		s.task(t.next).prev = id
	}
	root.firstTask = id
	t.implicit, _ = s.newThread(id)
	return id, t.implicit
}

func (s *Store) freeTask(id TaskID) {
	t := s.task(id)
	if t.next != 0 {
		s.task(t.next).prev = t.prev
	}
	if t.prev != 0 {
		s.task(t.prev).next = t.next
	} else {
		s.inst(s.inst(t.inst).root).firstTask = t.next
	}
	s.tasks.remove(int32(id))
}

// enterImplicitThread is what follows the wait in Task.enter_implicit_thread, and
// Task.start: the parameters are lowered next.
func (s *Store) enterImplicitThread(id ThreadID) {
	task := s.task(s.thread(id).task)
	if task.needsExclusive() {
		s.inst(task.inst).exclusive = id
	}
	s.register(id)
	task.state = taskStarted
	if task.sub != 0 {
		s.subtaskStarted(task.sub)
	}
}

// ReturnBegin is the first half of canon task.return: its checks. Mail[0] is the
// TaskID, Mail[1] the token of its Call, Mail[2] the subtask (0 if the host called). The
// engine then lifts the result, lowers it into the caller, and calls Return.
func (s *Store) ReturnBegin(id InstanceID, result, options int32) Status {
	return s.note("task.return", s.returnBegin(id, result, options), int32(id), result, options)
}

func (s *Store) returnBegin(id InstanceID, result, options int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	tid := s.RunningTask()
	if tid == 0 || s.task(tid).flags&LiftAsync == 0 {
		return s.trap(TrapReturnNotAsync)
	}
	t := s.task(tid)
	// A task.return without a memory serves functions that have one for their parameters
	// (cross-abi-calls.wast).
	if l := s.lifts.at(int32(t.lift)); l.result != result || l.options&3 != options&3 || options>>2 != 0 && l.options != options {
		return s.trap(TrapReturnSignature)
	}
	return s.returnCheck(tid)
}

// ReturnCheck is the same for a function that is lifted synchronously.
func (s *Store) ReturnCheck(id TaskID) Status {
	return s.note("return-check", s.returnCheck(id), int32(id))
}

func (s *Store) returnCheck(id TaskID) Status {
	t := s.task(id)
	if t.state == taskResolved {
		return s.trap(TrapReturnedTwice)
	}
	if t.numBorrows > 0 {
		return s.trap(TrapBorrowsRemain)
	}
	s.Mail[0], s.Mail[1], s.Mail[2] = int32(id), t.token, int32(t.sub)
	return OK
}

// Return resolves a task with its result (CanonicalABI.md, Task.return_), after the engine
// has lowered that.
func (s *Store) Return(id TaskID) {
	s.resolve(id, SubtaskReturned)
	s.note("return", OK, int32(id))
}

// TaskCancel is canon task.cancel. Mail[0] is the TaskID, Mail[1] the token of its
// Call, Mail[2] the subtask, 0 if the host called: it is told that the call was cancelled.
func (s *Store) TaskCancel(id InstanceID) Status {
	return s.note("task.cancel", s.taskCancel(id), int32(id))
}

func (s *Store) taskCancel(id InstanceID) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	tid := s.RunningTask()
	if tid == 0 || s.task(tid).flags&LiftAsync == 0 {
		return s.trap(TrapReturnNotAsync)
	}
	t := s.task(tid)
	if t.state != taskCancelDelivered {
		if t.state == taskResolved {
			return s.trap(TrapReturnedTwice)
		}
		return s.trap(TrapNotCancelled)
	}
	if t.numBorrows > 0 {
		return s.trap(TrapBorrowsRemain)
	}
	s.Mail[0], s.Mail[1], s.Mail[2] = int32(tid), t.token, int32(t.sub)
	s.resolve(tid, SubtaskCancelledBeforeReturned)
	return OK
}

// resolve is on_resolve and the end of Task.return_ and Task.cancel.
func (s *Store) resolve(id TaskID, state SubtaskState) {
	t := s.task(id)
	t.state = taskResolved
	if t.flags&LiftAsyncType == 0 {
		s.syncReturned(id)
	}
	if sub := t.sub; sub != 0 {
		t.sub = 0
		s.resolveSubtask(sub, state)
	}
}

// TaskAbandon ends a task whose parameters the host could not lower: the guest has
// not begun. Its thread runs.
func (s *Store) TaskAbandon(id TaskID) {
	implicit := s.task(id).implicit
	s.resolve(id, SubtaskReturned)
	s.exitThread(implicit)
	s.note("abandon", OK, int32(id))
}
