package task

import "testing"

// want fails the test unless an operation had this status.
func want(t *testing.T, s *Store, got, want Status) {
	t.Helper()
	if got != want {
		t.Fatalf("status %s, not %s; mail %v (%s)", statusTexts[got], statusTexts[want], s.Mail, s.TrapText())
	}
}

// pair is a store with a caller and a callee, siblings inside a root.
func pair() (s *Store, caller, callee InstanceID) {
	s = NewStore(Limits{})
	root := s.NewInstance(0)
	return s, s.NewInstance(root), s.NewInstance(root)
}

const callbackLift = LiftAsyncType | LiftAsync | LiftCallback

// An asynchronous call of an async function that waits for its caller: the callee
// waits on an empty set until a stream of the caller's gives it an event.
func TestCallWaitsAndReturns(t *testing.T) {
	s, caller, callee := pair()
	run := s.NewLift(caller, callbackLift, 1, 1)
	work := s.NewLift(callee, callbackLift, 2, 2)

	want(t, s, s.Call(run, 70), OK)
	outer := TaskID(s.Mail[0])
	want(t, s, s.CallGuest(caller, work, 71), OK)
	inner, sub := TaskID(s.Mail[0]), WaitableID(s.Mail[2])
	want(t, s, s.WaitableSetNew(callee), OK)
	set := s.Mail[0]
	want(t, s, s.CallbackReturned(callbackWait|set<<4), Block)
	want(t, s, s.LowerDone(sub, true), OK)
	if s.Mail[0] != int32(SubtaskStarted)|1<<4 {
		t.Fatalf("the lower gave %#x", s.Mail[0])
	}
	want(t, s, s.WaitableSetNew(caller), OK)
	mine := s.Mail[0]
	want(t, s, s.WaitableJoin(caller, 1, mine), OK)
	want(t, s, s.CallbackReturned(callbackWait|mine<<4), Block)
	want(t, s, s.Tick(), Idle)

	// The host cancels: the outer task gets the event, cancels its subtask.
	want(t, s, s.CancelTask(outer), Run)
	if Action(s.Mail[0]) != ActionCallback || Event(s.Mail[4]) != EventTaskCancelled || s.Mail[3] != 70 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.WaitableJoin(caller, 1, 0), OK)
	want(t, s, s.SubtaskCancel(caller, false, 1), Run)
	if Action(s.Mail[0]) != ActionCallback || TaskID(s.Mail[2]) != inner || s.Mail[3] != 71 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.TaskCancel(callee), OK)
	want(t, s, s.CallbackReturned(callbackExit), OK)
	want(t, s, s.SubtaskCancelDone(caller, false, 1), OK)
	if SubtaskState(s.Mail[0]) != SubtaskCancelledBeforeReturned {
		t.Fatal(s.Mail)
	}
	want(t, s, s.SubtaskDrop(caller, 1), OK)
	want(t, s, s.TaskCancel(caller), OK)
	want(t, s, s.CallbackReturned(callbackExit), OK)
	want(t, s, s.WaitableSetDrop(caller, mine), OK)
}

func TestStreamBetweenComponents(t *testing.T) {
	s, a, b := pair()
	u8 := s.NewType(false, true, 1)
	lift := s.NewLift(a, callbackLift, 0, 0)
	want(t, s, s.Call(lift, 0), OK)
	want(t, s, s.EndNew(a, u8), OK)
	r, w := s.Mail[0], s.Mail[1]
	want(t, s, s.LiftEnd(a, u8, r), OK)
	want(t, s, s.LowerEnd(b, s.Mail[0]), OK)
	theirs := s.Mail[0]
	want(t, s, s.Copy(b, u8, 9, true, false, theirs, 100, 12), OK)
	if s.Mail[0] != Blocked {
		t.Fatal(s.Mail)
	}
	want(t, s, s.Copy(a, u8, 8, true, true, w, 200, 4), Copied)
	if got := [9]int32(s.Mail[:9]); got != [9]int32{4 << 4, 4, 8, 200, 9, 100, 0, 0, u8} {
		t.Fatal(got)
	}
	want(t, s, s.Copy(a, u8, 8, true, true, w, 300, 2), Copied)
	if s.Mail[5] != 104 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.EndDrop(a, u8, w, true), OK)
	want(t, s, s.CopyCancel(b, u8, true, false, theirs), OK)
	if s.Mail[0] != int32(CopyDropped)|6<<4 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.EndDrop(b, u8, theirs, false), OK)
	if _, _, waitables, _, streams, _ := s.Live(); waitables != 0 || streams != 0 {
		t.Fatal(waitables, streams)
	}
}

func TestTextOfCancelWrite(t *testing.T) {
	s, a, _ := pair()
	u8 := s.NewType(false, true, 1)
	want(t, s, s.EndNew(a, u8), OK)
	for i, text := range []string{
		"`stream.cancel-read` called when no copy is in progress",
		"`stream.cancel-write` called when no copy is in progress",
	} {
		want(t, s, s.CopyCancel(a, u8, false, i == 1, int32(i+1)), Trapped)
		if s.TrapText() != text {
			t.Error(s.TrapText())
		}
	}
}

// Threads of other roots do not change why a sync-typed task traps that blocks.
func TestSyncBlockAmongOthers(t *testing.T) {
	s, _, inst := pair()
	other := s.NewInstance(0)
	want(t, s, s.Call(s.NewLift(other, callbackLift, 0, 0), 0), OK)
	want(t, s, s.CallbackReturned(callbackYield), Block)
	want(t, s, s.Call(s.NewLift(inst, 0, 0, 0), 0), OK)
	want(t, s, s.CheckBlock(inst), Trapped)
	if Trap(s.Mail[0]) != TrapSyncBlock {
		t.Error(s.TrapText())
	}
}
