package task

import (
	"runtime"
	"testing"
)

// cycles are what guests do over and over. Each runs once in an instance that is prepared.
var cycles = map[string]func(t testing.TB) func(){
	// An asynchronous export that returns at once.
	"call": func(t testing.TB) func() {
		s, a, _ := pair()
		lift := s.NewLift(a, callbackLift, 0, 0)
		return func() {
			must(t, s.Call(lift, 1), OK)
			returnNow(t, s, a)
			must(t, s.CallbackReturned(callbackExit), OK)
		}
	},
	// A guest that calls another, which returns at once.
	"guest calls guest": func(t testing.TB) func() {
		s, a, b := pair()
		lift := s.NewLift(b, callbackLift, 0, 0)
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		return func() {
			must(t, s.CallGuest(a, lift, 2), OK)
			sub := WaitableID(s.Mail[2])
			returnNow(t, s, b)
			must(t, s.CallbackReturned(callbackExit), OK)
			must(t, s.LowerDone(sub, true), OK)
		}
	},
	// The same with a handle that is lent.
	"guest lends": func(t testing.TB) func() {
		s, a, b := pair()
		lift := s.NewLift(b, callbackLift, 0, 0)
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		must(t, s.LowerOwn(a, 1, 7), OK)
		handle := s.Mail[0]
		return func() {
			must(t, s.CallGuest(a, lift, 2), OK)
			task, sub := TaskID(s.Mail[0]), WaitableID(s.Mail[2])
			must(t, s.LiftBorrow(a, 1, handle, sub), OK)
			must(t, s.LowerBorrow(b, 1, s.Mail[0], task), OK)
			must(t, s.ResourceDrop(b, 1, s.Mail[0]), OK)
			returnNow(t, s, b)
			must(t, s.CallbackReturned(callbackExit), OK)
			must(t, s.LowerDone(sub, true), OK)
		}
	},
	// What the guests of wit-bindgen do for each awaited import: wait, event, yield, poll.
	"await host": func(t testing.TB) func() {
		s, a, _ := pair()
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		must(t, s.WaitableSetNew(a), OK)
		set := s.Mail[0]
		return func() {
			must(t, s.HostBegin(a, 3), OK)
			sub := WaitableID(s.Mail[0])
			must(t, s.HostSubtask(sub), OK)
			handle := s.Mail[0] >> 4
			must(t, s.WaitableJoin(a, handle, set), OK)
			must(t, s.CallbackReturned(callbackWait|set<<4), Block)
			s.HostResolve(sub)
			must(t, s.Tick(), Run)
			must(t, s.SubtaskDrop(a, handle), OK)
			must(t, s.CallbackReturned(callbackYield), Block)
			must(t, s.Tick(), Run)
			must(t, s.WaitableSetPoll(a, false, set), OK)
		}
	},
	// A synchronous lower of a host's function that waits.
	"host waits": func(t testing.TB) func() {
		s, a, _ := pair()
		must(t, s.Call(s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0), 1), OK)
		return func() {
			must(t, s.HostBegin(a, 3), OK)
			sub := WaitableID(s.Mail[0])
			must(t, s.HostWait(sub), Block)
			s.HostResolve(sub)
			must(t, s.Tick(), Run)
			must(t, s.Switched(ThreadID(s.Mail[1])), OK)
		}
	},
	// A sync-typed function whose thread yields.
	"sync yields": func(t testing.TB) func() {
		s, a, b := pair()
		lift := s.NewLift(b, 0, 0, 0)
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		return func() {
			must(t, s.CallGuest(a, lift, 2), OK)
			task, sub := TaskID(s.Mail[0]), WaitableID(s.Mail[2])
			must(t, s.ThreadYield(b, false), Block)
			must(t, s.SyncNext(task), Run)
			must(t, s.Switched(ThreadID(s.Mail[1])), OK)
			must(t, s.ReturnCheck(task), OK)
			s.Return(task)
			must(t, s.ThreadExit(), OK)
			must(t, s.SyncNext(task), OK)
			must(t, s.LowerDone(sub, true), OK)
		}
	},
	// A write and a read that wait in turns.
	"copy": func(t testing.TB) func() {
		s, a, b := pair()
		typ := s.NewType(false, true, 1)
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		must(t, s.EndNew(a, typ), OK)
		r, w := s.Mail[0], s.Mail[1]
		must(t, s.LiftEnd(a, typ, r), OK)
		must(t, s.LowerEnd(b, s.Mail[0]), OK)
		r = s.Mail[0]
		must(t, s.WaitableSetNew(b), OK)
		set := s.Mail[0]
		must(t, s.WaitableJoin(b, r, set), OK)
		return func() {
			must(t, s.Copy(b, typ, 1, true, false, r, 0, 8), OK)
			must(t, s.Copy(a, typ, 1, true, true, w, 0, 8), Copied)
			must(t, s.WaitableSetPoll(b, false, set), OK)
		}
	},
	// A call that its caller cancels.
	"cancel": func(t testing.TB) func() {
		s, a, b := pair()
		lift := s.NewLift(b, callbackLift, 0, 0)
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		return func() {
			must(t, s.CallGuest(a, lift, 2), OK)
			sub := WaitableID(s.Mail[2])
			must(t, s.CallbackReturned(callbackYield), Block)
			must(t, s.LowerDone(sub, true), OK)
			handle := s.Mail[0] >> 4
			must(t, s.SubtaskCancel(a, false, handle), Run)
			must(t, s.TaskCancel(b), OK)
			must(t, s.CallbackReturned(callbackExit), OK)
			must(t, s.SubtaskCancelDone(a, false, handle), OK)
			must(t, s.SubtaskDrop(a, handle), OK)
		}
	},
	// An instance with one inside that comes, waits in the middle of a call, and goes.
	"instance": func(t testing.TB) func() {
		s, _, _ := pair()
		return func() {
			root := s.NewInstance(0)
			a := s.NewInstance(root)
			typ := s.NewType(false, true, 1)
			must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
			must(t, s.EndNew(a, typ), OK)
			must(t, s.LowerOwn(a, 1, 7), OK)
			must(t, s.WaitableSetNew(a), OK)
			must(t, s.CallbackReturned(callbackWait|s.Mail[0]<<4), Block)
			s.Dispose(root)
			s.FreeType(typ)
		}
	},
	// The shortest built-in.
	"poll nothing": func(t testing.TB) func() {
		s, a, _ := pair()
		must(t, s.Call(s.NewLift(a, callbackLift, 0, 0), 1), OK)
		must(t, s.WaitableSetNew(a), OK)
		set := s.Mail[0]
		return func() { must(t, s.WaitableSetPoll(a, false, set), OK) }
	},
	// A thread that is made and run in place of its maker.
	"thread": func(t testing.TB) func() {
		s, a, _ := pair()
		must(t, s.Call(s.NewLift(a, LiftAsyncType|LiftAsync, 0, 0), 1), OK)
		main := ThreadID(s.Mail[1])
		return func() {
			must(t, s.ThreadNew(a, 5), OK)
			must(t, s.ThreadYieldThenResume(a, false, s.Mail[0]), Run)
			must(t, s.ThreadExit(), OK)
			must(t, s.Tick(), Run)
			must(t, s.Switched(main), OK)
		}
	},
}

