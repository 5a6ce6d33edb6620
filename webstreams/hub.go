package webstreams

import "github.com/jco-go/jco-go/internal/task"

// maxCopy is Buffer.MAX_LENGTH (CanonicalABI.md, Buffer State).
const maxCopy = 1<<28 - 1

// Hub has the host's ends over one task core. It belongs to whoever has the core.
type Hub struct {
	store *task.Store
	ends  []end // slot 0 is nobody's
	free  []int32
	live  int32
}

// New makes a hub over a core.
func New(s *task.Store) *Hub { return &Hub{store: s, ends: make([]end, 1, 64)} }

// Ends counts the ends that are alive.
func (h *Hub) Ends() int32 { return h.live }

// Reader takes the readable end of a stream or future that is on its way. It gives a
// handle, 0 if there are too many.
func (h *Hub) Reader(shared int32) int32 {
	handle, e := h.open()
	if handle == 0 {
		return 0
	}
	h.store.HostEnd(shared, handle)
	e.id = task.WaitableID(h.store.Mail[0])
	e.future = h.store.TypeFuture(h.store.EndType(shared))
	h.store.HostWatch(e.id)
	return handle
}

// Writer makes a stream or future that the host writes, of elements of size bytes. It
// gives a handle, 0 if there are too many; Mail[0] is the readable end, on its way.
func (h *Hub) Writer(typ int32, size uint32) int32 {
	handle, e := h.open()
	if handle == 0 {
		return 0
	}
	h.store.HostNew(typ, handle)
	e.id = task.WaitableID(h.store.Mail[1])
	e.writable, e.future, e.size = true, h.store.TypeFuture(typ), size
	h.store.HostWatch(e.id)
	return handle
}

// limit is how many of n elements one copy may be of.
func (e *end) limit(n int32) int32 { return min(e.bound(n), maxCopy) }

// bound is n, which is 1 for a future.
func (e *end) bound(n int32) int32 {
	if e.future {
		return 1
	}
	return max(n, 0)
}

// Pull reads up to n elements, 1 of a future. With 0 it is a probe: Done as soon as the
// writer has something.
func (h *Hub) Pull(handle, n int32) Outcome {
	e := h.end(handle)
	switch {
	case e == nil || e.writable:
		return Stale
	case e.busy:
		return Busy
	}
	switch h.store.HostCopy(e.id, 0, 0, e.limit(n)) {
	case task.Block:
		e.busy = true
		return Wait
	case task.Copied:
		if e.future {
			h.drop(handle, e)
		}
		return Copy
	case task.Trapped: // a future that fails
		h.drop(handle, e)
		h.store.Mail[1] = 0
		return Failed
	}
	return h.ended(handle, e, task.CopyResult(h.store.Mail[9]), h.store.Mail[10])
}

// Push writes n elements, 1 of a future. It is done when all are taken: what a reader has no
// room for goes on with its next read. With 0 it is a probe: Done as soon as the reader asks
// for something. A Transfer's pointer is how far into the elements it begins, in bytes.
func (h *Hub) Push(handle, n int32) Outcome {
	e := h.end(handle)
	switch {
	case e == nil || !e.writable:
		return Stale
	case e.busy:
		return Busy
	}
	e.busy, e.offset, e.length = true, 0, e.bound(n)
	return h.step(handle, e)
}

// Resume goes on with a write after a Copy.
func (h *Hub) Resume(handle int32) Outcome {
	e := h.end(handle)
	if e == nil || !e.writable || !e.busy {
		return Stale
	}
	if e.offset == e.length {
		return h.ended(handle, e, task.CopyCompleted, e.length)
	}
	return h.step(handle, e)
}

// step offers what is left of a chunk.
func (h *Hub) step(handle int32, e *end) Outcome {
	switch h.store.HostCopy(e.id, 0, uint32(e.offset)*e.size, e.limit(e.length-e.offset)) {
	case task.Block:
		return Wait
	case task.Copied:
		e.offset += h.store.Mail[10]
		return Copy
	}
	return h.ended(handle, e, task.CopyResult(h.store.Mail[9]), e.offset)
}

// ended gives the outcome of an operation that is over, after n elements.
func (h *Hub) ended(handle int32, e *end, result task.CopyResult, n int32) Outcome {
	e.busy = false
	out := Done
	switch result {
	case task.CopyDropped:
		out = End
		if e.future && !e.writable {
			out = Failed
		}
	case task.CopyTrapped:
		out = Failed
	}
	if out != Done || e.future {
		h.drop(handle, e)
	}
	h.store.Mail[0], h.store.Mail[1] = handle, n
	return out
}

func (h *Hub) drop(handle int32, e *end) {
	h.store.HostDrop(e.id)
	h.release(handle)
}

// Next takes what has happened at the ends, one thing a call: Mail[0] is the handle.
// Wait if there is nothing.
func (h *Hub) Next() Outcome {
	m := &h.store.Mail
	for h.store.HostEvents() > 0 && h.store.HostEvent() == task.OK {
		handle, result, n := m[1], task.CopyResult(m[2]), m[3]
		e := h.end(handle)
		if e == nil {
			continue
		}
		if !e.writable || result != task.CopyCompleted {
			return h.ended(handle, e, result, e.offset+n)
		}
		out := Done
		if e.offset += n; e.offset < e.length {
			out = h.step(handle, e)
		} else {
			out = h.ended(handle, e, result, e.length)
		}
		if out != Wait {
			m[0] = handle
			return out
		}
	}
	return Wait
}

// Close drops an end, whatever it does: a read is cancelled, a stream that is written ends,
// a future that is not written yet fails its reader.
func (h *Hub) Close(handle int32) Outcome { return h.Fail(handle, 0) }

// Fail is Close; reason comes back with the trap of a guest that reads the future.
func (h *Hub) Fail(handle, reason int32) Outcome {
	e := h.end(handle)
	if e == nil {
		return Stale
	}
	h.store.HostFail(e.id, reason)
	h.release(handle)
	return Done
}

// Short drops the writable end of a stream whose last Transfer could not move n of its
// elements, the last ones. Mail[0] is what a guest gets whose read it was.
func (h *Hub) Short(handle, n int32) Outcome {
	e := h.end(handle)
	if e == nil || !e.writable || e.future {
		return Stale
	}
	h.store.HostShort(e.id, n)
	h.drop(handle, e)
	return Done
}

// Pass puts a readable end on its way again, to instance to: Done, Mail[0] is the stream or
// future, and the handle is gone. A read that waits is cancelled; Busy if it got Mail[1]
// elements meanwhile, it is over then. Apart if the writer is that instance, and may not
// copy such elements to itself (CanonicalABI.md, SharedStreamImpl).
func (h *Hub) Pass(handle, to int32) Outcome {
	e := h.end(handle)
	if e == nil || e.writable {
		return Stale
	}
	if !h.store.HostMayPass(e.id, task.InstanceID(to)) {
		return Apart
	}
	if e.busy {
		h.store.HostCopyCancel(e.id)
		e.busy = false
		if n := h.store.Mail[3]; n > 0 {
			if e.future {
				h.drop(handle, e)
			}
			h.store.Mail[1] = n
			return Busy
		}
	}
	if h.store.HostPass(e.id) != task.OK {
		return Apart
	}
	h.release(handle)
	return Done
}

// Trapped drops the ends that a poisoned instance's root had. Next tells the host's ends
// on the other side.
func (h *Hub) Trapped(instance int32) { h.store.DropEnds(task.InstanceID(instance)) }
