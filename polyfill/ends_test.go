//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// newEnds instantiates testdata/ends.wat. fetch is what the host's function of that name does, got
// what send was given.
func newEnds(t testing.TB, fetch any) (inst *polyfill.Instance, got chan string) {
	t.Helper()
	rt := newRuntime(t, polyfill.NewConfig().WithStreamErrors(func(error) {}))
	l := rt.NewLinker()
	got = make(chan string, 1)
	l.Instance("host").
		Func("fetch", fetch).
		Func("send", polyfill.HostFunc1(func(_ context.Context, body io.ReadCloser) (struct{}, error) {
			go func() {
				b, err := io.ReadAll(body)
				got <- fmt.Sprintf("%s %v", b, err)
			}()
			return struct{}{}, nil
		})).
		Func("look", func(ctx context.Context, s *polyfill.StreamReader[byte]) uint32 {
			// The guest waits for this function: nothing can be waited for here, but what is there can be read.
			n, err := s.Read(make([]byte, 100))
			if err != nil && err != io.EOF && !errors.Is(err, polyfill.ErrBusy) {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if errors.Is(err, polyfill.ErrBusy) {
				return 1000
			}
			return uint32(n)
		})
	return instantiate(t, l, compile(t, rt, "ends")), got
}

func noSource() *polyfill.StreamReader[byte] { return nil }

// A pair is one object for Go: bytes, and the error case where they end.
func TestPairs(t *testing.T) {
	sources := map[string]func() any{
		"ok": func() any { return strings.NewReader("all of it") },
		"error": func() any {
			return io.MultiReader(strings.NewReader("a part"), iotest.ErrReader(errors.New("it broke")))
		},
		"ErrorValue": func() any {
			return io.MultiReader(strings.NewReader("a part"), iotest.ErrReader(polyfill.ErrorValue("it broke")))
		},
		"writer": func() any {
			w := polyfill.NewStreamWriter[byte]()
			go func() {
				io.WriteString(w, "a part")
				w.CloseWithError(errors.New("it broke"))
			}()
			return w
		},
		"tuple": func() any {
			return polyfill.Tuple{strings.NewReader("a part"), func() error { return errors.New("it broke") }}
		},
	}
	var source func() any
	inst, sent := newEnds(t, func(context.Context, []any) (any, error) { return source(), nil })
	for name, f := range sources {
		source = f
		want := "a part it broke"
		if name == "ok" {
			want = "all of it <nil>"
		}
		expect := func(how string, r io.Reader, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s, %s: %v", name, how, err)
				return
			}
			b, err := io.ReadAll(r)
			if got := fmt.Sprintf("%s %v", b, err); got != want {
				t.Errorf("%s, %s: %q, want %q", name, how, got, want)
			}
		}
		r, err := polyfill.Call[*polyfill.ResultReader[byte, struct{}]](ctx, inst.Func("pair"), f())
		expect("pair", r, err)
		in, err := polyfill.Call[io.Reader](ctx, inst.Func("fetch"))
		expect("fetch", in, err)
		// Through the guest twice.
		r, err = polyfill.Call[*polyfill.ResultReader[byte, struct{}]](ctx, inst.Func("pair"), f())
		if err == nil {
			r, err = polyfill.Call[*polyfill.ResultReader[byte, struct{}]](ctx, inst.Func("pair"), r)
		}
		expect("twice", r, err)
		if _, err := inst.Func("send").Call(ctx, f()); err != nil {
			t.Error(err)
		} else if got := <-sent; got != want {
			t.Errorf("%s, send: %q, want %q", name, got, want)
		}
	}
	// The value that comes with the end.
	r, err := polyfill.Call[*polyfill.ResultReader[byte, uint32]](ctx, inst.Func("trailing"),
		polyfill.WithResult(strings.NewReader("abc"), func() (any, error) { return uint32(7), nil }))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if n, err := io.Copy(&b, r); n != 3 || err != nil {
		t.Error(n, err)
	}
	if v, err := r.Result(ctx); v != 7 || err != nil {
		t.Error(v, err)
	}
	// A host function of a type that cannot be a pair.
	for _, fetch := range []any{func() int { return 1 }, func() *polyfill.StreamReader[string] { return nil }} {
		rt := newRuntime(t, nil)
		l := rt.NewLinker()
		l.Instance("host").Func("fetch", fetch).Func("send", func([]any) {}).Func("look", noSource)
		var link *polyfill.LinkError
		if _, err := l.Instantiate(ctx, compile(t, rt, "ends")); !errors.As(err, &link) || len(link.Problems) != 3 {
			t.Errorf("%T: %v", fetch, err)
		}
	}
}

