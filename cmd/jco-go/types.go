package main

import (
	"context"

	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

const aboutTypes = `Writes the TypeScript declarations of a component, those that transpile writes, or of a world of WIT text:
a .wit file, or a folder with the files of one package and its dependencies in deps. Without an argument
it takes the folder wit.

Examples:
   jco-go types app.wasm -o types
   jco-go types wit -n my-world -o types --all-features
   jco-go types app.wasm -o types --instantiation sync --name main
   jco-go types app.wasm -o types --async-mode jspi --async-exports run`

// Where the declarations go if no folder is named, as in jco.
const (
	hostTypesFolder  = "types/generated/wit/host"
	guestTypesFolder = "types/generated/wit/guest"
)

func typesCommand() *cli.Command {
	return &cli.Command{
		Name:            "types",
		Usage:           "write the .d.ts files of a component or a WIT world",
		ArgsUsage:       "[COMPONENT|WIT] -o FOLDER",
		Description:     aboutTypes,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: join(
			[]cli.Flag{
				nameFlag(),
				outDirFlag(),
				instantiationFlag("declare instantiate() instead of a module that instantiates itself"),
				tlaCompatFlag(),
				resultStreamsFlag(),
			},
			witFlags(),
			asyncFlags(),
			styleFlags(),
			[]cli.Flag{
				quietFlag(),
				featuresFlag(),
				&cli.BoolFlag{Name: "strict", Hidden: true},         // the types are the same
				&cli.StringFlag{Name: "wasm-opt-bin", Hidden: true}, // has no effect in jco either
			},
		),
		Action: func(_ context.Context, cmd *cli.Command) error {
			return runTypes(cmd, transpile.Options{}, hostTypesFolder, "Generated Type Files")
		},
	}
}

const aboutGuestTypes = `Writes TypeScript declarations for code that is to become a component, by componentize-js or
componentize-qjs: for each interface of the world an ambient module under its WIT name.

Examples:
   jco-go guest-types wit -n my-world -o types
   jco-go guest-types -o types        the folder wit, which has one world`

func guestTypesCommand() *cli.Command {
	return &cli.Command{
		Name:            "guest-types",
		Usage:           "write the .d.ts files for the code inside a component of a WIT world",
		ArgsUsage:       "[WIT|COMPONENT] -o FOLDER",
		Description:     aboutGuestTypes,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: join(
			[]cli.Flag{nameFlag(), outDirFlag()},
			witFlags(),
			[]cli.Flag{asyncModeFlag(), asyncExportsFlag()},
			styleFlags(),
			[]cli.Flag{
				quietFlag(),
				featuresFlag(),
				&cli.BoolFlag{Name: "strict", Hidden: true},
			},
		),
		Action: func(_ context.Context, cmd *cli.Command) error {
			return runTypes(cmd, transpile.Options{Guest: true}, guestTypesFolder, "Generated Guest Typescript Definition Files (.d.ts)")
		},
	}
}

func runTypes(cmd *cli.Command, opts transpile.Options, folder, title string) error {
	f, err := features(cmd)
	if err != nil {
		return err
	}
	opts.Features = &f
	opts.Instantiation = transpile.Instantiation(cmd.String("instantiation"))
	opts.TLACompat = cmd.Bool("tla-compat")
	setStyles(cmd, &opts)
	setAsync(cmd, &opts)
	result, err := typesOf(cmd, opts)
	if err != nil {
		return err
	}
	dir := cmd.String("out-dir")
	if dir == "" {
		dir = folder
		note(cmd, "no folder given, writing to %s", dir)
	}
	return deliver(cmd, title, dir, result.Files)
}
