//go:build !js

package p2

import (
	"context"
	"io"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// terminal is the resources terminal-input and terminal-output, which can do nothing.
type terminal struct{ _ byte }

// Command is the interface that a command exports, by its name in WIT.
const Command = "wasi:cli/run" + version

func defineCLI(l *polyfill.Linker, h *host.Host) {
	type pair struct{ Key, Value string }
	env := make([]pair, len(h.Env))
	for i, e := range h.Env {
		env[i] = pair{e[0], e[1]}
	}
	l.Instance("wasi:cli/environment"+version).
		Func("get-environment", polyfill.HostFunc0(func(context.Context) ([]pair, error) { return env, nil })).
		Func("get-arguments", polyfill.HostFunc0(func(context.Context) ([]string, error) { return h.Args, nil })).
		Func("initial-cwd", polyfill.HostFunc0(func(context.Context) (*string, error) {
			if h.Cwd == "" {
				return nil, nil
			}
			return &h.Cwd, nil
		}))

	l.Instance("wasi:cli/exit"+version).
		Func("exit", polyfill.HostFunc1(func(_ context.Context, status polyfill.Result) (none, error) {
			if status.IsErr {
				return none{}, &host.ExitError{Code: 1}
			}
			return none{}, &host.ExitError{}
		})).
		Func("exit-with-code", polyfill.HostFunc1(func(_ context.Context, code uint8) (none, error) {
			return none{}, &host.ExitError{Code: int(code)}
		}))

	// All streams of the standard input read from one buffer, so that nothing is lost
	// between them.
	stdin := newPump(h.Stdin, nil)
	stdin.shared = true
	l.Instance("wasi:cli/stdin"+version).
		Func("get-stdin", polyfill.HostFunc0(func(context.Context) (*inputStream, error) {
			return &inputStream{stdin}, nil
		}))
	for name, w := range map[string]io.Writer{"stdout": h.Stdout, "stderr": h.Stderr} {
		l.Instance("wasi:cli/"+name+version).
			Func("get-"+name, polyfill.HostFunc0(func(context.Context) (*outputStream, error) {
				return &outputStream{&direct{w: w}}, nil
			}))
	}

	for _, name := range []string{"terminal-input", "terminal-output"} {
		l.Instance("wasi:cli/"+name+version).Resource(name, polyfill.NewResource[*terminal](name, nil))
	}
	for name, is := range map[string]bool{"stdin": h.StdinTerminal, "stdout": h.StdoutTerminal, "stderr": h.StderrTerminal} {
		l.Instance("wasi:cli/terminal-"+name+version).
			Func("get-terminal-"+name, polyfill.HostFunc0(func(context.Context) (*terminal, error) {
				if !is {
					return nil, nil
				}
				return new(terminal), nil
			}))
	}
}
