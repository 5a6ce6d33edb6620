package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/minify"
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
   jco-go transpile app.wasm -o out -m -O -- -O3 --strip-debug
   curl -s https://example.org/app.wasm | jco-go transpile - -o out --name app -q`

func transpileCommand() *cli.Command {
	return &cli.Command{
		Name:            "transpile",
		Usage:           "write a component as an ES module, core modules and .d.ts files",
		ArgsUsage:       "COMPONENT -o FOLDER",
		Description:     aboutTranspile,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: join(
			[]cli.Flag{
				nameFlag(),
				outDirFlag(),
				instantiationFlag("export instantiate() instead of instantiating when the module is loaded"),
				mapFlag("map", "M"),
				&cli.BoolFlag{Name: "no-wasi-shim", Usage: "do not import wasi:* from @bytecodealliance/preview2-shim"},
				importBindingsFlag("import-bindings"),
				&cli.IntFlag{
					Name: "base64-cutoff", Aliases: []string{"b"}, Value: transpile.DefaultBase64Cutoff,
					Usage: "put core modules of less than so many `BYTES` into the ES module",
				},
				tlaCompatFlag(),
				&cli.BoolFlag{Name: "minify", Aliases: []string{"m"}, Usage: "make the ES module small"},
				&cli.BoolFlag{Name: "no-typescript", Usage: "do not write .d.ts files"},
				&cli.BoolFlag{Name: "no-nodejs-compat", Usage: "leave out how core modules are read from files in Node"},
				&cli.BoolFlag{Name: "no-namespaced-exports", Usage: "do not export interfaces under their full names"},
				&cli.BoolFlag{Name: "no-component-error-wrapping", Usage: "throw the error of a result itself, not as the payload of a ComponentError"},
				&cli.BoolFlag{Name: "strict", Usage: "refuse numbers that do not fit instead of taking them modulo"},
				&cli.StringFlag{Name: "runtime", Usage: "import the async runtime from `SPECIFIER`, instead of writing it beside the module"},
				resultStreamsFlag(),
				&cli.BoolFlag{Name: "tracing", Usage: "write every call and every leaked resource to console.error"},
			},
			asyncFlags(),
			styleFlags(),
			optimizeFlags(),
			[]cli.Flag{
				quietFlag(),
				featuresFlag(),
				// What jco does for these, this tool does always.
				&cli.BoolFlag{Name: "multi-memory", Hidden: true},
				&cli.BoolFlag{Name: "bindgen-enable-wasm-exnref", Hidden: true},
				// The checks that jco leaves out for this are the look-ups themselves here.
				&cli.BoolFlag{Name: "valid-lifting-optimization", Hidden: true},
			},
			refusedFlags("transpile"),
		),
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
	mapping, err := importMap(cmd, "map")
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
	optimize, err := optimizer(cmd)
	if err != nil {
		return err
	}
	if cmd.IsSet("wasm-opt-bin") && optimize == nil {
		note(cmd, "option --wasm-opt-bin has no effect without --optimize")
	}
	if cmd.IsSet("base64-cutoff") && cmd.String("instantiation") != "" {
		note(cmd, "option --base64-cutoff has no effect with --instantiation: the caller gives the core modules")
	}
	cutoff := cmd.Int("base64-cutoff")
	opts := transpile.Options{
		Name:                     baseName(cmd, in),
		NoTypescript:             cmd.Bool("no-typescript"),
		Instantiation:            transpile.Instantiation(cmd.String("instantiation")),
		Map:                      mapping,
		NoWasiShim:               cmd.Bool("no-wasi-shim"),
		ImportBindings:           transpile.ImportBindings(cmd.String("import-bindings")),
		Base64Cutoff:             &cutoff,
		TLACompat:                cmd.Bool("tla-compat"),
		NoNodejsCompat:           cmd.Bool("no-nodejs-compat"),
		NoNamespacedExports:      cmd.Bool("no-namespaced-exports"),
		NoComponentErrorWrapping: cmd.Bool("no-component-error-wrapping"),
		Strict:                   cmd.Bool("strict"),
		Tracing:                  cmd.Bool("tracing"),
		Runtime:                  cmd.String("runtime"),
		Optimize:                 optimize,
		Features:                 &f,
	}
	setStyles(cmd, &opts)
	setAsync(cmd, &opts)
	result, err := transpile.Transpile(in.bin, opts)
	if err != nil {
		return in.failed(err)
	}
	for _, key := range result.UnusedMap {
		note(cmd, "--map %s=… fits no import of the component", key)
	}
	for _, pattern := range result.UnusedAsync {
		note(cmd, "%s, of --async-imports or --async-exports, fits no function of the component; `jco-go wit` shows their names", strconv.Quote(pattern))
	}
	if cmd.Bool("minify") {
		module := &result.Files[0]
		if module.Data, err = minify.JavaScript(module.Data); err != nil {
			return in.failed(err)
		}
	}
	if result.Runtime && cmd.String("runtime") == "" {
		files, err := runtimeFiles()
		if err != nil {
			return err
		}
		result.Files = append(result.Files, files...)
	}
	return deliver(cmd, "Transpiled JS Component Files", cmd.String("out-dir"), result.Files)
}

func mapFlag(name string, aliases ...string) cli.Flag {
	return &cli.StringSliceFlag{
		Name: name, Aliases: aliases,
		Usage: "import `NAME=SPECIFIER`: where an import comes from; NAME may hold a *, SPECIFIER that * and a #member",
	}
}

// importMap reads an option that mapFlag made.
func importMap(cmd *cli.Command, option string) (map[string]string, error) {
	mapping := map[string]string{}
	for _, m := range cmd.StringSlice(option) {
		name, specifier, ok := strings.Cut(m, "=")
		if !ok || name == "" || specifier == "" {
			return nil, usagef(cmd, "--%s %q is not of the form NAME=SPECIFIER", option, m)
		}
		mapping[name] = specifier
	}
	return mapping, nil
}

func importBindingsFlag(name string) cli.Flag {
	return &cli.StringFlag{
		Name:  name,
		Usage: "how imports are called; `MODE` is js (also if left out), or hybrid, optimized or direct-optimized for hosts that give core functions",
		Validator: func(mode string) error {
			switch transpile.ImportBindings(mode) {
			case transpile.ImportBindingsJS, transpile.ImportBindingsHybrid, transpile.ImportBindingsOptimized, transpile.ImportBindingsDirectOptimized:
				return nil
			}
			return fmt.Errorf("--%s %q is none of js, hybrid, optimized and direct-optimized", name, mode)
		},
	}
}
