package task

// Status is what an engine must do after an operation.
type Status int32

const (
	// OK: the operation is done.
	OK Status = iota
	// Block: the running thread waits. The engine parks its stack and lets whoever
	// resumed the thread go on; when an Action picks the thread again, the stack calls
	// Switched, which completes the operation. Mail[0] is the ThreadID.
	Block
	// Trapped: Mail[0] is the Trap; TrapText gives its text. The engine ends the guest's
	// code and calls Poison.
	Trapped
	// Copied: the operation is done, and the engine copies elements before it
	// returns to the guest, see Transfer.
	Copied
	// Run: the engine performs the Action in Mail, in place of the stack that it
	// parks (thread.*-then-*; Mail[7] is its ThreadID) or before it goes on (subtask.cancel, then
	// SubtaskCancelDone; SyncNext, then SyncNext).
	Run
	// HostCancel: Mail[1] is the token of the host's call that the guest cancels. The
	// engine tells the host, then goes on with SubtaskCancelDone.
	HostCancel
	// Queued: a call waits for its instance (back-pressure); an ActionStart begins it.
	Queued
	// Idle: no thread is ready.
	Idle
)

// Action is what an engine must do to run a thread: Mail[0] after Tick, or after a
// Status of Run. Mail[1] is the ThreadID, Mail[2] the TaskID, Mail[3] the token of
// the task's Call.
type Action int32

const (
	// ActionStart begins a call that was queued: lower the parameters, call the core
	// function. Mail[4] is the subtask, 0 if the host called.
	ActionStart Action = iota + 1
	// ActionCallback calls the callback with Mail[4], Mail[5], Mail[6], then
	// CallbackReturned.
	ActionCallback
	// ActionSwitch continues the parked stack of the thread, which calls Switched.
	ActionSwitch
	// ActionThread begins a thread of thread.new-indirect on a stack of its own; Mail[3]
	// is that operation's token. ThreadExit ends it.
	ActionThread
)

// Blocked is what copies, and an asynchronous subtask.cancel, give the guest if
// they have to wait (CanonicalABI.md, BLOCKED).
const Blocked = -1

// MailSize is the number of words in Store.Mail.
const MailSize = 12
