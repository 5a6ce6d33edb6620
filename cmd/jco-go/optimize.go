package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"
)

// The options --optimize of transpile: each core module goes through wasm-opt, a
// program of its own.

func optimizeFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "optimize", Aliases: []string{"O"}, Usage: "run wasm-opt over the core modules; what follows -- are its arguments"},
		&cli.StringFlag{Name: "wasm-opt-bin", Usage: "`PATH` of wasm-opt (default: in node_modules/.bin here or further up, or in $PATH)"},
		&cli.StringSliceFlag{Name: optimizeArg, Hidden: true},
	}
}

// optimizeArg is how joinValues gives the arguments behind --.
const optimizeArg = "wasm-opt-argument"

// errNoWasmOpt is the error if there is no wasm-opt.
var errNoWasmOpt = errors.New("there is no wasm-opt")

// optimizer gives what optimises a core module, nil without the option.
func optimizer(cmd *cli.Command) (func([]byte) ([]byte, error), error) {
	if !cmd.Bool("optimize") {
		return nil, nil
	}
	program, err := findWasmOpt(cmd.String("wasm-opt-bin"))
	if err != nil {
		return nil, err
	}
	args := cmd.StringSlice(optimizeArg)
	if len(args) == 0 {
		args = []string{"-Oz", "--low-memory-unused", "--strip-debug"} // those of jco
	}
	args = slices.Concat(optimizeFeatures, args)
	return func(module []byte) ([]byte, error) { return wasmOpt(program, args, module) }, nil
}

// optimizeFeatures are the features that compilers turn on today and engines
// have. They go before the arguments that were given, which can turn them off.
// --all-features would let wasm-opt write what no engine reads yet, as the compact
// import section.
var optimizeFeatures = []string{
	"--enable-sign-ext", "--enable-mutable-globals", "--enable-nontrapping-float-to-int", "--enable-bulk-memory",
	"--enable-simd", "--enable-reference-types", "--enable-multivalue", "--enable-exception-handling",
	"--enable-tail-call", "--enable-extended-const", "--enable-gc",
}

func findWasmOpt(program string) (string, error) {
	if program != "" {
		if _, err := findProgram(program); err != nil {
			return "", fmt.Errorf("%w: %w", errNoWasmOpt, err)
		}
		return program, nil
	}
	dir, err := os.Getwd()
	for err == nil {
		local := filepath.Join(dir, "node_modules", ".bin", "wasm-opt")
		if _, err := findProgram(local); err == nil {
			return local, nil
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	if program, err := findProgram("wasm-opt"); err == nil {
		return program, nil
	}
	return "", errNoWasmOpt
}

// wasmOpt runs wasm-opt over one core module, by way of files: its standard
// input is no binary one on every system.
func wasmOpt(program string, args []string, module []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "jco-go-opt-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.wasm"), filepath.Join(dir, "out.wasm")
	if err := os.WriteFile(in, module, 0o600); err != nil {
		return nil, err
	}
	var stderr bytes.Buffer
	code, err := runProgram(context.Background(), context.Background(), program, slices.Concat(args, []string{in, "-o", out}), nil, nil, &stderr, 0)
	if err != nil {
		return nil, err
	}
	if code != 0 {
		return nil, fmt.Errorf("%s: exit status %d\n%s", program, code, strings.TrimSpace(stderr.String()))
	}
	return os.ReadFile(out)
}
