//go:build !js

package main

import (
	"context"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wave"
	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
	"github.com/urfave/cli/v3"
)

// invoke calls an export, as --invoke says it, and prints its result.
func invoke(ctx context.Context, cmd *cli.Command, g *guest, inst *polyfill.Instance, call string) error {
	decoded, err := component.Decode(g.in.bin, component.DefaultFeatures())
	if err != nil {
		return g.in.failed(err)
	}
	c, err := readInvocation(cmd, g.in, decoded.Type, call)
	if err != nil {
		return err
	}
	ctx, finish := wasi.WithOutputs(ctx)
	result, err := inst.Func(c.path).Call(ctx, c.args...)
	finish()
	if err != nil {
		return err
	}
	if c.typ.Result != nil {
		_, err = fmt.Fprintln(cmd.Root().Writer, wave.Print(result, c.typ.Result))
	}
	return err
}
