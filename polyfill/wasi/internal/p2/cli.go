//go:build !js

package p2

import (
	"context"
	"io"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// Command is the interface that a command exports, by its name in WIT.
const Command = "wasi:cli/run" + version

func defineCLI(l *polyfill.Linker, h *host.Host) {
	wit.DefineCLI(l, h, version, "initial-cwd")

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
}
