package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jco-go/jco-go/transpile"
)

// transpileBackend turns components into what a JavaScript worker runs; it makes
// no instances.
type transpileBackend struct {
	dir string
	// runtime is the specifier of the async runtime.
	runtime string
	// jspi: sync-typed exports of components that need the async runtime may suspend.
	jspi bool
}

func (b *transpileBackend) define(_ context.Context, req *Request) workerReply {
	bin, p, err := planFile(req.File)
	if err != nil {
		return refused(err)
	}
	const name = "component"
	opts := transpile.Options{
		Name: name, Instantiation: transpile.InstantiationAsync, NoTypescript: true, Runtime: b.runtime,
	}
	promises := b.jspi && len(p.Needs) > 0
	if promises {
		opts.AsyncMode, opts.AsyncExports = transpile.AsyncModeJSPI, []string{"*"}
	}
	result, err := transpile.Transpile(bin, opts)
	if err != nil {
		return refused(err)
	}
	dir := filepath.Join(b.dir, fmt.Sprint(req.Def))
	t := &Transpiled{Dir: dir, Entry: name + ".js", Cores: []string{}, Exports: map[string]JSExport{}}
	for _, f := range result.Files {
		if strings.HasSuffix(f.Name, ".wasm") {
			t.Cores = append(t.Cores, f.Name)
		}
		if err := writeFile(filepath.Join(dir, f.Name), f.Data); err != nil {
			return workerReply{Outcome: Outcome{Kind: Fault, Message: err.Error()}}
		}
	}
	types := exportedFuncs(p)
	for _, f := range result.Functions {
		ft := types[f.WIT]
		export := JSExport{Path: f.Path, Async: ft.Async || promises, Params: []*Shape{}, Result: shapeOf(ft.Result, transpile.MemberName)}
		for _, param := range ft.Params {
			export.Params = append(export.Params, shapeOf(param.Type, transpile.MemberName))
		}
		t.Exports[f.WIT] = export
	}
	return workerReply{Outcome: Outcome{Kind: OK}, Transpiled: t}
}

func (*transpileBackend) instantiate(context.Context, *Request) Outcome { return Outcome{Kind: Fault} }
func (*transpileBackend) invoke(context.Context, *Request) Outcome      { return Outcome{Kind: Fault} }

func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o666)
}
