//go:build !js

package polyfill_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

func newStreams(t testing.TB) *polyfill.Instance {
	t.Helper()
	rt := newRuntime(t, polyfill.NewConfig().WithStreamErrors(func(error) {}))
	return instantiate(t, rt.NewLinker(), compile(t, rt, "streams"))
}

// number gives n bytes that can be told apart.
func number(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> (i & 3))
	}
	return b
}

// A guest copies what Go gives in many forms.
func TestStreamForms(t *testing.T) {
	before := runtime.NumGoroutine()
	inst := newStreams(t)
	want := number(200_000)
	channel := func() <-chan byte {
		c := make(chan byte)
		go func() {
			defer close(c)
			for _, b := range want[:1000] {
				c <- b
			}
		}()
		return c
	}
	written := func() *polyfill.StreamWriter[byte] {
		w := polyfill.NewStreamWriter[byte]()
		go func() {
			defer w.Close()
			if n, err := io.Copy(w, iotest.HalfReader(bytes.NewReader(want))); n != int64(len(want)) || err != nil {
				t.Error(n, err)
			}
		}()
		return w
	}
	again, err := polyfill.Call[io.Reader](ctx, inst.Func("copy"), want)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		source any
		want   []byte
	}{
		"bytes.Reader": {bytes.NewReader(want), want},
		"small reads":  {iotest.OneByteReader(bytes.NewReader(want[:3000])), want[:3000]},
		"data and EOF": {iotest.DataErrReader(bytes.NewReader(want)), want},
		"[]byte":       {want, want},
		"string":       {string(want), want},
		"nothing":      {[]byte{}, nil},
		"channel":      {channel(), want[:1000]},
		"iterator":     {slices.Values(want[:1000]), want[:1000]},
		"written":      {written(), want},
		"from a guest": {again, want},
		"ints":         {[]int{1, 2, 255}, []byte{1, 2, 255}},
	} {
		out, err := polyfill.Call[io.ReadCloser](ctx, inst.Func("copy"), c.source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(out)
		if err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %d bytes, want %d; %v", name, len(got), len(c.want), err)
		}
		if _, err := out.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("%s: after the end: %v", name, err)
		}
		if err := out.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	inst.Close(ctx)
	expectGoroutines(t, before)
}

