//go:build !js

package wasi

import (
	"context"
	"errors"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p2"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p3"
)

// ErrNoCommand is in the chain of Run's error for a component that is no command.
var ErrNoCommand = errors.New("the component exports neither wasi:cli/run@0.3 nor wasi:cli/run@0.2")

// WithOutputs makes a context for calls of guests other than Run and those of a Service. A guest's write to its
// standard outputs is done when the host has read it, which may be before it is written: finish, to be called
// when the calls have returned, sees to that. What guests write later goes nowhere. finish waits no longer than ctx.
func WithOutputs(ctx context.Context) (calls context.Context, finish func()) {
	return p3.WithOutputs(ctx)
}

// Run runs a command to its end, by its wasi:cli/run of WASI 0.3 if it has that, and of 0.2 otherwise. The
// error is an *ExitError if the program ended with another exit code than 0, ErrNoCommand, or what the
// call of the guest failed with: a *polyfill.Trap, the context's error, and so on.
//
// The end of a program is the return of its run function. What it has written to its standard outputs is
// written out then; what it has left running in the background ends when the instance is closed.
//
// An instance can be run once: its program has ended then.
func (h *Host) Run(ctx context.Context, inst *polyfill.Instance) error {
	run := inst.Func(p3.Command + "#run")
	if run == nil {
		run = inst.Func(p2.Command + "#run")
	}
	if run == nil {
		return ErrNoCommand
	}
	call, finish := p3.WithOutputs(ctx)
	result, err := run.Call(call)
	finish()
	var exit *ExitError
	switch {
	case errors.As(err, &exit):
		if exit.Code == 0 {
			return nil
		}
		return exit
	case err != nil:
		return err
	}
	if r, ok := result.(polyfill.Result); ok && r.IsErr {
		return &ExitError{Code: 1}
	}
	return nil
}
