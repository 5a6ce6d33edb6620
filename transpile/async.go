package transpile

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// This file and the other async*.go write what a module has besides if its plan
// needs the async runtime (docs/async-js.md): every call goes through the task
// core then, and handles live there. A module that needs nothing of it has none
// of it.

// async is what belongs to that, nil for a module without.
type async struct {
	lifts      map[plan.LiftID]string
	dtors      map[component.ResourceID]string
	memories   []memoryOptions
	types      map[uint32]string
	typeOrder  []uint32
	typeOf     map[uint32]*component.ValType
	typeVars   *writer // the types of streams and futures
	liftVars   *writer // the objects of lifts and destructors
	after      *writer // what comes after the stacks
	halves     []half
	entries    []entry
	callbacks  string // variable of the entry of callbacks
	stacksVar  string
	stacked    map[plan.InstanceID]bool // instances whose threads have stacks of their own
	exported   map[plan.LiftID]bool     // what the host can call; nil unless the options choose an import
	copies     map[uint32]*elementCopies
	needsStack []string
	memory     map[memoryKey]string       // the names of memories
	blocking   map[plan.InstanceID]string // see whatBlocks
	needNoted  map[string]bool            // what is in needsStack
	isHalf     map[string]bool            // the names of halves

	adapters      *adapters
	adaptersVar   string
	optionGlobals []optionGlobal
}

// memoryOptions is a memory with an encoding, a number that the core gives back.
type memoryOptions struct {
	name     string // of the constant
	instance plan.InstanceID
	context  *context
	encoding component.StringEncoding
}

// memoryKey tells memoryOptions apart.
type memoryKey struct {
	context  *context
	encoding component.StringEncoding
}

// half is a built-in that may wait, whose two halves lie on either side of a
// function of the stack module.
type half struct {
	name, halves string
	typ          wasmcode.FuncType
}

// entry is a core signature with which stacks begin.
type entry struct {
	name string
	typ  wasmcode.FuncType
}

// names of variables that all modules with the runtime have.
const (
	runtimeVar   = "runtime"
	componentVar = "component"
)

// runtimeFile is the module with the driver of the task core, and coreFile the
// core, beside the ES module.
const (
	runtimeFile = "./jco-go-runtime.js"
	coreFile    = "jco-go-runtime.wasm"
)

func (g *generator) initAsync() {
	_, g.chosen = formsOf(g.plan, g.opts)
	chosenImports := g.choosesImports()
	if len(g.plan.Needs) == 0 && len(g.chosen) == 0 && !chosenImports {
		return
	}
	g.async = &async{
		lifts: map[plan.LiftID]string{}, dtors: map[component.ResourceID]string{},
		types: map[uint32]string{}, typeOf: map[uint32]*component.ValType{},
		typeVars: g.writer(0), liftVars: g.writer(0), after: g.writer(0), copies: map[uint32]*elementCopies{},
		stacked: map[plan.InstanceID]bool{}, memory: map[memoryKey]string{}, blocking: map[plan.InstanceID]string{},
		needNoted: map[string]bool{}, isHalf: map[string]bool{},
	}
	if chosenImports {
		g.async.exported = map[plan.LiftID]bool{}
		eachExport(g.plan.Exports, "", func(_ string, x *plan.Export) {
			if x.Func.Import < 0 {
				g.async.exported[x.Func.Lift] = true
			}
		})
	}
	if g.inInit() {
		g.inst = g.module.child()
		for _, w := range []*writer{g.instFuncs, g.lowered, g.lifted} {
			w.indent = g.bodyIndent()
		}
	}
	g.inst.reserve(runtimeVar, componentVar)
	g.module.reserve("loadRuntime", "startRuntime")
	for _, w := range []*writer{g.async.typeVars, g.async.liftVars, g.async.after} {
		w.indent = g.bodyIndent()
	}
	for i := range g.plan.Instances {
		g.instance(plan.InstanceID(i))
	}
	g.findStacked()
}

// choosesImports reports whether the options choose an import.
func (g *generator) choosesImports() bool {
	return slices.ContainsFunc(g.plan.Trampolines, func(t plan.Trampoline) bool {
		return t.Kind == plan.LowerImport && g.opts.choosesImport(importName(&g.plan.Imports[t.Import]))
	})
}

