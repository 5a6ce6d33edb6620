package task

// The host's ends of streams and futures: ends that lie in no instance's table. Their
// events are queued for the engine (HostEvent) and their buffers are its own: it
// fills and empties them when an operation returns Copied with their WaitableID.

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

// HostNew makes a stream or future that the host writes: Mail[0] is it, on its way to
// a guest (LowerEnd), Mail[1] the host's writable end.
func (s *Store) HostNew(typ, token int32) Status {
	sh := s.newShared(typ)
	id := s.newHostEnd(sh, true, token)
	s.Mail[0], s.Mail[1] = sh, int32(id)
	return s.note("host-new", OK, typ, token)
}

// HostEnd gives the host the readable end of a stream or future that is on its way:
// Mail[0] is the end.
func (s *Store) HostEnd(sh, token int32) Status {
	s.Mail[0] = int32(s.newHostEnd(sh, false, token))
	return s.note("host-end", OK, sh, token)
}

func (s *Store) newHostEnd(sh int32, writable bool, token int32) WaitableID {
	id, w := s.waitables.add()
	w.kind, w.shared, w.token = endKind(s.shared.at(sh).future, writable), sh, token
	return WaitableID(id)
}

// HostCopy reads or writes up to n elements (1 for a future) at the host's end; options
// and ptr are given back in the Transfer. OK or Copied with an event in Mail[9] (the
// CopyResult) and Mail[10] (elements copied); Block if it waits: HostEvent tells.
func (s *Store) HostCopy(id WaitableID, options int32, ptr uint32, n int32) Status {
	return s.note("host-copy", s.hostCopy(id, options, ptr, n), int32(id), options, int32(ptr), n)
}

func (s *Store) hostCopy(id WaitableID, options int32, ptr uint32, n int32) Status {
	w := s.waitable(id)
	switch {
	case w.copy == copyDone:
		return s.trap(TrapCopyDone, int32(w.kind))
	case w.copy != copyIdle:
		return s.trap(TrapConcurrentCopy, int32(w.kind))
	case uint32(n) > maxBuffer:
		return s.trap(TrapCopyTooLong)
	}
	w.buffer = buffer{options: options, ptr: ptr, length: n}
	w.copy = copying
	st := s.rendezvous(id)
	if st == Trapped {
		w.copy = copyDone
		return st
	}
	if !w.pending {
		return Block
	}
	s.unpost(id)
	w.pending = false
	s.endEvent(id)
	s.Mail[9], s.Mail[10] = int32(w.result), w.buffer.progress
	return st
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

// HostCopyCancel cancels what HostCopy began: Mail[0] to Mail[3] as of HostEvent, at
// once.
func (s *Store) HostCopyCancel(id WaitableID) Status {
	return s.note("host-copy-cancel", s.hostCopyCancel(id), int32(id))
}

func (s *Store) hostCopyCancel(id WaitableID) Status {
	w := s.waitable(id)
	if w.copy != copying {
		return s.trap(TrapNotCopying, int32(w.kind))
	}
	if !w.pending {
		s.notifyPending(s.shared.at(w.shared), CopyCancelled)
	}
	s.unpost(id)
	s.mailHost(id)
	return OK
}

// HostDrop drops the host's end; a copy that waits is given up. A future's writable end
// that gave no value fails its reader: a guest traps when it reads or gets the event.
func (s *Store) HostDrop(id WaitableID) {
	w := s.waitable(id)
	sh := s.shared.at(w.shared)
	if sh.pending == id {
		sh.pending = 0
	}
	if w.kind == KindFutureWritable && w.copy != copyDone {
		sh.failed = true
	}
	s.unpost(id)
	w.pending = false
	s.dropEnd(id)
	s.note("host-drop", OK, int32(id))
}
