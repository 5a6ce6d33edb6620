package task

// deliverResolve is Subtask.deliver_resolve: what was lent comes back.
func (s *Store) deliverResolve(w *waitable) {
	w.delivered = true
	if w.lenders == 0 {
		return
	}
	handles := s.inst(w.inst).handles.elems
	for n := w.lenders; n != 0; {
		l := *s.lends.at(n)
		handles[l.handle].lends--
		s.lends.remove(n)
		n = l.next
	}
	w.lenders = 0
}

// lend is a handle that is lent to a subtask.
type lend struct {
	_      notCompared
	handle int32 // its index in the caller's table
	next   int32
}
