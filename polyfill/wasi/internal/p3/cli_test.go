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
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

func TestEnvironment(t *testing.T) {
	w := newTest(t, settings{terminal: true})
	if got := w.call("cli/environment#get-arguments").([]string); len(got) != 2 || got[1] != "one" {
		t.Errorf("%q", got)
	}
	env := w.call("cli/environment#get-environment").([]any)
	if e := env[0].(polyfill.Tuple); len(env) != 2 || e[0] != "A" || e[1] != "1" {
		t.Errorf("%q", env)
	}
	if got := w.call("cli/environment#get-initial-cwd"); got != "/work" {
		t.Errorf("%q", got)
	}
	w.host.Cwd = ""
	if got := w.call("cli/environment#get-initial-cwd"); got != nil {
		t.Errorf("%q", got)
	}
	if got := w.call("cli/terminal-stdin#get-terminal-stdin"); got == nil {
		t.Error("there is no terminal")
	}
	for _, name := range []string{"stdout", "stderr"} {
		if got := w.call("cli/terminal-" + name + "#get-terminal-" + name); got != nil {
			t.Errorf("%s is a terminal: %v", name, got)
		}
	}
}

func TestExit(t *testing.T) {
	for code, call := range map[int]func(w *wasiTest) (any, error){
		0: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit", polyfill.Ok(nil)) },
		1: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit", polyfill.Err(nil)) },
		7: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit-with-code", 7) },
	} {
		_, err := call(newTest(t, settings{}))
		var exit *host.ExitError
		if !errors.As(err, &exit) || exit.Code != code {
			t.Errorf("code %d: %v", code, err)
		}
	}
}

// TestStdin: streams of the standard input share it, and lose nothing between them.
func TestStdin(t *testing.T) {
	w := newTest(t, settings{stdin: iotest.OneByteReader(strings.NewReader("some input"))})
	first := w.call("cli/stdin#read-via-stream").(polyfill.Tuple)
	p := make([]byte, 4)
	in := first[0].(*polyfill.StreamReader[byte])
	if _, err := io.ReadFull(in, p); err != nil || string(p) != "some" {
		t.Errorf("%q, %v", p, err)
	}
	in.Close() // what was read ahead is not lost
	if got := w.outcome(first[1]); got != "ok" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	if text, outcome := w.contents(w.call("cli/stdin#read-via-stream")); text != " input" || outcome != "ok" {
		t.Errorf("%q, %s", text, outcome)
	}
	if text, outcome := w.contents(w.call("cli/stdin#read-via-stream")); text != "" || outcome != "ok" {
		t.Errorf("at the end: %q, %s", text, outcome)
	}
}

// TestStdinWaits: who waits for an input that does not come can stop waiting, and takes nothing from others.
func TestStdinWaits(t *testing.T) {
	r, out := io.Pipe()
	w := newTest(t, settings{stdin: r})
	one := w.call("cli/stdin#read-via-stream").(polyfill.Tuple)
	short, cancel := context.WithTimeout(w.ctx, 20*time.Millisecond)
	defer cancel()
	in := one[0].(*polyfill.StreamReader[byte])
	if n, err := in.ReadContext(short, make([]byte, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%d, %v", n, err)
	}
	in.Close()
	if got := w.outcome(one[1]); got != "ok" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	go func() {
		_, _ = io.WriteString(out, "late")
		_ = out.CloseWithError(syscall.EIO)
	}()
	if text, outcome := w.contents(w.call("cli/stdin#read-via-stream")); text != "late" || outcome != "io" {
		t.Errorf("%q, %s", text, outcome)
	}
}

func TestOutputs(t *testing.T) {
	var out, diag bytes.Buffer
	w := newTest(t, settings{stdout: &out, stderr: &diag})
	large := strings.Repeat("0123456789", 30_000)
	for name, buf := range map[string]*bytes.Buffer{"stdout": &out, "stderr": &diag} {
		for _, text := range []string{"to " + name, "", large} {
			buf.Reset()
			if got := w.outcome(w.call("cli/"+name+"#write-via-stream", text)); got != "ok" || buf.String() != text {
				t.Errorf("%s: %s, %.20q", name, got, buf)
			}
		}
	}
	for _, c := range []struct {
		err  error
		want string
	}{{syscall.EPIPE, "pipe"}, {io.ErrClosedPipe, "pipe"}, {syscall.ENOSPC, "io"}} {
		w := newTest(t, settings{stdout: failingWriter{c.err}, stderr: failingWriter{c.err}})
		for _, name := range []string{"stdout", "stderr"} {
			source := polyfill.NewStreamWriter[byte]()
			future := w.call("cli/"+name+"#write-via-stream", source)
			var err error
			for err == nil { // the stream ends
				_, err = source.Write([]byte("text"))
			}
			if got := w.outcome(future); got != c.want || !errors.Is(err, polyfill.ErrDropped) {
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
	w := newTest(t, settings{stdout: slow})
	var finish func()
	w.ctx, finish = WithOutputs(w.ctx)
	source := polyfill.NewStreamWriter[byte]()
	future := w.call("cli/stdout#write-via-stream", source)
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
	if got := w.outcome(future); got != "io" {
		t.Errorf("after the end: %s", got)
	}
	if got := w.outcome(w.call("cli/stdout#write-via-stream", "more")); got != "io" {
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
	w := newTest(t, settings{stdin: strings.NewReader("input")})
	ctx := w.ctx
	for range 2 {
		call, finish := WithOutputs(ctx)
		w.ctx = call
		var inputs []polyfill.Tuple
		var writers []*polyfill.StreamWriter[byte]
		for range maxStandard / 2 {
			inputs = append(inputs, w.call("cli/stdin#read-via-stream").(polyfill.Tuple))
			source := polyfill.NewStreamWriter[byte]()
			w.call("cli/stdout#write-via-stream", source)
			writers = append(writers, source)
		}
		if text, outcome := w.contents(w.call("cli/stdin#read-via-stream")); text != "" || outcome != "io" {
			t.Errorf("one input more: %q, %s", text, outcome)
		}
		if got := w.outcome(w.call("cli/stderr#write-via-stream", "text")); got != "io" {
			t.Errorf("one output more: %s", got)
		}
		inputs[0][0].(*polyfill.StreamReader[byte]).Close()
		writers[0].Close()
		for end := time.Now().Add(5 * time.Second); w.outcome(w.call("cli/stderr#write-via-stream", "text")) != "ok"; {
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
