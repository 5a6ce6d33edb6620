//go:build unix

package p3

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

func TestEnvironment(t *testing.T) {
	newTest(t, settings{Terminal: true}).CheckEnvironment("get-initial-cwd")
}

func TestExit(t *testing.T) { tested.CheckExit(t) }

// TestStdin: streams of the standard input share it, and lose nothing between them.
func TestStdin(t *testing.T) {
	w := newTest(t, settings{Stdin: iotest.OneByteReader(strings.NewReader("some input"))})
	first := w.Call("cli/stdin#read-via-stream").(polyfill.Tuple)
	p := make([]byte, 4)
	in := first[0].(*polyfill.StreamReader[byte])
	if _, err := io.ReadFull(in, p); err != nil || string(p) != "some" {
		t.Errorf("%q, %v", p, err)
	}
	in.Close() // what was read ahead is not lost
	if got := outcomeOf(w.T, first[1]); got != "" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	if text, outcome := w.contents(w.Call("cli/stdin#read-via-stream")); text != " input" || outcome != "" {
		t.Errorf("%q, %s", text, outcome)
	}
	if text, outcome := w.contents(w.Call("cli/stdin#read-via-stream")); text != "" || outcome != "" {
		t.Errorf("at the end: %q, %s", text, outcome)
	}
}

// TestStdinWaits: who waits for an input that does not come can stop waiting, and takes nothing from others.
func TestStdinWaits(t *testing.T) {
	r, out := io.Pipe()
	w := newTest(t, settings{Stdin: r})
	one := w.Call("cli/stdin#read-via-stream").(polyfill.Tuple)
	short, cancel := context.WithTimeout(w.Ctx, 20*time.Millisecond)
	defer cancel()
	in := one[0].(*polyfill.StreamReader[byte])
	if n, err := in.ReadContext(short, make([]byte, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%d, %v", n, err)
	}
	in.Close()
	if got := outcomeOf(w.T, one[1]); got != "" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	go func() {
		_, _ = io.WriteString(out, "late")
		_ = out.CloseWithError(syscall.EIO)
	}()
	if text, outcome := w.contents(w.Call("cli/stdin#read-via-stream")); text != "late" || outcome != "io" {
		t.Errorf("%q, %s", text, outcome)
	}
}

func TestOutputs(t *testing.T) {
	var out, diag bytes.Buffer
	w := newTest(t, settings{Stdout: &out, Stderr: &diag})
	large := strings.Repeat("0123456789", 30_000)
	for name, buf := range map[string]*bytes.Buffer{"stdout": &out, "stderr": &diag} {
		for _, text := range []string{"to " + name, "", large} {
			buf.Reset()
			if got := outcomeOf(w.T, w.Call("cli/"+name+"#write-via-stream", text)); got != "" || buf.String() != text {
				t.Errorf("%s: %s, %.20q", name, got, buf)
			}
		}
	}
	for _, c := range []struct {
		err  error
		want string
	}{{syscall.EPIPE, "pipe"}, {io.ErrClosedPipe, "pipe"}, {syscall.ENOSPC, "io"}} {
		w := newTest(t, settings{Stdout: failingWriter{c.err}, Stderr: failingWriter{c.err}})
		for _, name := range []string{"stdout", "stderr"} {
			source := polyfill.NewStreamWriter[byte]()
			future := w.Call("cli/"+name+"#write-via-stream", source)
			var err error
			for err == nil { // the stream ends
				_, err = source.Write([]byte("text"))
			}
			if got := outcomeOf(w.T, future); got != c.want || !errors.Is(err, polyfill.ErrDropped) {
				t.Errorf("%s, %v: %s, %v", name, c.err, got, err)
			}
		}
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestOutputsFinish: what was read of a guest is written before its end, and later writes go nowhere.
func TestOutputsFinish(t *testing.T) {
	slow := &slowWriter{}
	w := newTest(t, settings{Stdout: slow})
	var finish func()
	w.Ctx, finish = WithOutputs(w.Ctx)
	source := polyfill.NewStreamWriter[byte]()
	future := w.Call("cli/stdout#write-via-stream", source)
	if _, err := source.Write([]byte("text")); err != nil {
		t.Fatal(err)
	}
	finish()
	if got := slow.String(); got != "text" {
		t.Errorf("%q was written", got)
	}
	if _, err := source.Write([]byte("more")); !errors.Is(err, polyfill.ErrDropped) {
		t.Errorf("a write after the end: %v", err)
	}
	if got := outcomeOf(w.T, future); got != "io" {
		t.Errorf("after the end: %s", got)
	}
	if got := outcomeOf(w.T, w.Call("cli/stdout#write-via-stream", "more")); got != "io" {
		t.Errorf("a stream after the end: %s", got)
	}
	if got := slow.String(); got != "text" {
		t.Errorf("%q was written", got)
	}
}

type slowWriter struct{ strings.Builder }

func (s *slowWriter) Write(p []byte) (int, error) {
	time.Sleep(20 * time.Millisecond)
	return s.Builder.Write(p)
}

// TestManyStandardStreams: what one call has open of them is limited, and counts while it is open.
func TestManyStandardStreams(t *testing.T) {
	w := newTest(t, settings{Stdin: strings.NewReader("input")})
	ctx := w.Ctx
	for range 2 {
		call, finish := WithOutputs(ctx)
		w.Ctx = call
		var inputs []polyfill.Tuple
		var writers []*polyfill.StreamWriter[byte]
		for range maxStandard / 2 {
			inputs = append(inputs, w.Call("cli/stdin#read-via-stream").(polyfill.Tuple))
			source := polyfill.NewStreamWriter[byte]()
			w.Call("cli/stdout#write-via-stream", source)
			writers = append(writers, source)
		}
		if text, outcome := w.contents(w.Call("cli/stdin#read-via-stream")); text != "" || outcome != "io" {
			t.Errorf("one input more: %q, %s", text, outcome)
		}
		if got := outcomeOf(w.T, w.Call("cli/stderr#write-via-stream", "text")); got != "io" {
			t.Errorf("one output more: %s", got)
		}
		inputs[0][0].(*polyfill.StreamReader[byte]).Close()
		writers[0].Close()
		for end := time.Now().Add(5 * time.Second); outcomeOf(w.T, w.Call("cli/stderr#write-via-stream", "text")) != ""; {
			if time.Now().After(end) {
				t.Fatal("streams that are closed count")
			}
		}
		for _, in := range inputs {
			in[0].(*polyfill.StreamReader[byte]).Close()
		}
		finish()
	}
}
