package webstreams

import (
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/task"
)

// world is a core with a hub, two guests, and a host that is as small as can be.
type world struct {
	store   *task.Store
	hub     *Hub
	future  bool
	guests  []*guest // the second may get what the first gave
	reader  *reader  // of what the first gave
	source  *source  // of what the first gets
	writers []*writer
	reasons map[int32]string
	logs    map[string][]string
}

func newWorld(future bool) *world {
	w := &world{store: task.NewStore(task.Limits{}), future: future, reasons: map[int32]string{}, logs: map[string][]string{}}
	w.hub = New(w.store)
	w.newGuest()
	w.newGuest()
	return w
}

func (w *world) log(who, what string) { w.logs[who] = append(w.logs[who], what) }

// transfer performs the Transfer in the mail.
func (w *world) transfer() {
	m := w.store.Mail
	n, from, p, to, q := m[1], m[2], uint32(m[3]), m[4], uint32(m[5])
	var data []byte
	if m[7] != 0 {
		data = w.writer(w.store.HostToken(task.WaitableID(m[7]))).chunk[p : p+uint32(n)]
	} else {
		data = w.guests[from].memory[p : p+uint32(n)]
	}
	if m[6] != 0 {
		w.reader.got = append(w.reader.got, data...)
	} else {
		copy(w.guests[to].memory[q:], data)
	}
}

func (w *world) writer(handle int32) *writer {
	for _, x := range w.writers {
		if x.handle == handle {
			return x
		}
	}
	return nil
}

// settle is what goes on until nothing does any more.
func (w *world) settle() {
	for more := true; more; {
		more = false
		for out := w.hub.Next(); out != Wait; out = w.hub.Next() {
			more = true
			handle, n := w.store.Mail[0], w.store.Mail[1]
			if w.reader != nil && w.reader.handle == handle {
				w.reader.settle(out, n)
			} else if x := w.writer(handle); x != nil {
				x.advance(out)
			}
		}
		if w.reader != nil && w.reader.next() {
			more = true
		}
		for _, x := range w.writers {
			if x.asking && x.source.ready() {
				x.asking = false
				x.got()
				more = true
			}
		}
	}
}

var (
	errTrapped  = errors.New("trapped")
	errDisposed = errors.New("TypeError")
)

// reader is the face of a readable end: reads wait in a queue.
type reader struct {
	w      *world
	handle int32
	reads  []int32 // the length of a BYOB read, or 0
	busy   bool
	got    []byte
	end    bool
	err    error
	passed bool
	value  byte
	valued bool
}

// read asks for what a reader that takes n elements at most gets, 0 for any.
func (r *reader) read(n int32) string {
	if r.passed && !r.w.future || len(r.reads) > 0 && (r.reads[0] == 0) != (n == 0) {
		return "locked"
	}
	r.reads = append(r.reads, n)
	return "-"
}

// next begins a read, or answers one at once.
func (r *reader) next() bool {
	if r.busy || len(r.reads) == 0 {
		return false
	}
	n := r.reads[0]
	switch {
	case r.valued:
		r.answer(fmt.Sprint("value ", r.value))
		return true
	case r.err != nil:
		r.answer("error: " + r.err.Error())
		return true
	case r.end:
		r.answer("end")
		return true
	case n == 0:
		n = 1 << 20
	}
	out := r.w.hub.Pull(r.handle, n)
	r.busy = true
	if out == Copy {
		r.w.transfer()
		out = Done
	}
	if out != Wait {
		r.settle(out, 0)
	}
	return true
}

func (r *reader) answer(what string) {
	r.w.log("host", what)
	r.reads = r.reads[1:]
}

// settle is the end of a read, or of the stream.
func (r *reader) settle(out Outcome, _ int32) {
	r.busy = false
	switch {
	case len(r.got) > 0 && r.w.future:
		r.valued, r.value = true, r.got[0]
	case len(r.got) > 0:
		r.answer(fmt.Sprint("got ", r.got))
	}
	r.got = nil
	switch out {
	case End:
		r.end = true
	case Failed:
		r.err = errTrapped
	}
}

