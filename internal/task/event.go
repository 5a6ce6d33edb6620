package task

// Event is an EventCode (CanonicalABI.md, Waitable State).
type Event int32

const (
	EventNone Event = iota
	EventSubtask
	EventStreamRead
	EventStreamWrite
	EventFutureRead
	EventFutureWrite
	EventTaskCancelled
)

// eventFailed is no event: the host's end of a future, or an instance that was disposed
// of, gave no value. Whoever waits for it traps.
const eventFailed Event = -1

func (s *Store) mailEvent(code Event, p1, p2 int32) { s.mailEventAt(0, code, p1, p2) }

func (s *Store) mailEventAt(i int, code Event, p1, p2 int32) {
	s.Mail[i], s.Mail[i+1], s.Mail[i+2] = int32(code), p1, p2
}
