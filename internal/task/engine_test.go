package task

import "fmt"

// engine plays the engine for programs: it runs guests as scripts over the core. A
// guest's stack is a place in a script, and so parking it is returning.
type engine struct {
	s       *Store
	w       *world
	log     *runLog
	insts   []InstanceID
	types   []int32
	lifts   []LiftID
	dtors   []LiftID
	threads map[ThreadID]*stack
	numbers int
	calls   []*engineCall // by token
	asks    []WaitableID
	ends    []WaitableID // the host's
	tasks   map[TaskID]*guestTask
	mem     [hostMem + 1][memSize]byte
	gap     bool // other things happen between ActionSwitch and Switched
	ticked  bool // what runs was picked by Tick, and nothing happens before the next
	pending *stack
	traps   map[Trap]bool
}

// stack is a guest's thread.
type stack struct {
	guest
	id     ThreadID
	taskID TaskID
	call   *engineCall
	wait   call // the operation that it is parked in
	waits  *engineCall
}

// engineCall is a call that a host or guest made.
type engineCall struct {
	token  int32
	fn     *fn
	arg    int32
	caller int // -1: the host
	sub    WaitableID
	host   int // number of the host's call
	result int32
	task   TaskID
}

// trapped is the panic that ends a guest's code.
type trapped struct{ inst int }

func newEngine(p *program, seed uint32, gap, trace bool) *engine {
	e := &engine{s: NewStore(Limits{Handles: p.handles}), w: newWorld(p), log: &runLog{}, threads: map[ThreadID]*stack{}, tasks: map[TaskID]*guestTask{}, gap: gap, traps: map[Trap]bool{}}
	e.s.Trace(trace)
	e.s.Seed(seed)
	for _, parent := range p.parents {
		id := InstanceID(0)
		if parent >= 0 {
			id = e.insts[parent]
		}
		e.insts = append(e.insts, e.s.NewInstance(id))
	}
	for _, t := range elemTypes {
		e.types = append(e.types, e.s.NewType(t.future, t.number, t.size))
	}
	for i, f := range p.fns {
		e.lifts = append(e.lifts, e.s.NewLift(e.insts[f.inst], f.kind.flags(), int32(i+1), 1))
	}
	for i := range p.parents {
		e.dtors = append(e.dtors, e.s.NewLift(e.insts[i], 0, 0, 0))
	}
	fill(&e.mem)
	return e
}

func fill(mem *[hostMem + 1][memSize]byte) {
	for i := range mem {
		for j := range mem[i] {
			mem[i][j] = byte(i*37 + j)
		}
	}
}

// must ends the guest's code after a trap.
func (e *engine) must(st Status, inst int) Status {
	if st == Trapped {
		e.trap()
		panic(trapped{inst})
	}
	return st
}

// trap notes why the last operation trapped.
func (e *engine) trap() {
	e.traps[Trap(e.s.Mail[0])] = true
	if text := e.s.TrapText(); text == "" || text == "unknown trap" {
		panic(fmt.Sprint("a trap without a text: ", e.s.Mail))
	}
}

func (e *engine) newStack(id ThreadID, task TaskID, t *guestTask, inst int) *stack {
	st := &stack{guest: guest{number: e.numbers, inst: inst, task: t}, id: id, taskID: task}
	e.numbers++
	e.threads[id] = st
	return st
}

// begin begins a call that the core has accepted; false if it is queued.
func (e *engine) begin(c *engineCall, st Status) (*stack, bool) {
	task, thread := TaskID(e.s.Mail[0]), ThreadID(e.s.Mail[1])
	c.task = task
	t := e.newStack(thread, task, &guestTask{fn: c.fn}, c.fn.inst)
	t.main, t.call = true, c
	e.tasks[task] = t.task
	if st == Queued {
		e.log.add(logEntry{what: "block", thread: t.number})
		return t, false
	}
	return t, true
}

// start lowers the parameters and runs the core function of a call.
func (e *engine) start(t *stack) {
	e.log.add(logEntry{what: "start", thread: t.number})
	e.w.begins(&t.guest, e.s.thread(t.id).index)
	c := t.call
	var v int32
	if c.caller >= 0 {
		v = e.lift(c.caller, c.fn.param, c.arg, c.sub)
	} else if abandons(c.arg) {
		e.w.hostGivesUp(c.host)
		e.s.TaskAbandon(t.taskID)
		e.log.add(logEntry{what: "exit", thread: t.number})
		e.w.endThread(&t.guest)
		delete(e.threads, t.id)
		return
	} else {
		v = e.hostValue(t.inst, c.fn.param, c.arg)
	}
	i := e.lower(t.inst, c.fn.param, v, t.taskID)
	e.w.arrive(t.inst, c.fn.param, i, t.task)
	t.script, t.pc = c.fn.main, 0
	e.run(t)
}

// run continues a guest's thread until it ends or waits.
func (e *engine) run(t *stack) {
	for {
		c, ok := e.w.next(&t.guest)
		if !ok {
			if !e.end(t) {
				return
			}
			continue
		}
		e.log.add(logEntry{what: "begin", thread: t.number, call: c})
		e.w.starts(&t.guest, c)
		v, done := e.exec(t, c)
		if !done {
			return
		}
		e.finish(t, c, v)
	}
}

