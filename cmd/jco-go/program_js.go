package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/jco-go/jco-go/jsbridge/edge"
)

// Go has no processes on js/wasm. The script that runs this program
// (web/npm/cli.js) starts others for it, by the object jcoGoHost.

// endSignals are the signals that end this program, which web/npm/host.js hears.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM}

// findProgram gives the path of a program, which is looked for in $PATH if its
// name has no folder in it.
func findProgram(name string) (string, error) {
	host, ok := edge.Global("jcoGoHost")
	if !ok {
		return "", &exec.Error{Name: name, Err: errors.ErrUnsupported}
	}
	found, err := edge.Call(host, "find", name)
	if err != nil {
		return "", &exec.Error{Name: name, Err: err}
	}
	if found.IsUndefined() {
		return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
	}
	return found.String()
}

// runProgram runs a program to its end and gives its exit code, -1 if a signal
// ended it. It has the standard files of this program if it is given them;
// otherwise it reads nothing, and its output is copied when it has ended. When ctx is
// done, or this program is asked to end, that one is, which it has some time for; the error
// is that of ctx, or context.Canceled.
func runProgram(ctx, _ context.Context, path string, args []string, stdin io.Reader, stdout, stderr io.Writer, patience time.Duration) (int, error) {
	host, ok := edge.Global("jcoGoHost")
	if !ok {
		return -1, &exec.Error{Name: path, Err: errors.ErrUnsupported}
	}
	list := make([]any, len(args))
	for i, arg := range args {
		list[i] = arg
	}
	running, err := edge.Call(host, "run", path, list, stdin == os.Stdin, stdout == os.Stdout, stderr == os.Stderr, patience.Milliseconds())
	var ended safejs.Value
	if err == nil {
		ended, err = running.Get("ended")
	}
	if err == nil {
		result, failed := edge.Await(ctx, ended)
		if ctx.Err() != nil {
			if _, err = edge.Call(running, "end", "SIGINT"); err == nil {
				_, _ = edge.Await(context.Background(), ended)
				return -1, ctx.Err()
			}
		}
		ended, err = result, failed
	}
	if err != nil {
		return -1, &exec.Error{Name: path, Err: err}
	}
	result, err := readProgramResult(ended)
	if err != nil {
		return -1, err
	}
	for _, output := range []struct {
		to   io.Writer
		text string
	}{{stdout, result.stdout}, {stderr, result.stderr}} {
		if output.to != nil && output.text != "" {
			if _, err := io.WriteString(output.to, output.text); err != nil {
				return -1, err
			}
		}
	}
	if result.interrupted {
		return -1, context.Canceled
	}
	return result.code, nil
}

// programResult is what web/npm/host.js tells of a program that has ended.
type programResult struct {
	code           int
	stdout, stderr string
	interrupted    bool
}

func readProgramResult(v safejs.Value) (r programResult, err error) {
	read := func(name string, to func(safejs.Value) error) {
		if err != nil {
			return
		}
		var p safejs.Value
		if p, err = v.Get(name); err == nil {
			err = to(p)
		}
	}
	read("code", func(p safejs.Value) (err error) { r.code, err = p.Int(); return err })
	read("stdout", func(p safejs.Value) (err error) { r.stdout, err = p.String(); return err })
	read("stderr", func(p safejs.Value) (err error) { r.stderr, err = p.String(); return err })
	read("interrupted", func(p safejs.Value) (err error) { r.interrupted, err = p.Bool(); return err })
	return r, err
}
