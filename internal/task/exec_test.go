package task

import "fmt"

// exec does an operation of a guest; false if its thread waits or has ended.
func (e *engine) exec(t *stack, c call) (v [4]int32, done bool) {
	s, inst, a := e.s, e.insts[c.inst], c.v
	if t.id != 0 && s.RunningTask() != t.taskID {
		panic(mismatch("another task runs"))
	}
	var st Status
	switch c.code {
	case opSetNew:
		st = s.WaitableSetNew(inst)
	case opSetWait:
		st = s.WaitableSetWait(inst, a[1] != 0, a[0])
	case opSetPoll:
		st = s.WaitableSetPoll(inst, a[1] != 0, a[0])
	case opSetDrop:
		st = s.WaitableSetDrop(inst, a[0])
	case opJoin:
		st = s.WaitableJoin(inst, a[0], a[1])
	case opSubCancel:
		st = e.cancel(t, inst, a[1] != 0, a[0])
	case opSubDrop:
		st = s.SubtaskDrop(inst, a[0])
	case opEndNew:
		st = s.EndNew(inst, e.types[a[0]])
	case opCopy:
		st = e.transfer(s.Copy(inst, e.types[a[1]], int32(c.inst), a[3] != 0, a[2] != 0, a[0], uint32(a[4]), a[5]))
	case opCopyCancel:
		st = s.CopyCancel(inst, e.types[a[1]], a[3] != 0, a[2] != 0, a[0])
	case opEndDrop:
		st = s.EndDrop(inst, e.types[a[1]], a[0], a[2] != 0)
	case opCall:
		st = e.callGuest(t, c, e.lifts[a[0]], &e.w.p.fns[a[0]], a[1] != 0, a[2])
	case opHostCall:
		st = e.callHost(t, c)
	case opReturn:
		st = e.taskReturn(t, inst, a[0], a[1])
	case opCancel:
		if st = s.TaskCancel(inst); st == OK && s.Mail[2] == 0 {
			e.hostResult(e.calls[s.Mail[1]], -1)
		}
	case opBackpressureInc: // so often
		for n := a[0]; n > 0 && st == OK; n-- {
			st = s.BackpressureInc(inst)
		}
	case opBackpressureDec:
		st = s.BackpressureDec(inst)
	case opContextGet:
		v[0] = int32(s.Context[a[0]])
	case opContextSet:
		s.Context[a[0]] = uint64(uint32(a[1]))
	case opThreadIndex:
		st = s.ThreadIndex(inst)
	case opThreadNew:
		if st = s.ThreadNew(inst, a[0]); st == OK {
			n := e.newStack(ThreadID(s.Mail[1]), t.taskID, t.task, c.inst)
			n.call, n.script = t.call, e.w.p.threads[a[0]]
			e.w.begins(&n.guest, s.Mail[0])
		}
	case opResumeLater:
		st = s.ThreadResumeLater(inst, a[0])
	case opSuspend:
		st = s.ThreadSuspend(inst, a[0] != 0)
	case opYield:
		st = s.ThreadYield(inst, a[0] != 0)
	case opSuspendThenResume:
		st = s.ThreadSuspendThenResume(inst, a[1] != 0, a[0])
	case opYieldThenResume:
		st = s.ThreadYieldThenResume(inst, a[1] != 0, a[0])
	case opSuspendThenPromote:
		st = s.ThreadSuspendThenPromote(inst, a[1] != 0, a[0])
	case opYieldThenPromote:
		st = s.ThreadYieldThenPromote(inst, a[1] != 0, a[0])
	case opErrorNew:
		st = s.ErrorNew(inst, a[1])
	case opErrorGet:
		st = s.ErrorGet(inst, a[0], true)
	case opErrorDrop:
		st = s.ErrorDrop(inst, a[0])
	case opResourceNew:
		st = s.ResourceNew(inst, a[0], a[1])
	case opResourceRep:
		st = s.ResourceRep(inst, a[1], a[0])
	case opResourceDrop:
		st = e.dropResource(t, c, inst, a[1], a[0])
	default:
		panic(fmt.Sprint("no operation ", c))
	}
	if st == Trapped && Trap(s.Mail[0]) == TrapFutureFailed && (c.code == opSuspendThenPromote || c.code == opYieldThenPromote) {
		e.park(t, c) // the trap is the other thread's
		e.log.add(logEntry{what: "resume", thread: e.threads[s.running()].number})
	}
	switch e.must(st, c.inst) {
	case Block:
		e.park(t, c)
		return v, false
	case Run: // thread.*-then-*: in place of this thread
		e.park(t, c)
		e.perform()
		return v, false
	}
	if c.code == opContextGet {
		return v, true
	}
	return e.values(t, c), true
}

