//go:build !js

package polyfill

import "context"

// Ends counts the host's ends of streams and futures that are open.
func Ends(inst *Instance) int {
	s := inst.store
	s.baton.take(context.Background())
	n := len(s.ends)
	s.leave()
	return n
}

// Live counts what the task core of an instance has: tasks, threads, waitables, waitable sets, streams and futures, error
// contexts.
func Live(inst *Instance) [6]int32 {
	s := inst.store
	s.baton.take(context.Background())
	tasks, threads, waitables, sets, shared, errors := s.core.Live()
	s.leave()
	return [6]int32{tasks, threads, waitables, sets, shared, errors}
}
