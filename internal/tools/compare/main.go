// Command compare holds this project's validator against another one: it makes
// mutants of components, asks package component and `wasm-tools validate` whether
// they are valid, and looks up where the two differ in differences.txt, which has
// a reason for each difference that is known.
//
//	go run ./internal/tools/compare --wasm-tools PATH
//
// It exits with 1 for a difference that is not listed, of which it keeps the
// mutant, and for an entry of the list that is not true any more. The function
// bodies of core modules are never changed: they are the engines' to validate.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/tools/mutate"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	fl := flag.NewFlagSet("compare", flag.ContinueOnError)
	fl.SetOutput(stderr)
	program := fl.String("wasm-tools", "wasm-tools", "`path` of wasm-tools")
	each := fl.Int("each", 200, "how many mutants of each component")
	seed := fl.Uint64("seed", 1, "`number` that decides which mutants")
	list := fl.String("differences", filepath.Join("internal", "tools", "compare", "differences.txt"), "`file` with the differences that are known")
	keep := fl.String("keep", filepath.Join(".cache", "differences"), "`folder` for mutants whose difference is not listed")
	if err := fl.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	if fl.NArg() == 0 {
		fmt.Fprintln(stderr, "compare: the components to make mutants of are missing")
		return exitUsage
	}
	known, err := readDifferences(*list)
	if err != nil {
		fmt.Fprintf(stderr, "compare: %v\n", err)
		return exitUsage
	}
	c := &comparison{
		peer: wasmTools{*program}, known: known, keep: *keep, out: stdout,
	}
	ctx := context.Background()
	ok := c.checkList(ctx)
	for _, path := range fl.Args() {
		bin, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintf(stderr, "compare: %v\n", err)
			return exitUsage
		}
		c.donors = append(c.donors, bin)
		c.seeds = append(c.seeds, path)
	}
	for i, path := range c.seeds {
		ok = c.component(ctx, path, c.donors[i], *each, *seed+uint64(i)) && ok
	}
	c.summary()
	if !ok {
		return exitFailure
	}
	return exitOK
}

// comparison is a run of the command.
type comparison struct {
	peer   wasmTools
	known  []*difference
	keep   string
	out    io.Writer
	seeds  []string
	donors [][]byte

	mu                           sync.Mutex
	valid, invalid, other, fresh int
}

// featureSets are tried in turn.
var featureSets = []component.Features{component.DefaultFeatures(), component.AllFeatures()}

// component compares a component, which must be valid, and its mutants.
func (c *comparison) component(ctx context.Context, path string, bin []byte, n int, seed uint64) bool {
	ok := true
	if v := ourVerdict(bin, component.AllFeatures()); !v.valid {
		fmt.Fprintf(c.out, "%s: %s\n", path, v)
		ok = false
	}
	m := &mutate.Mutator{Rand: rand.New(rand.NewPCG(seed, 0)), Donors: c.donors, KeepCode: true}
	mutants := [][]byte{bin, bin}
	for range n {
		mutants = append(mutants, m.Mutate(bin))
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range next {
				name := path
				if i >= len(featureSets) {
					name = fmt.Sprintf("%s, mutant %d", path, i-len(featureSets))
				}
				if !c.compare(ctx, name, mutants[i], featureSets[i%len(featureSets)]) {
					c.mu.Lock()
					ok = false
					c.mu.Unlock()
				}
			}
		})
	}
	for i := range mutants {
		next <- i
	}
	close(next)
	wg.Wait()
	return ok
}

// compare asks both about one binary; false for a difference that is not listed.
func (c *comparison) compare(ctx context.Context, name string, bin []byte, f component.Features) bool {
	ours := ourVerdict(bin, f)
	theirs, err := c.peer.verdict(ctx, bin, f)
	if err != nil {
		fmt.Fprintf(c.out, "%s: %v\n", name, err)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case ours.valid && theirs.valid:
		c.valid++
		return true
	case !ours.valid && !theirs.valid:
		c.invalid++
		return true
	}
	for _, d := range c.known {
		if d.matches(ours, theirs) {
			d.seen++
			c.other++
			return true
		}
	}
	c.fresh++
	fmt.Fprintf(c.out, "%s (%s)\n    ours:   %s\n    theirs: %s\n", name, featureList(f), ours, theirs)
	if err := os.MkdirAll(c.keep, 0o777); err == nil {
		file := filepath.Join(c.keep, fmt.Sprintf("%03d.wasm", c.fresh))
		if err := os.WriteFile(file, bin, 0o666); err == nil {
			fmt.Fprintf(c.out, "    kept as %s\n", file)
		}
	}
	return false
}

// checkList checks that every entry of the list is still true of its specimen.
func (c *comparison) checkList(ctx context.Context) bool {
	ok := true
	for _, d := range c.known {
		bin, err := os.ReadFile(filepath.FromSlash(d.specimen))
		if err == nil {
			ours := ourVerdict(bin, d.features)
			var theirs verdict
			if theirs, err = c.peer.verdict(ctx, bin, d.features); err == nil && !d.matches(ours, theirs) {
				err = fmt.Errorf("not true any more\n    ours:   %s\n    theirs: %s", ours, theirs)
			}
		}
		if err != nil {
			ok = false
			fmt.Fprintf(c.out, "%s: %s: %v\n", d.at, d.specimen, err)
		}
	}
	return ok
}

func (c *comparison) summary() {
	all := c.valid + c.invalid + c.other + c.fresh
	fmt.Fprintf(c.out, "%d components and mutants: both say valid of %d and invalid of %d; %d differ as listed, %d otherwise\n",
		all, c.valid, c.invalid, c.other, c.fresh)
	for _, d := range c.known {
		fmt.Fprintf(c.out, "%5d  %s: %s\n", d.seen, d.at, d.reason)
	}
}
