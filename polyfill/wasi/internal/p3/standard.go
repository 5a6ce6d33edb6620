//go:build !js

package p3

import (
	"context"
	"sync"
)

// standard are the streams of standard files that one call of a guest has opened. A guest's write to one is
// done when it is read, and not when it is written: who ends the guest, or the process, has to
// wait for that.
type standard struct {
	reading context.Context // of what is written; its end ends the streams
	stop    context.CancelFunc

	mu      sync.Mutex
	over    bool
	open    int
	outputs sync.WaitGroup
}

// maxStandard is how many streams of standard files a call can have open.
const maxStandard = 1024

type standardKey struct{}

// WithOutputs makes a context for a call of a guest. When the call is over, finish writes out what the
// guest wrote to its standard outputs until then, and ends the streams: what it writes later goes
// nowhere. It waits no longer than ctx.
func WithOutputs(ctx context.Context) (call context.Context, finish func()) {
	s := new(standard)
	s.reading, s.stop = context.WithCancel(context.Background())
	return context.WithValue(ctx, standardKey{}, s), func() { s.finish(ctx) }
}

func (s *standard) finish(ctx context.Context) {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.stop()
	written := make(chan struct{})
	go func() {
		s.outputs.Wait()
		close(written)
	}()
	select {
	case <-written:
	case <-ctx.Done():
	}
}

// openStandard counts a stream of a standard file in the call that ctx belongs to: close is to be called
// when it is over. For an output, reading is the context to read it with. ok is false if the call is over, or has
// too many.
func openStandard(ctx context.Context, output bool) (reading context.Context, close func(), ok bool) {
	s, _ := ctx.Value(standardKey{}).(*standard)
	if s == nil {
		return context.Background(), func() {}, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || s.open >= maxStandard {
		return nil, nil, false
	}
	s.open++
	if output {
		s.outputs.Add(1)
	}
	return s.reading, sync.OnceFunc(func() {
		s.mu.Lock()
		s.open--
		s.mu.Unlock()
		if output {
			s.outputs.Done()
		}
	}), true
}
