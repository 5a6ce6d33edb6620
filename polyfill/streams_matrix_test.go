//go:build !js

package polyfill_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/jco-go/jco-go/polyfill"
)

// What differs natively from testdata/outcomes.txt of package webstreams, by state and event; "" is what
// cannot be made to happen.
var natively = map[string]string{
	// There are no readers of two kinds that lock each other out: reads are in turn.
	"stream from a guest: a read waits: a BYOB read":                                     "-",
	"stream from a guest: two reads wait: a BYOB read":                                   "-",
	"stream from a guest: a BYOB read waits: a read":                                     "-",
	"stream from a guest: it is cancelled: it is given to another guest":                 "TypeError", // ErrDropped
	"future from a guest: it is disposed of: it is given to another guest":               "TypeError",
	"future from a guest: disposed of while somebody asks: it is given to another guest": "TypeError",
}

// TestStreamMatrix goes through every event in every state, as package webstreams and web/runtime do, with the
// same outcomes. The other guest is of the same instance here: a trap is the end of both.
func TestStreamMatrix(t *testing.T) {
	text, err := os.ReadFile("../webstreams/testdata/matrix.json")
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := os.ReadFile("../webstreams/testdata/outcomes.txt")
	if err != nil {
		t.Fatal(err)
	}
	matrix := map[string]struct{ States, Events map[string]string }{}
	if err := json.Unmarshal(text, &matrix); err != nil {
		t.Fatal(err)
	}
	var w *handWorld
	rt := newRuntime(t, polyfill.NewConfig().WithDeadlockDetection(false).WithStreamErrors(func(err error) { w.log("embedder", w.kindOf(err)) }))
	var wrong []string
	c := compile(t, rt, "streams")
	kind, cases, left := "", 0, 0
	for line := range strings.SplitSeq(string(outcomes), "\n") {
		if name, ok := strings.CutPrefix(line, "# "); ok {
			kind = name
			continue
		}
		parts := strings.SplitN(line, " | ", 3)
		if len(parts) != 3 {
			continue
		}
		state, event, want := parts[0], parts[1], parts[2]
		states, events := matrix[kind].States, matrix[kind].Events
		where := kind + ": " + state + ": " + event
		// How it went to the other guest, nobody sees.
		want = strings.NewReplacer("joined", "passed", "given", "passed").Replace(want)
		if other, ok := natively[where]; ok {
			want = other
		}
		synctest.Test(t, func(t *testing.T) {
			w = newHandWorld(t, rt, c, kind)
			defer w.close()
			for step := range strings.SplitSeq(states[state], ", ") {
				w.step(step)
			}
			got := w.step(events[event])
			if w.dead && w.passed {
				want, _, _ = strings.Cut(want, "; event") // it trapped as well
				got, _, _ = strings.Cut(got, "; event")
			}
			if w.dead && strings.HasPrefix(got, "dead") {
				left++ // the other guest has trapped with the first
				return
			}
			cases++
			if got != want {
				wrong = append(wrong, fmt.Sprintf("%s:\n got  %s\n want %s", where, got, want))
			}
		})
	}
	for _, e := range wrong {
		t.Error(e)
	}
	t.Logf("%d cases, and %d that cannot be", cases, left)
	if cases < 390 || left+len(natively) > 12 {
		t.Errorf("too few cases: %d; %d are left out, %d differ", cases, left, len(natively))
	}
}

// handWorld is an instance with two guests that are driven by hand.
type handWorld struct {
	t         *testing.T
	inst      *polyfill.Instance
	future    bool
	dead      bool
	passed    bool
	hasEnd    [2]bool
	at        [2]int // in the guest's memory
	writable  [2]bool
	reader    *polyfill.StreamReader[byte]
	get       *polyfill.Future[any]
	source    *handSource
	promise   *polyfill.FutureWriter[any]
	mu        sync.Mutex
	logs      map[string][]string
	cancelled bool
}

var guestNames = [2]string{"one", "two"}

