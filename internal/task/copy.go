package task

// Transfer is what an engine copies after a Status of Copied: Mail[1] is the number of
// elements, Mail[2] and Mail[3] are the options and pointer to read from, Mail[4] and
// Mail[5] those to write to, Mail[6] and Mail[7] the reading and the writing end (a
// WaitableID if that is the host's, else 0), Mail[8] the type.
// Mail[11] is the type of the reading end, which is another if that lies in another root.
//
// The states are already those after the copy; if it fails, that is a trap.
func (s *Store) mailTransfer(n int32, src, dst *waitable, srcID, dstID WaitableID) {
	size := s.types.at(s.shared.at(src.shared).typ).size
	s.Mail[1] = n
	s.Mail[2], s.Mail[3] = src.buffer.options, int32(src.buffer.ptr)
	s.Mail[4], s.Mail[5] = dst.buffer.options, int32(dst.buffer.ptr)
	s.Mail[6], s.Mail[7] = 0, 0
	if dst.inst == 0 {
		s.Mail[6] = int32(dstID)
	}
	if src.inst == 0 {
		s.Mail[7] = int32(srcID)
	}
	s.Mail[8], s.Mail[11] = src.typ, dst.typ
	for _, b := range [...]*buffer{&src.buffer, &dst.buffer} {
		b.ptr += uint32(n) * size
		b.progress += n
	}
}

// Copy is canon {stream,future}.{read,write}: of n elements at ptr, where n is 1 for a
// future. The engine has checked that the pointer is aligned and the elements lie in
// memory. OK or Copied: Mail[0] is what the guest gets (Blocked if it waits for the
// event). Block: it waits, Switched completes it.
func (s *Store) Copy(id InstanceID, typ, options int32, async, write bool, i int32, ptr uint32, n int32) Status {
	return s.note("copy", s.copyElems(id, typ, options, async, write, i, ptr, n),
		int32(id), typ, options, flag(async), flag(write), i, int32(ptr), n)
}

// copyElems is stream_copy and future_copy (CanonicalABI.md, canon stream.read and
// future.read).
func (s *Store) copyElems(id InstanceID, typ, options int32, async, write bool, i int32, ptr uint32, n int32) Status {
	if st := s.entering(id, async); st != OK {
		return st
	}
	e, w := s.end(id, typ, i, write)
	switch {
	case w == nil:
		return Trapped
	case w.copy == copyDone && w.kind == KindFutureWritable && w.result == CopyDropped:
		return s.trap(TrapFutureDropped)
	case w.copy == copyDone:
		return s.trap(TrapCopyDone, int32(w.kind))
	case w.copy != copyIdle:
		return s.trap(TrapConcurrentCopy, int32(w.kind))
	case w.set != 0 && !async:
		return s.trap(TrapWaitableInSet)
	case uint32(n) > maxBuffer:
		return s.trap(TrapCopyTooLong)
	}
	w.buffer = buffer{options: options, ptr: ptr, length: n}
	w.copy = copying
	st := s.rendezvous(e)
	if st == Trapped {
		return st
	}
	if w.pending {
		if t := s.takePayload(e); t != OK {
			return t
		}
		return st
	}
	if !async {
		return s.waitForPending(e)
	}
	s.Mail[0] = Blocked
	return st
}

// rendezvous is read and write of SharedStreamImpl and SharedFutureImpl: OK, or Copied
// with a Transfer in Mail. Events tell what happened.
func (s *Store) rendezvous(id WaitableID) Status {
	w := s.waitable(id)
	sh := s.shared.at(w.shared)
	if sh.dropped {
		if sh.failed {
			return s.trap(TrapFutureFailed, sh.reason)
		}
		s.copyIs(id, s.droppedFor(w), false)
		return OK
	}
	if sh.pending == 0 {
		sh.pending = id
		return OK
	}
	other := sh.pending
	s.copied = id
	o := s.waitable(other)
	if w.inst == o.inst && w.inst != 0 && !s.types.at(sh.typ).number {
		return s.trap(TrapIntraComponent, int32(w.kind))
	}
	src, dst, srcID, dstID := w, o, id, other
	if !w.kind.writable() {
		src, dst, srcID, dstID = o, w, other, id
	}
	switch {
	case sh.future:
		s.mailTransfer(1, src, dst, srcID, dstID)
		s.notifyPending(sh, CopyCompleted)
		s.copyIs(id, CopyCompleted, false)
		return Copied
	case o.buffer.remain() > 0:
		st := OK
		if n := min(w.buffer.remain(), o.buffer.remain()); n > 0 {
			s.mailTransfer(n, src, dst, srcID, dstID)
			s.copyIs(other, CopyCompleted, true)
			st = Copied
		}
		s.copyIs(id, CopyCompleted, false)
		return st
	case w.kind.writable() && w.buffer.length == 0 && o.buffer.length == 0:
		s.copyIs(id, CopyCompleted, false)
		return OK
	}
	s.notifyPending(sh, CopyCompleted)
	sh.pending = id
	return OK
}

// CopyCancel is canon {stream,future}.cancel-{read,write}: Mail[0] is what the guest gets.
// Every copy of the core's can be cancelled at once.
func (s *Store) CopyCancel(id InstanceID, typ int32, async, write bool, i int32) Status {
	return s.note("copy-cancel", s.copyCancel(id, typ, async, write, i), int32(id), typ, flag(async), flag(write), i)
}

// copyCancel is cancel_copy (CanonicalABI.md, canon stream.cancel-read).
func (s *Store) copyCancel(id InstanceID, typ int32, async, write bool, i int32) Status {
	if st := s.entering(id, async); st != OK {
		return st
	}
	e, w := s.end(id, typ, i, write)
	switch {
	case w == nil:
		return Trapped
	case w.copy != copying || w.waiter != 0:
		return s.trap(TrapNotCopying, int32(w.kind))
	case w.set != 0 && !async:
		return s.trap(TrapWaitableInSet)
	}
	w.copy = copyCancelling
	if !w.pending {
		// The pending copy of the stream is this end's.
		s.notifyPending(s.shared.at(w.shared), CopyCancelled)
	} else if w.result == CopyCompleted && !w.kind.future() {
		w.result = CopyCancelled // with what was copied (cancel-stream.wast)
	}
	return s.takePayload(e)
}
