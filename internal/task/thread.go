package task

// ThreadID is a thread of a task.
type ThreadID int32

// threadState is the state of a thread (CanonicalABI.md, Threads).
type threadState uint8

const (
	running threadState = iota + 1
	suspended
	waiting
	// abandoned: its instance was poisoned while its stack was about to go on.
	abandoned
)

type thread struct {
	_    notCompared
	task TaskID
	// index is that in the instance's table of threads, 0 before it has one.
	index int32
	token int32 // of thread.new-indirect
	state threadState
	wait  waitKind
	// cancellable is that of the last block.
	cancellable bool
	// parked: the thread has a stack of its own, in the middle of a core function.
	parked bool
	// selected: the engine was told to continue the stack, which has not called
	// Switched yet.
	selected bool
	// cancelled is how a wait ends that a cancellation ended.
	cancelled bool
	// queued and promoted: in the queue of the scheduler; and put there from a gate.
	queued, promoted bool
	gated            bool
	// interleaves: it may run while a call of a sync-typed function of its instance is in
	// progress. The implicit threads of tasks that need the instance for themselves may not
	// (during-sync-call-no-exclusive-resume.wast), nor may those that wait to enter it.
	interleaves bool
	// on is the set or waitable that it waits for.
	on      int32
	entry   entry
	storage [2]uint64

	links [listKinds]link
}

func (s *Store) thread(id ThreadID) *thread { return s.threads.at(int32(id)) }

// newThread makes a suspended thread of a task.
func (s *Store) newThread(task TaskID) (ThreadID, *thread) {
	id, t := s.threads.add()
	t.task, t.state = task, suspended
	return ThreadID(id), t
}

// register puts a thread into its task and into the instance's table (CanonicalABI.md,
// Task.register_thread).
func (s *Store) register(id ThreadID) {
	t := s.thread(id)
	task := s.task(t.task)
	s.addLast(&task.threads, ofTask, t, id)
	t.index = s.inst(task.inst).threads.add(id)
	t.interleaves = task.implicit != id || !task.needsExclusive()
}

// unregister takes a thread out and frees it (CanonicalABI.md, Task.unregister_thread).
// The last thread of a task must leave it resolved.
func (s *Store) unregister(id ThreadID) Status {
	t := s.thread(id)
	tid := t.task
	task := s.task(tid)
	if task.threads == (threadList{id, id}) && task.state != taskResolved {
		return s.trap(TrapNoResult)
	}
	s.unlink(&task.threads, ofTask, t)
	s.inst(task.inst).threads.remove(t.index)
	if task.implicit == id {
		task.implicit = 0
	}
	s.threads.remove(int32(id))
	if task.threads.head == 0 {
		s.freeTask(tid)
	}
	return OK
}

// ThreadExit ends the running thread: its core function has returned (CanonicalABI.md,
// canon lift without a callback, and thread.new-indirect). It frees the lock of an
// implicit thread.
func (s *Store) ThreadExit() Status {
	id := s.running()
	if id == 0 {
		return s.note("thread-exit", s.trap(TrapCannotEnter)) // it was poisoned meanwhile
	}
	return s.note("thread-exit", s.exitThread(id))
}

// exitThread is Task.exit_implicit_thread, or what a thread of thread.new-indirect ends
// with.
func (s *Store) exitThread(id ThreadID) Status {
	t := s.thread(id)
	task := s.task(t.task)
	inst := task.inst
	if task.implicit == id && task.needsExclusive() {
		s.inst(inst).exclusive = 0
	}
	st := s.unregister(id)
	if st != OK {
		return st
	}
	// The record is free: the frame must not save context slots in it.
	s.frames[len(s.frames)-1].thread = 0
	s.pop()
	s.popSyncCall()
	s.openGate(inst)
	return OK
}

// ThreadIndex is canon thread.index: Mail[0].
func (s *Store) ThreadIndex(id InstanceID) Status {
	st := s.leaving(id)
	if st == OK {
		s.Mail[0] = 0
		if t := s.running(); t != 0 {
			s.Mail[0] = s.thread(t).index
		}
	}
	return s.note("thread.index", st, int32(id))
}

// ThreadNew is canon thread.new-indirect, after the engine has found the function; it
// finds it again by the token. Mail[0] is the index, Mail[1] the ThreadID.
func (s *Store) ThreadNew(id InstanceID, token int32) Status {
	st := s.leaving(id)
	if st == OK && s.running() == 0 { // poisoned, or a core start function that was not called as a task
		st = s.trap(TrapCannotEnter)
	}
	if st == OK && s.threads.live >= s.limits.Threads {
		st = s.trap(TrapTooManyThreads, s.limits.Threads)
	}
	if st == OK {
		n, t := s.newThread(s.RunningTask())
		t.token = token
		s.register(n)
		s.Mail[0], s.Mail[1] = t.index, int32(n)
	}
	return s.note("thread.new-indirect", st, int32(id), token)
}
