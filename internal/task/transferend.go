package task

// LiftEnd takes the readable end of a stream or future that is passed on out of the
// table (CanonicalABI.md, lift_async_value): Mail[0] is the stream or future, which is on
// its way until LowerEnd or HostEnd.
func (s *Store) LiftEnd(id InstanceID, typ, i int32) Status {
	return s.note("lift-end", s.liftEnd(id, typ, i), int32(id), typ, i)
}

func (s *Store) liftEnd(id InstanceID, typ, i int32) Status {
	e, w := s.end(id, typ, i, false)
	switch {
	case w == nil:
		return Trapped
	case w.copy == copyDone:
		return s.trap(TrapLiftDone, int32(w.kind))
	case w.copy != copyIdle:
		return s.trap(TrapLiftBusy, int32(w.kind))
	case w.set != 0:
		return s.trap(TrapLiftInSet, int32(w.kind))
	}
	s.Mail[0] = w.shared
	s.removeHandle(id, i)
	s.waitables.remove(int32(e))
	return OK
}

// LowerEnd puts the readable end of a stream or future that is on its way into a table
// (CanonicalABI.md, lower_stream and lower_future): Mail[0] is the index.
func (s *Store) LowerEnd(id InstanceID, sh int32) Status {
	return s.note("lower-end", s.addEnd(id, sh, s.shared.at(sh).typ, endKind(s.shared.at(sh).future, false)), int32(id), sh)
}

// LowerEndAs is LowerEnd into another root, which has a type of its own for the same
// elements.
func (s *Store) LowerEndAs(id InstanceID, sh, typ int32) Status {
	return s.note("lower-end-as", s.addEnd(id, sh, typ, endKind(s.shared.at(sh).future, false)), int32(id), sh, typ)
}
