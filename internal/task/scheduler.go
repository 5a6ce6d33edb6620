package task

// scheduler makes every choice that the specification leaves open. Without a seed
// threads run in the order in which they became ready; with one, each choice is drawn
// from a generator, so that a run can be repeated.
type scheduler struct {
	queue  threadList
	seeded bool
	state  uint64
	found  []ThreadID // room for those that are ready
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

// pick takes a ready thread, 0 if there is none.
func (s *Store) pick() ThreadID {
	if s.sched.seeded {
		found := s.sched.found[:0]
		for id := int32(1); id < s.threads.next; id++ {
			if t := s.threads.at(id); !t.selected && s.ready(t) {
				found = append(found, ThreadID(id))
			}
		}
		return s.chooseThread(found)
	}
	for s.sched.queue.head != 0 {
		if id := s.sched.queue.head; s.take(id, s.thread(id)) {
			return id
		}
	}
	return 0
}

// pickInside takes a ready thread of an instance that may run during a call of a
// sync-typed function (CanonicalABI.md, canon lift: candidates).
func (s *Store) pickInside(inst InstanceID) ThreadID {
	in := s.inst(inst)
	found := s.sched.found[:0]
	for id := in.queue.head; id != 0; {
		t := s.thread(id)
		next := t.links[ofInstance].next
		switch {
		case !s.ready(t):
			s.take(id, t)
		case !s.sched.seeded:
			s.dequeue(t)
			return id
		default:
			found = append(found, id)
		}
		id = next
	}
	return s.chooseThread(found)
}

// take takes a thread out of the queue and reports whether it is ready. One that only
// its gate holds up goes there.
func (s *Store) take(id ThreadID, t *thread) bool {
	front := t.promoted
	s.dequeue(t)
	switch {
	case s.ready(t):
		return true
	case s.readyButGate(t.wait, t.on):
		s.addGate(id, front)
	case front:
		s.openGate(s.task(t.task).inst)
	}
	return false
}

// chooseThread takes one of those found, whose memory is the scheduler's.
func (s *Store) chooseThread(found []ThreadID) ThreadID {
	s.sched.found = found
	if len(found) == 0 {
		return 0
	}
	id := found[s.chooseOf(len(found))]
	s.dequeue(s.thread(id))
	return id
}

// CheckBlock is the check that every operation which blocks its thread begins with, and a
// synchronous lower of an async function before CallGuest or HostBegin: inside a call of
// a sync-typed function that has not returned, another thread of the instance must be
// ready to run meanwhile. wasmtime, and so the suite, checks that before anything else.
func (s *Store) CheckBlock(id InstanceID) Status {
	return s.note("check-block", s.checkBlock(id), int32(id))
}

func (s *Store) checkBlock(id InstanceID) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	n := len(s.frames) - 2
	if n < 0 || s.frames[n].sync == 0 || s.frames[n].returned {
		return OK
	}
	inst := s.task(s.frames[n].sync).inst
	for id := s.inst(inst).queue.head; id != 0; id = s.thread(id).links[ofInstance].next {
		if s.ready(s.thread(id)) {
			return OK
		}
	}
	return s.syncBlocks(inst)
}

// syncBlocks is the trap of a thread that blocks a call of a sync-typed function. Threads
// of the same root that are ready, but elsewhere or not to run now, change its text.
func (s *Store) syncBlocks(inst InstanceID) Status {
	root := s.inst(inst).root
	for id := int32(1); id < s.threads.next; id++ {
		if t := s.thread(ThreadID(id)); !t.selected && t.task != 0 && s.inst(s.task(t.task).inst).root == root && s.ready(t) {
			return s.trap(TrapDeadlock)
		}
	}
	return s.trap(TrapSyncBlock)
}

func (s *Store) chooseOf(n int) int {
	if n < 2 || !s.sched.seeded {
		return 0
	}
	return int(s.sched.choose(int32(n)))
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
func (s *Store) Ready() bool { return s.sched.queue.head != 0 }

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
	next := s.pickInside(s.task(id).inst)
	if next == 0 {
		return s.syncBlocks(s.task(id).inst)
	}
	return s.selectThread(next, entry{how: entryInside})
}
