//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/webstreams"
)

// source is what a host gives for a stream. It is begun when the guest asks for the first
// time, on a goroutine of its own.
type source interface {
	// run writes everything to w; the end of ctx is that of the guest's interest.
	run(ctx context.Context, w *hostEnd) error
	// stop is called when nobody wants more, while run may be running, or instead of it.
	stop()
}

// sourceOf finds what a Go value is for a stream.
func (s *store) sourceOf(t *component.ValType, v any) (source, error) {
	if t.Elem != nil && t.Elem.Kind == component.KindU8 {
		switch x := v.(type) {
		case io.Reader:
			if isNil(v) {
				return nil, fmt.Errorf("nil %T", v)
			}
			return byteSource{x}, nil
		case string:
			v = unsafe.Slice(unsafe.StringData(x), len(x))
		}
	}
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() && rv.Elem().Kind() == reflect.Array {
		rv = rv.Elem()
	}
	if !rv.IsValid() || isNil(v) && rv.Kind() != reflect.Slice {
		return nil, fmt.Errorf("%T, which is no source for a stream", v)
	}
	var elem reflect.Type
	var make func(g *goElems) source
	switch rt := rv.Type(); {
	case rt.Kind() == reflect.Slice || rt.Kind() == reflect.Array && rv.CanAddr():
		elem = rt.Elem()
		make = func(g *goElems) source { return sliceSource{g, rv} }
	case rt.Kind() == reflect.Chan && rt.ChanDir()&reflect.RecvDir != 0:
		elem = rt.Elem()
		make = func(g *goElems) source { return chanSource{g, rv} }
	case rt.CanSeq() && rt.Kind() == reflect.Func:
		elem = rt.In(0).In(0)
		make = func(g *goElems) source { return seqSource{g, rv} }
	case rt.CanSeq2() && rt.Kind() == reflect.Func && rt.In(0).In(1) == errorType:
		elem = rt.In(0).In(0)
		make = func(g *goElems) source { return seq2Source{g, rv} }
	default:
		return nil, fmt.Errorf("%T, which is no source for a stream", v)
	}
	g, err := newElems(s.inst.component.compiler, t, elem)
	if err != nil {
		return nil, err
	}
	return make(g), nil
}

func isNil(v any) bool {
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan, reflect.Slice, reflect.Interface:
		return rv.IsNil()
	}
	return v == nil
}

// byteSource is an io.Reader. One that is an io.WriterTo gives its bytes without a buffer in between; one
// that is an io.Closer is closed when nobody wants more.
type byteSource struct{ r io.Reader }

func (b byteSource) run(ctx context.Context, w *hostEnd) (err error) {
	g, err := newElems(w.s.inst.component.compiler, w.typ, reflect.TypeFor[byte]())
	if err != nil {
		return err
	}
	to := endWriter{ctx, w, g}
	if from, ok := b.r.(io.WriterTo); ok {
		_, err = from.WriteTo(to)
	} else {
		_, err = copyChunks(to, b.r)
	}
	return err
}

func (b byteSource) stop() {
	if c, ok := b.r.(io.Closer); ok {
		c.Close()
	}
}

// endWriter is the end of a stream<u8> as an io.Writer. It has the turn.
type endWriter struct {
	ctx context.Context
	end *hostEnd
	g   *goElems
}

func (w endWriter) Write(p []byte) (int, error) { return writeElems(w.ctx, w.end, w.g, p) }

// ReadFrom is for who would make a buffer of his own.
func (w endWriter) ReadFrom(r io.Reader) (int64, error) {
	return copyChunks(struct{ io.Writer }{w}, r)
}

// sliceSource is a slice or array: all elements at once.
type sliceSource struct {
	g *goElems
	v reflect.Value
}

func (s sliceSource) run(ctx context.Context, w *hostEnd) error {
	n := s.v.Len()
	if n == 0 {
		return nil
	}
	return writeAt(ctx, w, s.g, s.v.Index(0).Addr().UnsafePointer(), n)
}

func (s sliceSource) stop() {}

