package task

import (
	"fmt"
	"strconv"
)

// enter runs guests; a trap poisons the instance where it happened.
// depth is that of the frames before.
func (e *engine) enter(depth int32, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			if e.s.Depth() != depth {
				panic("frames are left")
			}
		case trapped:
			root := e.w.p.root(r.inst)
			e.log.add(logEntry{what: "trap", thread: root})
			e.s.Poison(e.insts[r.inst])
			e.s.Unwind(depth)
			if e.w.p.dropEnds {
				e.s.DropEnds(e.insts[r.inst])
			}
			e.w.poisoned(root)
			for id, t := range e.threads {
				if e.w.p.root(t.inst) == root {
					delete(e.threads, id)
				}
			}
		default:
			panic(r)
		}
	}()
	f()
}

func (e *engine) hostCall(f int, arg int32) {
	n := len(e.w.calls) - 1
	c := &engineCall{token: int32(len(e.calls)), fn: &e.w.p.fns[f], arg: arg, caller: -1, host: n}
	if e.s.Depth() > 0 {
		c.host = -1 // of a function of the host's: nobody waits for it
	}
	depth := e.s.Depth()
	may := e.s.MayEnter(e.insts[c.fn.inst])
	st := e.s.Call(e.lifts[f], c.token)
	if may == (st == Trapped && Trap(e.s.Mail[0]) == TrapCannotEnter) {
		panic(mismatch("MayEnter is wrong"))
	}
	if st == Trapped {
		e.trap()
		e.log.add(logEntry{what: "refused"})
		if c.host >= 0 {
			e.w.calls[n].resolved = true
		}
		return
	}
	e.calls = append(e.calls, c)
	e.enter(depth, func() {
		if t, ok := e.begin(c, st); ok {
			e.start(t)
			e.syncCall(t)
		}
	})
}

// hostValue makes a value that the host passes.
func (e *engine) hostValue(inst int, t value, n int32) int32 {
	switch t.kind {
	case valueStream:
		if i := e.w.passes(t.arg, n); i >= 0 && e.s.HostMayPass(e.ends[i], e.insts[inst]) {
			if e.s.HostPass(e.ends[i]) != OK {
				panic("an idle end does not go on")
			}
			e.w.ends[i] = nil
			return e.s.Mail[0]
		}
		e.s.HostNew(e.types[t.arg], int32(len(e.w.ends)))
		sh := e.s.Mail[0]
		e.newHostEnd(WaitableID(e.s.Mail[1]), t.arg, true)
		return sh
	case valueError:
		return e.s.ErrorMake(n)
	}
	return n
}

func (e *engine) newHostEnd(id WaitableID, typ int32, writable bool) int32 {
	n := e.w.newHostEnd(typ, writable)
	e.ends = append(e.ends, id)
	if watched(n) {
		e.s.HostWatch(id)
	}
	return int32(n)
}

// abandons reports whether the host cannot lower the parameters of a call after all.
func abandons(arg int32) bool { return arg%64 == 63 }

func (w *world) hostGivesUp(call int) {
	if call >= 0 {
		w.calls[call].resolved = true
	}
}

// watched reports whether the host wants to be told that the other end was dropped.
func watched(end int) bool { return end%3 == 0 }

// passes is an end of the host's that it passes on instead of making a new one; -1 if it
// has none.
func (w *world) passes(typ, n int32) int {
	if n%2 == 0 {
		return -1
	}
	i, e := w.hostEnd(byte(n>>1), func(e *knownEnd) bool { return e.typ == typ && !e.writable && !e.busy && !e.done })
	if e == nil {
		return -1
	}
	return i
}

// hostResult is what a call of the host's ends with; -1: it is cancelled.
func (e *engine) hostResult(c *engineCall, v int32) {
	if v >= 0 {
		switch t := c.fn.result; t.kind {
		case valueStream:
			e.s.HostEnd(v, int32(len(e.w.ends)))
			v = e.newHostEnd(WaitableID(e.s.Mail[0]), t.arg, false)
		case valueError:
			v = e.s.errors.at(v).token
		}
	}
	e.log.add(logEntry{what: "result", thread: c.host, vals: [4]int32{v}})
	if c.host >= 0 {
		e.w.calls[c.host].resolved = true
	}
}

