package task

// trace is a run as text: a line for each operation, with its arguments, status and
// mail. Two runs with the same lines went the same way.
type trace struct {
	text  []byte
	clock func() int64
}

// Trace begins to write a trace, or ends it.
func (s *Store) Trace(on bool) {
	if !on {
		s.trace = nil
	} else if s.trace == nil {
		s.trace = new(trace)
	}
}

// TraceTimes has each line of the trace that was begun say first when it was written,
// "@1234 ", by a clock; nil ends that. Nothing happens without a trace.
func (s *Store) TraceTimes(clock func() int64) {
	if s.trace != nil {
		s.trace.clock = clock
	}
}

// TakeTrace gives the lines since the last call.
func (s *Store) TakeTrace() []byte {
	if s.trace == nil {
		return nil
	}
	text := s.trace.text
	s.trace.text = nil
	return text
}

// TraceText is where the lines lie until TakeTrace, nil without a trace: for what is left of
// a core that broke.
func (s *Store) TraceText() *[]byte {
	if s.trace == nil {
		return nil
	}
	return &s.trace.text
}

var statusTexts = [...]string{"ok", "block", "trapped", "copied", "run", "host-cancel", "queued", "idle"}

// note writes the line of an operation and gives its status. It stands in every
// operation, so that a trace can be repeated.
func (s *Store) note(op string, st Status, args ...int32) Status {
	if s.trace != nil {
		s.trace.write(op, st, args, &s.Mail)
	}
	return st
}

// write appends "op 1 2 = ok | 3 4".
func (t *trace) write(op string, st Status, args []int32, mail *[MailSize]int32) {
	b := t.text
	if t.clock != nil {
		b = append(appendDecimal(append(b, '@'), t.clock()), ' ')
	}
	b = append(b, op...)
	for _, a := range args {
		b = appendDecimal(append(b, ' '), int64(a))
	}
	b = append(append(b, " = "...), statusTexts[st]...)
	last := len(mail)
	for last > 0 && mail[last-1] == 0 {
		last--
	}
	if last > 0 {
		b = append(b, " |"...)
	}
	for _, m := range mail[:last] {
		b = appendDecimal(append(b, ' '), int64(m))
	}
	t.text = append(b, '\n')
}
