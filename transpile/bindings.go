package transpile

import (
	"fmt"
	"slices"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// ImportBindings says how what a component imports is called.
type ImportBindings string

// The values of Options.ImportBindings.
const (
	// ImportBindingsJS calls JavaScript functions with JavaScript values.
	ImportBindingsJS ImportBindings = "js"
	// ImportBindingsHybrid takes the core function that an import gives under
	// Symbol.for('cabiLower'), if it does.
	ImportBindingsHybrid ImportBindings = "hybrid"
	// ImportBindingsOptimized wants every import to give one.
	ImportBindingsOptimized ImportBindings = "optimized"
	// ImportBindingsDirectOptimized calls the import itself for the core function.
	ImportBindingsDirectOptimized ImportBindings = "direct-optimized"
)

func (b ImportBindings) check() error {
	switch b {
	case "", ImportBindingsJS, ImportBindingsHybrid, ImportBindingsOptimized, ImportBindingsDirectOptimized:
		return nil
	}
	return &OptionError{"importBindings", fmt.Sprintf("%q is none of js, hybrid, optimized and direct-optimized", b)}
}

func (b ImportBindings) core() bool { return b != "" && b != ImportBindingsJS }

// bound is the core function of an import, a constant that is there as soon as
// the canon options are.
type bound struct {
	name, expr string
	after      plan.CoreInstanceID
}

// bindImport writes what lowers an import that may give a core function, and
// gives its name.
func (g *generator) bindImport(w *writer, t *plan.Trampoline) string {
	imp := &g.plan.Imports[t.Import]
	goal := "lower-" + lastPart(imp.Path[len(imp.Path)-1])
	where := quote(component.ShortName(importName(imp)) + ": " + component.ShortType(g.plan.FuncString(t.Type)))
	fn, options := g.imports.function(imp), g.lowerOptions(t)
	expr := ""
	switch g.opts.ImportBindings {
	case ImportBindingsHybrid:
		fallback := g.inst.take(goal + "-values")
		g.writeLowerImport(w, t, fallback)
		expr = g.use("bindCore") + "(" + fn + ", " + options + ", " + where + ", " + fallback + ")"
	case ImportBindingsOptimized:
		expr = g.use("bindCore") + "(" + fn + ", " + options + ", " + where + ")"
	default:
		expr = g.use("guardCore") + "(" + fn + "(" + options + "), " + where + ")"
	}
	b := bound{name: g.inst.take(goal), expr: expr, after: lastInstance(t.Options.Memory, t.Options.Realloc)}
	g.bindings = append(g.bindings, b)
	return b.name
}

// lowerOptions is the object with the canon options that a binding gets.
func (g *generator) lowerOptions(t *plan.Trampoline) string {
	var keys, values []string
	if t.Options.Memory != nil {
		keys, values = append(keys, "memory"), append(values, g.contextItem(t.Options.Memory))
	}
	if t.Options.Realloc != nil {
		keys, values = append(keys, "realloc"), append(values, g.contextItem(t.Options.Realloc))
	}
	switch t.Options.Encoding {
	case component.UTF16:
		keys, values = append(keys, "stringEncoding"), append(values, `"utf16"`)
	case component.Latin1UTF16:
		keys, values = append(keys, "stringEncoding"), append(values, `"compact-utf16"`)
	}
	var tables []string
	for _, id := range hostResources(g, t.Type) {
		g.needTable(t.Instance)
		tables = append(tables, g.use("flatTable")+"("+g.instance(t.Instance)+", "+g.resourceTag(id)+", "+g.hostClass(id)+")")
	}
	if len(tables) > 0 {
		keys, values = append(keys, "resourceTables"), append(values, "["+join(tables)+"]")
	}
	return object(keys, values)
}

// hostResources lists the resources of the host's in a function's type, each
// once, in the order in which they come.
func hostResources(g *generator, ft *component.FuncType) []component.ResourceID {
	var list []component.ResourceID
	note := func(t *component.ValType) bool {
		if t.Kind == component.KindOwn || t.Kind == component.KindBorrow {
			if !slices.Contains(list, t.Resource) && g.plan.Resource(t.Resource).Import >= 0 {
				list = append(list, t.Resource)
			}
		}
		return false
	}
	for _, p := range ft.Params {
		g.any(p.Type, note)
	}
	g.any(ft.Result, note)
	return list
}

// function gives an expression for the function behind an import, which has the
// binding: a method without its object, a class for its constructor.
func (im *imports) function(imp *plan.Import) string {
	n := parseFuncName(imp.Path[len(imp.Path)-1])
	if n.kind == funcFree {
		return im.variable(imp.ID)
	}
	class := im.classOf(imp, n)
	property := member(im.members[memberKey(imp.Path)])
	switch n.kind {
	case funcMethod:
		return class + ".prototype" + property
	case funcStatic:
		return class + property
	}
	return class
}
