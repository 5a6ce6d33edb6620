//go:build !js

package wasi

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// ErrNoService is in the chain of NewService's error for a component that is no HTTP service.
var ErrNoService = errors.New("the component exports neither wasi:http/handler@0.3 nor wasi:http/incoming-handler@0.2")

// ErrOverloaded is what a service reports for a request that it has no place for.
var ErrOverloaded = errors.New("too many requests are waiting")

// ServiceOptions say how a component serves. The zero value has the defaults.
type ServiceOptions struct {
	// Concurrent is how many requests are served at once; 128 by default. As many again can wait, for the
	// others the answer is 503.
	Concurrent int
	// Reuse is how many requests an instance serves before another takes its place. By default that is 1 where an
	// instance serves one request at a time, so that no request sees what is left of another, and any
	// number otherwise.
	Reuse int
	// ConcurrentReuse is how many requests an instance serves at once, if the component is made for that: its
	// handle function is WASI 0.3's and async. Concurrent by default.
	ConcurrentReuse int
	// Timeout is how long the guest may take for a request, with its body; no limit if it is 0.
	// Guests that do not wait, but run, need polyfill.Config.WithCloseOnContextDone.
	Timeout time.Duration
	// MaxBody is how many bytes of a request's body the guest can read; no limit if it is 0. The
	// answer for a body that is announced as longer is 413.
	MaxBody int64
	// Failed is called for each request that the guest did not answer as it should, also if the
	// failure comes after the answer.
	Failed func(r *http.Request, err error)
}

// Service serves HTTP by a component that exports wasi:http/handler of WASI 0.3, or
// wasi:http/incoming-handler of 0.2. It is an http.Handler.
//
// Of WASI 0.3, an instance serves many requests at once if the component's handle function is async. If one traps,
// the others that the instance is serving fail with it, and the next request gets a fresh instance.
type Service struct {
	workers *workers
	options ServiceOptions
	slots   chan struct{}
	waiting chan struct{}
	guests  sync.WaitGroup // requests of which something runs, also after the response
}

// NewService makes a service of a component, which it instantiates once to see that it can.
func NewService(ctx context.Context, l *polyfill.Linker, c *polyfill.Component, o ServiceOptions) (*Service, error) {
	if o.Concurrent <= 0 {
		o.Concurrent = 128
	}
	if o.Failed == nil {
		o.Failed = func(*http.Request, error) {}
	}
	ws := &workers{linker: l, component: c, atOnce: 1, reuse: max(o.Reuse, 1)}
	w, err := ws.instantiate(ctx)
	if err != nil {
		return nil, err
	}
	if w.p3 && w.handle.Overlaps() {
		ws.reuse, ws.atOnce = max(o.Reuse, 0), o.ConcurrentReuse
		if ws.atOnce <= 0 {
			ws.atOnce = o.Concurrent
		}
	}
	ws.list(w)
	return &Service{workers: ws, options: o, slots: make(chan struct{}, o.Concurrent), waiting: make(chan struct{}, o.Concurrent)}, nil
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if s.options.MaxBody > 0 && r.ContentLength > s.options.MaxBody {
		http.Error(rw, "the body is too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := s.enter(r); err != nil {
		s.options.Failed(r, err)
		http.Error(rw, "too many requests", http.StatusServiceUnavailable)
		return
	}
	if s.options.Timeout > 0 {
		ctx, cancel := context.WithTimeout(r.Context(), s.options.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
	}
	w, err := s.workers.take(r.Context())
	if err != nil {
		s.leave(nil, nil)
		s.options.Failed(r, err)
		http.Error(rw, "the service cannot be started", http.StatusServiceUnavailable)
		return
	}
	if s.options.MaxBody > 0 {
		r.Body = http.MaxBytesReader(nil, r.Body, s.options.MaxBody) // the guest reads elsewhere than rw is written
	}
	var answered bool
	if w.p3 {
		answered, err = s.handle(w, rw, r)
	} else {
		answered, err = s.handleIncoming(w, rw, r)
	}
	s.answer(rw, r, answered, err)
}

// enter waits for a place, which leave gives back.
func (s *Service) enter(r *http.Request) error {
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	default:
		return ErrOverloaded
	}
	select {
	case s.slots <- struct{}{}:
		s.guests.Add(1)
		return nil
	case <-r.Context().Done():
		return context.Cause(r.Context())
	}
}

// leave ends a request of which nothing runs any more; call is its guest's, if there is one.
func (s *Service) leave(w *worker, call *polyfill.Pending) {
	if w != nil {
		s.workers.give(w, call)
	}
	<-s.slots
	s.guests.Done()
}

// answer says what went wrong, to the client as far as that is still possible.
func (s *Service) answer(rw http.ResponseWriter, r *http.Request, answered bool, err error) {
	if err == nil {
		return
	}
	s.options.Failed(r, err)
	switch {
	case answered:
		panic(http.ErrAbortHandler) // the client must not take this for the whole
	case errors.Is(err, context.DeadlineExceeded):
		http.Error(rw, "the service took too long", http.StatusGatewayTimeout)
	default:
		http.Error(rw, "the service failed", http.StatusInternalServerError)
	}
}

// Close waits for what guests do for requests that are under way, until ctx is done, and closes all
// instances that are not in use. Requests that come in later are refused.
func (s *Service) Close(ctx context.Context) error {
	s.workers.close()
	done := make(chan struct{})
	go func() { s.guests.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
