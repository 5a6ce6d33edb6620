package task

// elemType is the element type of streams and futures.
type elemType struct {
	_      notCompared
	future bool
	// number: none_or_number_type.
	number bool
	size   uint32
	// uses counts the streams and futures of it; freed: FreeType was called.
	uses  int32
	freed bool
}

// NewType makes the type of a stream or future: size is the bytes of an element in
// memory, 0 if there is none; number is none_or_number_type of it (CanonicalABI.md,
// Stream State). The engine makes one for each type that differs.
func (s *Store) NewType(future, number bool, size uint32) int32 {
	id, t := s.types.add()
	*t = elemType{future: future, number: number, size: size}
	s.note("new-type", OK, flag(future), flag(number), int32(size), id)
	return id
}

// FreeType gives up a type of an instance that was disposed of. Streams and futures of it
// that others have go on.
func (s *Store) FreeType(typ int32) {
	s.types.at(typ).freed = true
	s.dropType(typ)
	s.note("free-type", OK, typ)
}

func (s *Store) dropType(typ int32) {
	if t := s.types.at(typ); t.freed && t.uses == 0 {
		s.types.remove(typ)
	}
}

// shared is SharedStreamImpl or SharedFutureImpl (CanonicalABI.md, Stream State and
// Future State).
type shared struct {
	_       notCompared
	typ     int32
	future  bool
	dropped bool
	// pending is the end whose copy waits for the other end's, with its buffer.
	pending WaitableID
	// ends counts the two ends, on their way or not.
	ends int32
	// failed: the host's writable end of a future was dropped without a value; reason is
	// the host's integer for why.
	failed bool
	reason int32
	// trapped: an end was dropped because its instance trapped.
	trapped bool
	// writer has the writable end, which never moves; 0 is the host.
	writer InstanceID
	// host are the host's readable and writable end, 0 if others have them.
	host [2]WaitableID
}

func (s *Store) newShared(typ int32) int32 {
	id, sh := s.shared.add()
	t := s.types.at(typ)
	sh.typ, sh.future, sh.ends = typ, t.future, 2
	t.uses++
	return id
}

func (s *Store) freeShared(id int32) {
	sh := s.shared.at(id)
	if sh.ends--; sh.ends == 0 {
		typ := sh.typ
		s.shared.remove(id)
		s.types.at(typ).uses--
		s.dropType(typ)
	}
}

// dropShared is SharedStreamImpl.drop.
func (s *Store) dropShared(sh *shared) {
	if !sh.dropped {
		sh.dropped = true
		if sh.pending != 0 {
			s.notifyPending(sh, s.droppedFor(s.waitable(sh.pending)))
		}
	}
}

// droppedFor is what an end is told about the other one, which was dropped.
func (s *Store) droppedFor(w *waitable) CopyResult {
	if w.inst == 0 && s.shared.at(w.shared).trapped {
		return CopyTrapped
	}
	return CopyDropped
}

// TypeFuture reports whether a type is that of a future.
func (s *Store) TypeFuture(typ int32) bool { return s.types.at(typ).future }

// EndType is the type of a stream or future.
func (s *Store) EndType(sh int32) int32 { return s.shared.at(sh).typ }
