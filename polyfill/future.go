//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/webstreams"
)

// Future is the readable end of a future<T> that a guest has given to the host. T is a Go type by
// the table at [Value]; for a future<result<U, E>> that of U, where the error case is a *ResultError,
// or Result or ResultOf, which have both. T is struct{} for a future without a type, or a U that is none. In
// dynamic values it is *Future[any].
//
// The read begins with the first Get. A Future that nobody has asked for can be given to a guest
// as it is; one that somebody has goes on through the host. It is safe for concurrent use.
type Future[T any] struct {
	end     *hostEnd
	elems   *goElems
	both    bool // the value is read as a Result and taken apart
	mu      sync.Mutex
	known   bool
	value   T
	err     error
	cleanup runtime.Cleanup
}

// futureReader is what all Futures are.
type futureReader interface {
	hostEnd() *hostEnd
	fits(inst *Instance, t *component.ValType) error
	hold(e *hostEnd) error
	asked() bool
	let()
	getAny(ctx context.Context) (any, error)
}

func (f *Future[T]) hostEnd() *hostEnd { return f.end }

func (f *Future[T]) asked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known
}

func (f *Future[T]) let() {
	f.cleanup.Stop()
	f.end = nil
}

func (f *Future[T]) fits(inst *Instance, t *component.ValType) (err error) {
	rt := reflect.TypeFor[T]()
	elem := t.Elem
	if elem != nil && elem.Kind == component.KindResult && !holdsResult(rt) {
		f.both = true
		rt = resultType
		want, got := elem.Elem, reflect.TypeFor[T]()
		if want == nil && got.Size() != 0 {
			return fmt.Errorf("want struct{} for a result without a value, got %v", got)
		}
		if want != nil {
			if err := inst.checkGoType(want, got, fromGuest); err != nil {
				return err
			}
		}
	}
	f.elems, err = newElems(inst.component.compiler, t, rt)
	return err
}

func (f *Future[T]) hold(e *hostEnd) error {
	if err := f.fits(e.s.inst, e.typ); err != nil {
		return err
	}
	f.end = e
	f.cleanup = runtime.AddCleanup(f, func(e *hostEnd) { go e.dropNow() }, e)
	return nil
}

// FutureOf makes a Future of another Go type of one, as ReaderOf does.
func FutureOf[T any](future any) (*Future[T], error) {
	from, ok := future.(futureReader)
	if !ok || from.hostEnd() == nil {
		return nil, fmt.Errorf("polyfill: %T is not a Future", future)
	}
	if same, ok := future.(*Future[T]); ok {
		return same, nil
	}
	e := from.hostEnd()
	if from.asked() || e.reserved.Load() {
		return nil, fmt.Errorf("polyfill: a future that was read or given away: %w", ErrDropped)
	}
	f := new(Future[T])
	if err := f.hold(e); err != nil {
		return nil, fmt.Errorf("polyfill: %s as a future of %v: %w", e.typ.Format(e.s.inst.component.resourceName), reflect.TypeFor[T](), err)
	}
	from.let()
	return f, nil
}

// Get waits for the value. Any number may ask, and any number of times. The end of ctx gives up
// waiting, no more. An error is the guest's trap, has ErrDropped in its chain if the future was
// closed or given away, or is the error case.
func (f *Future[T]) Get(ctx context.Context) (T, error) { return f.get(ctx, false) }

func (f *Future[T]) get(ctx context.Context, own bool) (T, error) {
	f.mu.Lock()
	if f.known {
		defer f.mu.Unlock()
		return f.value, f.err
	}
	e := f.end
	f.mu.Unlock()
	var none T
	if e == nil || !own && e.reserved.Load() {
		return none, ErrDropped
	}
	if err := e.getTurn(ctx); err != nil {
		return none, err
	}
	defer e.giveTurn()
	f.mu.Lock()
	known := f.known
	f.mu.Unlock()
	if known {
		return f.value, f.err
	}
	p := reflect.New(f.elems.rt)
	n, err := e.operate(ctx, own, f.elems, p.UnsafePointer(), 1, func() webstreams.Outcome { return e.s.hub.Pull(e.handle, 1) })
	if n == 0 {
		if err == nil {
			err = ErrDropped
		}
		if ctx.Err() == nil && !errors.Is(err, ErrBusy) && !errors.Is(err, ErrDropped) {
			f.set(none, err)
		}
		return none, err
	}
	v := none
	if !f.both {
		v = p.Elem().Interface().(T)
		return f.set(v, nil)
	}
	r := *(*Result)(p.UnsafePointer())
	if r.IsErr {
		return f.set(v, &ResultError{r.Value})
	}
	if ok := e.typ.Elem.Elem; ok != nil {
		err = e.s.inst.component.compiler.Assign(reflect.ValueOf(&v).Elem(), ok, r.Value)
	}
	return f.set(v, err)
}

