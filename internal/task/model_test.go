package task

func newModel(p *program, oracle []logEntry) *model {
	m := &model{w: newWorld(p), log: &runLog{oracle: oracle}, quit: make(chan struct{}), cancels: map[int]func(*mInst){}}
	for i, parent := range p.parents {
		inst := &mInst{id: i, mayEnter: true, mayLeave: true}
		inst.handles.most, inst.threads.most = p.handles, 1<<28
		if parent >= 0 {
			inst.parent = m.insts[parent]
		}
		m.insts = append(m.insts, inst)
	}
	fill(&m.mem)
	return m
}

// liftValue is lift_flat_values of one value.
func (m *model) liftValue(inst *mInst, t value, i int32, sub *mSubtask) any {
	switch t.kind {
	case valueOwn:
		r := is[*mResource](m, inst.handles.remove(m, i))
		m.trapIf(r.rt != t.arg)
		m.trapIf(r.numLends != 0)
		m.trapIf(!r.own)
		inst.handles.last = nil
		return r.rep
	case valueBorrow:
		r := is[*mResource](m, inst.handles.get(m, i))
		m.trapIf(r.rt != t.arg)
		assert(!sub.delivered && !sub.resolved())
		r.numLends++
		sub.lenders = append(sub.lenders, r)
		return r.rep
	case valueStream:
		e := is[*mEnd](m, inst.handles.remove(m, i))
		m.trapIf(e.writable || e.shared.typ != t.arg)
		m.trapIf(e.state != copyIdle)
		m.trapIf(e.wset != nil)
		inst.handles.last = nil
		return e.shared
	case valueError:
		return is[*mError](m, inst.handles.get(m, i))
	}
	return i
}

// lowerValue is lower_flat_values of one value.
func (m *model) lowerValue(inst *mInst, t value, v any, scope *mTask) int32 {
	switch t.kind {
	case valueOwn:
		return inst.handles.add(m, &mResource{rt: t.arg, rep: v.(int32), own: true})
	case valueBorrow:
		if inst.id == int(t.arg)-1 {
			return v.(int32)
		}
		scope.numBorrows++
		return inst.handles.add(m, &mResource{rt: t.arg, rep: v.(int32), scope: scope})
	case valueStream:
		return inst.handles.add(m, &mEnd{shared: v.(*mShared)})
	case valueError:
		return inst.handles.add(m, v)
	case valueList: // LiftLowerContext.reallocate
		assert(inst.mayLeave)
		inst.mayLeave = false
		func() {
			before := m.cur
			defer func() { m.cur = before }()
			m.cur = &mHandler{thread: &mThread{m: m, task: &mTask{m: m, inst: inst, fn: &fn{}}}}
			m.runBare(nil, inst, m.w.p.realloc[inst.id])
		}()
		inst.mayLeave = true
	}
	return v.(int32)
}

// The host.

type mAsk struct{ resolve func(any, bool) }

// callHost is canon_lower of a function of the host's.
func (m *model) callHost(inst *mInst, a [6]int32) [4]int32 {
	m.trapIf(!inst.mayLeave)
	ask := &mAsk{}
	n := len(m.asks)
	m.asks = append(m.asks, ask)
	m.w.asks = append(m.w.asks, &knownAsk{root: m.w.p.root(inst.id)})
	host := func(onStart func() any, onResolve func(any, bool), caller *mInst) func(*mInst) {
		onStart()
		if a[1] == 4 {
			m.hostCall(int(a[4]), 0)
		}
		if a[1] < 2 || a[1] == 4 {
			onResolve(int32(0), true)
		} else {
			ask.resolve = onResolve
			m.w.asks[n].open = true
		}
		return func(*mInst) {
			m.w.asks[n].open = false
			onResolve(nil, false)
		}
	}
	return m.canonLower(host, a[0] != 0, true, func(s *mSubtask) any {
		if a[2] != 0 {
			m.liftValue(inst, value{valueBorrow, a[3]}, a[2], s)
		}
		return int32(0)
	}, value{})
}