// Elements that are no bytes.
func TestStreamElements(t *testing.T) {
	inst, _ := newEnds(t, noSource)
	// From a guest's memory.
	words, err := polyfill.Call[*polyfill.StreamReader[string]](ctx, inst.Func("greet"))
	if err != nil {
		t.Fatal(err)
	}
	p := make([]string, 10)
	if n, err := words.Read(p); n != 2 || err != nil || p[0] != "hello" || p[1] != "wörld" {
		t.Error(p[:n], err)
	}
	words.Close()
	v, err := inst.Func("greet").Call(ctx)
	if err != nil {
		t.Fatal(err)
	}
	values, err := polyfill.ReaderOf[any](v)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := values.Next(ctx); w != "hello" || err != nil {
		t.Error(w, err)
	}
	// What was read ahead goes on as well, if the rest is given to a guest.
	back, err := polyfill.Call[*polyfill.StreamReader[string]](ctx, inst.Func("words"), values)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := back.Next(ctx); w != "wörld" || err != nil {
		t.Error(w, err)
	}
	back.Close()

	// From Go to Go, in other types.
	var seq iter.Seq2[string, error] = func(yield func(string, error) bool) {
		for i := range 100 {
			if !yield(fmt.Sprint(i), nil) {
				return
			}
		}
	}
	r, err := polyfill.Call[*polyfill.StreamReader[string]](ctx, inst.Func("words"), seq)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for w, err := range r.All(ctx) {
		if w != fmt.Sprint(i) || err != nil {
			t.Fatal(w, err)
		}
		i++
	}
	if i != 100 {
		t.Error(i)
	}
	ticks, err := polyfill.Call[*polyfill.StreamReader[struct{}]](ctx, inst.Func("ticks"), make([]struct{}, 1000))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range ticks.All(ctx) {
		n++
	}
	if n != 1000 {
		t.Error(n)
	}

	// A stream in a record.
	type body struct {
		Name string
		Data *polyfill.StreamReader[byte]
	}
	type given struct {
		Name string
		Data io.Reader
	}
	b, err := polyfill.Call[body](ctx, inst.Func("with-name"), given{"x", strings.NewReader("data")})
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(b.Data); b.Name != "x" || string(data) != "data" || err != nil {
		t.Error(b.Name, data, err)
	}
}

// Futures of values, and of results.
func TestFutures(t *testing.T) {
	inst, _ := newEnds(t, noSource)
	writer := polyfill.NewFutureWriter[uint32]()
	time.AfterFunc(time.Millisecond, func() { writer.Set(7) })
	channel := make(chan uint32, 1)
	channel <- 7
	for name, v := range map[string]any{
		"value": 7, "writer": writer, "channel": channel,
		"func": func(context.Context) (uint32, error) { return 7, nil },
	} {
		f, err := polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("value"), v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for range 2 {
			if got, err := f.Get(ctx); got != 7 || err != nil {
				t.Errorf("%s: %d, %v", name, got, err)
			}
		}
	}
	if _, err := inst.Func("value").Call(ctx, "seven"); err == nil || !strings.Contains(err.Error(), "u32") {
		t.Error(err)
	}
	failing := func() (uint32, error) { return 0, errors.New("no") }
	f, err := polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("value"), failing)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(ctx); err == nil {
		t.Error("a value")
	}
	for _, v := range []any{failing, func() (any, error) { return nil, polyfill.ErrorValue("no") }, polyfill.Err("no")} {
		f, err := polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("outcome"), v)
		if err != nil {
			t.Fatal(err)
		}
		var no *polyfill.ResultError
		if _, err := f.Get(ctx); !errors.As(err, &no) || no.Value != "no" {
			t.Error(err)
		}
	}
	both, err := polyfill.Call[*polyfill.Future[polyfill.ResultOf[uint32, string]]](ctx, inst.Func("outcome"), 7)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := both.Get(ctx); v.Ok != 7 || err != nil {
		t.Error(v, err)
	}
	never := polyfill.NewFutureWriter[uint32]()
	f, err = polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("value"), never)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if _, err := f.Get(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	f.Close()
	if _, err := f.Get(ctx); !errors.Is(err, polyfill.ErrDropped) {
		t.Error(err)
	}
}

// A host function that the guest waits for may look at a stream, and never hangs in it.
func TestStreamInHostFunction(t *testing.T) {
	inst, _ := newEnds(t, noSource)
	expectCall(t, inst.Exports, "look", uint32(1000), strings.NewReader("not there yet"))
	expectCall(t, inst.Exports, "look", uint32(1000), polyfill.NewStreamWriter[byte]())
	closed := polyfill.NewStreamWriter[byte]()
	closed.Close()
	expectCall(t, inst.Exports, "look", uint32(0), closed)
}
