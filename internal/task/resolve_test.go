package task

type resolution uint8

const (
	skipped resolution = iota
	ready              // the operation itself
	before             // another one that must come before
)

// resolve finds the handles of an operation.
func (w *world) resolve(g *guest, o op) (c call, r resolution) {
	c = call{code: o.code, inst: g.inst}
	wild := o.c == 255
	if g.bare && !wild {
		switch o.code {
		case opContextGet, opContextSet, opBackpressureInc, opBackpressureDec:
		default:
			return c, skipped
		}
	}
	if wild {
		return w.wild(g, o)
	}
	any := o.c == 254 // any handle of the kind, whatever its state
	in := w.insts[g.inst]
	block := g.task.fn.kind != fnSyncType || o.c%64 == 0
	r = ready
	index := func(ok bool, v ...int32) (call, resolution) {
		if !ok {
			return c, skipped
		}
		copy(c.v[:], v)
		return c, ready
	}
	switch o.code {
	case opNone:
		return c, skipped
	case opSetWait:
		return index(block && len(in.sets) > 0, pick32(in.sets, o.a), int32(o.b&1))
	case opSetPoll:
		return index(len(in.sets) > 0, pick32(in.sets, o.a), int32(o.b&1))
	case opSetDrop:
		set := pick32(in.sets, o.a)
		for _, e := range in.ends {
			if e.set == set && !any {
				return c, skipped
			}
		}
		for _, s := range in.subs {
			if s.set == set && !any {
				return c, skipped
			}
		}
		return index(set != 0, set)
	case opJoin:
		set := pick32(in.sets, o.b)
		if set == 0 {
			return call{code: opSetNew, inst: g.inst}, before
		}
		if o.c%5 == 0 {
			set = 0
		}
		n := len(in.subs) + len(in.ends)
		if n == 0 {
			return c, skipped
		}
		if k := int(o.a) % n; k < len(in.subs) {
			return index(true, in.subs[k].index, set)
		} else {
			return index(true, in.ends[k-len(in.subs)].index, set)
		}
	case opSubCancel:
		async := b32(o.b&1 == 0)
		s := pick(in.subs, o.a, func(s *knownSub) bool { return any || !s.done && !s.cancelled && (s.set == 0 || async != 0) })
		if s == nil || async == 0 && !block {
			return c, skipped
		}
		return index(true, s.index, async)
	case opSubDrop:
		s := pick(in.subs, o.a, func(s *knownSub) bool { return any || s.done })
		if s == nil {
			return c, skipped
		}
		return index(true, s.index)
	case opEndNew:
		return index(true, int32(o.a)%int32(len(elemTypes)))
	case opCopy:
		async := o.b&3 != 0
		e := pick(in.ends, o.a, func(e *knownEnd) bool { return any || !e.busy && !e.done && (e.set == 0 || async) && !w.intra(in, e) })
		if e == nil || !async && !block {
			return c, skipped
		}
		n := int32(o.c % 5)
		switch {
		case elemTypes[e.typ].future:
			n = 1
		case any && o.b >= 192:
			n = maxBuffer + 1
		}
		return index(true, e.index, e.typ, b32(e.writable), b32(async), int32(o.b>>2)&^7%192, n)
	case opCopyCancel:
		async := o.b&1 != 0 || !block
		e := pick(in.ends, o.a, func(e *knownEnd) bool { return any || e.busy && (e.set == 0 || async) })
		if e == nil {
			return c, skipped
		}
		return index(true, e.index, e.typ, b32(e.writable), b32(async))
	case opEndDrop:
		e := pick(in.ends, o.a, func(e *knownEnd) bool {
			return any || !e.busy && (e.done || !e.writable || !elemTypes[e.typ].future)
		})
		if e == nil {
			return c, skipped
		}
		return index(true, e.index, e.typ, b32(e.writable))
	case opCall:
		f := int(o.a) % len(w.p.fns)
		callee := &w.p.fns[f]
		if len(in.subs) > 20 || callee.inst <= g.inst || w.p.root(callee.inst) != w.p.root(g.inst) {
			return c, skipped
		}
		v, prep, ok := w.has(g, callee.param, o.c)
		if !ok {
			return prep, before
		}
		async := b32(o.b&3 != 0 || !block)
		return index(true, int32(f), async, v)
	case opHostCall:
		mode := int32(o.b>>1) % 4 // 0 and 1: answers at once; 2 and 3: later
		async := b32(o.b&1 != 0 || !block)
		res := pick(in.res, o.a, func(*knownRes) bool { return true })
		if o.b&64 != 0 { // calls into another root meanwhile
			if f := int(o.a) % len(w.p.fns); w.p.root(w.p.fns[f].inst) != w.p.root(g.inst) {
				return index(true, async, 4, 0, 0, int32(f))
			}
		}
		if res == nil || o.b&32 == 0 {
			return index(true, async, mode)
		}
		return index(true, async, mode, res.index, res.rt)
	case opReturn:
		if (g.task.returned || g.task.fn.kind <= fnSync) && !any {
			return c, skipped
		}
		for _, r := range in.res {
			if r.scope == g.task {
				return call{code: opResourceDrop, inst: g.inst, v: [6]int32{r.index, r.rt}}, before
			}
		}
		v, prep, ok := w.has(g, g.task.fn.result, o.c)
		if !ok {
			return prep, before
		}
		return index(true, v)
	case opCancel:
		return index(any || !g.task.returned && g.task.cancelled && g.task.fn.kind > fnSync)
	case opBackpressureInc:
		if any && o.b%4 == 0 {
			return index(true, 1<<16) // too often
		}
		return index(in.bp < 2, 1)
	case opBackpressureDec:
		return index(in.bp > 0)
	case opContextGet, opContextSet:
		return index(true, int32(o.a&1), int32(o.b))
	case opThreadNew:
		return index(len(in.threads) < 12, int32(o.a)%int32(len(w.p.threads)))
	case opResumeLater:
		t := pick(in.threads, o.a, func(t *knownThread) bool { return any || t.suspended })
		if t == nil {
			return c, skipped
		}
		return index(true, t.index)
	case opSuspend, opYield:
		return index(block || o.code == opYield, int32(o.b&1))
	case opSuspendThenResume, opYieldThenResume:
		t := pick(in.threads, o.a, func(t *knownThread) bool { return any || t.suspended })
		if t == nil || !block {
			return c, skipped
		}
		return index(true, t.index, int32(o.b&1))
	case opSuspendThenPromote, opYieldThenPromote:
		t := pick(in.threads, o.a, func(t *knownThread) bool { return t != g.known })
		if t == nil || !block {
			return c, skipped
		}
		return index(true, t.index, int32(o.b&1))
	case opErrorNew:
		return index(true, int32(o.a))
	case opErrorGet, opErrorDrop:
		return index(len(in.errors) > 0, pick32(in.errors, o.a))
	case opResourceNew:
		in.rep++
		return index(true, int32(o.a)%6-2, in.rep)
	case opResourceRep:
		r := pick(in.res, o.a, func(*knownRes) bool { return true })
		if r == nil {
			return c, skipped
		}
		return index(true, r.index, r.rt)
	case opResourceDrop:
		r := pick(in.res, o.a, func(*knownRes) bool { return true })
		if r == nil {
			return c, skipped
		}
		return index(true, r.index, r.rt)
	}
	return c, r
}

