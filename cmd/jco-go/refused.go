package main

import (
	"slices"

	"github.com/urfave/cli/v3"
)

// refusedOption is an option of jco that this tool does not have. It is known,
// so that it is refused with a reason instead of being ignored.
type refusedOption struct {
	name     string
	commands []string
	reason   string
}

var refusedOptions = []refusedOption{
	{name: "stub", commands: []string{"transpile"}, reason: "is wasm-tools' work: `wasm-tools component embed --dummy WIT -o core.wasm`, " +
		"`wasm-tools component new core.wasm -o stub.wasm`, then transpile stub.wasm"},
	{name: "js", commands: []string{"transpile"}, reason: "would turn WebAssembly into asm.js for engines without WebAssembly, which no longer exist; " +
		"binaryen's wasm2js does it to the core modules that are written"},
}

// refusedFlags are the flags of refusedOptions for a command.
func refusedFlags(command string) []cli.Flag {
	var flags []cli.Flag
	for _, o := range refusedOptions {
		if slices.Contains(o.commands, command) {
			flags = append(flags, &cli.BoolFlag{Name: o.name, Hidden: true})
		}
	}
	return flags
}

// refuse gives an error if a refused option is used.
func refuse(cmd *cli.Command) error {
	for _, o := range refusedOptions {
		if slices.Contains(o.commands, cmd.Name) && cmd.Bool(o.name) {
			return usagef(cmd, "option --%s %s", o.name, o.reason)
		}
	}
	return nil
}
