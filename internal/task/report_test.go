package task

import (
	"strings"
	"testing"
)

// Waiting says of each thread what it waits for.
func TestWaiting(t *testing.T) {
	x := newFixture(t, stackful)
	s, a, b := x.s, x.a, x.b
	r, w := x.ends(x.stream)
	_ = w
	set := x.set()
	begin := func(l LiftFlags, token int32) {
		t.Helper()
		x.ok(s.Call(s.NewLift(a, l, 0, 0), token))
	}
	x.ok(s.BackpressureInc(b))
	want(t, s, s.CallGuest(a, s.NewLift(b, stackful, 0, 0), 41), Queued)
	x.ok(s.LowerDone(WaitableID(s.Mail[2]), true))
	sub := s.Mail[0] >> 4
	want(t, s, s.Copy(a, x.stream, 0, false, false, r, 0, 1), Block)
	begin(callbackLift, 42)
	want(t, s, s.CallbackReturned(callbackWait|set<<4), Block)
	begin(callbackLift, 43)
	want(t, s, s.CallbackReturned(callbackYield), Block)
	begin(stackful, 44)
	want(t, s, s.WaitableSetWait(a, false, set), Block)
	begin(stackful, 45)
	x.ok(s.HostBegin(a, 0))
	want(t, s, s.HostWait(WaitableID(s.Mail[0])), Block)
	begin(stackful, 46)
	want(t, s, s.ThreadSuspend(a, false), Block)
	begin(stackful, 47)
	want(t, s, s.ThreadYield(a, false), Block)
	x.ok(s.BackpressureDec(b))
	x.ok(s.BackpressureInc(b))
	begin(stackful, 48)
	want(t, s, s.SubtaskCancel(a, false, sub), OK)
	if SubtaskState(s.Mail[0]) != SubtaskCancelledBeforeStarted {
		t.Fatal(s.Mail)
	}
	want(t, s, s.CallGuest(a, s.NewLift(b, stackful, 0, 0), 49), Queued)
	x.ok(s.LowerDone(WaitableID(s.Mail[2]), true))

	type waits struct {
		reason WaitReason
		index  int32
	}
	got := map[int32]waits{}
	for id := s.Waiting(0); id != 0; id = s.Waiting(id) {
		got[s.Mail[1]] = waits{WaitReason(s.Mail[3]), s.Mail[4]}
		if inst := InstanceID(s.Mail[2]); inst != a && inst != b || s.Mail[0] == 0 {
			t.Error(s.Mail)
		}
	}
	for token, w := range map[int32]waits{
		0: {WaitCopy, r}, 42: {WaitSet, set}, 43: {WaitReady, 0}, 44: {WaitSet, set}, 45: {WaitSubtask, 0}, 46: {WaitSuspended, 0},
		47: {WaitReady, 0}, 49: {WaitBackpressure, 0},
	} {
		if got[token] != w {
			t.Error("token", token, "waits for", got[token], "not", w)
		}
	}
	if len(got) != 8 {
		t.Error(got)
	}
	if !s.Ready() || s.HostWork() != 1 {
		t.Error(s.Ready(), s.HostWork())
	}
}

// A trace has a line for each operation.
func TestTrace(t *testing.T) {
	s := NewStore(Limits{})
	if s.TakeTrace() != nil {
		t.Error("it traces")
	}
	s.Trace(true)
	s.Trace(true)
	s.Seed(3)
	a := s.NewInstance(0)
	s.WaitableSetNew(a)
	s.WaitableSetDrop(a, -2)
	want := "seed 3 = ok\nnew-instance 0 1 = ok\nwaitable-set.new 1 = ok | 1\nwaitable-set.drop 1 -2 = trapped | 3 -2\n"
	if got := string(s.TakeTrace()); got != want {
		t.Errorf("%q", got)
	}
	s.Unwind(0)
	if got := string(s.TakeTrace()); got != "" {
		t.Errorf("%q", got)
	}
	now := int64(7)
	s.TraceTimes(func() int64 { return now })
	s.WaitableSetNew(a)
	now = 1 << 40
	s.WaitableSetNew(a)
	s.TraceTimes(nil)
	s.WaitableSetNew(a)
	want = "@7 waitable-set.new 1 = ok | 2 -2\n@1099511627776 waitable-set.new 1 = ok | 3 -2\nwaitable-set.new 1 = ok | 4 -2\n"
	if got := string(s.TakeTrace()); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	s.Trace(false)
	s.Seed(0)
	s.TraceTimes(func() int64 { return 1 })
	if s.TakeTrace() != nil {
		t.Error("it traces")
	}
	if s.TrapText() == "" || !strings.HasPrefix((&Store{Mail: [MailSize]int32{int32(TrapEnd)}}).TrapText(), "unknown") {
		t.Error(s.TrapText())
	}
}