// callGuest calls another component instance, as canon lower of canon lift.
func (e *engine) callGuest(t *stack, c call, l LiftID, f *fn, async bool, arg int32) Status {
	call := &engineCall{token: int32(len(e.calls)), fn: f, arg: arg, caller: c.inst, host: -1}
	e.calls = append(e.calls, call)
	if !async && f.kind != fnSyncType {
		if st := e.s.CheckBlock(e.insts[c.inst]); st != OK {
			return st
		}
	}
	st := e.s.CallGuest(e.insts[c.inst], l, call.token)
	if st == Trapped {
		return st
	}
	call.sub = WaitableID(e.s.Mail[2])
	if n, ok := e.begin(call, st); ok {
		e.start(n)
		e.syncCall(n)
	} else {
		for n.known == nil && e.s.QueuedNext(call.task, e.insts[c.inst]) == Run {
			e.perform()
		}
	}
	t.waits = call
	return e.s.LowerDone(call.sub, async)
}

// syncCall is the loop of a caller of a sync-typed function.
func (e *engine) syncCall(n *stack) {
	for n.task.fn.kind == fnSyncType && e.threads[n.id] == n {
		st := e.s.SyncNext(n.taskID)
		if st == Trapped && Trap(e.s.Mail[0]) == TrapFutureFailed {
			e.log.add(logEntry{what: "resume", thread: e.threads[e.s.running()].number})
		}
		switch e.must(st, n.inst) {
		case OK:
			return
		case Run:
			e.perform()
		}
	}
}

// cancel is subtask.cancel with what the core wants done meanwhile.
func (e *engine) cancel(t *stack, inst InstanceID, async bool, i int32) Status {
	switch st := e.s.SubtaskCancel(inst, async, i); st {
	case HostCancel:
		e.w.asks[e.s.Mail[1]].open = false
		return e.s.SubtaskCancelDone(inst, async, i)
	case Run:
		e.perform()
		return e.s.SubtaskCancelDone(inst, async, i)
	default:
		return st
	}
}

// callHost calls a function of the host's.
func (e *engine) callHost(t *stack, c call) Status {
	s, inst, a := e.s, e.insts[c.inst], c.v
	ask := len(e.asks)
	if a[0] == 0 {
		if st := s.CheckBlock(inst); st != OK {
			return st
		}
	}
	may := s.MayLeave(inst)
	if a[0] != 0 && a[1] >= 2 && a[1] != 4 && a[2] == 0 { // asynchronous, lends nothing
		st := s.HostCall(inst, int32(ask))
		if full := st == Trapped && Trap(s.Mail[0]) == TrapHandleTableFull; may != (st == OK || full) {
			panic(mismatch("MayLeave is wrong"))
		}
		if st == OK {
			e.asks = append(e.asks, WaitableID(s.Mail[1]))
			e.w.asks = append(e.w.asks, &knownAsk{root: e.w.p.root(c.inst), open: true})
		}
		t.waits = nil
		return st
	}
	st := s.HostBegin(inst, int32(ask))
	if may != (st == OK) {
		panic(mismatch("MayLeave is wrong"))
	}
	if st != OK {
		return st
	}
	sub := WaitableID(s.Mail[0])
	e.asks = append(e.asks, sub)
	e.w.asks = append(e.w.asks, &knownAsk{root: e.w.p.root(c.inst)})
	if a[2] != 0 {
		if st := s.LiftBorrow(inst, a[3], a[2], sub); st != OK {
			return st
		}
	}
	t.waits = nil
	switch {
	case a[1] == 4:
		e.hostCall(int(a[4]), 0)
		fallthrough
	case a[1] < 2:
		s.HostReturned(sub)
		return OK
	case a[0] != 0:
		e.w.asks[ask].open = true
		return s.HostSubtask(sub)
	}
	e.w.asks[ask].open = true
	return s.HostWait(sub)
}

