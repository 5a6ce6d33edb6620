//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/task"
	"github.com/jco-go/jco-go/webstreams"
)

// hostEnd is the host's end of a stream or future: the face of an end of the hub
// (docs/streams.md). It moves elements between guests' memories and Go variables, and wakes the
// goroutine that waits for an operation. What no comment says otherwise belongs to the store.
type hostEnd struct {
	s        *store
	typ      *component.ValType // a stream or future
	writable bool
	handle   int32 // the hub's, 0 before and afterwards
	// err is why there is nothing more: io.EOF, ErrDropped, a trap. A call that is
	// going to take the end has reserved it.
	err      error
	reserved atomic.Bool

	// turn lets one operation at a time in, which is that of one goroutine.
	turn chan struct{}
	// The operation in progress: over tells that it is none any more, n is of how many
	// elements. wake is told then, if there is one who waits.
	over    bool
	waiting bool
	n       int
	wake    chan struct{}

	// Where elements lie: length Go variables from base on, of which at were filled.
	elems        *goElems
	base         unsafe.Pointer
	length, at   int
	count        uint64 // elements of all operations, for messages
	cx           canon.Context
	handles      *asyncHandles // only if there are handles in the elements
	scope        scope
	opErr        error  // what the operation in progress gives besides
	release      func() // tells a source that nobody wants more
	startedProbe func() // begins a source when the guest asks for the first time
}

// goElems is how the elements of one stream type lie in Go variables of one type.
type goElems struct {
	compiler *canon.Compiler
	elem     *component.ValType // nil: there is none
	rt       reflect.Type
	size     uintptr
	by       [component.Latin1UTF16 + 1]*canon.GoElements
}

// newElems compiles the passage of elements of a stream or future to variables of type rt;
// it fails if these cannot hold them.
func newElems(compiler *canon.Compiler, typ *component.ValType, rt reflect.Type) (*goElems, error) {
	g := &goElems{compiler: compiler, elem: typ.Elem, rt: rt, size: rt.Size()}
	if typ.Elem == nil {
		if rt.Size() != 0 && rt.Kind() != reflect.Interface {
			return nil, fmt.Errorf("want struct{} for a %s without a type, got %v", typ.Kind, rt)
		}
		return g, nil
	}
	_, err := g.encoded(component.UTF8)
	return g, err
}

func (g *goElems) encoded(enc component.StringEncoding) (*canon.GoElements, error) {
	if g.by[enc] == nil {
		e, err := g.compiler.GoElements(g.elem, enc, g.rt)
		if err != nil {
			return nil, err
		}
		g.by[enc] = e
	}
	return g.by[enc], nil
}

func newHostEnd(s *store, typ *component.ValType, writable bool) *hostEnd {
	return &hostEnd{s: s, typ: typ, writable: writable, turn: make(chan struct{}, 1)}
}

// hasHandles tells elements that are moved one at a time, so that none is lost on the way.
func (e *hostEnd) hasHandles() bool { return e.typ.Elem.HasResource() || e.typ.Elem.HasEnd() }

// open makes the end that a handle of the hub stands for.
func (e *hostEnd) open(handle int32) error {
	if handle == 0 {
		return errors.New("too many streams and futures")
	}
	e.handle = handle
	e.s.ends[handle] = e
	e.s.outside++
	return nil
}

// close lets go of the handle, which is stale: err is what later operations give.
func (e *hostEnd) close(err error) {
	if e.handle == 0 {
		return
	}
	delete(e.s.ends, e.handle)
	e.handle = 0
	e.s.outside--
	e.err = err
	if e.release != nil {
		e.release()
	}
	e.startedProbe = nil
	e.finish()
}

// drop drops the end, whatever it does.
func (e *hostEnd) drop(err error) {
	if e.handle == 0 {
		return
	}
	e.s.hub.Close(e.handle)
	e.close(err)
}

// dropNow is drop by the host, which need not wait for an operation in progress. It gives what
// later operations get.
func (e *hostEnd) dropNow() error {
	inside, _ := e.s.enterHost(context.Background())
	if !e.s.ended && !e.reserved.Load() {
		e.drop(ErrDropped)
	}
	err := e.err
	if !inside {
		e.s.leave()
	}
	return err
}