// waits reports whether a sync-typed function is to the core what an async one is
// that is lifted synchronously: one that may have to wait for an import that the
// options choose. Those are the exports that they choose, and what components call
// of each other; a function that the host calls and that gives its result at once is none.
func (g *generator) waits(l *plan.Lift) bool {
	a := g.async
	if a.exported == nil { // no import is chosen
		return false
	}
	return g.chosen[l.ID] || a.stacked[l.Instance] && !a.exported[l.ID]
}

// findStacked finds the instances whose threads get stacks of their own where
// the engine can suspend them: those that can come to block.
func (g *generator) findStacked() {
	a := g.async
	for i := range g.plan.Instances {
		if g.plan.Instances[i].Blocks {
			a.stacked[plan.InstanceID(i)] = true
		}
	}
	for i := range g.plan.Trampolines {
		if t := &g.plan.Trampolines[i]; t.Kind == plan.LowerImport && g.asyncImport(t) && !t.Options.Async {
			a.stacked[t.Instance] = true
		}
	}
	for i := range g.plan.Lifts {
		if l := &g.plan.Lifts[i]; l.Suspends {
			a.stacked[l.Instance] = true
		}
	}
	// A caller may have to wait for a callee that does.
	for changed := true; changed; {
		changed = false
		for i := range g.plan.Trampolines {
			t := &g.plan.Trampolines[i]
			if t.Kind != plan.LowerLift || t.Options.Async || a.stacked[t.Instance] {
				continue
			}
			if l := &g.plan.Lifts[t.Lift]; a.stacked[l.Instance] {
				a.stacked[t.Instance], changed = true, true
			}
		}
	}
}

// usesStacks reports whether the module has a stack module.
func (g *generator) usesStacks() bool { return len(g.async.stacked) > 0 }

// writeRuntime writes how the module comes by the driver, and the component.
func (g *generator) writeRuntime(head, w *writer) {
	specifier := g.opts.Runtime
	if specifier == "" {
		specifier = runtimeFile
	}
	file := "getCoreModule(" + quote(coreFile) + ")"
	url := "" // the runtime finds the core beside itself
	if g.opts.Runtime == "" {
		url = "new URL(" + quote("./"+coreFile) + ", import.meta.url)"
	}
	load := "loadRuntime"
	value := ""
	switch {
	case g.opts.Instantiation == InstantiationSync:
		load = "startRuntime"
		value = "startRuntime(() => " + file + ")"
	case g.opts.Instantiation != InstantiationAsync:
		value = "await loadRuntime(" + url + ")"
	case url == "":
		value = "yield loadRuntime(getCoreModule && (() => " + file + "))"
	default:
		value = "yield loadRuntime(() => getCoreModule ? " + file + " : " + url + ")"
	}
	head.line("import { ", load, ", Trap, trapText } from ", quote(specifier), ";")
	w.line("const ", runtimeVar, " = ", value, ";")
	if len(g.async.needsStack) > 0 {
		w.line(runtimeVar, ".needStacks([")
		for _, s := range g.async.needsStack {
			w.line("  ", quote(s), ",")
		}
		w.line("]);")
	}
	wrap := "(payload) => new " + g.use("ComponentError") + "(payload)"
	if g.opts.NoComponentErrorWrapping {
		wrap = "(payload) => payload"
	}
	w.line("const ", componentVar, " = ", runtimeVar, ".component(", wrap, ");")
}

// writeAsyncState writes the component instances.
func (g *generator) writeAsyncState(w *writer) {
	for i := range g.plan.Instances {
		in := &g.plan.Instances[i]
		parent := ""
		if in.Parent != plan.None {
			parent = g.instance(in.Parent)
		}
		w.line("const ", g.instance(in.ID), " = ", componentVar, ".instance(", parent, "); // ", lineComment(in.Path))
	}
	w.line()
}

// writeStacks writes the stack module and what depends on it.
func (g *generator) writeStacks(w *writer) {
	a := g.async
	if a.stacksVar != "" {
		w.line("// Functions that lie between guests and what may suspend their stacks.")
		w.line("const ", a.stacksVar, " = ", runtimeVar, ".stackModule(", quote(g.stackModule()), ", {")
		for i, h := range a.halves {
			n := strconv.Itoa(i)
			w.line("  b", n, ": ", h.halves, ".begin,")
			w.line("  f", n, ": ", h.halves, ".finish,")
		}
		w.line("});")
		for i, e := range a.entries {
			w.line("const ", e.name, " = ", a.stacksVar, ".entry(", strconv.Itoa(i), ");")
		}
		if a.callbacks != "" {
			w.line("const ", a.callbacks, " = ", a.stacksVar, ".callbackEntry();")
		}
		for i, h := range a.halves {
			w.line("const ", h.name, " = ", a.stacksVar, ".exports.t", strconv.Itoa(i), ";")
		}
		w.line()
	}
	w.add(a.after)
}

