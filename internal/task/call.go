package task

// LiftID is a lifted function.
type LiftID int32

// LiftFlags are the properties of a lifted function that its calls depend on.
type LiftFlags int32

const (
	// LiftAsyncType: the function type is async.
	LiftAsyncType LiftFlags = 1 << iota
	// LiftAsync: the canon option async.
	LiftAsync
	// LiftCallback: the canon option callback.
	LiftCallback
)

type lift struct {
	_       notCompared
	inst    InstanceID
	flags   LiftFlags
	result  int32
	options int32
	next    LiftID // of the instance
}

// NewLift makes a lifted function. result is an integer of the engine's for the result
// type, options is memory<<2 | encoding (plan.Lift.ReturnOptions): those of a task.return
// must be the same, but that it may have no memory.
func (s *Store) NewLift(inst InstanceID, flags LiftFlags, result, options int32) LiftID {
	id, l := s.lifts.add()
	in := s.inst(inst)
	*l = lift{inst: inst, flags: flags, result: result, options: options, next: in.firstLift}
	in.firstLift = LiftID(id)
	s.note("new-lift", OK, int32(inst), int32(flags), result, options, id)
	return LiftID(id)
}

// Call begins a call by the host (CanonicalABI.md, canon lift). OK: the engine lowers the
// parameters and calls the core function; Queued: an ActionStart does so later. In both
// cases Mail[0] is the TaskID, Mail[1] the ThreadID; token is given back in Actions.
//
// What follows is the same for the host and for guests: a function that is lifted
// synchronously ends with ReturnCheck, Return and ThreadExit, one with a callback with
// CallbackReturned, a stackful one with ThreadExit. If the thread of a sync-typed
// function blocks, the caller goes on with SyncNext.
func (s *Store) Call(l LiftID, token int32) Status {
	return s.note("call", s.call(l, 0, 0, token), int32(l), token)
}

// CallGuest begins a call by another component instance (CanonicalABI.md, canon lower of
// a canon lift). As Call; Mail[2] is the WaitableID of the subtask. When the callee has
// ended or blocked, or cannot start (QueuedNext), the engine calls LowerDone.
func (s *Store) CallGuest(caller InstanceID, l LiftID, token int32) Status {
	return s.note("call-guest", s.callGuest(caller, l, token), int32(caller), int32(l), token)
}

func (s *Store) callGuest(caller InstanceID, l LiftID, token int32) Status {
	if st := s.leaving(caller); st != OK {
		return st
	}
	sub := s.newSubtask(caller, SubtaskStarting, token)
	st := s.call(l, caller, sub, token)
	if st == Trapped {
		s.freeSubtask(sub, s.waitable(sub))
		return st
	}
	s.Mail[2] = int32(sub)
	return st
}

// QueuedNext follows a CallGuest that gave Queued, before LowerDone: Run with the thread
// that has the callee's instance for itself, if it is ready and nothing else keeps the call
// from starting, or with the call's own ActionStart once it can start. The engine performs
// the Action and repeats it until it gives OK or the call has started. definitions.py would leave the call
// queued until the event loop has run that thread; wasmtime, and so the suite
// (sync-streams.wast), lets it run first. What has the lock is parked in the middle of core code; an engine that
// cannot switch to it from here leaves the call queued.
func (s *Store) QueuedNext(id TaskID, caller InstanceID) Status {
	return s.note("queued-next", s.queuedNext(id, caller), int32(id), int32(caller))
}

func (s *Store) queuedNext(id TaskID, caller InstanceID) Status {
	t := s.task(id)
	if t.state != taskInitial || !s.mayEnterFrom(t.inst, caller) {
		return OK
	}
	inst := s.inst(t.inst)
	e := entry{how: entryCancel, caller: caller}
	if th := s.thread(t.implicit); s.ready(th) && (inst.numWaitingToEnter == 1 || th.promoted) {
		return s.selectThread(t.implicit, e)
	}
	if holder := inst.exclusive; holder != 0 && inst.backpressure == 0 {
		if th := s.thread(holder); !th.selected && s.ready(th) {
			return s.selectThread(holder, e)
		}
	}
	return OK
}

func (s *Store) call(l LiftID, caller InstanceID, sub WaitableID, token int32) Status {
	inst := s.lifts.at(int32(l)).inst
	if !s.mayEnterFrom(inst, caller) {
		return s.trap(TrapCannotEnter)
	}
	if s.tasks.live >= s.limits.Tasks {
		return s.trap(TrapTooManyTasks, s.limits.Tasks)
	}
	id, thread := s.newTask(l, sub, token)
	if sub != 0 {
		s.waitable(sub).task = id
	}
	t := s.task(id)
	in := s.inst(inst)
	if t.flags&LiftAsyncType != 0 && (s.hasBackpressure(t) || in.numWaitingToEnter > 0) {
		in.numWaitingToEnter++
		s.thread(thread).cancellable = true
		s.startWaiting(thread, s.thread(thread), waitGate, 0)
		s.Mail[0], s.Mail[1] = int32(id), int32(thread)
		return Queued
	}
	s.enter(inst, caller)
	entered := inst
	if t.flags&LiftAsyncType == 0 {
		// Stays entered while the thread is blocked, see SyncNext.
		s.push(0, inst, caller).sync = id
		entered = 0
	}
	s.push(thread, entered, caller)
	s.enterImplicitThread(thread)
	s.Mail[0], s.Mail[1] = int32(id), int32(thread)
	return OK
}

// syncReturned marks the frame of a call of a sync-typed function that has returned.
func (s *Store) syncReturned(id TaskID) {
	for n := len(s.frames) - 1; n >= 0; n-- {
		if f := &s.frames[n]; f.sync == id && !f.returned {
			f.returned = true
			return
		}
	}
}

// popSyncCall pops the frame of a call of a sync-typed function that has returned.
func (s *Store) popSyncCall() {
	for n := len(s.frames) - 1; n >= 0 && s.frames[n].returned; n-- {
		s.pop()
	}
}
