//go:build !js

package wasi

import (
	"context"
	"errors"

	"github.com/jco-go/jco-go/polyfill"
)

// Command is the interface that a command exports, by its name in WIT.
const Command = "wasi:cli/run@0.2.12"

// ErrNoCommand is in the chain of Run's error for a component that is no command.
var ErrNoCommand = errors.New("the component exports no " + "wasi:cli/run@0.2")

// Run runs a command to its end. The error is an *ExitError if the program ended with another
// exit code than 0, ErrNoCommand, or what the call of the guest failed with: a
// *polyfill.Trap, the context's error, and so on.
//
// An instance can be run once: its program has ended then.
func (h *Host) Run(ctx context.Context, inst *polyfill.Instance) error {
	run := inst.Func(Command + "#run")
	if run == nil {
		return ErrNoCommand
	}
	result, err := run.Call(ctx)
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
