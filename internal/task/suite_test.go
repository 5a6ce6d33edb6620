package task

import (
	"strings"
	"testing"
)

// Where the suite wants more than definitions.py.

// A queued call can start as soon as what has the callee for itself has gone on
// (sync-streams.wast).
func TestQueuedNext(t *testing.T) {
	s, caller, callee := pair()
	run := s.NewLift(caller, callbackLift, 0, 0)
	work := s.NewLift(callee, callbackLift, 0, 0)
	typ := s.NewType(true, true, 4)
	want(t, s, s.Call(run, 0), OK)
	// The first call returns, and waits in its core code.
	want(t, s, s.CallGuest(caller, work, 1), OK)
	sub := WaitableID(s.Mail[2])
	want(t, s, s.EndNew(callee, typ), OK)
	r, w := s.Mail[0], s.Mail[1]
	want(t, s, s.ReturnBegin(callee, 0, 0), OK)
	s.Return(TaskID(s.Mail[0]))
	want(t, s, s.LiftEnd(callee, typ, r), OK)
	sh := s.Mail[0]
	want(t, s, s.Copy(callee, typ, 0, false, true, w, 0, 1), Block)
	want(t, s, s.LowerDone(sub, false), OK)
	want(t, s, s.LowerEnd(caller, sh), OK)
	mine := s.Mail[0]

	want(t, s, s.CallGuest(caller, work, 2), Queued)
	second := TaskID(s.Mail[0])
	want(t, s, s.QueuedNext(second, caller), OK) // nothing to do: the first is not ready
	want(t, s, s.EndDrop(caller, typ, mine, false), OK)
	want(t, s, s.QueuedNext(second, caller), Run)
	if Action(s.Mail[0]) != ActionSwitch || s.Mail[3] != 1 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.Switched(ThreadID(s.Mail[1])), OK)
	want(t, s, s.EndDrop(callee, typ, w, true), OK)
	want(t, s, s.CallbackReturned(callbackExit), OK)
	want(t, s, s.QueuedNext(second, caller), Run)
	if Action(s.Mail[0]) != ActionStart || s.Mail[3] != 2 {
		t.Fatal(s.Mail)
	}
	want(t, s, s.QueuedNext(second, caller), OK)
}

// Inside a call of a sync-typed function a thread may not block unless another one is
// ready, and what blocks says so first; one that is ready but may not run
// changes the text.
func TestCheckBlock(t *testing.T) {
	s, a, b := pair()
	sync := s.NewLift(a, 0, 0, 0)
	want(t, s, s.Call(sync, 0), OK)
	typ := s.NewType(false, true, 1)
	for name, op := range map[string]func() Status{
		"wait":        func() Status { return s.WaitableSetWait(a, false, 77) },
		"cancel":      func() Status { return s.SubtaskCancel(a, false, 77) },
		"copy":        func() Status { return s.Copy(a, typ, 0, false, true, 77, 0, 0) },
		"cancel copy": func() Status { return s.CopyCancel(a, typ, false, true, 77) },
		"lower":       func() Status { return s.CheckBlock(a) },
	} {
		if want(t, s, op(), Trapped); Trap(s.Mail[0]) != TrapSyncBlock {
			t.Error(name, s.TrapText())
		}
	}
	want(t, s, s.WaitableSetPoll(a, false, 77), Trapped)
	if Trap(s.Mail[0]) != TrapUnknownHandle {
		t.Error(s.TrapText())
	}
	// A thread of another instance is ready.
	want(t, s, s.CallGuest(a, s.NewLift(b, 0, 0, 0), 0), OK)
	task, sub := TaskID(s.Mail[0]), WaitableID(s.Mail[2])
	want(t, s, s.ThreadNew(b, 5), OK)
	want(t, s, s.ThreadResumeLater(b, s.Mail[0]), OK)
	want(t, s, s.ReturnCheck(task), OK)
	s.Return(task)
	want(t, s, s.ThreadExit(), OK)
	want(t, s, s.SyncNext(task), OK)
	want(t, s, s.LowerDone(sub, false), OK)
	if want(t, s, s.CheckBlock(a), Trapped); !strings.HasPrefix(s.TrapText(), "deadlock detected") {
		t.Error(s.TrapText())
	}
	// One of its own may run meanwhile.
	want(t, s, s.ThreadNew(a, 6), OK)
	want(t, s, s.ThreadResumeLater(a, s.Mail[0]), OK)
	want(t, s, s.CheckBlock(a), OK)
}

// task.return must be of the type and encoding of the function, and of its memory if it
// has one.
func TestReturnOptions(t *testing.T) {
	for options, st := range map[int32]Status{2<<2 | 1: OK, 1: OK, 2 << 2: Trapped, 0: Trapped, 3<<2 | 1: Trapped} {
		s, a, _ := pair()
		want(t, s, s.Call(s.NewLift(a, callbackLift, 9, 2<<2|1), 0), OK)
		if got := s.ReturnBegin(a, 9, options); got != st {
			t.Errorf("%#x: %s", options, statusTexts[got])
		}
	}
}

// A copy that is cancelled counts as cancelled, whatever was copied, unless the other end
// is gone.
func TestCancelAfterPartialCopy(t *testing.T) {
	s, a, b := pair()
	u8 := s.NewType(false, true, 1)
	want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
	want(t, s, s.EndNew(a, u8), OK)
	r, w := s.Mail[0], s.Mail[1]
	want(t, s, s.LiftEnd(a, u8, r), OK)
	want(t, s, s.LowerEnd(b, s.Mail[0]), OK)
	r = s.Mail[0]
	want(t, s, s.Copy(a, u8, 0, true, true, w, 0, 8), OK)
	want(t, s, s.Copy(b, u8, 0, true, false, r, 0, 4), Copied)
	want(t, s, s.CopyCancel(a, u8, true, true, w), OK)
	if s.Mail[0] != int32(CopyCancelled)|4<<4 {
		t.Fatalf("%#x", s.Mail[0])
	}
}

// A call that is cancelled before it starts gives its token back.
func TestCancelledBeforeStarted(t *testing.T) {
	s, caller, callee := pair()
	want(t, s, s.Call(s.NewLift(caller, callbackLift, 0, 0), 0), OK)
	s.BackpressureInc(callee)
	want(t, s, s.CallGuest(caller, s.NewLift(callee, callbackLift, 0, 0), 42), Queued)
	want(t, s, s.LowerDone(WaitableID(s.Mail[2]), true), OK)
	want(t, s, s.SubtaskCancel(caller, true, s.Mail[0]>>4), OK)
	if SubtaskState(s.Mail[0]) != SubtaskCancelledBeforeStarted || s.Mail[1] != 42 {
		t.Fatal(s.Mail)
	}
}