// What a guest gives, read in every way.
func TestStreamReading(t *testing.T) {
	inst := newStreams(t)
	want := number(10_000)
	read := map[string]func(r *polyfill.StreamReader[byte]) ([]byte, error){
		"WriterTo": func(r *polyfill.StreamReader[byte]) ([]byte, error) {
			var b bytes.Buffer
			_, err := io.Copy(&b, r)
			return b.Bytes(), err
		},
		"Next": func(r *polyfill.StreamReader[byte]) (b []byte, err error) {
			for {
				v, err := r.Next(ctx)
				if err != nil {
					if err == io.EOF {
						err = nil
					}
					return b, err
				}
				b = append(b, v)
			}
		},
		"All": func(r *polyfill.StreamReader[byte]) (b []byte, _ error) {
			for v, err := range r.All(ctx) {
				if err != nil {
					return b, err
				}
				b = append(b, v)
			}
			return b, nil
		},
		"Chan": func(r *polyfill.StreamReader[byte]) (b []byte, _ error) {
			for v := range r.Chan(ctx) {
				b = append(b, v)
			}
			return b, nil
		},
		"half and half": func(r *polyfill.StreamReader[byte]) ([]byte, error) {
			b := make([]byte, 100)
			for i := range b[:50] {
				b[i], _ = r.Next(ctx)
			}
			if _, err := io.ReadFull(r, b[50:]); err != nil {
				return nil, err
			}
			rest, err := io.ReadAll(r)
			return append(b, rest...), err
		},
	}
	for name, f := range read {
		r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f(r)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	// An element type that cannot hold bytes, and things that are no source.
	if _, err := polyfill.Call[*polyfill.StreamReader[string]](ctx, inst.Func("copy"), want); err == nil || !strings.Contains(err.Error(), "cannot hold") {
		t.Error(err)
	}
	for _, v := range []any{nil, 7, (*bytes.Reader)(nil), []string{"x"}, (chan byte)(nil), new(polyfill.StreamReader[byte]), make(chan<- byte)} {
		var wrong *polyfill.ValueError
		if _, err := inst.Func("copy").Call(ctx, v); !errors.As(err, &wrong) {
			t.Errorf("%T: %v", v, err)
		}
	}
}

// ctx ends a wait, not the stream; Close ends a Read that waits.
func TestStreamCancel(t *testing.T) {
	before := runtime.NumGoroutine()
	inst := newStreams(t)
	w := polyfill.NewStreamWriter[byte]()
	r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), w)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	if n, err := r.ReadContext(short, make([]byte, 10)); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(n, err)
	}
	go w.Write([]byte("hello"))
	p := make([]byte, 3)
	if _, err := io.ReadFull(r, p); err != nil || string(p) != "hel" {
		t.Errorf("%q, %v", p, err)
	}
	if err := r.Ready(ctx); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(r, p[:2]); err != nil || string(p[:2]) != "lo" {
		t.Errorf("%q, %v", p, err)
	}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if n, err := r.Read(make([]byte, 10)); n != 0 || !errors.Is(err, polyfill.ErrDropped) {
				t.Error(n, err)
			}
		})
	}
	time.Sleep(time.Millisecond)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	// The guest finds out when it writes, and drops its source.
	w.Write(make([]byte, 1<<20))
	<-w.Done()
	if _, err := w.Write([]byte("x")); !errors.Is(err, polyfill.ErrDropped) {
		t.Error(err)
	}

	// A write that nobody reads is given up; nobody may give the writer twice.
	w = polyfill.NewStreamWriter[byte]()
	if _, err := w.WriteContext(short, []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if _, err := inst.Exports.Instance("one").Func("take").Call(ctx, w); err != nil {
		t.Fatal(err)
	}
	if n, err := w.WriteContext(short, []byte("x")); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(n, err)
	}
	if _, err := inst.Exports.Instance("two").Func("take").Call(ctx, w); err == nil {
		t.Error("given twice")
	}
	w.Close()
	inst.Close(ctx)
	expectGoroutines(t, before)
}

// The trap of a writer is the error of its readers, and the end of an instance.
func TestStreamFailure(t *testing.T) {
	for _, end := range []string{"trap", "Close"} {
		inst := newStreams(t)
		one := inst.Exports.Instance("one")
		r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, one.Func("open"))
		if err != nil {
			t.Fatal(err)
		}
		w := polyfill.NewStreamWriter[byte]()
		if _, err := inst.Exports.Instance("two").Func("take").Call(ctx, w); err != nil {
			t.Fatal(err)
		}
		f, err := polyfill.Call[*polyfill.Future[byte]](ctx, inst.Exports.Instance("two").Func("future-open"))
		if err != nil {
			t.Fatal(err)
		}
		errs := make(chan error, 3)
		go func() { _, err := r.Read(make([]byte, 1)); errs <- err }()
		go func() { _, err := w.Write(make([]byte, 1)); errs <- err }()
		go func() { _, err := f.Get(ctx); errs <- err }()
		time.Sleep(time.Millisecond)
		gone := r.Instance().Done()
		select {
		case <-gone:
			t.Error("the instance is done before its end")
		default:
		}
		if end == "Close" {
			inst.Close(ctx)
		} else if _, err := one.Func("trap").Call(ctx); err == nil {
			t.Fatal("no trap")
		}
		<-gone
		inst.Close(ctx)
		for range 3 {
			err := <-errs
			var trap *polyfill.Trap
			if end == "Close" && !errors.Is(err, polyfill.ErrClosed) || end == "trap" && !errors.As(err, &trap) {
				t.Errorf("%s: %v", end, err)
			}
		}
	}
}

