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
