package task

import (
	"fmt"
	"runtime"
	"slices"
)

// The model is definitions.py, written again as directly as Go allows: continuations are
// goroutines that hand a baton over, a thread's readiness is a function that is asked
// again and again, an event is a closure. It shares no code with the core. Names are those
// of definitions.py; what a random choice is there is the engine's choice here, if that
// is one of those allowed (runLog).
type model struct {
	w        *world
	log      *runLog
	insts    []*mInst
	waiting  []*mThread // Store.waiting
	cur      *mHandler
	quit     chan struct{}
	numbers  int
	mem      [hostMem + 1][memSize]byte
	asks     []*mAsk
	ends     []*mHostEnd
	events   []*mHostEnd
	nesting  int
	picked   *mThread             // by tick; it goes on later
	syncCall *mTask               // whose loop resumes a thread next
	cancels  map[int]func(*mInst) // OnCancel of the host's calls
}

// mTrap is the panic of a trap.
type mTrap struct{ inst *mInst }

func (m *model) trapIf(cond bool) {
	if cond {
		panic(mTrap{m.currentInstance()})
	}
}

func assert(cond bool) {
	if !cond {
		panic(mismatch("an assertion of definitions.py fails\n" + stackText()))
	}
}

func stackText() string {
	b := make([]byte, 4096)
	return string(b[:runtime.Stack(b, false)])
}

// Component Instances

type mInst struct {
	id               int
	parent           *mInst
	handles          mTable[any]
	threads          mTable[*mThread]
	mayEnter         bool
	mayLeave         bool
	backpressure     int
	numWaitingEnter  int
	exclusiveThread  *mThread
	poisonedWithRoot bool
}

func (i *mInst) selfAndAncestors() (s []*mInst) {
	for ; i != nil; i = i.parent {
		s = append(s, i)
	}
	return s
}

func (i *mInst) enteringSet(caller *mInst) []*mInst {
	if caller == nil {
		return i.selfAndAncestors()
	}
	return slices.DeleteFunc(i.selfAndAncestors(), func(x *mInst) bool { return slices.Contains(caller.selfAndAncestors(), x) })
}

func (i *mInst) mayEnterFrom(caller *mInst) bool {
	if i.poisonedWithRoot {
		return false
	}
	for _, x := range i.enteringSet(caller) {
		if !x.mayEnter {
			return false
		}
	}
	return true
}

func (i *mInst) enterFrom(caller *mInst) {
	for _, x := range i.enteringSet(caller) {
		assert(x.mayEnter)
		x.mayEnter = false
	}
}

func (i *mInst) leaveTo(caller *mInst) {
	for _, x := range i.enteringSet(caller) {
		assert(!x.mayEnter)
		x.mayEnter = true
	}
}

// Table State

type mTable[T comparable] struct {
	array []T
	free  []int32
	most  int32 // MAX_LENGTH
}

func (t *mTable[T]) get(m *model, i int32) T {
	var none T
	m.trapIf(uint32(i) >= uint32(len(t.array)) || t.array[i] == none)
	return t.array[i]
}

func (t *mTable[T]) add(m *model, e T) int32 {
	var none T
	if len(t.array) == 0 {
		t.array = append(t.array, none)
	}
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.array[i] = e
		return i
	}
	m.trapIf(int32(len(t.array)) > t.most)
	t.array = append(t.array, e)
	return int32(len(t.array) - 1)
}

func (t *mTable[T]) remove(m *model, i int32) T {
	var none T
	e := t.get(m, i)
	t.array[i] = none
	t.free = append(t.free, i)
	return e
}

// Stack Switching

type mCont struct {
	f       func(bool) *mThread // before it has begun
	wake    chan struct{}
	handler *mHandler
	result  bool
}

type mHandler struct {
	done     chan struct{}
	thread   *mThread
	cont     *mCont
	blockArg *mThread
	failure  any
	// sync is the call of a sync-typed function whose loop goes on when the thread blocks.
	sync *mTask
}

func (m *model) resumeCont(c *mCont, result bool, t *mThread, sync *mTask) (*mCont, *mThread) {
	h := &mHandler{done: make(chan struct{}), thread: t, sync: sync}
	c.handler, c.result = h, result
	before := m.cur
	if c.f != nil {
		go m.base(c)
	} else {
		close(c.wake)
	}
	<-h.done
	m.cur = before
	if h.failure != nil {
		panic(h.failure)
	}
	return h.cont, h.blockArg
}

func (m *model) base(c *mCont) {
	m.cur = c.handler
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(runtime.Error); ok {
				r = mismatch(r.(runtime.Error).Error() + stackText())
			}
			m.cur.failure = r
			close(m.cur.done)
		}
	}()
	arg := c.f(c.result)
	h := m.cur
	h.cont, h.blockArg = nil, arg
	close(h.done)
}

func (m *model) block(switchTo *mThread) bool {
	c := &mCont{wake: make(chan struct{})}
	h := m.cur
	h.cont, h.blockArg = c, switchTo
	close(h.done)
	select {
	case <-c.wake:
	case <-m.quit:
		runtime.Goexit()
	}
	m.cur = c.handler
	return c.result
}