func newHandWorld(t *testing.T, rt *polyfill.Runtime, c *polyfill.Component, kind string) *handWorld {
	w := &handWorld{t: t, future: strings.HasPrefix(kind, "future"), logs: map[string][]string{}}
	var err error
	if w.inst, err = rt.NewLinker().Instantiate(ctx, c); err != nil {
		t.Fatal(err)
	}
	switch kind {
	case "stream from a guest":
		w.reader, err = polyfill.Call[*polyfill.StreamReader[byte]](ctx, w.fn(0, "open"))
		w.writable[0] = true
	case "future from a guest":
		w.get, err = polyfill.Call[*polyfill.Future[any]](ctx, w.fn(0, "future-open"))
		w.writable[0] = true
	case "stream to a guest":
		w.source = &handSource{w: w, more: make(chan struct{}, 1), closed: make(chan struct{})}
		_, err = w.fn(0, "take").Call(ctx, w.source)
	case "future to a guest":
		w.promise = polyfill.NewFutureWriter[any]()
		_, err = w.fn(0, "future-take").Call(ctx, w.promise)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.hasEnd[0] = true
	synctest.Wait()
	return w
}

func (w *handWorld) close() {
	if w.source != nil {
		w.source.Close()
	}
	if w.promise != nil {
		w.promise.Fail(errors.New("over"))
	}
	if err := w.inst.Close(ctx); err != nil {
		w.t.Error(err)
	}
	synctest.Wait()
}

func (w *handWorld) fn(i int, name string) *polyfill.Function {
	return w.inst.Exports.Instance(guestNames[i]).Func(name)
}

func (w *handWorld) log(who, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logs[who] = append(w.logs[who], who+" "+what)
}

// step does what a step of the matrix says.
func (w *handWorld) step(step string) string {
	if step == "" {
		return ""
	}
	w.mu.Lock()
	clear(w.logs)
	w.mu.Unlock()
	var done []string
	for verb := range strings.SplitSeq(step, "+") {
		done = append(done, w.do(verb))
	}
	synctest.Wait()
	if w.source != nil {
		w.source.release()
	}
	synctest.Wait()
	if !w.dead {
		for i := range guestNames {
			if packed, err := polyfill.Call[int32](ctx, w.fn(i, "event")); err != nil {
				w.log("event", w.trapped(err))
				break
			} else if packed != -2 {
				w.log("event", w.result(i, packed))
			}
		}
	}
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := done
	for _, who := range []string{"host", "source", "embedder", "event"} {
		seen = append(seen, w.logs[who]...)
	}
	return strings.Join(seen, "; ")
}

func (w *handWorld) do(verb string) string {
	words := strings.Fields(verb)
	n, _ := strconv.Atoi(words[len(words)-1])
	switch words[0] {
	case "guest":
		return w.guest(0, words[1], n)
	case "other":
		return w.guest(1, words[1], n)
	case "read":
		return w.read(1 << 20)
	case "into":
		return w.read(n)
	case "ask":
		go func() {
			v, err := w.get.Get(ctx)
			if err != nil {
				w.log("host", "error: "+w.kindOf(err))
			} else {
				w.log("host", fmt.Sprint("value ", v))
			}
		}()
		return "-"
	case "cancel":
		w.cancelled = true
		if err := w.reader.Close(); err != nil {
			w.log("host", "error: "+w.kindOf(err))
		}
		return "-"
	case "dispose":
		w.get.Close()
		return "-"
	case "pass":
		return w.pass()
	case "give":
		if w.promise != nil {
			w.promise.Set(byte(1))
			return "-"
		}
		return w.source.give(n, nil)
	case "end":
		return w.source.give(-1, io.EOF)
	case "throw":
		if w.promise != nil {
			w.promise.Fail(errors.New("no"))
			return "-"
		}
		return w.source.give(-1, errors.New("no"))
	case "wrong":
		if w.promise != nil {
			w.promise.Set("no byte")
			return "-"
		}
		return w.source.give(-1, errWrong)
	}
	panic("no such verb: " + verb)
}

var errWrong = errors.New("TypeError")

func (w *handWorld) guest(i int, what string, n int) string {
	if w.dead {
		return "n/a"
	}
	if !w.hasEnd[i] && !(what == "trap" && i == 0) {
		return "n/a"
	}
	switch what {
	case "read", "write":
		w.at[i] = 0
		packed, err := polyfill.Call[int32](ctx, w.fn(i, "copy"), uint32(n))
		if err != nil {
			return w.trapped(err)
		}
		return w.result(i, packed)
	case "cancel":
		packed, err := polyfill.Call[int32](ctx, w.fn(i, "cancel"))
		if err != nil {
			return w.trapped(err)
		}
		return w.result(i, packed)
	case "drop":
		if _, err := w.fn(i, "drop").Call(ctx); err != nil {
			return w.trapped(err)
		}
		w.hasEnd[i] = false
		return "ok"
	}
	w.fn(i, "trap").Call(ctx)
	w.dead = true
	return "ok"
}

func (w *handWorld) trapped(err error) string {
	w.dead = true
	var trap *polyfill.Trap
	if !errors.As(err, &trap) {
		return err.Error()
	}
	text := strings.TrimPrefix(trap.Message, "wasm trap: ")
	return "trap: " + strings.Replace(text, `[0]: want u8, got string "no byte"`, "TypeError", 1)
}

// result is what a copy came to.
func (w *handWorld) result(i int, packed int32) string {
	if packed == -1 {
		return "blocked"
	}
	n := int(packed >> 4)
	if w.future && packed == 0 {
		n = 1
	}
	text := [...]string{"completed", "dropped", "cancelled"}[packed&15]
	if w.writable[i] {
		return fmt.Sprintf("%s %d", text, n)
	}
	got, err := polyfill.Call[[]byte](ctx, w.fn(i, "bytes"), uint32(w.at[i]+n))
	if err != nil {
		return err.Error()
	}
	got = got[w.at[i]:]
	w.at[i] += n
	return fmt.Sprintf("%s %d", text, got)
}

func (w *handWorld) read(n int) string {
	if w.passed {
		if _, err := w.reader.Read(make([]byte, 1)); errors.Is(err, polyfill.ErrDropped) {
			return "locked"
		}
	}
	go func() {
		p := make([]byte, n)
		n, err := w.reader.Read(p)
		switch {
		case err == io.EOF, err != nil && w.cancelled && errors.Is(err, polyfill.ErrDropped):
			w.log("host", "end")
		case err != nil:
			w.log("host", "error: "+w.kindOf(err))
		default:
			w.log("host", fmt.Sprint("got ", p[:n]))
		}
	}()
	synctest.Wait()
	return "-"
}

// kindOf names an error as the matrix does.
func (w *handWorld) kindOf(err error) string {
	var trap *polyfill.Trap
	switch {
	case errors.As(err, &trap):
		return "trapped"
	case errors.Is(err, polyfill.ErrDropped), errors.As(err, new(*polyfill.ValueError)), strings.Contains(err.Error(), "invalid count"):
		return "TypeError"
	case strings.HasSuffix(err.Error(), ": no"):
		return "no"
	}
	return err.Error()
}

func (w *handWorld) pass() string {
	if w.dead {
		return "dead"
	}
	if w.hasEnd[1] {
		return "n/a"
	}
	name, v := "take", any(w.reader)
	if w.future {
		name, v = "future-take", w.get
	}
	if _, err := w.fn(1, name).Call(ctx, v); err != nil {
		return "TypeError"
	}
	w.hasEnd[1] = true
	w.passed = true
	return "passed"
}

// handSource is an io.ReadCloser that gives what it has when a step is over.
type handSource struct {
	w        *handWorld
	mu       sync.Mutex
	have     []handItem
	released int
	last     byte
	over     bool
	isClosed bool
	more     chan struct{}
	closed   chan struct{}
}

type handItem struct {
	chunk []byte
	err   error
}

func (s *handSource) give(n int, err error) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || s.isClosed {
		return "n/a"
	}
	s.over = n < 0
	i := handItem{err: err}
	for range n {
		s.last++
		i.chunk = append(i.chunk, s.last)
	}
	s.have = append(s.have, i)
	return "-"
}

func (s *handSource) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.released = len(s.have)
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *handSource) Read(p []byte) (int, error) {
	s.w.log("source", "asked")
	for {
		s.mu.Lock()
		if s.released > 0 {
			i := s.have[0]
			s.have = s.have[1:]
			s.released--
			s.mu.Unlock()
			if i.err == errWrong {
				return len(p) + 1, nil
			}
			if i.err != nil {
				s.mu.Lock()
				s.isClosed = true
				s.mu.Unlock()
			}
			return copy(p, i.chunk), i.err
		}
		s.mu.Unlock()
		select {
		case <-s.more:
		case <-s.closed:
			return 0, io.ErrClosedPipe
		}
	}
}

func (s *handSource) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isClosed {
		s.isClosed = true
		s.w.log("source", "cancelled")
		close(s.closed)
	}
	return nil
}
