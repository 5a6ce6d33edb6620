package transpile

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// adapters is the core module between a component's built-ins and the task core
// (docs/async-js.md, adapters.wasm): partial applications, so that a guest's call of a
// built-in meets no JavaScript. The other fields say what the glue gives it.
type adapters struct {
	module []byte
	// trampolines are those that it exports, as trampolineT.
	trampolines map[plan.TrampolineID]bool
	// ids are the names that it imports from "id", glue those from "glue" and
	// operations those from "core".
	ids, glue, operations []string
	// types, options and lifts are what typeN, optionsN and the slots of the table stand
	// for.
	types   []*component.ValType
	options []adapterOptions
	lifts   []plan.LiftID
	// threads: it exports what begins a thread.
	threads bool
}

// adapterOptions are the canon options that a copy depends on.
type adapterOptions struct {
	Encoding        component.StringEncoding
	Memory, Realloc *plan.CoreDef
}

// adapterChoice says which functions are adapted beyond what the plan asks for.
type adapterChoice struct {
	// waits: a lower that may have to wait for its callee.
	waits func(*plan.Trampoline) bool
	// stack: a lift that may be called on a stack of its own.
	stack func(*plan.Lift) bool
}

// plannedChoice is what the plan says of suspending.
func plannedChoice() adapterChoice {
	return adapterChoice{
		waits: func(t *plan.Trampoline) bool { return t.Suspends },
		stack: func(l *plan.Lift) bool { return l.Suspends },
	}
}

// statuses of internal/task.
const (
	statusOK = iota
	statusBlock
	statusTrapped
	statusCopied
	statusRun
	statusHostCancel
)

// adapterBuilder writes the module. Imports are found while functions are written, and come
// before them in the module: the functions are kept until the end.
type adapterBuilder struct {
	out     *adapters
	b       *wasmcode.Builder
	globals map[string]uint32
	funcs   map[string]uint32
	memory  bool
	typeOf  map[uint32]int
	optOf   map[string]int
	table   bool
	made    []adapterFunc
}

type adapterFunc struct {
	export, name string
	typ          wasmcode.FuncType
	locals       []wasmcode.ValType
	code         wasmcode.Code
}

// buildAdapters makes the adapters of a plan.
func buildAdapters(p *plan.Plan, choice adapterChoice) *adapters {
	a := &adapterBuilder{
		out: &adapters{trampolines: map[plan.TrampolineID]bool{}}, b: wasmcode.NewBuilder("adapters"),
		globals: map[string]uint32{}, funcs: map[string]uint32{}, typeOf: map[uint32]int{}, optOf: map[string]int{},
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		f := a.trampoline(p, t, choice)
		if f == nil {
			continue
		}
		a.out.trampolines[t.ID] = true
		a.made = append(a.made, adapterFunc{
			export: fmt.Sprintf("trampoline%d", t.ID), name: t.Canon.Op.String(), typ: t.CoreType, locals: f.locals, code: f.code,
		})
	}
	for i := range p.Lifts {
		if l := &p.Lifts[i]; choice.stack(l) {
			a.lift(l)
		}
	}
	for i := range p.Trampolines {
		if t := &p.Trampolines[i]; t.Kind == plan.Builtin && t.Canon.Op == component.CanonThreadNewIndirect {
			a.thread()
			break
		}
	}
	a.finish()
	return a.out
}

// finish puts the module together.
func (a *adapterBuilder) finish() {
	if a.table {
		slots := uint64(2 * len(a.out.lifts))
		a.b.Table(wasmcode.TableType{Elem: wasmcode.FuncRef, Limits: wasmcode.Limits{Min: slots}})
		a.b.Export("functions", wasmcode.KindTable, 0)
	}
	for _, f := range a.made {
		a.b.Export(f.export, wasmcode.KindFunc, a.b.Func(f.name, f.typ, f.locals, f.code))
	}
	a.out.module = a.b.Bytes()
}

func i32s(n int) []wasmcode.ValType {
	list := make([]wasmcode.ValType, n)
	for i := range list {
		list[i] = wasmcode.I32
	}
	return list
}

// global gives the index of an imported number.
func (a *adapterBuilder) global(name string) uint32 {
	i, ok := a.globals[name]
	if !ok {
		i = a.b.Import("id", name, wasmcode.ExternType{Kind: wasmcode.KindGlobal, Global: wasmcode.GlobalType{Type: wasmcode.I32}})
		a.globals[name] = i
		a.out.ids = append(a.out.ids, name)
	}
	return i
}

// operation gives the index of an operation of the core.
func (a *adapterBuilder) operation(name string, params int) uint32 {
	i, ok := a.funcs["core "+name]
	if !ok {
		i = a.b.ImportFunc("core", name, wasmcode.FuncType{Params: i32s(params), Results: i32s(1)})
		a.funcs["core "+name] = i
		a.out.operations = append(a.out.operations, name)
	}
	return i
}

// glueFunc gives the index of a function of the glue.
func (a *adapterBuilder) glueFunc(name string, params []wasmcode.ValType, results ...wasmcode.ValType) uint32 {
	i, ok := a.funcs["glue "+name]
	if !ok {
		i = a.b.ImportFunc("glue", name, wasmcode.FuncType{Params: params, Results: results})
		a.funcs["glue "+name] = i
		a.out.glue = append(a.out.glue, name)
	}
	return i
}

// coreMemory imports the memory of the core.
func (a *adapterBuilder) coreMemory() {
	if !a.memory {
		a.memory = true
		a.b.Import("core", "mem", wasmcode.ExternType{Kind: wasmcode.KindMemory, Memory: wasmcode.Limits{Min: 1}})
	}
}

// streamType numbers the types of streams and futures.
func (a *adapterBuilder) streamType(t *component.ValType) string {
	n, ok := a.typeOf[t.ID]
	if !ok {
		n = len(a.out.types)
		a.typeOf[t.ID] = n
		a.out.types = append(a.out.types, t)
	}
	return fmt.Sprintf("type%d", n)
}

// copyOptions numbers the options of copies.
func (a *adapterBuilder) copyOptions(o *plan.Options) string {
	key := fmt.Sprint(o.Encoding)
	for _, d := range []*plan.CoreDef{o.Memory, o.Realloc} {
		if d != nil {
			key += fmt.Sprintf(" %d %d %q", d.Instance, d.Trampoline, d.Name)
		} else {
			key += " none"
		}
	}
	n, ok := a.optOf[key]
	if !ok {
		n = len(a.out.options)
		a.optOf[key] = n
		a.out.options = append(a.out.options, adapterOptions{Encoding: o.Encoding, Memory: o.Memory, Realloc: o.Realloc})
	}
	return fmt.Sprintf("options%d", n)
}
