//go:build !js

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// endSignals are the signals that end this program, and those that it has started.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// findProgram gives the path of a program, which is looked for in $PATH if its
// name has no folder in it.
func findProgram(name string) (string, error) { return exec.LookPath(name) }

// runProgram runs a program to its end and gives its exit code, -1 if a signal
// ended it. When ctx is done the program is asked to end, which it has some time for,
// until now is done as well, and the error is that of ctx.
func runProgram(ctx, now context.Context, path string, args []string, stdin io.Reader, stdout, stderr io.Writer, patience time.Duration) (int, error) {
	c := exec.CommandContext(ctx, path, args...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.Stdin, c.Stdout, c.Stderr = stdin, stdout, stderr
	c.WaitDelay = patience
	err := c.Start()
	if err == nil {
		stop := context.AfterFunc(now, func() { _ = c.Process.Kill() })
		err = c.Wait()
		stop()
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return -1, ctx.Err()
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	case err != nil:
		return -1, err
	}
	return 0, nil
}
