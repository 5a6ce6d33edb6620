package main

import (
	"context"

	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

const aboutTypes = `Writes the TypeScript declarations that transpile writes for the component, and nothing else. The
component may need what transpile cannot do yet.

Examples:
   jco-go types app.wasm -o types
   jco-go types app.wasm -o types --instantiation sync --name main`

func typesCommand() *cli.Command {
	return &cli.Command{
		Name:            "types",
		Usage:           "write the .d.ts files of a component",
		ArgsUsage:       "COMPONENT -o FOLDER",
		Description:     aboutTypes,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: append([]cli.Flag{
			nameFlag(),
			outDirFlag(),
			instantiationFlag("declare instantiate() instead of a module that instantiates itself"),
			tlaCompatFlag(),
			quietFlag(),
			featuresFlag(),
			&cli.BoolFlag{Name: "strict", Hidden: true}, // the types are the same
		}, refusedFlags("types")...),
		Action: runTypes,
	}
}

func runTypes(_ context.Context, cmd *cli.Command) error {
	if err := refuse(cmd); err != nil {
		return err
	}
	f, err := features(cmd)
	if err != nil {
		return err
	}
	if cmd.String("out-dir") == "" {
		return usagef(cmd, "option -o is missing: the folder to write to")
	}
	in, err := readInput(cmd)
	if err != nil {
		return err
	}
	result, err := transpile.Types(in.bin, transpile.Options{
		Name:          baseName(cmd, in),
		Instantiation: transpile.Instantiation(cmd.String("instantiation")),
		TLACompat:     cmd.Bool("tla-compat"),
		Features:      &f,
	})
	if err != nil {
		return in.failed(err)
	}
	return deliver(cmd, "Generated Type Files", result.Files)
}
