// Command examples runs the calls of examples natively and prints the answers as JSON, for `npm start`:
//
//	examples DIR...
//	{"version": "Go 1.26.8, wazero 1.12.0", "examples": {NAME: {"wit": …, "exports": […], "answers": […]}}}
//
// NAME is the last part of DIR; the rest is described in examples/README.md and web/demo/types.d.ts.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/polyfill"
)

// Output is what this program prints.
type Output struct {
	Version  string             `json:"version"`
	Examples map[string]Example `json:"examples"`
}

// Example is what Go knows of an example.
type Example struct {
	Wit     string   `json:"wit"`
	Exports []Func   `json:"exports"`
	Answers []Answer `json:"answers"`
}

func main() {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	out := Output{Version: version(), Examples: map[string]Example{}}
	for _, dir := range os.Args[1:] {
		example, err := runExample(ctx, rt, dir)
		if err != nil {
			fmt.Fprintf(os.Stderr, "example %s: %v\n", dir, err)
			os.Exit(1)
		}
		out.Examples[filepath.Base(dir)] = *example
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runExample runs all calls of the example in dir.
func runExample(ctx context.Context, rt *polyfill.Runtime, dir string) (*Example, error) {
	manifest, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	wit, err := worldText(dir)
	if err != nil {
		return nil, err
	}
	bin, err := os.ReadFile(filepath.Join(dir, manifest.Component))
	if err != nil {
		return nil, err
	}
	decoded, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(decoded)
	if err != nil {
		return nil, err
	}
	example := &Example{Wit: wit, Exports: exportedFuncs(p)}
	compiled, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, err
	}
	defer compiled.Close(ctx)
	linker := rt.NewLinker()
	if host := hosts[filepath.Base(dir)]; host != nil {
		host(linker)
	}
	r := runner{
		ctx:         ctx,
		funcs:       map[string]Func{},
		instantiate: func() (*polyfill.Instance, error) { return linker.Instantiate(ctx, compiled) },
	}
	for _, f := range example.Exports {
		r.funcs[f.Export] = f
	}
	for _, call := range manifest.Calls {
		answer, err := r.answer(call)
		if err != nil {
			return nil, err
		}
		example.Answers = append(example.Answers, answer)
	}
	return example, nil
}

// version names what runs the components: "Go 1.26.8, wazero 1.12.0".
func version() string {
	text := "Go " + strings.TrimPrefix(runtime.Version(), "go")
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return text
	}
	for _, dependency := range info.Deps {
		if dependency.Path == "github.com/tetratelabs/wazero" {
			return text + ", wazero " + strings.TrimPrefix(dependency.Version, "v")
		}
	}
	return text
}