// finish ends the operation in progress, and wakes who waits for it.
func (e *hostEnd) finish() {
	e.over = true
	e.n = e.at
	e.base = nil
	if e.waiting {
		e.waiting = false
		e.s.waiting--
		e.wake <- struct{}{}
	}
}

// getTurn gets the turn.
func (e *hostEnd) getTurn(ctx context.Context) error {
	select {
	case e.turn <- struct{}{}:
		return nil
	default:
	}
	if e.s != nil && e.s.inHost.Load() > 0 && calledByGuest() {
		return ErrBusy
	}
	select {
	case e.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (e *hostEnd) giveTurn() { <-e.turn }

// enterHost gets what belongs to the store for an operation of the host. inside tells that it
// is called by a host function or destructor that the store waits for, on the same goroutine: nothing can be
// waited for then, and leave must not be called.
func (s *store) enterHost(ctx context.Context) (inside bool, err error) {
	if s.inHost.Load() > 0 && calledByGuest() {
		return true, nil
	}
	return false, s.baton.take(ctx)
}

// calledByGuest reports whether a guest is on this goroutine's stack.
func calledByGuest() bool {
	var pcs [64]uintptr
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for {
			f, more := frames.Next()
			if strings.HasSuffix(f.Function, "polyfill.(*store).callInside") {
				return true
			}
			if !more {
				break
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

// operate makes an operation of n elements that lie at base: begin begins it at the hub.
// It gives how many elements were moved. The caller has the turn.
func (e *hostEnd) operate(ctx context.Context, own bool, g *goElems, base unsafe.Pointer, n int, begin func() webstreams.Outcome) (int, error) {
	s := e.s
	inside, err := e.enter(ctx, own, g, base, n)
	if err != nil {
		return 0, err
	}
	if inside {
		if over, err := e.beginInside(begin); err != nil {
			return 0, err
		} else if !over && e.n == 0 {
			return 0, ErrBusy
		}
		return e.result()
	}
	s.guarded(func() { e.begin(begin) })
	if !e.over {
		if e.wake == nil {
			e.wake = make(chan struct{}, 1)
		}
		e.waiting = true
		s.waiting++
		s.driveFor(ctx.Done(), &e.over, -1)
	}
	if e.over {
		select {
		case <-e.wake:
		default:
		}
		n, err := e.result()
		s.leave()
		return n, err
	}
	s.leave()
	select {
	case <-e.wake:
		s.baton.take(context.Background())
	case <-ctx.Done():
		s.baton.take(context.Background())
		if !e.over {
			e.cancel()
		}
		select {
		case <-e.wake:
		default:
		}
	}
	n, err = e.result()
	s.leave()
	if err == nil && n == 0 && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return n, err
}

// try is operate that waits for nothing: what has not come about when nothing is ready any more, or after
// some work, is given up.
func (e *hostEnd) try(g *goElems, base unsafe.Pointer, n int, begin func() webstreams.Outcome) (int, error) {
	s := e.s
	inside, err := e.enter(context.Background(), false, g, base, n)
	if err != nil {
		return 0, err
	}
	if inside {
		if _, err := e.beginInside(begin); err != nil {
			return 0, err
		}
		return e.result()
	}
	s.guarded(func() { e.begin(begin) })
	if !e.over {
		s.driveFor(nil, &e.over, tryTicks)
	}
	if !e.over {
		e.cancel()
	}
	n, err = e.result()
	s.leave()
	return n, err
}

// tryTicks is how many threads run before a try gives up: a guest may yield for ever.
const tryTicks = 1000

// enter gets what belongs to the store, and sets what an operation is about.
func (e *hostEnd) enter(ctx context.Context, own bool, g *goElems, base unsafe.Pointer, n int) (inside bool, err error) {
	inside, err = e.s.enterHost(ctx)
	if err != nil {
		return false, err
	}
	if err := e.refused(own); err != nil {
		if !inside {
			e.s.leave()
		}
		return false, err
	}
	e.elems, e.base, e.length, e.at, e.n, e.over = g, base, n, 0, 0, false
	return inside, nil
}

// beginInside begins an operation where nothing can be waited for: if it is not over at once, it
// is given up.
func (e *hostEnd) beginInside(begin func() webstreams.Outcome) (over bool, err error) {
	if err := unwound(func() { e.begin(begin) }); err != nil {
		return false, err
	}
	if over = e.over; !over {
		e.cancel()
	}
	return over, nil
}

// unwound gives the unwinding of a guest that a host function has caused as an error: the
// guest goes on unwinding when the function has returned.
func unwound(f func()) (err error) {
	defer func() {
		if r := recover(); r == any(errAborted) {
			err = errAborted
		} else if r != nil {
			panic(r)
		}
	}()
	f()
	return nil
}

// refused is why no operation can begin; own tells that it is one of who has reserved the
// end.
func (e *hostEnd) refused(own bool) error {
	switch {
	case e.err != nil:
		return e.err
	case e.handle == 0 || !own && e.reserved.Load():
		return ErrDropped
	}
	return nil
}

// begin begins an operation. What is wrong with the elements of a write comes back as the
// operation's error.
func (e *hostEnd) begin(begin func() webstreams.Outcome) {
	if e.writable && e.length > 0 {
		if err := e.accept(); err != nil {
			e.wrong(err)
			return
		}
	}
	e.advance(begin())
}

// wrong ends an operation that has not begun.
func (e *hostEnd) wrong(err error) {
	e.at, e.length = 0, 0
	e.opErr = err
	e.finish()
}

// result is what an operation came to.
func (e *hostEnd) result() (int, error) {
	n := e.n
	e.count += uint64(n)
	if e.writable && e.hasHandles() {
		if n == 0 {
			e.scope.giveUp()
		}
		e.scope = scope{}
	}
	if err := e.opErr; err != nil {
		e.opErr = nil
		return 0, err
	}
	if n == 0 && e.err != nil {
		return 0, e.err
	}
	if e.writable && n < e.length && e.err != nil {
		return n, e.err
	}
	return n, nil
}

// cancel gives the operation in progress up.
func (e *hostEnd) cancel() {
	out := e.s.hub.Cancel(e.handle)
	if out == webstreams.Stale {
		e.finish()
		return
	}
	e.advance(out)
}

// advance does what the hub says about the end's operation.
func (e *hostEnd) advance(out webstreams.Outcome) {
	s := e.s
	for out == webstreams.Copy {
		m := s.core.Mail
		if !e.writable {
			s.moveHost(&m, e, s.endOf(m[7]))
			out = webstreams.Done
			break
		}
		s.moveHost(&m, s.endOf(m[6]), e)
		out = s.hub.Resume(e.handle)
	}
	switch out {
	case webstreams.Wait:
	case webstreams.Done:
		if e.typ.Kind == component.KindFuture && e.at > 0 {
			e.close(nil)
			return
		}
		e.finish()
	case webstreams.End:
		if e.writable {
			e.close(ErrDropped)
		} else {
			e.close(io.EOF)
		}
	case webstreams.Failed:
		e.close(s.failedEnd(e))
	default:
		e.finish()
	}
	if e.over && e.startedProbe != nil {
		f := e.startedProbe
		e.startedProbe = nil
		f()
	}
}

// failedEnd is the error of an end whose other one is gone for good.
func (s *store) failedEnd(e *hostEnd) error {
	if s.inst.poison != nil {
		return s.inst.poison
	}
	return fmt.Errorf("polyfill: the %s never gets its value: %w", e.typ.Kind, ErrDropped)
}

// context is what elements cross with to or from a guest's buffer.
func (e *hostEnd) context(b *buffers) *canon.Context {
	e.cx.Memory, e.cx.Realloc = b.cx.Memory, b.cx.Realloc
	if e.hasHandles() {
		h := e.ownHandles()
		h.at, h.scope, h.task, h.sub = b.at, &e.scope, 0, 0
	}
	return &e.cx
}

func (e *hostEnd) ownHandles() *asyncHandles {
	if e.handles == nil {
		e.handles = &asyncHandles{valueHandles: valueHandles{inst: e.s.inst, scope: &e.scope}, s: e.s}
		e.cx.Handles = e.handles
	}
	return e.handles
}

// accept checks the elements of a write.
func (e *hostEnd) accept() error {
	if e.typ.Elem == nil {
		return nil
	}
	e.cx.MaxLift = e.s.inst.component.rt.config.maxLift
	if e.hasHandles() {
		e.ownHandles().scope = &e.scope
	}
	g, err := e.elems.encoded(component.UTF8)
	if err != nil {
		return err
	}
	g.Done(&e.cx)
	e.scope = scope{}
	if err := g.Accept(&e.cx, e.base, e.length, e.count); err != nil {
		g.Done(&e.cx)
		e.scope.giveUp()
		return fmt.Errorf("polyfill: %s: %w", e.typ.Format(e.s.inst.component.resourceName), err)
	}
	return nil
}

// take moves n elements out of a guest's buffer.
func (e *hostEnd) take(b *buffers, ptr, n uint32) error {
	to, g, err := e.next(b, n)
	if g == nil || err != nil {
		return err
	}
	cx := e.context(b)
	cx.MaxLift = b.cx.MaxLift
	return g.Load(cx, ptr, n, to)
}

// put moves n elements to a guest's buffer.
func (e *hostEnd) put(b *buffers, ptr, n uint32) error {
	from, g, err := e.next(b, n)
	if g == nil || err != nil {
		return err
	}
	return g.Store(e.context(b), from, ptr, n)
}

// next is where the next n elements lie in the host's buffer, which are passed over, and
// the code that moves them; nil if elements have no type.
func (e *hostEnd) next(b *buffers, n uint32) (at unsafe.Pointer, g *canon.GoElements, err error) {
	at = unsafe.Add(e.base, uintptr(e.at)*e.elems.size)
	e.at += int(n)
	if e.typ.Elem != nil {
		g, err = e.elems.encoded(b.encoding)
	}
	return at, g, err
}

// handOver moves n elements from an end of the host's to another one.
func (e *hostEnd) handOver(to *hostEnd, n int) error {
	if g := e.elems; e.typ.Elem != nil && g.rt == to.elems.rt && canon.IsNumber(e.typ.Elem.Kind) {
		size := uintptr(n) * g.size
		copy(unsafe.Slice((*byte)(unsafe.Add(to.base, uintptr(to.at)*g.size)), size),
			unsafe.Slice((*byte)(unsafe.Add(e.base, uintptr(e.at)*g.size)), size))
		e.at += n
		to.at += n
		return nil
	}
	defer e.scope.giveUp() // nothing goes to a guest
	for range n {
		from := reflect.NewAt(e.elems.rt, unsafe.Add(e.base, uintptr(e.at)*e.elems.size)).Elem()
		dst := reflect.NewAt(to.elems.rt, unsafe.Add(to.base, uintptr(to.at)*to.elems.size)).Elem()
		e.at++
		to.at++
		if e.typ.Elem == nil {
			continue
		}
		v, err := e.s.inst.component.compiler.Accept(e.typ.Elem, &e.cx, from.Interface())
		if err == nil {
			err = e.s.inst.component.compiler.Assign(dst, e.typ.Elem, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settleEnds does what has happened at the host's ends.
func (s *store) settleEnds() {
	for out := s.hub.Next(); out != webstreams.Wait; out = s.hub.Next() {
		if e := s.ends[s.core.Mail[0]]; e != nil {
			e.advance(out)
		}
	}
}

// settleInside is settleEnds before a host function that a guest waits for: it finds the ends as the guest has left them.
func (s *store) settleInside() {
	if s.core.HostEvents() > 0 {
		s.settleEnds()
	}
}

// pump is settleEnds where no guest's code is on the goroutine.
func (s *store) pump() {
	if !s.ended && s.core.HostEvents() > 0 {
		s.guarded(s.settleEnds)
	}
}

// endEnds fails all ends with their instance.
func (s *store) endEnds(err error) {
	for _, e := range s.ends {
		e.close(err)
	}
}

// moveHost performs a transfer from or to an end of the host's.
func (s *store) moveHost(m *[task.MailSize]int32, reader, writer *hostEnd) {
	var err error
	n := uint32(m[1])
	switch {
	case reader != nil && writer != nil:
		err = writer.handOver(reader, int(n))
	case reader != nil:
		err = reader.take(&s.buffers[m[2]], uint32(m[3]), n)
	default:
		err = writer.put(&s.buffers[m[4]], uint32(m[5]), n)
	}
	if err != nil {
		s.inst.abort(err)
	}
}

func (s *store) endOf(id int32) *hostEnd {
	if id == 0 {
		return nil
	}
	return s.ends[s.core.HostToken(task.WaitableID(id))]
}