func (e *engine) tick() bool {
	may := e.s.Ready()
	st := e.s.Tick()
	if st != Idle && !may {
		panic(mismatch("Ready is wrong"))
	}
	switch st {
	case Idle:
		e.idle()
		e.log.add(logEntry{what: "idle"})
		return false
	case Trapped:
		e.trap()
		t := e.threads[e.s.running()]
		e.log.add(logEntry{what: "tick", thread: t.number})
		e.log.add(logEntry{what: "resume", thread: t.number})
		e.enter(0, func() { panic(trapped{t.inst}) })
		return true
	}
	t := e.threads[ThreadID(e.s.Mail[1])]
	if t == nil {
		panic("tick has picked nobody")
	}
	if Action(e.s.Mail[0]) == ActionSwitch && e.gap {
		e.pending = t
		e.log.add(logEntry{what: "picked", thread: t.number})
		return true
	}
	e.log.add(logEntry{what: "tick", thread: t.number})
	e.ticked = !e.gap
	e.enter(0, e.perform)
	e.ticked = false
	return true
}

func (e *engine) settle() {
	t := e.pending
	if t == nil {
		return
	}
	e.pending = nil
	if e.threads[t.id] != t {
		if e.s.Switched(t.id) != Trapped {
			panic("a poisoned thread goes on")
		}
		e.log.add(logEntry{what: "unready"})
		return
	}
	th := e.s.thread(t.id)
	if th.state == waiting && !th.cancelled && !e.s.ready(th) {
		if e.s.Switched(t.id) != Block {
			panic("it is not ready")
		}
		e.log.add(logEntry{what: "unready"})
		return
	}
	e.log.add(logEntry{what: "tick", thread: t.number})
	e.enter(0, func() { e.switched(t) })
}

// idle checks by a slow look that no thread is ready, and what the host has to do.
func (e *engine) idle() {
	for id := e.s.Waiting(0); id != 0; id = e.s.Waiting(id) {
		if t := e.threads[id]; t == nil || e.s.Mail[1] != t.call.token {
			panic(fmt.Sprint("the report has another thread: ", e.s.Mail))
		}
	}
	work := int32(0)
	for _, a := range e.w.asks {
		work += flag(a.open)
	}
	for _, end := range e.w.ends {
		work += flag(end != nil)
	}
	if got := e.s.HostWork(); got != work {
		panic(mismatch(fmt.Sprint("HostWork is ", got, ", not ", work)))
	}
	for id := int32(1); id < e.s.threads.next; id++ {
		if t := e.s.threads.at(id); t.state == waiting && !t.selected && e.s.ready(t) {
			panic(mismatch("lost wake-up of thread " + strconv.Itoa(int(id))))
		}
	}
}

func (e *engine) hostCancel(n int) {
	for _, c := range e.calls {
		if c.host != n {
			continue
		}
		switch e.s.CancelTask(c.task) {
		case OK:
			if e.s.Mail[0] == 1 {
				e.hostResult(c, -1)
			}
		case Run:
			e.enter(0, e.perform)
		}
		return
	}
}

func (e *engine) hostResolve(n int) { e.s.HostResolve(e.asks[n]) }

func (e *engine) hostCopy(end int, ptr, n int32) {
	s := e.s
	st := s.HostCopy(e.ends[end], hostMem, uint32(ptr), n)
	if st == Trapped {
		e.trap()
		e.log.add(logEntry{what: "host-failed", thread: end})
		e.w.ends[end].done = true
		return
	}
	result, count := s.Mail[9], s.Mail[10]
	if st == Block {
		e.w.ends[end].busy = true
		e.log.add(logEntry{what: "host-waits", thread: end})
		return
	}
	e.transfer(st)
	e.w.hostCopied(e.log, "host-copy", end, CopyResult(result), count)
}

func (e *engine) hostCopyCancel(end int) {
	e.s.HostCopyCancel(e.ends[end])
	m := e.s.Mail
	if m[0] != int32(e.ends[end]) || m[1] != int32(end) {
		panic("another end")
	}
	e.w.hostCopied(e.log, "host-cancel", end, CopyResult(m[2]), m[3])
}

func (e *engine) hostDrop(end int) {
	if end%2 == 0 {
		e.s.HostDrop(e.ends[end])
	} else {
		e.s.HostFail(e.ends[end], 5)
	}
}

func (e *engine) hostEvent() bool {
	count := e.s.HostEvents()
	if e.s.HostEvent() == Idle {
		if count != 0 {
			panic("HostEvents is wrong")
		}
		return false
	}
	m := e.s.Mail
	e.w.hostCopied(e.log, "host-event", int(m[1]), CopyResult(m[2]), m[3])
	return true
}

func (e *engine) handles(inst int) int32 { return e.s.Handles(e.insts[inst]) }
