//go:build !js

package polyfill

import "sync/atomic"

// guard lets one call at a time into an instance. Everything else in an instance
// belongs to whoever is inside.
type guard struct{ state uint32 }

const (
	idle    uint32 = iota
	running        // somebody is inside
	refused        // poisoned or closed: who is inside can only find out why
)

// enterIdle begins a call, unless something is in its way: enter tells what.
func (g *guard) enterIdle() bool { return atomic.CompareAndSwapUint32(&g.state, idle, running) }

// enter goes inside, also where no call can begin; false if somebody is there.
func (g *guard) enter() bool {
	return g.enterIdle() || atomic.CompareAndSwapUint32(&g.state, refused, running)
}

// leave goes outside; next is idle or refused.
func (g *guard) leave(next uint32) { storeRelease(&g.state, next) }