// dropResource is resource.drop with the call of the destructor.
func (e *engine) dropResource(t *stack, c call, inst InstanceID, rt, i int32) Status {
	st := e.s.ResourceDrop(inst, rt, i)
	if st != OK || e.s.Mail[0] == 0 {
		return st
	}
	if impl := e.w.p.implementor(rt, c.inst); impl >= 0 {
		return e.callGuest(t, c, e.dtors[impl], &fn{inst: impl, main: e.w.p.dtors[impl]}, false, e.s.Mail[1])
	}
	return OK
}

// implementor is the instance whose destructor a resource has, -1 if none.
func (p *program) implementor(rt int32, inst int) int {
	if impl := int(rt) - 1; impl >= 0 && impl < len(p.parents) && p.root(impl) == p.root(inst) {
		return impl
	}
	return -1
}

func (e *engine) taskReturn(t *stack, inst InstanceID, v, wrong int32) Status {
	s := e.s
	number := int32(0)
	for i := range e.w.p.fns {
		if &e.w.p.fns[i] == t.task.fn {
			number = int32(i + 1)
		}
	}
	st := s.ReturnBegin(inst, number+wrong, 1)
	if st != OK {
		return st
	}
	task, call := TaskID(s.Mail[0]), e.calls[s.Mail[1]]
	if task != t.taskID || call != t.call || WaitableID(s.Mail[2]) != call.sub {
		panic("task.return of another task")
	}
	e.deliver(call, e.lift(t.inst, t.task.fn.result, v, 0))
	s.Return(task)
	return OK
}

// deliver gives a result to the caller.
func (e *engine) deliver(c *engineCall, v int32) {
	if c.caller < 0 {
		e.hostResult(c, v)
		return
	}
	i := e.lower(c.caller, c.fn.result, v, 0)
	if index := e.s.waitable(c.sub).index; index != 0 {
		e.w.results[[2]int32{int32(c.caller), index}] = i
	} else {
		c.result = i
	}
}

// lift takes a value from a guest.
func (e *engine) lift(inst int, t value, i int32, sub WaitableID) int32 {
	s, id := e.s, e.insts[inst]
	st := OK
	switch t.kind {
	case valueOwn:
		st = s.LiftOwn(id, t.arg, i)
	case valueBorrow:
		st = s.LiftBorrow(id, t.arg, i, sub)
	case valueStream:
		st = s.LiftEnd(id, e.types[t.arg], i)
	case valueError:
		e.must(s.ErrorGet(id, i, false), inst)
		return s.Mail[1]
	default:
		return i
	}
	e.must(st, inst)
	return s.Mail[0]
}

// lower gives a value to a guest.
func (e *engine) lower(inst int, t value, v int32, scope TaskID) int32 {
	s, id := e.s, e.insts[inst]
	st := OK
	switch t.kind {
	case valueOwn:
		st = s.LowerOwn(id, t.arg, v)
	case valueBorrow:
		if int(t.arg)-1 == inst {
			return v
		}
		st = s.LowerBorrow(id, t.arg, v, scope)
	case valueStream:
		if inst%2 == 0 {
			st = s.LowerEnd(id, v)
		} else {
			st = s.LowerEndAs(id, v, s.EndType(v))
		}
	case valueError:
		st = s.LowerError(id, v)
	case valueList:
		s.ReallocBegin(id)
		e.bare(&stack{guest: guest{number: -1, inst: inst, task: &guestTask{fn: &fn{}}}}, e.w.p.realloc[inst])
		s.ReallocEnd(id)
		return v
	default:
		return v
	}
	e.must(st, inst)
	return s.Mail[0]
}

// transfer copies elements.
func (e *engine) transfer(st Status) Status {
	if st != Copied {
		return st
	}
	m := e.s.Mail
	n := m[1] * int32(e.s.types.at(m[8]).size)
	for _, end := range m[6:8] {
		if end != 0 && e.ends[e.s.HostToken(WaitableID(end))] != WaitableID(end) {
			panic(mismatch("the transfer names another end"))
		}
	}
	copy(e.mem[m[4]][m[5]:m[5]+n], e.mem[m[2]][m[3]:m[3]+n])
	e.log.add(logEntry{what: "copied", vals: [4]int32{m[1], m[2], m[4], m[8]}})
	return OK
}