// cancel drops the end: of a stream, by who reads it, or of a future.
func (r *reader) cancel() string {
	switch {
	case r.w.future && (r.valued || r.err != nil), r.end:
		return "-"
	case r.passed:
		r.w.log("host", "error: TypeError")
		return "-"
	case r.err != nil:
		r.w.log("host", "error: "+r.err.Error())
		return "-"
	}
	r.w.hub.Close(r.handle)
	r.busy = false
	if r.w.future {
		r.err = errDisposed
	} else {
		r.end = true
	}
	return "-"
}

// pass gives what the reader has to the second guest.
func (r *reader) pass() string {
	w := r.w
	to := w.guests[1]
	if to.index != 0 || to.dead {
		return "n/a"
	}
	if r.passed && !w.future || len(r.reads) > 0 && !w.future {
		return "TypeError"
	}
	if !r.passed && !r.busy && !r.end && r.err == nil && !r.valued {
		if out := w.hub.Pass(r.handle, int32(to.inst)); out != Done {
			return fmt.Sprint("outcome ", out)
		}
		r.passed = true
		if w.future {
			r.err = errDisposed
		}
		to.take(w.store.Mail[0])
		return "joined"
	}
	// It goes through the host.
	x := w.newWriter(&source{w: w, of: r})
	to.take(w.store.Mail[0])
	r.passed = !w.future
	x.begin()
	return "given"
}

// source gives chunks when it is asked and has some.
type source struct {
	w    *world
	of   *reader // a reader whose elements it gives
	have []item
	over bool
	last byte
}

type item struct {
	chunk []byte
	err   error
	wrong bool
}

// give has the source give something as soon as it is asked.
func (s *source) give(i item) string {
	if s.over {
		return "n/a"
	}
	s.over = i.chunk == nil || s.w.future
	s.have = append(s.have, i)
	return "-"
}

func (s *source) chunk(n int) item {
	i := item{chunk: []byte{}}
	for range n {
		s.last++
		i.chunk = append(i.chunk, s.last)
	}
	return i
}

func (s *source) ready() bool {
	if r := s.of; r != nil {
		switch {
		case r.valued:
			s.have = []item{{chunk: []byte{r.value}}}
		case r.err != nil:
			s.have = []item{{err: r.err}}
		case r.end:
			s.have = []item{{}}
		case s.w.future && len(r.reads) == 0:
			r.reads = append(r.reads, 0)
		}
	}
	return len(s.have) > 0
}

// writer is the face of a writable end.
type writer struct {
	w      *world
	handle int32
	source *source
	asking bool
	chunk  []byte
}

func (w *world) newWriter(s *source) *writer {
	x := &writer{w: w, source: s}
	x.handle = w.hub.Writer(w.guests[0].typ, 1)
	w.writers = append(w.writers, x)
	return x
}

func (x *writer) begin() {
	if x.w.future {
		x.asking = true
	} else {
		x.advance(x.w.hub.Push(x.handle, 0))
	}
}

func (x *writer) advance(out Outcome) {
	for {
		switch out {
		case Copy:
			x.w.transfer()
			out = x.w.hub.Resume(x.handle)
			continue
		case Done:
			if x.w.future {
				x.handle = 0
				return
			}
			x.ask()
		case End, Failed:
			x.handle, x.asking = 0, false
			if !x.w.future && x.source.of == nil {
				x.source.over = true
				x.source.have = nil
				x.w.log("source", "cancelled")
			}
		}
		return
	}
}

func (x *writer) ask() {
	if x.source.of == nil {
		x.w.log("source", "asked")
	}
	x.asking = true
}

// got is what the source gives.
func (x *writer) got() {
	i := x.source.have[0]
	x.source.have = x.source.have[1:]
	if x.handle == 0 {
		return
	}
	switch {
	case i.err != nil || i.wrong:
		if i.wrong {
			i.err = errDisposed
			if !x.w.future {
				x.w.log("source", "cancelled")
			}
		}
		reason := int32(len(x.w.reasons) + 1)
		x.w.reasons[reason] = i.err.Error()
		x.w.hub.Fail(x.handle, reason)
		x.handle = 0
		x.w.log("embedder", i.err.Error())
	case i.chunk == nil:
		x.w.hub.Close(x.handle)
		x.handle = 0
	case len(i.chunk) == 0:
		x.ask()
	default:
		x.chunk = i.chunk
		x.advance(x.w.hub.Push(x.handle, int32(len(i.chunk))))
	}
}
