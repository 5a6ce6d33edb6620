//go:build !js

package polyfill_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/jco-go/jco-go/polyfill"
)

// streamRows gives the rows of the tables in a section of docs/streams.md.
func streamRows(t *testing.T, section string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("../docs/streams.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "\n## "+section+"\n")
	after, _, _ = strings.Cut(after, "\n## ")
	head := true
	for line := range strings.Lines(after) {
		line = strings.TrimSpace(line)
		switch {
		case !strings.HasPrefix(line, "|"):
			head = true
		case head || strings.HasPrefix(line, "|---"):
			head = false
		default:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("docs/streams.md has no table in %q", section)
	}
	return rows
}

// TestStreamDocs holds the table of Go in docs/streams.md: each row names an example that go test runs.
func TestStreamDocs(t *testing.T) {
	names, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	run := map[string]bool{}
	for _, e := range doc.Examples(files...) {
		run["`Example"+e.Name+"`"] = e.Output != "" || e.EmptyOutput
	}
	for _, row := range streamRows(t, "In Go") {
		if name := row[len(row)-1]; len(row) != 3 || !run[name] {
			t.Errorf("%s: there is no example %s with an output", row[0], name)
		}
	}
}

// edge is what an edge case works with: guests that are driven by hand.
type edge struct {
	*testing.T
	inst     *polyfill.Instance
	one, two *polyfill.Exports
	told     *[]error
}

// call gives the result of a function of a guest, of one operation of a guest -1 if it waits.
func (e *edge) call(in *polyfill.Exports, name string, args ...any) int32 {
	e.Helper()
	v, err := in.Func(name).Call(ctx, args...)
	if err != nil {
		e.Fatalf("%s: %v", name, err)
	}
	n, _ := v.(int32)
	return n
}

// want has a guest do something, after what goes on has come to rest.
func (e *edge) want(want int32, in *polyfill.Exports, name string, args ...any) {
	e.Helper()
	synctest.Wait()
	if got := e.call(in, name, args...); got != want {
		e.Errorf("%s: %d, want %d", name, got, want)
	}
}

func (e *edge) open() *polyfill.StreamReader[byte] {
	e.Helper()
	r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, e.one.Func("open"))
	if err != nil {
		e.Fatal(err)
	}
	return r
}

// read wants n bytes of a stream, or an error.
func (e *edge) read(r *polyfill.StreamReader[byte], n int, want error) {
	e.Helper()
	got, err := r.Read(make([]byte, 100))
	if got != n || !errors.Is(err, want) {
		e.Errorf("read %d, %v, want %d, %v", got, err, n, want)
	}
}

// reading is read on a goroutine.
func (e *edge) reading(r *polyfill.StreamReader[byte], n int, want error) {
	go e.read(r, n, want)
	synctest.Wait()
}

// refused wants a guest not to get a source.
func (e *edge) refused(in *polyfill.Exports, source any) {
	e.Helper()
	var wrong *polyfill.ValueError
	if _, err := in.Func("take").Call(ctx, source); !errors.As(err, &wrong) {
		e.Errorf("take: %v, want a ValueError", err)
	}
}

// packed is what an operation gives for n bytes with which it is done, or after which the other end is dropped.
func packed(n int32, dropped bool) int32 {
	if dropped {
		return n<<4 | 1
	}
	return n << 4
}

const waits, nothing = -1, -2

// edges are the rows of the table of edge cases in docs/streams.md.
var edges = map[string]func(e *edge){
	"a locked stream, a used `Response` is given": func(e *edge) {
		r := e.open()
		e.reading(r, 0, polyfill.ErrDropped)
		e.refused(e.two, r) // it is being read
		r.Close()
		e.refused(e.two, r)
	},
	"a stream is given twice": func(e *edge) {
		w := polyfill.NewStreamWriter[byte]()
		e.call(e.one, "take", w)
		e.refused(e.two, w)
		w.Close()
	},
	"the guest's memory grows during a read": func(e *edge) {
		r := e.open()
		e.reading(r, 3, nil)
		e.call(e.one, "grow")
		e.call(e.one, "copy", 3)
		synctest.Wait()
		r.Close()
		e.call(e.two, "take", "abc")
		e.want(waits, e.two, "copy", 3)
		e.call(e.two, "grow")
		e.want(packed(3, true), e.two, "event")
		if b, _ := polyfill.Call[[]byte](ctx, e.two.Func("bytes"), 3); string(b) != "abc" {
			e.Errorf("%q", b)
		}
	},
	"reads after `cancel`": func(e *edge) {
		r := e.open()
		r.Close()
		e.read(r, 0, polyfill.ErrDropped)
	},
	"reads after the end": func(e *edge) {
		r := e.open()
		e.call(e.one, "drop")
		e.read(r, 0, io.EOF)
		e.read(r, 0, io.EOF)
	},
	"reads after the guest trapped": func(e *edge) {
		r := e.open()
		if _, err := e.one.Func("trap").Call(ctx); err == nil {
			e.Error("no trap")
		}
		var trap *polyfill.Trap
		if _, err := r.Read(make([]byte, 1)); !errors.As(err, &trap) {
			e.Error(err)
		}
	},
	"both ends are dropped at once": func(e *edge) {
		r := e.open()
		closed := make(chan error)
		go func() { closed <- r.Close() }()
		e.call(e.one, "drop")
		if err := <-closed; err != nil {
			e.Error(err)
		}
		w := polyfill.NewStreamWriter[byte]()
		e.call(e.two, "take", w)
		go w.Close()
		e.call(e.two, "drop")
	},
	"an iterable throws, or its `return` does": func(e *edge) {
		e.call(e.one, "take", func(yield func(byte, error) bool) { _ = yield(1, nil) && yield(0, errors.New("no more")) })
		e.want(waits, e.one, "copy", 3)
		e.want(packed(1, true), e.one, "event")
		e.call(e.two, "take", func(yield func(byte) bool) { panic("not today") })
		e.want(waits, e.two, "copy", 3)
		e.want(packed(0, true), e.two, "event")
		if len(*e.told) != 2 {
			e.Errorf("told of %v", *e.told)
		}
	},
	"an infinite source, a slow guest": func(e *edge) {
		var asked atomic.Int32
		source := readerFunc(func(p []byte) (int, error) { asked.Add(1); return min(len(p), 1000), nil })
		e.call(e.one, "take", source)
		synctest.Wait()
		if n := asked.Load(); n != 0 {
			e.Errorf("asked %d times before the guest has", n)
		}
		e.call(e.one, "copy", 10)
		e.want(packed(10, false), e.one, "event")
		for range 50 {
			e.want(packed(10, false), e.one, "copy", 10)
		}
		if n := asked.Load(); n > 1 {
			e.Errorf("asked %d times", n)
		}
	},
	"a guest that writes and never closes": func(e *edge) {
		r := e.open()
		e.call(e.one, "copy", 2)
		e.read(r, 2, nil)
		e.reading(r, 0, polyfill.ErrDropped)
		r.Close()
	},
	"cancel while a copy waits": func(e *edge) {
		r := e.open()
		e.want(waits, e.one, "copy", 3)
		r.Close()
		e.want(packed(0, true), e.one, "event")
		w := polyfill.NewStreamWriter[byte]()
		e.call(e.two, "take", w)
		written := make(chan int)
		go func() { n, _ := w.Write([]byte("abcdef")); written <- n }()
		synctest.Wait()
		e.want(packed(2, false), e.two, "copy", 2)
		e.call(e.two, "drop")
		if n := <-written; n != 2 {
			e.Errorf("%d bytes were written", n)
		}
	},
	"a probe: `read` of 0 elements by the guest": func(e *edge) {
		w := polyfill.NewStreamWriter[byte]()
		e.call(e.one, "take", w)
		e.want(waits, e.one, "copy", 0)
		e.want(nothing, e.one, "event")
		go w.Write([]byte("abc"))
		e.want(0, e.one, "event")
		e.want(packed(3, false), e.one, "copy", 3)
		w.Close()
	},
	"a write of 0 elements by the guest": func(e *edge) {
		r := e.open()
		e.want(waits, e.one, "copy", 0)
		e.want(nothing, e.one, "event")
		e.reading(r, 1, nil)
		e.want(0, e.one, "event")
		e.call(e.one, "copy", 1)
		synctest.Wait()
		r.Close()
	},
	"an empty chunk of a source": func(e *edge) {
		chunks := []string{"", "", "abc"}
		source := readerFunc(func(p []byte) (int, error) {
			if len(chunks) == 0 {
				return 0, io.EOF
			}
			n := copy(p, chunks[0])
			chunks = chunks[1:]
			return n, nil
		})
		if n, err := polyfill.Call[uint64](ctx, e.inst.Func("count"), source); n != 3 || err != nil {
			e.Error(n, err)
		}
	},
	"a future's promise is the future of a guest": func(e *edge) {
		f, err := polyfill.Call[*polyfill.Future[byte]](ctx, e.one.Func("future-open"))
		if err != nil {
			e.Fatal(err)
		}
		e.call(e.two, "future-take", f)
		e.want(waits, e.two, "copy", 1)
		e.call(e.one, "copy", 1)
		e.want(0, e.two, "event")
	},
	"a thenable whose `then` throws": func(e *edge) {
		f := polyfill.NewFutureWriter[byte]()
		f.Fail(errors.New("not today"))
		e.call(e.one, "future-take", f)
		e.one.Func("copy").Call(ctx, 1)
		synctest.Wait()
		if _, err := e.one.Func("event").Call(ctx); err == nil || !strings.Contains(err.Error(), "not today") {
			e.Error(err)
		}
	},
	"a handle of an end that is gone": func(e *edge) {
		r := e.open()
		for range 2 {
			if err := r.Close(); err != nil {
				e.Error(err)
			}
		}
		e.want(packed(0, true), e.one, "copy", 1)
	},
}

// notInGo says why a row has no test natively.
var notInGo = map[string]string{
	"a buffer is detached or resized under a read": "a slice of Go's is neither",
	"`releaseLock` while a read waits":             "readers do not lock a stream: ReadContext gives up a read (ExampleStreamReader_ReadContext)",
	"a future of a future":                         "a Future is a value like others: the inner one has its own Get",
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestStreamEdges has what docs/streams.md says of edge cases, natively: a test for each row, or the reason why there is
// none. web/runtime/streamexamples.test.mjs and playwright-tests have them in JavaScript.
func TestStreamEdges(t *testing.T) {
	rows := map[string]bool{}
	for _, row := range streamRows(t, "Edge cases") {
		rows[row[0]] = true
		if (edges[row[0]] == nil) == (notInGo[row[0]] == "") {
			t.Errorf("%s: there has to be either a test or a reason", row[0])
		}
	}
	if n := len(edges) + len(notInGo); n != len(rows) {
		t.Errorf("%d rows, %d tests and reasons", len(rows), n)
	}
	for row, test := range edges {
		t.Run(row, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []error
				rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithDeadlockDetection(false).WithStreamErrors(func(err error) { told = append(told, err) }))
				defer rt.Close(ctx)
				inst := instantiate(t, rt.NewLinker(), compile(t, rt, "streams"))
				test(&edge{t, inst, inst.Exports.Instance("one"), inst.Exports.Instance("two"), &told})
				inst.Close(ctx)
				synctest.Wait()
			})
		})
	}
}

// A source without an end does not fill the memory, however slow its reader is.
func TestStreamInfiniteFlat(t *testing.T) {
	inst := newStreams(t)
	r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), endless{})
	if err != nil {
		t.Fatal(err)
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	p := bytes.Repeat([]byte{0}, 1000)
	io.ReadFull(r, p)
	before := heap()
	for range 10_000 {
		if _, err := io.ReadFull(r, p); err != nil {
			t.Fatal(err)
		}
	}
	if after := heap(); after > before+1<<20 {
		t.Errorf("the heap has grown from %d to %d bytes", before, after)
	}
	r.Close()
}
