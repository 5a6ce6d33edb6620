//go:build !js

package wit

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// none is what a function without a result gives.
type none = struct{}

// terminal is the resources terminal-input and terminal-output, which can do nothing.
type terminal struct{ _ byte }

// DefineCLI gives the interfaces of wasi:cli that are the same in all versions: environment, exit and
// terminals. Version is "@0.3.2", say, and initialCwd the name of the function that tells the working directory.
func DefineCLI(l *polyfill.Linker, h *host.Host, version, initialCwd string) {
	type pair struct{ Key, Value string }
	env := make([]pair, len(h.Env))
	for i, e := range h.Env {
		env[i] = pair{e[0], e[1]}
	}
	l.Instance("wasi:cli/environment"+version).
		Func("get-environment", polyfill.HostFunc0(func(context.Context) ([]pair, error) { return env, nil })).
		Func("get-arguments", polyfill.HostFunc0(func(context.Context) ([]string, error) { return h.Args, nil })).
		Func(initialCwd, polyfill.HostFunc0(func(context.Context) (*string, error) {
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
