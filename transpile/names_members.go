package transpile

import (
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// item is one import or export of a world, or export of an instance, as far as
// its JavaScript name depends on it.
type item struct {
	name     string // externname
	sort     component.Sort
	resource bool // sort is SortType and it is a resource
	object   bool // sort is SortType and there is an object for it, see Options.hasObject
}

// itemsOf gives the items of imports or exports.
func itemsOf(decls []component.ExternDecl) []item {
	items := make([]item, len(decls))
	for i, d := range decls {
		items[i] = item{
			name: d.Name, sort: d.Type.Sort,
			resource: d.Type.Sort == component.SortType && d.Type.Type.Resource != 0,
		}
	}
	return items
}

// memberNames gives each item of an instance the property under which
// JavaScript sees it: functions, core modules and nested instances in
// lowerCamelCase, resources (as classes) and objects of types in PascalCase. What has no property of
// its own gets "": constructors, methods and statics are members of their class
// (see classMembers), other types exist for TypeScript only. Names that are
// taken do not come out.
func memberNames(items []item, taken ...string) []string {
	names := make([]string, len(items))
	used := set(taken...)
	numbered := numbers{}
	for i, it := range items {
		var goal string
		switch {
		case it.sort == component.SortFunc:
			if parseFuncName(it.name).kind != funcFree {
				continue
			}
			goal = lowerCamel(it.name)
		case it.sort == component.SortType:
			if !it.resource && !it.object {
				continue
			}
			goal = upperCamel(it.name)
		case it.sort == component.SortInstance:
			goal = interfaceAlias(it.name)
		default:
			goal = lowerCamel(it.name)
		}
		names[i] = numbered.free(goal, func(s string) bool { return used[s] })
		used[names[i]] = true
	}
	return names
}

// exportName is how a world's export reaches JavaScript.
type exportName struct {
	// Name is the export's name: an interface keeps its full name, anything
	// else is named as memberNames says. "" if it has none.
	Name string
	// Alias is the second, short name of an interface ("streams" for
	// "wasi:io/streams@0.2.0"); "" where another export has that name already.
	Alias string
}

// exportNames names the exports of a world as jco does, except that none is
// called "then": `await import(…)` of a module with such a function, or awaiting
// what instantiate returns, would call it and wait for ever. Of several interfaces
// with one short name, the first in the order of the full names gets it.
func exportNames(items []item) []exportName {
	out := make([]exportName, len(items))
	used := map[string]bool{}
	var interfaces, others []int
	var plain []item
	for i, it := range items {
		if it.sort == component.SortInstance && strings.Contains(it.name, ":") {
			interfaces = append(interfaces, i)
			out[i].Name = it.name
		} else {
			others = append(others, i)
			plain = append(plain, it)
		}
	}
	for n, name := range memberNames(plain, "then") {
		out[others[n]].Name = name
		used[name] = true
	}
	slices.SortStableFunc(interfaces, func(a, b int) int { return strings.Compare(items[a].name, items[b].name) })
	for _, i := range interfaces {
		if alias := interfaceAlias(items[i].name); alias != "" && !used[alias] {
			out[i].Alias = alias
			used[alias] = true
		}
	}
	return out
}

// classMembers gives the constructors, methods and statics among names (all of
// one resource) their names as class members; a constructor gets "constructor",
// anything that is none of the three "". A method may not be called
// constructor, nor a static prototype: those get "$1" behind.
func classMembers(names []string) []string {
	out := make([]string, len(names))
	methods, statics := set("constructor"), set("prototype")
	method, static := numbers{}, numbers{}
	for i, name := range names {
		switch f := parseFuncName(name); f.kind {
		case funcConstructor:
			out[i] = "constructor"
		case funcMethod:
			out[i] = method.free(lowerCamel(f.label), func(s string) bool { return methods[s] })
			methods[out[i]] = true
		case funcStatic:
			out[i] = static.free(lowerCamel(f.label), func(s string) bool { return statics[s] })
			statics[out[i]] = true
		}
	}
	return out
}