// enter runs guests; a trap poisons the instance where it happened.
func (m *model) enter(f func()) {
	before := m.cur
	m.nesting++
	defer func() {
		m.nesting--
		m.cur = before
		switch r := recover().(type) {
		case nil:
		case mTrap:
			root := m.w.p.root(r.inst.id)
			m.log.add(logEntry{what: "trap", thread: root})
			m.w.poisoned(root)
			for _, i := range m.insts {
				if m.w.p.root(i.id) == root {
					i.poisonedWithRoot = true
				}
			}
			if m.w.p.dropEnds {
				m.dropEnds(root)
			}
			waiting := m.waiting
			m.waiting = nil
			for _, t := range waiting {
				if !t.task.inst.poisonedWithRoot {
					m.waiting = append(m.waiting, t)
				}
			}
		default:
			panic(r)
		}
	}()
	f()
}

func (m *model) hostCall(f int, arg int32) {
	n := len(m.w.calls) - 1
	if m.nesting > 0 {
		n = -1
	}
	fn := &m.w.p.fns[f]
	m.enter(func() {
		onStart := func() any {
			if abandons(arg) {
				m.w.hostGivesUp(n)
				return nil
			}
			return m.hostValue(fn.inst, fn.param, arg)
		}
		onResolve := func(v any, returned bool) { m.hostResult(n, fn.result, v, returned) }
		onCancel := m.lift(fn)(onStart, onResolve, nil)
		if onCancel == nil {
			m.log.add(logEntry{what: "refused"})
			if n >= 0 {
				m.w.calls[n].resolved = true
			}
		} else if n >= 0 {
			m.cancels[n] = onCancel
		}
	})
}

func (m *model) hostValue(inst int, t value, n int32) any {
	switch t.kind {
	case valueStream:
		if i := m.w.passes(t.arg, n); i >= 0 {
			e := m.ends[i]
			if sh := e.shared; sh.writer == nil || sh.writer.id != inst || elemTypes[sh.typ].number {
				m.events = remove(m.events, e)
				sh.host[0] = nil
				m.w.ends[i] = nil
				return sh
			}
		}
		sh := &mShared{typ: t.arg}
		m.newHostEnd(sh, true)
		return sh
	case valueError:
		return &mError{n}
	}
	return n
}

func (m *model) hostResult(n int, t value, v any, returned bool) {
	i := int32(-1)
	if returned {
		switch v := v.(type) {
		case *mShared:
			i = m.newHostEnd(v, false)
		case *mError:
			i = v.token
		case int32:
			i = v
		}
	}
	m.log.add(logEntry{what: "result", thread: n, vals: [4]int32{i}})
	if n >= 0 {
		m.w.calls[n].resolved = true
	}
}

func (m *model) hostCancel(n int) {
	if cancel := m.cancels[n]; cancel != nil {
		m.enter(func() { cancel(nil) })
	}
}

func (m *model) hostResolve(n int) { m.asks[n].resolve(int32(0), true) }

func (m *model) handles(inst int) (n int32) {
	for _, h := range m.insts[inst].handles.array {
		if h != nil {
			n++
		}
	}
	return n
}

// mHostEnd is an end that lies in no table.
type mHostEnd struct {
	mEnd
	number int32
	result func() CopyResult // the event
}

func (m *model) newHostEnd(sh *mShared, writable bool) int32 {
	n := m.w.newHostEnd(sh.typ, writable)
	e := &mHostEnd{mEnd: mEnd{shared: sh, writable: writable}, number: int32(n)}
	m.ends = append(m.ends, e)
	sh.host[b32(writable)] = e
	if watched(n) && sh.dropped {
		m.tellIdle(e)
	}
	return int32(n)
}