// writeAt writes n elements that lie at base.
func writeAt(ctx context.Context, e *hostEnd, g *goElems, base unsafe.Pointer, n int) error {
	most := maxChunk
	if e.hasHandles() {
		most = 1
	}
	for n > 0 {
		m, err := e.operate(ctx, false, g, base, min(n, most), func() webstreams.Outcome {
			return e.s.hub.Push(e.handle, int32(e.length))
		})
		if err != nil {
			return err
		}
		if m == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if n -= m; n > 0 {
			base = unsafe.Add(base, uintptr(m)*g.size)
		}
	}
	return nil
}

// chanSource is a channel: what is in it at a time is one chunk.
type chanSource struct {
	g *goElems
	v reflect.Value
}

func (c chanSource) run(ctx context.Context, w *hostEnd) error {
	list := reflect.MakeSlice(reflect.SliceOf(c.g.rt), w.batchSize(), w.batchSize())
	for {
		_, v, ok := reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectRecv, Chan: c.v}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
		})
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n := 0
		for ; ok; v, ok = c.v.TryRecv() {
			list.Index(n).Set(v)
			if n++; n == list.Len() {
				break
			}
		}
		if n == 0 {
			return nil
		}
		if err := writeAt(ctx, w, c.g, list.UnsafePointer(), n); err != nil {
			return err
		}
		list.Clear()
	}
}

func (c chanSource) stop() {}

// seqSource is an iterator: each element is a chunk.
type seqSource struct {
	g *goElems
	v reflect.Value
}

func (s seqSource) run(ctx context.Context, w *hostEnd) (err error) {
	element := reflect.New(s.g.rt)
	for v := range s.v.Seq() {
		element.Elem().Set(v)
		if err := writeAt(ctx, w, s.g, element.UnsafePointer(), 1); err != nil {
			return err
		}
	}
	return nil
}

func (s seqSource) stop() {}

// seq2Source is an iterator of elements and errors.
type seq2Source struct {
	g *goElems
	v reflect.Value
}

func (s seq2Source) run(ctx context.Context, w *hostEnd) (err error) {
	element := reflect.New(s.g.rt)
	for v, e := range s.v.Seq2() {
		if err, _ := e.Interface().(error); err != nil {
			return err
		}
		element.Elem().Set(v)
		if err := writeAt(ctx, w, s.g, element.UnsafePointer(), 1); err != nil {
			return err
		}
	}
	return nil
}

func (s seq2Source) stop() {}

// givenEnd is a stream or future that the host gives, before it is in a guest's table.
type givenEnd interface {
	// lower makes it one that is on its way, and gives the core's number of it.
	lower(h *asyncHandles) (int32, error)
	// giveUp is for a call that did not begin.
	giveUp()
}

// give finds what the host gives for a stream or future.
func (s *store) give(t *component.ValType, v any) (givenEnd, error) {
	if t.Kind == component.KindFuture {
		return s.giveFuture(t, v)
	}
	switch x := v.(type) {
	case *pairStream:
		return s.givePair(t, x)
	case streamReader:
		e := x.hostEnd()
		if e == nil || isNil(v) {
			return nil, fmt.Errorf("%T of no stream", v)
		}
		if err := s.reserve(t, e); err != nil {
			return nil, err
		}
		return &passedStream{s, t, x, e}, nil
	case streamWriter:
		if isNil(v) {
			return nil, fmt.Errorf("nil %T", v)
		}
		g, err := newElems(s.inst.component.compiler, t, x.goType())
		if err != nil {
			return nil, err
		}
		if !x.reserve() {
			return nil, errors.New("a StreamWriter that was given before")
		}
		return &writtenStream{t: t, w: x, g: g}, nil
	}
	src, err := s.sourceOf(t, v)
	if err != nil {
		return nil, err
	}
	return &sourceStream{t: t, source: src, over: func(error) bool { return false }}, nil
}

// reserve reserves a readable end for a call, if it can be given for t.
func (s *store) reserve(t *component.ValType, e *hostEnd) error {
	if e.typ.Kind != t.Kind || !s.inst.sameType(t, e.s.inst, e.typ) {
		return fmt.Errorf("a %s", e.typ.Format(e.s.inst.component.resourceName))
	}
	select {
	case e.turn <- struct{}{}:
		defer e.giveTurn()
	default:
		return fmt.Errorf("a %s that is being read", e.typ.Kind)
	}
	if e.s == s && errors.Is(e.err, ErrDropped) || !e.reserved.CompareAndSwap(false, true) {
		return ErrDropped
	}
	return nil
}

