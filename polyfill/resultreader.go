//go:build !js

package polyfill

import (
	"context"
	"io"
	"iter"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// ResultReader is a tuple<stream<T>, future<result<U, E>>> of a guest's as one object: elements, and after
// them whether that was all. Where the stream ends, reading gives io.EOF if the result is
// ok, and the error case as a *ResultError otherwise. Of a stream<u8>, it is an io.ReadCloser and an io.WriterTo.
//
// Variables of this type, of type io.Reader and the like can hold such a tuple in typed functions. It
// can be given to a guest as it is.
type ResultReader[T, U any] struct {
	stream *StreamReader[T]
	result *Future[U]
}

func (r *ResultReader[T, U]) holdPair(t Tuple) (err error) {
	if r.stream, err = ReaderOf[T](t[0]); err == nil {
		r.result, err = FutureOf[U](t[1])
	}
	return err
}

func (r *ResultReader[T, U]) checkPair(c *canon.Compiler, inst *Instance, t *component.ValType) error {
	if err := inst.checkReader(new(StreamReader[T]), t.Elems[0]); err != nil {
		return err
	}
	return inst.checkFuture(new(Future[U]), t.Elems[1])
}

func (r *ResultReader[T, U]) pair() Tuple { return Tuple{r.stream, r.result} }

type pairReader interface {
	holdPair(t Tuple) error
	checkPair(c *canon.Compiler, inst *Instance, t *component.ValType) error
	pair() Tuple
}

// Stream is the stream alone.
func (r *ResultReader[T, U]) Stream() *StreamReader[T] { return r.stream }

// Read is [StreamReader.Read].
func (r *ResultReader[T, U]) Read(p []T) (int, error) { return r.ReadContext(context.Background(), p) }

// ReadContext is [StreamReader.ReadContext].
func (r *ResultReader[T, U]) ReadContext(ctx context.Context, p []T) (int, error) {
	n, err := r.stream.ReadContext(ctx, p)
	return n, r.outcome(ctx, err)
}

// Next is [StreamReader.Next].
func (r *ResultReader[T, U]) Next(ctx context.Context) (T, error) {
	v, err := r.stream.Next(ctx)
	return v, r.outcome(ctx, err)
}

// outcome is what the end of the stream means.
func (r *ResultReader[T, U]) outcome(ctx context.Context, err error) error {
	if err != io.EOF {
		return err
	}
	v, err := r.result.Get(ctx)
	if err != nil {
		return err
	}
	if both, ok := any(v).(Result); ok && both.IsErr {
		return &ResultError{both.Value}
	}
	return io.EOF
}

// All gives the elements that are left, and the error that the stream ends with, if it is not
// io.EOF.
func (r *ResultReader[T, U]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			v, err := r.Next(ctx)
			if err == io.EOF || !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// WriteTo is [StreamReader.WriteTo].
func (r *ResultReader[T, U]) WriteTo(w io.Writer) (int64, error) {
	n, err := r.stream.WriteTo(w)
	if err == nil {
		if err = r.outcome(context.Background(), io.EOF); err == io.EOF {
			err = nil
		}
	}
	return n, err
}

// Result waits for the value that comes with the end of the stream.
func (r *ResultReader[T, U]) Result(ctx context.Context) (U, error) { return r.result.Get(ctx) }

// Close drops both.
func (r *ResultReader[T, U]) Close() error {
	r.stream.Close()
	return r.result.Close()
}

// isPair tells tuples of a stream and a future of a result.
func isPair(t *component.ValType) bool {
	return t != nil && t.Kind == component.KindTuple && len(t.Elems) == 2 &&
		t.Elems[0].Kind == component.KindStream && t.Elems[1].Kind == component.KindFuture &&
		t.Elems[1].Elem != nil && t.Elems[1].Elem.Kind == component.KindResult
}

// WithResult gives a source for a stream together with the value U of a tuple<stream<T>, future<result<U,
// E>>>, which result is called for after the end of the source, or when the guest has dropped the stream. Without it the
// value is that of no payload, or none.
func WithResult(source any, result func() (any, error)) any { return &withResult{source, result} }

type withResult struct {
	source any
	result func() (any, error)
}

// pairStream is what is given for the stream of a pair as one object.
type pairStream struct {
	source any
	result func() (any, error)
	future *FutureWriter[any]
}

// over is the end of the stream.
func (p *pairStream) over(err error) bool {
	var v any
	if err == ErrDropped { // by the guest, which may want the result all the same
		err = nil
	}
	if err == nil && p.result != nil {
		v, err = p.result()
	}
	if err != nil {
		p.future.Fail(err)
	} else {
		p.future.Set(Ok(v))
	}
	return true
}

// AcceptTuple takes one object for a pair.
func (h *asyncHandles) AcceptTuple(t *component.ValType, v any) (Tuple, bool) {
	if !isPair(t) || v == nil || isNil(v) {
		return nil, false
	}
	switch x := v.(type) {
	case pairReader:
		return x.pair(), true
	case *withResult:
		f := NewFutureWriter[any]()
		return Tuple{&pairStream{x.source, x.result, f}, f}, true
	case []any, Tuple:
		return nil, false
	case streamReader, streamWriter:
	default:
		if _, err := h.s.sourceOf(t.Elems[0], v); err != nil {
			return nil, false
		}
	}
	f := NewFutureWriter[any]()
	return Tuple{&pairStream{v, nil, f}, f}, true
}

// givePair finds what the stream of a pair is.
func (s *store) givePair(t *component.ValType, p *pairStream) (givenEnd, error) {
	g, err := s.give(t, p.source)
	if err != nil {
		return nil, err
	}
	switch x := g.(type) {
	case *passedStream:
		return &sourceStream{t: t, source: x.r.passOn(), over: p.over}, nil
	case *writtenStream:
		x.over = p.over
	case *sourceStream:
		x.over = p.over
	}
	return g, nil
}
