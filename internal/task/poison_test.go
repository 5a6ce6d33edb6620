package task

import "testing"

// empty fails the test if anything of a store is alive.
func empty(t *testing.T, s *Store) {
	t.Helper()
	tasks, threads, waitables, sets, shared, errors := s.Live()
	if tasks|threads|waitables|sets|shared|errors != 0 || s.lends.live != 0 || s.lifts.live != 0 || s.instances.live != 0 {
		t.Fatal("alive:", tasks, "tasks,", threads, "threads,", waitables, "waitables,", sets, "sets,", shared, "streams and futures,",
			errors, "error contexts,", s.lends.live, "lends,", s.lifts.live, "lifts,", s.instances.live, "instances")
	}
}

// A trap in the callee of a synchronous call: the subtask is in no table, the caller's
// frame is on the stack. Its code still runs until the engine has unwound it.
func TestPoisonWithFramesOnTheStack(t *testing.T) {
	s, caller, callee := pair()
	run := s.NewLift(caller, LiftAsyncType, 0, 0)
	work := s.NewLift(callee, LiftAsyncType, 0, 0)
	want(t, s, s.Call(run, 0), OK)
	want(t, s, s.LowerOwn(caller, 1, 5), OK)
	handle := s.Mail[0]
	want(t, s, s.CallGuest(caller, work, 0), OK)
	want(t, s, s.LiftBorrow(caller, 1, handle, WaitableID(s.Mail[2])), OK)
	s.Poison(callee)
	for _, st := range []Status{
		s.ThreadExit(), s.CallbackReturned(callbackWait), s.ThreadYield(callee, true), s.ThreadSuspend(callee, true),
		s.WaitableSetNew(callee), s.TaskCancel(callee), s.ReturnBegin(callee, 0, 0), s.ThreadNew(callee, 0),
		s.ThreadIndex(callee), s.CallGuest(callee, work, 0), s.Call(run, 0),
	} {
		if st != Trapped {
			t.Error("status", statusTexts[st])
		}
	}
	s.ReallocBegin(callee)
	s.ReallocEnd(callee)
	s.SetMayLeave(callee, true)
	want(t, s, s.WaitableSetNew(callee), Trapped)
	s.Unwind(0)
	want(t, s, s.Tick(), Idle)
	s.Dispose(1)
	empty(t, s)
}

// A stack was told to go on, and its instance is poisoned before it does: its thread's ID
// is nobody else's until it calls Switched.
func TestPoisonBetweenSelectAndSwitched(t *testing.T) {
	s, a, _ := pair()
	lift := s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0)
	want(t, s, s.Call(lift, 0), OK)
	stale := ThreadID(s.Mail[1])
	want(t, s, s.ThreadYield(a, false), Block)
	want(t, s, s.Tick(), Run)
	s.Poison(a)

	other := s.NewInstance(0)
	lift = s.NewLift(other, LiftAsyncType|LiftAsync, 0, 0)
	want(t, s, s.Call(lift, 0), OK)
	if ThreadID(s.Mail[1]) == stale {
		t.Fatal("the ID is used again")
	}
	want(t, s, s.ThreadYield(other, false), Block)
	want(t, s, s.Switched(stale), Trapped)
	want(t, s, s.Tick(), Run)
	want(t, s, s.Switched(ThreadID(s.Mail[1])), OK)
	s.Unwind(0)
	s.Dispose(1)
	s.Dispose(other)
	empty(t, s)
}

// Dispose leaves nothing, whatever the instance holds.
func TestDisposeLeavesNothing(t *testing.T) {
	s, a, b := pair()
	typ := s.NewType(true, false, 4)
	work := s.NewLift(b, LiftAsyncType|LiftAsync, 0, 0)
	want(t, s, s.Call(s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0), 0), OK)
	want(t, s, s.EndNew(a, typ), OK)
	want(t, s, s.Copy(a, typ, 0, true, false, s.Mail[0], 0, 1), OK)
	want(t, s, s.ErrorNew(a, 3), OK)
	want(t, s, s.LowerOwn(a, 1, 5), OK)
	own := s.Mail[0]
	want(t, s, s.WaitableSetNew(a), OK)
	set := s.Mail[0]
	want(t, s, s.HostBegin(a, 0), OK)
	sub := WaitableID(s.Mail[0])
	want(t, s, s.LiftBorrow(a, 1, own, sub), OK)
	want(t, s, s.HostSubtask(sub), OK)
	want(t, s, s.WaitableJoin(a, s.Mail[0]>>4, set), OK)
	want(t, s, s.ThreadNew(a, 0), OK)
	want(t, s, s.CallGuest(a, work, 0), OK)
	want(t, s, s.ThreadSuspend(b, true), Block)
	want(t, s, s.HostBegin(a, 0), OK)
	want(t, s, s.HostWait(WaitableID(s.Mail[0])), Block)
	s.Dispose(1)
	empty(t, s)
}
