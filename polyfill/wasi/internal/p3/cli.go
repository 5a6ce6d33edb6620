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
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// Command is the interface that a command exports, by its name in WIT.
const Command = "wasi:cli/run" + version

func defineCLI(l *polyfill.Linker, h *host.Host) {
	wit.DefineCLI(l, h, version, "get-initial-cwd")
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
