package task

import "testing"

// locked is an instance whose lock a parked callback has, and two tasks that wait for
// that and have their events.
type locked struct {
	*fixture
	holder  ThreadID
	waiters [2]ThreadID
	sets    [2]int32
}

func newLocked(t *testing.T) *locked {
	x := &locked{fixture: newFixture(t, stackful)}
	s, a := x.s, x.a
	want(t, s, s.ThreadSuspend(a, false), Block) // the fixture's own
	var subs [2]WaitableID
	lift := s.NewLift(a, callbackLift, 0, 0)
	for i := range x.waiters {
		x.ok(s.Call(lift, 0))
		x.waiters[i] = ThreadID(s.Mail[1])
		x.sets[i] = x.set()
		subs[i] = WaitableID(x.ok(s.HostBegin(a, 0)))
		x.ok(s.WaitableJoin(a, x.ok(s.HostSubtask(subs[i]))>>4, x.sets[i]))
		want(t, s, s.CallbackReturned(callbackWait|x.sets[i]<<4), Block)
	}
	x.holder = x.hold()
	for _, sub := range subs {
		s.HostResolve(sub)
	}
	want(t, s, s.Tick(), Idle)
	return x
}

// hold begins a task that keeps the lock while it is suspended.
func (x *locked) hold() ThreadID {
	x.ok(x.s.Call(x.s.NewLift(x.a, callbackLift, 0, 0), 0))
	id := ThreadID(x.s.Mail[1])
	want(x.T, x.s, x.s.ThreadSuspend(x.a, false), Block)
	return id
}

// aside runs an operation in a task of its own that needs no lock.
func (x *locked) aside(do func()) {
	x.ok(x.s.Call(x.s.NewLift(x.a, stackful, 0, 0), 0))
	do()
	x.ok(x.s.ReturnBegin(x.a, 0, 0))
	x.s.Return(TaskID(x.s.Mail[0]))
	x.ok(x.s.ThreadExit())
}

// end ends a task that hold began.
func (x *locked) end(id ThreadID) {
	x.aside(func() { x.ok(x.s.ThreadResumeLater(x.a, x.s.thread(id).index)) })
	x.runs(id)
	x.ok(x.s.Switched(id))
	x.ok(x.s.ReturnBegin(x.a, 0, 0))
	x.s.Return(TaskID(x.s.Mail[0]))
	x.ok(x.s.CallbackReturned(callbackExit))
}

func (x *locked) runs(id ThreadID) {
	x.Helper()
	if want(x.T, x.s, x.s.Tick(), Run); ThreadID(x.s.Mail[1]) != id {
		x.Fatal("thread", x.s.Mail[1], "runs, not", id)
	}
}

// Whoever is promoted when a gate opens, and finds its event gone, lets the next one go.
func TestPromotedInVain(t *testing.T) {
	x := newLocked(t)
	x.end(x.holder)
	x.aside(func() {
		if Event(x.ok(x.s.WaitableSetPoll(x.a, false, x.sets[0]))) != EventSubtask {
			t.Fatal(x.s.Mail)
		}
	})
	x.runs(x.waiters[1])
}

// Whoever is promoted, and finds the gate closed again, keeps its place.
func TestPromotedTooLate(t *testing.T) {
	x := newLocked(t)
	x.end(x.holder)
	again := x.hold()
	want(t, x.s, x.s.Tick(), Idle)
	x.end(again)
	x.runs(x.waiters[0])
	want(t, x.s, x.s.CallbackReturned(callbackYield), Block)
	x.runs(x.waiters[1])
}
