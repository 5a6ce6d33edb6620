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
	inst    InstanceID
	flags   LiftFlags
	result  int32
	options int32
	next    LiftID // of the instance
}

// NewLift makes a lifted function. result and options are integers of the engine's for
// the result type, and for memory and string encoding: those of a task.return must be
// the same.
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
// ended or blocked, the engine calls LowerDone.
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
		s.freeSubtask(sub)
		return st
	}
	s.Mail[2] = int32(sub)
	return st
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
		s.startWaiting(thread, waitGate, 0)
		s.Mail[0], s.Mail[1] = int32(id), int32(thread)
		return Queued
	}
	s.enter(inst, caller)
	f := frame{thread: thread, entered: inst, caller: caller}
	if t.flags&LiftAsyncType == 0 {
		// Stays entered while the thread is blocked, see SyncNext.
		s.push(frame{sync: id, entered: inst, caller: caller})
		f.entered = 0
	}
	s.push(f)
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
