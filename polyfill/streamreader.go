//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/webstreams"
)

// StreamReader is the readable end of a stream<T> that a guest has given to the host; of a
// stream<u8> it is an io.ReadCloser and an io.WriterTo. T is a Go type by the table at [Value],
// struct{} for a stream without a type. In dynamic values it is *StreamReader[byte] for
// stream<u8>, *StreamReader[P] for the other primitives, *StreamReader[any] otherwise.
//
// Nothing is read that nobody asks for: what the guest writes waits for a Read, which copies from
// the guest's memory into the caller's slice. At the end of the stream there is
// io.EOF; if the guest traps, that trap.
//
// It can be given to a guest as it is, as an argument or result: what was not read goes to that
// guest from the writer's memory, without the host, if it is one of the same instance. A StreamReader that is
// neither read nor closed keeps its writer waiting until it is garbage.
//
// It is safe for concurrent use; reads come one after the other.
type StreamReader[T any] struct {
	end   *hostEnd
	elems *goElems
	// batch is what was read ahead of Next. It belongs to who has the end's turn.
	batch, buffer []T
	cleanup       runtime.Cleanup
}

// streamReader is what all StreamReaders are.
type streamReader interface {
	hostEnd() *hostEnd
	// fits reports why it cannot be of type t.
	fits(inst *Instance, t *component.ValType) error
	// hold makes it the reader of an end, if that has such elements.
	hold(e *hostEnd) error
	// let lets go of the end, which another reader has now.
	let()
	// passOn is a source of what is left.
	passOn() source
	// aside tells that there is something which was read ahead.
	aside() bool
}

func (r *StreamReader[T]) hostEnd() *hostEnd { return r.end }

func (r *StreamReader[T]) aside() bool { return len(r.batch) > 0 }

func (r *StreamReader[T]) fits(inst *Instance, t *component.ValType) (err error) {
	r.elems, err = newElems(inst.component.compiler, t, reflect.TypeFor[T]())
	return err
}

func (r *StreamReader[T]) hold(e *hostEnd) error {
	if err := r.fits(e.s.inst, e.typ); err != nil {
		return err
	}
	r.end = e
	r.cleanup = runtime.AddCleanup(r, func(e *hostEnd) { go e.dropNow() }, e)
	return nil
}

func (r *StreamReader[T]) let() {
	r.cleanup.Stop()
	r.end = nil
}

// ReaderOf makes a StreamReader of other Go elements of one, before anything was read: of the one
// that a dynamic value has, most of the time. The first one is not to be used any more.
func ReaderOf[T any](stream any) (*StreamReader[T], error) {
	from, ok := stream.(streamReader)
	if !ok || from.hostEnd() == nil {
		return nil, fmt.Errorf("polyfill: %T is not the StreamReader of a stream", stream)
	}
	if same, ok := stream.(*StreamReader[T]); ok {
		return same, nil
	}
	e := from.hostEnd()
	if from.aside() || e.reserved.Load() {
		return nil, fmt.Errorf("polyfill: a stream that was read or given away: %w", ErrDropped)
	}
	r := new(StreamReader[T])
	if err := r.hold(e); err != nil {
		return nil, fmt.Errorf("polyfill: %s as a stream of %v: %w", e.typ.Format(e.s.inst.component.resourceName), reflect.TypeFor[T](), err)
	}
	from.let()
	return r, nil
}

// newReader makes the dynamic form of a stream that a guest gave.
func newReader(e *hostEnd) (any, error) {
	r := dynamicReader(e.typ)
	return r, r.hold(e)
}

func dynamicReader(t *component.ValType) (r streamReader) {
	kind := component.Kind(0)
	if t.Elem != nil {
		kind = t.Elem.Kind
	}
	switch kind {
	case 0:
		r = new(StreamReader[struct{}])
	case component.KindBool:
		r = new(StreamReader[bool])
	case component.KindS8:
		r = new(StreamReader[int8])
	case component.KindU8:
		r = new(StreamReader[byte])
	case component.KindS16:
		r = new(StreamReader[int16])
	case component.KindU16:
		r = new(StreamReader[uint16])
	case component.KindS32:
		r = new(StreamReader[int32])
	case component.KindU32:
		r = new(StreamReader[uint32])
	case component.KindS64:
		r = new(StreamReader[int64])
	case component.KindU64:
		r = new(StreamReader[uint64])
	case component.KindF32:
		r = new(StreamReader[float32])
	case component.KindF64:
		r = new(StreamReader[float64])
	case component.KindChar:
		r = new(StreamReader[rune])
	case component.KindString:
		r = new(StreamReader[string])
	default:
		r = new(StreamReader[any])
	}
	return r
}

