//go:build !js

package p3

import (
	"context"
	"sync"
)

// outputs are the copies to standard outputs that one call of a guest has begun. A guest's write is
// done when it is read, and not when it is written: who ends the guest, or the process, has to
// wait for that.
type outputs struct {
	reading context.Context // ends the copies
	stop    context.CancelFunc

	mu    sync.Mutex
	over  bool
	tasks sync.WaitGroup
}

type outputsKey struct{}

// WithOutputs makes a context for a call of a guest. When the call is over, finish writes out what the
// guest wrote to its standard outputs until then, and ends the streams: what it writes later goes
// nowhere. It waits no longer than ctx.
func WithOutputs(ctx context.Context) (call context.Context, finish func()) {
	o := new(outputs)
	o.reading, o.stop = context.WithCancel(context.Background())
	return context.WithValue(ctx, outputsKey{}, o), func() { o.finish(ctx) }
}

func (o *outputs) finish(ctx context.Context) {
	o.mu.Lock()
	o.over = true
	o.mu.Unlock()
	o.stop()
	written := make(chan struct{})
	go func() {
		o.tasks.Wait()
		close(written)
	}()
	select {
	case <-written:
	case <-ctx.Done():
	}
}

// beginOutput gives the context to read an output with, and a function to call when all is written.
func beginOutput(ctx context.Context) (reading context.Context, done func()) {
	o, _ := ctx.Value(outputsKey{}).(*outputs)
	if o == nil {
		return context.Background(), func() {}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return o.reading, func() {}
	}
	o.tasks.Add(1)
	return o.reading, o.tasks.Done
}
