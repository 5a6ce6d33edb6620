package task

import "testing"

// fixture is a store with a running task of instance a (stackful unless the case makes
// another), and types.
type fixture struct {
	*testing.T
	s                  *Store
	a, b               InstanceID
	task               TaskID
	main               ThreadID
	stream, other, txt int32 // stream types: two of numbers, one of what is no number
	future             int32
}

func newFixture(t *testing.T, flags LiftFlags) *fixture {
	s, a, b := pair()
	x := &fixture{T: t, s: s, a: a, b: b}
	x.stream, x.other, x.txt = s.NewType(false, true, 1), s.NewType(false, true, 2), s.NewType(false, false, 8)
	x.future = s.NewType(true, true, 4)
	want(t, s, s.Call(s.NewLift(a, flags, 7, 1), 0), OK)
	x.task, x.main = TaskID(s.Mail[0]), ThreadID(s.Mail[1])
	return x
}

// ok fails the test unless an operation is done; it gives its first value.
func (x *fixture) ok(st Status) int32 {
	x.Helper()
	if st != OK && st != Copied {
		x.Fatalf("status %s (%s)", statusTexts[st], x.s.TrapText())
	}
	return x.s.Mail[0]
}

// ends makes a stream or future with both ends in a's table.
func (x *fixture) ends(typ int32) (r, w int32) {
	x.ok(x.s.EndNew(x.a, typ))
	return x.s.Mail[0], x.s.Mail[1]
}

// set makes a waitable set.
func (x *fixture) set() int32 { return x.ok(x.s.WaitableSetNew(x.a)) }

// call makes a call of b that waits; its handle.
func (x *fixture) call() int32 {
	x.Helper()
	x.ok(x.s.CallGuest(x.a, x.s.NewLift(x.b, LiftAsyncType|LiftAsync, 0, 0), 0))
	sub := WaitableID(x.s.Mail[2])
	want(x.T, x.s, x.s.ThreadSuspend(x.b, false), Block)
	return x.ok(x.s.LowerDone(sub, true)) >> 4
}

const stackful = LiftAsyncType | LiftAsync

