package task

import "testing"

// A future of the host's that gives no value traps its reader, whichever way that
// learns of it.
func TestHostFutureFails(t *testing.T) {
	for name, get := range map[string]func(s *Store, a InstanceID, typ, r int32, drop func()) Status{
		"read after": func(s *Store, a InstanceID, typ, r int32, drop func()) Status {
			drop()
			return s.Copy(a, typ, 0, true, false, r, 0, 1)
		},
		"waits for the read": func(s *Store, a InstanceID, typ, r int32, drop func()) Status {
			st := s.Copy(a, typ, 0, false, false, r, 0, 1)
			if st != Block {
				return st
			}
			drop()
			if st = s.Tick(); st != Run {
				return st
			}
			return s.Switched(ThreadID(s.Mail[1]))
		},
		"polls": func(s *Store, a InstanceID, typ, r int32, drop func()) Status {
			s.Copy(a, typ, 0, true, false, r, 0, 1)
			drop()
			s.WaitableSetNew(a)
			set := s.Mail[0]
			s.WaitableJoin(a, r, set)
			return s.WaitableSetPoll(a, false, set)
		},
		"waits": func(s *Store, a InstanceID, typ, r int32, drop func()) Status {
			s.Copy(a, typ, 0, true, false, r, 0, 1)
			s.WaitableSetNew(a)
			set := s.Mail[0]
			s.WaitableJoin(a, r, set)
			if st := s.CallbackReturned(callbackWait | set<<4); st != Block {
				return st
			}
			drop()
			return s.Tick()
		},
		"cancels": func(s *Store, a InstanceID, typ, r int32, drop func()) Status {
			s.Copy(a, typ, 0, true, false, r, 0, 1)
			drop()
			return s.CopyCancel(a, typ, false, false, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, a, _ := pair()
			typ := s.NewType(true, false, 4)
			want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
			want(t, s, s.HostNew(typ, 1), OK)
			w := WaitableID(s.Mail[1])
			want(t, s, s.LowerEnd(a, s.Mail[0]), OK)
			want(t, s, get(s, a, typ, s.Mail[0], func() { s.HostDrop(w) }), Trapped)
			if Trap(s.Mail[0]) != TrapFutureFailed {
				t.Fatal(s.TrapText())
			}
			s.Unwind(0)
			s.Dispose(1)
			empty(t, s)
		})
	}
}

// The queue of events does not grow with the number of events that went through it.
func TestHostEventsAreBounded(t *testing.T) {
	s, a, _ := pair()
	typ := s.NewType(false, true, 1)
	want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
	type stream struct {
		host  WaitableID
		guest int32
	}
	var streams [2]stream
	for i := range streams {
		want(t, s, s.HostNew(typ, int32(i)), OK)
		streams[i].host = WaitableID(s.Mail[1])
		want(t, s, s.LowerEnd(a, s.Mail[0]), OK)
		streams[i].guest = s.Mail[0]
	}
	for i := range 1000 {
		x := streams[i%2]
		want(t, s, s.HostCopy(x.host, 0, 0, 1), Block)
		want(t, s, s.Copy(a, typ, 0, true, false, x.guest, 0, 1), Copied)
		if i == 0 {
			continue // one event is always there
		}
		want(t, s, s.HostEvent(), OK)
		if s.Mail[1] != int32(1-i%2) || s.Mail[3] != 1 {
			t.Fatal(s.Mail)
		}
		if s.HostEvents() != 1 {
			t.Fatal(s.HostEvents())
		}
	}
	if n := cap(s.events.ids); n > 8 {
		t.Fatal("room for", n)
	}
}

// A host's end that watches is told at once that the other end was dropped, whatever it does.
func TestHostWatch(t *testing.T) {
	for _, writable := range []bool{false, true} {
		for _, when := range []string{"idle", "before", "copying", "not watched"} {
			s, a, _ := pair()
			typ := s.NewType(false, true, 1)
			want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
			var host WaitableID
			var guest int32
			if writable {
				want(t, s, s.HostNew(typ, 7), OK)
				host = WaitableID(s.Mail[1])
				want(t, s, s.LowerEnd(a, s.Mail[0]), OK)
				guest = s.Mail[0]
			} else {
				want(t, s, s.EndNew(a, typ), OK)
				guest = s.Mail[1]
				want(t, s, s.LiftEnd(a, typ, s.Mail[0]), OK)
				want(t, s, s.HostEnd(s.Mail[0], 7), OK)
				host = WaitableID(s.Mail[0])
			}
			if when == "idle" || when == "copying" {
				s.HostWatch(host)
			}
			if when == "copying" {
				want(t, s, s.HostCopy(host, 0, 0, 1), Block)
			}
			want(t, s, s.EndDrop(a, typ, guest, !writable), OK)
			if when == "before" {
				s.HostWatch(host)
			}
			if when == "not watched" {
				want(t, s, s.HostEvent(), Idle)
			} else {
				want(t, s, s.HostEvent(), OK)
				if s.Mail[1] != 7 || CopyResult(s.Mail[2]) != CopyDropped || s.Mail[3] != 0 {
					t.Fatal(when, s.Mail)
				}
				want(t, s, s.HostEvent(), Idle)
				want(t, s, s.HostCopy(host, 0, 0, 1), Trapped)
			}
			s.HostDrop(host)
			s.Unwind(0)
			s.Dispose(1)
			empty(t, s)
		}
	}
}

