package task

import "testing"

// Every built-in that may not be called during realloc or post-return says so first
// (may_leave).
func TestMayLeave(t *testing.T) {
	x := newFixture(t, stackful)
	s, a := x.s, x.a
	s.ReallocBegin(a)
	for name, op := range map[string]func() Status{
		"resource.new":               func() Status { return s.ResourceNew(a, 1, 1) },
		"resource.drop":              func() Status { return s.ResourceDrop(a, 1, 9) },
		"task.return":                func() Status { return s.ReturnBegin(a, 0, 0) },
		"task.cancel":                func() Status { return s.TaskCancel(a) },
		"waitable-set.new":           func() Status { return s.WaitableSetNew(a) },
		"waitable-set.wait":          func() Status { return s.WaitableSetWait(a, false, 9) },
		"waitable-set.poll":          func() Status { return s.WaitableSetPoll(a, false, 9) },
		"waitable-set.drop":          func() Status { return s.WaitableSetDrop(a, 9) },
		"waitable.join":              func() Status { return s.WaitableJoin(a, 9, 9) },
		"subtask.cancel":             func() Status { return s.SubtaskCancel(a, true, 9) },
		"subtask.drop":               func() Status { return s.SubtaskDrop(a, 9) },
		"stream.new":                 func() Status { return s.EndNew(a, x.stream) },
		"stream.read":                func() Status { return s.Copy(a, x.stream, 0, true, false, 9, 0, 0) },
		"stream.cancel-read":         func() Status { return s.CopyCancel(a, x.stream, true, false, 9) },
		"stream.drop-readable":       func() Status { return s.EndDrop(a, x.stream, 9, false) },
		"thread.index":               func() Status { return s.ThreadIndex(a) },
		"thread.new-indirect":        func() Status { return s.ThreadNew(a, 0) },
		"thread.resume-later":        func() Status { return s.ThreadResumeLater(a, 9) },
		"thread.suspend":             func() Status { return s.ThreadSuspend(a, false) },
		"thread.yield":               func() Status { return s.ThreadYield(a, false) },
		"thread.suspend-then-resume": func() Status { return s.ThreadSuspendThenResume(a, false, 9) },
		"thread.yield-then-promote":  func() Status { return s.ThreadYieldThenPromote(a, false, 9) },
		"error-context.new":          func() Status { return s.ErrorNew(a, 0) },
		"error-context.get":          func() Status { return s.ErrorGet(a, 9, true) },
		"error-context.drop":         func() Status { return s.ErrorDrop(a, 9) },
		"lower":                      func() Status { return s.CallGuest(a, 1, 0) },
		"lower of a host's":          func() Status { return s.HostBegin(a, 0) },
	} {
		if st := op(); st != Trapped || Trap(s.Mail[0]) != TrapCannotLeave {
			t.Error(name, statusTexts[st], s.TrapText())
		}
	}
	if s.MayLeave(a) || !s.MayLeave(x.b) || s.MayEnter(a) || !s.MayEnter(x.b) == s.inst(1).mayEnter {
		t.Error("may leave, may enter")
	}
	s.ReallocEnd(a)
	want(t, s, s.BackpressureInc(a), OK)
	if !s.MayLeave(a) {
		t.Error("may not leave after realloc")
	}
}
