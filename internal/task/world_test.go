package task

// world is what the guests and the host of a program know: handles that they were given,
// and what they remember of these. It follows from the results of their operations alone,
// and so both machines have the same if they agree. It makes programs mostly legal: an
// operation picks a handle that fits; one in 255 takes any index ("wild").
type world struct {
	p       *program
	fuel    int
	insts   []*guestInst
	results map[[2]int32]int32 // of calls that a guest has a subtask for, by instance and index
	calls   []*hostCallState   // by the host
	asks    []*knownAsk        // calls of the host's functions
	ends    []*knownEnd        // the host's
	dead    map[int]bool       // roots that are poisoned
}

const (
	memSize = 256
	hostMem = 7 // index of the host's memory
)

type guestInst struct {
	id      int
	sets    []int32
	ends    []*knownEnd
	subs    []*knownSub
	res     []*knownRes
	errors  []int32
	threads []*knownThread
	bp      int
	rep     int32
	pairs   int32
}

type knownEnd struct {
	index, typ int32 // the host's: its number
	writable   bool
	busy, done bool
	set        int32
	pair       int32 // of stream.new, the same for both ends
}

type knownSub struct {
	index, set      int32
	done, cancelled bool
	result          value
}

type knownRes struct {
	index, rt int32
	own       bool
	scope     *guestTask
}

type knownThread struct {
	index     int32
	suspended bool
}

// guest is a thread of a guest: its place in a script.
type guest struct {
	number int
	inst   int
	task   *guestTask
	known  *knownThread
	script script
	pc     int
	bare   bool // of realloc and post-return, which may not leave
	main   bool // the implicit thread
}

type guestTask struct {
	fn                  *fn
	returned, cancelled bool
	threads             int
	rounds              int
}

type hostCallState struct {
	fn       *fn
	root     int
	resolved bool
	cancel   bool
}

type knownAsk struct {
	root int
	open bool
}

// call is an operation with its handles.
type call struct {
	code opcode
	inst int
	v    [6]int32
}

func newWorld(p *program) *world {
	w := &world{p: p, fuel: 1000, results: map[[2]int32]int32{}, dead: map[int]bool{}}
	for i := range p.parents {
		w.insts = append(w.insts, &guestInst{id: i})
	}
	return w
}

func b32(b bool) int32 { return flag(b) }

