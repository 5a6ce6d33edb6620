package task

// machine is what runs a program: the engine or the model.
type machine interface {
	// hostCall calls a function; the call's number is that of the last of world.calls.
	hostCall(f int, arg int32)
	// tick runs one thread that is ready; false if there is none.
	tick() bool
	// settle does what tick has left undone: the core has picked a thread, whose stack
	// goes on.
	settle()
	hostCancel(n int)
	hostResolve(n int)
	hostCopy(end int, ptr, n int32)
	hostCopyCancel(end int)
	hostDrop(end int)
	hostEvent() bool
	// handles counts those in the table of an instance.
	handles(inst int) int32
}

// runHost runs a program: the host's script, and then what lets everything end that can.
func runHost(m machine, w *world, l *runLog) {
	for _, o := range w.p.host {
		l.add(logEntry{what: "host", thread: int(o.code)})
		if o.code == hostTick || o.code == hostIdle {
			m.settle()
		}
		hostStep(m, w, o)
		if o.code != hostTick { // something else may happen before the thread goes on
			m.settle()
		}
		for i := range w.insts {
			if o.code == hostTick || w.dead[w.p.root(i)] {
				continue // nobody sees its table again
			}
			l.add(logEntry{what: "handles", thread: i, vals: [4]int32{m.handles(i)}})
		}
	}
	m.settle()
	l.add(logEntry{what: "last"})
	for round := 0; round < 4; round++ {
		for n, a := range w.asks {
			if a.open {
				a.open = false
				m.hostResolve(n)
			}
		}
		for i, e := range w.ends {
			if e != nil && round == 0 && e.writable && elemTypes[e.typ].future && !e.busy && !e.done {
				m.hostCopy(i, 0, 1)
			}
			if e != nil && round > 0 {
				w.ends[i] = nil
				m.hostDrop(i)
			}
		}
		for m.hostEvent() {
		}
		for n, c := range w.calls {
			if round > 1 && !c.resolved && !c.cancel {
				c.cancel = true
				m.hostCancel(n)
			}
		}
		for n := 0; n < 300 && m.tick(); n++ {
			m.settle()
		}
	}
	l.add(logEntry{what: "done"})
}

func hostStep(m machine, w *world, o hostOp) {
	switch o.code {
	case hostCall:
		f := int(o.a) % len(w.p.fns)
		for n := 0; n < len(w.p.fns) && w.dead[w.p.root(w.p.fns[f].inst)]; n++ {
			f = (f + 1) % len(w.p.fns)
		}
		w.calls = append(w.calls, &hostCallState{fn: &w.p.fns[f], root: w.p.root(w.p.fns[f].inst)})
		m.hostCall(f, int32(o.b))
	case hostTick:
		m.tick()
	case hostIdle:
		for n := 0; n < 60 && m.tick(); n++ {
			m.settle()
		}
	case hostCancel:
		if n := len(w.calls); n > 0 {
			if c := w.calls[int(o.a)%n]; !c.resolved && !c.cancel {
				c.cancel = true
				m.hostCancel(int(o.a) % n)
			}
		}
	case hostResolve:
		a := pick(w.asks, o.a, func(a *knownAsk) bool { return a.open })
		for n := range w.asks {
			if w.asks[n] == a {
				a.open = false
				m.hostResolve(n)
			}
		}
	case hostCopy:
		if i, e := w.hostEnd(o.a, func(e *knownEnd) bool { return !e.busy && !e.done }); e != nil {
			n := int32(o.b % 5)
			if elemTypes[e.typ].future {
				n = 1
			}
			m.hostCopy(i, int32(o.b>>2)&^7%192, n)
		}
	case hostCopyCancel:
		if i, e := w.hostEnd(o.a, func(e *knownEnd) bool { return e.busy }); e != nil {
			m.hostCopyCancel(i)
		}
	case hostDrop:
		if i, e := w.hostEnd(o.a, func(e *knownEnd) bool { return o.b%8 == 0 || !e.writable || e.done || !elemTypes[e.typ].future }); e != nil {
			w.ends[i] = nil
			m.hostDrop(i)
		}
	case hostEvents:
		for m.hostEvent() {
		}
	}
}

func (w *world) hostEnd(n byte, fits func(*knownEnd) bool) (int, *knownEnd) {
	e := pick(w.ends, n, func(e *knownEnd) bool { return e != nil && fits(e) })
	for i := range w.ends {
		if e != nil && w.ends[i] == e {
			return i, e
		}
	}
	return 0, nil
}

// newHostEnd numbers an end of the host's.
func (w *world) newHostEnd(typ int32, writable bool) int {
	w.ends = append(w.ends, &knownEnd{typ: typ, writable: writable})
	return len(w.ends) - 1
}

// hostCopied is the result of a copy at an end of the host's.
func (w *world) hostCopied(l *runLog, what string, end int, result CopyResult, n int32) {
	l.add(logEntry{what: what, thread: end, vals: [4]int32{int32(result), n}})
	if e := w.ends[end]; e != nil {
		e.busy = false
		e.done = result == CopyDropped || result == CopyTrapped || result == CopyCompleted && elemTypes[e.typ].future
	}
}

// poisoned is what the host knows when a root is.
func (w *world) poisoned(root int) {
	w.dead[root] = true
	for _, a := range w.asks {
		if a.root == root {
			a.open = false
		}
	}
	for _, c := range w.calls {
		if c.root == root {
			c.resolved = true
		}
	}
}
