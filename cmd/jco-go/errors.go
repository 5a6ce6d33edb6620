package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// usageError is a command line that jco-go cannot make sense of.
type usageError struct {
	command string // whose help to look at
	msg     string
}

func (e *usageError) Error() string { return e.msg }

func usagef(cmd *cli.Command, format string, args ...any) error {
	return &usageError{command: cmd.FullName(), msg: fmt.Sprintf(format, args...)}
}

// usageFromLibrary turns what the command line library finds wrong into a
// usageError.
func usageFromLibrary(_ context.Context, cmd *cli.Command, err error, _ bool) error {
	msg := err.Error()
	if name, ok := strings.CutPrefix(msg, "flag provided but not defined: -"); ok {
		dashes := "-"
		if len(name) > 1 {
			dashes = "--"
		}
		msg = fmt.Sprintf("there is no option %s%s", dashes, strings.TrimLeft(name, "-"))
		if near := cli.SuggestFlag(cmd.VisibleFlags(), name, cmd.HideHelp); similar(strings.TrimLeft(near, "-"), name) {
			msg += fmt.Sprintf(" (did you mean %s?)", near)
		}
	}
	if name, ok := strings.CutPrefix(msg, "flag needs an argument: "); ok {
		msg = fmt.Sprintf("option %s needs a value", name)
	}
	if rest, ok := strings.CutPrefix(msg, "invalid value "); ok {
		head, text, _ := strings.Cut(rest, ": ")
		value, option, _ := strings.Cut(head, " for flag -")
		switch {
		case strings.HasSuffix(text, "invalid syntax"), strings.HasSuffix(text, "out of range"):
			msg = fmt.Sprintf("option --%s: %s is no number", longName(cmd, option), value)
		case strings.HasPrefix(text, "time: "):
			msg = fmt.Sprintf("option --%s: %s is no time: want one as 10s, 1m30s or 500ms", longName(cmd, option), value)
		case text != "":
			msg = text // a validator of ours
		}
	}
	return usagef(cmd, "%s", msg)
}

// longName is the name of an option, which may be given by its short name.
func longName(cmd *cli.Command, name string) string {
	for _, f := range cmd.Flags {
		if names := f.Names(); slices.Contains(names, name) {
			return names[0]
		}
	}
	return name
}

// inputError is a component that could not be used, with its name.
type inputError struct {
	input string
	err   error
}

func (e *inputError) Error() string { return e.input + ": " + e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// similar reports whether the library's best guess is worth a question: it
// always has one.
func similar(near, name string) bool { return near != "" && name != "" && near[0] == name[0] }

// report says what went wrong and what can be done, and gives the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	var program *programExit
	if errors.As(err, &program) {
		return program.code
	}
	fmt.Fprintf(stderr, "jco-go: %s\n", printableLines(err.Error()))
	if hint := hintFor(err); hint != "" {
		fmt.Fprintf(stderr, "  %s\n", strings.ReplaceAll(hint, "\n", "\n  "))
	}
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(stderr, "Run `%s --help` to see what it takes.\n", usage.command)
		return exitUsage
	}
	var option *transpile.OptionError
	var exit cli.ExitCoder
	if errors.As(err, &option) || errors.As(err, &exit) {
		return exitUsage
	}
	return failureCode(err)
}

// hintFor says what can be done about an error, "" if nothing is known.
func hintFor(err error) string {
	var e *component.Error
	switch {
	case errors.Is(err, component.ErrCoreModule):
		return strings.Replace(component.CoreModuleHint, "make", "Make", 1) + "."
	case errors.Is(err, errMissingImports):
		return "In Node, jco-go gives WASI 0.2 and 0.3 and nothing else. A module gives the rest: --jco-map 'NAME=MODULE'."
	case errors.Is(err, errNoShim):
		return "npm install " + shim
	case errors.Is(err, errNoWasmOpt):
		return "It is a part of binaryen: npm install --save-dev binaryen, or give --wasm-opt-bin."
	case errors.Is(err, errNoCommand):
		return "--invoke 'NAME(VALUE, …)' calls another export; jco-go wit shows what there is."
	case errors.Is(err, errText):
		return "Make a binary of it first: wasm-tools parse COMPONENT.wat -o COMPONENT.wasm"
	case errors.Is(err, errWIT):
		return "Give a component. Of WIT text, jco-go types and guest-types make declarations."
	case errors.As(err, &e) && e.Feature != "":
		return fmt.Sprintf("It is a gated feature of the component model: --features %s turns it on.", e.Feature)
	}
	return nativeHint(err)
}
