package webstreams

import "github.com/jco-go/jco-go/internal/task"

// A handle has the number of a slot in its low bits, and above how often the slot was
// used before. It is never 0 and never negative.
const (
	slotBits = 20
	slotMask = 1<<slotBits - 1
	useMask  = 1<<(31-slotBits) - 1
)

// end is a host's end.
type end struct {
	id       task.WaitableID // 0: the slot is free
	use      int32
	writable bool
	future   bool
	busy     bool
	// offset of length elements of the chunk are written, each of size bytes.
	offset, length int32
	size           uint32
}

// open makes a handle; 0 if there are too many.
func (h *Hub) open() (int32, *end) {
	slot := int32(len(h.ends))
	if n := len(h.free); n > 0 {
		slot = h.free[n-1]
		h.free = h.free[:n-1]
	} else if slot > slotMask {
		return 0, nil
	} else {
		h.ends = append(h.ends, end{})
	}
	e := &h.ends[slot]
	*e = end{use: e.use}
	h.live++
	return slot | e.use<<slotBits, e
}

// end finds an end by its handle, nil if that is stale.
func (h *Hub) end(handle int32) *end {
	slot := handle & slotMask
	if handle <= 0 || int(slot) >= len(h.ends) {
		return nil
	}
	if e := &h.ends[slot]; e.id != 0 && e.use == handle>>slotBits {
		return e
	}
	return nil
}

// release makes a handle stale.
func (h *Hub) release(handle int32) {
	slot := handle & slotMask
	e := &h.ends[slot]
	*e = end{use: (e.use + 1) & useMask}
	h.free = append(h.free, slot)
	h.live--
}
