package task

// Trap is why an operation trapped.
type Trap int32

// The traps; TrapText has wasmtime's wording of each.
const (
	TrapNone Trap = iota
	TrapCannotEnter
	TrapCannotLeave
	TrapUnknownHandle   // Mail[1]: index
	TrapWrongHandle     // Mail[1]: index, Mail[2]: Kind expected, Mail[3]: Kind found
	TrapHandleTableFull // Mail[1]: handles alive
	TrapLent
	TrapLiftBorrow
	TrapBorrowsRemain
	TrapReturnedTwice
	TrapReturnNotAsync
	TrapReturnSignature
	TrapNotCancelled
	TrapNoResult
	TrapSyncBlock
	TrapCallbackCode
	TrapBackpressureOverflow
	TrapBackpressureUnderflow
	TrapSetWaiters
	TrapSetNotEmpty
	TrapWaitableInSet
	TrapSubtaskUnresolved
	TrapSubtaskCancelTerminal
	TrapSubtaskCancelTwice
	TrapConcurrentCopy // Mail[1]: Kind of the end
	TrapCopyDone       // Mail[1]: Kind of the end
	TrapFutureDropped  // a future's writer that was told that the readable end dropped
	TrapCopyTooLong
	TrapNotCopying     // Mail[1]: Kind of the end
	TrapIntraComponent // Mail[1]: Kind of the end
	TrapDropBusy       // Mail[1]: Kind of the end
	TrapDropUnwritten  // a future's writable end
	TrapLiftBusy       // Mail[1]: Kind of the end
	TrapLiftDone       // Mail[1]: Kind of the end
	TrapLiftInSet      // Mail[1]: Kind of the end
	TrapUnknownThread  // Mail[1]: index
	TrapThreadNotSuspended
	TrapDeadlock
	TrapTooManyTasks   // Mail[1]: limit
	TrapTooManyThreads // Mail[1]: limit
	TrapFutureFailed   // the host's end of a future failed before it gave a value; Mail[1]: the reason of HostFail
	TrapEnd
)

// Kind is the kind of a handle, for messages.
type Kind int32

const (
	KindNone Kind = iota
	KindGuestResource
	KindOtherGuestResource
	KindHostResource
	KindOtherHostResource
	KindSubtask
	KindStreamReadable
	KindStreamWritable
	KindFutureReadable
	KindFutureWritable
	KindWaitableSet
	KindErrorContext
	KindWaitable
	KindOtherStream
	KindOtherFuture
)

var kindTexts = [...]string{
	KindNone:               "nothing",
	KindGuestResource:      "guest-defined resource",
	KindOtherGuestResource: "a different guest-defined resource",
	KindHostResource:       "host-defined resource",
	KindOtherHostResource:  "a different host-defined resource",
	KindSubtask:            "subtask",
	KindStreamReadable:     "stream read end",
	KindStreamWritable:     "stream write end",
	KindFutureReadable:     "future read end",
	KindFutureWritable:     "future write end",
	KindWaitableSet:        "waitable-set",
	KindErrorContext:       "error-context",
	KindWaitable:           "waitable",
	KindOtherStream:        "a stream of another type",
	KindOtherFuture:        "a future of another type",
}

func (k Kind) future() bool { return k == KindFutureReadable || k == KindFutureWritable }

// noun is "stream" or "future".
func (k Kind) noun() string {
	if k.future() {
		return "future"
	}
	return "stream"
}

// verb is "read" or "write".
func (k Kind) verb() string {
	if k.writable() {
		return "write"
	}
	return "read"
}

// operate is what the end of a kind does: "read from stream".
func (k Kind) operate() string {
	if k.writable() {
		return "write to " + k.noun()
	}
	return "read from " + k.noun()
}

// done says how the end of a kind came to its end.
func (k Kind) done() string {
	switch k {
	case KindStreamReadable:
		return "being notified that the writable end dropped"
	case KindStreamWritable:
		return "being notified that the readable end dropped"
	case KindFutureReadable:
		return "previous read succeeded"
	}
	return "previous write succeeded"
}