// A source that fails never leaves a guest waiting, and the embedder is told.
func TestStreamSourceFails(t *testing.T) {
	told := make(chan error, 10)
	rt := newRuntime(t, polyfill.NewConfig().WithStreamErrors(func(err error) { told <- err }))
	inst := instantiate(t, rt.NewLinker(), compile(t, rt, "streams"))
	broken := errors.New("broken")
	for name, source := range map[string]any{
		"reader": io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)),
		"iterator": func(yield func(byte, error) bool) {
			_ = yield('a', nil) && yield('b', nil) && yield('c', nil) && yield(0, broken)
		},
		"panic": func(yield func(byte) bool) {
			_ = yield('a') && yield('b') && yield('c')
			panic(broken)
		},
		"an element": []int{'a', 'b', 'c', 1000},
	} {
		n, err := polyfill.Call[uint64](ctx, inst.Func("count"), source)
		if wanted := uint64(3); err != nil || n != wanted && name != "an element" {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		text := (<-told).Error()
		if !strings.Contains(text, "broken") && !strings.Contains(text, "[3]: want u8, got int 1000") {
			t.Errorf("%s: %s", name, text)
		}
	}
	if len(told) > 0 {
		t.Error(<-told)
	}
}

// Streams between instances: what cannot be joined goes through the host.
func TestStreamBetweenInstances(t *testing.T) {
	before := runtime.NumGoroutine()
	one, two := newStreams(t), newStreams(t)
	want := number(300_000)
	for range 5 {
		r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, one.Func("copy"), bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		back, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, two.Func("copy"), r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Read(make([]byte, 1)); !errors.Is(err, polyfill.ErrDropped) {
			t.Error(err)
		}
		n, err := polyfill.Call[uint64](ctx, one.Func("count"), back)
		if n != uint64(len(want)) || err != nil {
			t.Error(n, err)
		}
	}
	// Both ways at once, from many goroutines.
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			a, b := one, two
			if i%2 == 0 {
				a, b = b, a
			}
			r, err := polyfill.Call[any](ctx, a.Func("copy"), want)
			if err == nil {
				var n uint64
				if n, err = polyfill.Call[uint64](ctx, b.Func("count"), r); n != uint64(len(want)) {
					t.Error(n)
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	one.Close(ctx)
	two.Close(ctx)
	expectGoroutines(t, before)
}

// streamCount is $JCO_GO_STREAMS, or else n.
func streamCount(t *testing.T, n int) int {
	t.Helper()
	if s := os.Getenv("JCO_GO_STREAMS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// Streams that are opened, read in part, cancelled and dropped at random leave nothing
// behind.
func TestStreamsAtRandom(t *testing.T) {
	n := streamCount(t, 2000)
	before := runtime.NumGoroutine()
	inst := newStreams(t)
	data := number(100_000)
	var heap [2]uint64
	random := func(seed uint64, n int) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		for range n {
			size := rnd.IntN(1 << rnd.IntN(17))
			var source any = data[:size]
			var w *polyfill.StreamWriter[byte]
			switch rnd.IntN(3) {
			case 0:
				source = bytes.NewReader(data[:size])
			case 1:
				w = polyfill.NewStreamWriter[byte]()
				source = w
			}
			r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), source)
			if err != nil {
				t.Error(err)
				return
			}
			if w != nil {
				go func() {
					w.Write(data[:size])
					w.Close()
				}()
			}
			switch rnd.IntN(5) {
			case 0:
				r.Close()
			case 1:
				io.ReadFull(r, make([]byte, rnd.IntN(size+1)))
				r.Close()
			case 2:
				short, cancel := context.WithTimeout(ctx, time.Duration(rnd.IntN(50))*time.Microsecond)
				for {
					if _, err := r.ReadContext(short, make([]byte, 100)); err != nil {
						break
					}
				}
				cancel()
				r.Close()
			case 3:
				if got, err := polyfill.Call[uint64](ctx, inst.Func("count"), r); got != uint64(size) || err != nil {
					t.Error(got, err)
				}
			default:
				if got, err := io.Copy(io.Discard, r); got != int64(size) || err != nil {
					t.Error(got, err)
				}
			}
		}
	}
	for half := range heap {
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() { random(uint64(half*10+i), n/8) })
		}
		wg.Wait()
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap[half] = m.HeapAlloc
	}
	if heap[1] > heap[0]+heap[0]/4+1<<20 {
		t.Errorf("the heap grows: %d, then %d", heap[0], heap[1])
	}
	for end := time.Now().Add(10 * time.Second); polyfill.Ends(inst) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d ends are left over", polyfill.Ends(inst))
		}
	}
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	expectGoroutines(t, before)
}

