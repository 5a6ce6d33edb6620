package task

import "testing"

// A type that was given up goes when nothing of it is left; its streams go on till then.
func TestFreeType(t *testing.T) {
	x := newFixture(t, stackful)
	s := x.s
	before := s.types.live
	typ, unused := s.NewType(false, true, 4), s.NewType(true, true, 4)
	x.ok(s.HostNew(typ, 0))
	sh, end := s.Mail[0], WaitableID(s.Mail[1])
	s.FreeType(typ)
	s.FreeType(unused)
	if s.types.live != before+1 {
		t.Fatal(s.types.live, before)
	}
	x.ok(s.LowerEndAs(x.a, sh, x.stream))
	r := s.Mail[0]
	want(t, s, s.HostCopy(end, 0, 0, 3), Block)
	x.ok(s.Copy(x.a, x.stream, 0, true, false, r, 0, 2))
	if s.Mail[0] != 2<<4 || s.Mail[3] != 0 {
		t.Fatal(s.Mail)
	}
	s.HostDrop(end)
	x.ok(s.EndDrop(x.a, x.stream, r, false))
	if s.types.live != before {
		t.Fatal(s.types.live, before)
	}
}

// Instances come and go, and nothing of them stays.
func TestInstancesComeAndGo(t *testing.T) {
	s := NewStore(Limits{})
	for range 2000 {
		root := s.NewInstance(0)
		a := s.NewInstance(root)
		typ := s.NewType(false, true, 1)
		want(t, s, s.Call(s.NewLift(a, callbackLift, 0, 0), 0), OK)
		want(t, s, s.EndNew(a, typ), OK)
		want(t, s, s.CallbackReturned(callbackYield), Block)
		s.Dispose(root)
		s.FreeType(typ)
	}
	empty(t, s)
	for name, n := range map[string]int32{
		"instances": s.instances.next, "lifts": s.lifts.next, "types": s.types.next, "tasks": s.tasks.next, "threads": s.threads.next,
		"waitables": s.waitables.next, "streams": s.shared.next,
	} {
		if n > 4 {
			t.Error(n, name)
		}
	}
}
