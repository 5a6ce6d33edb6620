package task

// BackpressureInc is canon backpressure.inc.
func (s *Store) BackpressureInc(id InstanceID) Status {
	inst := s.inst(id)
	inst.backpressure++
	if inst.backpressure == 1<<16 {
		return s.note("backpressure.inc", s.trap(TrapBackpressureOverflow), int32(id))
	}
	return s.note("backpressure.inc", OK, int32(id))
}

// BackpressureDec is canon backpressure.dec.
func (s *Store) BackpressureDec(id InstanceID) Status {
	inst := s.inst(id)
	inst.backpressure--
	if inst.backpressure < 0 {
		return s.note("backpressure.dec", s.trap(TrapBackpressureUnderflow), int32(id))
	}
	if inst.backpressure == 0 {
		s.openGate(id)
	}
	return s.note("backpressure.dec", OK, int32(id))
}
