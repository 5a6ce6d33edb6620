//go:build !js

package polyfill

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/task"
)

// deadlock makes the trap for calls that wait though nothing can come any more, with a
// list of who waits for what.
func (s *store) deadlock() error {
	t := &Trap{Message: "wasm trap: deadlock detected: event loop cannot make further progress"}
	m := &s.core.Mail
	for id := s.core.Waiting(0); id != 0 && len(t.Waiting) < maxStackFrames; id = s.core.Waiting(id) {
		where := "component"
		for i, inst := range s.ids {
			if inst == task.InstanceID(m[2]) {
				where = s.inst.component.plan.Instances[i].Path
			}
		}
		t.Waiting = append(t.Waiting, fmt.Sprintf("%q in %s waits for %s", s.names[task.LiftID(m[0])], where, waitText(task.WaitReason(m[3]), m[4])))
	}
	return t
}

func waitText(r task.WaitReason, index int32) string {
	switch r {
	case task.WaitSuspended:
		return "another thread that resumes it"
	case task.WaitBackpressure:
		return "its instance to let it begin"
	case task.WaitLock:
		return "another task of its instance to wait or end"
	case task.WaitSet:
		return fmt.Sprintf("an event of waitable set %d", index)
	case task.WaitCopy:
		return fmt.Sprintf("the other end of stream or future %d", index)
	case task.WaitSubtask:
		return "a call that it made"
	}
	return "its turn"
}
