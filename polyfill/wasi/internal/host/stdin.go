//go:build !js

package host

import (
	"io"
	"io/fs"
	"sync"
)

// Stdin is the standard input, which all instances read from: what one has got, no other gets. It is
// read only when somebody wants something, and what nobody took in the end is there for the next one.
type Stdin struct {
	r io.Reader

	mu      sync.Mutex
	buf     []byte
	next    []byte // was read, and nobody has it
	err     error
	reading bool
	read    chan struct{} // closed when a reading is over
}

// NewStdin makes a standard input; nil is one that has ended.
func NewStdin(r io.Reader) *Stdin {
	if r == nil {
		return &Stdin{err: io.EOF}
	}
	return &Stdin{r: r}
}

// stdinChunk is how much is read at once.
const stdinChunk = 64 << 10

// Read implements io.Reader. It may wait.
func (s *Stdin) Read(p []byte) (int, error) { return s.readUntil(p, nil) }

// readUntil is Read, until gone is closed.
func (s *Stdin) readUntil(p []byte, gone <-chan struct{}) (int, error) {
	for {
		s.mu.Lock()
		if len(s.next) > 0 || len(p) == 0 {
			n := copy(p, s.next)
			s.next = s.next[n:]
			s.mu.Unlock()
			return n, nil
		}
		if s.err != nil {
			defer s.mu.Unlock()
			return 0, s.err
		}
		if !s.reading {
			s.reading, s.read = true, make(chan struct{})
			go s.fill()
		}
		read := s.read
		s.mu.Unlock()
		select {
		case <-read:
		case <-gone:
			return 0, fs.ErrClosed
		}
	}
}

func (s *Stdin) fill() {
	if s.buf == nil {
		s.buf = make([]byte, stdinChunk)
	}
	n, err := s.r.Read(s.buf)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next, s.err, s.reading = append(s.next, s.buf[:n]...), err, false
	close(s.read)
}

// giveBack puts what somebody has read and did not need before what comes next.
func (s *Stdin) giveBack(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(append([]byte(nil), p...), s.next...)
}

// Open makes a reader of the standard input. Closing it ends a Read that waits, and leaves to others
// what that would have got.
func (s *Stdin) Open() *StdinReader { return &StdinReader{s: s, gone: make(chan struct{})} }

// StdinReader is one of the readers of a standard input.
type StdinReader struct {
	s    *Stdin
	once sync.Once
	gone chan struct{}
}

// Close implements io.Closer.
func (r *StdinReader) Close() error {
	r.once.Do(func() { close(r.gone) })
	return nil
}

// Read implements io.Reader.
func (r *StdinReader) Read(p []byte) (int, error) { return r.s.readUntil(p, r.gone) }

// WriteTo implements io.WriterTo: what w does not take is not lost.
func (r *StdinReader) WriteTo(w io.Writer) (written int64, err error) {
	buf := make([]byte, stdinChunk)
	for {
		n, err := r.Read(buf)
		if err == io.EOF {
			return written, nil
		}
		if err != nil {
			return written, err
		}
		m, err := w.Write(buf[:n])
		written += int64(m)
		if m < n {
			r.s.giveBack(buf[m:n])
		}
		if err != nil {
			return written, err
		}
	}
}
