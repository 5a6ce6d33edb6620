package main

import (
	"errors"
	"fmt"
)

// exitTrap is the exit code for a program that trapped: that of a process that aborts.
const exitTrap = 134

// trapError is the end of a program that trapped.
type trapError struct{ error }

func (e *trapError) Unwrap() error { return e.error }

// timeoutError is the end of a program that ran too long.
type timeoutError struct{ after fmt.Stringer }

func (e *timeoutError) Error() string {
	return fmt.Sprintf("wasm trap: interrupt (it ran longer than --timeout %v)", e.after)
}

// failureCode is the exit code of a failure.
func failureCode(err error) int {
	var trap *trapError
	if errors.As(err, &trap) {
		return exitTrap
	}
	return exitFailure
}
