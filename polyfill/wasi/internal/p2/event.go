//go:build !js

package p2

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// event is something that can be waited for: what a pollable stands for.
type event interface {
	// ready tells whether it has come. It may go again.
	ready() bool
	// watch has a token sent to ch, which has room for one, when ready may have changed, until
	// stop is called.
	watch(ch chan<- struct{}) (stop func())
}

// signal tells those who watch. The zero value is ready to use.
type signal struct {
	mu       sync.Mutex
	watchers map[chan<- struct{}]struct{}
}

func (s *signal) watch(ch chan<- struct{}) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watchers == nil {
		s.watchers = map[chan<- struct{}]struct{}{}
	}
	s.watchers[ch] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, ch)
	}
}

func (s *signal) notify() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ch := range s.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// wait waits until one of events has come, and gives the places of all that have.
func wait(ctx context.Context, events ...event) ([]uint32, error) {
	if list := come(events); list != nil {
		return list, nil
	}
	ch := make(chan struct{}, 1)
	stops := make([]func(), len(events))
	for i, e := range events {
		stops[i] = e.watch(ch)
	}
	defer func() {
		for _, stop := range stops {
			stop()
		}
	}()
	for {
		if list := come(events); list != nil {
			return list, nil
		}
		select {
		case <-ch:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func come(events []event) (list []uint32) {
	for i, e := range events {
		if e.ready() {
			list = append(list, uint32(i))
		}
	}
	return list
}

// always has come.
type always struct{}

func (always) ready() bool                      { return true }
func (always) watch(chan<- struct{}) (_ func()) { return func() {} }

// timer comes at a monotonic time.
type timer struct {
	until func() time.Duration
}

func (t timer) ready() bool { return t.until() <= 0 }

func (t timer) watch(ch chan<- struct{}) func() {
	timer := time.AfterFunc(t.until(), func() {
		select {
		case ch <- struct{}{}:
		default:
		}
	})
	return func() { timer.Stop() }
}

// task is a function that runs beside the guest, and its result.
type task[T any] struct {
	signal
	cancel context.CancelFunc

	lock  sync.Mutex
	done  bool
	value T
	err   error
}

// begin runs f beside the guest; its context ends when the task is cancelled.
func begin[T any](f func(ctx context.Context) (T, error)) *task[T] {
	ctx, cancel := context.WithCancel(context.Background())
	t := &task[T]{cancel: cancel}
	go func() {
		value, err := f(ctx)
		t.lock.Lock()
		t.value, t.err, t.done = value, err, true
		t.lock.Unlock()
		t.notify()
	}()
	return t
}

func (t *task[T]) ready() bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.done
}

// result is the result of a task that is ready.
func (t *task[T]) result() (T, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.value, t.err
}

// then calls f with the result, now or when it is there.
func (t *task[T]) then(f func(T, error)) {
	go func() {
		_, _ = wait(context.Background(), t)
		f(t.result())
	}()
}

// pollable is the resource of wasi:io/poll.
type pollable struct{ event }

func newPollable(e event) *pollable { return &pollable{e} }

var errEmptyPoll = errors.New("poll was given no pollable, and would wait forever (wasi:io/poll)")

func definePoll(l *polyfill.Linker) {
	l.Instance("wasi:io/poll"+version).
		Resource("pollable", polyfill.NewResource[*pollable]("pollable", nil)).
		Func("[method]pollable.ready", polyfill.HostFunc1(func(_ context.Context, p *pollable) (bool, error) {
			return p.ready(), nil
		})).
		Func("[method]pollable.block", polyfill.HostFunc1(func(ctx context.Context, p *pollable) (none, error) {
			_, err := wait(ctx, p.event)
			return none{}, err
		})).
		Func("poll", polyfill.HostFunc1(func(ctx context.Context, list []*pollable) ([]uint32, error) {
			if len(list) == 0 {
				return nil, errEmptyPoll
			}
			events := make([]event, len(list))
			for i, p := range list {
				events[i] = p.event
			}
			return wait(ctx, events...)
		}))
}
