package task

import "fmt"

// Waitable State

type mEvent func(m *model) [3]int32

type mWaitable struct {
	pending       mEvent
	wset          *mSet
	hasSyncWaiter bool
}

type waitableOf interface{ waitable() *mWaitable }

func (w *mWaitable) waitable() *mWaitable { return w }

func (w *mWaitable) has() bool { return w.pending != nil }

// waitForPendingEvent waits until the event is there. A subtask.cancel waits for the end
// of its call: definitions.py asserts that, though its wait would return when there is the
// event that the call has started.
func (w *mWaitable) waitForPendingEvent(m *model, there func() bool) {
	assert(w.wset == nil && !w.hasSyncWaiter)
	w.hasSyncWaiter = true
	m.currentThread().waitUntil(there, false)
	w.hasSyncWaiter = false
}

func (w *mWaitable) get(m *model) [3]int32 {
	e := w.pending
	w.pending = nil
	return e(m)
}

func (w *mWaitable) join(wset *mSet) {
	assert(!w.hasSyncWaiter)
	if w.wset != nil {
		w.wset.elems = remove(w.wset.elems, w)
	}
	if w.wset = wset; wset != nil {
		wset.elems = append(wset.elems, w)
	}
}

func (w *mWaitable) drop() {
	assert(!w.has() && !w.hasSyncWaiter)
	w.join(nil)
}

type mSet struct {
	elems      []*mWaitable
	numWaiting int
}

func (s *mSet) hasPendingEvent() bool {
	for _, w := range s.elems {
		if w.has() {
			return true
		}
	}
	return false
}

// getPendingEvent gives the event of any element: of that whose the engine gave.
func (s *mSet) getPendingEvent(m *model) [3]int32 {
	assert(s.hasPendingEvent())
	inst := m.currentInstance()
	next := m.log.next()
	var allowed []int32
	for _, w := range s.elems {
		assert(w.wset == s)
		if !w.has() {
			continue
		}
		for i, h := range inst.handles.array {
			if x, ok := h.(waitableOf); ok && x.waitable() == w {
				e, _ := h.(*mEnd)
				if next.what == "trap" && e != nil && e.shared.failed || next.vals[1] == int32(i) && next.vals[0] != 0 {
					return w.get(m)
				}
				allowed = append(allowed, int32(i))
			}
		}
	}
	panic(m.log.differ(fmt.Sprint("the model has events of the handles ", allowed)))
}

func (s *mSet) waitForEventAnd(m *model, ready func() bool, cancellable bool) (event [3]int32) {
	s.numWaiting++
	if m.currentThread().waitUntil(func() bool { return ready() && s.hasPendingEvent() }, cancellable) {
		event = [3]int32{int32(EventTaskCancelled)}
	} else {
		event = s.getPendingEvent(m)
	}
	s.numWaiting--
	return event
}

func (s *mSet) poll(m *model, cancellable bool) [3]int32 {
	switch {
	case m.currentThread().task.deliverPendingCancel(cancellable):
		return [3]int32{int32(EventTaskCancelled)}
	case !s.hasPendingEvent():
		return [3]int32{}
	}
	return s.getPendingEvent(m)
}

// Subtask State

type mSubtask struct {
	mWaitable
	index                 int32 // subtaski
	state                 SubtaskState
	onCancel              func(*mInst)
	lenders               []*mResource
	delivered             bool
	cancellationRequested bool
	result                int32
}

func (s *mSubtask) resolved() bool {
	return s.state == SubtaskReturned || s.state == SubtaskCancelledBeforeStarted || s.state == SubtaskCancelledBeforeReturned
}

func (s *mSubtask) resolve(state SubtaskState) {
	assert(!s.resolved())
	s.state = state
	assert(s.resolved())
}

func (s *mSubtask) deliverResolve() {
	assert(!s.delivered && s.resolved())
	for _, h := range s.lenders {
		h.numLends--
	}
	s.lenders, s.delivered = nil, true
}

// Resource State, Error Contexts

type mResource struct {
	rt, rep  int32
	own      bool
	scope    *mTask
	numLends int
}

type mError struct{ token int32 }

// Buffer State

type mBuffer struct {
	mem              int
	ptr              int32
	progress, length int32
	size             int32
}

func (b *mBuffer) remain() int32 { return b.length - b.progress }

// move is dst.write(src.read(n)).
func (m *model) move(dst, src *mBuffer, n int32, typ int32) {
	assert(n <= dst.remain() && n <= src.remain())
	bytes := n * src.size
	copy(m.mem[dst.mem][dst.ptr:dst.ptr+bytes], m.mem[src.mem][src.ptr:src.ptr+bytes])
	for _, b := range []*mBuffer{dst, src} {
		b.ptr += bytes
		b.progress += n
	}
	m.log.add(logEntry{what: "copied", vals: [4]int32{n, int32(src.mem), int32(dst.mem), typ + 1}})
}