// wild is an operation with any indices.
func (w *world) wild(g *guest, o op) (c call, r resolution) {
	c = call{code: o.code, inst: g.inst}
	a, b := int32(o.a), int32(o.b)
	typ := b % int32(len(elemTypes))
	switch o.code {
	case opNone:
		return c, skipped
	case opEndNew:
		c.v = [6]int32{typ}
	case opCopy:
		n := int32(1)
		if !elemTypes[typ].future {
			n = maxBuffer + 1
		}
		c.v = [6]int32{a >> 4, typ, a & 1, a >> 1 & 1, 0, n}
	case opCopyCancel, opEndDrop:
		c.v = [6]int32{a >> 4, typ, a & 1, a >> 1 & 1}
	case opCall:
		f := a % int32(len(w.p.fns))
		// No calls of itself, its parents or children: engines refuse them
		// (trap-on-reenter.wast), and definitions.py contradicts itself there.
		if callee := w.p.fns[f].inst; w.p.root(callee) != w.p.root(g.inst) || w.p.inside(callee, g.inst) || w.p.inside(g.inst, callee) {
			return c, skipped
		}
		c.v = [6]int32{f, b & 1, b >> 4}
	case opHostCall:
		c.v = [6]int32{b & 1, b >> 1 % 4, a >> 4, a%6 - 2}
		if b>>1%8 == 7 {
			c.v = [6]int32{b & 1, 4, 0, 0, a % int32(len(w.p.fns))}
		}
	case opReturn:
		c.v = [6]int32{a >> 4, b & 1}
	case opBackpressureInc:
		c.v = [6]int32{1}
	case opThreadNew:
		c.v = [6]int32{a % int32(len(w.p.threads))}
	case opSuspend, opYield:
		c.v = [6]int32{b & 1}
	case opContextGet, opContextSet:
		c.v = [6]int32{a & 1, b}
	case opResourceNew, opErrorNew:
		c.v = [6]int32{a%6 - 2, b}
	case opResourceRep, opResourceDrop:
		c.v = [6]int32{a >> 4, b%6 - 2}
	default:
		c.v = [6]int32{a >> 4, b & 15}
		if o.code == opSetWait || o.code == opSetPoll || o.code == opSubCancel || o.code >= opSuspendThenResume && o.code <= opYieldThenPromote {
			c.v[1] &= 1
		}
	}
	return c, ready
}
