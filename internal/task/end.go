package task

// copyState is CopyState (CanonicalABI.md, Stream State).
type copyState uint8

const (
	copyIdle copyState = iota
	copying
	copyCancelling
	copyDone
)

func (c copyState) copying() bool { return c == copying || c == copyCancelling }

// CopyResult is CopyResult (CanonicalABI.md, Stream State).
type CopyResult int32

const (
	CopyCompleted CopyResult = iota
	CopyDropped
	CopyCancelled
	// CopyTrapped is what the host's ends are told, and no guest: the instance that had the
	// other end trapped.
	CopyTrapped
)

// maxBuffer is Buffer.MAX_LENGTH (CanonicalABI.md, Buffer State).
const maxBuffer = 1<<28 - 1

// buffer is where an end copies from or to: BufferGuestImpl, or the host's.
type buffer struct {
	_                notCompared
	options          int32 // the engine's integer for memory and realloc
	ptr              uint32
	length, progress int32
}

func (b *buffer) remain() int32 { return b.length - b.progress }

// endKind gives the kind of an end.
func endKind(future, writable bool) Kind {
	switch {
	case future && writable:
		return KindFutureWritable
	case future:
		return KindFutureReadable
	case writable:
		return KindStreamWritable
	}
	return KindStreamReadable
}

func (k Kind) writable() bool { return k == KindStreamWritable || k == KindFutureWritable }

// addEnd puts an end into an instance's table; Mail[0] is its index.
func (s *Store) addEnd(id InstanceID, sh, typ int32, kind Kind) Status {
	n, w := s.waitables.add()
	w.kind, w.inst, w.shared, w.typ = kind, id, sh, typ
	if h := s.addHandle(id, kind, n); h == nil {
		s.waitables.remove(n)
		return Trapped
	}
	w.index = s.Mail[0]
	return OK
}

// EndNew is canon stream.new and future.new: Mail[0] is the index of the readable end,
// Mail[1] that of the writable one.
func (s *Store) EndNew(id InstanceID, typ int32) Status {
	return s.note("end-new", s.endNew(id, typ), int32(id), typ)
}

func (s *Store) endNew(id InstanceID, typ int32) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	sh := s.newShared(typ)
	future := s.types.at(typ).future
	if st := s.addEnd(id, sh, typ, endKind(future, false)); st != OK {
		s.shared.at(sh).ends = 1
		s.freeShared(sh)
		return st
	}
	r := s.Mail[0]
	if st := s.addEnd(id, sh, typ, endKind(future, true)); st != OK {
		s.freeShared(sh) // the readable end stays alone
		return st
	}
	s.Mail[0], s.Mail[1] = r, s.Mail[0]
	s.shared.at(sh).writer = id
	return OK
}

// end finds an end of a type by its handle, nil after a trap.
func (s *Store) end(id InstanceID, typ, i int32, writable bool) (WaitableID, *waitable) {
	h := s.handle(id, i)
	if h == nil {
		return 0, nil
	}
	kind := endKind(s.types.at(typ).future, writable)
	if h.kind != kind {
		s.wrongHandle(i, kind, h.kind)
		return 0, nil
	}
	w := s.waitable(WaitableID(h.ref))
	if w.typ != typ {
		found := KindOtherStream
		if kind.future() {
			found = KindOtherFuture
		}
		s.wrongHandle(i, kind, found)
		return 0, nil
	}
	return WaitableID(h.ref), w
}

// endEvent is what stream_event and future_event do when they are delivered
// (CanonicalABI.md, canon stream.read and future.read).
func (s *Store) endEvent(id WaitableID) (code Event, p1, p2 int32) {
	w := s.waitable(id)
	sh := s.shared.at(w.shared)
	if w.reclaim {
		w.reclaim = false
		if sh.pending == id {
			sh.pending = 0
		}
	}
	w.copy = copyIdle
	if w.result == CopyDropped || w.result == CopyTrapped || sh.future && w.result == CopyCompleted {
		w.copy = copyDone
	}
	switch w.kind {
	case KindStreamReadable:
		return EventStreamRead, w.index, int32(w.result) | w.buffer.progress<<4
	case KindStreamWritable:
		return EventStreamWrite, w.index, int32(w.result) | w.buffer.progress<<4
	case KindFutureReadable:
		if w.result == CopyDropped {
			return eventFailed, w.index, sh.reason
		}
		return EventFutureRead, w.index, int32(w.result)
	}
	return EventFutureWrite, w.index, int32(w.result)
}

// notify is on_copy_done of the end whose copy is pending (SharedStreamImpl.
// reset_and_notify_pending).
func (s *Store) notifyPending(sh *shared, result CopyResult) {
	id := sh.pending
	sh.pending = 0
	s.copyIs(id, result, false)
}

// copyIs makes the event of an end: on_copy_done, or on_copy if the buffer may still be
// used until the event is delivered.
func (s *Store) copyIs(id WaitableID, result CopyResult, reclaim bool) {
	w := s.waitable(id)
	w.result, w.reclaim = result, reclaim
	s.setPending(id)
}

// EndDrop is canon {stream,future}.drop-{readable,writable}.
func (s *Store) EndDrop(id InstanceID, typ, i int32, writable bool) Status {
	return s.note("end-drop", s.endDrop(id, typ, i, writable), int32(id), typ, i, flag(writable))
}

func (s *Store) endDrop(id InstanceID, typ, i int32, writable bool) Status {
	if st := s.leaving(id); st != OK {
		return st
	}
	e, w := s.end(id, typ, i, writable)
	switch {
	case w == nil:
		return Trapped
	case w.copy.copying():
		return s.trap(TrapDropBusy, int32(w.kind))
	case w.kind == KindFutureWritable && w.copy != copyDone:
		return s.trap(TrapDropUnwritten)
	}
	s.removeHandle(id, i)
	s.dropEnd(e)
	return OK
}

// dropEnd is CopyEnd.drop, after its checks.
func (s *Store) dropEnd(id WaitableID) {
	w := s.waitable(id)
	sh := w.shared
	s.dropShared(s.shared.at(sh))
	s.tellHost(sh, w.kind)
	s.join(id, s.waitable(id), 0)
	if w.inst == 0 {
		s.hostWork--
	}
	s.waitables.remove(int32(id))
	s.freeShared(sh)
}