// Read reads up to len(p) elements, as many as the writer has: it waits until there is one.
func (r *StreamReader[T]) Read(p []T) (int, error) { return r.ReadContext(context.Background(), p) }

// ReadContext is Read that the end of ctx gives up; the stream stays as it is, and may be read
// again.
func (r *StreamReader[T]) ReadContext(ctx context.Context, p []T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := r.getTurn(ctx); err != nil {
		return 0, err
	}
	defer r.end.giveTurn()
	if r.aside() {
		return r.fromBatch(p), nil
	}
	return r.read(ctx, false, p)
}

// TryRead is Read that waits for nothing but work: it runs what is ready in the instance, and gives 0 elements
// and no error if the writer has none even so. Who sends on what was read can tell so whether to flush.
func (r *StreamReader[T]) TryRead(p []T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := r.getTurn(context.Background()); err != nil {
		return 0, err
	}
	defer r.end.giveTurn()
	if r.aside() {
		return r.fromBatch(p), nil
	}
	e := r.end
	return e.try(r.elems, unsafe.Pointer(unsafe.SliceData(p)), min(len(p), maxChunk), func() webstreams.Outcome {
		return e.s.hub.Pull(e.handle, int32(e.length))
	})
}

// getTurn gets the turn of the end, if the reader has it still.
func (r *StreamReader[T]) getTurn(ctx context.Context) error {
	if r.end == nil || r.end.reserved.Load() { // whoever has it has the turn, too
		return ErrDropped
	}
	return r.end.getTurn(ctx)
}

// fromBatch takes what was read ahead; the caller has the turn.
func (r *StreamReader[T]) fromBatch(p []T) int {
	n := copy(p, r.batch)
	r.batch = r.batch[n:]
	return n
}

