package main

import (
	"context"
	"strings"

	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

const aboutTranspile = `Writes an ES module NAME.js that does what the component does, with its core modules (NAME.core.wasm,
NAME.core2.wasm, …) and TypeScript declarations beside it. Importing the module instantiates the
component; what the component imports is imported from modules of its WIT names, see --map.

Examples:
   jco-go transpile app.wasm -o out
   jco-go transpile app.wasm -o out --map 'my:app/*=../host.js#*' --map log=../log.js
   jco-go transpile app.wasm -o out --instantiation sync --name main
   curl -s https://example.org/app.wasm | jco-go transpile - -o out --name app -q`

func transpileCommand() *cli.Command {
	return &cli.Command{
		Name:            "transpile",
		Usage:           "write a component as an ES module, core modules and .d.ts files",
		ArgsUsage:       "COMPONENT -o FOLDER",
		Description:     aboutTranspile,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: append([]cli.Flag{
			nameFlag(),
			outDirFlag(),
			instantiationFlag("export instantiate() instead of instantiating when the module is loaded"),
			&cli.StringSliceFlag{
				Name: "map", Aliases: []string{"M"},
				Usage: "import `NAME=SPECIFIER`: where an import comes from; NAME may hold a *, SPECIFIER that * and a #member",
			},
			&cli.BoolFlag{Name: "no-wasi-shim", Usage: "do not import wasi:* from @bytecodealliance/preview2-shim"},
			&cli.IntFlag{
				Name: "base64-cutoff", Aliases: []string{"b"}, Value: transpile.DefaultBase64Cutoff,
				Usage: "put core modules of less than so many `BYTES` into the ES module",
			},
			tlaCompatFlag(),
			&cli.BoolFlag{Name: "no-typescript", Usage: "do not write .d.ts files"},
			&cli.BoolFlag{Name: "no-nodejs-compat", Usage: "leave out how core modules are read from files in Node"},
			&cli.BoolFlag{Name: "no-namespaced-exports", Usage: "do not export interfaces under their full names"},
			&cli.BoolFlag{Name: "no-component-error-wrapping", Usage: "throw the error of a result itself, not as the payload of a ComponentError"},
			&cli.BoolFlag{Name: "strict", Usage: "refuse numbers that do not fit instead of taking them modulo"},
			quietFlag(),
			featuresFlag(),
			// What jco does for these, this tool does always.
			&cli.BoolFlag{Name: "multi-memory", Hidden: true},
			&cli.BoolFlag{Name: "bindgen-enable-wasm-exnref", Hidden: true},
		}, refusedFlags("transpile")...),
		Action: runTranspile,
	}
}

func runTranspile(_ context.Context, cmd *cli.Command) error {
	if err := refuse(cmd); err != nil {
		return err
	}
	f, err := features(cmd)
	if err != nil {
		return err
	}
	mapping, err := importMap(cmd)
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
	cutoff := cmd.Int("base64-cutoff")
	result, err := transpile.Transpile(in.bin, transpile.Options{
		Name:                     baseName(cmd, in),
		NoTypescript:             cmd.Bool("no-typescript"),
		Instantiation:            transpile.Instantiation(cmd.String("instantiation")),
		Map:                      mapping,
		NoWasiShim:               cmd.Bool("no-wasi-shim"),
		Base64Cutoff:             &cutoff,
		TLACompat:                cmd.Bool("tla-compat"),
		NoNodejsCompat:           cmd.Bool("no-nodejs-compat"),
		NoNamespacedExports:      cmd.Bool("no-namespaced-exports"),
		NoComponentErrorWrapping: cmd.Bool("no-component-error-wrapping"),
		Strict:                   cmd.Bool("strict"),
		Features:                 &f,
	})
	if err != nil {
		return in.failed(err)
	}
	return deliver(cmd, "Transpiled JS Component Files", result.Files)
}

// importMap reads --map.
func importMap(cmd *cli.Command) (map[string]string, error) {
	mapping := map[string]string{}
	for _, m := range cmd.StringSlice("map") {
		name, specifier, ok := strings.Cut(m, "=")
		if !ok || name == "" || specifier == "" {
			return nil, usagef(cmd, "--map %q is not of the form NAME=SPECIFIER", m)
		}
		mapping[name] = specifier
	}
	return mapping, nil
}
