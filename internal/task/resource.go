package task

// A resource type is an integer that the engine gives: two handles are of the same
// type if it is the same. It is positive if a guest defines the type and negative if
// the host does. A rep is 32 bits of the engine's or the guest's.

func resourceKind(rt int32) Kind {
	if rt < 0 {
		return KindHostResource
	}
	return KindGuestResource
}

// resource finds a resource's handle and checks its type, nil after a trap.
func (s *Store) resource(id InstanceID, rt, i int32) *handle {
	h := s.handle(id, i)
	if h == nil {
		return nil
	}
	want := resourceKind(rt)
	if h.kind != KindGuestResource && h.kind != KindHostResource {
		s.wrongHandle(i, want, h.kind)
		return nil
	}
	if h.rt != rt {
		found := h.kind
		if found == want {
			found++ // "a different …"
		}
		s.wrongHandle(i, want, found)
		return nil
	}
	return h
}

// ResourceNew is canon resource.new: Mail[0] is the index.
func (s *Store) ResourceNew(id InstanceID, rt, rep int32) Status {
	if st := s.leaving(id); st != OK {
		return s.note("resource.new", st, int32(id), rt, rep)
	}
	return s.LowerOwn(id, rt, rep)
}

// ResourceRep is canon resource.rep: Mail[0] is the rep.
func (s *Store) ResourceRep(id InstanceID, rt, i int32) Status {
	h := s.resource(id, rt, i)
	if h == nil {
		return s.note("resource.rep", Trapped, int32(id), rt, i)
	}
	s.Mail[0] = h.ref
	return s.note("resource.rep", OK, int32(id), rt, i)
}

// ResourceDrop is canon resource.drop. If the handle owned the resource, Mail[0] is 1
// and Mail[1] its rep: the engine calls the destructor.
func (s *Store) ResourceDrop(id InstanceID, rt, i int32) Status {
	return s.note("resource.drop", s.resourceDrop(id, rt, i), int32(id), rt, i)
}

func (s *Store) resourceDrop(id InstanceID, rt, i int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	h := s.resource(id, rt, i)
	switch {
	case h == nil:
		return Trapped
	case h.lends > 0:
		return s.trap(TrapLent)
	case !h.own && h.scope != 0:
		s.task(h.scope).numBorrows--
	}
	s.Mail[0], s.Mail[1] = flag(h.own), h.ref
	s.removeHandle(id, i)
	return OK
}

// LiftOwn takes a handle that is passed on out of the table (CanonicalABI.md,
// lift_own): Mail[0] is the rep.
func (s *Store) LiftOwn(id InstanceID, rt, i int32) Status {
	return s.note("lift-own", s.liftOwn(id, rt, i), int32(id), rt, i)
}

func (s *Store) liftOwn(id InstanceID, rt, i int32) Status {
	h := s.resource(id, rt, i)
	switch {
	case h == nil:
		return Trapped
	case h.lends > 0:
		return s.trap(TrapLent)
	case !h.own:
		return s.trap(TrapLiftBorrow)
	}
	s.Mail[0] = h.ref
	s.removeHandle(id, i)
	return OK
}

// LiftBorrow lends a handle to a subtask (CanonicalABI.md, lift_borrow): Mail[0] is
// the rep. A subtask of 0 is a call of the host that is over before anything else runs:
// nothing is counted.
func (s *Store) LiftBorrow(id InstanceID, rt, i int32, sub WaitableID) Status {
	h := s.resource(id, rt, i)
	if h == nil {
		return s.note("lift-borrow", Trapped, int32(id), rt, i, int32(sub))
	}
	if sub != 0 {
		h.lends++
		w := s.waitable(sub)
		n, l := s.lends.add()
		l.handle, l.next = i, w.lenders
		w.lenders = n
	}
	s.Mail[0] = h.ref
	return s.note("lift-borrow", OK, int32(id), rt, i, int32(sub))
}

// LowerOwn puts a resource into the table (CanonicalABI.md, lower_own): Mail[0] is the
// index.
func (s *Store) LowerOwn(id InstanceID, rt, rep int32) Status {
	st := Trapped
	if h := s.addHandle(id, resourceKind(rt), rep); h != nil {
		st = OK
		h.own, h.rt = true, rt
	}
	return s.note("lower-own", st, int32(id), rt, rep)
}

// LowerBorrow puts a borrow into the table for the time of a task (CanonicalABI.md,
// lower_borrow): Mail[0] is the index. The instance that implements the type gets the
// rep itself; there is no call then.
func (s *Store) LowerBorrow(id InstanceID, rt, rep int32, scope TaskID) Status {
	st := Trapped
	if h := s.addHandle(id, resourceKind(rt), rep); h != nil {
		st = OK
		h.rt, h.scope = rt, scope
		if scope != 0 {
			s.task(scope).numBorrows++
		}
	}
	return s.note("lower-borrow", st, int32(id), rt, rep, int32(scope))
}
