package task

// canonLower is canon_lower; it gives the status or subtask, and the result.
func (m *model) canonLower(callee mFunc, async bool, asyncType bool, onStartLift func(*mSubtask) any, result value) (v [4]int32) {
	thread := m.currentThread()
	inst := thread.task.inst
	m.trapIf(!inst.mayLeave)
	if asyncType && !async {
		m.checkBlock()
	}
	subtask := &mSubtask{}
	maybeOnProgress := func() {}
	onStart := func() any {
		maybeOnProgress()
		assert(subtask.state == SubtaskStarting)
		subtask.state = SubtaskStarted
		return onStartLift(subtask)
	}
	onResolve := func(value any, returned bool) {
		maybeOnProgress()
		switch {
		case returned:
			assert(subtask.state == SubtaskStarted)
			i := m.lowerValue(inst, result, value, nil)
			if subtask.index != 0 {
				m.w.results[[2]int32{int32(inst.id), subtask.index}] = i
			} else {
				subtask.result = i
			}
			subtask.resolve(SubtaskReturned)
		case subtask.state == SubtaskStarting:
			assert(subtask.cancellationRequested)
			subtask.resolve(SubtaskCancelledBeforeStarted)
		default:
			assert(subtask.cancellationRequested && subtask.state == SubtaskStarted)
			subtask.resolve(SubtaskCancelledBeforeReturned)
		}
	}
	subtask.onCancel = callee(onStart, onResolve, inst)
	assert(asyncType || subtask.state == SubtaskReturned)
	if !async {
		if !subtask.resolved() {
			thread.waitUntil(subtask.resolved, false)
		}
	} else if !subtask.resolved() {
		subtask.index = inst.handles.add(m, subtask)
		maybeOnProgress = func() {
			subtask.pending = func(*model) [3]int32 {
				if subtask.resolved() {
					subtask.deliverResolve()
				}
				return [3]int32{int32(EventSubtask), subtask.index, int32(subtask.state)}
			}
		}
		return [4]int32{int32(subtask.state) | subtask.index<<4}
	}
	subtask.deliverResolve()
	return [4]int32{int32(SubtaskReturned), subtask.result}
}

func is[T any](m *model, h any) T {
	t, ok := h.(T)
	m.trapIf(!ok)
	return t
}

func (m *model) subtaskCancel(async bool, i int32) int32 {
	thread := m.currentThread()
	m.trapIf(!thread.task.inst.mayLeave)
	if !async {
		m.checkBlock()
	}
	s := is[*mSubtask](m, thread.task.inst.handles.get(m, i))
	m.trapIf(s.delivered)
	m.trapIf(s.cancellationRequested)
	m.trapIf(s.wset != nil && !async)
	if s.resolved() {
		assert(s.has())
	} else {
		s.cancellationRequested = true
		s.onCancel(thread.task.inst)
		if !s.resolved() {
			if async {
				return Blocked
			}
			s.waitForPendingEvent(m, s.resolved)
		}
	}
	e := s.get(m)
	assert(e[0] == int32(EventSubtask) && e[1] == i && e[2] == int32(s.state) && s.delivered)
	return int32(s.state)
}

// end finds an end and checks its kind and type.
func (m *model) end(i, typ int32, writable bool) *mEnd {
	inst := m.currentInstance()
	m.trapIf(!inst.mayLeave)
	e := is[*mEnd](m, inst.handles.get(m, i))
	m.trapIf(e.writable != writable || e.shared.future() != elemTypes[typ].future || e.shared.typ != typ)
	return e
}

