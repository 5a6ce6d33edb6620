//go:build !js

package p3

import (
	"context"
	"io"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// httpCode is the case of wasi:http's error-code.
func httpCode(err error) any { return wit.HTTPCode(err) }

// httpError makes the error case of a function whose error is an error-code.
func httpError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(httpCode(err))
}

// contents are the body and the trailers of a message. They are given away once.
type contents interface {
	// consume gives them to a guest, who says by handled what became of the message.
	consume(handled *polyfill.Future[any]) any
	// send gives them to the host, to be sent. length is what the message announces, -1 if it does not,
	// tooLong the error for a body of another one.
	send(length int64, tooLong web.Case) *sending
	// drop gives them up.
	drop()
}

// received are contents that came over the network.
type received struct {
	reader   io.ReadCloser
	trailers func() *web.Fields
	// failed is told what a guest could not handle, nil for nobody.
	failed func(error)
}

func (r *received) consume(handled *polyfill.Future[any]) any {
	go func() {
		if err := resultOf(handled); err != nil {
			_ = r.reader.Close() // the peer sees that it was not taken
			if r.failed != nil {
				r.failed(&handlingError{err})
			}
		}
	}()
	return polyfill.WithResult(given(r.reader, httpCode), func() (any, error) {
		if t := r.trailers(); t != nil {
			return t, nil
		}
		return nil, nil
	})
}

func (r *received) send(int64, web.Case) *sending {
	return &sending{body: r.reader, length: -1, trailers: func() (*web.Fields, error) { return r.trailers(), nil }}
}

func (r *received) drop() { _ = r.reader.Close() }

// handlingError is an error-code by which a guest says that it could not handle a message.
type handlingError struct{ error }

func (e *handlingError) Error() string { return "the guest gave up the message: " + e.error.Error() }

func (e *handlingError) Unwrap() error { return e.error }

// made are contents that a guest has made.
type made struct {
	stream   *polyfill.StreamReader[byte] // nil for none
	trailers *polyfill.Future[any]
	sent     outcome // how the transmission went
}

// newMade makes contents of the arguments of a constructor; stream is an option<stream<u8>>.
func newMade(stream any, trailers *polyfill.Future[any]) *made {
	m := &made{trailers: trailers, sent: polyfill.NewFutureWriter[polyfill.Result]()}
	m.stream, _ = stream.(*polyfill.StreamReader[byte])
	return m
}

// finish says how the transmission went. The first one counts.
func (m *made) finish(err error) {
	if err != nil {
		m.sent.Set(polyfill.Err(httpCode(err)))
	} else {
		m.sent.Set(polyfill.Ok(nil))
	}
}

func (m *made) consume(handled *polyfill.Future[any]) any {
	go func() { m.finish(resultOf(handled)) }()
	if m.stream == nil {
		return polyfill.Tuple{[]byte{}, m.trailers}
	}
	return polyfill.Tuple{m.stream, m.trailers}
}

func (m *made) send(length int64, tooLong web.Case) *sending {
	s := &sending{length: length, tooLong: tooLong, finish: m.finish}
	if m.stream == nil { // nor is there a place for trailers
		_ = m.trailers.Close()
		return s
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.body = m.stream
	s.tryRead = m.stream.TryRead
	s.trailers = func() (*web.Fields, error) { return trailersOf(ctx, m.trailers) }
	s.close = func() {
		cancel()
		_ = m.trailers.Close() // a value that nobody wants
	}
	return s
}

func (m *made) drop() {
	if m.stream != nil {
		_ = m.stream.Close()
	}
	_ = m.trailers.Close()
	m.finish(nil)
}

// resultOf waits for a future<result<_, error-code>>. A guest that drops it, or ends, has nothing to say.
func resultOf(f *polyfill.Future[any]) error {
	v, err := f.Get(context.Background())
	if err != nil {
		return nil
	}
	return failure(v)
}

// failure is the error-code in a result of a guest's, nil if there is none.
func failure(v any) error {
	if r, ok := v.(polyfill.Result); ok && r.IsErr {
		return guestError(r.Value)
	}
	return nil
}

// guestError is an error-code of a guest's.
func guestError(v any) error {
	code, _ := v.(polyfill.Variant)
	return &web.Error{Case: web.Case(code.Case), Payload: code.Value}
}

// trailersOf waits for a future<result<option<trailers>, error-code>>.
func trailersOf(ctx context.Context, f *polyfill.Future[any]) (*web.Fields, error) {
	v, err := f.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := failure(v); err != nil {
		return nil, err
	}
	r, _ := v.(polyfill.Result)
	t, _ := r.Value.(*web.Fields)
	return t, nil
}

// sending is a body that the host sends: an io.ReadCloser which checks the length that was announced, and tells the
// guest how it went.
type sending struct {
	body     io.ReadCloser               // nil for none
	tryRead  func(p []byte) (int, error) // nil if nobody knows whether a Read would wait
	length   int64
	tooLong  web.Case
	trailers func() (*web.Fields, error)
	finish   func(error) // nil if nobody wants to know
	close    func()

	read int64

	mu       sync.Mutex
	whole    bool // it was read to its end, and so were the trailers
	closed   bool
	answered bool // see answer
}

// Read implements io.Reader.
func (s *sending) Read(p []byte) (int, error) { return s.count(s.body.Read(p)) }

// TryRead is Read that does not wait: nothing and no error if something would have to be waited for.
func (s *sending) TryRead(p []byte) (int, error) {
	if s.tryRead == nil {
		return 0, nil
	}
	return s.count(s.tryRead(p))
}

func (s *sending) count(n int, err error) (int, error) {
	s.read += int64(n)
	if s.length >= 0 && (s.read > s.length || err == io.EOF && s.read < s.length) {
		return n, &web.Error{Case: s.tooLong, Payload: uint64(s.read)}
	}
	return n, err
}

// Trailers waits for the trailers of a body that was read to its end.
func (s *sending) Trailers() (*web.Fields, error) {
	t, err := s.trailers()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whole = err == nil
	return t, err
}

// Close implements io.Closer. Who reads and has not come to the end does not read on.
func (s *sending) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	whole, answered := s.whole, s.answered
	s.mu.Unlock()
	if was {
		return nil
	}
	if s.body != nil {
		_ = s.body.Close()
	}
	if s.close != nil {
		s.close()
	}
	if answered {
		s.endAt(whole)
	}
	return nil
}

// answer says that there is an answer. It may be there before the peer has read all of the body, or without.
func (s *sending) answer() {
	s.mu.Lock()
	s.answered = true
	closed, whole := s.closed, s.whole
	s.mu.Unlock()
	if closed || s.body == nil {
		s.endAt(whole || s.body == nil)
	}
}

func (s *sending) endAt(whole bool) {
	if whole {
		s.end(nil)
	} else {
		s.end(web.ConnectionTerminated)
	}
}

// drain reads a body that is announced to be empty.
func (s *sending) drain() {
	_, err := io.Copy(io.Discard, s)
	if err == nil {
		_, err = s.Trailers()
	}
	if err != nil {
		s.end(err)
	}
	_ = s.Close()
}

// end says how the sending went. The first one counts.
func (s *sending) end(err error) {
	if s.finish != nil {
		s.finish(err)
	}
}