var trapTexts = [...]string{
	TrapCannotEnter:           "cannot enter component instance",
	TrapCannotLeave:           "cannot leave component instance",
	TrapLent:                  "cannot remove owned resource while borrowed",
	TrapLiftBorrow:            "cannot lift own resource from a borrow",
	TrapBorrowsRemain:         "borrow handles still remain at the end of the call",
	TrapReturnedTwice:         "`task.return` or `task.cancel` called more than once for current task",
	TrapReturnNotAsync:        "`task.return` or `task.cancel` called by a task that is not lifted with `async`",
	TrapReturnSignature:       "invalid `task.return` signature and/or options for current task",
	TrapNotCancelled:          "`task.cancel` called by task which has not been cancelled",
	TrapNoResult:              "async-lifted export failed to produce a result",
	TrapSyncBlock:             "cannot block a synchronous task before returning",
	TrapBackpressureOverflow:  "backpressure counter overflow",
	TrapBackpressureUnderflow: "backpressure counter underflow",
	TrapSetWaiters:            "cannot drop waitable set with waiters",
	TrapSetNotEmpty:           "cannot drop waitable set with waitables in it",
	TrapWaitableInSet:         "waitable cannot be used synchronously while added to a waitable set",
	TrapSubtaskUnresolved:     "cannot drop a subtask which has not yet resolved",
	TrapSubtaskCancelTerminal: "`subtask.cancel` called after terminal status delivered",
	TrapSubtaskCancelTwice:    "`subtask.cancel` called again for a subtask that is being cancelled",
	TrapConcurrentCopy:        "cannot have concurrent operations active on a future/stream",
	TrapFutureDropped:         "cannot write to future after previous write succeeded or readable end dropped",
	TrapCopyTooLong:           "stream read/write count too large: more than 2^28-1 elements",
	TrapDropUnwritten:         "cannot drop future write end without first writing a value",
	TrapThreadNotSuspended:    "cannot resume thread which is not suspended",
	TrapDeadlock:              "deadlock detected: event loop cannot make further progress",
	TrapFutureFailed:          "the host gave no value for a future",
}

// TrapText gives the text of the trap that the last operation returned, in
// wasmtime's words.
func (s *Store) TrapText() string {
	number := func(i int) string { return string(appendDecimal(nil, int64(uint32(s.Mail[i])))) }
	kind := func(i int) Kind {
		if k := Kind(s.Mail[i]); k >= 0 && int(k) < len(kindTexts) {
			return k
		}
		return KindNone
	}
	t := Trap(s.Mail[0])
	switch t {
	case TrapUnknownHandle:
		return "unknown handle index " + number(1)
	case TrapWrongHandle:
		return "handle index " + number(1) + " used with the wrong type, expected " +
			kindTexts[kind(2)] + " but found " + kindTexts[kind(3)]
	case TrapHandleTableFull:
		return "resource table has no free keys: " + number(1) + " handles are alive"
	case TrapCallbackCode:
		return "unsupported callback code: " + number(1)
	case TrapCopyDone:
		return "cannot " + kind(1).operate() + " after " + kind(1).done()
	case TrapNotCopying:
		return "`" + kind(1).noun() + ".cancel-" + kind(1).verb() + "` called when no copy is in progress"
	case TrapIntraComponent:
		return "cannot read from and write to intra-component " + kind(1).noun()
	case TrapDropBusy:
		if kind(1).writable() {
			return "cannot drop busy " + kind(1).noun()
		}
		return "cannot remove busy " + kind(1).noun()
	case TrapLiftBusy:
		return "cannot remove busy " + kind(1).noun()
	case TrapLiftDone:
		return "cannot lift " + kind(1).noun() + " after " + kind(1).done()
	case TrapLiftInSet:
		return "cannot lift " + kind(1).noun() + " while it's in a waitable set"
	case TrapUnknownThread:
		return "unknown thread index " + number(1)
	case TrapTooManyTasks:
		return "too many tasks: the limit is " + number(1)
	case TrapTooManyThreads:
		return "too many threads: the limit is " + number(1)
	}
	if t >= 0 && int(t) < len(trapTexts) && trapTexts[t] != "" {
		return trapTexts[t]
	}
	return "unknown trap"
}

// trap ends an operation; args follow the trap in Mail.
func (s *Store) trap(t Trap, args ...int32) Status {
	s.Mail[0] = int32(t)
	copy(s.Mail[1:], args)
	return Trapped
}
