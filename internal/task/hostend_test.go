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
