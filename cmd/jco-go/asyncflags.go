package main

import (
	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// The options that choose sync-typed functions to be asynchronous in JavaScript.

func asyncModeFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "async-mode", Value: "sync",
		Usage: "what may suspend besides async functions: `MODE` is sync (nothing) or jspi (what the --async-… options choose)",
	}
}

func asyncExportsFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "async-exports", Usage: "`PATTERN` of sync functions that return a promise and may suspend"}
}

// asyncFlags are those of transpile and types; guest-types has two of them.
func asyncFlags() []cli.Flag {
	return []cli.Flag{
		asyncModeFlag(),
		&cli.StringSliceFlag{Name: "async-imports", Usage: "`PATTERN` of sync functions of the host's that may return a promise, such as 'ns:pkg/iface@1.0.0#func' or '*'"},
		asyncExportsFlag(),
		&cli.BoolFlag{Name: "async-wasi-imports", Usage: "the same for what waits of wasi:io 0.2: poll, pollable.block, blocking functions of streams"},
		&cli.BoolFlag{Name: "async-wasi-exports", Usage: "the same for run of wasi:cli and handle of wasi:http, 0.2"},
		&cli.BoolFlag{Name: "no-import-signal", Usage: "async imports get no { signal } behind their parameters"},
	}
}

// setAsync follows those options, and says which of them have no effect.
func setAsync(cmd *cli.Command, opts *transpile.Options) {
	if mode := cmd.String("async-mode"); mode != "sync" { // jco's name for nothing
		opts.AsyncMode = transpile.AsyncMode(mode)
	}
	opts.AsyncImports = cmd.StringSlice("async-imports")
	opts.AsyncExports = cmd.StringSlice("async-exports")
	opts.AsyncWasiImports = cmd.Bool("async-wasi-imports")
	opts.AsyncWasiExports = cmd.Bool("async-wasi-exports")
	opts.NoImportSignal = cmd.Bool("no-import-signal")
	if opts.AsyncMode != transpile.AsyncModeSync {
		return
	}
	for _, name := range []string{"async-imports", "async-exports", "async-wasi-imports", "async-wasi-exports"} {
		if cmd.IsSet(name) {
			note(cmd, "option --%s has no effect without --async-mode jspi", name)
		}
	}
}
