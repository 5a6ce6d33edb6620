package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall/js"
	"time"
)

// Go has no processes on js/wasm. The script that runs this program
// (web/npm/cli.js) starts others for it, by the object jcoGoHost.

// findProgram gives the path of a program, which is looked for in $PATH if its
// name has no folder in it.
func findProgram(name string) (string, error) {
	host := js.Global().Get("jcoGoHost")
	if host.IsUndefined() {
		return "", &exec.Error{Name: name, Err: errors.ErrUnsupported}
	}
	found := host.Call("find", name)
	if found.IsUndefined() {
		return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
	}
	return found.String(), nil
}

// runProgram runs a program to its end and gives its exit code, -1 if a signal
// ended it. It has the standard files of this program if it is given them;
// otherwise it reads nothing, and its output is copied when it has ended. When ctx is
// done, or this program is asked to end, that one is, which it has some time for; the error
// is that of ctx, or context.Canceled.
func runProgram(ctx context.Context, path string, args []string, stdin io.Reader, stdout, stderr io.Writer, patience time.Duration) (int, error) {
	host := js.Global().Get("jcoGoHost")
	if host.IsUndefined() {
		return -1, &exec.Error{Name: path, Err: errors.ErrUnsupported}
	}
	list := make([]any, len(args))
	for i, arg := range args {
		list[i] = arg
	}
	done := make(chan js.Value, 1)
	callback := js.FuncOf(func(_ js.Value, results []js.Value) any {
		done <- results[0]
		return nil
	})
	defer callback.Release()
	end := host.Call("run", path, list, stdin == os.Stdin, stdout == os.Stdout, stderr == os.Stderr, patience.Milliseconds(), callback)
	var result js.Value
	select {
	case result = <-done:
	case <-ctx.Done():
		end.Invoke("SIGINT")
		<-done
		return -1, ctx.Err()
	}
	if failed := result.Get("failed"); !failed.IsUndefined() {
		return -1, &exec.Error{Name: path, Err: errors.New(failed.String())}
	}
	for name, to := range map[string]io.Writer{"stdout": stdout, "stderr": stderr} {
		if text := result.Get(name).String(); to != nil && text != "" {
			if _, err := io.WriteString(to, text); err != nil {
				return -1, err
			}
		}
	}
	if result.Get("interrupted").Bool() {
		return -1, context.Canceled
	}
	return result.Get("code").Int(), nil
}
