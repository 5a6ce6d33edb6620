//go:build !js

package p2

import (
	"context"
	"errors"
	"io"

	"github.com/jco-go/jco-go/polyfill"
)

// inputStream and outputStream are the resources of wasi:io/streams.
type (
	inputStream  struct{ input }
	outputStream struct{ output }
)

// ioError is the resource of wasi:io/error. What of tells filesystem-error-code and the
// like whether it is one of theirs.
type ioError struct {
	err error
	of  origin
}

// origin is what an error came from.
type origin int

const (
	otherOrigin origin = iota
	fileOrigin
	socketOrigin
	httpOrigin
)

// originError says where an error of a reader or writer came from.
type originError struct {
	error
	of origin
}

func (e originError) Unwrap() error { return e.error }

// from marks the errors of a reader or writer.

type readerOf struct {
	io.Reader
	of origin
}

func (r readerOf) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	return n, mark(err, r.of)
}

type writerOf struct {
	io.Writer
	of origin
}

func (w writerOf) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	return n, mark(err, w.of)
}

func mark(err error, of origin) error {
	if err == nil || err == io.EOF {
		return err
	}
	return originError{err, of}
}

// streamError makes the stream-error of an error, or gives the error back if it is not one
// of a stream.
func streamError(err error) error {
	var out ended
	switch {
	case err == nil:
		return nil
	case errors.As(err, &out):
		return out.error
	case err == io.EOF, errors.Is(err, errClosed):
		return closedError
	}
	e := &ioError{err: err}
	var from originError
	if errors.As(err, &from) {
		e.err, e.of = from.error, from.of
	}
	return polyfill.ErrorValue(polyfill.Variant{Case: "last-operation-failed", Value: e})
}

var closedError = polyfill.ErrorValue(polyfill.Variant{Case: "closed"})

func defineStreams(l *polyfill.Linker) {
	l.Instance("wasi:io/error"+version).
		Resource("error", polyfill.NewResource[*ioError]("error", nil)).
		Func("[method]error.to-debug-string", polyfill.HostFunc1(func(_ context.Context, e *ioError) (string, error) {
			return e.err.Error(), nil
		}))

	l.Instance("wasi:io/streams"+version).
		Resource("input-stream", polyfill.NewResource("input-stream", func(_ context.Context, s *inputStream) error {
			s.close()
			return nil
		})).
		Func("[method]input-stream.read", polyfill.HostFunc2(func(_ context.Context, s *inputStream, n uint64) ([]byte, error) {
			got, err := s.read(n)
			return got, streamError(err)
		})).
		Func("[method]input-stream.blocking-read", polyfill.HostFunc2(func(ctx context.Context, s *inputStream, n uint64) ([]byte, error) {
			got, err := blockingRead(ctx, s.input, n)
			return got, streamError(err)
		})).
		Func("[method]input-stream.skip", polyfill.HostFunc2(func(_ context.Context, s *inputStream, n uint64) (uint64, error) {
			got, err := s.read(n)
			return uint64(len(got)), streamError(err)
		})).
		Func("[method]input-stream.blocking-skip", polyfill.HostFunc2(func(ctx context.Context, s *inputStream, n uint64) (uint64, error) {
			got, err := blockingRead(ctx, s.input, n)
			return uint64(len(got)), streamError(err)
		})).
		Func("[method]input-stream.subscribe", polyfill.HostFunc1(func(_ context.Context, s *inputStream) (*pollable, error) {
			return newPollable(s.input), nil
		})).
		Resource("output-stream", polyfill.NewResource("output-stream", func(_ context.Context, s *outputStream) error {
			s.close()
			return nil
		})).
		Func("[method]output-stream.check-write", polyfill.HostFunc1(func(_ context.Context, s *outputStream) (uint64, error) {
			n, err := s.permit()
			return n, streamError(err)
		})).
		Func("[method]output-stream.write", polyfill.HostFunc2(func(_ context.Context, s *outputStream, p []byte) (none, error) {
			return none{}, streamError(s.write(p))
		})).
		Func("[method]output-stream.blocking-write-and-flush", polyfill.HostFunc2(func(ctx context.Context, s *outputStream, p []byte) (none, error) {
			return none{}, streamError(blockingWrite(ctx, s.output, p))
		})).
		Func("[method]output-stream.flush", polyfill.HostFunc1(func(_ context.Context, s *outputStream) (none, error) {
			return none{}, streamError(s.flush())
		})).
		Func("[method]output-stream.blocking-flush", polyfill.HostFunc1(func(ctx context.Context, s *outputStream) (none, error) {
			return none{}, streamError(blockingFlush(ctx, s.output))
		})).
		Func("[method]output-stream.subscribe", polyfill.HostFunc1(func(_ context.Context, s *outputStream) (*pollable, error) {
			return newPollable(s.output), nil
		})).
		Func("[method]output-stream.write-zeroes", polyfill.HostFunc2(func(_ context.Context, s *outputStream, n uint64) (none, error) {
			if n > directPermit {
				return none{}, errPermit
			}
			return none{}, streamError(s.write(make([]byte, n)))
		})).
		Func("[method]output-stream.blocking-write-zeroes-and-flush", polyfill.HostFunc2(func(ctx context.Context, s *outputStream, n uint64) (none, error) {
			if n > directPermit {
				return none{}, errPermit
			}
			return none{}, streamError(blockingWrite(ctx, s.output, make([]byte, n)))
		})).
		Func("[method]output-stream.splice", polyfill.HostFunc3(func(_ context.Context, s *outputStream, from *inputStream, n uint64) (uint64, error) {
			n, err := splice(s.output, from.input, n)
			return n, streamError(err)
		})).
		Func("[method]output-stream.blocking-splice", polyfill.HostFunc3(func(ctx context.Context, s *outputStream, from *inputStream, n uint64) (uint64, error) {
			if n == 0 {
				return 0, nil
			}
			if _, err := permitted(ctx, s.output); err != nil {
				return 0, streamError(err)
			}
			if _, err := wait(ctx, from.input); err != nil {
				return 0, err
			}
			n, err := splice(s.output, from.input, n)
			return n, streamError(err)
		}))
}

// splice copies what can be copied without waiting, at most n bytes.
func splice(out output, in input, n uint64) (uint64, error) {
	room, err := out.permit()
	if err != nil {
		return 0, err
	}
	got, err := in.read(min(n, room))
	if err != nil {
		return 0, err
	}
	if len(got) == 0 {
		return 0, nil
	}
	return uint64(len(got)), out.write(got)
}
