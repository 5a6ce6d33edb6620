//go:build !js

package polyfill

import (
	"context"
	"errors"
)

// ErrWait is what a host function that [AtOnce] made gives if it cannot answer yet.
var ErrWait = errors.New("polyfill: the host function has to wait")

// AtOnce lets a host function answer at once a call of a function that is async in WIT: it is called where the
// guest calls it, while everything stands still, as functions that are not async are. What it gives
// is there when the guest's call returns.
//
// A function that has to wait gives ErrWait, before it has done anything. It is called again then, on a goroutine
// of its own, with a context for which [MayWait] is true.
func AtOnce(fn HostFunc) HostFunc {
	fn.atOnce = true
	return fn
}

// MayWait reports whether a host function may wait in the call that ctx belongs to; if not, it gives
// ErrWait, see [AtOnce].
func MayWait(ctx context.Context) bool { return ctx.Value(atOnceKey{}) == nil }

type atOnceKey struct{}

// answeredAtOnce calls a function that may have its answer already. stack is the guest's.
func (t *asyncImport) answeredAtOnce(c *importCall, stack []uint64) bool {
	s := t.s
	s.settleInside()
	ctx := context.WithValue(c.origin.hostContext(), atOnceKey{}, true)
	s.callInside(&c.err, func() error { return c.call(ctx) })
	if s.inst.failure != nil {
		panic(errAborted)
	}
	if errors.Is(c.err, ErrWait) {
		c.err = nil
		return false
	}
	s.imports.remove(c.token)
	s.core.HostReturned(c.sub)
	status := s.core.Mail[0]
	t.lower(c, c.stack)
	if t.async {
		stack[0] = uint64(uint32(status))
	} else {
		copy(stack, c.stack[:t.results])
	}
	return true
}
