package task

// The host's ends of streams and futures: ends that lie in no instance's table. Their
// events are queued for the engine (HostEvent) and their buffers are its own: it
// fills and empties them when an operation returns Copied with their WaitableID.

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
	x := s.shared.at(sh)
	w.kind, w.shared, w.typ, w.token = endKind(x.future, writable), sh, x.typ, token
	x.host[flag(writable)] = WaitableID(id)
	s.hostWork++
	return WaitableID(id)
}

// HostToken is the token of a host's end, which Transfer names by its WaitableID.
func (s *Store) HostToken(id WaitableID) int32 { return s.waitable(id).token }

// HostWatch has the host's end told that the other one was dropped even while it copies nothing: an
// event of no elements.
func (s *Store) HostWatch(id WaitableID) {
	s.waitable(id).watch = true
	if s.shared.at(s.waitable(id).shared).dropped {
		s.tellIdle(id)
	}
	s.note("host-watch", OK, int32(id))
}

// tellHost tells the host's end on the other side that an end of kind was dropped.
func (s *Store) tellHost(sh int32, kind Kind) {
	x := s.shared.at(sh)
	if own := flag(kind.writable()); x.host[own] != 0 {
		x.host[own] = 0 // the one that was dropped
	}
	if other := x.host[1-flag(kind.writable())]; other != 0 && s.waitable(other).watch {
		s.tellIdle(other)
	}
}

func (s *Store) tellIdle(id WaitableID) {
	if w := s.waitable(id); w.copy == copyIdle && !w.pending {
		w.buffer = buffer{}
		s.copyIs(id, s.droppedFor(w), false)
	}
}

// HostMayPass reports whether the host's readable end may go to an instance: not to the
// writer's own if elements may not be copied there (CanonicalABI.md, SharedStreamImpl).
func (s *Store) HostMayPass(id WaitableID, to InstanceID) bool {
	sh := s.shared.at(s.waitable(id).shared)
	return sh.writer == 0 || sh.writer != to || s.types.at(sh.typ).number
}

// HostShort says of the Transfer that was told last, from the host's writable end of a
// stream, that n of its elements could not be moved, the last ones. The end is dropped
// next. Mail[0] is what a guest gets whose read it was.
func (s *Store) HostShort(id WaitableID, n int32) {
	s.note("host-short", OK, int32(id), n)
	w := s.waitable(id)
	sh := s.shared.at(w.shared)
	reader := s.copied
	if reader == id {
		reader = sh.pending
	}
	r := s.waitable(reader)
	size := s.types.at(w.typ).size
	for _, b := range [...]*buffer{&w.buffer, &r.buffer} {
		b.progress -= n
		b.ptr -= uint32(n) * size
	}
	if s.copied == reader && r.inst != 0 {
		result := CopyCompleted
		if r.buffer.progress == 0 {
			result, r.copy = CopyDropped, copyDone
		}
		s.Mail[0] = int32(result) | r.buffer.progress<<4
	}
}

// HostPass takes the host's readable end of a stream or future that is passed on: Mail[0]
// is the stream or future, which is on its way. Idle if the end may not go, because it copies or is
// done.
func (s *Store) HostPass(id WaitableID) Status {
	return s.note("host-pass", s.hostPass(id), int32(id))
}

func (s *Store) hostPass(id WaitableID) Status {
	w := s.waitable(id)
	if w.copy != copyIdle {
		return Idle
	}
	s.unpost(id)
	s.Mail[0] = w.shared
	s.shared.at(w.shared).host[0] = 0
	s.hostWork--
	s.waitables.remove(int32(id))
	return OK
}

// HostFail is HostDrop of a future's writable end that gave no value; reason comes back
// with the reader's trap.
func (s *Store) HostFail(id WaitableID, reason int32) {
	s.shared.at(s.waitable(id).shared).reason = reason
	s.HostDrop(id)
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
	s.giveUpCopy(id)
	s.unpost(id)
	s.waitable(id).pending = false
	s.dropEnd(id)
	s.note("host-drop", OK, int32(id))
}

// giveUpCopy ends the copy of an end that is dropped whatever it does; a future's writable end
// that gave no value fails its reader.
func (s *Store) giveUpCopy(id WaitableID) {
	w := s.waitable(id)
	sh := s.shared.at(w.shared)
	if sh.pending == id {
		sh.pending = 0
	}
	if w.kind == KindFutureWritable && w.copy != copyDone {
		sh.failed = true
	}
}
