package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wave"
	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// --invoke in Node: the values are read and printed here, the script makes the call.

// resultFile is where the script writes what a call came to.
const resultFile = "result.json"

// nodeCall is what the script is told of a call.
type nodeCall struct {
	// Path leads from the component's exports to the function.
	Path []string `json:"path"`
	// Args are the arguments, see jsvalue.go.
	Args []any `json:"args"`
	// Result tells that the function gives a result: its error is thrown.
	Result bool `json:"result"`
}

// invocation is a call of an export that --invoke asks for.
type invocation struct {
	path string // WIT names
	typ  *component.FuncType
	args []any
}

// readInvocation finds the function of a call, and reads its arguments.
func readInvocation(cmd *cli.Command, in *input, t *component.ComponentType, call string) (*invocation, error) {
	name, text := wave.SplitCall(call)
	path, typ, err := findExport(in, t, name)
	if err != nil {
		return nil, err
	}
	args, err := wave.ParseArgs(text, typ)
	if err != nil {
		return nil, usagef(cmd, "--invoke %q: %v", call, err)
	}
	return &invocation{path, typ, args}, nil
}

// inNode is what the script is told.
func (c *invocation) inNode(in *input, result *transpile.Result) (*nodeCall, error) {
	call := &nodeCall{Args: []any{}, Result: c.typ.Result != nil && c.typ.Result.Kind == component.KindResult}
	for _, f := range result.Functions {
		if f.WIT == c.path {
			call.Path = f.Path
		}
	}
	for i, arg := range c.args {
		call.Args = append(call.Args, toJS(arg, c.typ.Params[i].Type))
	}
	if call.Path == nil {
		return nil, in.failed(fmt.Errorf("%s belongs to a resource: --engine native can call it", c.path))
	}
	return call, nil
}

// printResult prints what the script has written. There is nothing if the component exited.
func (c *invocation) printResult(cmd *cli.Command, in *input, file string) error {
	if c.typ.Result == nil {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	var value any
	d := json.NewDecoder(f)
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return in.failed(fmt.Errorf("the result of %s: %w", c.path, err))
	}
	result, err := fromJS(value, c.typ.Result)
	if err != nil {
		return in.failed(fmt.Errorf("the result of %s: %w", c.path, err))
	}
	_, err = fmt.Fprintln(cmd.Root().Writer, wave.Print(result, c.typ.Result))
	return err
}

// findExport finds an exported function by its name, at the top level or in an exported
// interface, which can be named before a #.
func findExport(in *input, t *component.ComponentType, name string) (path string, typ *component.FuncType, err error) {
	type found struct {
		path string
		typ  *component.FuncType
	}
	var all, hits []found
	for _, x := range t.Exports {
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
