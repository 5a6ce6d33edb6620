package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
)

// The commands run and serve, whose work is done by one of two engines: runnative.go and
// runnode.go.

const aboutRun = `Runs a command, a component that exports wasi:cli/run of WASI 0.3 or 0.2, as it is made by compilers for
wasm32-wasip3 and wasm32-wasip2, and from modules of WASI preview 1 by an adapter. All that follows the component are
its arguments.

The program gets its arguments, the standard files, clocks and random numbers, and nothing else that is not
given: no files, environment or network. Its exit code is that of jco-go; a trap is 134. Compiled code is
kept for the next time: see jco-go cache.

With --engine node (or an option whose name begins with --jco-) the component is transpiled and run in Node. A
program for WASI 0.3 gets the same there. WASI 0.2 comes from the npm package @bytecodealliance/preview2-shim, which
is looked for in the node_modules of this folder, of the component's and of those above them. It gives what the options
here give, but knows neither what is read only nor rules for the network. JCO_RUN_PATH names another node,
JCO_RUN_ARGS has arguments for it.

Examples:
   jco-go run app.wasm one two --three
   jco-go run --dir .::/work --dir /etc/ssl::/ssl::ro --env LANG=C --env HOME app.wasm
   jco-go run --allow-net example.com:443 --timeout 10s app.wasm
   jco-go run --invoke 'add(1, 2)' adder.wasm
   jco-go run --jco-map 'my:app/log=./log.js' app.wasm`

const aboutServe = `Serves HTTP by a component that exports wasi:http/handler of WASI 0.3, or wasi:http/incoming-handler of 0.2. As many
requests are served at once as --concurrency says: those of 0.3, whose function is async, by one instance, which is replaced
when it traps, with the requests that it was serving; others each by a fresh instance. The service gets what run gives a
program. It ends with SIGINT or SIGTERM, after the requests that are under way.

With --engine node (or an option whose name begins with --jco- or --isolate-) it runs in Node, as for run.

Examples:
   jco-go serve app.wasm
   jco-go serve --addr 127.0.0.1:8080 --allow-net api.example.com:443 --timeout 30s app.wasm
   jco-go serve --engine node --isolate-requests=instance app.wasm`

// programExit is the exit code of a program that was run, which is that of
// jco-go then.
type programExit struct{ code int }

func (e *programExit) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// errNoCommand is what is wrong with a component that run cannot run.
var errNoCommand = errors.New("this component is no command: it does not export wasi:cli/run")

// The engines.
const (
	engineNative = "native"
	engineNode   = "node"
)

// graceDefault is how long serve waits for requests at its end.
const graceDefault = 10 * time.Second

func runCommand() *cli.Command {
	return &cli.Command{
		Name:            "run",
		Usage:           "run a WASI command",
		ArgsUsage:       "COMPONENT [ARGUMENT…]",
		Description:     aboutRun,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		StopOnNthArg:    new(1),
		Flags:           join([]cli.Flag{engineFlag()}, grantFlags(), runFlags(), nodeFlags()),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return onEngine(ctx, cmd, runNative, func(ctx context.Context, cmd *cli.Command) error {
				return inNode(ctx, cmd, "run.js", nodeRequest{})
			})
		},
	}
}

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:            "serve",
		Usage:           "serve HTTP by a WASI component",
		ArgsUsage:       "COMPONENT",
		Description:     aboutServe,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: join([]cli.Flag{
			engineFlag(),
			&cli.IntFlag{Name: "port", DefaultText: "the first free one from 8000 on", Usage: "`PORT` to listen on"},
			&cli.StringFlag{Name: "host", Value: "localhost", Usage: "`HOST` to listen on"},
		}, serveFlags(), grantFlags(), nodeFlags(), isolateFlags()),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := checkServing(cmd); err != nil {
				return err
			}
			return onEngine(ctx, cmd, serveNative, serveInNode)
		},
	}
}