// copyElems is stream_copy and future_copy.
func (m *model) copyElems(i, typ int32, write, async bool, ptr, n int32) int32 {
	inst := m.currentInstance()
	if !async {
		m.checkBlock()
	}
	e := m.end(i, typ, write)
	m.trapIf(e.state != copyIdle)
	m.trapIf(e.wset != nil && !async)
	m.trapIf(uint32(n) > 1<<28-1)
	b := &mBuffer{mem: inst.id, ptr: ptr, length: n, size: int32(elemTypes[typ].size)}
	future := e.shared.future()
	code := EventStreamRead
	if write {
		code++
	}
	if future {
		code += 2
	}
	event := func(result CopyResult, reclaim func()) mEvent {
		return func(m *model) [3]int32 {
			reclaim()
			assert(e.copying())
			if e.state == copyCancelling && result == CopyCompleted && !future {
				result = CopyCancelled // cancel-stream.wast
			}
			e.state = copyIdle
			if result == CopyDropped || future && result == CopyCompleted {
				e.state = copyDone
			}
			if future {
				assert((b.remain() == 0) == (result == CopyCompleted))
				m.trapIf(result == CopyDropped && !write) // the host has given no value
				return [3]int32{int32(code), i, int32(result)}
			}
			return [3]int32{int32(code), i, int32(result) | b.progress<<4}
		}
	}
	onCopy := func(reclaim func()) { e.pending = event(CopyCompleted, reclaim) }
	onCopyDone := func(result CopyResult) { e.pending = event(result, func() {}) }
	e.state, e.buffer = copying, b
	e.copy(m, inst, b, onCopy, onCopyDone)
	if !e.has() {
		if async {
			return Blocked
		}
		e.waitForPendingEvent(m, e.has)
	}
	got := e.get(m)
	assert(got[0] == int32(code) && got[1] == i)
	return got[2]
}

func (m *model) cancelCopy(i, typ int32, write, async bool) int32 {
	if !async {
		m.checkBlock()
	}
	e := m.end(i, typ, write)
	m.trapIf(e.state != copying || e.hasSyncWaiter)
	m.trapIf(e.wset != nil && !async)
	e.state = copyCancelling
	if !e.has() {
		e.shared.cancel()
		assert(e.has())
	}
	got := e.get(m)
	assert(!e.copying() && got[1] == i)
	return got[2]
}