func (f *Future[T]) set(v T, err error) (T, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known, f.value, f.err = true, v, err
	return v, err
}

func (f *Future[T]) getAny(ctx context.Context) (any, error) { return f.get(ctx, true) }

// Close drops the future; the guest's write is told. A value that is there already stays.
func (f *Future[T]) Close() error {
	if f.end != nil {
		f.end.dropNow()
	}
	return nil
}

// FutureWriter is a future<T> that the host gives its value. It is given to a guest as an
// argument or result, once.
type FutureWriter[T any] struct {
	mu    sync.Mutex
	taken bool
	set   bool
	value T
	err   error
	done  chan struct{}
}

// NewFutureWriter makes a future.
func NewFutureWriter[T any]() *FutureWriter[T] { return &FutureWriter[T]{done: make(chan struct{})} }

// Set gives the value. Of several, and of Fail, the first counts.
func (f *FutureWriter[T]) Set(v T) { f.settle(v, nil) }

// Fail gives an error instead of a value. A guest's future<result<U, E>> gets its error case if the error is an
// [ErrorValue] or fits E otherwise; any other future traps who reads it, with the error in the trap's
// message.
func (f *FutureWriter[T]) Fail(err error) {
	if err == nil {
		err = errors.New("the future failed")
	}
	f.settle(*new(T), err)
}

func (f *FutureWriter[T]) settle(v T, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.set {
		f.set, f.value, f.err = true, v, err
		close(f.done)
	}
}

func (f *FutureWriter[T]) get(ctx context.Context) (any, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (f *FutureWriter[T]) reserve() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.taken
	f.taken = true
	return !was
}

func (f *FutureWriter[T]) unreserve() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken = false
}

type futureWriter interface {
	get(ctx context.Context) (any, error)
	reserve() bool
	unreserve()
}

// giveFuture finds what the host gives for a future: another one, a function that is called for
// the value, a channel, or the value.
func (s *store) giveFuture(t *component.ValType, v any) (givenEnd, error) {
	x := &givenFuture{t: t, giveBack: func() {}}
	switch f := v.(type) {
	case futureReader:
		e := f.hostEnd()
		if e == nil || isNil(v) {
			return nil, fmt.Errorf("%T of no future", v)
		}
		if f.asked() || len(e.turn) > 0 && !e.reserved.Load() {
			x.get = f.getAny
			return x, nil
		}
		if err := s.reserve(t, e); err != nil {
			return nil, err
		}
		x.passed, x.get, x.giveBack = e, f.getAny, func() { e.reserved.Store(false) }
		return x, nil
	case futureWriter:
		if isNil(v) || !f.reserve() {
			return nil, errors.New("a FutureWriter that was given before, or nil")
		}
		x.get, x.giveBack = f.get, f.unreserve
		return x, nil
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.Func && isGetter(rv.Type()) && !rv.IsNil():
		x.get = func(ctx context.Context) (any, error) {
			var in []reflect.Value
			if rv.Type().NumIn() == 1 {
				in = []reflect.Value{reflect.ValueOf(ctx)}
			}
			out := rv.Call(in)
			err, _ := out[len(out)-1].Interface().(error)
			if len(out) == 1 {
				return nil, err
			}
			return out[0].Interface(), err
		}
		return x, nil
	case rv.Kind() == reflect.Chan && rv.Type().ChanDir()&reflect.RecvDir != 0:
		x.get = func(ctx context.Context) (any, error) {
			_, v, ok := reflect.Select([]reflect.SelectCase{
				{Dir: reflect.SelectRecv, Chan: rv}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
			})
			switch {
			case ctx.Err() != nil:
				return nil, context.Cause(ctx)
			case !ok:
				return nil, errors.New("the channel was closed")
			}
			return v.Interface(), nil
		}
		return x, nil
	}
	// A value: it is checked now.
	x.value = s.newFutureEnd(t)
	if err := x.value.hand(v, nil); err != nil {
		return nil, err
	}
	x.giveBack = x.value.scope.giveUp
	return x, nil
}

