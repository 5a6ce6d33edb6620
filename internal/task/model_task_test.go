package task

import "slices"

// Tasks

type mTask struct {
	m              *model
	fn             *fn
	inst           *mInst
	onStart        func() any
	onResolve      func(v any, returned bool)
	state          taskState
	numBorrows     int
	implicitThread *mThread
	threads        []*mThread
	guest          *guestTask
}

func (t *mTask) async() bool { return t.fn.kind != fnSyncType }

func (t *mTask) needsExclusive() bool {
	assert(t.async())
	return t.fn.kind == fnSync || t.fn.kind == fnCallback
}

func (t *mTask) enterImplicitThread() bool {
	assert(t.state == taskInitial)
	t.implicitThread = t.m.currentThread()
	if t.async() {
		hasBackpressure := func() bool {
			return t.inst.backpressure > 0 || t.needsExclusive() && t.inst.exclusiveThread != nil
		}
		if hasBackpressure() || t.inst.numWaitingEnter > 0 {
			t.inst.numWaitingEnter++
			cancelled := t.implicitThread.waitUntil(func() bool { return !hasBackpressure() }, true)
			t.inst.numWaitingEnter--
			if cancelled {
				t.cancel()
				return false
			}
		}
		if t.needsExclusive() {
			assert(t.inst.exclusiveThread == nil)
			t.inst.exclusiveThread = t.implicitThread
		}
	}
	t.registerThread(t.implicitThread)
	return true
}

func (t *mTask) registerThread(thread *mThread) {
	assert(thread.task == t && thread.index == 0)
	t.threads = append(t.threads, thread)
	thread.index = t.inst.threads.add(t.m, thread)
}

func (t *mTask) exitImplicitThread() {
	assert(t.m.currentThread() == t.implicitThread)
	t.unregisterThread(t.implicitThread)
	if t.async() && t.needsExclusive() {
		assert(t.inst.exclusiveThread == t.implicitThread)
		t.inst.exclusiveThread = nil
	}
}

func (t *mTask) unregisterThread(thread *mThread) {
	t.threads = remove(t.threads, thread)
	if len(t.threads) == 0 {
		t.m.trapIf(t.state != taskResolved)
		assert(t.numBorrows == 0)
	}
	assert(thread.index != 0)
	t.inst.threads.remove(t.m, thread.index)
}

func (t *mTask) requestCancellation(caller *mInst) {
	if t.state == taskInitial {
		t.state = taskCancelDelivered
		t.implicitThread.resumeQuietly(true)
		return
	}
	if t.state != taskStarted {
		return // a second cancellation, or one of the host's after the end
	}
	var candidates []*mThread
	for _, thread := range t.threads {
		if thread.cancellable && !thread.running() {
			candidates = append(candidates, thread)
		}
	}
	if t.async() && t.needsExclusive() && t.inst.exclusiveThread != nil && t.inst.exclusiveThread != t.implicitThread {
		candidates = remove(candidates, t.implicitThread)
	}
	if len(candidates) == 0 || !t.inst.mayEnterFrom(caller) {
		t.state = taskPendingCancel
		return
	}
	t.state = taskCancelDelivered
	if picked := t.m.picked; slices.Contains(candidates, picked) {
		if candidates = remove(candidates, picked); len(candidates) == 0 {
			picked.cancelledLate = true // it goes on soon
			return
		}
	}
	t.inst.enterFrom(caller)
	t.m.choose("resume", candidates).resume(true)
	t.inst.leaveTo(caller)
}

func (t *mTask) deliverPendingCancel(cancellable bool) bool {
	if cancellable && t.state == taskPendingCancel {
		t.state = taskCancelDelivered
		return true
	}
	return false
}

func (t *mTask) start() any {
	assert(t.state == taskInitial)
	t.state = taskStarted
	return t.onStart()
}

func (t *mTask) return_(v any) {
	t.m.trapIf(t.state == taskResolved)
	t.m.trapIf(t.numBorrows > 0)
	t.onResolve(v, true)
	t.state = taskResolved
}

func (t *mTask) cancel() {
	t.m.trapIf(t.state != taskCancelDelivered)
	t.m.trapIf(t.numBorrows > 0)
	t.onResolve(nil, false)
	t.state = taskResolved
}