func (m *model) currentThread() *mThread { return m.cur.thread }
func (m *model) currentInstance() *mInst { return m.cur.thread.task.inst }

// Threads

type mThread struct {
	m             *model
	number        int
	cont          *mCont
	readyFunc     func() bool
	task          *mTask
	cancellable   bool
	index         int32
	cancelledLate bool
	storage       [2]uint64
	guest         *guest
	op            *call // that it is in
}

func (m *model) newThread(task *mTask, f func()) *mThread {
	t := &mThread{m: m, task: task, number: m.numbers}
	m.numbers++
	t.cont = &mCont{f: func(cancelled bool) *mThread {
		assert(t.running() && !cancelled)
		f()
		return nil
	}}
	assert(t.suspended())
	return t
}

func (t *mThread) running() bool   { return t.cont == nil }
func (t *mThread) suspended() bool { return !t.running() && t.readyFunc == nil }
func (t *mThread) waits() bool     { return !t.running() && t.readyFunc != nil }
func (t *mThread) ready() bool     { return t.waits() && t.readyFunc() }

func (t *mThread) startWaitingInternal(ready func() bool) {
	assert(!t.waits() && t.readyFunc == nil)
	t.readyFunc = ready
	t.m.waiting = append(t.m.waiting, t)
}

func (t *mThread) stopWaitingInternal(cancelled bool) {
	assert(t.waits() && t.readyFunc != nil)
	assert(cancelled || t.ready())
	t.readyFunc = nil
	t.m.waiting = remove(t.m.waiting, t)
}

func (t *mThread) resumeLater() {
	assert(t.suspended())
	t.startWaitingInternal(func() bool { return true })
	assert(t.ready())
}

func (t *mThread) resume(cancelled bool) {
	t.m.log.add(logEntry{what: "resume", thread: t.number})
	t.resumeQuietly(cancelled)
}

func (t *mThread) resumeQuietly(cancelled bool) {
	assert(!t.running() && (t.cancellable || !cancelled))
	if t.waits() {
		t.stopWaitingInternal(cancelled)
	}
	m := t.m
	sync := m.syncCall
	m.syncCall = nil
	for thread := t; thread != nil; {
		if thread != t {
			m.log.add(logEntry{what: "resume", thread: thread.number})
		}
		t = nil // another resume of it is logged, too
		cont := thread.cont
		thread.cont = nil
		c, switchTo := m.resumeCont(cont, cancelled, thread, sync)
		thread.cont = c
		thread = switchTo
		cancelled = false
	}
}

func (t *mThread) blocks(switchTo *mThread) bool {
	if t.op != nil {
		t.m.w.blocks(t.guest, *t.op)
	}
	t.m.log.add(logEntry{what: "block", thread: t.number})
	return t.m.block(switchTo)
}

func (t *mThread) blockInternal(cancellable bool) bool {
	t.cancellable = cancellable
	cancelled := t.blocks(nil)
	assert(t.running() && (cancellable || !cancelled))
	return cancelled
}

func (t *mThread) switchToInternal(cancellable bool, other *mThread) bool {
	t.cancellable = cancellable
	cancelled := t.blocks(other)
	assert(t.running() && (cancellable || !cancelled))
	return cancelled
}

func (t *mThread) suspend(cancellable bool) bool {
	assert(t.running())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	return t.blockInternal(cancellable)
}

func (t *mThread) waitUntil(ready func() bool, cancellable bool) bool {
	assert(t.running())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	if ready() && t.m.log.next().what != "block" {
		return false
	}
	t.startWaitingInternal(ready)
	return t.blockInternal(cancellable)
}

func (t *mThread) yield(cancellable bool) bool {
	return t.waitUntil(func() bool { return true }, cancellable)
}

func (t *mThread) suspendThenResume(cancellable bool, other *mThread) bool {
	assert(t.running() && other.suspended())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	return t.switchToInternal(cancellable, other)
}

func (t *mThread) yieldThenResume(cancellable bool, other *mThread) bool {
	assert(t.running() && other.suspended())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	t.startWaitingInternal(func() bool { return true })
	return t.switchToInternal(cancellable, other)
}

func (t *mThread) suspendThenPromote(cancellable bool, other *mThread) bool {
	assert(t.running())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	if other.ready() && other != t.m.picked {
		other.stopWaitingInternal(false)
		return t.suspendThenResume(cancellable, other)
	}
	return t.suspend(cancellable)
}

func (t *mThread) yieldThenPromote(cancellable bool, other *mThread) bool {
	assert(t.running())
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	if other.ready() && other != t.m.picked {
		other.stopWaitingInternal(false)
		return t.yieldThenResume(cancellable, other)
	}
	return t.yield(cancellable)
}

// choose is random.choice of threads: that which the engine resumed.
func (m *model) choose(what string, candidates []*mThread) *mThread {
	next := m.log.next()
	for _, t := range candidates {
		if next.what == what && next.thread == t.number {
			return t
		}
	}
	var numbers []int
	for _, t := range candidates {
		numbers = append(numbers, t.number)
	}
	panic(m.log.differ(fmt.Sprint("the model may resume only ", numbers)))
}
