package transpile

import (
	"fmt"
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// adapters is the core module between a component's built-ins and the task core
// (docs/async-js.md, Adapters): partial applications, so that a guest's call of a built-in
// meets no JavaScript. It imports
//
//	core  mem and the operations of the task core
//	id    numbers: mail, context, instanceN, typeN (of types), and optionsN (of options),
//	      which is a mutable global since it is known only when the memory is
//	glue  functions
//
// and exports trampolineN for each trampoline that it does, and the table events, if there is one.
// The other fields say what those are.
type adapters struct {
	module      []byte
	trampolines map[plan.TrampolineID]bool
	ids, glue   []string
	operations  []string
	types       []*component.ValType
	// events are the built-ins with an eventN of the glue, in the order of the table of these;
	// buffers those with a bufferN.
	events, buffers []*plan.Trampoline
	// options has for each optionsN a built-in that has these.
	options []*plan.Trampoline
}

// adapterBuilder writes the module. Imports are found while functions are written, and come
// before them in the module: the functions are kept until the end.
type adapterBuilder struct {
	*adapters
	b       *wasmcode.Builder
	globals map[string]uint32
	funcs   map[string]uint32
	memory  bool
	typeOf  map[uint32]string
	optOf   map[string]string
	made    []*adapterCode
	stores  []uint32 // what the table events has at first: the functions of the glue
}

// buildAdapters makes the adapters of a plan.
func buildAdapters(p *plan.Plan) *adapters {
	a := &adapterBuilder{
		adapters: &adapters{trampolines: map[plan.TrampolineID]bool{}}, b: wasmcode.NewBuilder("adapters"),
		globals: map[string]uint32{}, funcs: map[string]uint32{}, typeOf: map[uint32]string{}, optOf: map[string]string{},
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		c := &adapterCode{adapterBuilder: a, t: t}
		if !c.write(p) {
			continue
		}
		a.trampolines[t.ID] = true
		a.made = append(a.made, c)
	}
	for _, c := range a.made {
		fn := a.b.Func(c.t.Canon.Op.String(), c.t.CoreType, c.locals, c.code)
		a.b.Export(adapterName(c.t), wasmcode.KindFunc, fn)
	}
	if n := len(a.stores); n > 0 {
		table := a.b.Table(wasmcode.TableType{Elem: wasmcode.FuncRef, Limits: wasmcode.Limits{Min: uint64(n)}})
		a.b.Elem(table, 0, a.stores...)
		a.b.Export("events", wasmcode.KindTable, table)
	}
	a.module = a.b.Bytes()
	return a.adapters
}

func adapterName(t *plan.Trampoline) string { return "trampoline" + strconv.Itoa(int(t.ID)) }

func i32s(n int) []wasmcode.ValType {
	list := make([]wasmcode.ValType, n)
	for i := range list {
		list[i] = wasmcode.I32
	}
	return list
}

// global gives the index of an imported number.
func (a *adapterBuilder) global(name string, mutable bool) uint32 {
	i, ok := a.globals[name]
	if !ok {
		typ := wasmcode.GlobalType{Type: wasmcode.I32, Mutable: mutable}
		i = a.b.Import("id", name, wasmcode.ExternType{Kind: wasmcode.KindGlobal, Global: typ})
		a.globals[name] = i
		a.ids = append(a.ids, name)
	}
	return i
}

// operation gives the index of an operation of the core.
func (a *adapterBuilder) operation(name string, params int) uint32 {
	i, ok := a.funcs["core "+name]
	if !ok {
		i = a.b.ImportFunc("core", name, wasmcode.FuncType{Params: i32s(params), Results: i32s(1)})
		a.funcs["core "+name] = i
		a.operations = append(a.operations, name)
	}
	return i
}

// glueFunc gives the index of a function of the glue.
func (a *adapterBuilder) glueFunc(name string, params ...wasmcode.ValType) uint32 {
	i, ok := a.funcs["glue "+name]
	if !ok {
		i = a.b.ImportFunc("glue", name, wasmcode.FuncType{Params: params})
		a.funcs["glue "+name] = i
		a.glue = append(a.glue, name)
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

// streamType names the number of a stream's or future's type.
func (a *adapterBuilder) streamType(t *component.ValType) string {
	name, ok := a.typeOf[t.ID]
	if !ok {
		name = fmt.Sprintf("type%d", len(a.types))
		a.typeOf[t.ID] = name
		a.types = append(a.types, t)
	}
	return name
}

// copyOptions names the number of a copy's memory and what else its canon options say.
func (a *adapterBuilder) copyOptions(t *plan.Trampoline) string {
	o := &t.Options
	key := fmt.Sprint(t.Instance, o.Encoding)
	for _, d := range []*plan.CoreDef{o.Memory, o.Realloc} {
		if d != nil {
			key += fmt.Sprintf(" %d %d %q", d.Instance, d.Trampoline, d.Name)
		} else {
			key += " none"
		}
	}
	name, ok := a.optOf[key]
	if !ok {
		name = fmt.Sprintf("options%d", len(a.options))
		a.optOf[key] = name
		a.options = append(a.options, t)
	}
	return name
}