// passedStream is a stream of a guest's.
type passedStream struct {
	s *store
	t *component.ValType
	r streamReader
	e *hostEnd
}

func (p *passedStream) giveUp() { p.e.reserved.Store(false) }

func (p *passedStream) lower(h *asyncHandles) (int32, error) {
	if p.e.s == h.s && !p.r.aside() {
		if shared, ok := p.e.pass(h); ok {
			return shared, nil
		}
		if p.e.handle == 0 { // it has ended meanwhile
			e, shared, err := h.s.newWriter(p.t)
			if err == nil {
				e.drop(ErrDropped)
			}
			return shared, err
		}
	}
	return (&sourceStream{t: p.t, source: p.r.passOn(), over: func(error) bool { return false }}).lower(h)
}

// pass puts the end on its way; false if that cannot be.
func (e *hostEnd) pass(h *asyncHandles) (int32, bool) {
	s := e.s
	if e.handle == 0 || s.hub.Pass(e.handle, int32(h.at)) != webstreams.Done {
		return 0, false
	}
	shared := s.core.Mail[0]
	e.close(ErrDropped)
	return shared, true
}

// writtenStream is a StreamWriter.
type writtenStream struct {
	t *component.ValType
	w streamWriter
	g *goElems
	// over is that of a pair, nil otherwise.
	over func(err error) bool
}

func (x *writtenStream) giveUp() { x.w.unreserve() }

func (x *writtenStream) lower(h *asyncHandles) (int32, error) {
	e, shared, err := h.s.newWriter(x.t)
	if err != nil {
		return 0, err
	}
	x.w.attach(e, x.g)
	if x.over != nil {
		before := e.release
		e.release = func() {
			before()
			go x.over(x.w.failure())
		}
	}
	if x.w.isClosed() {
		e.drop(ErrDropped)
	}
	return shared, nil
}

// newWriter makes a stream or future that the host writes.
func (s *store) newWriter(t *component.ValType) (*hostEnd, int32, error) {
	e := newHostEnd(s, t, true)
	size := uint32(0)
	if t.Elem != nil {
		size, _ = s.inst.component.compiler.SizeAlign(t.Elem)
	}
	err := e.open(s.hub.Writer(s.streamType(t), size))
	return e, s.core.Mail[0], err
}

// sourceStream is a stream that a source gives.
type sourceStream struct {
	t      *component.ValType
	source source
	// over is told how it has ended, and reports whether somebody else tells of the error.
	over func(err error) bool
}

func (x *sourceStream) giveUp() {
	if p, ok := x.source.(interface{ giveUp() }); ok {
		p.giveUp()
	}
}

func (x *sourceStream) lower(h *asyncHandles) (int32, error) {
	s := h.s
	e, shared, err := s.newWriter(x.t)
	if err != nil {
		return 0, err
	}
	ctx, end := context.WithCancelCause(context.Background())
	e.release = func() {
		end(fmt.Errorf("polyfill: the guest does not read the stream any more: %w", ErrDropped))
		go func() {
			x.source.stop()
		}()
	}
	started := false
	e.startedProbe = func() {
		started = true
		go e.feed(ctx, x)
	}
	before := e.release
	e.release = func() {
		before()
		if !started {
			go x.over(ErrDropped)
		}
	}
	e.over = false
	e.advance(s.hub.Push(e.handle, 0))
	return shared, nil
}

// feed runs a source to its end.
func (e *hostEnd) feed(ctx context.Context, x *sourceStream) {
	s := e.s
	var err error
	e.turn <- struct{}{}
	protect(&err, func() error { return x.source.run(ctx, e) })
	<-e.turn
	dropped := ctx.Err() != nil
	told := false
	if dropped {
		told = x.over(ErrDropped)
	} else {
		told = x.over(err)
	}
	s.baton.take(context.Background())
	if !s.ended {
		e.drop(ErrDropped)
	}
	s.leave()
	if err != nil && !dropped && !told {
		s.streamFailed(x.t, err)
	}
}

// streamFailed tells the embedder of what no guest is told.
func (s *store) streamFailed(t *component.ValType, err error) {
	c := s.inst.component
	c.rt.config.streamError(fmt.Errorf("polyfill: %s given to a guest: %w", t.Format(c.resourceName), err))
}
