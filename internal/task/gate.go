package task

// A gate is where threads of an instance wait that are ready but for its lock (the thread
// that has it for itself) or its back-pressure. One thread of each gate at a time is
// promoted to the scheduler's queue when the gate opens: a hundred thousand waiting
// tasks must not all be looked at whenever one of them lets go of the lock.
type gate struct {
	_        notCompared
	waiting  threadList
	promoted ThreadID
}

const (
	gateLock      = iota // callbacks: waitLock, waitSetLock
	gateExclusive        // calls that need the lock, waitGate
	gateEnter            // calls that do not
	gates
)

func (inst *instance) gate(s *Store, t *thread) *gate {
	switch {
	case t.wait != waitGate:
		return &inst.gates[gateLock]
	case s.task(t.task).needsExclusive():
		return &inst.gates[gateExclusive]
	}
	return &inst.gates[gateEnter]
}

// gateOpen reports whether lock and back-pressure let a waiting thread go on.
func (s *Store) gateOpen(task TaskID, kind waitKind) bool {
	switch kind {
	case waitGate:
		return !s.hasBackpressure(s.task(task))
	case waitLock, waitSetLock:
		return s.inst(s.task(task).inst).exclusive == 0
	}
	return true
}

// hasBackpressure is has_backpressure of Task.enter_implicit_thread.
func (s *Store) hasBackpressure(t *task) bool {
	inst := s.inst(t.inst)
	return inst.backpressure > 0 || t.needsExclusive() && inst.exclusive != 0
}

// addGate puts a thread at the end of its gate, or at the front if it was promoted in vain.
func (s *Store) addGate(id ThreadID, front bool) {
	t := s.thread(id)
	if t.gated {
		return
	}
	g := s.inst(s.task(t.task).inst).gate(s, t)
	t.gated = true
	if front {
		s.addFirst(&g.waiting, ofGate, t, id)
	} else {
		s.addLast(&g.waiting, ofGate, t, id)
	}
}

func (s *Store) removeGate(t *thread) {
	if !t.gated {
		return
	}
	t.gated = false
	s.unlink(&s.inst(s.task(t.task).inst).gate(s, t).waiting, ofGate, t)
}

// hasGated reports whether threads wait at a gate.
func (inst *instance) hasGated() bool {
	g := &inst.gates
	return g[gateLock].waiting.head|g[gateExclusive].waiting.head|g[gateEnter].waiting.head != 0
}

// openGate promotes a thread of each gate of an instance that is open.
func (s *Store) openGate(id InstanceID) {
	inst := s.inst(id)
	if !inst.hasGated() {
		return
	}
	for k := range inst.gates {
		g := &inst.gates[k]
		head := g.waiting.head
		if head == 0 || g.promoted != 0 {
			continue
		}
		if t := s.thread(head); s.gateOpen(t.task, t.wait) {
			s.removeGate(t)
			s.enqueue(head, t)
			t.promoted = true
			g.promoted = head
		}
	}
}
