package transpile

import (
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// exportList is what the module exports, or instantiate returns.
type exportList struct {
	g       *generator
	objects *writer  // constants of exported instances
	entries []export // in the order of the component
}

// export is one name and the variable behind it.
type export struct {
	name, variable string
	namespaced     bool // the full name of an interface
	kind           ExportKind
}

// exportList writes the exported functions and gives their names.
func (g *generator) exportList() *exportList {
	list := &exportList{g: g, objects: g.writer(g.bodyIndent())}
	items := make([]item, len(g.plan.Exports))
	for i := range g.plan.Exports {
		items[i] = itemOf(&g.plan.Exports[i])
	}
	for i, names := range exportNames(items) {
		x := &g.plan.Exports[i]
		if names.Name == "" {
			continue
		}
		v, kind := list.value(x)
		if v == "" {
			continue
		}
		if names.Alias != "" {
			list.entries = append(list.entries, export{names.Alias, v, false, kind})
		}
		list.entries = append(list.entries, export{names.Name, v, x.Kind == component.SortInstance && strings.Contains(x.Name, ":"), kind})
	}
	return list
}

func itemOf(x *plan.Export) item {
	return item{name: x.Name, sort: x.Kind, resource: x.Kind == component.SortType && x.Type.Resource != 0}
}

// value gives a variable for what is exported, "" if it has no value.
func (list *exportList) value(x *plan.Export) (string, ExportKind) {
	g := list.g
	switch x.Kind {
	case component.SortFunc:
		if x.Func.Import >= 0 {
			return g.imports.variable(x.Func.Import), ExportFunction
		}
		return g.liftVar(x.Func.Lift), ExportFunction
	case component.SortCoreModule:
		if x.Module.Import >= 0 {
			return g.imports.variable(x.Module.Import), ExportModule
		}
		return g.moduleVar(x.Module.Module), ExportModule
	case component.SortType:
		if x.Type.Resource == 0 {
			return "", ""
		}
		if r := g.plan.Resource(x.Type.Resource); r.Import >= 0 {
			return g.hostClass(r.ID), ExportClass
		}
		return g.class(x.Type.Resource).name, ExportClass
	case component.SortInstance:
		return list.object(x), ExportInstance
	}
	return "", ""
}

// object writes the object of an exported instance and gives its variable.
func (list *exportList) object(x *plan.Export) string {
	g := list.g
	items := make([]item, len(x.Exports))
	for i := range x.Exports {
		items[i] = itemOf(&x.Exports[i])
	}
	in := g.markObjects(x.Name, items)
	var keys, values []string
	for i, name := range memberNames(items) {
		if name == "" {
			continue
		}
		if items[i].object {
			keys = append(keys, name)
			values = append(values, g.valuesObject(list.objects, in.Type(items[i].name).Value, name))
			continue
		}
		if v, _ := list.value(&x.Exports[i]); v != "" {
			keys = append(keys, name)
			values = append(values, v)
		}
	}
	v := g.inst.take(interfaceAlias(x.Name))
	w := list.objects
	w.line("// ", lineComment(x.Name))
	w.block("const "+v+" = {", func() {
		for i, key := range keys {
			if k := propertyKey(key); k == values[i] {
				w.line(k, ",")
			} else {
				w.line(k, ": ", values[i], ",")
			}
		}
	}, "};")
	return v
}

// writeObjects writes the constants of exported instances.
func (list *exportList) writeObjects(w *writer) { w.add(list.objects) }

// shown are the exports that the options ask for.
func (list *exportList) shown() []export {
	return slices.DeleteFunc(slices.Clone(list.entries), func(e export) bool {
		return e.namespaced && list.g.opts.NoNamespacedExports
	})
}

// writeExports writes the export statement.
func (list *exportList) writeExports(w *writer) {
	entries := list.shown()
	if len(entries) == 0 {
		w.line("export {};")
		return
	}
	w.line()
	w.line("export {")
	for _, e := range entries {
		name := e.name
		if !isIdentifierName(name) {
			name = quote(name)
		}
		if name == e.variable {
			w.line("  ", name, ",")
		} else {
			w.line("  ", e.variable, " as ", name, ",")
		}
	}
	w.line("};")
}

// placeholders declares variables for the exports outside of $init, which makes
// and assigns them. What the module exports from then on are these variables.
func (list *exportList) placeholders() (declared, assigned *writer) {
	g := list.g
	declared, assigned = g.writer(0), g.writer(g.bodyIndent())
	outside := map[string]string{}
	for i := range list.entries {
		e := &list.entries[i]
		name := outside[e.variable]
		if name == "" {
			name = g.module.take(e.variable)
			outside[e.variable] = name
			declared.line("let ", name, " = ", g.use("notYet"), ";")
			assigned.line(name, " = ", e.variable, ";")
		}
		e.variable = name
	}
	declared.line()
	return declared, assigned
}

// writeReturn writes the statement with which instantiate returns the exports.
func (list *exportList) writeReturn(w *writer, indent int) {
	at := indents(indent)
	w.line(at, "return {")
	for _, e := range list.shown() {
		if k := propertyKey(e.name); k == e.variable {
			w.line(at, "  ", k, ",")
		} else {
			w.line(at, "  ", k, ": ", e.variable, ",")
		}
	}
	end := "disposeInstance(" + list.g.root() + ")"
	if list.g.async != nil {
		end = componentVar + ".dispose()"
	}
	if list.g.opts.Tracing {
		end = "(" + list.g.use("traceLeaks") + "(" + list.g.root() + "), " + end + ")"
	}
	w.line(at, "  [dispose]: () => ", end, ",")
	w.line(at, "};")
}

// names lists the exports for the Result.
func (list *exportList) names() []Export {
	var out []Export
	for _, e := range list.shown() {
		out = append(out, Export{e.name, e.kind})
	}
	return out
}
