package webstreams

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/task"
)

// guest is a component instance that is driven by hand: a memory, and one end of a stream
// or future.
type guest struct {
	w        *world
	inst     task.InstanceID
	typ      int32
	options  int32
	memory   []byte
	index    int32 // of the end, 0 if it has none
	writable bool
	set      int32
	dead     bool
	written  byte // the last element
	at       uint32
}

func (w *world) newGuest() *guest {
	g := &guest{w: w, inst: w.store.NewInstance(0), options: int32(len(w.guests)), memory: make([]byte, 256)}
	g.typ = w.store.NewType(w.future, true, 1)
	w.guests = append(w.guests, g)
	w.store.WaitableSetNew(g.inst)
	g.set = w.store.Mail[0]
	return g
}

// newEnd makes a stream or future: gives it, on its way, and keeps the writable end.
func (g *guest) newEnd() int32 {
	s := g.w.store
	s.EndNew(g.inst, g.typ)
	r, w := s.Mail[0], s.Mail[1]
	g.index, g.writable = w, true
	s.LiftEnd(g.inst, g.typ, r)
	return s.Mail[0]
}

// take puts a readable end into the table.
func (g *guest) take(shared int32) {
	g.w.store.LowerEndAs(g.inst, shared, g.typ)
	g.index, g.writable = g.w.store.Mail[0], false
}

// copy reads or writes n elements.
func (g *guest) copy(n int32) string {
	if g.dead || g.index == 0 {
		return "n/a"
	}
	s := g.w.store
	if g.writable {
		for i := range n {
			g.written++
			g.memory[i] = g.written
		}
	}
	g.at = 0
	st := s.Copy(g.inst, g.typ, g.options, true, g.writable, g.index, 0, n)
	switch st {
	case task.Trapped:
		return g.trapped()
	case task.Copied:
		g.w.transfer()
	}
	if s.Mail[0] == task.Blocked {
		s.WaitableJoin(g.inst, g.index, g.set)
		return "blocked"
	}
	return g.result(s.Mail[0])
}

// result is what a copy came to.
func (g *guest) result(packed int32) string {
	n := packed >> 4
	if g.w.future && packed == 0 {
		n = 1
	}
	text := [...]string{"completed", "dropped", "cancelled"}[packed&15]
	if g.writable {
		return fmt.Sprintf("%s %d", text, n)
	}
	got := g.memory[g.at : g.at+uint32(n)]
	g.at += uint32(n)
	return fmt.Sprintf("%s %d", text, got)
}

func (g *guest) cancel() string {
	if g.dead || g.index == 0 {
		return "n/a"
	}
	s := g.w.store
	if s.CopyCancel(g.inst, g.typ, true, g.writable, g.index) == task.Trapped {
		return g.trapped()
	}
	return g.result(s.Mail[0])
}

func (g *guest) drop() string {
	if g.dead || g.index == 0 {
		return "n/a"
	}
	if g.w.store.EndDrop(g.inst, g.typ, g.index, g.writable) == task.Trapped {
		return g.trapped()
	}
	g.index = 0
	return "ok"
}

// trap ends the guest.
func (g *guest) trap() string {
	if g.dead {
		return "n/a"
	}
	g.dead, g.index = true, 0
	g.w.store.Poison(g.inst)
	g.w.hub.Trapped(int32(g.inst))
	return "ok"
}

func (g *guest) trapped() string {
	s := g.w.store
	text := s.TrapText()
	if task.Trap(s.Mail[0]) == task.TrapFutureFailed && s.Mail[1] != 0 {
		text += ": " + g.w.reasons[s.Mail[1]]
	}
	g.trap()
	return "trap: " + text
}

// event takes what happened to the end.
func (g *guest) event() {
	s := g.w.store
	if g.dead || g.index == 0 {
		return
	}
	if s.WaitableSetPoll(g.inst, false, g.set) == task.Trapped {
		g.w.log("event", g.trapped())
		return
	}
	if s.Mail[0] != 0 {
		packed := s.Mail[2]
		s.WaitableJoin(g.inst, g.index, 0)
		g.w.log("event", g.result(packed))
	}
}
