package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/urfave/cli/v3"
)

// What is given instead of a component.
var (
	errText = errors.New("this is WebAssembly text, not a component binary")
	errWIT  = errors.New("this is WIT text, not a component binary")
)

// input is the component that a command works on.
type input struct {
	path string // "standard input" for -
	name string // base name without its extension
	bin  []byte
}

// failed says that err is about this input.
func (in *input) failed(err error) error { return &inputError{in.path, err} }

// readInput reads the one argument of a command: a file, or - for standard input.
func readInput(cmd *cli.Command) (*input, error) {
	switch cmd.Args().Len() {
	case 0:
		return nil, usagef(cmd, "a component is missing: give a file, or - for standard input")
	case 1:
	default:
		return nil, usagef(cmd, "one component is wanted, but there is also %q", cmd.Args().Get(1))
	}
	return readInputFile(cmd, cmd.Args().First())
}

// readInputFile reads a component from a file, or from standard input for -.
func readInputFile(cmd *cli.Command, path string) (*input, error) {
	in := &input{path: path}
	var err error
	if path == "-" {
		in.path, in.name = "standard input", "component"
		in.bin, err = io.ReadAll(cmd.Root().Reader)
	} else {
		in.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		in.bin, err = readFile(path)
	}
	if err != nil {
		return nil, err
	}
	return in, in.check()
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if wit, _ := filepath.Glob(filepath.Join(path, "*.wit")); len(wit) > 0 {
			return nil, &inputError{path, errWIT}
		}
		return nil, &inputError{path, errors.New("this is a folder")}
	}
	return os.ReadFile(path)
}

// check recognises the texts that people give by mistake.
func (in *input) check() error {
	head := bytes.TrimLeft(in.bin[:min(len(in.bin), 4096)], " \t\r\n")
	switch {
	case len(in.bin) >= 4 && string(in.bin[:4]) == "\x00asm":
		return nil
	case strings.HasSuffix(in.path, ".wit"), bytes.HasPrefix(head, []byte("package ")):
		return in.failed(errWIT)
	case bytes.HasPrefix(head, []byte("(")), bytes.HasPrefix(head, []byte(";;")):
		return in.failed(errText)
	}
	return nil
}

// featuresFlag selects the gated features of the binary format.
func featuresFlag() cli.Flag {
	return &cli.StringFlag{
		Name:  "features",
		Usage: "component-model features to turn on, or with - in front off: a comma-separated `LIST` (an unknown name lists them)",
	}
}

// features reads featuresFlag.
func features(cmd *cli.Command) (component.Features, error) {
	f, err := component.ParseFeatures(cmd.String("features"))
	if err != nil {
		return 0, usagef(cmd, "--features: %v", err)
	}
	return f, nil
}

// decode reads the component of a command that looks into it.
func decode(cmd *cli.Command) (*input, *component.Component, error) {
	f, err := features(cmd)
	if err != nil {
		return nil, nil, err
	}
	in, err := readInput(cmd)
	if err != nil {
		return nil, nil, err
	}
	c, err := component.Decode(in.bin, f)
	if err != nil {
		return nil, nil, in.failed(err)
	}
	return in, c, nil
}
