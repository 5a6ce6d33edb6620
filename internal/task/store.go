package task

// Limits bound what a Store holds; 0 is the default.
type Limits struct {
	// Handles is the length of a component instance's handle table, at most and by
	// default 2^28-1 (CanonicalABI.md, Table.MAX_LENGTH).
	Handles int32
	// Tasks and Threads are those alive at a time, by default 1<<22 each; calls of the host's functions
	// are limited as Tasks are.
	Tasks, Threads int32
}

// maxTable is Table.MAX_LENGTH of CanonicalABI.md.
const maxTable = 1<<28 - 1

// Store is all state of the Component Model's concurrency for any number of component
// instances (CanonicalABI.md, Store). It belongs to one goroutine at a time.
type Store struct {
	_ notCompared
	// Mail holds the values of the last operation.
	Mail [MailSize]int32
	// Context are the slots of the running thread (canon context.get and
	// context.set). Adapters read and write them here.
	Context [2]uint64

	limits Limits

	instances slab[instance]
	lifts     slab[lift]
	types     slab[elemType]
	tasks     slab[task]
	threads   slab[thread]
	waitables slab[waitable]
	sets      slab[waitableSet]
	shared    slab[shared]
	errors    slab[errorContext]
	lends     slab[lend]

	// hostWork counts what HostWork gives.
	hostWork int32
	// copied is the end whose operation copied last.
	copied WaitableID

	frames []frame
	sched  scheduler
	events eventQueue
	trace  *trace
}

// NewStore makes an empty store.
func NewStore(l Limits) *Store {
	s := new(Store)
	s.SetLimits(l.Handles, l.Tasks, l.Threads)
	return s
}

// SetLimits bounds what the store holds from now on; see Limits.
func (s *Store) SetLimits(handles, tasks, threads int32) {
	if handles <= 0 || handles > maxTable {
		handles = maxTable
	}
	if tasks <= 0 {
		tasks = 1 << 22
	}
	if threads <= 0 {
		threads = 1 << 22
	}
	s.limits = Limits{Handles: handles, Tasks: tasks, Threads: threads}
}

// frame is a thread that runs: what lies below resumed it (CanonicalABI.md, Thread.resume).
type frame struct {
	_ notCompared
	// thread is 0 for a realloc, and for the frame of a call of a sync-typed function,
	// which lies below that of its thread.
	thread ThreadID
	// sync is the task of such a call, and returned whether it has.
	sync     TaskID
	returned bool
	// entered is left to caller when the frame is popped (CanonicalABI.md,
	// leave_to), 0 if the frame does not.
	entered, caller InstanceID
}

// running is the thread that runs, 0 if none does.
func (s *Store) running() ThreadID {
	if n := len(s.frames); n > 0 {
		return s.frames[n-1].thread
	}
	return 0
}

// push makes a thread the running one, and gives its frame. Frames are filled in place: wasm
// copies a record slower than its fields.
func (s *Store) push(id ThreadID, entered, caller InstanceID) *frame {
	if t := s.running(); t != 0 {
		s.threads.at(int32(t)).storage = s.Context
	}
	n := len(s.frames)
	if n < cap(s.frames) {
		s.frames = s.frames[:n+1]
	} else {
		s.frames = append(s.frames, frame{})
	}
	f := &s.frames[n]
	f.thread, f.sync, f.returned, f.entered, f.caller = id, 0, false, entered, caller
	if id != 0 {
		t := s.threads.at(int32(id))
		t.state = running
		s.Context = t.storage
	} else {
		s.Context = [2]uint64{}
	}
	return f
}

// pop ends the top frame. What its thread had in its context slots is kept if it
// lives on.
func (s *Store) pop() {
	n := len(s.frames) - 1
	f := &s.frames[n]
	s.frames = s.frames[:n]
	if f.thread != 0 {
		s.threads.at(int32(f.thread)).storage = s.Context
	}
	if f.entered != 0 {
		s.leave(f.entered, f.caller)
	}
	if t := s.running(); t != 0 {
		s.Context = s.threads.at(int32(t)).storage
	}
}

// Depth is the number of frames. An engine keeps it where the host calls in, for
// Unwind.
func (s *Store) Depth() int32 { return int32(len(s.frames)) }

// Unwind drops the frames above depth after a trap: their stacks are gone. The
// instances that they entered stay entered, they are poisoned.
func (s *Store) Unwind(depth int32) {
	if int(depth) >= len(s.frames) {
		return
	}
	s.frames = s.frames[:depth]
	if t := s.running(); t != 0 {
		s.Context = s.threads.at(int32(t)).storage
	}
	s.note("unwind", OK, depth)
}

// RunningTask is the task of the running thread, 0 if none runs.
func (s *Store) RunningTask() TaskID {
	if t := s.running(); t != 0 {
		return s.threads.at(int32(t)).task
	}
	return 0
}

// Live counts what is alive, for tests and limits: tasks, threads, waitables
// (subtasks and ends), waitable sets, streams and futures, error contexts.
func (s *Store) Live() (tasks, threads, waitables, sets, shared, errors int32) {
	return s.tasks.live, s.threads.live, s.waitables.live, s.sets.live, s.shared.live, s.errors.live
}