func must(t testing.TB, got, want Status) {
	if got != want {
		t.Fatal("status", statusTexts[got], "not", statusTexts[want])
	}
}

func returnNow(t testing.TB, s *Store, id InstanceID) {
	must(t, s.ReturnBegin(id, 0, 0), OK)
	s.Return(TaskID(s.Mail[0]))
}

// Nothing is allocated for what guests do over and over, with a seed or without.
func TestNothingIsAllocated(t *testing.T) {
	for name, prepare := range cycles {
		t.Run(name, func(t *testing.T) {
			run := prepare(t)
			for range 10 {
				run()
			}
			if n := testing.AllocsPerRun(100, run); n != 0 {
				t.Error(n, "allocations")
			}
		})
	}
}

func BenchmarkCycle(b *testing.B) {
	for name, prepare := range cycles {
		b.Run(name, func(b *testing.B) {
			run := prepare(b)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// waitingTasks makes n tasks, each in its event loop, waiting for a host's function.
func waitingTasks(t testing.TB, n int) (*Store, []WaitableID) {
	s, a, _ := pair()
	lift := s.NewLift(a, callbackLift, 0, 0)
	subs := make([]WaitableID, 0, n)
	for range n {
		must(t, s.Call(lift, 1), OK)
		must(t, s.WaitableSetNew(a), OK)
		set := s.Mail[0]
		must(t, s.HostBegin(a, 3), OK)
		sub := WaitableID(s.Mail[0])
		must(t, s.HostSubtask(sub), OK)
		must(t, s.WaitableJoin(a, s.Mail[0]>>4, set), OK)
		must(t, s.CallbackReturned(callbackWait|set<<4), Block)
		subs = append(subs, sub)
	}
	return s, subs
}

// A task that waits takes at most half a KB, its set and subtask included.
func TestMemoryOfATask(t *testing.T) {
	const n = 100_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s, _ := waitingTasks(t, n)
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := (after.HeapAlloc - before.HeapAlloc) / n
	t.Log(each, "bytes each")
	if each > 512 {
		t.Error(each, "bytes each")
	}
	runtime.KeepAlive(s)
}

// One of many that wait goes on in the same time as one alone.
func BenchmarkOneOfMany(b *testing.B) {
	for _, n := range []int{1, 1000, 100_000} {
		b.Run(map[int]string{1: "1", 1000: "1000", 100_000: "100000"}[n], func(b *testing.B) {
			s, subs := waitingTasks(b, n)
			const a = 2 // pair's caller
			i := 0
			for b.Loop() {
				sub := subs[i]
				handle := s.waitable(sub).index
				s.HostResolve(sub)
				must(b, s.Tick(), Run)
				must(b, s.SubtaskDrop(a, handle), OK)
				must(b, s.HostBegin(a, 3), OK)
				subs[i] = WaitableID(s.Mail[0])
				must(b, s.HostSubtask(subs[i]), OK)
				must(b, s.WaitableJoin(a, s.Mail[0]>>4, handle-1), OK) // made before it
				must(b, s.CallbackReturned(callbackWait|(handle-1)<<4), Block)
				s.HostWork()
				i = (i + 1) % n
			}
		})
	}
}
