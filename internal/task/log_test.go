package task

import (
	"fmt"
	"slices"
)

// entry of the log that both machines write: all that guests and the host can see, and
// which thread runs.
type logEntry struct {
	what   string // begin, end, block, callback, resume, tick, host, …
	thread int    // numbers of threads, in the order in which they are made
	call   call
	vals   [4]int32
}

func (e logEntry) String() string {
	s := fmt.Sprintf("%-9s t%d", e.what, e.thread)
	if e.what == "begin" {
		s += fmt.Sprintf(" i%d %s %v", e.call.inst, opNames[e.call.code], e.call.v)
	}
	return s + fmt.Sprint(" ", e.vals)
}

// runLog is a log. The model gets that of the engine as its oracle: where the
// specification leaves a choice, it takes the engine's if that is one of those allowed.
type runLog struct {
	entries []logEntry
	oracle  []logEntry
}

func (l *runLog) add(e logEntry) {
	n := len(l.entries)
	l.entries = append(l.entries, e)
	if l.oracle != nil && (n >= len(l.oracle) || l.oracle[n] != e) {
		panic(l.differ(fmt.Sprint("the model: ", e)))
	}
}

// next is what the engine did at the place where the model is.
func (l *runLog) next() logEntry {
	if n := len(l.entries); n < len(l.oracle) {
		return l.oracle[n]
	}
	return logEntry{what: "nothing"}
}

// mismatch is how engine and model differ.
type mismatch string

func (l *runLog) differ(what string) mismatch {
	n := len(l.entries)
	if l.oracle != nil && n > 0 && len(l.oracle) >= n && l.oracle[n-1] == l.entries[n-1] {
		n++ // the next
	}
	s := what + "\n"
	for i := max(0, n-40); i < min(n+2, len(l.oracle)); i++ {
		mark := "  "
		if i == n-1 {
			mark = "> "
		}
		s += fmt.Sprintln(mark, i, l.oracle[i])
	}
	return mismatch(s)
}

// remove takes one element out of a list.
func remove[T comparable](list []T, e T) []T {
	if i := slices.Index(list, e); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}
