package task

// enqueue tells the scheduler that a waiting thread may be ready. One that may run during a
// call of a sync-typed function is in the queue of its instance as well.
func (s *Store) enqueue(id ThreadID, t *thread) {
	if t.queued || t.selected || t.gated {
		return
	}
	t.queued = true
	s.addLast(&s.sched.queue, ofStore, t, id)
	if t.interleaves {
		s.addLast(&s.inst(s.task(t.task).inst).queue, ofInstance, t, id)
	}
}

// dequeue takes a thread out of the queues.
func (s *Store) dequeue(t *thread) {
	if !t.queued {
		return
	}
	t.queued = false
	s.unlink(&s.sched.queue, ofStore, t)
	if t.interleaves {
		s.unlink(&s.inst(s.task(t.task).inst).queue, ofInstance, t)
	}
	if t.promoted {
		t.promoted = false
		s.inst(s.task(t.task).inst).gate(s, t).promoted = 0
	}
}