// Embedding API

type mFunc func(onStart func() any, onResolve func(any, bool), caller *mInst) (onCancel func(*mInst))

func (m *model) lift(f *fn) mFunc {
	return func(onStart func() any, onResolve func(any, bool), caller *mInst) func(*mInst) {
		inst := m.insts[f.inst]
		if !inst.mayEnterFrom(caller) {
			if caller == nil {
				return nil // the host is refused, nothing is poisoned
			}
			m.trapIf(true)
		}
		inst.enterFrom(caller)
		task := m.canonLift(f, inst, onStart, onResolve)
		inst.leaveTo(caller)
		m.queuedNext(task, caller)
		return task.requestCancellation
	}
}

// tick is Store.tick.
func (m *model) tick() bool {
	assert(m.nesting == 0)
	var candidates []*mThread
	for _, t := range m.waiting {
		assert(t.task.inst.mayEnterFrom(nil))
		if t.ready() {
			candidates = append(candidates, t)
		}
	}
	switch m.log.next().what {
	case "picked": // it goes on later (settle)
		m.picked = m.choose("picked", candidates)
		m.log.add(logEntry{what: "picked", thread: m.picked.number})
		return true
	case "idle":
		if len(candidates) == 0 {
			m.log.add(logEntry{what: "idle"})
			return false
		}
	}
	m.run(m.choose("tick", candidates), false)
	return true
}

func (m *model) run(t *mThread, cancelled bool) {
	m.log.add(logEntry{what: "tick", thread: t.number})
	m.enter(func() {
		t.task.inst.enterFrom(nil)
		t.resume(cancelled)
		t.task.inst.leaveTo(nil)
	})
}

// settle goes on with the thread that tick has picked, if it is still ready.
func (m *model) settle() {
	t := m.picked
	m.picked = nil
	if t == nil {
		return
	}
	if t.task.inst.poisonedWithRoot || !t.cancelledLate && !t.ready() {
		m.log.add(logEntry{what: "unready"})
		return
	}
	cancelled := t.cancelledLate
	t.cancelledLate = false
	m.run(t, cancelled)
}

// canonLift is canon_lift.
func (m *model) canonLift(f *fn, inst *mInst, onStart func() any, onResolve func(any, bool)) *mTask {
	task := &mTask{m: m, fn: f, inst: inst, onStart: onStart, onResolve: onResolve, state: taskInitial, guest: &guestTask{fn: f}}
	var thread *mThread
	thread = m.newThread(task, func() {
		if !task.enterImplicitThread() {
			return
		}
		m.log.add(logEntry{what: "start", thread: thread.number})
		g := thread.guest
		m.w.begins(g, thread.index)
		v := task.start()
		if v == nil { // the host gives up
			task.state = taskResolved
			task.exitImplicitThread()
			m.log.add(logEntry{what: "exit", thread: thread.number})
			m.w.endThread(g)
			return
		}
		i := m.lowerValue(inst, f.param, v, task)
		m.w.arrive(inst.id, f.param, i, task.guest)
		exit := func() {
			task.exitImplicitThread()
			m.log.add(logEntry{what: "exit", thread: thread.number})
			m.w.endThread(g)
		}
		m.runScript(thread, f.main)

		if f.kind <= fnSync {
			i, _, _ := m.w.has(g, f.result, 0)
			m.w.gone(inst.id, f.result, i)
			task.return_(m.liftValue(inst, f.result, i, nil))
			task.guest.returned = true
			assert(inst.mayLeave)
			inst.mayLeave = false
			m.runBare(thread, inst, f.post)
			inst.mayLeave = true
			exit()
			return
		}
		if f.kind == fnStackful {
			exit()
			return
		}

		code, si := m.unpackCallbackResult(thread)
		for code != callbackExit {
			assert(task.needsExclusive() && inst.exclusiveThread == task.implicitThread)
			inst.exclusiveThread = nil
			var event [3]int32
			free := func() bool { return inst.exclusiveThread == nil }
			switch code {
			case callbackYield:
				if thread.waitUntil(free, true) {
					event[0] = int32(EventTaskCancelled)
				}
			case callbackWait:
				wset, ok := inst.handles.get(m, si).(*mSet)
				m.trapIf(!ok)
				event = wset.waitForEventAnd(m, free, true)
			}
			assert(inst.exclusiveThread == nil)
			inst.exclusiveThread = task.implicitThread
			m.log.add(logEntry{what: "callback", thread: thread.number, vals: [4]int32{event[0], event[1], event[2]}})
			m.w.event(g, Event(event[0]), event[1], event[2])
			m.runScript(thread, f.callback)
			code, si = m.unpackCallbackResult(thread)
		}
		exit()
	})
	thread.guest = &guest{number: thread.number, inst: inst.id, task: task.guest, main: true}
	if !task.async() {
		m.syncCall = task
	}
	thread.resumeQuietly(false)
	if !task.async() {
		for task.state != taskResolved {
			candidates := m.syncCandidates(inst)
			if len(candidates) == 0 {
				panic(mTrap{inst})
			}
			m.syncCall = task
			m.choose("resume", candidates).resume(false)
		}
	}
	return task
}