func (e *engine) finish(t *stack, c call, v [4]int32) {
	e.log.add(logEntry{what: "end", thread: t.number, vals: v})
	e.w.apply(&t.guest, c, v)
}

// park keeps a thread in the middle of an operation.
func (e *engine) park(t *stack, c call) {
	e.w.blocks(&t.guest, c)
	t.wait = c
	e.log.add(logEntry{what: "block", thread: t.number})
}

// end is what follows a script. It reports whether there is another.
func (e *engine) end(t *stack) bool {
	s := e.s
	if !t.main {
		e.exit(t, s.ThreadExit())
		return false
	}
	switch t.task.fn.kind {
	case fnSyncType, fnSync:
		v, _, _ := e.w.has(&t.guest, t.task.fn.result, 0)
		e.w.gone(t.inst, t.task.fn.result, v)
		lifted := e.lift(t.inst, t.task.fn.result, v, 0)
		e.must(s.ReturnCheck(t.taskID), t.inst)
		e.deliver(t.call, lifted)
		s.Return(t.taskID)
		t.task.returned = true
		s.SetMayLeave(e.insts[t.inst], false)
		e.bare(t, t.task.fn.post)
		s.SetMayLeave(e.insts[t.inst], true)
		e.exit(t, s.ThreadExit())
		return false
	case fnStackful:
		e.exit(t, s.ThreadExit())
		return false
	}
	code := e.w.callbackCode(&t.guest)
	e.log.add(logEntry{what: "returned", thread: t.number, vals: [4]int32{code}})
	returned := s.CallbackReturned
	if e.ticked {
		returned = s.CallbackNext
	}
	switch st := returned(code); e.must(st, t.inst) {
	case OK:
		e.exit(t, st)
		return false
	case Block:
		e.log.add(logEntry{what: "block", thread: t.number})
		return false
	}
	e.callback(t)
	return true
}

// callback gives a thread its next event.
func (e *engine) callback(t *stack) {
	m := e.s.Mail
	e.log.add(logEntry{what: "callback", thread: t.number, vals: [4]int32{m[4], m[5], m[6]}})
	e.w.event(&t.guest, Event(m[4]), m[5], m[6])
	t.script, t.pc = t.task.fn.callback, 0
}

func (e *engine) exit(t *stack, st Status) {
	e.must(st, t.inst)
	e.log.add(logEntry{what: "exit", thread: t.number})
	e.w.endThread(&t.guest)
	delete(e.threads, t.id)
}

// bare runs the script of a realloc or post-return function.
func (e *engine) bare(t *stack, s script) {
	number := -1
	task := &guestTask{fn: &fn{}}
	if t != nil {
		number, task = t.number, t.task
	}
	b := &stack{guest: guest{number: number, inst: t.inst, task: task, script: s, bare: true}}
	for {
		c, ok := e.w.next(&b.guest)
		if !ok {
			return
		}
		e.log.add(logEntry{what: "begin", thread: number, call: c})
		v, done := e.exec(b, c)
		if !done {
			panic(fmt.Sprint("a bare function waits: ", c))
		}
		e.finish(b, c, v)
	}
}

// perform does the Action in Mail.
func (e *engine) perform() {
	m := e.s.Mail
	t := e.threads[ThreadID(m[1])]
	if t == nil || t.taskID != TaskID(m[2]) {
		panic(fmt.Sprint("no such thread: ", m))
	}
	if a := Action(m[0]); a != ActionThread && m[3] != t.call.token || a == ActionStart && WaitableID(m[4]) != t.call.sub {
		panic(fmt.Sprint("the action has another token: ", m))
	}
	switch Action(m[0]) {
	case ActionStart:
		e.log.add(logEntry{what: "resume", thread: t.number})
		e.start(t)
	case ActionCallback:
		e.log.add(logEntry{what: "resume", thread: t.number})
		e.callback(t)
		e.run(t)
	case ActionThread:
		e.log.add(logEntry{what: "resume", thread: t.number})
		e.log.add(logEntry{what: "start", thread: t.number})
		e.run(t)
	case ActionSwitch:
		if e.switched(t) == Block {
			panic("what was ready is not")
		}
	}
}

// switched continues a parked stack.
func (e *engine) switched(t *stack) Status {
	st := e.s.Switched(t.id)
	if st == Block {
		return st
	}
	e.log.add(logEntry{what: "resume", thread: t.number})
	e.must(st, t.inst)
	e.finish(t, t.wait, e.values(t, t.wait))
	e.run(t)
	return OK
}

// values are the results of an operation in Mail.
func (e *engine) values(t *stack, c call) (v [4]int32) {
	m := e.s.Mail
	switch c.code {
	case opSetNew, opCopy, opCopyCancel, opSubCancel, opThreadIndex, opErrorNew, opErrorGet, opResourceNew, opResourceRep,
		opSuspend, opYield, opSuspendThenResume, opYieldThenResume, opSuspendThenPromote, opYieldThenPromote:
		v[0] = m[0]
	case opThreadNew:
		v[0] = m[0]
	case opEndNew:
		v[0], v[1] = m[0], m[1]
	case opSetWait, opSetPoll:
		v = [4]int32{m[0], m[1], m[2]}
	case opCall, opHostCall:
		v[0] = m[0]
		if c.code == opCall && m[0]>>4 == 0 && t.waits != nil {
			v[1] = t.waits.result
		}
	}
	return v
}
