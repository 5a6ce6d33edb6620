//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/task"
)

// action is a thread to run, as the core gave it.
type action struct {
	kind   task.Action // 0: there is none
	thread task.ThreadID
	token  int32
	args   [3]int32
}

func (s *store) action() action {
	m := &s.core.Mail
	return action{task.Action(m[0]), task.ThreadID(m[1]), m[3], [3]int32{m[4], m[5], m[6]}}
}

// perform runs a thread until it ends or blocks, and those that it switches to.
func (s *store) perform(a action) {
	for a.kind != 0 {
		a = s.step(a)
		if s.inst.failure != nil {
			panic(errAborted)
		}
	}
}

// step runs one thread; it gives the one that it switched to.
func (s *store) step(a action) action {
	switch a.kind {
	case task.ActionSwitch:
		st := s.parked[a.thread]
		delete(s.parked, a.thread)
		return s.resume(st)
	case task.ActionThread:
		t := s.threads.at(a.token)
		s.threads.remove(a.token)
		return s.run(a.thread, t.call, true, func() { t.run() })
	}
	c := s.calls.at(a.token)
	if a.kind == task.ActionStart {
		return s.run(a.thread, c, c.lift.blocks, func() { c.lift.start(c) })
	}
	return s.run(a.thread, c, c.lift.blocks, func() { c.lift.callAgain(c, a.args) })
}

// guarded runs f, which runs guests, at the bottom of a goroutine that has the baton. If that
// fails, the instance is poisoned. Nothing that gives the baton back may be deferred around
// it: it does so itself if the goroutine is ending.
func (s *store) guarded(f func()) {
	returned := false
	defer func() {
		r := recover()
		if r != nil {
			s.inst.failPanic(r)
		} else if !returned {
			s.inst.fail(errGoexit)
		}
		s.running, s.picked = runningThread{}, false
		s.inst.ctx = s.base
		if s.inst.failure != nil {
			s.poison()
		}
		s.tell()
		if r == nil && !returned {
			s.baton.give() // the goroutine is ending, it will not come to that
		}
	}()
	f()
	returned = true
}

// goesOn reports whether drive goes on when the running thread waits, with nothing else before.
func (s *store) goesOn() bool {
	return s.picked && len(s.resolved) == 0 && (s.until == nil || !*s.until) && !s.baton.wanted()
}

// tell wakes the callers whose calls are resolved.
func (s *store) tell() {
	for i, p := range s.resolved {
		s.resolved[i] = nil
		close(p.done)
	}
	s.resolved = s.resolved[:0]
}

// drive runs what is ready, until nothing is or until says so. In between it lets
// others have the baton.
func (s *store) drive(until *bool) { s.driveFor(nil, until, -1) }

// patience is how many threads run for somebody who only wants to see what comes of
// something: a guest may yield for ever.
const patience = 10_000

// driveFor is drive until stop is closed, if it is not nil, and for no more than a number of threads, if that
// is not negative.
func (s *store) driveFor(stop <-chan struct{}, until *bool, ticks int) {
	s.pump()
	for !s.ended && (until == nil || !*until) && ticks != 0 && !stopped(stop) {
		if until == nil && s.waiting == 0 && !s.inst.component.rt.config.background {
			return
		}
		idle := false
		s.baton.stop = stop
		s.guarded(func() {
			for {
				switch s.core.Tick() {
				case task.Run:
					s.picked, s.until = ticks < 0, until
					s.perform(s.action())
					s.picked = false
					s.settleEnds()
					s.tell()
				case task.Trapped:
					s.trap()
				default:
					idle = true
				}
				ticks--
				if idle || until != nil && *until || ticks == 0 || s.baton.wanted() {
					return
				}
			}
		})
		s.baton.stop = nil
		if idle {
			return
		}
		if s.baton.wanted() {
			s.baton.give()
			s.baton.take(context.Background())
		}
	}
}

// leave gives the baton back. What is still ready goes on in a goroutine of its own; if
// nothing is, and nothing can come from elsewhere, callers that wait are told.
func (s *store) leave() {
	s.pump()
	switch {
	case s.ended || s.driving:
	case s.core.Ready():
		if !s.inst.component.rt.config.background && s.waiting == 0 {
			break
		}
		s.driving = true
		go func() {
			s.baton.take(context.Background())
			s.drive(nil)
			s.driving = false
			s.leave()
		}()
	case s.waiting > 0 && s.outside == 0 && !s.baton.wanted() && s.inst.component.rt.config.deadlocks:
		s.inst.failure = s.deadlock()
		s.poison()
		s.tell()
	}
	s.baton.give()
}
