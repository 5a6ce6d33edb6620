//go:build !js

package p2

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// pipe is an output-stream whose bytes somebody of the host reads: the body of a message
// that a guest writes.
type pipe struct {
	signal

	lock    sync.Mutex
	more    sync.Cond // of readers
	buf     []byte
	end     error // for the reader, behind buf: io.EOF, or why the body is not whole
	gone    error // for the writer: nobody reads any more
	length  int64 // that is announced, -1 if none is
	written int64
	tooLong web.Case // the error for a body of another length

	// unanswered is a request's body until there is a response, discard one that nobody reads
	// then: the guest can write it to its end, and learns from the response what went wrong.
	unanswered, discard bool

	flushing bool
	trailers *web.Fields
}

func newPipe(length int64, tooLong web.Case) *pipe {
	p := &pipe{length: length, tooLong: tooLong, unanswered: tooLong == web.RequestBodySize}
	p.more.L = &p.lock
	return p
}

func (p *pipe) permit() (uint64, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.room()
}

func (p *pipe) room() (uint64, error) {
	switch {
	case p.gone != nil:
		err := p.gone
		p.gone = errClosed // the error is told once
		return 0, err
	case p.end != nil:
		return 0, errClosed
	case p.flushing:
		return 0, nil
	}
	return uint64(chunk - len(p.buf)), nil
}

func (p *pipe) ready() bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.gone != nil || p.end != nil || !p.flushing && len(p.buf) < chunk
}

func (p *pipe) write(b []byte) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	room, err := p.room()
	if err != nil {
		return err
	}
	if uint64(len(b)) > room {
		return ended{errPermit}
	}
	if p.length >= 0 && p.written+int64(len(b)) > p.length {
		err := p.sizeError(p.written + int64(len(b)))
		p.finish(err)
		return err
	}
	p.written += int64(len(b))
	if p.discard {
		return nil
	}
	p.buf = append(p.buf, b...)
	p.more.Broadcast()
	p.notify()
	return nil
}

func (p *pipe) sizeError(n int64) error {
	return originError{&web.Error{Case: p.tooLong, Payload: uint64(n)}, httpOrigin}
}

func (p *pipe) flush() error {
	p.lock.Lock()
	defer p.lock.Unlock()
	if _, err := p.room(); err != nil {
		return err
	}
	p.flushing = len(p.buf) > 0
	return nil
}

func (p *pipe) close() {} // the body is what ends it

// finish ends the body for the reader; p.lock is held.
func (p *pipe) finish(err error) {
	if p.end == nil {
		p.end = err
		p.more.Broadcast()
		p.notify()
	}
}

// finished ends a body that is whole, with its trailers if there are any.
func (p *pipe) finished(trailers *web.Fields) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.length >= 0 && p.written != p.length && (p.written > 0 || p.tooLong == web.RequestBodySize) {
		err := p.sizeError(p.written)
		p.finish(err)
		return err
	}
	p.trailers = trailers
	p.finish(io.EOF)
	return nil
}

var errUnfinished = errors.New("the guest dropped the body before it was whole")

// abandon ends a body that is not whole.
func (p *pipe) abandon(err error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.finish(err)
}

// Read implements io.Reader.
func (p *pipe) Read(b []byte) (int, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for len(p.buf) == 0 && p.end == nil && p.gone == nil && !p.discard {
		p.more.Wait()
	}
	if len(p.buf) == 0 {
		if p.gone != nil || p.discard {
			return 0, io.ErrClosedPipe
		}
		return 0, p.end
	}
	n := copy(b, p.buf)
	p.buf = p.buf[:copy(p.buf, p.buf[n:])]
	if len(p.buf) == 0 {
		p.flushing = false
	}
	p.notify()
	return n, nil
}

// idle tells that Read would wait.
func (p *pipe) idle() bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return len(p.buf) == 0 && p.end == nil
}

// filled is the event of a pipe that is not idle.
type filled struct{ p *pipe }

func (f filled) ready() bool                         { return !f.p.idle() }
func (f filled) watch(ch chan<- struct{}) (_ func()) { return f.p.watch(ch) }

// idleFor tells that there is still nothing to read after d.
func (p *pipe) idleFor(d time.Duration) bool {
	if !p.idle() {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	_, err := wait(ctx, filled{p})
	return err != nil
}

// answered is called when there is a response to the request whose body this is.
func (p *pipe) answered() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.unanswered = false
}

// Close is for a reader that wants no more.
func (p *pipe) Close() error {
	p.lock.Lock()
	defer p.lock.Unlock()
	switch {
	case p.unanswered:
		p.discard, p.buf, p.flushing = true, nil, false
	case p.gone == nil && p.end != io.EOF && !p.discard:
		p.gone = originError{web.ConnectionTerminated, httpOrigin}
	}
	p.more.Broadcast()
	p.notify()
	return nil
}

// Trailers are those of a body that has ended.
func (p *pipe) Trailers() (*web.Fields, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.trailers, nil
}

// outgoingBody is the resource outgoing-body.
type outgoingBody struct {
	*pipe
	streamed bool
	done     bool
}

func (b *outgoingBody) stream() (*outputStream, bool) {
	if b.streamed {
		return nil, false
	}
	b.streamed = true
	return &outputStream{b.pipe}, true
}

// incomingBody is the resource incoming-body. Its reader is closed with the last of those who
// use it: the body, its stream, and who waits for its trailers.
type incomingBody struct {
	reader   io.ReadCloser
	trailers func() *web.Fields
	use      *wit.Use
	release  func()
	streamed bool
}

func newIncomingBody(r io.ReadCloser, trailers func() *web.Fields) *incomingBody {
	b := &incomingBody{reader: r, trailers: trailers, use: wit.NewUse(func() { _ = r.Close() })}
	b.release = sync.OnceFunc(b.use.Less)
	return b
}

func (b *incomingBody) stream() (*inputStream, bool) {
	if b.streamed {
		return nil, false
	}
	b.streamed = true
	return &inputStream{newPump(readerOf{b.reader, httpOrigin}, b.use.More())}, true
}

type futureTrailers = future[*web.Fields]

// finish reads what is left of the body and waits for the trailers.
func (b *incomingBody) finish() *futureTrailers {
	release := b.use.More()
	b.release()
	return &futureTrailers{task: begin(func(ctx context.Context) (*web.Fields, error) {
		defer release()
		// The reader is closed by whoever drops the future, too.
		stop := context.AfterFunc(ctx, func() { _ = b.reader.Close() })
		defer stop()
		if _, err := io.Copy(io.Discard, b.reader); err != nil {
			return nil, err
		}
		return b.trailers(), nil
	})}
}
