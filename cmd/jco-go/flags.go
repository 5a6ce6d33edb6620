package main

import (
	"fmt"
	"slices"

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
		Usage:     usage + "; `MODE` is async (also if left out) or sync",
		Validator: either("instantiation", string(transpile.InstantiationAsync), string(transpile.InstantiationSync)),
	}
}

// either checks an option that has two values.
func either(option, a, b string) func(string) error {
	return func(value string) error {
		if value != a && value != b {
			return fmt.Errorf("--%s %q is neither %s nor %s", option, value, a, b)
		}
		return nil
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

// styleFlags are the styles of flags, variants and enums.
func styleFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "flags-as-bigint", Usage: "WIT flags as a bigint instead of an object of booleans"},
		&cli.BoolFlag{Name: "variants-inline-cases", Usage: "declare the cases of a variant in its type"},
		&cli.BoolFlag{Name: "use-namespace-objects", Usage: "export objects with the values of WIT flags, enums and variants"},
		&cli.BoolFlag{Name: "enum-values-screaming-snake-case", Usage: "the values of WIT enums as SCREAMING_SNAKE_CASE"},
	}
}

// resultStreamsFlag is about what the host sees, other than the styles.
func resultStreamsFlag() cli.Flag {
	return &cli.BoolFlag{Name: "result-streams", Usage: "tuple<stream, future<result>> as one ReadableStream that fails with the error"}
}

func setStyles(cmd *cli.Command, opts *transpile.Options) {
	opts.FlagsAsBigInt = cmd.Bool("flags-as-bigint")
	opts.VariantsInlineCases = cmd.Bool("variants-inline-cases")
	opts.UseNamespaceObjects = cmd.Bool("use-namespace-objects")
	opts.EnumValuesScreamingSnakeCase = cmd.Bool("enum-values-screaming-snake-case")
	opts.ResultStreams = cmd.Bool("result-streams")
}

// join puts lists of options behind one another.
func join(lists ...[]cli.Flag) []cli.Flag { return slices.Concat(lists...) }

// deliver writes the files and lists them.
func deliver(cmd *cli.Command, title, dir string, files []transpile.File) error {
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	if cmd.Bool("quiet") {
		return nil
	}
	return summary(cmd.Root().Writer, title, dir, files)
}
