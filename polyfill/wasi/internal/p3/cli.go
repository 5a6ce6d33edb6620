//go:build !js

package p3

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"syscall"

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
		Func("get-initial-cwd", polyfill.HostFunc0(func(context.Context) (*string, error) {
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

	l.Instance("wasi:cli/stdin"+version).
		Func("read-via-stream", polyfill.HostFunc0(func(ctx context.Context) (any, error) {
			_, done, ok := openStandard(ctx, false)
			if !ok {
				return failed[byte](polyfill.Enum("io")), nil
			}
			return given(standardInput{h.Stdin.Open(), done}, stdioCode), nil
		}))
	for name, w := range map[string]io.Writer{"stdout": h.Stdout, "stderr": h.Stderr} {
		l.Instance("wasi:cli/"+name+version).
			Func("write-via-stream", polyfill.HostFunc1(func(ctx context.Context, data *polyfill.StreamReader[byte]) (outcome, error) {
				reading, done, ok := openStandard(ctx, true)
				if !ok {
					return refused(data, polyfill.Enum("io")), nil
				}
				return takenWhile(reading, data, standardOutput{w, done}, stdioCode), nil
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

// standardInput is the standard input on its way to one stream.
type standardInput struct {
	*host.StdinReader
	done func()
}

func (s standardInput) Close() error {
	s.done()
	return s.StdinReader.Close()
}

// standardOutput is a standard output on its way from one stream; Close leaves it open for the next.
type standardOutput struct {
	io.Writer
	done func()
}

func (s standardOutput) Close() error {
	s.done()
	return nil
}

// stdioCode is the case of wasi:cli's error-code.
func stdioCode(err error) any {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, fs.ErrClosed) {
		return polyfill.Enum("pipe")
	}
	return polyfill.Enum("io")
}
