//go:build !js

package wasi

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p2"
)

// ErrNoService is in the chain of NewService's error for a component that is no HTTP service.
var ErrNoService = errors.New("the component exports no wasi:http/incoming-handler@0.2")

// ErrOverloaded is what a service reports for a request that it has no place for.
var ErrOverloaded = errors.New("too many requests are waiting")

// ServiceOptions say how a component serves. The zero value has the defaults.
type ServiceOptions struct {
	// Concurrent is how many requests are served at once, each by an instance of its own; 128 by
	// default. As many again can wait, for the others the answer is 503.
	Concurrent int
	// Reuse is how many requests an instance serves, one after the other, before another takes
	// its place; 1 by default, so that no request sees what is left of another.
	Reuse int
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

// Service serves HTTP by a component that exports wasi:http/incoming-handler. It is an
// http.Handler.
type Service struct {
	linker    *polyfill.Linker
	component *polyfill.Component
	options   ServiceOptions
	slots     chan struct{}
	waiting   chan struct{}

	mu     sync.Mutex
	idle   []*worker
	closed bool
	guests sync.WaitGroup // calls that are under way, also after the response
}

// worker is an instance, which serves one request at a time.
type worker struct {
	inst   *polyfill.Instance
	handle *polyfill.Function
	served int
}

// NewService makes a service of a component, which it instantiates once to see that it can.
func NewService(ctx context.Context, l *polyfill.Linker, c *polyfill.Component, o ServiceOptions) (*Service, error) {
	if o.Concurrent <= 0 {
		o.Concurrent = 128
	}
	if o.Reuse <= 0 {
		o.Reuse = 1
	}
	if o.Failed == nil {
		o.Failed = func(*http.Request, error) {}
	}
	s := &Service{
		linker: l, component: c, options: o,
		slots: make(chan struct{}, o.Concurrent), waiting: make(chan struct{}, o.Concurrent),
	}
	w, err := s.instantiate(ctx)
	if err != nil {
		return nil, err
	}
	s.idle = append(s.idle, w)
	return s, nil
}

func (s *Service) instantiate(ctx context.Context) (*worker, error) {
	inst, err := s.linker.Instantiate(ctx, s.component)
	if err != nil {
		return nil, err
	}
	w := &worker{inst: inst, handle: inst.Func(p2.Handler + "#handle")}
	if w.handle == nil {
		return nil, errors.Join(ErrNoService, inst.Close(ctx))
	}
	return w, nil
}

// take gives an instance to serve a request with.
func (s *Service) take(ctx context.Context) (*worker, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, http.ErrServerClosed
	}
	s.guests.Add(1)
	if n := len(s.idle); n > 0 {
		w := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return w, nil
	}
	s.mu.Unlock()
	w, err := s.instantiate(ctx)
	if err != nil {
		s.guests.Done()
	}
	return w, err
}

// give takes an instance back after a call, with the call's error.
func (s *Service) give(w *worker, err error) {
	defer s.guests.Done()
	w.served++
	s.mu.Lock()
	keep := err == nil && w.served < s.options.Reuse && !s.closed && len(s.idle) < s.options.Concurrent
	if keep {
		s.idle = append(s.idle, w)
	}
	s.mu.Unlock()
	if !keep {
		_ = w.inst.Close(context.Background()) // what its destructors say concerns nobody
	}
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
	ctx, cancel := r.Context(), context.CancelFunc(func() {})
	if s.options.Timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, s.options.Timeout)
		r = r.WithContext(ctx)
	}
	defer cancel()
	w, err := s.take(ctx)
	if err != nil {
		<-s.slots
		s.options.Failed(r, err)
		http.Error(rw, "the service cannot be started", http.StatusServiceUnavailable)
		return
	}
	if s.options.MaxBody > 0 {
		r.Body = http.MaxBytesReader(nil, r.Body, s.options.MaxBody) // the guest reads elsewhere than rw is written
	}
	ended := make(chan error, 1)
	answered, err := p2.Serve(rw, r, func(ctx context.Context, request, out any) error {
		if s.options.Timeout > 0 {
			// The context does not end with the response, but it does end.
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, s.options.Timeout)
			defer cancel()
		}
		_, err := w.handle.Call(ctx, request, out)
		return err
	}, func(err error) {
		s.give(w, err)
		<-s.slots
		ended <- err
	})
	s.answer(rw, r, answered, err, ended)
}

// enter waits for a place.
func (s *Service) enter(r *http.Request) error {
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	default:
		return ErrOverloaded
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-r.Context().Done():
		return context.Cause(r.Context())
	}
}

// answer says what went wrong, to the client as far as that is still possible.
func (s *Service) answer(rw http.ResponseWriter, r *http.Request, answered bool, err error, ended chan error) {
	if err == nil {
		go func() {
			if err := <-ended; err != nil {
				s.options.Failed(r, err)
			}
		}()
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

// Close waits for the guests' calls that are under way, until ctx is done, and closes all
// instances that are not in use. Requests that come in later are refused.
func (s *Service) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, w := range idle {
		_ = w.inst.Close(ctx) // as in give
	}
	done := make(chan struct{})
	go func() { s.guests.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
