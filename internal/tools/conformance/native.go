package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/polyfill"
)

// nativeBackend runs components with package polyfill. All instances of a script
// share a runtime, as the instances of a Go program would.
type nativeBackend struct {
	rt        *polyfill.Runtime
	defs      map[int]*nativeDef
	instances map[int]*nativeInstance
}

type nativeDef struct {
	component *polyfill.Component
	// funcs are the exported functions by the field of an action.
	funcs map[string]*component.FuncType
}

type nativeInstance struct {
	def      *nativeDef
	instance *polyfill.Instance
}

func newNativeBackend(seed uint32) backend {
	return &nativeBackend{
		rt: polyfill.NewRuntime(context.Background(), polyfill.NewConfig().WithFeatures(component.AllFeatures()).
			WithSeed(seed).WithBackgroundWork(false)),
		defs: map[int]*nativeDef{}, instances: map[int]*nativeInstance{},
	}
}

// planFile decodes and plans a component.
func planFile(file string) ([]byte, *plan.Plan, error) {
	bin, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	c, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		return nil, nil, err
	}
	p, err := plan.Build(c)
	if err != nil {
		return nil, nil, err
	}
	return bin, p, nil
}

// exportedFuncs lists a plan's exported functions by the field of an action.
func exportedFuncs(p *plan.Plan) map[string]*component.FuncType {
	funcs := map[string]*component.FuncType{}
	var walk func(path []string, exports []plan.Export)
	walk = func(path []string, exports []plan.Export) {
		for i := range exports {
			x := &exports[i]
			at := append(path[:len(path):len(path)], x.Name)
			switch x.Kind {
			case component.SortFunc:
				funcs[strings.Join(at, "#")] = x.Func.Type
			case component.SortInstance:
				walk(at, x.Exports)
			}
		}
	}
	walk(nil, p.Exports)
	return funcs
}

func refused(err error) workerReply {
	return workerReply{Outcome: Outcome{Kind: Refused, Message: err.Error()}}
}

func (b *nativeBackend) define(ctx context.Context, req *Request) workerReply {
	bin, p, err := planFile(req.File)
	if err != nil {
		return refused(err)
	}
	// Function bodies are the engine's to validate, also those of modules that no
	// instantiation compiles. Its missing features show at instantiation.
	var unsupported *polyfill.UnsupportedError
	if err := b.rt.Validate(ctx, bin); err != nil && !errors.As(err, &unsupported) {
		return refused(err)
	}
	c, err := b.rt.Compile(ctx, bin)
	if err != nil {
		return refused(err)
	}
	b.defs[req.Def] = &nativeDef{component: c, funcs: exportedFuncs(p)}
	return workerReply{Outcome: Outcome{Kind: OK}}
}

func (b *nativeBackend) instantiate(ctx context.Context, req *Request) Outcome {
	def := b.defs[req.Def]
	linker := b.rt.NewLinker()
	for name, id := range req.Imports {
		linker.Link(name, b.instances[id].instance.Exports)
	}
	inst, err := linker.Instantiate(ctx, def.component)
	if err != nil {
		return failure(err)
	}
	b.instances[req.Inst] = &nativeInstance{def: def, instance: inst}
	return Outcome{Kind: OK}
}

func (b *nativeBackend) invoke(ctx context.Context, req *Request) Outcome {
	inst := b.instances[req.Inst]
	ft, f := inst.def.funcs[req.Field], inst.instance.Func(req.Field)
	if ft == nil || f == nil {
		return Outcome{Kind: Fault, Message: fmt.Sprintf("no exported function %q", req.Field)}
	}
	args := make([]any, len(req.Args))
	for i := range req.Args {
		var err error
		if args[i], err = req.Args[i].goValue(); err != nil {
			return Outcome{Kind: Fault, Message: err.Error()}
		}
	}
	got, err := f.Call(ctx, args...)
	if err != nil {
		return failure(err)
	}
	if ft.Result == nil {
		return Outcome{Kind: OK}
	}
	v, err := scriptValue(ft.Result, got)
	if err != nil {
		return Outcome{Kind: Fault, Message: err.Error()}
	}
	return Outcome{Kind: OK, Value: &v}
}

// failure says what kind of error an instantiation or a call gave.
func failure(err error) Outcome {
	var (
		link        *polyfill.LinkError
		trap        *polyfill.Trap
		host        *polyfill.HostError
		poisoned    *polyfill.PoisonedError
		unsupported *polyfill.UnsupportedError
	)
	kind := Fault
	switch {
	case errors.As(err, &link):
		kind = Unlinkable
	case errors.As(err, &unsupported):
		kind = Refused
	case errors.As(err, &poisoned), errors.As(err, &host), errors.As(err, &trap):
		kind = Trap
	}
	return Outcome{Kind: kind, Message: err.Error()}
}