// read reads; the caller has the turn.
func (r *StreamReader[T]) read(ctx context.Context, own bool, p []T) (int, error) {
	e := r.end
	for {
		n, err := e.operate(ctx, own, r.elems, unsafe.Pointer(unsafe.SliceData(p)), min(len(p), maxChunk), func() webstreams.Outcome {
			return e.s.hub.Pull(e.handle, int32(e.length))
		})
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// maxChunk is how many elements one operation may be of.
const maxChunk = 1<<28 - 1

// Ready waits until a Read would not wait: there is an element, or the end.
func (r *StreamReader[T]) Ready(ctx context.Context) error {
	if err := r.getTurn(ctx); err != nil {
		return err
	}
	e := r.end
	defer e.giveTurn()
	if r.aside() {
		return nil
	}
	_, err := e.operate(ctx, false, r.elems, nil, 0, func() webstreams.Outcome { return e.s.hub.Pull(e.handle, 0) })
	if err == io.EOF {
		err = nil
	}
	return err
}

// Next reads one element. It reads some ahead, if they are there.
func (r *StreamReader[T]) Next(ctx context.Context) (T, error) {
	var none T
	if err := r.getTurn(ctx); err != nil {
		return none, err
	}
	defer r.end.giveTurn()
	if !r.aside() {
		if r.buffer == nil {
			r.buffer = make([]T, r.end.batchSize())
		}
		clear(r.buffer)
		n, err := r.read(ctx, false, r.buffer)
		if err != nil {
			return none, err
		}
		r.batch = r.buffer[:n]
	}
	v := r.batch[0]
	r.batch = r.batch[1:]
	return v, nil
}

// batchSize is how many elements are moved ahead of who asks for one.
func (e *hostEnd) batchSize() int {
	switch {
	case e.hasHandles():
		return 1
	case e.typ.Elem != nil && canon.IsNumber(e.typ.Elem.Kind):
		return 1024
	}
	return 64
}

// All gives the elements that are left, and the error that the stream ends with, if it is not
// io.EOF. Who leaves the loop early may go on reading; Close ends the stream.
func (r *StreamReader[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			v, err := r.Next(ctx)
			if err == io.EOF || !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// Chan gives the elements that are left in a channel, which is closed at the end of the stream
// or of ctx; the stream is closed then. Next tells afterwards why.
func (r *StreamReader[T]) Chan(ctx context.Context) <-chan T {
	c := make(chan T)
	go func() {
		defer close(c)
		for {
			v, err := r.Next(ctx)
			if err != nil {
				if ctx.Err() != nil {
					r.Close()
				}
				return
			}
			select {
			case c <- v:
			case <-ctx.Done():
				r.Close()
				return
			}
		}
	}()
	return c
}

// chunks are buffers of 64 KiB, for bytes that go through the host.
var chunks = sync.Pool{New: func() any { return new([chunkSize]byte) }}

const chunkSize = 64 << 10

// WriteTo writes what is left of a stream<u8> to w, in pieces of up to 64 KiB.
func (r *StreamReader[T]) WriteTo(w io.Writer) (written int64, err error) {
	b, ok := any(r).(*StreamReader[byte])
	if !ok {
		return 0, fmt.Errorf("polyfill: WriteTo of a stream of %v, not of bytes", reflect.TypeFor[T]())
	}
	chunk := chunks.Get().(*[chunkSize]byte)
	defer chunks.Put(chunk)
	for {
		n, err := b.Read(chunk[:])
		if n > 0 {
			m, err := w.Write(chunk[:n])
			written += int64(m)
			if err == nil && m < n {
				err = io.ErrShortWrite
			}
			if err != nil {
				return written, err
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

// Instance is the instance that the stream came from, nil if it was given away. Who has to wait with
// what was read can give that up when the instance is done.
func (r *StreamReader[T]) Instance() *Instance {
	if r.end == nil {
		return nil
	}
	return r.end.s.inst
}

// Close drops the end: a Read that waits ends with an error that has ErrDropped in its chain, and the writer is
// told. Closing again, or after the end, does nothing. The error is that with which the stream has failed, or
// ErrDropped if it was given away.
func (r *StreamReader[T]) Close() error {
	e := r.end
	if e == nil || e.reserved.Load() {
		return ErrDropped
	}
	if err := e.dropNow(); err != io.EOF && !errors.Is(err, ErrDropped) {
		return err
	}
	return nil
}

// String names the stream's type.
func (r *StreamReader[T]) String() string {
	if r.end == nil {
		return "stream"
	}
	return r.end.typ.Format(r.end.s.inst.component.resourceName)
}

// passOn is a source of what is left, for a guest that cannot have the end itself.
func (r *StreamReader[T]) passOn() source { return passing[T]{r} }

type passing[T any] struct{ r *StreamReader[T] }

func (p passing[T]) run(ctx context.Context, w *hostEnd) error {
	r := p.r
	g, err := newElems(w.s.inst.component.compiler, w.typ, reflect.TypeFor[T]())
	if err != nil {
		return err
	}
	if err := r.end.getTurn(ctx); err != nil {
		return err
	}
	defer r.end.giveTurn()
	if _, err := writeElems(ctx, w, g, r.batch); err != nil {
		return err
	}
	r.batch = nil
	size := r.end.batchSize()
	if r.elems.size == 1 && size > 1 {
		size = chunkSize
	}
	buffer := make([]T, size)
	for {
		n, err := r.read(ctx, true, buffer)
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := writeElems(ctx, w, g, buffer[:n]); err != nil {
			return err
		}
		clear(buffer[:n])
	}
}

func (p passing[T]) stop() {
	e := p.r.end
	inside, _ := e.s.enterHost(context.Background())
	if !e.s.ended {
		e.drop(ErrDropped)
	}
	if !inside {
		e.s.leave()
	}
}

// giveUp is for a call that did not begin.
func (p passing[T]) giveUp() { p.r.end.reserved.Store(false) }