// A StreamReader that is garbage is closed.
func TestStreamGarbage(t *testing.T) {
	inst := newStreams(t)
	for range 10 {
		if _, err := inst.Func("copy").Call(ctx, number(10)); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(10 * time.Second); polyfill.Ends(inst) > 0; time.Sleep(time.Millisecond) {
		runtime.GC()
		if time.Now().After(end) {
			t.Fatalf("%d ends are left over", polyfill.Ends(inst))
		}
	}
}

func ExampleStreamWriter() {
	inst, done := exampleStreams()
	defer done()
	input := polyfill.NewStreamWriter[byte]()
	output, err := polyfill.Call[io.Reader](ctx, inst.Func("copy"), input)
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		defer input.Close()
		fmt.Fprint(input, "through a guest")
	}()
	b, err := io.ReadAll(output)
	fmt.Printf("%s %v\n", b, err)
	// Output: through a guest <nil>
}

// BenchmarkStream copies through a guest, in chunks of 64 KiB unless said otherwise.
func BenchmarkStream(b *testing.B) {
	inst := newStreams(b)
	chunk := number(64 << 10)
	b.Run("copy", func(b *testing.B) {
		b.SetBytes(int64(len(chunk)))
		out, err := polyfill.Call[io.Reader](ctx, inst.Func("copy"), io.LimitReader(endless{}, int64(b.N)*int64(len(chunk))))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, struct{ io.Reader }{out}); n != int64(b.N)*int64(len(chunk)) || err != nil {
			b.Fatal(n, err)
		}
	})
	b.Run("in", func(b *testing.B) {
		b.SetBytes(int64(len(chunk)))
		n, err := polyfill.Call[uint64](ctx, inst.Func("count"), io.LimitReader(endless{}, int64(b.N)*int64(len(chunk))))
		if n != uint64(b.N)*uint64(len(chunk)) || err != nil {
			b.Fatal(n, err)
		}
	})
	b.Run("joined", func(b *testing.B) {
		b.SetBytes(int64(len(chunk)))
		r, err := polyfill.Call[any](ctx, inst.Func("copy"), io.LimitReader(endless{}, int64(b.N)*int64(len(chunk))))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := polyfill.Call[uint64](ctx, inst.Func("count"), r); n != uint64(b.N)*uint64(len(chunk)) || err != nil {
			b.Fatal(n, err)
		}
	})
	b.Run("1 byte", func(b *testing.B) {
		w := polyfill.NewStreamWriter[byte]()
		r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), w)
		if err != nil {
			b.Fatal(err)
		}
		go func() {
			p := []byte{1}
			for range b.N {
				w.Write(p)
			}
			w.Close()
		}()
		p := make([]byte, 100)
		for got := 0; got < b.N; {
			n, err := r.Read(p)
			if err != nil {
				b.Fatal(err)
			}
			got += n
		}
		r.Close()
	})
	b.Run("open and close", func(b *testing.B) {
		for b.Loop() {
			r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), chunk[:10])
			if err != nil {
				b.Fatal(err)
			}
			io.ReadFull(r, make([]byte, 10))
			r.Close()
		}
	})
}

// endless gives what is in its reader's buffer.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
