//go:build !js

package polyfill

import (
	"context"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
)

// Stream is the readable end of a stream that a guest gave to the host. It can be given to
// a guest of the same instance, once, or be dropped: the writer is told then. A
// stream that is neither keeps its writer waiting.
type Stream struct{ hostEnd }

// Future is the readable end of a future that a guest gave to the host, as a Stream.
type Future struct{ hostEnd }

// ErrorContext is an error that guests and hosts hand on, with a message for people.
type ErrorContext struct{ Message string }

// Error gives the message.
func (e *ErrorContext) Error() string { return e.Message }

// hostEnd is a readable end that is on its way: in no table.
type hostEnd struct {
	s      *store
	shared int32 // the core's
	typ    *component.ValType
	gone   bool
}

// Drop ends the stream or future for its reader. It returns an error with ErrDropped in
// its chain if it was dropped or given away before.
func (e *hostEnd) Drop(ctx context.Context) error {
	s := e.s
	if err := s.take(ctx); err != nil {
		return err
	}
	defer s.leave()
	if e.gone {
		return fmt.Errorf("polyfill: drop of a %s: %w", e.typ.Kind, ErrDropped)
	}
	e.gone = true
	s.outside--
	if !s.ended {
		s.core.HostEnd(e.shared, 0)
		s.core.HostDrop(waitable(s.core.Mail[0]))
		s.drive(nil)
	}
	return nil
}
