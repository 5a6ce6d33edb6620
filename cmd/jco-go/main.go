// Command jco-go transpiles WebAssembly components for JavaScript, writes their
// TypeScript declarations, and shows what is in them. The names of its options
// are jco's.
//
// It exits with 0 after success, with 2 if it was not used as it wants to be,
// and with 1 after any other failure; run exits as its program does, and with 134 after a
// trap. Errors go to standard error.
package main

import (
	"context"
	"io"
	"os"
	"slices"

	"github.com/urfave/cli/v3"
)

func main() {
	asLibrary()
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run is the program, but for the process around it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return report(stderr, app(stdin, stdout, stderr).Run(context.Background(), joinValues(args)))
}

const about = `jco-go runs WebAssembly components where nothing runs them by itself. It takes a
component binary (from cargo component, wit-bindgen, componentize-js, wasm-tools component new, …)
and writes an ES module that Node, browsers and bundlers can import.

Examples:
   jco-go transpile app.wasm -o out          write out/app.js, its core modules and .d.ts files
   jco-go transpile app.wasm -o out -I       the same with an instantiate() function instead of imports
   jco-go types app.wasm -o out              write the .d.ts files only, also of a folder of WIT text
   jco-go guest-types wit -o types           write the .d.ts files for code that is to become a component
   jco-go run app.wasm one two               run a WASI command
   jco-go serve app.wasm --port 8080         serve HTTP by a WASI component
   jco-go wit app.wasm                       show what the component imports and exports, as WIT
   jco-go plan app.wasm                      show the steps in which it will be instantiated
   jco-go validate app.wasm                  say whether it is valid, or what is wrong and where
   cat app.wasm | jco-go wit -               read from standard input`

func app(stdin io.Reader, stdout, stderr io.Writer) *cli.Command {
	return &cli.Command{
		Name:        "jco-go",
		Usage:       "WebAssembly components for JavaScript, and a look into them",
		Description: about,
		Version:     versionText(),
		Commands: slices.DeleteFunc(append([]*cli.Command{
			transpileCommand(), typesCommand(), guestTypesCommand(), runCommand(), serveCommand(), cacheCommand(),
			witCommand(), metadataShowCommand(), metadataAddCommand(), planCommand(), validateCommand(), versionCommand(),
		}, commandsElsewhere()...), func(c *cli.Command) bool { return c == nil }), // not every build has them all
		Reader:    stdin,
		Writer:    stdout,
		ErrWriter: stderr,
		// What is wrong is said by report, in one way.
		OnUsageError:              usageFromLibrary,
		ExitErrHandler:            func(context.Context, *cli.Command, error) {},
		UseShortOptionHandling:    true,
		DisableSliceFlagSeparator: true,
		Action:                    noCommand,
	}
}

// noCommand is what jco-go does if its first argument is no command.
func noCommand(_ context.Context, cmd *cli.Command) error {
	name := cmd.Args().First()
	if name == "" {
		return usagef(cmd, "a command is missing: transpile, types, guest-types, run, serve, cache, wit, metadata-show, metadata-add, plan, validate, version or help")
	}
	if near := cli.SuggestCommand(cmd.VisibleCommands(), name); similar(near, name) {
		return usagef(cmd, "there is no command %q (did you mean %q?)", name, near)
	}
	return usagef(cmd, "there is no command %q", name)
}

// elsewhere says why this tool does not have the other commands of jco, and what
// does their work.
var elsewhere = map[string]string{
	"componentize": "components are made from JavaScript by `jco componentize`, componentize-js or componentize-qjs",
	"opt":          "`jco-go transpile -O` runs wasm-opt over the core modules; `wasm-tools` takes a component apart",
	"print":        "`wasm-tools print FILE` does this",
	"parse":        "`wasm-tools parse FILE -o FILE` does this",
	"new":          "`wasm-tools component new MODULE -o COMPONENT` does this, with --adapt for adapters",
	"embed":        "`wasm-tools component embed WIT MODULE -o MODULE` does this, with --dummy for a module that does nothing",
	"tool":         "its one command core-to-component is `wasm-tools component new MODULE -o COMPONENT`",
	"scaffold":     "projects begin with `npm init`, `cargo component new` or `jco scaffold`; this tool takes their result",
}

// commandsElsewhere are those, whatever their options are. What they say is the
// matter of the program: they have no help of their own.
func commandsElsewhere() []*cli.Command {
	var commands []*cli.Command
	for name, where := range elsewhere {
		commands = append(commands, &cli.Command{
			Name: name, Hidden: true, HideHelp: true, SkipFlagParsing: true,
			Action: func(_ context.Context, cmd *cli.Command) error {
				return usagef(cmd.Root(), "there is no command %q: %s", name, where)
			},
		})
	}
	return commands
}
