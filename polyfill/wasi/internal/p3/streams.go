//go:build !js

package p3

import (
	"context"
	"io"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
)

// WASI 0.3 has two shapes for bytes that take time, both with an error-code E of the package at
// hand:
//
//	tuple<stream<u8>, future<result<_, E>>>   from the host: given, failed
//	(stream<u8>) → future<result<_, E>>       to the host: taken, refused
//
// A function code makes E's case of an error.

// outcome is a future<result<_, E>> of the host's.
type outcome = *polyfill.FutureWriter[polyfill.Result]

// given is what r has, as the result of a function: a stream that ends with r, and a future that is ok, or
// the case of the error that r failed with. r is read when the guest reads. It is closed when the
// stream is over, whoever ended it; a guest that drops the stream gets ok.
func given(r io.ReadCloser, code func(error) any) any {
	f := failing{r, code}
	if w, ok := r.(io.WriterTo); ok {
		return failingTo{f, w}
	}
	return f
}

// failed is a stream of T without anything in it, and why.
func failed[T any](code any) polyfill.Tuple { return polyfill.Tuple{[]T{}, polyfill.Err(code)} }

// taken writes all of a guest's stream to w, beside the guest, and closes w then. Where writing fails
// the guest's stream ends.
func taken(data *polyfill.StreamReader[byte], w io.WriteCloser, code func(error) any) outcome {
	return takenWhile(context.Background(), data, w, code)
}

// takenWhile is taken until the end of ctx: what was read by then is still written.
func takenWhile(ctx context.Context, data *polyfill.StreamReader[byte], w io.WriteCloser, code func(error) any) outcome {
	done := polyfill.NewFutureWriter[polyfill.Result]()
	go func() {
		err := copyStream(ctx, data, w)
		data.Close()
		if closed := w.Close(); err == nil {
			err = closed
		}
		if err != nil {
			done.Set(polyfill.Err(code(err)))
		} else {
			done.Set(polyfill.Ok(nil))
		}
	}()
	return done
}

// chunks are buffers for bytes on their way from a guest.
var chunks = sync.Pool{New: func() any { return new([64 << 10]byte) }}

func copyStream(ctx context.Context, data *polyfill.StreamReader[byte], w io.Writer) error {
	for {
		// A stream that has nothing has no buffer.
		if err := data.Ready(ctx); err != nil {
			return err
		}
		if err := copyChunk(ctx, data, w); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// copyChunk copies what the guest has written.
func copyChunk(ctx context.Context, data *polyfill.StreamReader[byte], w io.Writer) error {
	chunk := chunks.Get().(*[64 << 10]byte)
	defer chunks.Put(chunk)
	n, err := data.ReadContext(ctx, chunk[:])
	if n == 0 {
		return err
	}
	if m, err := w.Write(chunk[:n]); err != nil {
		return err
	} else if m < n {
		return io.ErrShortWrite
	}
	return err
}

// refused takes nothing of a guest's stream, and says why.
func refused(data *polyfill.StreamReader[byte], code any) outcome {
	data.Close()
	done := polyfill.NewFutureWriter[polyfill.Result]()
	done.Set(polyfill.Err(code))
	return done
}

// failing is a reader whose errors are error-codes.
type failing struct {
	io.ReadCloser
	code func(error) any
}

func (f failing) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	return n, f.failed(err)
}

func (f failing) failed(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return polyfill.ErrorValue(f.code(err))
}

// failingTo is one that has its bytes already.
type failingTo struct {
	failing
	to io.WriterTo
}

func (f failingTo) WriteTo(w io.Writer) (int64, error) {
	n, err := f.to.WriteTo(w)
	return n, f.failed(err)
}
