//go:build unix

package p2

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
)

func TestClocks(t *testing.T) {
	w := newTest(t, settings{})
	begin := w.Call("clocks/monotonic-clock#now").(uint64)
	if r := w.Call("clocks/monotonic-clock#resolution"); r != uint64(1) {
		t.Errorf("resolution %v", r)
	}
	const nap = 20 * time.Millisecond
	p := w.Call("clocks/monotonic-clock#subscribe-duration", uint64(nap))
	q := w.Call("clocks/monotonic-clock#subscribe-instant", begin+uint64(2*nap))
	never := w.Call("clocks/monotonic-clock#subscribe-duration", uint64(1<<64-1))
	if w.Call("io/poll#[method]pollable.ready", p) != false {
		t.Error("ready at once")
	}
	if got := w.Call("io/poll#poll", []any{never, q, p}).([]uint32); got[len(got)-1] != 2 || len(got) == 2 && got[0] != 1 || len(got) > 2 {
		t.Errorf("poll: %v", got)
	}
	w.Call("io/poll#[method]pollable.block", q)
	if took := w.Call("clocks/monotonic-clock#now").(uint64) - begin; took < uint64(2*nap) || took > uint64(5*time.Second) {
		t.Errorf("it took %v", time.Duration(took))
	}
	if got := w.Call("io/poll#poll", []any{q, never, p}).([]uint32); len(got) != 2 || got[1] != 2 {
		t.Errorf("poll: %v", got)
	}
	now := w.Call("clocks/wall-clock#now").(polyfill.Record)
	if s := now.Get("seconds").(uint64); time.Since(time.Unix(int64(s), 0)).Abs() > time.Minute {
		t.Errorf("now: %v", now)
	}
	if r := w.Call("clocks/wall-clock#resolution").(polyfill.Record); r.Get("nanoseconds") != uint32(1) {
		t.Errorf("resolution: %v", r)
	}
	w.Host.Clock.Now = func() time.Time { return time.Now().In(time.FixedZone("XYZ", -3600)) }
	if off := w.Call("clocks/timezone#utc-offset", now); off != int32(-3600) {
		t.Errorf("offset %v", off)
	}
	if d := w.Call("clocks/timezone#display", now).(polyfill.Record); d.Get("name") != "XYZ" || d.Get("utc-offset") != int32(-3600) || d.Get("in-daylight-saving-time") != false {
		t.Errorf("display: %v", d)
	}
}

