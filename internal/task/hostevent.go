package task

// eventQueue holds the host's ends that have an event, oldest first, from head on; 0
// stands for one that was taken out.
type eventQueue struct {
	ids   []WaitableID
	head  int
	count int32
}

// post queues the event of a host's end.
func (s *Store) post(id WaitableID) {
	w := s.waitable(id)
	w.pending = true
	if !w.posted {
		w.posted = true
		q := &s.events
		if q.head > len(q.ids)/2 && len(q.ids) == cap(q.ids) {
			q.ids, q.head = q.ids[:copy(q.ids, q.ids[q.head:])], 0
		}
		q.count++
		s.events.ids = append(s.events.ids, id)
	}
}

// HostEvents counts the events that wait for HostEvent.
func (s *Store) HostEvents() int32 { return s.events.count }

// HostEvent takes the oldest event of a host's end: OK with the end in Mail[0], its token
// in Mail[1], the CopyResult in Mail[2] and the elements copied in Mail[3]; Idle if there
// is none.
func (s *Store) HostEvent() Status { return s.note("host-event", s.hostEvent()) }

func (s *Store) hostEvent() Status {
	for s.events.head < len(s.events.ids) {
		id := s.events.ids[s.events.head]
		if s.events.head++; s.events.head == len(s.events.ids) {
			s.events.ids, s.events.head = s.events.ids[:0], 0
		}
		if id == 0 {
			continue // dropped meanwhile
		}
		w := s.waitable(id)
		w.posted = false
		s.events.count--
		s.mailHost(id)
		return OK
	}
	return Idle
}

// mailHost delivers the event of a host's end.
func (s *Store) mailHost(id WaitableID) {
	w := s.waitable(id)
	w.pending = false
	s.endEvent(id)
	s.Mail[0], s.Mail[1], s.Mail[2] = int32(id), w.token, int32(w.result)
	s.Mail[3] = w.buffer.progress
}

// unpost takes an end out of the queue of events.
func (s *Store) unpost(id WaitableID) {
	w := s.waitable(id)
	if !w.posted {
		return
	}
	w.posted = false
	s.events.count--
	for i := len(s.events.ids) - 1; i >= s.events.head; i-- {
		if s.events.ids[i] == id {
			s.events.ids[i] = 0
			return
		}
	}
}