// The ends of a root that trapped are dropped; the host is told why, guests are not.
func TestDropEnds(t *testing.T) {
	s, a, _ := pair()
	typ, fut := s.NewType(false, true, 1), s.NewType(true, true, 1)
	want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
	give := func(typ, token int32) WaitableID {
		want(t, s, s.EndNew(a, typ), OK)
		want(t, s, s.LiftEnd(a, typ, s.Mail[0]), OK)
		want(t, s, s.HostEnd(s.Mail[0], token), OK)
		return WaitableID(s.Mail[0])
	}
	reading, idle, unwatched, future := give(typ, 1), give(typ, 2), give(typ, 3), give(fut, 4)
	want(t, s, s.HostCopy(reading, 0, 0, 5), Block)
	s.HostWatch(idle)
	s.HostWatch(future)
	want(t, s, s.HostNew(typ, 5), OK)
	writer := WaitableID(s.Mail[1])
	want(t, s, s.LowerEnd(a, s.Mail[0]), OK)
	s.HostWatch(writer)
	s.Poison(a)
	s.Unwind(0)
	s.DropEnds(a)
	told := 0
	for range 4 {
		want(t, s, s.HostEvent(), OK)
		told |= 1 << s.Mail[1]
		if CopyResult(s.Mail[2]) != CopyTrapped {
			t.Fatal(s.Mail)
		}
	}
	if told != 1<<1|1<<2|1<<4|1<<5 {
		t.Fatalf("%b", told)
	}
	want(t, s, s.HostEvent(), Idle)
	want(t, s, s.HostCopy(unwatched, 0, 0, 1), OK)
	if CopyResult(s.Mail[9]) != CopyTrapped {
		t.Fatal(s.Mail)
	}
	for _, id := range []WaitableID{reading, idle, unwatched, future, writer} {
		s.HostDrop(id)
	}
	s.Dispose(1)
	empty(t, s)
}

// An end that the host got and passes on, into another root with types of its own, is the
// same stream.
func TestHostPass(t *testing.T) {
	s, a, _ := pair()
	b := s.NewInstance(0)
	here, there := s.NewType(false, true, 1), s.NewType(false, true, 1)
	want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
	want(t, s, s.EndNew(a, here), OK)
	w := s.Mail[1]
	want(t, s, s.LiftEnd(a, here, s.Mail[0]), OK)
	want(t, s, s.HostEnd(s.Mail[0], 1), OK)
	host := WaitableID(s.Mail[0])
	s.HostWatch(host)
	want(t, s, s.HostCopy(host, 0, 0, 5), Block)
	want(t, s, s.HostPass(host), Idle)
	want(t, s, s.HostCopyCancel(host), OK)
	want(t, s, s.HostPass(host), OK)
	want(t, s, s.LowerEndAs(b, s.Mail[0], there), OK)
	r := s.Mail[0]
	want(t, s, s.Copy(a, here, 3, true, true, w, 64, 5), OK)
	want(t, s, s.Call(s.NewLift(b, callbackLift, 0, 0), 0), OK)
	want(t, s, s.Copy(b, there, 4, true, false, r, 128, 9), Copied)
	if m := s.Mail; m[1] != 5 || m[2] != 3 || m[4] != 4 || m[6] != 0 || m[7] != 0 || m[8] != here || m[11] != there {
		t.Fatal(m)
	}
	want(t, s, s.EndDrop(b, there, r, false), OK)
	want(t, s, s.HostEvent(), Idle)
	s.Unwind(0)
	s.Dispose(1)
	s.Dispose(b)
	empty(t, s)
}

// What the host says of its failure comes back with the trap.
func TestHostFailReason(t *testing.T) {
	s, a, _ := pair()
	typ := s.NewType(true, false, 4)
	want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
	for _, pending := range []bool{false, true} {
		want(t, s, s.HostNew(typ, 1), OK)
		w := WaitableID(s.Mail[1])
		want(t, s, s.LowerEnd(a, s.Mail[0]), OK)
		r := s.Mail[0]
		st := OK
		if pending {
			want(t, s, s.Copy(a, typ, 0, false, false, r, 0, 1), Block)
			s.HostFail(w, 77)
			want(t, s, s.Tick(), Run)
			st = s.Switched(ThreadID(s.Mail[1]))
		} else {
			s.HostFail(w, 77)
			st = s.Copy(a, typ, 0, true, false, r, 0, 1)
		}
		want(t, s, st, Trapped)
		if Trap(s.Mail[0]) != TrapFutureFailed || s.Mail[1] != 77 {
			t.Fatal(s.Mail)
		}
	}
}
