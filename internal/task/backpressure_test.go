package task

import "testing"

// Task.enter_implicit_thread (CanonicalABI.md, Tasks): calls start in the order in which
// they came, also one that comes when back-pressure is over and others have not started.
func TestBackpressureKeepsOrder(t *testing.T) {
	s, a, _ := pair()
	lift := s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0)
	want(t, s, s.BackpressureInc(a), OK)
	var tasks []TaskID
	for range 3 {
		want(t, s, s.Call(lift, 0), Queued)
		tasks = append(tasks, TaskID(s.Mail[0]))
	}
	want(t, s, s.Tick(), Idle)
	want(t, s, s.BackpressureDec(a), OK)
	want(t, s, s.Call(lift, 0), Queued)
	tasks = append(tasks, TaskID(s.Mail[0]))
	for _, task := range tasks {
		want(t, s, s.Tick(), Run)
		if Action(s.Mail[0]) != ActionStart || TaskID(s.Mail[2]) != task {
			t.Fatal(s.Mail, "not", task)
		}
		want(t, s, s.ThreadSuspend(a, false), Block)
	}
	want(t, s, s.Call(lift, 0), OK)
}

// canon backpressure.inc and backpressure.dec trap at 2^16 and below 0.
func TestBackpressureBounds(t *testing.T) {
	s, a, b := pair()
	for range 1<<16 - 1 {
		want(t, s, s.BackpressureInc(a), OK)
	}
	want(t, s, s.BackpressureInc(a), Trapped)
	if got := s.TrapText(); got != "backpressure counter overflow" {
		t.Error(got)
	}
	want(t, s, s.BackpressureDec(b), Trapped)
	if got := s.TrapText(); got != "backpressure counter underflow" {
		t.Error(got)
	}
}
