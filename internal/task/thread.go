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

type thread struct {
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
	// on is the set or waitable that it waits for.
	on      int32
	entry   entry
	storage [2]uint64

	queueNext, queuePrev ThreadID
	gateNext, gatePrev   ThreadID
	setNext, setPrev     ThreadID // the set's waiters
	taskNext, taskPrev   ThreadID // the task's threads
}

func (s *Store) thread(id ThreadID) *thread { return s.threads.at(int32(id)) }

// threadTable gives threads their indices (CanonicalABI.md, ComponentInstance.threads).
type threadTable struct {
	elems []ThreadID
	free  []int32
}

func (t *threadTable) add(id ThreadID) int32 {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.elems[i] = id
		return i
	}
	if len(t.elems) == 0 {
		t.elems = append(t.elems, 0)
	}
	t.elems = append(t.elems, id)
	return int32(len(t.elems) - 1)
}

func (t *threadTable) get(i int32) ThreadID {
	if uint(uint32(i)) >= uint(len(t.elems)) {
		return 0
	}
	return t.elems[i]
}

func (t *threadTable) remove(i int32) {
	t.elems[i] = 0
	t.free = append(t.free, i)
}

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
	if t.taskPrev = task.lastThread; t.taskPrev != 0 {
		s.thread(t.taskPrev).taskNext = id
	} else {
		task.firstThread = id
	}
	task.lastThread = id
	t.index = s.inst(task.inst).threads.add(id)
}

// unregister takes a thread out and frees it (CanonicalABI.md, Task.unregister_thread).
// The last thread of a task must leave it resolved.
func (s *Store) unregister(id ThreadID) Status {
	t := s.thread(id)
	tid := t.task
	task := s.task(tid)
	if task.firstThread == id && task.lastThread == id && task.state != taskResolved {
		return s.trap(TrapNoResult)
	}
	s.unlinkThread(id)
	if task.firstThread == 0 {
		s.freeTask(tid)
	}
	return OK
}

// unlinkThread takes a registered thread out of its task and the instance's table, and
// frees it.
func (s *Store) unlinkThread(id ThreadID) {
	t := s.thread(id)
	task := s.task(t.task)
	if t.taskPrev != 0 {
		s.thread(t.taskPrev).taskNext = t.taskNext
	} else {
		task.firstThread = t.taskNext
	}
	if t.taskNext != 0 {
		s.thread(t.taskNext).taskPrev = t.taskPrev
	} else {
		task.lastThread = t.taskPrev
	}
	s.inst(task.inst).threads.remove(t.index)
	if task.implicit == id {
		task.implicit = 0
	}
	s.threads.remove(int32(id))
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
		s.startWaiting(id, kind, on)
	}
	s.Mail[0] = int32(id)
	return Block
}

// startWaiting is Thread.start_waiting_internal.
func (s *Store) startWaiting(id ThreadID, kind waitKind, on int32) {
	t := s.thread(id)
	t.state, t.wait, t.on = waiting, kind, on
	switch kind {
	case waitGate:
		s.addGate(id)
		s.openGate(s.task(t.task).inst)
		return
	case waitSet, waitSetLock:
		s.addSetWaiter(SetID(on), id)
	case waitPending, waitResolved:
		s.waitable(WaitableID(on)).waiter = id
	}
	if s.readyButGate(t) {
		s.enqueue(id)
	}
}

// stopWaiting is Thread.stop_waiting_internal.
func (s *Store) stopWaiting(id ThreadID) {
	t := s.thread(id)
	s.dequeue(id)
	s.removeGate(id)
	switch t.wait {
	case waitSet, waitSetLock:
		s.removeSetWaiter(SetID(t.on), id)
	case waitPending, waitResolved:
		s.waitable(WaitableID(t.on)).waiter = 0
	}
	t.wait, t.on = waitNone, 0
}

// readyButGate reports whether a waiting thread is ready but for its instance's lock and
// back-pressure.
func (s *Store) readyButGate(t *thread) bool {
	switch t.wait {
	case waitSet, waitSetLock:
		return s.set(SetID(t.on)).pending > 0
	case waitPending:
		w := s.waitable(WaitableID(t.on))
		if w.kind == KindSubtask {
			// subtask.cancel waits for the end. That the call has started is an event,
			// too, which it passes over.
			return w.state.resolved()
		}
		return w.pending
	case waitResolved:
		return s.waitable(WaitableID(t.on)).state.resolved()
	}
	return true
}

// ready is Thread.ready.
func (s *Store) ready(t *thread) bool {
	return t.state == waiting && s.gateOpen(t) && s.readyButGate(t)
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
	probe := thread{task: task, state: waiting, wait: kind, on: on}
	if s.ready(&probe) && s.sched.returnsAtOnce(kind) {
		return OK
	}
	return s.block(kind, on, cancellable, true)
}

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
	inst := s.task(t.task).inst
	if t.state == waiting && !t.cancelled && !s.ready(t) {
		t.entry.abandon(s)
		s.Mail[0] = int32(id)
		return Block
	}
	cancelled, kind, on := t.cancelled, t.wait, t.on
	if t.state == waiting {
		s.stopWaiting(id)
	}
	t.cancelled, t.parked = false, false
	s.begin(id, t.entry)
	s.openGate(inst)
	switch kind {
	case waitSet:
		s.set(SetID(on)).numWaiting--
		if cancelled {
			s.mailEvent(EventTaskCancelled, 0, 0)
		} else {
			return s.takeSetEvent(SetID(on))
		}
	case waitPending:
		return s.takePayload(WaitableID(on))
	case waitResolved:
		s.deliverResolve(WaitableID(on))
		s.freeSubtask(WaitableID(on))
		s.Mail[0] = int32(SubtaskReturned)
	default:
		s.Mail[0] = flag(cancelled)
	}
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

// other finds a thread by its index, 0 after a trap.
func (s *Store) other(id InstanceID, i int32) ThreadID {
	other := s.inst(id).threads.get(i)
	if other == 0 {
		s.trap(TrapUnknownThread, i)
	}
	return other
}

// ThreadResumeLater is canon thread.resume-later.
func (s *Store) ThreadResumeLater(id InstanceID, i int32) Status {
	return s.note("thread.resume-later", s.threadResumeLater(id, i), int32(id), i)
}

func (s *Store) threadResumeLater(id InstanceID, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	other := s.other(id, i)
	if other == 0 {
		return Trapped
	}
	if t := s.thread(other); t.state != suspended || t.selected {
		return s.trap(TrapThreadNotSuspended)
	}
	s.startWaiting(other, waitNow, 0)
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
	other := s.other(id, i)
	if other == 0 {
		return Trapped
	}
	if t := s.thread(other); t.state != suspended || t.selected {
		return s.trap(TrapThreadNotSuspended)
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
		s.startWaiting(id, waitNow, 0)
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

// leaving is the check of may_leave that most built-ins begin with.
func (s *Store) leaving(id InstanceID) Status {
	if !s.inst(id).mayLeave {
		return s.trap(TrapCannotLeave)
	}
	return OK
}
