package task

// scheduler makes every choice that the specification leaves open. Without a seed
// threads run in the order in which they became ready; with one, each choice is drawn
// from a generator, so that a run can be repeated.
type scheduler struct {
	head, tail ThreadID // threads that are ready, or were when they were queued
	seeded     bool
	state      uint64
}

// Seed makes the choices of the store depend on a seed; 0 takes that back.
func (s *Store) Seed(seed uint32) {
	s.sched.seeded = seed != 0
	s.sched.state = uint64(seed)*0x9e3779b97f4a7c15 + 1
	s.note("seed", OK, int32(seed))
}

// choose gives a number below n (splitmix64).
func (c *scheduler) choose(n int32) int32 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return int32(z % uint64(n))
}

// returnsAtOnce decides whether wait_until of a condition that holds returns without a
// switch (CanonicalABI.md, Thread.wait_until). A yield is there to let others run.
func (c *scheduler) returnsAtOnce(kind waitKind) bool {
	if c.seeded {
		return c.choose(2) == 0
	}
	return kind != waitNow && kind != waitLock
}

// enqueue tells the scheduler that a waiting thread may be ready.
func (s *Store) enqueue(id ThreadID) {
	t := s.thread(id)
	if t.queued || t.selected || t.gated {
		return
	}
	t.queued = true
	t.queuePrev, t.queueNext = s.sched.tail, 0
	if t.queuePrev != 0 {
		s.thread(t.queuePrev).queueNext = id
	} else {
		s.sched.head = id
	}
	s.sched.tail = id
}

func (s *Store) dequeue(id ThreadID) {
	t := s.thread(id)
	if !t.queued {
		return
	}
	if t.queuePrev != 0 {
		s.thread(t.queuePrev).queueNext = t.queueNext
	} else {
		s.sched.head = t.queueNext
	}
	if t.queueNext != 0 {
		s.thread(t.queueNext).queuePrev = t.queuePrev
	} else {
		s.sched.tail = t.queuePrev
	}
	t.queued, t.queueNext, t.queuePrev = false, 0, 0
	if t.promoted {
		t.promoted = false
		s.inst(s.task(t.task).inst).gate(s, t).promoted = 0
	}
}

// pick takes a ready thread out of the queue, 0 if there is none.
func (s *Store) pick() ThreadID {
	if s.sched.seeded {
		return s.pickAny(0)
	}
	for s.sched.head != 0 {
		id := s.sched.head
		t := s.thread(id)
		front := t.promoted
		s.dequeue(id)
		if s.ready(t) {
			return id
		}
		if s.readyButGate(t) {
			s.gateAgain(id, front)
		} else if front {
			s.openGate(s.task(t.task).inst)
		}
	}
	return 0
}

// pickAny chooses among all ready threads; of an instance if it is not 0, and then not
// the thread that has it for itself (CanonicalABI.md, canon lift: candidates).
func (s *Store) pickAny(inst InstanceID) ThreadID {
	var found []ThreadID
	consider := func(id ThreadID) bool {
		t := s.thread(id)
		if t.selected || !s.ready(t) {
			return true
		}
		found = append(found, id)
		return s.sched.seeded
	}
	if inst != 0 {
		in := s.inst(inst)
		for _, id := range in.threads.elems {
			if id != 0 && id != in.exclusive && !consider(id) {
				break
			}
		}
	} else {
		for id := int32(1); id < s.threads.next; id++ {
			if !consider(ThreadID(id)) {
				break
			}
		}
	}
	if len(found) == 0 {
		return 0
	}
	id := found[s.chooseOf(len(found))]
	s.dequeue(id)
	return id
}

func (s *Store) chooseOf(n int) int {
	if n < 2 || !s.sched.seeded {
		return 0
	}
	return int(s.sched.choose(int32(n)))
}

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
func (s *Store) begin(id ThreadID, e entry) {
	inst := s.task(s.thread(id).task).inst
	switch e.how {
	case entryHost, entryCancel:
		s.enter(inst, e.caller)
		s.push(frame{thread: id, entered: inst, caller: e.caller})
	case entryInside:
		s.push(frame{thread: id})
	default:
		s.push(frame{thread: id, entered: e.entered, caller: e.caller})
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
	inst := task.inst
	act := func(a Action, token int32) {
		s.Mail[0], s.Mail[1], s.Mail[2], s.Mail[3] = int32(a), int32(id), int32(t.task), token
	}
	s.dequeue(id)
	if t.parked {
		s.removeGate(id)
		t.selected, t.entry = true, e
		act(ActionSwitch, task.token)
		return Run
	}
	kind, on, cancelled := t.wait, SetID(t.on), t.cancelled
	if t.state == waiting {
		s.stopWaiting(id)
	}
	t.cancelled = false
	switch kind {
	case waitGate:
		s.inst(inst).numWaitingToEnter--
		s.begin(id, e)
		s.enterImplicitThread(id)
		act(ActionStart, task.token)
		s.Mail[4] = int32(task.sub)
		s.openGate(inst)
	case waitLock, waitSetLock:
		s.begin(id, e)
		s.inst(inst).exclusive = id
		code, p1, p2 := EventNone, int32(0), int32(0)
		if kind == waitSetLock {
			s.set(on).numWaiting--
		}
		if cancelled {
			code = EventTaskCancelled
		} else if kind == waitSetLock {
			code, p1, p2 = s.setEvent(on)
		}
		if code == eventFailed {
			return s.trap(TrapFutureFailed, p2)
		}
		act(ActionCallback, task.token)
		s.mailEventAt(4, code, p1, p2)
	default: // a thread that has not begun
		s.begin(id, e)
		act(ActionThread, t.token)
	}
	return Run
}

// Tick picks a ready thread for the engine to run (CanonicalABI.md, Store.tick): Run
// with an Action, or Idle; or a trap of the thread that was picked, which runs
// (RunningTask). Nothing of the store may be running.
func (s *Store) Tick() Status {
	if len(s.frames) > 0 {
		return s.note("tick", Idle)
	}
	id := s.pick()
	if id == 0 {
		return s.note("tick", Idle)
	}
	return s.note("tick", s.selectThread(id, entry{}))
}

// Ready reports whether Tick may find a thread.
func (s *Store) Ready() bool { return s.sched.head != 0 }

// SyncNext is the loop of canon lift over a sync-typed function whose thread has
// blocked: OK if the task has returned, Run with a thread of the instance that may run
// meanwhile, or a trap. The engine repeats it after each.
func (s *Store) SyncNext(task TaskID) Status {
	return s.note("sync-next", s.syncNext(task), int32(task))
}

func (s *Store) syncNext(id TaskID) Status {
	s.popSyncCall()
	n := len(s.frames) - 1
	if n < 0 || s.frames[n].sync != id {
		return OK // the thread has ended and took the call's frame along
	}
	next := s.pickAny(s.task(id).inst)
	if next == 0 {
		return s.trap(TrapSyncBlock)
	}
	return s.selectThread(next, entry{how: entryInside})
}
