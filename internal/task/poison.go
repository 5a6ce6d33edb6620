package task

// Poison locks an instance's root after a trap (Explainer.md, Component Invariants):
// no thread inside runs again, no call enters and no built-in leaves. What code of it is
// still on the stack gets traps only, until the engine has unwound it.
func (s *Store) Poison(id InstanceID) {
	s.poison(s.inst(id).root)
	s.note("poison", OK, int32(id))
}

func (s *Store) poison(root InstanceID) {
	s.inst(root).poisoned = true
	for id := root; id != 0; id = s.inst(id).next {
		s.inst(id).mayLeave = false
		for _, h := range s.inst(id).handles.elems {
			if h.kind == KindSubtask { // nobody waits for the host
				w := s.waitable(WaitableID(h.ref))
				s.hostAnswered(w)
				w.host = false
			}
		}
	}
	s.abandonTasks(root)
}

func (s *Store) poisoned(id InstanceID) bool { return s.inst(s.inst(id).root).poisoned }

// Dispose poisons a root and frees what it and the instances inside hold. Nothing of
// it may be running. Ends of streams and futures are dropped as their owner would.
func (s *Store) Dispose(root InstanceID) {
	s.poison(root)
	for i := range s.frames {
		if f := &s.frames[i]; f.entered != 0 && s.inst(f.entered).root == root {
			f.entered = 0
		}
	}
	for id := root; id != 0; {
		inst := s.inst(id)
		next := inst.next
		s.disposeHandles(id)
		for l := inst.firstLift; l != 0; {
			after := s.lifts.at(int32(l)).next
			s.lifts.remove(int32(l))
			l = after
		}
		handles, threads := inst.handles.emptied(), inst.threads.emptied()
		s.instances.remove(int32(id))
		inst.handles, inst.threads = handles, threads // whoever gets this record has the room
		id = next
	}
	s.note("dispose", OK, int32(root))
}

// DropEnds drops the ends of streams and futures of a poisoned instance's root: nobody waits for what cannot come. The host's ends on the other side are told
// that (CopyTrapped), guests see ends that were dropped.
func (s *Store) DropEnds(id InstanceID) {
	for id := s.inst(id).root; id != 0; id = s.inst(id).next {
		for i := range s.inst(id).handles.elems {
			h := s.inst(id).handles.elems[i]
			switch h.kind {
			case KindStreamReadable, KindStreamWritable, KindFutureReadable, KindFutureWritable:
				s.removeHandle(id, int32(i))
				s.shared.at(s.waitable(WaitableID(h.ref)).shared).trapped = true
				s.disposeEnd(WaitableID(h.ref))
			}
		}
	}
	s.note("drop-ends", OK, int32(id))
}

// abandonTasks forgets all tasks of a root, whose stacks nobody continues, and the calls
// that they make. Frames of theirs are unwound by the engine.
func (s *Store) abandonTasks(root InstanceID) {
	for i := range s.frames {
		if f := &s.frames[i]; f.thread != 0 && s.inst(s.task(s.thread(f.thread).task).inst).root == root {
			f.thread = 0
		}
	}
	for id := s.inst(root).firstTask; id != 0; {
		t := s.task(id)
		next := t.next
		if t.state == taskInitial && t.implicit != 0 {
			if th := s.thread(t.implicit); th.state == waiting {
				s.stopWaiting(th)
			}
			s.dropThread(t.implicit)
		}
		for thread := t.threads.head; thread != 0; {
			th := s.thread(thread)
			after := th.links[ofTask].next
			if th.state == waiting {
				s.stopWaiting(th)
			}
			s.dropThread(thread)
			thread = after
		}
		if t.sub != 0 {
			s.waitable(t.sub).task = 0
		}
		s.tasks.remove(int32(id))
		id = next
	}
	s.inst(root).firstTask = 0
	for id := s.inst(root).firstCall; id != 0; id = s.inst(root).firstCall {
		s.freeSubtask(id, s.waitable(id))
	}
}

// dropThread frees the record of a thread of which no frame is left. The ID of one whose
// stack was told to go on is kept until that calls Switched: nobody else may have it.
func (s *Store) dropThread(id ThreadID) {
	if s.thread(id).selected {
		*s.thread(id) = thread{state: abandoned}
		s.threads.live--
		return
	}
	s.threads.remove(int32(id))
}

// disposeHandles frees what an instance's handles refer to.
func (s *Store) disposeHandles(id InstanceID) {
	t := &s.inst(id).handles
	for i := range t.elems {
		h := t.elems[i]
		switch h.kind {
		case KindSubtask:
			s.disposeSubtask(WaitableID(h.ref))
		case KindStreamReadable, KindStreamWritable, KindFutureReadable, KindFutureWritable:
			s.disposeEnd(WaitableID(h.ref))
		case KindErrorContext:
			s.releaseError(h.ref)
		}
	}
	for i := range t.elems {
		if h := &t.elems[i]; h.kind == KindWaitableSet {
			s.sets.remove(h.ref)
		}
	}
	*t = t.emptied()
}

// disposeSubtask forgets a subtask with its instance.
func (s *Store) disposeSubtask(id WaitableID) {
	w := s.waitable(id)
	s.join(id, w, 0)
	if w.task != 0 {
		s.task(w.task).sub = 0
	}
	s.freeSubtask(id, w)
}

// disposeEnd drops an end with its instance, whatever it does. The other end of a future
// that was not written fails its reader, as a host's does.
func (s *Store) disposeEnd(id WaitableID) {
	s.giveUpCopy(id)
	s.clearPending(s.waitable(id))
	s.dropEnd(id)
}
