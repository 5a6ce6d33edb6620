//go:build !js

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"time"
)

// findProgram gives the path of a program, which is looked for in $PATH if its
// name has no folder in it.
func findProgram(name string) (string, error) { return exec.LookPath(name) }

// runProgram runs a program to its end and gives its exit code, -1 if a signal
// ended it. When ctx is done the program is asked to end, which it has some time for,
// and the error is that of ctx.
func runProgram(ctx context.Context, path string, args []string, stdin io.Reader, stdout, stderr io.Writer, patience time.Duration) (int, error) {
	c := exec.CommandContext(ctx, path, args...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.Stdin, c.Stdout, c.Stderr = stdin, stdout, stderr
	c.WaitDelay = patience
	var exit *exec.ExitError
	switch err := c.Run(); {
	case ctx.Err() != nil:
		return -1, ctx.Err()
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	case err != nil:
		return -1, err
	}
	return 0, nil
}