// stacks gives the variable of the stack module.
func (g *generator) stacks() string {
	if g.async.stacksVar == "" {
		g.async.stacksVar = g.inst.take("stacks")
	}
	return g.async.stacksVar
}

// stackEntry gives the variable of the function that calls a core function of a
// type on a stack of its own.
func (g *generator) stackEntry(t wasmcode.FuncType) string {
	g.stacks()
	for _, e := range g.async.entries {
		if e.typ.Equal(t) {
			return e.name
		}
	}
	e := entry{name: g.inst.take("on-stack"), typ: t}
	g.async.entries = append(g.async.entries, e)
	return e.name
}

// waiting makes the core function of a built-in that may wait: expr gives its
// two halves.
func (g *generator) waiting(w *writer, name, expr string, t wasmcode.FuncType) {
	halves := g.inst.take(name + "-halves")
	w.line("const ", halves, " = ", expr, ";")
	if !g.usesStacks() {
		w.line("const ", name, " = ", runtimeVar, ".builtins.plain(", halves, ");")
		return
	}
	g.stacks()
	g.async.halves = append(g.async.halves, half{name, halves, t})
	g.async.isHalf[name] = true
}

func resultID(t *component.ValType) string {
	if t == nil {
		return "0"
	}
	return strconv.FormatUint(uint64(t.ID)+1, 10)
}

// memoryOption gives the constant that holds the core's number for the memory,
// realloc and encoding of canon options; "0" without memory.
func (g *generator) memoryOption(id plan.InstanceID, o *plan.Options) string {
	c := g.context(id, o)
	if c == nil {
		return "0"
	}
	key := memoryKey{c, o.Encoding}
	if name := g.async.memory[key]; name != "" {
		return name
	}
	m := memoryOptions{name: g.inst.take("options"), instance: id, context: c, encoding: o.Encoding}
	g.async.memories = append(g.async.memories, m)
	g.async.memory[key] = m.name
	return m.name
}

// startsAtOnce reports, as a literal, whether a core module has a start function.
func (g *generator) startsAtOnce(c *plan.CoreInstance) string {
	if c.Module.Module == plan.None {
		return "false"
	}
	return strconv.FormatBool(wasmcode.HasStart(g.plan.Modules[c.Module.Module].Bytes))
}

const (
	liftAsyncType = 1 << iota
	liftAsync
	liftCallback
)

// liftObject gives the variable of a lift's object, which it writes at its first use.
func (g *generator) liftObject(id plan.LiftID) string {
	a := g.async
	if name := a.lifts[id]; name != "" {
		return name
	}
	l := &g.plan.Lifts[id]
	last := lastPart(l.Name)
	if last == "" {
		last = "function" + strconv.Itoa(int(id))
	}
	name := g.inst.take(last + "-lift")
	a.lifts[id] = name
	flags, kind := 0, "0"
	if l.Type.Async || g.waits(l) {
		flags |= liftAsyncType
	}
	if l.Options.Async {
		flags |= liftAsync
		kind = "2"
	}
	if l.Options.Callback != nil {
		flags |= liftCallback
		kind = "1"
	}
	g.needStack(l)
	w := a.liftVars.sub()
	w.line("const ", name, " = {")
	w.indent++
	w.line("id: ", runtimeVar, ".ops.new_lift(", g.instance(l.Instance), ".id, ", strconv.Itoa(flags), ", ", resultID(l.Type.Result), ", ", strconv.Itoa(int(l.ReturnOptions)), "),")
	w.line(componentVar, ",")
	w.line("instance: ", g.instance(l.Instance), ",")
	w.line("where: ", quote(l.Name+": "+g.plan.FuncString(l.Type)), ",")
	w.line("kind: ", kind, ",")
	w.line("sync: ", strconv.FormatBool(!l.Type.Async), ",")
	if cb := l.Options.Callback; cb != nil {
		fn := g.core(*cb, "callback-"+last)
		w.line("callback: (event, p1, p2) => ", fn, "(event, p1, p2),")
		if g.onStack(l) {
			g.stacks()
			if a.callbacks == "" {
				a.callbacks = g.inst.take("callback-on-stack")
			}
			w.line("enterCallback: (event, p1, p2) => ", a.callbacks, "(", fn, ", event, p1, p2),")
		}
	}
	if post := l.Options.PostReturn; post != nil {
		w.line("post: (returned) => ", g.core(*post, "post-"+last), "(returned),")
	}
	w.indent--
	w.line("};")
	a.liftVars.add(w)
	return name
}