// isGetter tells func([context.Context]) ([T,] error).
func isGetter(t reflect.Type) bool {
	in := t.NumIn() == 0 || t.NumIn() == 1 && t.In(0) == contextType
	n := t.NumOut()
	return in && !t.IsVariadic() && (n == 1 || n == 2) && t.Out(n-1) == errorType
}

// givenFuture is a future that the host gives.
type givenFuture struct {
	t        *component.ValType
	passed   *hostEnd // one of a guest's
	value    *hostEnd // one whose value is known
	get      func(ctx context.Context) (any, error)
	giveBack func()
}

func (x *givenFuture) giveUp() { x.giveBack() }

func (x *givenFuture) lower(h *asyncHandles) (int32, error) {
	s := h.s
	if x.passed != nil && x.passed.s == s {
		if shared, ok := x.passed.pass(h); ok {
			return shared, nil
		}
	}
	e := x.value
	if e == nil {
		e = s.newFutureEnd(x.t)
	}
	size := uint32(0)
	if x.t.Elem != nil {
		size, _ = s.inst.component.compiler.SizeAlign(x.t.Elem)
	}
	err := e.open(s.hub.Writer(s.streamType(x.t), size))
	shared := s.core.Mail[0]
	if err != nil {
		return 0, err
	}
	if x.value != nil {
		e.over = false
		e.advance(s.hub.Push(e.handle, 1))
		return shared, nil
	}
	ctx, end := context.WithCancelCause(context.Background())
	e.release = func() { end(fmt.Errorf("polyfill: the guest does not read the future any more: %w", ErrDropped)) }
	go x.run(ctx, e)
	return shared, nil
}

// newFutureEnd makes a writable end that has no handle yet.
func (s *store) newFutureEnd(t *component.ValType) *hostEnd {
	e := newHostEnd(s, t, true)
	e.elems, _ = newElems(s.inst.component.compiler, t, reflect.TypeFor[any]())
	return e
}

// hand makes v, or the error case that err is, what the end writes.
func (e *hostEnd) hand(v any, err error) error {
	if err != nil {
		if e.typ.Elem == nil || e.typ.Elem.Kind != component.KindResult {
			return err
		}
		var r *ResultError
		if errors.As(err, &r) {
			v = Err(r.Value)
		} else {
			v = err
		}
	} else if t := e.typ.Elem; t != nil && t.Kind == component.KindResult && !isResult(v) {
		v = Ok(v) // a function for U, and an error
		if t.Elem == nil {
			v = Ok(nil)
		}
	}
	box := new(any)
	*box = v
	e.base, e.length, e.at, e.n, e.over = unsafe.Pointer(box), 1, 0, 0, false
	if wrong := e.accept(); wrong != nil {
		if err != nil {
			return err
		}
		var ve *ValueError
		if errors.As(wrong, &ve) {
			return ve
		}
		return wrong
	}
	return nil
}

// isResult tells values that are both cases of a result.
func isResult(v any) bool {
	switch v.(type) {
	case Result, *Result:
		return true
	}
	return v != nil && canon.IsResultOf(reflect.TypeOf(v))
}

// run gets the value and gives it to the guest.
func (x *givenFuture) run(ctx context.Context, e *hostEnd) {
	s := e.s
	var v any
	var err error
	protect(&err, func() (err error) {
		v, err = x.get(ctx)
		return err
	})
	s.baton.take(context.Background())
	if s.ended || e.handle == 0 {
		s.leave()
		return
	}
	failed := e.hand(v, err)
	if failed != nil {
		s.hub.Fail(e.handle, s.reason(failed))
		e.close(ErrDropped)
	} else {
		s.guarded(func() { e.advance(s.hub.Push(e.handle, 1)) })
	}
	s.leave()
	if failed != nil {
		s.streamFailed(x.t, failed)
	}
}

// reason is the core's integer for why a future fails, 0 if there are too many.
func (s *store) reason(err error) int32 {
	text := err.Error()
	if n := s.reasons[text]; n != 0 || len(s.texts) >= 1<<12 {
		return n
	}
	if s.reasons == nil {
		s.reasons = map[string]int32{}
	}
	s.texts = append(s.texts, text)
	s.reasons[text] = int32(len(s.texts))
	return s.reasons[text]
}
