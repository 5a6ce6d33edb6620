//go:build !js

package polyfill

import (
	"errors"

	"github.com/jco-go/jco-go/internal/task"
)

// stack is a goroutine that runs a thread of a guest that may have to block in the middle of
// its code. Whoever resumes it waits until it ends or blocks, so that one of them runs at a
// time: the baton goes to and fro with it.
type stack struct {
	s     *store
	wake  chan bool     // false: unwind
	yield chan struct{} // it ended or blocked
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
	st := &stack{s: s, wake: make(chan bool), yield: make(chan struct{})}
	st.running = runningThread{st, id, c}
	before := s.enter(st.running)
	go st.work(job)
	return st.wait(before)
}

func (st *stack) work(job func()) {
	returned := false
	defer func() {
		if r := recover(); r != nil {
			st.s.inst.failPanic(r)
		} else if !returned {
			st.s.inst.fail(errGoexit)
		}
		st.done = true
		st.yield <- struct{}{}
	}()
	job()
	returned = true
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
