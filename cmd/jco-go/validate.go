package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/urfave/cli/v3"
)

const aboutValidate = `Says whether a file is a valid component, or what is wrong with it and where: the rule, the item and the
byte offset. Every other command checks the same before it does anything, but for metadata-show. With --code an engine
validates the function bodies of all core modules too, which otherwise happens when they are loaded.

Examples:
   jco-go validate app.wasm
   jco-go validate --code plugins/*.wasm
   jco-go validate --features cm-values,-cm-async app.wasm`

func validateCommand() *cli.Command {
	return &cli.Command{
		Name:            "validate",
		Usage:           "say whether a component is valid, or what is wrong and where",
		ArgsUsage:       "COMPONENT…",
		Description:     aboutValidate,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Flags: []cli.Flag{
			featuresFlag(),
			&cli.BoolFlag{Name: "code", Usage: "validate function bodies as well"},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "say nothing about what is valid"},
		},
		Action: runValidate,
	}
}

func runValidate(ctx context.Context, cmd *cli.Command) error {
	f, err := features(cmd)
	if err != nil {
		return err
	}
	if !cmd.Args().Present() {
		return usagef(cmd, "a component is missing: give files, or - for standard input")
	}
	paths := cmd.Args().Slice()
	var failed error
	for _, path := range paths {
		err := validateFile(ctx, cmd, path, f)
		if err != nil && len(paths) == 1 {
			return err
		}
		if err != nil {
			failed = &programExit{report(cmd.Root().ErrWriter, err)}
		}
	}
	return failed
}

// validateFile validates one component and says so.
func validateFile(ctx context.Context, cmd *cli.Command, path string, f component.Features) error {
	in, err := readInputFile(cmd, path)
	if err != nil {
		return err
	}
	c, err := component.Decode(in.bin, f)
	if err != nil {
		return in.failed(err)
	}
	var unread *unreadCode
	if cmd.Bool("code") {
		if err := validateCode(ctx, in.bin, c, f); err != nil && !errors.As(err, &unread) {
			return in.failed(err)
		}
	}
	if cmd.Bool("quiet") {
		return nil
	}
	text := in.path + ": valid"
	if unread != nil {
		text += ", but for function bodies that were not read:\n  " + unread.what
	}
	_, err = fmt.Fprintln(cmd.Root().Writer, text)
	return err
}

// unreadCode says which function bodies could not be read, and why.
type unreadCode struct{ what string }

func (e *unreadCode) Error() string { return e.what }
