//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/task"
)

// Pending is a call that [Function.Start] has begun. It is safe for concurrent use.
type Pending struct {
	s    *store // nil for a call that was over at once, of an instance without a store
	f    *Function
	call *taskCall

	args  []any // in canonical form
	scope scope
	done  chan struct{}
	// detached: Start began it, whose context is that of all that it does.
	detached bool
	// isResolved belongs to the store; who has seen done closed may read the rest.
	isResolved bool
	result     any
	err        error
	// cause is why the call was cancelled, waiters how many goroutines wait for it.
	cause   error
	waiters int
}

// Done is closed when the call has returned, failed or been cancelled.
func (p *Pending) Done() <-chan struct{} { return p.done }

// Result waits until the call is over, and gives what [Function.Call] would.
func (p *Pending) Result() (any, error) { return p.Wait(context.Background()) }

// Wait waits for the call as [Function.Call] does: the end of ctx cancels it.
func (p *Pending) Wait(ctx context.Context) (any, error) { return p.await(ctx, true) }

// Join waits for the call as Wait does, but the end of ctx gives up waiting, no more: the call goes on.
func (p *Pending) Join(ctx context.Context) (any, error) { return p.await(ctx, false) }

// await waits for the call, if it is not over. The end of ctx may cancel it.
func (p *Pending) await(ctx context.Context, cancel bool) (any, error) {
	select {
	case <-p.done:
		return p.result, p.err
	default:
	}
	if err := p.s.take(ctx); err != nil {
		return nil, err
	}
	return p.wait(ctx, cancel)
}

// Ended is closed when nothing of the call runs any more: a guest may go on when its function has returned. Of a call
// that has failed it is closed as well.
func (p *Pending) Ended() <-chan struct{} {
	over := make(chan struct{})
	if p.s != nil {
		p.s.baton.take(context.Background())
		defer p.s.leave()
		if c := p.call; c.alive > 0 && !p.s.ended && p.s.calls.at(c.token) == c {
			if c.ended == nil {
				c.ended = over
			}
			return c.ended
		}
	}
	close(over)
	return over
}

// Cancel asks the guest to give the call up; Result gives context.Canceled once it has. A
// guest may go on and return a value all the same. A call that has not started is
// over at once.
func (p *Pending) Cancel() {
	s := p.s
	if s == nil || s.take(context.Background()) != nil {
		return
	}
	p.cancel(context.Canceled)
	s.driveFor(nil, nil, patience)
	s.leave()
}

// resolve ends the call; its caller is told when the guest's code has returned.
func (p *Pending) resolve(result any, err error) {
	if p.isResolved {
		return
	}
	s := p.s
	p.isResolved, p.result, p.err = true, result, err
	if p.call != nil && !p.call.started {
		p.scope.giveUpEnds()
	}
	p.scope.end(s.inst, nil)
	p.args, p.scope = nil, scope{}
	if p.call != nil {
		if !p.detached {
			p.call.origin.returned()
		}
		p.call.host = nil // what the guest does afterwards does not keep the result
	}
	s.waiting -= p.waiters
	p.waiters = 0
	delete(s.pending, p)
	s.resolved = append(s.resolved, p)
}

// take gets the baton for a goroutine that wants to do something with the instance. A host
// function that the instance waits for cannot.
func (s *store) take(ctx context.Context) error {
	if ctx.Value(insideKey{s.inst}) != nil {
		return ErrBusy
	}
	return s.baton.take(ctx)
}

