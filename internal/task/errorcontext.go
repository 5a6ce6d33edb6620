package task

// errorContext is an error context; the engine keeps its debug message by the token.
type errorContext struct {
	_     notCompared
	token int32
	refs  int32
}

// ErrorNew is canon error-context.new: Mail[0] is the index, Mail[1] the errorContext.
func (s *Store) ErrorNew(id InstanceID, token int32) Status {
	st := s.leaving(id)
	if st == OK {
		e, c := s.errors.add()
		c.token = token
		if st = s.lowerError(id, e); st != OK {
			s.errors.remove(e)
		}
	}
	return s.note("error-context.new", st, int32(id), token)
}

// ErrorMake makes an error context that is on its way (made by the host).
func (s *Store) ErrorMake(token int32) int32 {
	e, c := s.errors.add()
	c.token = token
	s.Mail[0] = e
	s.note("error-make", OK, token)
	return e
}

// LowerError puts an error context into a table (CanonicalABI.md,
// lower_error_context): Mail[0] is the index, Mail[1] the errorContext.
func (s *Store) LowerError(id InstanceID, e int32) Status {
	return s.note("lower-error", s.lowerError(id, e), int32(id), e)
}

func (s *Store) lowerError(id InstanceID, e int32) Status {
	if h := s.addHandle(id, KindErrorContext, e); h == nil {
		return Trapped
	}
	s.errors.at(e).refs++
	s.Mail[1] = e
	return OK
}

// ErrorGet finds an error context by its handle (canon error-context.debug-message;
// lift_error_context): Mail[0] is its token, Mail[1] the errorContext. leaving is for
// the built-in, which may not run during a realloc.
func (s *Store) ErrorGet(id InstanceID, i int32, leaving bool) Status {
	return s.note("error-context.get", s.errorGet(id, i, leaving), int32(id), i, flag(leaving))
}

func (s *Store) errorGet(id InstanceID, i int32, leaving bool) Status {
	if leaving && !s.inst(id).mayLeave {
		return s.trap(TrapCannotLeave)
	}
	h := s.handle(id, i)
	if h == nil {
		return Trapped
	}
	if h.kind != KindErrorContext {
		return s.wrongHandle(i, KindErrorContext, h.kind)
	}
	s.Mail[0], s.Mail[1] = s.errors.at(h.ref).token, h.ref
	return OK
}

// ErrorDrop is canon error-context.drop. Mail[0] is the token if nobody refers to the
// error context any more, else -1.
func (s *Store) ErrorDrop(id InstanceID, i int32) Status {
	st := s.errorGet(id, i, true)
	if st == OK {
		e := s.Mail[1]
		s.removeHandle(id, i)
		s.Mail[0] = s.releaseError(e)
	}
	return s.note("error-context.drop", st, int32(id), i)
}

// releaseError gives the token of an error context that is gone, else -1.
func (s *Store) releaseError(e int32) int32 {
	c := s.errors.at(e)
	if c.refs--; c.refs > 0 {
		return -1
	}
	token := c.token
	s.errors.remove(e)
	return token
}