// checkServing checks what is the same for both engines.
func checkServing(cmd *cli.Command) error {
	if n := cmd.Args().Len(); n > 1 {
		return usagef(cmd, "one component is wanted, but there is also %q", cmd.Args().Get(1))
	}
	if port := cmd.Int("port"); port < 0 || port > 65535 {
		return usagef(cmd, "--port %d is not between 0 and 65535", port)
	}
	if grace := cmd.Duration("grace"); grace < 0 {
		return usagef(cmd, "--grace %v is no time to wait", grace)
	}
	if addr := cmd.String("addr"); addr != "" {
		_, _, err := splitAddr(cmd, addr)
		return err
	}
	return nil
}

func engineFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "engine", Usage: "`ENGINE` to run it on: native or node", Value: defaultEngine, DefaultText: defaultEngine,
		Validator: either("engine", engineNative, engineNode),
	}
}

// forNode tells the options that only make sense for Node.
func forNode(name string) bool {
	return strings.HasPrefix(name, "jco-") || strings.HasPrefix(name, "isolate-")
}

// onEngine runs a command on the engine that it is given, or that its options ask for.
func onEngine(ctx context.Context, cmd *cli.Command, native, node cli.ActionFunc) error {
	engine := cmd.String("engine")
	given := cmd.LocalFlagNames()
	if i := slices.IndexFunc(given, forNode); i >= 0 {
		if cmd.IsSet("engine") && engine == engineNative {
			return usagef(cmd, "--%s is for --engine node", given[i])
		}
		engine = engineNode
	}
	if engine == engineNode {
		return node(ctx, cmd)
	}
	return native(ctx, cmd)
}

// grantFlags are the options that give a program something, or limit it.
func grantFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "dir", Usage: "give the directory `HOST[::GUEST[::ro]]`, under another name, to be read only"},
		&cli.StringSliceFlag{Name: "env", Usage: "give the environment variable `KEY[=VALUE]`, with its value here if none is given"},
		&cli.BoolFlag{Name: "inherit-env", Usage: "give all environment variables"},
		&cli.StringSliceFlag{Name: "allow-net", Usage: "allow connections to `HOST[:PORT]`: *, a name, *.name, an address, a range of addresses; ports as 443 or 8000-8999"},
		&cli.StringSliceFlag{Name: "allow-listen", Usage: "allow to listen on the local `ADDRESS[:PORT]`"},
		&cli.StringFlag{Name: "max-memory", Usage: "limit each core memory to `SIZE`, as 64MiB"},
		&cli.DurationFlag{Name: "timeout", DefaultText: "no limit", Usage: "end the program, or a request, after `TIME`, as 10s"},
		&cli.BoolFlag{Name: "no-cache", Usage: "neither use nor keep compiled code"},
	}
}

// runFlags are the options of run alone.
func runFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "argv0", Usage: "`NAME` of the program, its first argument (default: the name of the file)"},
		&cli.StringFlag{Name: "invoke", Usage: "call the export `NAME(VALUE, …)` instead and print its result; values are written in WAVE"},
	}
}

// serveFlags are the options of serve alone.
func serveFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "addr", Usage: "`HOST:PORT` to listen on, instead of --host and --port"},
		&cli.IntFlag{Name: "concurrency", Value: 128, Usage: "`N` requests are served at once, as many again can wait"},
		&cli.IntFlag{Name: "max-instance-reuse-count", Value: 1, DefaultText: "1; any number of those that overlap", Usage: "`N` requests are served by an instance"},
		&cli.IntFlag{Name: "max-instance-concurrent-reuse-count", DefaultText: "--concurrency", Usage: "`N` requests are served by an instance at the same time, if it is made for that"},
		&cli.StringFlag{Name: "max-body", Usage: "limit the bodies of requests to `SIZE`, as 64MiB"},
		&cli.StringFlag{Name: "max-headers", Value: "64KiB", Usage: "limit the headers of requests to `SIZE`"},
		&cli.DurationFlag{Name: "grace", Value: graceDefault, Usage: "`TIME` that requests under way get at the end"},
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "write no line per request"},
	}
}
