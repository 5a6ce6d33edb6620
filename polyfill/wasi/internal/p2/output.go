//go:build !js

package p2

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// output is an output-stream.
type output interface {
	event
	// permit is how many bytes write takes now. The error is errClosed, or why writing failed.
	permit() (uint64, error)
	write(p []byte) error
	// flush begins to write everything out. It is done when permit is not 0.
	flush() error
	close()
}

// errClosed is the stream-error closed.
var errClosed = errors.New("closed")

// errPermit is for a guest that writes more than it may, which is a trap.
var errPermit = errors.New("more was written to an output-stream than check-write permitted (wasi:io/streams)")

// directPermit is how much may be written at once where writing is done at once.
const directPermit = 1 << 20

// direct writes at once.
type direct struct {
	always
	w      io.Writer
	closer func()
	err    error
}

func (d *direct) permit() (uint64, error) {
	if d.err != nil {
		return 0, d.err
	}
	return directPermit, nil
}

func (d *direct) write(p []byte) error {
	if d.err != nil {
		return d.err
	}
	if len(p) > directPermit {
		return ended{errPermit}
	}
	if _, err := d.w.Write(p); err != nil {
		d.err = errClosed // the error is told once
		return err
	}
	return nil
}

func (d *direct) flush() error { return d.err }

func (d *direct) close() {
	if d.closer != nil {
		d.closer()
	}
}

// queue writes beside the guest, what fits into a buffer.
type queue struct {
	signal
	w      io.Writer
	closer func()
	ended  sync.Once

	lock     sync.Mutex
	buf, out []byte
	err      error
	busy     bool
	flushing bool
	closed   bool
}

func newQueue(w io.Writer, closer func()) *queue {
	if closer == nil {
		closer = func() {}
	}
	return &queue{w: w, closer: closer}
}

func (q *queue) permit() (uint64, error) {
	q.lock.Lock()
	defer q.lock.Unlock()
	return q.room()
}

func (q *queue) room() (uint64, error) {
	if q.err != nil {
		err := q.err
		q.err = errClosed // the error is told once
		return 0, err
	}
	if q.flushing {
		return 0, nil
	}
	return uint64(chunk - len(q.buf)), nil
}

func (q *queue) ready() bool {
	q.lock.Lock()
	defer q.lock.Unlock()
	return q.err != nil || !q.flushing && len(q.buf) < chunk
}

func (q *queue) write(p []byte) error {
	q.lock.Lock()
	defer q.lock.Unlock()
	room, err := q.room()
	if err != nil {
		return err
	}
	if uint64(len(p)) > room {
		return ended{errPermit}
	}
	q.buf = append(q.buf, p...)
	if !q.busy && len(q.buf) > 0 {
		q.busy = true
		go q.drain()
	}
	return nil
}

// drain writes until there is nothing left.
func (q *queue) drain() {
	q.lock.Lock()
	for q.err == nil && len(q.buf) > 0 {
		q.buf, q.out = q.out[:0], q.buf
		out := q.out
		q.lock.Unlock()
		q.notify()
		_, err := q.w.Write(out)
		q.lock.Lock()
		if err != nil && q.err == nil {
			q.err = err
		}
	}
	q.busy, q.flushing = false, false
	closed := q.closed
	q.lock.Unlock()
	q.notify()
	if closed {
		q.end()
	}
}

func (q *queue) flush() error {
	q.lock.Lock()
	defer q.lock.Unlock()
	if q.err != nil {
		_, err := q.room()
		return err
	}
	q.flushing = q.busy
	return nil
}

// linger is how long a queue that is closed goes on writing.
const linger = 10 * time.Second

// close has what was written so far written out, and calls the closer then, or when it
// takes too long.
func (q *queue) close() {
	q.lock.Lock()
	closed, busy := q.closed, q.busy
	q.closed = true
	q.lock.Unlock()
	switch {
	case closed:
	case busy:
		time.AfterFunc(linger, q.end)
	default:
		q.end()
	}
}

func (q *queue) end() { q.ended.Do(q.closer) }

// blockingWrite writes all of p and waits until it is written.
func blockingWrite(ctx context.Context, out output, p []byte) error {
	for len(p) > 0 {
		n, err := permitted(ctx, out)
		if err != nil {
			return err
		}
		n = min(n, uint64(len(p)))
		if err := out.write(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return blockingFlush(ctx, out)
}

// permitted waits until something may be written.
func permitted(ctx context.Context, out output) (uint64, error) {
	for {
		n, err := out.permit()
		if n > 0 || err != nil {
			return n, err
		}
		if _, err := wait(ctx, out); err != nil {
			return 0, ended{err}
		}
	}
}

func blockingFlush(ctx context.Context, out output) error {
	if err := out.flush(); err != nil {
		return err
	}
	_, err := permitted(ctx, out)
	return err
}