// stackOf is the property `stack` of a pair.
func (g *generator) stackOf(stacked bool) string {
	if !stacked {
		return "false"
	}
	return runtimeVar + ".canSuspend"
}

// needStack notes a lift that cannot do without a stack.
func (g *generator) needStack(l *plan.Lift) {
	if !l.Suspends {
		return
	}
	why := "it is lifted with the canon option async and without callback"
	if l.Options.Callback != nil || !l.Options.Async {
		why = g.whatBlocks(l.Instance)
	}
	text := fmt.Sprintf("%q: %s", component.ShortName(l.Name), why)
	if !g.async.needNoted[text] {
		g.async.needNoted[text] = true
		g.async.needsStack = append(g.async.needsStack, text)
	}
}

// whatBlocks names the built-in of an instance that may block a thread.
func (g *generator) whatBlocks(id plan.InstanceID) string {
	text := g.async.blocking[id]
	if text == "" {
		text = g.findBlocks(id)
		g.async.blocking[id] = text
	}
	return text
}

func (g *generator) findBlocks(id plan.InstanceID) string {
	for i := range g.plan.Trampolines {
		t := &g.plan.Trampolines[i]
		if t.Instance != id || !t.Suspends {
			continue
		}
		if t.Kind == plan.Builtin {
			return fmt.Sprintf("its core code imports canon %s (%q), which waits", t.Canon.Op, component.ShortName(t.Name))
		}
		return fmt.Sprintf("its core code imports an async function by canon lower without the option async (%q)", component.ShortName(t.Name))
	}
	return "it may have to wait"
}

// isWasm reports whether a core item is a function of wasm's: one that a stack can
// begin with.
func (g *generator) isWasm(d plan.CoreDef) bool {
	if d.Trampoline == plan.None {
		return true
	}
	return g.async.isHalf[g.trampoline(d.Trampoline)]
}

// onStack reports whether the threads of a lift have stacks of their own.
func (g *generator) onStack(l *plan.Lift) bool {
	return g.async.stacked[l.Instance] && g.isWasm(l.Core) && (l.Options.Callback == nil || g.isWasm(*l.Options.Callback))
}

// callCore is the call of a lift's core function, on a stack of its own if it has one.
func (g *generator) callCore(l *plan.Lift, args []string) string {
	fn := g.core(l.Core, "core-"+lastPart(l.Name))
	if !g.onStack(l) {
		return fn + "(" + join(args) + ")"
	}
	return g.stackEntry(l.CoreType) + "(" + join(append([]string{fn}, args...)) + ")"
}

// dtorPair gives the variable of the pair that calls a resource's destructor.
func (g *generator) dtorPair(id component.ResourceID) string {
	a := g.async
	if name := a.dtors[id]; name != "" {
		return name
	}
	r := g.plan.Resource(id)
	resource := g.plan.ResourceName(id)
	name := g.inst.take("call-" + resource + "-dtor")
	a.dtors[id] = name
	fn := g.core(*r.Dtor, resource+"-dtor")
	call := fn + "(call.args[0])"
	stacked := a.stacked[r.Instance] && g.isWasm(*r.Dtor)
	if stacked {
		call = g.stackEntry(wasmcode.FuncType{Params: []wasmcode.ValType{wasmcode.I32}}) + "(" + fn + ", call.args[0])"
	}
	w := a.liftVars.sub()
	in := g.instance(r.Instance)
	w.line("const ", name, " = {")
	w.line("  lift: { id: ", runtimeVar, ".ops.new_lift(", in, ".id, 0, 0, 0), ", componentVar, ", instance: ", in, ", where: ",
		quote("the destructor of "+resource), ", kind: 0, sync: true },")
	w.line("  stack: ", g.stackOf(stacked), ",")
	w.line("  start(call) {")
	w.line("    call.running = true;")
	w.line("    return ", call, ";")
	w.line("  },")
	w.line("};")
	a.liftVars.add(w)
	return name
}
