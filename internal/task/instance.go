package task

// InstanceID is a component instance. 0 is the host.
type InstanceID int32

// instance is the state of a component instance (CanonicalABI.md, Component
// Instances).
type instance struct {
	_       notCompared
	parent  InstanceID
	root    InstanceID
	next    InstanceID // inside the same root
	handles table
	threads threadTable

	mayEnter bool
	mayLeave bool
	// poisoned is kept in the root: nothing inside it runs any more.
	poisoned bool

	backpressure      int32
	numWaitingToEnter int32
	// exclusive is the thread that has the instance for itself.
	exclusive ThreadID
	gates     [gates]gate
	queue     threadList // of the threads inside that are ready
	firstLift LiftID
	// firstTask and firstCall are the lists of a root's tasks, and of its subtasks that
	// are in no table, those of the instances inside included.
	firstTask TaskID
	firstCall WaitableID
}

// NewInstance makes a component instance inside parent, or a root if parent is 0.
func (s *Store) NewInstance(parent InstanceID) InstanceID {
	id, inst := s.instances.add()
	inst.parent, inst.root = parent, InstanceID(id)
	if parent != 0 {
		root := s.inst(s.inst(parent).root)
		inst.root, inst.next = s.inst(parent).root, root.next
		root.next = InstanceID(id)
	}
	inst.mayEnter, inst.mayLeave = true, true
	s.note("new-instance", OK, int32(parent), id)
	return InstanceID(id)
}

func (s *Store) inst(id InstanceID) *instance { return s.instances.at(int32(id)) }

// inside reports whether outer is id or one of its ancestors.
func (s *Store) inside(id, outer InstanceID) bool {
	for ; id != 0; id = s.inst(id).parent {
		if id == outer {
			return true
		}
	}
	return false
}

// mayEnterFrom, enter and leave are may_enter_from, enter_from and leave_to
// (CanonicalABI.md, Component Instances): they concern the callee and its ancestors
// less the caller and its ancestors. A caller of 0 is the host.
func (s *Store) mayEnterFrom(callee, caller InstanceID) bool {
	if s.poisoned(callee) {
		return false
	}
	for id := callee; id != 0 && (caller == 0 || !s.inside(caller, id)); {
		inst := s.inst(id)
		if !inst.mayEnter {
			return false
		}
		id = inst.parent
	}
	return true
}

func (s *Store) enter(callee, caller InstanceID) { s.setMayEnter(callee, caller, false) }

func (s *Store) leave(callee, caller InstanceID) { s.setMayEnter(callee, caller, true) }

func (s *Store) setMayEnter(callee, caller InstanceID, may bool) {
	for id := callee; id != 0 && (caller == 0 || !s.inside(caller, id)); {
		inst := s.inst(id)
		inst.mayEnter = may
		id = inst.parent
	}
}

// MayEnter reports whether the host may enter an instance now.
func (s *Store) MayEnter(id InstanceID) bool { return s.mayEnterFrom(id, 0) }

// MayLeave reports whether code of an instance may leave it now: for lowered functions of the
// host that are not asynchronous, which are no operation of the core.
func (s *Store) MayLeave(id InstanceID) bool { return s.inst(id).mayLeave }

// SetMayLeave is for post-return functions, during which nothing may leave the instance
// (CanonicalABI.md, canon lift).
func (s *Store) SetMayLeave(id InstanceID, may bool) {
	s.inst(id).mayLeave = may && !s.poisoned(id)
	s.note("may-leave", OK, int32(id), flag(may))
}

// ReallocBegin begins a call of a realloc function of instance id: a thread of its own
// with zeroed context slots, which may not leave the instance (CanonicalABI.md,
// LiftLowerContext.reallocate). ReallocEnd ends it.
func (s *Store) ReallocBegin(id InstanceID) {
	s.inst(id).mayLeave = false
	s.push(0, 0, 0)
	s.note("realloc", OK, int32(id))
}

// ReallocEnd ends what ReallocBegin began.
func (s *Store) ReallocEnd(id InstanceID) {
	s.pop()
	s.inst(id).mayLeave = !s.poisoned(id)
	s.note("realloc-end", OK, int32(id))
}

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// entering is the check that a built-in begins with which blocks unless it is async.
func (s *Store) entering(id InstanceID, async bool) Status {
	if async {
		return s.leaving(id)
	}
	return s.checkBlock(id)
}

// leaving is the check of may_leave that most built-ins begin with.
func (s *Store) leaving(id InstanceID) Status {
	if !s.inst(id).mayLeave {
		return s.trap(TrapCannotLeave)
	}
	return OK
}
