//go:build !js

package polyfill

import (
	"errors"

	"github.com/jco-go/jco-go/internal/task"
)

// stack is a goroutine that runs a thread of a guest that may have to block in the middle of
// its code. Whoever resumes it waits until it ends or blocks, so that one of them runs at a
// time: the baton goes to and fro with it. It is used again: a goroutine's own stack
// has grown then.
type stack struct {
	s     *store
	wake  chan bool     // false: unwind, or end if it has nothing to do
	yield chan struct{} // its job ended or blocked
	job   func()
	// then is the thread that the one which blocks switches to.
	then    action
	running runningThread
	done    bool
}

// run runs job as a thread of call c, on a stack of its own if it may block, and gives
// the thread that it switches to.
func (s *store) run(id task.ThreadID, c *taskCall, own bool, job func()) action {
	if !own {
		before := s.enter(runningThread{nil, id, c})
		job()
		s.restore(before)
		return action{}
	}
	var st *stack
	if n := len(s.idleStacks); n > 0 {
		st, s.idleStacks = s.idleStacks[n-1], s.idleStacks[:n-1]
	} else {
		st = &stack{s: s, wake: make(chan bool), yield: make(chan struct{})}
		go st.work()
	}
	st.running, st.job = runningThread{st, id, c}, job
	return s.resume(st)
}

// maxIdle is how many goroutines of a kind wait for their next job.
const maxIdle = 32

// work is the goroutine.
func (st *stack) work() {
	defer func() {
		if st.job != nil { // runtime.Goexit
			st.s.inst.fail(errGoexit)
			st.done = true
			st.yield <- struct{}{}
		}
	}()
	for !st.done && <-st.wake {
		st.perform()
		st.yield <- struct{}{}
	}
}

// perform does the job. The stack is idle afterwards, or done.
func (st *stack) perform() {
	s := st.s
	defer func() {
		r := recover()
		if r == nil && st.job != nil {
			return // runtime.Goexit
		}
		if r != nil {
			s.inst.failPanic(r)
		}
		st.job = nil
		if st.done = r != nil || s.ended || len(s.idleStacks) >= maxIdle; !st.done {
			s.idleStacks = append(s.idleStacks, st)
		}
	}()
	st.job()
	st.job = nil
}

// wait waits until the stack ends or blocks.
func (st *stack) wait(before runningThread) action {
	<-st.yield
	st.s.restore(before)
	then := st.then
	st.then = action{}
	return then
}

// resume lets a parked stack go on.
func (s *store) resume(st *stack) action {
	before := s.enter(st.running)
	st.wake <- true
	return st.wait(before)
}

// end unwinds a parked stack.
func (st *stack) end() {
	st.wake <- false
	for <-st.yield; !st.done; <-st.yield {
		st.wake <- false
	}
}

// errNoStack is for a thread that blocks though the plan says that it cannot.
var errNoStack = errors.New("internal error: a thread without a stack of its own blocks")

// park parks the running thread's stack; whoever resumed it goes on, with another thread
// if then is one. It returns when the operation is complete.
func (s *store) park(then action) {
	st, id := s.running.stack, s.running.thread
	if st == nil {
		s.inst.abort(errNoStack)
	}
	for {
		s.parked[id] = st
		st.then, then = then, action{}
		st.yield <- struct{}{}
		if !<-st.wake {
			panic(errAborted)
		}
		switch s.core.Switched(id) {
		case task.OK:
			return
		case task.Block:
		default:
			s.trap()
		}
	}
}