// The texts that only the engine's or the host's traps have.
func TestTrapTexts(t *testing.T) {
	for _, c := range []struct {
		mail [MailSize]int32
		text string
	}{
		{[MailSize]int32{int32(TrapDeadlock)}, "deadlock detected: event loop cannot make further progress"},
		{[MailSize]int32{int32(TrapFutureFailed)}, "the host gave no value for a future"},
		{[MailSize]int32{int32(TrapWrongHandle), -1, 99, -5}, "handle index 4294967295 used with the wrong type, expected nothing but found nothing"},
	} {
		if got := (&Store{Mail: c.mail}).TrapText(); got != c.text {
			t.Errorf("%q", got)
		}
	}
	for trap := TrapNone + 1; trap < TrapEnd; trap++ {
		if text := (&Store{Mail: [MailSize]int32{int32(trap)}}).TrapText(); strings.HasPrefix(text, "unknown trap") {
			t.Error(trap, text)
		}
	}
}

// What a task that the host could not begin leaves: nothing.
func TestTaskAbandon(t *testing.T) {
	for _, flags := range []LiftFlags{0, stackful, callbackLift} {
		s, a, _ := pair()
		want(t, s, s.Call(s.NewLift(a, flags, 0, 0), 0), OK)
		s.TaskAbandon(TaskID(s.Mail[0]))
		if s.Depth() != 0 || !s.MayEnter(a) {
			t.Error("it is still there", flags)
		}
		s.Dispose(1)
		empty(t, s)
	}
}

// The host's answers that come early, and what it asks about its ends.
func TestHostSides(t *testing.T) {
	x := newFixture(t, stackful)
	s, a := x.s, x.a
	// It answers before its lower says that it waits.
	sub := WaitableID(x.ok(s.HostBegin(a, 0)))
	s.HostResolve(sub)
	if x.ok(s.HostWait(sub)) != int32(SubtaskReturned) {
		t.Error(s.Mail)
	}
	sub = WaitableID(x.ok(s.HostBegin(a, 0)))
	h := x.ok(s.HostSubtask(sub)) >> 4
	s.HostResolve(sub)
	if x.ok(s.SubtaskCancel(a, false, h)) != int32(SubtaskReturned) {
		t.Error(s.Mail)
	}
	x.ok(s.SubtaskDrop(a, h))

	x.ok(s.HostNew(x.stream, 21))
	end := WaitableID(s.Mail[1])
	if s.HostToken(end) != 21 || s.EndType(s.Mail[0]) != x.stream || s.TypeFuture(x.stream) || !s.TypeFuture(x.future) {
		t.Error("the host's end")
	}
	x.ok(s.LowerEnd(a, s.Mail[0]))
	want(t, s, s.HostCopy(end, 0, 0, -1), Trapped)
	want(t, s, s.HostCopyCancel(end), Trapped)
	want(t, s, s.HostCopy(end, 0, 0, 1), Block)
	want(t, s, s.HostCopy(end, 0, 0, 1), Trapped)
	want(t, s, s.HostCopyCancel(end), OK)
	if CopyResult(s.Mail[2]) != CopyCancelled {
		t.Error(s.Mail)
	}
	x.ok(s.EndDrop(a, x.stream, 1, false))
	want(t, s, s.HostCopy(end, 0, 0, 1), OK)
	want(t, s, s.HostCopy(end, 0, 0, 1), Trapped)
	s.HostDrop(end)
}

// A thread that was picked waits again if what it waited for is gone when it goes on.
func TestSwitchedTooLate(t *testing.T) {
	x := newFixture(t, stackful)
	s, a := x.s, x.a
	set := x.set()
	h := x.call()
	x.ok(s.WaitableJoin(a, h, set))
	want(t, s, s.WaitableSetWait(a, false, set), Block)
	// The call ends, and its event is taken by somebody else in between.
	x.ok(s.Call(s.NewLift(x.b, stackful, 0, 0), 0))
	x.ok(s.ThreadResumeLater(x.b, 1))
	x.ok(s.ReturnBegin(x.b, 0, 0))
	s.Return(TaskID(s.Mail[0]))
	x.ok(s.ThreadExit())
	want(t, s, s.Tick(), Run)
	worker := ThreadID(s.Mail[1])
	x.ok(s.Switched(worker))
	x.ok(s.ReturnBegin(x.b, 0, 0))
	s.Return(TaskID(s.Mail[0]))
	x.ok(s.ThreadExit())
	want(t, s, s.Tick(), Run)
	if ThreadID(s.Mail[1]) != x.main {
		t.Fatal(s.Mail)
	}
	x.ok(s.Call(s.NewLift(a, stackful, 7, 1), 0))
	if Event(x.ok(s.WaitableSetPoll(a, false, set))) != EventSubtask {
		t.Fatal(s.Mail)
	}
	x.ok(s.ReturnBegin(a, 7, 1))
	s.Return(TaskID(s.Mail[0]))
	x.ok(s.ThreadExit())
	want(t, s, s.Switched(x.main), Block)
	want(t, s, s.Tick(), Idle)
	want(t, s, s.Switched(x.main), Trapped) // nobody told it to
}
