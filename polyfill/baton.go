//go:build !js

package polyfill

import (
	"context"
	"sync"
)

// baton lets one goroutine at a time into a store, in the order of asking. Unlike a
// sync.Mutex it can be given up by a context, and tells whether somebody waits.
type baton struct {
	mu      sync.Mutex
	held    bool
	waiters []chan struct{}
	// stop ends the drive of who has the baton, when it is closed; nil does not.
	stop <-chan struct{}
}

// take takes the baton. It gives the cause of ctx's end if that comes first.
func (b *baton) take(ctx context.Context) error {
	b.mu.Lock()
	if !b.held {
		b.held = true
		b.mu.Unlock()
		return nil
	}
	mine := make(chan struct{}, 1)
	b.waiters = append(b.waiters, mine)
	b.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	b.mu.Lock()
	for i, w := range b.waiters {
		if w == mine {
			b.waiters = append(b.waiters[:i], b.waiters[i+1:]...)
			b.mu.Unlock()
			return context.Cause(ctx)
		}
	}
	b.mu.Unlock()
	return nil // it was handed over meanwhile
}

// give gives the baton to who has waited longest.
func (b *baton) give() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stop = nil
	if len(b.waiters) == 0 {
		b.held = false
		return
	}
	next := b.waiters[0]
	b.waiters[0] = nil
	b.waiters = b.waiters[1:]
	next <- struct{}{}
}

// wanted reports whether somebody waits for the baton, or who has it is to stop.
func (b *baton) wanted() bool {
	if stopped(b.stop) {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiters) > 0
}

// stopped reports whether a channel is closed; one that is nil never is.
func stopped(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