// Each trap of CanonicalABI.md that needs no host, by an operation that has it, in
// wasmtime's words.
func TestTraps(t *testing.T) {
	for _, c := range []struct {
		section, text string
		flags         LiftFlags
		do            func(x *fixture) Status
	}{
		{"canon lift: may_enter", "cannot enter component instance", stackful, func(x *fixture) Status {
			return x.s.Call(x.s.NewLift(x.a, 0, 0, 0), 0)
		}},
		{"canon lift: core function returned without task.return", "async-lifted export failed to produce a result", stackful, func(x *fixture) Status {
			return x.s.ThreadExit()
		}},
		{"canon lift: callback", "async-lifted export failed to produce a result", callbackLift, func(x *fixture) Status {
			return x.s.CallbackReturned(callbackExit)
		}},
		{"canon lift: CallbackCode", "unsupported callback code: 5", callbackLift, func(x *fixture) Status {
			return x.s.CallbackReturned(5)
		}},
		{"canon lift: WAIT", "unknown handle index 9", callbackLift, func(x *fixture) Status {
			return x.s.CallbackReturned(callbackWait | 9<<4)
		}},
		{"canon lift: WAIT", "handle index 1 used with the wrong type, expected waitable-set but found stream read end", callbackLift, func(x *fixture) Status {
			x.ends(x.stream)
			return x.s.CallbackReturned(callbackWait | 1<<4)
		}},
		{"canon lift: a sync-typed function blocks", "cannot block a synchronous task before returning", 0, func(x *fixture) Status {
			want(x.T, x.s, x.s.ThreadSuspend(x.a, false), Block)
			return x.s.SyncNext(x.task)
		}},
		{"canon lower: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			x.s.ReallocBegin(x.a)
			return x.s.CallGuest(x.a, x.s.NewLift(x.b, 0, 0, 0), 0)
		}},
		{"canon resource.new: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			x.s.SetMayLeave(x.a, false)
			return x.s.ResourceNew(x.a, 1, 1)
		}},
		{"canon error-context.new: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			x.s.SetMayLeave(x.a, false)
			return x.s.ErrorNew(x.a, 1)
		}},
		{"canon error-context.debug-message: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			e := x.ok(x.s.ErrorNew(x.a, 1))
			x.s.SetMayLeave(x.a, false)
			return x.s.ErrorGet(x.a, e, true)
		}},
		{"canon resource.drop: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			h := x.ok(x.s.LowerOwn(x.a, 1, 1))
			x.s.SetMayLeave(x.a, false)
			return x.s.ResourceDrop(x.a, 1, h)
		}},
		{"canon thread.index: may_leave", "cannot leave component instance", stackful, func(x *fixture) Status {
			x.s.SetMayLeave(x.a, false)
			return x.s.ThreadIndex(x.a)
		}},
		{"canon resource.rep", "unknown handle index 3", stackful, func(x *fixture) Status { return x.s.ResourceRep(x.a, 1, 3) }},
		{"canon resource.rep", "handle index 1 used with the wrong type, expected guest-defined resource but found a different guest-defined resource", stackful, func(x *fixture) Status {
			return x.s.ResourceRep(x.a, 2, x.ok(x.s.ResourceNew(x.a, 1, 1)))
		}},
		{"canon resource.rep", "handle index 1 used with the wrong type, expected host-defined resource but found a different host-defined resource", stackful, func(x *fixture) Status {
			return x.s.ResourceRep(x.a, -2, x.ok(x.s.LowerOwn(x.a, -1, 1)))
		}},
		{"canon resource.rep", "handle index 1 used with the wrong type, expected guest-defined resource but found waitable-set", stackful, func(x *fixture) Status {
			return x.s.ResourceRep(x.a, 2, x.set())
		}},
		{"canon resource.drop: num_lends", "cannot remove owned resource while borrowed", stackful, func(x *fixture) Status {
			h := x.ok(x.s.ResourceNew(x.a, 1, 1))
			sub := x.ok(x.s.HostBegin(x.a, 0))
			x.ok(x.s.LiftBorrow(x.a, 1, h, WaitableID(sub)))
			return x.s.ResourceDrop(x.a, 1, h)
		}},
		{"lift_own: num_lends", "cannot remove owned resource while borrowed", stackful, func(x *fixture) Status {
			h := x.ok(x.s.ResourceNew(x.a, 1, 1))
			sub := x.ok(x.s.HostBegin(x.a, 0))
			x.ok(x.s.LiftBorrow(x.a, 1, h, WaitableID(sub)))
			return x.s.LiftOwn(x.a, 1, h)
		}},
		{"lift_own: own", "cannot lift own resource from a borrow", stackful, func(x *fixture) Status {
			return x.s.LiftOwn(x.a, 1, x.ok(x.s.LowerBorrow(x.a, 1, 1, x.task)))
		}},
		{"lift_borrow", "unknown handle index 1", stackful, func(x *fixture) Status { return x.s.LiftBorrow(x.a, 1, 1, 0) }},
		{"lift_own", "unknown handle index 1", stackful, func(x *fixture) Status { return x.s.LiftOwn(x.a, 1, 1) }},
		{"Task.return_: num_borrows", "borrow handles still remain at the end of the call", stackful, func(x *fixture) Status {
			x.ok(x.s.LowerBorrow(x.a, 1, 1, x.task))
			return x.s.ReturnBegin(x.a, 7, 1)
		}},
		{"Task.cancel: num_borrows", "borrow handles still remain at the end of the call", callbackLift, func(x *fixture) Status {
			x.ok(x.s.LowerBorrow(x.a, 1, 1, x.task))
			want(x.T, x.s, x.s.CallbackReturned(callbackYield), Block)
			want(x.T, x.s, x.s.CancelTask(x.task), Run)
			return x.s.TaskCancel(x.a)
		}},
		{"Task.return_: RESOLVED", "`task.return` or `task.cancel` called more than once for current task", stackful, func(x *fixture) Status {
			x.ok(x.s.ReturnBegin(x.a, 7, 1))
			x.s.Return(x.task)
			return x.s.ReturnBegin(x.a, 7, 1)
		}},
		{"Task.cancel: RESOLVED", "`task.return` or `task.cancel` called more than once for current task", stackful, func(x *fixture) Status {
			x.ok(x.s.ReturnBegin(x.a, 7, 1))
			x.s.Return(x.task)
			return x.s.TaskCancel(x.a)
		}},
		{"Task.cancel: CANCEL_DELIVERED", "`task.cancel` called by task which has not been cancelled", stackful, func(x *fixture) Status {
			return x.s.TaskCancel(x.a)
		}},
		{"canon task.return: opts.async_", "`task.return` or `task.cancel` called by a task that is not lifted with `async`", 0, func(x *fixture) Status {
			return x.s.ReturnBegin(x.a, 7, 1)
		}},
		{"canon task.cancel: opts.async_", "`task.return` or `task.cancel` called by a task that is not lifted with `async`", LiftAsyncType, func(x *fixture) Status {
			return x.s.TaskCancel(x.a)
		}},
		{"canon task.return: result type", "invalid `task.return` signature and/or options for current task", stackful, func(x *fixture) Status {
			return x.s.ReturnBegin(x.a, 8, 1)
		}},
		{"Table.add", "resource table has no free keys: 3 handles are alive", stackful, func(x *fixture) Status {
			x.s.limits.Handles = 3
			x.set()
			x.set()
			x.set()
			return x.s.WaitableSetNew(x.a)
		}},
		{"Table.add", "resource table has no free keys: 1 handles are alive", stackful, func(x *fixture) Status {
			x.s.limits.Handles = 1
			return x.s.EndNew(x.a, x.stream)
		}},
		{"Table.add", "resource table has no free keys: 1 handles are alive", stackful, func(x *fixture) Status {
			x.s.limits.Handles = 1
			x.set()
			return x.s.ErrorNew(x.a, 0)
		}},
		{"WaitableSet.drop: elems", "cannot drop waitable set with waitables in it", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			set := x.set()
			x.ok(x.s.WaitableJoin(x.a, r, set))
			return x.s.WaitableSetDrop(x.a, set)
		}},
		{"WaitableSet.drop: num_waiting", "cannot drop waitable set with waiters", stackful, func(x *fixture) Status {
			set := x.set()
			want(x.T, x.s, x.s.WaitableSetWait(x.a, false, set), Block)
			x.ok(x.s.Call(x.s.NewLift(x.a, stackful, 0, 0), 0))
			return x.s.WaitableSetDrop(x.a, set)
		}},
		{"canon waitable-set.poll", "handle index 1 used with the wrong type, expected waitable-set but found stream read end", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			return x.s.WaitableSetPoll(x.a, false, r)
		}},
		{"canon waitable.join", "handle index 1 used with the wrong type, expected waitable but found waitable-set", stackful, func(x *fixture) Status {
			set := x.set()
			return x.s.WaitableJoin(x.a, set, set)
		}},
		{"canon waitable.join", "unknown handle index 8", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			return x.s.WaitableJoin(x.a, r, 8)
		}},
		{"canon waitable.join: has_sync_waiter", "waitable cannot be used synchronously while added to a waitable set", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			set := x.set()
			want(x.T, x.s, x.s.Copy(x.a, x.stream, 0, false, false, r, 0, 1), Block)
			x.ok(x.s.Call(x.s.NewLift(x.a, stackful, 0, 0), 0))
			return x.s.WaitableJoin(x.a, r, set)
		}},
		{"canon subtask.cancel: in_waitable_set", "waitable cannot be used synchronously while added to a waitable set", stackful, func(x *fixture) Status {
			h := x.call()
			x.ok(x.s.WaitableJoin(x.a, h, x.set()))
			return x.s.SubtaskCancel(x.a, false, h)
		}},
		{"canon subtask.cancel: resolve_delivered", "`subtask.cancel` called after terminal status delivered", stackful, func(x *fixture) Status {
			x.ok(x.s.HostBegin(x.a, 0))
			h := x.ok(x.s.HostSubtask(WaitableID(x.s.Mail[0]))) >> 4
			want(x.T, x.s, x.s.SubtaskCancel(x.a, true, h), HostCancel)
			x.ok(x.s.SubtaskCancelDone(x.a, true, h))
			return x.s.SubtaskCancel(x.a, true, h)
		}},
		{"canon subtask.cancel: cancellation_requested", "`subtask.cancel` called again for a subtask that is being cancelled", stackful, func(x *fixture) Status {
			h := x.call()
			if x.ok(x.s.SubtaskCancel(x.a, true, h)) != Blocked {
				x.Fatal(x.s.Mail)
			}
			return x.s.SubtaskCancel(x.a, true, h)
		}},
		{"canon subtask.cancel", "handle index 1 used with the wrong type, expected subtask but found waitable-set", stackful, func(x *fixture) Status {
			return x.s.SubtaskCancel(x.a, true, x.set())
		}},
		{"canon subtask.cancel", "unknown handle index 4", stackful, func(x *fixture) Status { return x.s.SubtaskCancelDone(x.a, true, 4) }},
		{"Subtask.drop", "cannot drop a subtask which has not yet resolved", stackful, func(x *fixture) Status {
			return x.s.SubtaskDrop(x.a, x.call())
		}},
		{"canon subtask.drop", "unknown handle index 4", stackful, func(x *fixture) Status { return x.s.SubtaskDrop(x.a, 4) }},
		{"canon stream.read: IDLE", "cannot have concurrent operations active on a future/stream", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			x.ok(x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1))
			return x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1)
		}},
		{"canon stream.read: DONE", "cannot read from stream after being notified that the writable end dropped", stackful, func(x *fixture) Status {
			r, w := x.ends(x.stream)
			x.ok(x.s.EndDrop(x.a, x.stream, w, true))
			x.ok(x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1))
			return x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1)
		}},
		{"canon stream.write: DONE", "cannot write to stream after being notified that the readable end dropped", stackful, func(x *fixture) Status {
			r, w := x.ends(x.stream)
			x.ok(x.s.EndDrop(x.a, x.stream, r, false))
			x.ok(x.s.Copy(x.a, x.stream, 0, true, true, w, 0, 1))
			return x.s.Copy(x.a, x.stream, 0, true, true, w, 0, 1)
		}},
		{"canon future.read: DONE", "cannot read from future after previous read succeeded", stackful, func(x *fixture) Status {
			r, w := x.ends(x.future)
			x.ok(x.s.Copy(x.a, x.future, 0, true, true, w, 0, 1))
			x.ok(x.s.Copy(x.a, x.future, 0, true, false, r, 4, 1))
			return x.s.Copy(x.a, x.future, 0, true, false, r, 4, 1)
		}},
		{"canon future.write: DONE", "cannot write to future after previous write succeeded", stackful, func(x *fixture) Status {
			r, w := x.ends(x.future)
			x.ok(x.s.Copy(x.a, x.future, 0, true, false, r, 4, 1))
			x.ok(x.s.Copy(x.a, x.future, 0, true, true, w, 0, 1))
			return x.s.Copy(x.a, x.future, 0, true, true, w, 0, 1)
		}},
		{"canon future.write: DONE after DROPPED", "cannot write to future after previous write succeeded or readable end dropped", stackful, func(x *fixture) Status {
			r, w := x.ends(x.future)
			x.ok(x.s.EndDrop(x.a, x.future, r, false))
			x.ok(x.s.Copy(x.a, x.future, 0, true, true, w, 0, 1))
			return x.s.Copy(x.a, x.future, 0, true, true, w, 0, 1)
		}},
		{"canon stream.read: in_waitable_set", "waitable cannot be used synchronously while added to a waitable set", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			x.ok(x.s.WaitableJoin(x.a, r, x.set()))
			return x.s.Copy(x.a, x.stream, 0, false, false, r, 0, 1)
		}},
		{"canon stream.read: end", "handle index 2 used with the wrong type, expected stream read end but found stream write end", stackful, func(x *fixture) Status {
			_, w := x.ends(x.stream)
			return x.s.Copy(x.a, x.stream, 0, true, false, w, 0, 1)
		}},
		{"canon stream.read: type", "handle index 1 used with the wrong type, expected stream read end but found a stream of another type", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			return x.s.Copy(x.a, x.other, 0, true, false, r, 0, 1)
		}},
		{"canon future.read: type", "handle index 1 used with the wrong type, expected future read end but found a future of another type", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.future)
			return x.s.Copy(x.a, x.s.NewType(true, true, 8), 0, true, false, r, 0, 1)
		}},
		{"Buffer.MAX_LENGTH", "stream read/write count too large: more than 2^28-1 elements", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			return x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1<<28)
		}},
		{"SharedStreamImpl.write: pending_inst", "cannot read from and write to intra-component stream", stackful, func(x *fixture) Status {
			r, w := x.ends(x.txt)
			x.ok(x.s.Copy(x.a, x.txt, 0, true, false, r, 0, 1))
			return x.s.Copy(x.a, x.txt, 0, true, true, w, 0, 1)
		}},
		{"canon stream.cancel-read: COPYING", "`stream.cancel-read` called when no copy is in progress", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			return x.s.CopyCancel(x.a, x.stream, true, false, r)
		}},
		{"canon future.cancel-write: COPYING", "`future.cancel-write` called when no copy is in progress", stackful, func(x *fixture) Status {
			_, w := x.ends(x.future)
			return x.s.CopyCancel(x.a, x.future, true, true, w)
		}},
		{"canon stream.cancel-read: in_waitable_set", "waitable cannot be used synchronously while added to a waitable set", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			x.ok(x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1))
			x.ok(x.s.WaitableJoin(x.a, r, x.set()))
			return x.s.CopyCancel(x.a, x.stream, false, false, r)
		}},
		{"CopyEnd.drop", "cannot remove busy stream", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			x.ok(x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1))
			return x.s.EndDrop(x.a, x.stream, r, false)
		}},
		{"CopyEnd.drop", "cannot drop busy stream", stackful, func(x *fixture) Status {
			_, w := x.ends(x.stream)
			x.ok(x.s.Copy(x.a, x.stream, 0, true, true, w, 0, 1))
			return x.s.EndDrop(x.a, x.stream, w, true)
		}},
		{"WritableFutureEnd.drop", "cannot drop future write end without first writing a value", stackful, func(x *fixture) Status {
			_, w := x.ends(x.future)
			return x.s.EndDrop(x.a, x.future, w, true)
		}},
		{"canon stream.drop-readable", "unknown handle index 1", stackful, func(x *fixture) Status { return x.s.EndDrop(x.a, x.stream, 1, false) }},
		{"lift_async_value: IDLE", "cannot remove busy future", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.future)
			x.ok(x.s.Copy(x.a, x.future, 0, true, false, r, 0, 1))
			return x.s.LiftEnd(x.a, x.future, r)
		}},
		{"lift_async_value: DONE", "cannot lift stream after being notified that the writable end dropped", stackful, func(x *fixture) Status {
			r, w := x.ends(x.stream)
			x.ok(x.s.EndDrop(x.a, x.stream, w, true))
			x.ok(x.s.Copy(x.a, x.stream, 0, true, false, r, 0, 1))
			return x.s.LiftEnd(x.a, x.stream, r)
		}},
		{"lift_async_value: in_waitable_set", "cannot lift stream while it's in a waitable set", stackful, func(x *fixture) Status {
			r, _ := x.ends(x.stream)
			x.ok(x.s.WaitableJoin(x.a, r, x.set()))
			return x.s.LiftEnd(x.a, x.stream, r)
		}},
		{"lift_async_value", "handle index 1 used with the wrong type, expected stream read end but found waitable-set", stackful, func(x *fixture) Status {
			return x.s.LiftEnd(x.a, x.stream, x.set())
		}},
		{"lift_error_context", "handle index 1 used with the wrong type, expected error-context but found waitable-set", stackful, func(x *fixture) Status {
			return x.s.ErrorGet(x.a, x.set(), false)
		}},
		{"canon error-context.drop", "unknown handle index 5", stackful, func(x *fixture) Status { return x.s.ErrorDrop(x.a, 5) }},
		{"canon thread.resume-later", "unknown thread index 6", stackful, func(x *fixture) Status { return x.s.ThreadResumeLater(x.a, 6) }},
		{"canon thread.yield-then-resume", "unknown thread index 0", stackful, func(x *fixture) Status { return x.s.ThreadYieldThenResume(x.a, false, 0) }},
		{"canon thread.suspend-then-promote", "unknown thread index 6", stackful, func(x *fixture) Status { return x.s.ThreadSuspendThenPromote(x.a, false, 6) }},
		{"canon thread.resume-later: suspended", "cannot resume thread which is not suspended", stackful, func(x *fixture) Status {
			return x.s.ThreadResumeLater(x.a, x.ok(x.s.ThreadIndex(x.a)))
		}},
		{"canon thread.suspend-then-resume: suspended", "cannot resume thread which is not suspended", stackful, func(x *fixture) Status {
			i := x.ok(x.s.ThreadNew(x.a, 0))
			x.ok(x.s.ThreadResumeLater(x.a, i))
			return x.s.ThreadSuspendThenResume(x.a, false, i)
		}},
		{"Limits.Threads", "too many threads: the limit is 2", stackful, func(x *fixture) Status {
			x.s.limits.Threads = 2
			x.ok(x.s.ThreadNew(x.a, 0))
			return x.s.ThreadNew(x.a, 0)
		}},
		{"Limits.Tasks", "too many tasks: the limit is 1", stackful, func(x *fixture) Status {
			x.s.limits.Tasks = 1
			return x.s.CallGuest(x.a, x.s.NewLift(x.b, stackful, 0, 0), 0)
		}},
		{"Limits.Tasks: calls of the host", "too many tasks: the limit is 2", stackful, func(x *fixture) Status {
			x.s.limits.Tasks = 2
			for range 2 {
				want(t, x.s, x.s.HostBegin(x.a, 0), OK)
				want(t, x.s, x.s.HostSubtask(WaitableID(x.s.Mail[0])), OK)
			}
			return x.s.HostBegin(x.a, 0)
		}},
	} {
		t.Run(c.section+"/"+c.text, func(t *testing.T) {
			x := newFixture(t, c.flags)
			want(t, x.s, c.do(x), Trapped)
			if got := x.s.TrapText(); got != c.text {
				t.Errorf("the text is %q", got)
			}
			// Nothing of it is left, and a neighbour goes on.
			x.s.Poison(x.a)
			x.s.Unwind(0)
			x.s.DropEnds(x.a)
			want(t, x.s, x.s.Tick(), Idle)
			root := x.s.NewInstance(0)
			want(t, x.s, x.s.Call(x.s.NewLift(root, stackful, 0, 0), 0), OK)
			want(t, x.s, x.s.ReturnBegin(root, 0, 0), OK)
			x.s.Return(TaskID(x.s.Mail[0]))
			want(t, x.s, x.s.ThreadExit(), OK)
			x.s.Dispose(1)
			x.s.Dispose(root)
			empty(t, x.s)
		})
	}
}
