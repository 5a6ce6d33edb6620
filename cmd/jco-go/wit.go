package main

import (
	"context"
	"os"
	"strings"

	"github.com/jco-go/jco-go/internal/witprint"
	"github.com/urfave/cli/v3"
)

const aboutWit = `Prints what the component imports and exports as WIT text, in the form of wasm-tools component wit.

Examples:
   jco-go wit app.wasm
   jco-go wit app.wasm -o app.wit`

func witCommand() *cli.Command {
	return &cli.Command{
		Name:            "wit",
		Usage:           "print the world of a component as WIT",
		ArgsUsage:       "COMPONENT",
		Description:     aboutWit,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
			featuresFlag(),
			&cli.StringFlag{Name: "document", Aliases: []string{"d"}, Hidden: true}, // of jco, which ignores it
		},
		Action: runWit,
	}
}

func runWit(_ context.Context, cmd *cli.Command) error {
	if cmd.IsSet("document") {
		note(cmd, "option --document has no effect: a component has one world")
	}
	in, c, err := decode(cmd)
	if err != nil {
		return err
	}
	file := cmd.String("output")
	if file == "" {
		return witprint.Print(cmd.Root().Writer, c)
	}
	var text strings.Builder
	if err := witprint.Print(&text, c); err != nil {
		return in.failed(err)
	}
	return os.WriteFile(file, []byte(text.String()), 0o666)
}
