package task

import "testing"

// canon subtask.cancel (CanonicalABI.md): a synchronous one waits for the end, though the
// event that the call has started is there.
func TestSyncCancelPassesStartedOver(t *testing.T) {
	s, caller, callee := pair()
	work := s.NewLift(callee, LiftAsyncType|LiftAsync, 0, 0)
	want(t, s, s.Call(s.NewLift(caller, LiftAsyncType|LiftAsync, 0, 0), 0), OK)
	main := ThreadID(s.Mail[1])
	want(t, s, s.BackpressureInc(callee), OK)
	want(t, s, s.CallGuest(caller, work, 0), Queued)
	want(t, s, s.LowerDone(WaitableID(s.Mail[2]), true), OK)
	handle := s.Mail[0] >> 4
	want(t, s, s.BackpressureDec(callee), OK)
	want(t, s, s.ThreadYield(caller, false), Block)
	want(t, s, s.Tick(), Run) // the start
	if Action(s.Mail[0]) != ActionStart {
		t.Fatal(s.Mail)
	}
	worker := ThreadID(s.Mail[1])
	want(t, s, s.ThreadSuspend(callee, false), Block)
	want(t, s, s.Tick(), Run)
	want(t, s, s.Switched(main), OK)
	want(t, s, s.SubtaskCancel(caller, false, handle), Block)
	want(t, s, s.Tick(), Idle)

	want(t, s, s.Call(s.NewLift(callee, LiftAsyncType|LiftAsync, 0, 0), 0), OK)
	want(t, s, s.ThreadResumeLater(callee, s.thread(worker).index), OK)
	want(t, s, s.ReturnBegin(callee, 0, 0), OK)
	s.Return(TaskID(s.Mail[0]))
	want(t, s, s.ThreadExit(), OK)
	want(t, s, s.Tick(), Run)
	want(t, s, s.Switched(worker), OK)
	want(t, s, s.ThreadYield(callee, true), OK)
	if s.Mail[0] != 1 {
		t.Fatal("not cancelled", s.Mail)
	}
	want(t, s, s.TaskCancel(callee), OK)
	want(t, s, s.ThreadExit(), OK)
	want(t, s, s.Tick(), Run)
	want(t, s, s.Switched(main), OK)
	if SubtaskState(s.Mail[0]) != SubtaskCancelledBeforeReturned {
		t.Fatal(s.Mail)
	}
}

// What a host's function answers after the guest has cancelled its call is dropped.
func TestHostAnswersAfterCancel(t *testing.T) {
	s, a, _ := pair()
	want(t, s, s.Call(s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0), 0), OK)
	want(t, s, s.HostBegin(a, 9), OK)
	sub := WaitableID(s.Mail[0])
	want(t, s, s.HostSubtask(sub), OK)
	handle := s.Mail[0] >> 4
	want(t, s, s.SubtaskCancel(a, true, handle), HostCancel)
	if s.Mail[1] != 9 {
		t.Fatal(s.Mail)
	}
	s.HostResolve(sub)
	want(t, s, s.SubtaskCancelDone(a, true, handle), OK)
	if SubtaskState(s.Mail[0]) != SubtaskCancelledBeforeReturned {
		t.Fatal(s.Mail)
	}
	want(t, s, s.SubtaskDrop(a, handle), OK)
}
