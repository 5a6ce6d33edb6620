package main

import (
	"context"

	"github.com/jco-go/jco-go/internal/plan"
	"github.com/urfave/cli/v3"
)

const aboutPlan = `Prints the flat list of steps that both engines follow: what the component imports, its core modules, which
of them is instantiated when and with what, and what is exported. It is the first thing to look at when
a component does something odd. docs/architecture.md explains the words.

Example:
   jco-go plan app.wasm`

func planCommand() *cli.Command {
	return &cli.Command{
		Name:            "plan",
		Usage:           "print the steps in which a component is instantiated",
		ArgsUsage:       "COMPONENT",
		Description:     aboutPlan,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags:           []cli.Flag{featuresFlag()},
		Action:          runPlan,
	}
}

func runPlan(_ context.Context, cmd *cli.Command) error {
	in, c, err := decode(cmd)
	if err != nil {
		return err
	}
	p, err := plan.Build(c)
	if err != nil {
		return in.failed(err)
	}
	return p.Print(cmd.Root().Writer)
}
