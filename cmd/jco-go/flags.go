package main

import (
	"fmt"

	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// The options that transpile and types have in common.

func nameFlag() cli.Flag {
	return &cli.StringFlag{Name: "name", Usage: "base `NAME` of the files (default: that of the component)"}
}

func outDirFlag() cli.Flag {
	return &cli.StringFlag{Name: "out-dir", Aliases: []string{"o"}, Usage: "`FOLDER` to write to, made if it is not there"}
}

func instantiationFlag(usage string) cli.Flag {
	return &cli.StringFlag{
		Name: "instantiation", Aliases: []string{"I"},
		Usage: usage + "; `MODE` is async (also if left out) or sync",
		Validator: func(mode string) error {
			switch transpile.Instantiation(mode) {
			case transpile.InstantiationAsync, transpile.InstantiationSync:
				return nil
			}
			return fmt.Errorf("--instantiation %q is neither async nor sync", mode)
		},
	}
}

func tlaCompatFlag() cli.Flag {
	return &cli.BoolFlag{Name: "tla-compat", Usage: "export a promise $init instead of using top-level await"}
}

func quietFlag() cli.Flag {
	return &cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "do not list the files that were written"}
}

// baseName is --name, or the name of the input.
func baseName(cmd *cli.Command, in *input) string {
	if name := cmd.String("name"); name != "" {
		return name
	}
	return in.name
}

// deliver writes the files and lists them.
func deliver(cmd *cli.Command, title string, files []transpile.File) error {
	dir := cmd.String("out-dir")
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	if cmd.Bool("quiet") {
		return nil
	}
	return summary(cmd.Root().Writer, title, dir, files)
}
