// Command conformance runs json-from-wast files, the form in which the test suites of the
// component model come, on one of the three engines: the native one, Node, or
// Chromium.
//
//	go run ./internal/tools/conformance --engine native DIR...
//
// It prints a line per file, each failure with file:line, what was wanted and what
// came, and closes with "N passed, N failed, N skipped", counting commands. It
// exits with 1 if anything failed and with 2 for wrong usage.
//
// What runs where: this process parses the scripts, judges the answers and keeps
// the time (runner.go); a worker process per script holds the components (engines.go), so
// that a crash or a hang costs that script only. Natively the worker is this program again
// (worker.go), in JavaScript it is worker/node.mjs or worker/chromium.mjs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		os.Exit(workerMain(os.Args[2:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fl := flag.NewFlagSet("conformance", flag.ContinueOnError)
	fl.SetOutput(stderr)
	fl.Usage = func() {
		fmt.Fprintf(stderr, "usage: npm run conformance -- --engine native|node|chromium [options] DIR...\n\nDIR is a folder of json-from-wast files, or one such file.\n\n")
		fl.PrintDefaults()
	}
	engine := fl.String("engine", "", "`name` of the engine: native, node or chromium")
	limit := fl.Duration("timeout", 10*time.Second, "time limit per command")
	skips := fl.String("skips", "", "list of skips (default testdata/skips.txt of the repository)")
	node := fl.String("node", "", "Node binary (default the one in node_modules)")
	wording := fl.Int("wording", 0, "fail if less than this `per cent` of the refusals have the text that the suite quotes")
	seed := fl.Uint("seed", 0, "make every choice that the specification leaves open by this seed (native engine)")
	noJSPI := fl.Bool("no-jspi", false, "take WebAssembly.Suspending and promising away (JavaScript engines)")
	noMultiMemory := fl.Bool("no-multi-memory", false, "refuse core modules of several memories that jco-go puts between components (JavaScript engines)")
	verbose := fl.Bool("v", false, "print skipped commands as well")
	if err := fl.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	usage := func(err error) int {
		fmt.Fprintf(stderr, "conformance: %v\n", err)
		return exitUsage
	}
	if *engine == "" || fl.NArg() == 0 {
		fl.Usage()
		return exitUsage
	}
	root, err := findRoot()
	if err != nil {
		return usage(err)
	}
	self, err := os.Executable()
	if err != nil {
		return usage(err)
	}
	if *skips == "" {
		*skips = filepath.Join(root, "testdata", "skips.txt")
	}
	if *node == "" {
		*node = filepath.Join(root, "node_modules", ".bin", "node")
	}
	e, err := NewEngine(*engine, &Tools{Self: self, Root: root, Node: *node, Seed: *seed, NoJSPI: *noJSPI, NoMultiMemory: *noMultiMemory})
	if err != nil {
		return usage(err)
	}
	defer e.Close()
	list, err := ReadSkips(*skips)
	if err != nil {
		return usage(err)
	}
	files, err := Collect(fl.Args())
	if err != nil {
		fmt.Fprintf(stderr, "conformance: %v\n", err)
		return exitFailure
	}
	r := &Runner{Engine: e, Skips: list, TimeLimit: *limit}
	if *seed != 0 {
		if r.Depends, err = ReadSkips(filepath.Join(root, "testdata", "seeds.txt")); err != nil {
			return usage(err)
		}
	}
	rep := &Reporter{Out: stdout, Verbose: *verbose, MinWording: *wording}
	r.RunAll(ctx, files, rep.File)
	if !rep.Close() {
		return exitFailure
	}
	return exitOK
}

// findRoot finds the repository from the working directory upwards.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(data), "module github.com/jco-go/jco-go\n") {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("run this inside the repository of jco-go")
		}
		dir = up
	}
}
