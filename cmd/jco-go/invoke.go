//go:build !js

package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wave"
	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
	"github.com/urfave/cli/v3"
)

// invoke calls an export, as --invoke says it, and prints its result.
func invoke(ctx context.Context, cmd *cli.Command, g *guest, inst *polyfill.Instance, call string) error {
	name, args := wave.SplitCall(call)
	path, typ, err := findExport(g.in, name)
	if err != nil {
		return err
	}
	values, err := wave.ParseArgs(args, typ)
	if err != nil {
		return usagef(cmd, "--invoke %q: %v", call, err)
	}
	ctx, finish := wasi.WithOutputs(ctx)
	result, err := inst.Func(path).Call(ctx, values...)
	finish()
	if err != nil {
		return err
	}
	if typ.Result != nil {
		_, err = fmt.Fprintln(cmd.Root().Writer, wave.Print(result, typ.Result))
	}
	return err
}

// findExport finds an exported function by its name, at the top level or in an exported
// interface, which can be named before a #.
func findExport(in *input, name string) (path string, typ *component.FuncType, err error) {
	decoded, err := component.Decode(in.bin, component.DefaultFeatures())
	if err != nil {
		return "", nil, in.failed(err)
	}
	type found struct {
		path string
		typ  *component.FuncType
	}
	var all, hits []found
	for _, x := range decoded.Type.Exports {
		switch x.Type.Sort {
		case component.SortFunc:
			all = append(all, found{x.Name, x.Type.Func})
		case component.SortInstance:
			for _, f := range x.Type.Instance.Exports {
				if f.Type.Sort == component.SortFunc {
					all = append(all, found{x.Name + "#" + f.Name, f.Type.Func})
				}
			}
		}
	}
	var names []string
	for _, f := range all {
		names = append(names, f.path)
		if f.path == name {
			return f.path, f.typ, nil
		}
		if strings.HasSuffix(f.path, "#"+name) {
			hits = append(hits, f)
		}
	}
	switch {
	case len(hits) == 1:
		return hits[0].path, hits[0].typ, nil
	case len(hits) > 1:
		return "", nil, in.failed(fmt.Errorf("several interfaces export %q: give %s or another", name, hits[0].path))
	case len(names) == 0:
		return "", nil, in.failed(fmt.Errorf("the component exports no function"))
	}
	return "", nil, in.failed(fmt.Errorf("the component exports no function %q, but %s", name, strings.Join(names, ", ")))
}
