//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
	"github.com/urfave/cli/v3"
)

const defaultEngine = engineNative

// guest is a component that is ready to be instantiated, and what it gets.
type guest struct {
	in        *input
	cache     *polyfill.CompilationCache
	runtime   *polyfill.Runtime
	component *polyfill.Component
	host      *wasi.Host
	linker    *polyfill.Linker
}

// newGuest reads and compiles the component that is the first argument.
func newGuest(ctx context.Context, cmd *cli.Command, config wasi.Config) (_ *guest, err error) {
	args := cmd.Args().Slice()
	if len(args) == 0 {
		return nil, usagef(cmd, "a component is missing")
	}
	engine, err := engineConfig(cmd)
	if err != nil {
		return nil, err
	}
	g := &guest{}
	defer func() {
		if err != nil {
			g.close(ctx)
		}
	}()
	if g.in, err = readInputFile(cmd, args[0]); err != nil {
		return nil, err
	}
	if g.host, err = wasi.New(config); err != nil {
		return nil, usagef(cmd, "%s", strings.TrimPrefix(err.Error(), "wasi: "))
	}
	if !cmd.Bool("no-cache") {
		g.cache = openCache()
	}
	stop := showProgress(cmd.Root().ErrWriter, fmt.Sprintf("compiling %s (%s)", filepath.Base(g.in.path), sizeText(len(g.in.bin))))
	err = g.compile(ctx, engine)
	if err != nil && g.cache != nil {
		var full *fs.PathError // or it cannot be written for another reason: the program does without
		broken := brokenCache(err)
		if errors.As(err, &full) || broken {
			g.closeEngine(ctx)
			if broken && emptyCache() == nil {
				g.cache = openCache()
			}
			err = g.compile(ctx, engine)
		}
	}
	stop()
	if err != nil {
		return nil, g.in.failed(err)
	}
	g.linker = g.runtime.NewLinker()
	g.host.Define(g.linker)
	return g, nil
}

// compile makes the engine, with the cache if there is one, and compiles the component.
func (g *guest) compile(ctx context.Context, engine *polyfill.Config) (err error) {
	if g.cache != nil {
		engine = engine.WithCompilationCache(g.cache)
	}
	g.runtime = polyfill.NewRuntime(ctx, engine)
	g.component, err = g.runtime.Compile(ctx, g.in.bin)
	return err
}

// brokenCache tells whether a file of the cache is not as it was written: wazero has no error of its own for that.
func brokenCache(err error) bool { return strings.Contains(err.Error(), "compilationcache: ") }

// closeEngine closes the runtime and the cache. The process ends soon: what does not close now ends with it.
func (g *guest) closeEngine(ctx context.Context) {
	if g.runtime != nil {
		_ = g.runtime.Close(ctx)
	}
	if g.cache != nil {
		_ = g.cache.Close(ctx)
	}
	g.runtime, g.cache = nil, nil
}

func (g *guest) close(ctx context.Context) {
	g.closeEngine(ctx)
	if g.host != nil {
		_ = g.host.Close()
	}
}

// What a program can hold that is not in its memory: some kilobytes for each of its calls that wait, some hundred
// bytes for each of its handles.
const (
	maxTasks   = 1 << 16
	maxHandles = 1 << 20
)

func engineConfig(cmd *cli.Command) (*polyfill.Config, error) {
	c := polyfill.NewConfig().WithMaxTasks(maxTasks).WithMaxHandles(maxHandles)
	size, err := memoryLimit(cmd)
	if err != nil {
		return nil, err
	}
	c = c.WithMemoryLimitPages(uint32(min(size>>16, polyfill.MaxMemoryPages)))
	timeout := cmd.Duration("timeout")
	if timeout < 0 || cmd.IsSet("timeout") && timeout == 0 {
		return nil, usagef(cmd, "--timeout %v is no time to run", timeout)
	}
	return c.WithCloseOnContextDone(timeout > 0), nil
}

func runNative(ctx context.Context, cmd *cli.Command) error {
	config, err := grants(cmd)
	if err != nil {
		return err
	}
	if file := cmd.Args().First(); file != "" {
		name := filepath.Base(file)
		if cmd.IsSet("argv0") {
			name = cmd.String("argv0")
		}
		config.Args = append([]string{name}, cmd.Args().Tail()...)
	}
	g, err := newGuest(ctx, cmd, config)
	if err != nil {
		return err
	}
	defer g.close(ctx)
	// A pipe that nobody reads is the program's matter: its write fails.
	signal.Ignore(syscall.SIGPIPE)
	timeout := cmd.Duration("timeout")
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, &timeoutError{timeout})
		defer cancel()
	}
	inst, err := g.linker.Instantiate(ctx, g.component)
	if err != nil {
		return g.failed(err)
	}
	if call := cmd.String("invoke"); cmd.IsSet("invoke") {
		err = invoke(ctx, cmd, g, inst, call)
	} else {
		err = g.host.Run(ctx, inst)
	}
	return g.failed(err)
}

// failed says what became of a program: its exit code, or what went wrong.
func (g *guest) failed(err error) error {
	var (
		exit    *wasi.ExitError
		trap    *polyfill.Trap
		timeout *timeoutError
		usage   *usageError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		if exit.Code == 0 {
			return nil
		}
		return &programExit{exit.Code}
	case errors.Is(err, wasi.ErrNoCommand):
		return g.in.failed(errNoCommand)
	case errors.As(err, &timeout):
		return &trapError{g.in.failed(timeout)}
	case errors.As(err, &trap):
		return &trapError{g.in.failed(err)}
	case errors.As(err, &usage):
		return err
	}
	return g.in.failed(err)
}

// nativeHint says what can be done about an error of the native engine, "" if nothing is known.
func nativeHint(err error) string {
	var link *polyfill.LinkError
	if errors.As(err, &link) {
		return "jco-go gives WASI 0.2 and 0.3 and nothing else. A Go program can give the rest (docs/wasi.md), a JavaScript module\n" +
			"in Node: --engine node --jco-map 'NAME=MODULE'."
	}
	return ""
}