func (m *model) hostCopy(end int, ptr, n int32) {
	e := m.ends[end]
	assert(e.state == copyIdle)
	e.state = copying
	e.buffer = &mBuffer{mem: hostMem, ptr: ptr, length: n, size: int32(elemTypes[e.shared.typ].size)}
	set := func(result CopyResult, reclaim func()) {
		if result == CopyDropped && e.shared.trapped {
			result = CopyTrapped
		}
		if e.result == nil {
			m.events = append(m.events, e)
		}
		e.result = func() CopyResult {
			reclaim()
			e.state = copyIdle
			if result == CopyDropped || result == CopyTrapped || e.shared.future() && result == CopyCompleted {
				e.state = copyDone
			}
			return result
		}
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(mHostFailed); !ok {
				panic(r)
			}
			m.log.add(logEntry{what: "host-failed", thread: end})
			m.w.ends[end].done = true
		}
	}()
	e.copy(m, nil, e.buffer, func(reclaim func()) { set(CopyCompleted, reclaim) }, func(r CopyResult) { set(r, func() {}) })
	if e.result == nil {
		m.w.ends[end].busy = true
		m.log.add(logEntry{what: "host-waits", thread: end})
		return
	}
	m.deliverHost(e, "host-copy")
}

func (m *model) deliverHost(e *mHostEnd, what string) {
	m.events = remove(m.events, e)
	result := e.result()
	e.result = nil
	m.w.hostCopied(m.log, what, int(e.number), result, e.buffer.progress)
}

func (m *model) hostCopyCancel(end int) {
	e := m.ends[end]
	e.state = copyCancelling
	if e.result == nil {
		e.shared.cancel()
	}
	m.deliverHost(e, "host-cancel")
}

func (m *model) hostEvent() bool {
	if len(m.events) == 0 {
		return false
	}
	m.deliverHost(m.events[0], "host-event")
	return true
}

// hostDrop gives up a copy that waits; a future without a value fails its reader.
func (m *model) hostDrop(end int) {
	e := m.ends[end]
	if e.buffer != nil && e.shared.pendingBuffer == e.buffer {
		e.shared.resetPending()
	}
	if e.writable && e.shared.future() && e.state != copyDone {
		e.shared.failed = true
	}
	m.events = remove(m.events, e)
	e.shared.drop()
	m.tellHost(e.shared, e.writable)
}

// dropEnds drops the ends of a root that trapped.
func (m *model) dropEnds(root int) {
	for k := range m.insts {
		inst := m.insts[root]
		if k > 0 { // the latest first
			inst = m.insts[len(m.insts)-k]
		}
		if m.w.p.root(inst.id) != root || k > 0 && inst.id == root {
			continue
		}
		if h := &inst.handles; h.last != nil {
			h.array[h.lastIndex] = h.last
		}
		for i, h := range inst.handles.array {
			e, ok := h.(*mEnd)
			if !ok {
				continue
			}
			inst.handles.array[i] = nil
			e.shared.trapped = true
			if e.buffer != nil && e.shared.pendingBuffer == e.buffer {
				e.shared.resetPending()
			}
			if e.writable && e.shared.future() && e.state != copyDone {
				e.shared.failed = true
			}
			e.shared.drop()
			m.tellHost(e.shared, e.writable)
		}
	}
}

// tellHost tells the host's end on the other side that an end was dropped.
func (m *model) tellHost(sh *mShared, writable bool) {
	sh.host[b32(writable)] = nil
	if e := sh.host[1-b32(writable)]; e != nil && watched(int(e.number)) {
		m.tellIdle(e)
	}
}

func (m *model) tellIdle(e *mHostEnd) {
	if e.state != copyIdle || e.result != nil {
		return
	}
	e.buffer = &mBuffer{}
	m.events = append(m.events, e)
	e.result = func() CopyResult {
		e.state = copyDone
		if e.shared.trapped {
			return CopyTrapped
		}
		return CopyDropped
	}
}
