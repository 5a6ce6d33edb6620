package task

// queuesOf are the queues that a thread belongs into, by their kinds: the scheduler's, and
// that of its instance if it may run during a call of a sync-typed function.
func (s *Store) queuesOf(id ThreadID) (q [ofInstance + 1]*threadList) {
	q[ofStore] = &s.sched.queue
	if s.mayInterleave(id) {
		q[ofInstance] = &s.inst(s.task(s.thread(id).task).inst).queue
	}
	return q
}

// enqueue tells the scheduler that a waiting thread may be ready.
func (s *Store) enqueue(id ThreadID) {
	t := s.thread(id)
	if t.queued || t.selected || t.gated {
		return
	}
	t.queued = true
	for k, q := range s.queuesOf(id) {
		if q != nil {
			s.addLast(q, listKind(k), t, id)
		}
	}
}

// dequeue takes a thread out of the queues.
func (s *Store) dequeue(id ThreadID) {
	t := s.thread(id)
	if !t.queued {
		return
	}
	t.queued = false
	for k, q := range s.queuesOf(id) {
		if q != nil {
			s.unlink(q, listKind(k), t)
		}
	}
	if t.promoted {
		t.promoted = false
		s.inst(s.task(t.task).inst).gate(s, t).promoted = 0
	}
}
