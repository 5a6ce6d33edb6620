package transpile

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file puts the parts together: the ES module in its four forms (see
// Options.Instantiation and Options.TLACompat), and the steps of instantiation.

// generate writes the module, and lists what it exports.
func (g *generator) generate(files coreFiles) (*exportList, string) {
	g.imports = newImports(g)
	g.countAll()
	g.findClasses(g.plan.Exports)
	exports := g.exportList()
	classes := g.writer(g.bodyIndent())
	steps := g.writer(g.bodyIndent())
	if g.hoists() {
		steps.indent++
	}
	g.root()
	// Steps first: the lowered functions get their names in the order of use.
	args := g.stepArgs()
	g.writeClasses(classes)
	vars := g.writeSteps(steps, args, files)
	g.traceTables(steps)

	head, importVars := g.writer(0), g.writer(g.bodyIndent())
	g.imports.write(head, importVars)
	state := g.writer(g.bodyIndent())
	if g.async != nil {
		g.writeRuntime(head, state)
		g.writeAsyncState(state)
		state.add(g.async.typeVars)
		state.add(g.async.liftVars)
		g.writeAdapters(state)
		g.writeStacks(g.lifted)
	} else {
		g.writeState(state, vars)
	}

	g.writeClasses(classes) // of resources that only elements of streams have shown

	body := g.writer(0)
	for _, part := range []*writer{importVars, state, g.instFuncs, g.lowered, g.lifted, classes} {
		body.add(part)
	}
	out := g.writer(0)
	if !head.empty() {
		out.add(head)
		out.line()
	}
	return exports, g.frame(out, body, steps, exports)
}

// frame writes the outermost form of the module around its parts.
func (g *generator) frame(out, body, steps *writer, exports *exportList) string {
	inner := g.writer(g.bodyIndent())
	exports.writeObjects(inner)
	if g.opts.Instantiation != InstantiationNone {
		g.use("dispose")
		if g.async == nil {
			g.use("disposeInstance")
		}
		if g.opts.Tracing {
			g.use("traceLeaks")
		}
	}
	switch {
	case g.opts.Instantiation == InstantiationAsync:
		drive := g.use("drive")
		g.writeShared(out)
		out.line("export function instantiate(getCoreModule, imports = {}, instantiateCore = WebAssembly.instantiate) {")
		out.line("  function* steps() {")
		out.add(body)
		out.add(steps)
		out.add(inner)
		exports.writeReturn(out, 2)
		out.line("  }")
		out.line("  return ", drive, "(steps());")
		out.line("}")
	case g.opts.Instantiation == InstantiationSync:
		g.writeShared(out)
		out.line("export function instantiate(getCoreModule, imports = {}, instantiateCore = (module, imports) => new WebAssembly.Instance(module, imports)) {")
		out.add(body)
		out.add(steps)
		out.add(inner)
		exports.writeReturn(out, 1)
		out.line("}")
	case g.inInit():
		outside, assign := exports.placeholders()
		g.writeShared(out)
		out.add(outside)
		out.line("export const $init = (async () => {")
		out.add(body)
		out.add(steps)
		out.add(inner)
		out.add(assign)
		out.line("})();")
		exports.writeExports(out)
	case g.opts.TLACompat:
		g.writeShared(out)
		out.add(body)
		out.line("export const $init = (async () => {")
		out.add(steps)
		out.line("})();")
		out.add(inner)
		exports.writeExports(out)
	default:
		g.writeShared(out)
		out.add(body)
		out.add(steps)
		out.add(inner)
		exports.writeExports(out)
	}
	return out.String()
}

// writeShared writes what all instances share.
func (g *generator) writeShared(out *writer) {
	out.text(helperCode(g.helper, g.async != nil))
	if len(g.flatVars) > 0 {
		out.line("let ", join(g.flatVars), ";")
	}
	if !g.tables.empty() {
		out.add(g.tables)
		out.line()
	}
	out.add(g.moduleFuncs)
}

// writeState writes the variables of the instances.
func (g *generator) writeState(w *writer, later []string) {
	ids := make([]plan.InstanceID, 0, len(g.instances))
	for id := range g.instances {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		v := g.instances[id]
		fields := ""
		add := func(f string) {
			if fields != "" {
				fields += ", "
			}
			fields += f
		}
		switch {
		case id == 0 && g.opts.TLACompat:
			add("entered: 3")
		case id == 0:
			add("entered: 2")
		case v.enter:
			add("entered: 0")
		}
		if v.leave {
			add("mayLeave: true")
		}
		if v.table {
			add("handles: [undefined], free: []")
		}
		if id == 0 && g.moves {
			add("moved: [], undo: undoMoves")
		}
		w.line("const ", v.name, " = { ", fields, " }; // ", lineComment(g.plan.Instances[id].Path))
	}
	if len(later) > 0 {
		w.line("let ", join(later), ";")
	}
	w.line()
}

// coreFiles names the files of core modules, or has them as text.
type coreFiles struct {
	names map[plan.ModuleID]string
}

// hoists reports whether the steps are all that $init runs, and what they define
// is declared outside of it.
func (g *generator) hoists() bool { return g.opts.TLACompat && g.async == nil }

// writeSteps writes the steps of instantiation. It returns the variables that
// have to be declared before, because the steps run in a function of their own.
func (g *generator) writeSteps(w *writer, args [][]argDef, files coreFiles) (later []string) {
	declare := func(name, value string) {
		if g.hoists() {
			later = append(later, name)
			w.line(name, " = ", value, ";")
		} else {
			w.line("const ", name, " = ", value, ";")
		}
	}
	await := "await "
	switch g.opts.Instantiation {
	case InstantiationAsync:
		await = "yield "
	case InstantiationSync:
		await = ""
	}

	for i := range g.plan.Steps {
		if s := &g.plan.Steps[i]; s.Kind == plan.StepInstantiate {
			if m := g.plan.CoreInstances[s.Core].Module.Module; m != plan.None {
				g.moduleVar(m)
			}
		}
	}
	var names, sources []string
	for i := range g.plan.Modules {
		m := &g.plan.Modules[i]
		if name := g.modules[m.ID]; name != "" {
			names = append(names, name)
			sources = append(sources, g.moduleSource(m, files))
		}
	}
	switch {
	case len(names) == 0:
	case g.opts.Instantiation == InstantiationSync:
		for i, name := range names {
			w.line("const ", name, " = ", sources[i], ";")
		}
	default:
		all := "Promise.all"
		if g.opts.Instantiation == InstantiationAsync {
			all = g.use("allOf")
		}
		target := "[" + join(names) + "]"
		if g.hoists() {
			later = append(later, names...)
		} else {
			target = "const " + target
		}
		w.line(target, " = ", await, all, "([")
		for _, s := range sources {
			w.line("  ", s, ",")
		}
		w.line("]);")
	}
	ready := g.ready()
	after := func(last plan.CoreInstanceID) {
		for _, item := range ready.items[last] {
			declare(item.name, g.exportsVar(item.owner)+member(item.def.Name))
		}
		for _, c := range ready.contexts[last] {
			call := g.use("context") + "(" + g.instance(c.instance) + ", " + g.contextItem(c.memory)
			switch {
			case c.realloc == nil:
			case g.async != nil:
				call += ", " + g.instance(c.instance) + ".realloc(" + g.contextItem(c.realloc) + ")"
			default:
				call += ", " + g.contextItem(c.realloc)
			}
			declare(c.name, call+")")
			for _, m := range ready.memories[c] {
				declare(m.name, runtimeVar+".streams.memory("+componentVar+", "+c.name+")")
				for _, global := range ready.globals[m.name] {
					w.line(global, ".value = ", m.name, ";")
				}
			}
		}
		for _, b := range ready.bindings[last] {
			declare(b.name, b.expr)
		}
	}
	after(plan.None)
	for i := range g.plan.Steps {
		s := &g.plan.Steps[i]
		if s.Kind != plan.StepInstantiate {
			continue
		}
		c := &g.plan.CoreInstances[s.Core]
		module := ""
		if c.Module.Module != plan.None {
			module = g.moduleVar(c.Module.Module)
		} else {
			module = g.imports.variable(c.Module.Import)
		}
		core := "instantiateCore"
		if g.opts.Instantiation == InstantiationNone {
			core = "WebAssembly.instantiate"
		}
		if c.Name != "" {
			w.line("// ", lineComment(c.Name))
		}
		head, tail := "("+await+g.use("startCore")+"("+core+", "+module+", ", g.root()
		if g.async != nil {
			delete(g.helper, "startCore")
			head, tail = "("+await+componentVar+".startCore("+g.instance(c.Instance)+", "+core+", "+module+", ", g.startsAtOnce(c)
		}
		name := g.exportsVar(s.Core)
		if g.hoists() {
			later = append(later, name)
		} else {
			name = "const " + name
		}
		if len(args[i]) == 0 {
			w.line(name, " = ", head, "{}, ", tail, ")).exports;")
		} else {
			w.line(name, " = ", head, "{")
			g.writeImportObject(w, args[i])
			w.line("}, ", tail, ")).exports;")
		}
		after(s.Core)
	}
	if g.async != nil {
		g.writeElements(w)
	} else {
		w.line(g.root(), ".entered = 0;")
	}
	w.line()
	return later
}

// ready is what the steps make, by the core instance after which it can be, and what
// hangs on it.
type ready struct {
	items    map[plan.CoreInstanceID][]*coreItem
	contexts map[plan.CoreInstanceID][]*context
	bindings map[plan.CoreInstanceID][]bound
	memories map[*context][]memoryOptions // their numbers
	globals  map[string][]string          // the globals that get such a number, by its name
}

func (g *generator) ready() ready {
	r := ready{
		map[plan.CoreInstanceID][]*coreItem{}, map[plan.CoreInstanceID][]*context{}, map[plan.CoreInstanceID][]bound{},
		map[*context][]memoryOptions{}, map[string][]string{},
	}
	for _, item := range g.items {
		r.items[item.owner] = append(r.items[item.owner], item)
	}
	for _, c := range g.contexts {
		last := lastInstance(c.memory, c.realloc)
		r.contexts[last] = append(r.contexts[last], c)
	}
	for _, b := range g.bindings {
		r.bindings[b.after] = append(r.bindings[b.after], b)
	}
	if g.async != nil {
		for _, m := range g.async.memories {
			r.memories[m.context] = append(r.memories[m.context], m)
		}
		for _, o := range g.async.optionGlobals {
			r.globals[o.memory] = append(r.globals[o.memory], o.name)
		}
	}
	return r
}

func (g *generator) contextItem(d *plan.CoreDef) string {
	if d.Trampoline != plan.None {
		return g.trampoline(d.Trampoline)
	}
	return g.exportsVar(d.Instance) + member(d.Name)
}

// inURL escapes what has a meaning in a URL.
var inURL = strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F")

// moduleSource is the expression that gives a core module, or a promise of it, or
// throws with the module's place in the component.
func (g *generator) moduleSource(m *plan.Module, files coreFiles) string {
	where := component.ShortPath(m.Path)
	if m.Name != "" {
		where += " " + strconv.Quote(component.ShortName(m.Name))
	}
	return g.use("loadCore") + "(() => " + g.moduleExpr(m, files) + ", " + quote(where) + ")"
}

func (g *generator) moduleExpr(m *plan.Module, files coreFiles) string {
	name := files.names[m.ID]
	given := "getCoreModule(" + quote(name) + ")"
	switch {
	case g.opts.Instantiation == InstantiationSync:
		return given
	case name == "":
		text := base64.StdEncoding.EncodeToString(m.Bytes)
		g.room.left += len(text)
		return g.use("compileText") + "(" + strconv.Quote(text) + ")"
	}
	compile := "compileFile"
	if g.opts.NoNodejsCompat {
		compile = "compileUrl"
	}
	// The whole expression in one place: by it bundlers know that the file is wanted.
	beside := g.use(compile) + "(new URL(" + quote("./"+inURL.Replace(name)) + ", import.meta.url))"
	if g.opts.Instantiation == InstantiationAsync {
		return "getCoreModule ? " + given + " : " + beside
	}
	return beside
}
