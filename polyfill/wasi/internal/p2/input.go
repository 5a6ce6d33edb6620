//go:build !js

package p2

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// input is an input-stream.
type input interface {
	event
	// read gives at most n bytes without waiting, none if there are none yet. They are the
	// caller's until the next call. The error is io.EOF at the end, or why reading failed.
	read(n uint64) ([]byte, error)
	close()
}

// chunk is how much is read at once from what may have to be waited for.
const chunk = 64 << 10

// maxRead is the most that one read of a file gives.
const maxRead = 1 << 20

// fileInput reads what never has to be waited for.
type fileInput struct {
	always
	r   io.ReadCloser
	buf []byte
	err error
}

func (f *fileInput) read(n uint64) ([]byte, error) {
	if f.err != nil || n == 0 {
		return nil, f.err
	}
	n = min(n, maxRead)
	if uint64(len(f.buf)) < n {
		f.buf = make([]byte, n)
	}
	var got int
	got, f.err = f.r.Read(f.buf[:n])
	if got > 0 {
		return f.buf[:got], nil
	}
	return nil, f.err
}

func (f *fileInput) close() { _ = f.r.Close() }

// pump reads what may have to be waited for, beside the guest. It begins only when the guest
// asks, so that nothing is taken from the reader that the guest does not want.
type pump struct {
	signal
	r      io.Reader
	closer func()
	shared bool // what is read must be copied

	lock   sync.Mutex
	buf    []byte
	next   []byte
	err    error
	busy   bool
	closed bool
}

func newPump(r io.Reader, closer func()) *pump { return &pump{r: r, closer: closer} }

// ask sees to it that there is something to read, or that there will be. p.lock is held.
func (p *pump) ask() {
	if p.busy || len(p.next) > 0 || p.err != nil {
		return
	}
	if p.buf == nil {
		p.buf = make([]byte, chunk)
	}
	p.busy = true
	go p.fill()
}

func (p *pump) fill() {
	n, err := p.r.Read(p.buf)
	p.lock.Lock()
	p.next, p.err, p.busy = p.buf[:n], err, false
	p.lock.Unlock()
	p.notify()
}

func (p *pump) ready() bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.ask()
	return len(p.next) > 0 || p.err != nil
}

func (p *pump) read(n uint64) ([]byte, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if n == 0 && p.err == nil {
		return nil, nil
	}
	if len(p.next) == 0 {
		if p.err != nil {
			return nil, p.err
		}
		p.ask()
		return nil, nil
	}
	got := p.next[:min(n, uint64(len(p.next)))]
	p.next = p.next[len(got):]
	if p.shared {
		got = bytes.Clone(got)
	}
	return got, nil
}

func (p *pump) close() {
	p.lock.Lock()
	closed := p.closed
	p.closed = true
	p.lock.Unlock()
	if !closed && p.closer != nil {
		p.closer()
	}
}

// blockingRead reads at least one byte, unless n is 0.
func blockingRead(ctx context.Context, in input, n uint64) ([]byte, error) {
	for {
		got, err := in.read(n)
		if len(got) > 0 || err != nil || n == 0 {
			return got, err
		}
		if _, err := wait(ctx, in); err != nil {
			return nil, ended{err}
		}
	}
}

// ended is an error of the call that the guest is running, not of a stream.
type ended struct{ error }

func (e ended) Unwrap() error { return e.error }
