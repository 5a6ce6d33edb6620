//go:build !js

package polyfill

import (
	"errors"
	"fmt"
)

// poison ends everything after a trap: the reason is in inst.failure.
func (s *store) poison() {
	inst := s.inst
	cause := inst.failure
	inst.failure = nil
	inst.poison = cause
	if len(s.pending) == 1 {
		for p := range s.pending {
			inst.poison = located(cause, p.f.name, p.f.signature)
		}
	}
	s.end(func(p *Pending) error { return located(copyFailure(cause), p.f.name, p.f.signature) })
}

// copyFailure copies what located changes.
func copyFailure(err error) error {
	var t *Trap
	var h *HostError
	switch {
	case errors.As(err, &h):
		c := *h
		return &c
	case errors.As(err, &t):
		c := *t
		return &c
	}
	return err
}

// end ends the stacks that are parked, the host's functions that run, and all calls,
// each with what failed gives. Nobody's code is on the goroutine's stack.
func (s *store) end(failed func(p *Pending) error) {
	s.ended = true
	s.inst.over()
	s.core.Poison(s.ids[0])
	s.core.Unwind(0)
	for id, st := range s.parked {
		delete(s.parked, id)
		st.end()
	}
	for _, st := range s.idleStacks {
		st.wake <- false
	}
	for _, w := range s.idleWorkers {
		close(w)
	}
	s.idleStacks, s.idleWorkers = nil, nil
	s.inst.failure = nil // of the unwinding
	for _, c := range s.imports.list {
		if c != nil {
			c.abandon()
		}
	}
	// Who has not been told yet is not told of a result: the same code went on and failed,
	// in a post-return function for instance.
	for _, p := range s.resolved {
		p.result, p.err = nil, failed(p)
	}
	for p := range s.pending {
		p.resolve(nil, failed(p))
	}
	if s.inst.poison != nil {
		s.endEnds(s.inst.poison)
	} else {
		s.endEnds(fmt.Errorf("polyfill: the instance is %w", ErrClosed))
	}
	for _, c := range s.calls.list {
		if c != nil {
			c.over()
		}
	}
	s.calls, s.threads, s.imports = slots[*taskCall]{}, slots[*threadStart]{}, slots[*importCall]{}
}

// close ends all calls; the caller has the baton.
func (s *store) close() {
	if !s.ended {
		s.end(func(p *Pending) error {
			return fmt.Errorf("polyfill: export %q: the instance is %w", p.f.name, ErrClosed)
		})
		s.tell()
	}
}
