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

const ofModule = "is about a module, which transpile makes together with its declarations"

var refusedOptions = []refusedOption{
	{name: "stub", commands: []string{"transpile"}, reason: "is wasm-tools' work: `wasm-tools component embed --dummy WIT -o core.wasm`, " +
		"`wasm-tools component new core.wasm -o stub.wasm`, then transpile stub.wasm"},
	{name: "js", commands: []string{"transpile"}, reason: "would turn WebAssembly into asm.js for engines without WebAssembly, which no longer exist; " +
		"binaryen's wasm2js does it to the core modules that are written"},
	{name: "async-mode", commands: []string{"types", "guest-types"}, value: true, accepted: []string{"sync"}, reason: ofModule + ", but for sync"},
	{name: "async-imports", commands: []string{"types"}, value: true, reason: ofModule},
	{name: "async-exports", commands: []string{"types", "guest-types"}, value: true, reason: ofModule},
	{name: "async-wasi-imports", commands: []string{"transpile", "types"}, reason: "is --async-imports 'wasi:*' here"},
	{name: "async-wasi-exports", commands: []string{"transpile", "types"}, reason: "is --async-exports 'wasi:*' here"},
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