// TestPollEnds: a wait ends with the context of the guest's call, and an empty poll is a trap.
func TestPollEnds(t *testing.T) {
	w := newTest(t, settings{})
	never := w.Call("clocks/monotonic-clock#subscribe-duration", uint64(1<<63))
	var cancel context.CancelFunc
	w.Ctx, cancel = context.WithTimeout(w.Ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := w.Try("io/poll#poll", []any{never}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("poll: %v", err)
	}
	if _, err := newTest(t, settings{}).Try("io/poll#poll", []any{}); !errors.Is(err, errEmptyPoll) {
		t.Errorf("an empty poll: %v", err)
	}
}

func TestRandom(t *testing.T) {
	w := newTest(t, settings{})
	w.CheckRandom("insecure-seed")
	if _, err := w.Try("random/random#get-random-bytes", uint64(1<<63)); !errors.Is(err, errTooRandom) {
		t.Errorf("too many bytes: %v", err)
	}
}

// TestStreams copies from an input to outputs in all ways.
func TestStreams(t *testing.T) {
	var out strings.Builder
	w := newTest(t, settings{Stdin: strings.NewReader(strings.Repeat("abcdefgh", 20_000)), Stdout: &out})
	in, to := w.Call("cli/stdin#get-stdin"), w.Call("cli/stdout#get-stdout")
	w.Call("io/poll#[method]pollable.block", w.Call("io/streams#[method]input-stream.subscribe", in))
	w.Call("io/poll#[method]pollable.block", w.Call("io/streams#[method]output-stream.subscribe", to))
	if n := w.OK("io/streams#[method]output-stream.check-write", to).(uint64); n < 4096 {
		t.Errorf("check-write permits %d", n)
	}
	if n := w.OK("io/streams#[method]output-stream.splice", to, in, 3); n != uint64(3) {
		t.Errorf("splice: %v", n)
	}
	if n := w.OK("io/streams#[method]input-stream.skip", in, 2); n != uint64(2) {
		t.Errorf("skip: %v", n)
	}
	w.OK("io/streams#[method]output-stream.write", to, []byte("-"))
	w.OK("io/streams#[method]output-stream.write-zeroes", to, 2)
	w.OK("io/streams#[method]output-stream.flush", to)
	w.OK("io/streams#[method]output-stream.blocking-write-zeroes-and-flush", to, 1)
	w.OK("io/streams#[method]output-stream.blocking-flush", to)
	if out.String() != "abc-\x00\x00\x00" {
		t.Errorf("%q", out.String())
	}
	total := 5
	for {
		r := w.Call("io/streams#[method]output-stream.blocking-splice", to, in, 1<<40).(polyfill.Result)
		if r.IsErr {
			if wittest.Describe(r) != "closed" {
				t.Errorf("blocking-splice: %s", wittest.Describe(r))
			}
			break
		}
		total += int(r.Value.(uint64))
	}
	if total != 160_000 || !strings.HasSuffix(out.String(), "abcdefgh") {
		t.Errorf("%d bytes", total)
	}
	w.Fails("closed", "io/streams#[method]input-stream.read", in, 1)
	w.Fails("closed", "io/streams#[method]input-stream.skip", in, 1)
	if _, err := w.Try("io/streams#[method]output-stream.write", to, make([]byte, directPermit+1)); !errors.Is(err, errPermit) {
		t.Errorf("more than permitted: %v", err)
	}
}

// TestFailedStream: an error is told once, by the functions that know what it came from.
func TestFailedStream(t *testing.T) {
	dir := t.TempDir()
	w := newTest(t, settings{Dirs: []files.Dir{{Host: dir}}})
	d := w.Call("filesystem/preopens#get-directories").([]any)[0].(polyfill.Tuple)[0]
	f := w.OK("filesystem/types#[method]descriptor.open-at", d, []string{}, "f", []string{"create"}, []string{"write"})
	s := w.OK("filesystem/types#[method]descriptor.write-via-stream", f, uint64(1<<63-2))
	r := w.Call("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("abc")).(polyfill.Result)
	v, ok := r.Value.(polyfill.Variant)
	if !r.IsErr || !ok || v.Case != "last-operation-failed" {
		t.Fatalf("%v", r)
	}
	if text := w.Call("io/error#[method]error.to-debug-string", v.Value); text != "file-too-large" {
		t.Errorf("%q", text)
	}
	if code := w.Call("filesystem/types#filesystem-error-code", v.Value); code != polyfill.Enum("file-too-large") {
		t.Errorf("%v", code)
	}
	for _, name := range []string{"sockets/network#network-error-code", "http/types#http-error-code"} {
		if code := w.Call(name, v.Value); code != nil {
			t.Errorf("%s: %v", name, code)
		}
	}
	w.Fails("closed", "io/streams#[method]output-stream.check-write", s)
}

// slow is a writer that waits for the test.
type slow struct {
	mu   sync.Mutex
	got  strings.Builder
	let  chan struct{}
	fail error
}

func (s *slow) Write(p []byte) (int, error) {
	<-s.let
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return 0, s.fail
	}
	return s.got.Write(p)
}

// TestQueue is the stream to a peer that stalls, and to one that goes away.
func TestQueue(t *testing.T) {
	s := &slow{let: make(chan struct{}, 100)}
	closed := make(chan struct{})
	q := newQueue(s, func() { close(closed) })
	for {
		n, err := q.permit()
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		if err := q.write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	if q.ready() {
		t.Error("a full queue is ready")
	}
	if err := q.write([]byte("x")); !errors.Is(err, errPermit) {
		t.Errorf("a full queue: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := blockingFlush(ctx, q); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("flush to a peer that stalls: %v", err)
	}
	s.let <- struct{}{}
	s.let <- struct{}{}
	if err := blockingFlush(context.Background(), q); err != nil {
		t.Error(err)
	}
	if n, _ := q.permit(); n != chunk {
		t.Errorf("%d are permitted after a flush", n)
	}
	s.fail = io.ErrClosedPipe
	s.let <- struct{}{}
	if err := blockingWrite(context.Background(), q, []byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("to a peer that is gone: %v", err)
	}
	if err := q.write([]byte("x")); !errors.Is(err, errClosed) {
		t.Errorf("after that: %v", err)
	}
	q.close()
	q.close()
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("the queue is not closed")
	}
}
