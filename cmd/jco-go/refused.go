package main

import (
	"slices"

	"github.com/urfave/cli/v3"
)

// refusedOption is an option of jco that this tool does not have. It is known,
// so that it is refused with a reason instead of being ignored.
type refusedOption struct {
	name     string
	aliases  []string
	commands []string
	value    bool     // it takes a value
	accepted []string // values that mean what is done anyway
	reason   string
}

const (
	notYet     = "is not available yet"
	needsAsync = "needs the async runtime, which is not available yet"
	ofWIT      = "is about WIT text; a component has one world and no feature gates"
)

var refusedOptions = []refusedOption{
	{name: "minify", aliases: []string{"m"}, commands: []string{"transpile"}, reason: notYet + "; a bundler minifies the module, for example `esbuild --minify`"},
	{name: "optimize", aliases: []string{"O"}, commands: []string{"transpile"}, reason: "is not available; run wasm-opt over the core modules that are written"},
	{name: "valid-lifting-optimization", commands: []string{"transpile"}, reason: notYet},
	{name: "import-bindings", commands: []string{"transpile"}, value: true, accepted: []string{"js"}, reason: notYet + ", but for js"},
	{name: "tracing", commands: []string{"transpile"}, reason: notYet},
	{name: "stub", commands: []string{"transpile"}, reason: "is about WIT text, which is not available yet"},
	{name: "js", commands: []string{"transpile"}, reason: "is not available: the output always holds core WebAssembly"},
	{name: "async-mode", commands: []string{"transpile", "types"}, value: true, accepted: []string{"sync"}, reason: needsAsync + ", but for sync"},
	{name: "async-imports", commands: []string{"transpile", "types"}, value: true, reason: needsAsync},
	{name: "async-exports", commands: []string{"transpile", "types"}, value: true, reason: needsAsync},
	{name: "async-wasi-imports", commands: []string{"transpile", "types"}, reason: needsAsync},
	{name: "async-wasi-exports", commands: []string{"transpile", "types"}, reason: needsAsync},
	{name: "flags-as-bigint", commands: []string{"transpile", "types"}, reason: notYet},
	{name: "variants-inline-cases", commands: []string{"transpile", "types"}, reason: notYet},
	{name: "use-namespace-objects", commands: []string{"transpile", "types"}, reason: notYet},
	{name: "enum-values-screaming-snake-case", commands: []string{"transpile", "types"}, reason: notYet},
	{name: "world-name", aliases: []string{"n"}, commands: []string{"types"}, value: true, reason: ofWIT},
	{name: "feature", commands: []string{"types"}, value: true, reason: ofWIT},
	{name: "all-features", commands: []string{"types"}, reason: ofWIT},
	{name: "document", aliases: []string{"d"}, commands: []string{"wit"}, value: true, reason: "is about WIT text; a component has one world"},
}

// refusedFlags are the flags of refusedOptions for a command.
func refusedFlags(command string) []cli.Flag {
	var flags []cli.Flag
	for _, o := range refusedOptions {
		switch {
		case !slices.Contains(o.commands, command):
		case o.value:
			flags = append(flags, &cli.StringSliceFlag{Name: o.name, Aliases: o.aliases, Hidden: true})
		default:
			flags = append(flags, &cli.BoolFlag{Name: o.name, Aliases: o.aliases, Hidden: true})
		}
	}
	return flags
}

// refuse gives an error if a refused option is used.
func refuse(cmd *cli.Command) error {
	for _, o := range refusedOptions {
		if !slices.Contains(o.commands, cmd.Name) || !cmd.IsSet(o.name) {
			continue
		}
		if o.value {
			if !slices.ContainsFunc(cmd.StringSlice(o.name), func(v string) bool { return !slices.Contains(o.accepted, v) }) {
				continue
			}
		} else if !cmd.Bool(o.name) {
			continue
		}
		return usagef(cmd, "option --%s %s", o.name, o.reason)
	}
	return nil
}
