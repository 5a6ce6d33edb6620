//go:build !js

package wittest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// Test is an instance of one of a version's worlds.
type Test struct {
	T        *testing.T
	Ctx      context.Context
	Instance *polyfill.Instance
	Host     *host.Host

	version *Version
	// owned are the resources that functions gave, which a guest would drop, and what drops them.
	owned map[any]func()
}

// New makes one, which is closed when the test is over: nothing may be open then.
func (v *Version) New(t *testing.T, s Settings) *Test {
	t.Helper()
	if s.World == "" {
		s.World = v.Worlds[0]
	}
	ctx := context.Background()
	h, err := s.newHost()
	if err != nil {
		t.Fatal(err)
	}
	rt, inst, err := v.instantiate(ctx, s.World, h)
	if err != nil {
		t.Fatal(err)
	}
	w := &Test{t, ctx, inst, h, v, map[any]func(){}}
	t.Cleanup(func() {
		for _, drop := range w.owned {
			drop()
		}
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
		h.Files.Close()
		h.HTTP.Close()
		for end := time.Now().Add(v.Settle); h.Files.Open()+h.Sockets.Open() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if n := h.Files.Open(); n != 0 {
			t.Errorf("%d descriptors and streams are still open", n)
		}
		if n := h.Sockets.Open(); n != 0 {
			t.Errorf("%d sockets are still open", n)
		}
	})
	return w
}

// Own finds the resources in a result, which are dropped when the test is over.
func (w *Test) Own(v any) {
	switch v := v.(type) {
	case polyfill.Result:
		w.Own(v.Value)
	case polyfill.Tuple:
		for _, e := range v {
			w.Own(e)
		}
	case []any:
		for _, e := range v {
			w.Own(e)
		}
	case *files.Descriptor:
		w.owned[v] = func() { v.Close() }
	default:
		if drop := w.version.Drop(v); drop != nil {
			w.owned[v] = drop
		}
	}
}

// Gone takes a resource off those that are dropped: a function has it now, or the test has dropped it.
func (w *Test) Gone(v any) any {
	delete(w.owned, v)
	return v
}

// Try calls a function, "io/poll#poll".
func (w *Test) Try(name string, args ...any) (any, error) {
	w.T.Helper()
	iface, fn, _ := strings.Cut(name, "#")
	f := w.Instance.Func("wasi:" + iface + w.version.Suffix + "#" + fn)
	if f == nil {
		w.T.Fatalf("%s: there is no such function", name)
	}
	w.version.called[name] = true
	v, err := f.Call(w.Ctx, args...)
	w.Own(v)
	return v, err
}

// Call is Try for a call that must not fail.
func (w *Test) Call(name string, args ...any) any {
	w.T.Helper()
	v, err := w.Try(name, args...)
	if err != nil {
		w.T.Fatalf("%s: %v", name, err)
	}
	return v
}

// OK is Call for a result that must be ok.
func (w *Test) OK(name string, args ...any) any {
	w.T.Helper()
	r, is := w.Call(name, args...).(polyfill.Result)
	if !is || r.IsErr {
		w.T.Fatalf("%s: %v", name, Describe(r))
	}
	return r.Value
}

// Fails wants an error case, which it compares by its text.
func (w *Test) Fails(want, name string, args ...any) {
	w.T.Helper()
	r, is := w.Call(name, args...).(polyfill.Result)
	if got := Describe(r); !is || !r.IsErr || got != want {
		w.T.Errorf("%s: %s, want %s", name, got, want)
	}
}

// Describe is a result as text: the case of what it has.
func Describe(r polyfill.Result) string {
	switch v := r.Value.(type) {
	case polyfill.Enum:
		return string(v)
	case polyfill.Variant:
		return v.Case
	case nil:
		return "nothing"
	}
	return "a value"
}
