//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"sync"
	"unsafe"

	"github.com/jco-go/jco-go/webstreams"
)

// StreamWriter is a stream<T> that the host writes. It is given to a guest as an argument or
// result, once; the guest has the readable end then. Of a stream<u8>, it is an io.WriteCloser and an
// io.ReaderFrom. T is a Go type by the table at [Value].
//
// There is no buffer: a Write copies from the caller's slice into the guest's memory and is done
// when the guest has read all of it, and so never before the StreamWriter was given to one.
//
// It is safe for concurrent use; writes come one after the other.
type StreamWriter[T any] struct {
	mu    sync.Mutex
	end   *hostEnd // nil before it was given
	elems *goElems
	given chan struct{} // closed then
	over  chan struct{} // closed when the stream is over
	taken bool
	// closed: Close came first.
	closed bool
	err    error
	onDone func()
}

// NewStreamWriter makes a stream.
func NewStreamWriter[T any]() *StreamWriter[T] {
	return &StreamWriter[T]{given: make(chan struct{}), over: make(chan struct{})}
}

// Write writes all of p. The error has ErrDropped in its chain if the guest has dropped its
// end or the stream was closed; it is a *ValueError, which names the element by its index in
// the stream, if an element does not fit, of which no element was written then.
func (w *StreamWriter[T]) Write(p []T) (int, error) { return w.WriteContext(context.Background(), p) }

// WriteContext is Write that the end of ctx gives up: what was read until then stays
// written.
func (w *StreamWriter[T]) WriteContext(ctx context.Context, p []T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	e, err := w.wait(ctx)
	if err != nil {
		return 0, err
	}
	if err := e.getTurn(ctx); err != nil {
		return 0, err
	}
	defer e.giveTurn()
	return writeElems(ctx, e, w.elems, p)
}

// wait waits until the stream was given.
func (w *StreamWriter[T]) wait(ctx context.Context) (*hostEnd, error) {
	select {
	case <-w.given:
		return w.end, nil
	default:
	}
	select {
	case <-w.given:
		return w.end, nil
	case <-w.over:
		return nil, fmt.Errorf("polyfill: a stream that was closed: %w", ErrDropped)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Ready waits until the guest asks for elements.
func (w *StreamWriter[T]) Ready(ctx context.Context) error {
	e, err := w.wait(ctx)
	if err != nil {
		return err
	}
	if err := e.getTurn(ctx); err != nil {
		return err
	}
	defer e.giveTurn()
	return e.asked(ctx)
}

// asked waits until the guest asks for elements.
func (e *hostEnd) asked(ctx context.Context) error {
	_, err := e.operate(ctx, false, nil, nil, 0, func() webstreams.Outcome { return e.s.hub.Push(e.handle, 0) })
	return err
}

// writeElems writes all of p; the caller has the turn.
func writeElems[T any](ctx context.Context, e *hostEnd, g *goElems, p []T) (written int, err error) {
	most := maxChunk
	if e.hasHandles() {
		most = 1
	}
	for written < len(p) {
		rest := p[written:]
		n, err := e.operate(ctx, false, g, unsafe.Pointer(unsafe.SliceData(rest)), min(len(rest), most), func() webstreams.Outcome {
			return e.s.hub.Push(e.handle, int32(e.length))
		})
		written += n
		if err != nil {
			return written, err
		}
		if n < min(len(rest), most) && ctx.Err() != nil {
			return written, context.Cause(ctx)
		}
	}
	return written, nil
}

// ReadFrom writes what r has, in pieces of up to 64 KiB, each of which is asked for when the guest has
// read the one before. It is for a StreamWriter[byte].
func (w *StreamWriter[T]) ReadFrom(r io.Reader) (int64, error) {
	b, ok := any(w).(*StreamWriter[byte])
	if !ok {
		return 0, fmt.Errorf("polyfill: ReadFrom into a stream of %v, not of bytes", reflect.TypeFor[T]())
	}
	ctx := context.Background()
	if err := b.Ready(ctx); err != nil {
		return 0, err
	}
	return copyChunks(b, r)
}

// copyChunks copies through a buffer of the pool.
func copyChunks(w io.Writer, r io.Reader) (written int64, err error) {
	chunk := chunks.Get().(*[chunkSize]byte)
	defer chunks.Put(chunk)
	for empty := 0; ; {
		n, err := r.Read(chunk[:])
		if n < 0 || n > len(chunk) {
			return written, fmt.Errorf("polyfill: invalid count %d from Read of a %T", n, r)
		}
		if n > 0 {
			empty = 0
			m, err := w.Write(chunk[:n])
			written += int64(m)
			if err != nil {
				return written, err
			}
		} else if err == nil {
			if empty++; empty == 100 {
				return written, io.ErrNoProgress
			}
		}
		if err == io.EOF {
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
}

// Close ends the stream.
func (w *StreamWriter[T]) Close() error { return w.CloseWithError(nil) }

// CloseWithError ends the stream with a failure. A guest learns it if the stream was given for a
// tuple<stream<T>, future<result<U, E>>>: as the case of E, if it is an [ErrorValue] or fits otherwise. A
// plain stream just ends.
func (w *StreamWriter[T]) CloseWithError(err error) error {
	w.mu.Lock()
	if !w.closed {
		w.err = err
	}
	e := w.end
	w.mu.Unlock()
	w.isOver()
	if e != nil {
		e.dropNow()
	}
	return nil
}

// isOver tells that the stream is over, once.
func (w *StreamWriter[T]) isOver() {
	w.mu.Lock()
	was, f := w.closed, w.onDone
	w.closed = true
	w.mu.Unlock()
	if was {
		return
	}
	close(w.over)
	if f != nil {
		f()
	}
}

// Done is closed when the stream is over: closed here, dropped by the guest, or gone with
// its instance.
func (w *StreamWriter[T]) Done() <-chan struct{} { return w.over }

// OnDone has f called when the stream is over, before the guest that has ended it goes on. f must not wait, nor use
// streams and futures. It is set before the stream is given to a guest.
func (w *StreamWriter[T]) OnDone(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.onDone = f
}

// attach makes it the writer of an end; giveUp lets another guest have it.
func (w *StreamWriter[T]) attach(e *hostEnd, g *goElems) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end, w.elems = e, g
	e.release = w.isOver
	close(w.given)
}

func (w *StreamWriter[T]) reserve() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.taken {
		return false
	}
	w.taken = true
	return true
}

func (w *StreamWriter[T]) unreserve() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = false
}

func (w *StreamWriter[T]) goType() reflect.Type { return reflect.TypeFor[T]() }

func (w *StreamWriter[T]) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

func (w *StreamWriter[T]) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// streamWriter is what all StreamWriters are.
type streamWriter interface {
	goType() reflect.Type
	reserve() bool
	unreserve()
	attach(e *hostEnd, g *goElems)
	isClosed() bool
	failure() error
}
