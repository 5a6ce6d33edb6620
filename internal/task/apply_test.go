package task

// starts is what a guest knows before it does an operation.
func (w *world) starts(g *guest, c call) {
	in := w.insts[c.inst]
	switch c.code {
	case opCall:
		w.gone(c.inst, w.p.fns[c.v[0]].param, c.v[2])
	case opReturn:
		w.gone(c.inst, g.task.fn.result, c.v[0])
	case opEndDrop:
		in.ends = remove(in.ends, w.end(c.inst, c.v[0]))
	case opResourceDrop:
		in.res = remove(in.res, w.resource(c.inst, c.v[0]))
	case opResumeLater, opSuspendThenResume, opYieldThenResume:
		if t := find(in.threads, func(t *knownThread) bool { return t.index == c.v[0] }); t != nil {
			t.suspended = false
		}
	case opCopy:
		if e := w.end(c.inst, c.v[0]); e != nil {
			e.busy = true // while it waits
		}
	case opCopyCancel:
		if e := w.end(c.inst, c.v[0]); e != nil {
			e.busy = false
			e.done = true
		}
	case opSubCancel:
		if s := w.sub(c.inst, c.v[0]); s != nil {
			s.cancelled = true
		}
	}
}

// blocks is what it knows when the operation waits.
func (w *world) blocks(g *guest, c call) {
	switch c.code {
	case opSuspend, opSuspendThenResume, opSuspendThenPromote:
		if g.known != nil {
			g.known.suspended = true
		}
	}
}

// apply is what a guest learns from the result of an operation.
func (w *world) apply(g *guest, c call, v [4]int32) {
	in := w.insts[c.inst]
	switch c.code {
	case opSetNew:
		in.sets = append(in.sets, v[0])
	case opSetWait, opSetPoll:
		w.event(g, Event(v[0]), v[1], v[2])
	case opSetDrop:
		in.sets = remove(in.sets, c.v[0])
	case opJoin:
		if e := w.end(c.inst, c.v[0]); e != nil {
			e.set = c.v[1]
		} else if s := w.sub(c.inst, c.v[0]); s != nil {
			s.set = c.v[1]
		}
	case opSubCancel:
		if v[0] != Blocked {
			w.subtask(c.inst, c.v[0], SubtaskState(v[0]))
		}
	case opSubDrop:
		in.subs = remove(in.subs, w.sub(c.inst, c.v[0]))
	case opEndNew:
		in.pairs++
		in.ends = append(in.ends, &knownEnd{index: v[0], typ: c.v[0], pair: in.pairs},
			&knownEnd{index: v[1], typ: c.v[0], writable: true, pair: in.pairs})
	case opCopy, opCopyCancel:
		w.copied(w.end(c.inst, c.v[0]), v[0])
	case opCall, opHostCall:
		var result value
		if c.code == opCall {
			result = w.p.fns[c.v[0]].result
		}
		if index := v[0] >> 4; index != 0 {
			in.subs = append(in.subs, &knownSub{index: index, result: result})
		} else {
			w.arrive(c.inst, result, v[1], nil)
		}
	case opReturn, opCancel:
		g.task.returned = true
	case opBackpressureInc:
		in.bp++
	case opBackpressureDec:
		in.bp--
	case opThreadNew:
		// The machine has made the guest of it.
	case opSuspend, opYield, opSuspendThenResume, opYieldThenResume, opSuspendThenPromote, opYieldThenPromote:
		if g.known != nil {
			g.known.suspended = false
		}
		if v[0] != 0 {
			g.task.cancelled = true
		}
	case opErrorNew:
		in.errors = append(in.errors, v[0])
	case opErrorDrop:
		in.errors = remove(in.errors, c.v[0])
	case opResourceNew:
		in.res = append(in.res, &knownRes{index: v[0], rt: c.v[0], own: true})
	}
}

// begins is a thread that has got its index.
func (w *world) begins(g *guest, index int32) {
	in := w.insts[g.inst]
	g.known = &knownThread{index: index, suspended: !g.main}
	in.threads = append(in.threads, g.known)
	g.task.threads++
}

// ends is a thread that has ended.
func (w *world) endThread(g *guest) {
	in := w.insts[g.inst]
	in.threads = remove(in.threads, g.known)
	g.task.threads--
}
