package main

import (
	"context"

	"github.com/urfave/cli/v3"
)

// This program as WebAssembly has no engine of its own: it is in Node already.

const defaultEngine = engineNode

func runNative(_ context.Context, cmd *cli.Command) error {
	return usagef(cmd, "--engine native is the native program's: go install github.com/jco-go/jco-go/cmd/jco-go@latest")
}

func serveNative(ctx context.Context, cmd *cli.Command) error { return runNative(ctx, cmd) }

func cacheCommand() *cli.Command { return nil }

func nativeHint(error) string { return "" }