// pick takes the n-th of those that fit, nil if there is none.
func pick[T any](list []*T, n byte, fits func(*T) bool) *T {
	count := 0
	for _, e := range list {
		if fits(e) {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	k := int(n) % count
	for _, e := range list {
		if fits(e) {
			if k == 0 {
				return e
			}
			k--
		}
	}
	return nil
}

// intra reports whether both ends are the instance's own and elements may not be copied
// inside it.
func (w *world) intra(in *guestInst, e *knownEnd) bool {
	for _, other := range in.ends {
		if other != e && e.pair != 0 && other.pair == e.pair && !elemTypes[e.typ].number {
			return true
		}
	}
	return false
}

func pick32(list []int32, n byte) int32 {
	if len(list) == 0 {
		return 0
	}
	return list[int(n)%len(list)]
}

// next is the next operation of a guest's thread, false at the end of its script.
func (w *world) next(g *guest) (call, bool) {
	for g.pc < len(g.script) && w.fuel > 0 {
		o := g.script[g.pc]
		c, state := w.resolve(g, o)
		switch state {
		case before:
			w.fuel--
			return c, true
		case ready:
			g.pc++
			w.fuel--
			return c, true
		}
		g.pc++
	}
	if g.bare {
		return call{}, false
	}
	return w.finish(g)
}

// finish is what a thread does at its end, so that its task has a result.
func (w *world) finish(g *guest) (call, bool) {
	t, in := g.task, w.insts[g.inst]
	if t.returned || (!g.main && t.threads > 1) {
		return call{}, false
	}
	if g.main && t.fn.kind == fnCallback && !w.exits(g) {
		return call{}, false
	}
	if in.bp > 0 {
		return call{code: opBackpressureDec, inst: g.inst}, true
	}
	for _, r := range in.res {
		if r.scope == t {
			return call{code: opResourceDrop, inst: g.inst, v: [6]int32{r.index, r.rt}}, true
		}
	}
	if t.fn.kind <= fnSync {
		if _, c, ok := w.has(g, t.fn.result, 0); !ok {
			return c, true
		}
		return call{}, false
	}
	return w.returns(g, 0)
}

func (w *world) returns(g *guest, n byte) (call, bool) {
	if g.task.cancelled && n%2 == 0 {
		return call{code: opCancel, inst: g.inst}, true
	}
	v, c, ok := w.has(g, g.task.fn.result, n)
	if !ok {
		return c, true
	}
	return call{code: opReturn, inst: g.inst, v: [6]int32{v}}, true
}

// exits reports whether the event loop of a callback ends after this script.
func (w *world) exits(g *guest) bool {
	t := g.task
	return t.returned && t.rounds%2 == 1 || w.fuel <= 0 || t.rounds >= 5 || t.cancelled
}

// callbackCode is what a core function or callback returns. Its script's last operation
// chooses.
func (w *world) callbackCode(g *guest) int32 {
	if w.exits(g) {
		return callbackExit
	}
	g.task.rounds++
	var o op
	if n := len(g.script); n > 0 {
		o = g.script[n-1]
	}
	if o.c >= 252 {
		return int32(o.a)
	}
	sets := w.insts[g.inst].sets
	if len(sets) == 0 || o.b%3 == 0 {
		return callbackYield
	}
	return callbackWait | pick32(sets, o.a)<<4
}

// has finds a value of a type that a guest can pass on; if it has none, it makes one first.
func (w *world) has(g *guest, t value, n byte) (int32, call, bool) {
	in := w.insts[g.inst]
	switch t.kind {
	case valueOwn, valueBorrow:
		r := pick(in.res, n, func(r *knownRes) bool { return r.rt == t.arg && (r.own || t.kind == valueBorrow || n >= 250) })
		if r == nil {
			in.rep++
			return 0, call{code: opResourceNew, inst: g.inst, v: [6]int32{t.arg, in.rep}}, false
		}
		return r.index, call{}, true
	case valueStream:
		e := pick(in.ends, n, func(e *knownEnd) bool {
			return e.typ == t.arg && !e.writable && (n >= 250 || !e.busy && !e.done && e.set == 0)
		})
		if e == nil {
			return 0, call{code: opEndNew, inst: g.inst, v: [6]int32{t.arg}}, false
		}
		return e.index, call{}, true
	case valueError:
		if len(in.errors) == 0 {
			return 0, call{code: opErrorNew, inst: g.inst, v: [6]int32{int32(n)}}, false
		}
		return pick32(in.errors, n), call{}, true
	}
	return int32(n), call{}, true
}

// gone forgets a handle that was passed on.
func (w *world) gone(inst int, t value, index int32) {
	in := w.insts[inst]
	switch t.kind {
	case valueOwn:
		in.res = remove(in.res, w.resource(inst, index))
	case valueStream:
		in.ends = remove(in.ends, w.end(inst, index))
	}
}

// arrive is a value that a guest is given.
func (w *world) arrive(inst int, t value, index int32, scope *guestTask) {
	in := w.insts[inst]
	switch t.kind {
	case valueOwn:
		in.res = append(in.res, &knownRes{index: index, rt: t.arg, own: true})
	case valueBorrow:
		if int(t.arg)-1 != inst {
			in.res = append(in.res, &knownRes{index: index, rt: t.arg, scope: scope})
		}
	case valueStream:
		in.ends = append(in.ends, &knownEnd{index: index, typ: t.arg})
	case valueError:
		in.errors = append(in.errors, index)
	}
}

func find[T any](list []*T, is func(*T) bool) *T {
	for _, e := range list {
		if is(e) {
			return e
		}
	}
	return nil
}

func (w *world) end(inst int, index int32) *knownEnd {
	return find(w.insts[inst].ends, func(e *knownEnd) bool { return e.index == index })
}

func (w *world) sub(inst int, index int32) *knownSub {
	return find(w.insts[inst].subs, func(s *knownSub) bool { return s.index == index })
}

func (w *world) resource(inst int, index int32) *knownRes {
	return find(w.insts[inst].res, func(r *knownRes) bool { return r.index == index })
}

// event is an event that a guest is given.
func (w *world) event(g *guest, code Event, index, payload int32) {
	switch code {
	case EventTaskCancelled:
		g.task.cancelled = true
	case EventSubtask:
		w.subtask(g.inst, index, SubtaskState(payload))
	case EventStreamRead, EventStreamWrite, EventFutureRead, EventFutureWrite:
		w.copied(w.end(g.inst, index), payload)
	}
}

func (w *world) subtask(inst int, index int32, state SubtaskState) {
	s := w.sub(inst, index)
	if s == nil || !state.resolved() {
		return
	}
	s.done = true
	if state == SubtaskReturned {
		key := [2]int32{int32(inst), index}
		w.arrive(inst, s.result, w.results[key], nil)
		delete(w.results, key)
	}
}

func (w *world) copied(e *knownEnd, payload int32) {
	if e == nil {
		return
	}
	if e.busy = payload == Blocked; e.busy {
		return
	}
	result := CopyResult(payload & 15)
	e.done = result == CopyDropped || result == CopyCompleted && elemTypes[e.typ].future
}