// exec does an operation of a guest, which may wait in it.
func (m *model) exec(g *guest, c call) (v [4]int32) {
	t, inst, a := m.currentThread(), m.currentInstance(), c.v
	assert(inst.id == c.inst)
	leaving := func() { m.trapIf(!inst.mayLeave) }
	set := func(i int32) *mSet { return is[*mSet](m, inst.handles.get(m, i)) }
	event := func(e [3]int32) { v = [4]int32{e[0], e[1], e[2]} }
	thread := func(i int32) *mThread { leaving(); return inst.threads.get(m, i) }
	suspended := func(i int32) *mThread {
		other := thread(i)
		m.trapIf(!other.suspended())
		return other
	}
	switch c.code {
	case opSetNew:
		leaving()
		v[0] = inst.handles.add(m, &mSet{})
	case opSetWait:
		leaving()
		m.checkBlock()
		event(set(a[0]).waitForEventAnd(m, func() bool { return true }, a[1] != 0))
	case opSetPoll:
		leaving()
		event(set(a[0]).poll(m, a[1] != 0))
	case opSetDrop:
		leaving()
		s := is[*mSet](m, inst.handles.remove(m, a[0]))
		m.trapIf(len(s.elems) > 0)
		m.trapIf(s.numWaiting > 0)
	case opJoin:
		leaving()
		w := is[waitableOf](m, inst.handles.get(m, a[0])).waitable()
		m.trapIf(w.hasSyncWaiter)
		if a[1] == 0 {
			w.join(nil)
		} else {
			w.join(set(a[1]))
		}
	case opSubCancel:
		v[0] = m.subtaskCancel(a[1] != 0, a[0])
	case opSubDrop:
		leaving()
		s := is[*mSubtask](m, inst.handles.remove(m, a[0]))
		m.trapIf(!s.delivered)
		s.mWaitable.drop()
	case opEndNew:
		leaving()
		sh := &mShared{typ: a[0], writer: inst}
		v[0] = inst.handles.add(m, &mEnd{shared: sh})
		v[1] = inst.handles.add(m, &mEnd{shared: sh, writable: true})
	case opCopy:
		v[0] = m.copyElems(a[0], a[1], a[2] != 0, a[3] != 0, a[4], a[5])
	case opCopyCancel:
		v[0] = m.cancelCopy(a[0], a[1], a[2] != 0, a[3] != 0)
	case opEndDrop:
		e := m.end(a[0], a[1], a[2] != 0)
		inst.handles.remove(m, a[0])
		e.drop(m)
	case opCall:
		f := &m.w.p.fns[a[0]]
		v = m.canonLower(m.lift(f), a[1] != 0, f.kind != fnSyncType,
			func(s *mSubtask) any { return m.liftValue(inst, f.param, a[2], s) }, f.result)
	case opHostCall:
		v = m.callHost(inst, a)
	case opReturn:
		task := t.task
		leaving()
		m.trapIf(task.fn.kind <= fnSync)
		m.trapIf(a[1] != 0)
		task.return_(m.liftValue(inst, task.fn.result, a[0], nil))
	case opCancel:
		leaving()
		m.trapIf(t.task.fn.kind <= fnSync)
		t.task.cancel()
	case opBackpressureInc:
		for range a[0] {
			inst.backpressure++
			m.trapIf(inst.backpressure == 1<<16)
		}
	case opBackpressureDec:
		inst.backpressure--
		m.trapIf(inst.backpressure < 0)
	case opContextGet:
		v[0] = int32(t.storage[a[0]])
	case opContextSet:
		t.storage[a[0]] = uint64(uint32(a[1]))
	case opThreadIndex:
		leaving()
		v[0] = t.index
	case opThreadNew:
		leaving()
		v[0] = m.threadNew(g, t, a[0])
	case opResumeLater:
		suspended(a[0]).resumeLater()
	case opSuspend:
		leaving()
		v[0] = b32(t.suspend(a[0] != 0))
	case opYield:
		leaving()
		v[0] = b32(t.yield(a[0] != 0))
	case opSuspendThenResume:
		v[0] = b32(t.suspendThenResume(a[1] != 0, suspended(a[0])))
	case opYieldThenResume:
		v[0] = b32(t.yieldThenResume(a[1] != 0, suspended(a[0])))
	case opSuspendThenPromote:
		v[0] = b32(t.suspendThenPromote(a[1] != 0, thread(a[0])))
	case opYieldThenPromote:
		v[0] = b32(t.yieldThenPromote(a[1] != 0, thread(a[0])))
	case opErrorNew:
		leaving()
		v[0] = inst.handles.add(m, &mError{a[1]})
	case opErrorGet:
		leaving()
		v[0] = is[*mError](m, inst.handles.get(m, a[0])).token
	case opErrorDrop:
		leaving()
		is[*mError](m, inst.handles.remove(m, a[0]))
	case opResourceNew:
		leaving()
		v[0] = inst.handles.add(m, &mResource{rt: a[0], rep: a[1], own: true})
	case opResourceRep:
		r := is[*mResource](m, inst.handles.get(m, a[0]))
		m.trapIf(r.rt != a[1])
		v[0] = r.rep
	case opResourceDrop:
		m.resourceDrop(inst, a[1], a[0])
	}
	return v
}

func (m *model) threadNew(g *guest, t *mThread, script int32) int32 {
	task := t.task
	var n *mThread
	n = m.newThread(task, func() {
		m.log.add(logEntry{what: "start", thread: n.number})
		m.runScript(n, m.w.p.threads[script])
		task.unregisterThread(n)
		m.log.add(logEntry{what: "exit", thread: n.number})
		m.w.endThread(n.guest)
	})
	n.guest = &guest{number: n.number, inst: task.inst.id, task: task.guest}
	task.registerThread(n)
	m.w.begins(n.guest, n.index)
	return n.index
}

func (m *model) resourceDrop(inst *mInst, rt, i int32) {
	m.trapIf(!inst.mayLeave)
	r := is[*mResource](m, inst.handles.remove(m, i))
	m.trapIf(r.rt != rt)
	m.trapIf(r.numLends != 0)
	inst.handles.last = nil
	if !r.own {
		r.scope.numBorrows--
		return
	}
	if impl := m.w.p.implementor(rt, inst.id); impl >= 0 {
		f := &fn{inst: impl, main: m.w.p.dtors[impl]}
		m.canonLower(m.lift(f), false, false, func(*mSubtask) any { return r.rep }, value{})
	}
}
