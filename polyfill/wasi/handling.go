//go:build !js

package wasi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p2"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p3"
)

// handleIncoming has a request answered by wasi:http/incoming-handler of WASI 0.2.
func (s *Service) handleIncoming(w *worker, rw http.ResponseWriter, r *http.Request) (answered bool, err error) {
	ended := make(chan error, 1)
	answered, err = p2.Serve(rw, r, func(ctx context.Context, request, out any) error {
		if s.options.Timeout > 0 {
			// The context does not end with the response, but it does end.
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, s.options.Timeout)
			defer cancel()
		}
		_, err := w.handle.Call(ctx, request, out)
		return err
	}, func(err error) {
		if err != nil {
			s.workers.spoil(w)
		}
		s.leave(w, nil)
		ended <- err
	})
	if err == nil {
		go func() {
			if err := <-ended; err != nil {
				s.options.Failed(r, err)
			}
		}()
	}
	return answered, err
}

// handle has a request answered by wasi:http/handler of WASI 0.3.
func (s *Service) handle(w *worker, rw http.ResponseWriter, r *http.Request) (answered bool, err error) {
	c := &handling{s: s, w: w, r: r}
	answered, err = p3.Serve(rw, r, c.call, func(err error) { s.options.Failed(r, err) })
	c.w.progress.Add(1)
	for _, stop := range c.stops {
		stop()
	}
	if err != nil && r.Context().Err() != nil {
		err = context.Cause(r.Context())
	}
	s.leaveWhen(c.pending, c.w)
	return answered, err
}

// handling is the call of a guest for a request.
type handling struct {
	s       *Service
	w       *worker
	r       *http.Request
	pending *polyfill.Pending
	stops   []func() bool
}

// call begins the call and waits for its result, until the end of the request's context. The guest is told of that
// then, see workers.leave.
func (c *handling) call(request any) (any, error) {
	if err := c.start(request); err != nil {
		return nil, err
	}
	c.w.progress.Add(1)
	result, err := c.pending.Join(c.r.Context())
	if err != nil && c.r.Context().Err() != nil {
		c.s.workers.leave(c.w, c.pending)
		go discard(c.pending)
	}
	return result, err
}

// start begins the call. If the instance has failed meanwhile, another one takes its place.
func (c *handling) start(request any) (err error) {
	for {
		if c.s.options.Timeout > 0 {
			w, over := c.w, make(chan struct{})
			stop := context.AfterFunc(c.r.Context(), func() { w.watch(over) })
			c.stops = append(c.stops, func() bool { close(over); return stop() })
		}
		c.pending, err = c.w.handle.Start(&lifeContext{c.r.Context(), c.w.life}, request)
		var poisoned *polyfill.PoisonedError
		if !errors.As(err, &poisoned) && !errors.Is(err, polyfill.ErrClosed) {
			return err
		}
		other, failed := c.s.workers.take(c.r.Context())
		if failed != nil {
			return failed
		}
		c.s.workers.give(c.w, nil)
		c.w = other
	}
}

// leaveWhen ends the request when nothing of the guest's call runs any more.
func (s *Service) leaveWhen(p *polyfill.Pending, w *worker) {
	if p == nil {
		s.leave(w, nil)
		return
	}
	ended := p.Ended()
	select {
	case <-ended:
		s.leave(w, p)
	default:
		go func() {
			<-ended
			s.leave(w, p)
		}()
	}
}

// discard gives up what a guest answers when nobody waits for it any more.
func discard(p *polyfill.Pending) {
	if result, err := p.Result(); err == nil {
		p3.Discard(result)
	}
}

// lifeContext has the values of a request's context, and the end of the instance's life: an instance that serves
// several requests does not end with one of them.
type lifeContext struct {
	context.Context
	life context.Context
}

func (c *lifeContext) Deadline() (time.Time, bool) { return c.life.Deadline() }

func (c *lifeContext) Done() <-chan struct{} { return c.life.Done() }

func (c *lifeContext) Err() error { return c.life.Err() }

// hung is how long a guest may run without coming to anything once the time of a request is over.
const hung = time.Second

// watch ends the instance of a request whose time is over, if it is not over soon and the guest comes to nothing:
// it computes, and takes no notice.
func (w *worker) watch(done <-chan struct{}) {
	for {
		before := w.progress.Load()
		select {
		case <-done:
			return
		case <-time.After(hung):
			if w.progress.Load() == before {
				w.kill()
				return
			}
		}
	}
}