// Stream State and Future State

type mShared struct {
	typ                int32
	dropped            bool
	failed             bool // the host's writable end of a future was dropped without a value
	pendingInst        *mInst
	pendingBuffer      *mBuffer
	pendingOnCopy      func(reclaim func())
	pendingOnCopyDone  func(CopyResult)
	pendingBufferWrite bool
}

func (s *mShared) future() bool { return elemTypes[s.typ].future }

func (s *mShared) resetPending() { s.setPending(nil, nil, false, nil, nil) }

func (s *mShared) setPending(inst *mInst, b *mBuffer, write bool, onCopy func(func()), onCopyDone func(CopyResult)) {
	s.pendingInst, s.pendingBuffer, s.pendingBufferWrite, s.pendingOnCopy, s.pendingOnCopyDone = inst, b, write, onCopy, onCopyDone
}

func (s *mShared) resetAndNotifyPending(result CopyResult) {
	done := s.pendingOnCopyDone
	s.resetPending()
	done(result)
}

func (s *mShared) cancel() { s.resetAndNotifyPending(CopyCancelled) }

func (s *mShared) drop() {
	if !s.dropped {
		s.dropped = true
		if s.pendingBuffer != nil {
			s.resetAndNotifyPending(CopyDropped)
		}
	}
}

// read is SharedStreamImpl.read and SharedFutureImpl.read.
func (s *mShared) read(m *model, inst *mInst, dst *mBuffer, onCopy func(func()), onCopyDone func(CopyResult)) {
	if s.future() {
		if s.dropped && s.failed {
			if inst == nil {
				panic(mHostFailed{})
			}
			m.trapIf(true)
		}
		assert(!s.dropped && dst.remain() == 1)
	}
	switch {
	case s.dropped:
		onCopyDone(CopyDropped)
	case s.pendingBuffer == nil:
		s.setPending(inst, dst, false, onCopy, onCopyDone)
	default:
		m.trapIf(inst == s.pendingInst && inst != nil && !elemTypes[s.typ].number)
		if s.future() {
			m.move(dst, s.pendingBuffer, 1, s.typ)
			s.resetAndNotifyPending(CopyCompleted)
			onCopyDone(CopyCompleted)
		} else if s.pendingBuffer.remain() > 0 {
			if dst.remain() > 0 {
				m.move(dst, s.pendingBuffer, min(dst.remain(), s.pendingBuffer.remain()), s.typ)
				s.pendingOnCopy(s.resetPending)
			}
			onCopyDone(CopyCompleted)
		} else {
			s.resetAndNotifyPending(CopyCompleted)
			s.setPending(inst, dst, false, onCopy, onCopyDone)
		}
	}
}

// write is SharedStreamImpl.write and SharedFutureImpl.write.
func (s *mShared) write(m *model, inst *mInst, src *mBuffer, onCopy func(func()), onCopyDone func(CopyResult)) {
	switch {
	case s.dropped:
		onCopyDone(CopyDropped)
	case s.pendingBuffer == nil:
		s.setPending(inst, src, true, onCopy, onCopyDone)
	default:
		m.trapIf(inst == s.pendingInst && inst != nil && !elemTypes[s.typ].number)
		if s.future() {
			m.move(s.pendingBuffer, src, 1, s.typ)
			s.resetAndNotifyPending(CopyCompleted)
			onCopyDone(CopyCompleted)
		} else if s.pendingBuffer.remain() > 0 {
			if src.remain() > 0 {
				m.move(s.pendingBuffer, src, min(src.remain(), s.pendingBuffer.remain()), s.typ)
				s.pendingOnCopy(s.resetPending)
			}
			onCopyDone(CopyCompleted)
		} else if src.length == 0 && s.pendingBuffer.length == 0 {
			onCopyDone(CopyCompleted)
		} else {
			s.resetAndNotifyPending(CopyCompleted)
			s.setPending(inst, src, true, onCopy, onCopyDone)
		}
	}
}

type mHostFailed struct{}

type mEnd struct {
	mWaitable
	state    copyState
	shared   *mShared
	writable bool
}

func (e *mEnd) copying() bool { return e.state == copying || e.state == copyCancelling }

func (e *mEnd) copy(m *model, inst *mInst, b *mBuffer, onCopy func(func()), onCopyDone func(CopyResult)) {
	if e.writable {
		e.shared.write(m, inst, b, onCopy, onCopyDone)
	} else {
		e.shared.read(m, inst, b, onCopy, onCopyDone)
	}
}

func (e *mEnd) drop(m *model) {
	m.trapIf(e.writable && e.shared.future() && e.state != copyDone)
	m.trapIf(e.copying())
	e.shared.drop()
	e.mWaitable.drop()
}