// queuedNext is what the suite wants beyond definitions.py (sync-streams.wast): before a
// caller learns that its call waits to start, the thread that keeps it from that runs if it
// is ready.
func (m *model) queuedNext(task *mTask, caller *mInst) {
	for caller != nil && task.state == taskInitial && task.inst.mayEnterFrom(caller) && m.log.next().what == "resume" {
		var candidates []*mThread
		if task.implicitThread.ready() {
			candidates = append(candidates, task.implicitThread)
		}
		if holder := task.inst.exclusiveThread; holder != nil && holder != m.picked && task.inst.backpressure == 0 && holder.ready() {
			candidates = append(candidates, holder)
		}
		task.inst.enterFrom(caller)
		m.choose("resume", candidates).resume(false)
		task.inst.leaveTo(caller)
	}
}

// syncCandidates are the threads that may run during a call of a sync-typed function: as
// during-sync-call-no-exclusive-resume.wast has them, no implicit threads of tasks that need
// the instance for themselves.
func (m *model) syncCandidates(inst *mInst) (candidates []*mThread) {
	for _, t := range inst.threads.array {
		if t != nil && t.ready() && t != m.picked && (t != t.task.implicitThread || !t.task.async() || !t.task.needsExclusive()) {
			candidates = append(candidates, t)
		}
	}
	return candidates
}

// checkBlock is what the suite wants beyond definitions.py: trap-if-block-and-sync.wast
// has what blocks trap first of all, whether it would wait or not.
func (m *model) checkBlock() {
	if task := m.cur.sync; task != nil && task.state != taskResolved {
		m.trapIf(len(m.syncCandidates(task.inst)) == 0)
	}
}

func (m *model) unpackCallbackResult(t *mThread) (int32, int32) {
	packed := m.w.callbackCode(t.guest)
	m.log.add(logEntry{what: "returned", thread: t.number, vals: [4]int32{packed}})
	code := packed & 0xf
	m.trapIf(code > callbackWait)
	return code, int32(uint32(packed) >> 4)
}

// runScript is a core function of a guest.
func (m *model) runScript(t *mThread, s script) {
	g := t.guest
	g.script, g.pc = s, 0
	for {
		c, ok := m.w.next(g)
		if !ok {
			return
		}
		m.step(t, g, c)
	}
}

func (m *model) step(t *mThread, g *guest, c call) {
	m.log.add(logEntry{what: "begin", thread: g.number, call: c})
	m.w.starts(g, c)
	if t != nil {
		t.op = &c
	}
	v := m.exec(g, c)
	m.insts[c.inst].handles.last = nil
	if t != nil {
		t.op = nil
	}
	m.log.add(logEntry{what: "end", thread: g.number, vals: v})
	m.w.apply(g, c, v)
}

// runBare is a realloc or post-return function; a realloc has a thread of its own, which
// nobody sees.
func (m *model) runBare(t *mThread, inst *mInst, s script) {
	g := &guest{number: -1, inst: inst.id, task: &guestTask{fn: &fn{}}, bare: true, script: s}
	if t != nil {
		g.number, g.task = t.number, t.task.guest
	}
	for {
		c, ok := m.w.next(g)
		if !ok {
			return
		}
		m.step(nil, g, c)
	}
}
