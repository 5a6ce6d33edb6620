//go:build !js

package polyfill_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// endlessReader has no end.
type endlessReader struct{}

func (endlessReader) Read(p []byte) (int, error) { return min(len(p), 50), nil }

// failingReader gives some bytes and an error.
type failingReader struct {
	n   int
	err error
}

func (r *failingReader) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, r.err
	}
	n := min(r.n, len(p))
	r.n -= n
	return n, nil
}

// A great many streams and futures are opened, partly read, cancelled and dropped at random: nothing of them stays
// behind. $JCO_GO_STREAMS says how many. web/runtime/testing/manystreams.js is the same in JavaScript.
func TestManyStreams(t *testing.T) {
	many := streamCount(t, 10_000)
	rt := newRuntime(t, polyfill.NewConfig().WithStreamErrors(func(error) {}))
	c := compile(t, rt, "result-streams")
	inst, other := instantiate(t, rt.NewLinker(), c), instantiate(t, rt.NewLinker(), c)
	type pair = polyfill.ResultReader[byte, uint32]
	of := rand.New(rand.NewPCG(1, 2))
	open := func(n, failure int) *pair {
		r, err := polyfill.Call[*pair](ctx, inst.Func("write"), uint32(n), uint32(failure))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	// read has a guest read up to n bytes, and gives how many there were.
	read := func(in *polyfill.Instance, source any, n int) {
		t.Helper()
		if _, err := in.Func("read").Call(ctx, source, uint32(n)); err != nil {
			t.Fatal(err)
		}
	}
	seven := func() (any, error) { return uint32(7), nil }
	echo := func(in *polyfill.Instance, source any) *pair {
		r, err := polyfill.Call[*pair](ctx, in.Func("echo"), source)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	deeds := []func(n int){
		// Of a guest's.
		func(n int) {
			r := open(n, 0)
			b, err := io.ReadAll(r)
			if v, failed := r.Result(ctx); len(b) != n || err != nil || v != uint32(n) || failed != nil {
				t.Fatal(len(b), n, err, v, failed)
			}
		},
		func(n int) {
			b, err := io.ReadAll(open(n, 1))
			var failed *polyfill.ResultError
			if len(b) != n || !errors.As(err, &failed) {
				t.Fatal(len(b), n, err)
			}
		},
		func(n int) { open(n, of.IntN(3)).Close() },
		func(n int) {
			r := open(n, of.IntN(3))
			r.Read(make([]byte, 1+of.IntN(40)))
			r.Close()
		},
		func(n int) {
			r := open(n, 2)
			r.Stream().Close()
			r.Result(ctx)
		},
		func(n int) { open(n, 0) }, // and forgets it
		func(n int) { open(n, 0).Read(make([]byte, 1+of.IntN(40))) },
		func(n int) { // gives up waiting
			r := open(n, 0)
			io.ReadFull(r, make([]byte, n))
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			r.ReadContext(ctx, make([]byte, 1))
			r.Close()
		},

		// For a guest.
		func(n int) { read(inst, polyfill.WithResult(make([]byte, n), seven), of.IntN(100)) },
		func(n int) { read(inst, polyfill.WithResult(endlessReader{}, seven), of.IntN(200)) },
		func(n int) {
			read(inst, &failingReader{n, polyfill.ErrorValue("full")}, 99)
		},
		func(n int) {
			w := polyfill.NewStreamWriter[byte]()
			go func() {
				w.Write(make([]byte, n))
				w.Close()
			}()
			read(inst, polyfill.WithResult(w, seven), of.IntN(99))
		},
		func(n int) {
			if _, err := inst.Func("read").Call(ctx, bytes.NewReader(nil), "no number"); err == nil {
				t.Fatal("text was taken for a number")
			}
		},

		// Through guests, and from one to another.
		func(n int) { read(inst, open(n, of.IntN(3)), of.IntN(100)) },
		func(n int) { read(other, open(n, of.IntN(3)), of.IntN(100)) },
		func(n int) { read(inst, echo(other, echo(inst, open(n, 0))), 99) },
		func(n int) {
			r := open(n, 0)
			r.Read(make([]byte, 1+of.IntN(40)))
			read(other, r, of.IntN(60))
		},
		func(int) { echo(inst, endlessReader{}) }, // and forgets it
		func(n int) {
			r := echo(inst, polyfill.WithResult(endlessReader{}, seven))
			r.Read(make([]byte, n))
			r.Close()
		},
	}

	// collect waits until what was forgotten is closed, or nothing happens any more.
	collect := func(ends int) int {
		left := 0
		for range 100 {
			runtime.GC()
			time.Sleep(2 * time.Millisecond)
			if left = polyfill.Ends(inst) + polyfill.Ends(other); left <= ends {
				break
			}
		}
		return left
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var before uint64
	for i := range many {
		deeds[of.IntN(len(deeds))](1 + of.IntN(60))
		if i%2000 == 0 {
			collect(100)
		}
		if i == many/10 {
			collect(0)
			before = heap()
		}
	}
	if left := collect(0); left != 0 {
		t.Errorf("%d ends are left", left)
	}
	for _, in := range []*polyfill.Instance{inst, other} {
		if live := polyfill.Live(in); live != [6]int32{} {
			t.Errorf("tasks, threads, waitables, sets, streams, error contexts: %v are left", live)
		}
	}
	after := heap()
	t.Logf("%d streams, heap %d → %d bytes", many, before, after)
	if after > before+1<<20 {
		t.Errorf("the heap has grown from %d to %d bytes", before, after)
	}
}
