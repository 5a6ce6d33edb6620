//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/task"
)

// taskCall is a task as the engine knows it: a call of a lifted function, by the host or
// by another component instance. Its values wait here until it starts, and
// until its caller takes them.
type taskCall struct {
	lift   *asyncLift // nil for destructors and start functions
	token  int32
	id     task.TaskID
	sub    task.WaitableID // 0 if the host called
	origin *origin
	// alive counts the threads that have not ended.
	alive   int
	started bool
	// ended is closed when the last one has, if somebody has asked for it.
	ended chan struct{}

	host  *Pending    // the host's call
	lower *asyncLower // a guest's
	stack []uint64    // the guest's core parameters, and core results afterwards
}

// origin is the host's call that calls among guests descend from.
type origin struct {
	ctx *callContext
	// inside is what sync host functions get: it tells calls back into the instance.
	inside context.Context
}

func (s *store) newOrigin(ctx context.Context) *origin {
	return &origin{ctx: &callContext{ctx, s.inst}}
}

// returned: the host's call is over. What goes on in the background ends with the
// instance, not with the call's context.
func (o *origin) returned() {
	if o.ctx.Context.Done() != nil {
		o.ctx = &callContext{context.WithoutCancel(o.ctx.Context), o.ctx.inst}
		o.inside = nil
	}
}

// insideKey finds out whether a context is that of a host function which an instance
// is waiting for.
type insideKey struct{ inst *Instance }

type insideContext struct {
	context.Context
	inst *Instance
}

func (c *insideContext) Value(key any) any {
	if k, ok := key.(insideKey); ok && k.inst == c.inst {
		return c
	}
	return c.Context.Value(key)
}

// hostContext is the context of host functions that the instance waits for.
func (o *origin) hostContext() context.Context {
	if o.inside == nil {
		o.inside = &insideContext{o.ctx.Context, o.ctx.inst}
	}
	return o.inside
}

// threadEnded counts a thread less; a call without threads is forgotten.
func (s *store) threadEnded(c *taskCall) {
	if c.alive--; c.alive == 0 {
		s.calls.remove(c.token)
		c.over()
	}
}

// over tells who waits for the end of all that the call has begun.
func (c *taskCall) over() {
	if c.ended != nil {
		close(c.ended)
		c.ended = nil
	}
}

// exit ends the running thread.
func (s *store) exit(c *taskCall) {
	s.check(s.core.ThreadExit())
	s.threadEnded(c)
}

// origin is that of the running call, or a new one.
func (r runningThread) origin(s *store) *origin {
	if r.call != nil {
		return r.call.origin
	}
	return s.newOrigin(context.Background())
}
