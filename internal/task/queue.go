package task

// queue lists threads that are ready, or were when they were put there. The store's has
// all of them, and an instance's those that may run during a call of a sync-typed function.
type queue struct{ head, tail ThreadID }

// link is a thread's place in a queue.
type link struct{ next, prev ThreadID }

const (
	ofStore = iota
	ofInstance
	queues
)

// queuesOf are the queues that a thread belongs into.
func (s *Store) queuesOf(id ThreadID) (q [queues]*queue) {
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
		if q == nil {
			continue
		}
		t.links[k] = link{prev: q.tail}
		if q.tail != 0 {
			s.thread(q.tail).links[k].next = id
		} else {
			q.head = id
		}
		q.tail = id
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
		if q == nil {
			continue
		}
		l := t.links[k]
		if l.prev != 0 {
			s.thread(l.prev).links[k].next = l.next
		} else {
			q.head = l.next
		}
		if l.next != 0 {
			s.thread(l.next).links[k].prev = l.prev
		} else {
			q.tail = l.prev
		}
	}
	if t.promoted {
		t.promoted = false
		s.inst(s.task(t.task).inst).gate(s, t).promoted = 0
	}
}