// begin begins a call of the host; the caller has the baton. An error means that
// nothing happened.
func (s *store) begin(ctx context.Context, f *Function, args []any, detached bool) (*Pending, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	if err := s.inst.usable(ctx); err != nil {
		return nil, err
	}
	l := f.async
	p := &Pending{s: s, f: f, done: make(chan struct{}), detached: detached}
	l.handles.scope = &p.scope
	vals, err := l.fn.AcceptParams(&l.cx, args)
	if err != nil {
		p.scope.giveUp()
		return nil, err
	}
	p.args = vals
	c := &taskCall{lift: l, origin: s.newOrigin(ctx), alive: 1, host: p}
	c.token = s.calls.add(c)
	p.call = c
	st := s.core.Call(l.id, c.token)
	if st == task.Trapped {
		err := s.trapError()
		s.calls.remove(c.token)
		p.scope.giveUp()
		return nil, located(asFailure(err), f.name, f.signature)
	}
	s.pending[p] = struct{}{}
	c.id = task.TaskID(s.core.Mail[0])
	if st == task.OK {
		thread := task.ThreadID(s.core.Mail[1])
		s.guarded(func() {
			s.perform(action{kind: task.ActionStart, thread: thread, token: c.token})
			if !l.plan.Type.Async {
				s.waitForSync(c.id)
			}
		})
	}
	return p, nil
}

// wait waits for the call, having the baton, which it gives back. The end of ctx may cancel the call.
func (p *Pending) wait(ctx context.Context, cancel bool) (any, error) {
	s := p.s
	if !p.isResolved {
		p.waiters++
		s.waiting++
		s.driveFor(ctx.Done(), &p.isResolved, -1)
	}
	over := p.isResolved
	s.leave()
	if !over {
		select {
		case <-p.done:
		case <-ctx.Done():
			s.baton.take(context.Background())
			if !p.isResolved {
				p.waiters--
				s.waiting--
				if cancel {
					p.cancel(context.Cause(ctx))
					s.driveFor(nil, &p.isResolved, patience)
				}
			}
			over = p.isResolved
			s.leave()
			if !over {
				return nil, context.Cause(ctx) // what the guest says later, nobody hears
			}
		}
	}
	return p.result, p.err
}

// cancel asks the guest to end the call.
func (p *Pending) cancel(cause error) {
	s := p.s
	if p.isResolved || p.cause != nil || s.ended {
		return
	}
	p.cause = cause
	s.guarded(func() {
		switch s.core.CancelTask(p.call.id) {
		case task.OK:
			if s.core.Mail[0] == 1 {
				s.calls.remove(p.call.token)
				p.call.over()
				p.scope.giveUp()
				p.resolve(nil, cause)
			}
		case task.Run:
			s.perform(s.action())
		default:
			s.trap()
		}
	})
}

// callStore is Function.Call of an instance with a store.
func (f *Function) callStore(ctx context.Context, args []any) (any, error) {
	if ctx == nil {
		ctx = context.Background()
	}
	if f.host != nil {
		return f.callHostAsync(ctx, args)
	}
	s := f.inst.store
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	p, err := s.begin(ctx, f, args, false)
	if err != nil {
		s.leave()
		return nil, err
	}
	return p.wait(ctx, true)
}

// Start begins a call without waiting for it: the guest runs until it returns or waits for
// something, and goes on when that comes. Of a function that is not async, the
// call is over when Start returns. The error is one of those of [Function.Call]
// after which nothing has happened.
//
// A ctx that has ended already begins nothing: the error is its cause. That it ends later does not cancel the call, [Pending.Cancel] and [Pending.Wait] do. But with [Config.WithCloseOnContextDone] it
// ends the guest, and poisons the instance, whenever something of the call runs: also when that has returned its
// result.
func (f *Function) Start(ctx context.Context, args ...any) (*Pending, error) {
	switch {
	case f == nil:
		return nil, ErrNoExport
	case ended(ctx) != nil:
		return nil, ended(ctx)
	case f.inst.store == nil || f.host != nil:
		p := &Pending{f: f, done: make(chan struct{}), isResolved: true}
		p.result, p.err = f.Call(ctx, args...)
		close(p.done)
		return p, nil
	case ctx == nil:
		ctx = context.Background()
	}
	s := f.inst.store
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	p, err := s.begin(ctx, f, args, true)
	s.leave()
	return p, err
}
