//go:build !js

package polyfill

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// Exports are the exports of an instance: those at the top level, or those of an
// instance that it exports.
type Exports struct {
	inst  *Instance
	path  string // "" at the top level
	list  []plan.Export
	index map[string]int
}

func newExports(inst *Instance, path string, list []plan.Export) *Exports {
	e := &Exports{inst: inst, path: path, list: list, index: make(map[string]int, len(list))}
	for i := range list {
		e.index[list[i].Name] = i
	}
	return e
}

// Names lists the names of all exports, in the component's order.
func (e *Exports) Names() []string {
	names := make([]string, len(e.list))
	for i := range e.list {
		names[i] = e.list[i].Name
	}
	return names
}

// find looks for an export of a sort; interface names may differ in version,
// see Linker.
func (e *Exports) find(name string, sort component.Sort) *plan.Export {
	i, found := lookup(e.index, name)
	if found == "" || e.list[i].Kind != sort {
		return nil
	}
	return &e.list[i]
}

// Func finds an exported function, nil if there is none. "iface#name" stands for
// the function name of the exported instance iface. Finding a function costs
// more than a short call: keep it.
func (e *Exports) Func(name string) *Function {
	if iface, rest, ok := strings.Cut(name, "#"); ok {
		sub := e.Instance(iface)
		if sub == nil {
			return nil
		}
		return sub.Func(rest)
	}
	x := e.find(name, component.SortFunc)
	if x == nil {
		return nil
	}
	f := &Function{inst: e.inst, name: e.qualify(x.Name), typ: x.Func.Type}
	f.signature = f.typ.Format(e.inst.component.resourceName)
	if x.Func.Lift >= 0 {
		f.lifted = e.inst.lift(x.Func.Lift)
		if s := e.inst.store; s != nil {
			f.async = s.lift(x.Func.Lift)
		}
	} else {
		f.host = e.inst.imports[x.Func.Import]
	}
	return f
}

// Instance finds an exported instance, nil if there is none.
func (e *Exports) Instance(name string) *Exports {
	x := e.find(name, component.SortInstance)
	if x == nil {
		return nil
	}
	return newExports(e.inst, e.qualify(x.Name), x.Exports)
}

// Resource finds an exported resource type, nil if there is none.
func (e *Exports) Resource(name string) *ResourceType {
	x := e.find(name, component.SortType)
	if x == nil || x.Type.Resource == 0 {
		return nil
	}
	return e.inst.types[x.Type.Resource-1]
}

// Module finds an exported core module, nil if there is none.
func (e *Exports) Module(name string) *Module {
	x := e.find(name, component.SortCoreModule)
	if x == nil {
		return nil
	}
	if x.Module.Module >= 0 {
		return e.inst.component.modules[x.Module.Module]
	}
	return e.inst.importedModules[x.Module.Import]
}

func (e *Exports) qualify(name string) string {
	if e.path == "" {
		return name
	}
	return e.path + "#" + name
}

// items makes what a linker gives of the exports.
func (e *Exports) items() *Items {
	it := newItems()
	for i := range e.list {
		switch x := &e.list[i]; x.Kind {
		case component.SortFunc:
			it.Func(x.Name, e.Func(x.Name))
		case component.SortInstance:
			it.Link(x.Name, e.Instance(x.Name))
		case component.SortCoreModule:
			it.Module(x.Name, e.Module(x.Name))
		case component.SortType:
			if rt := e.Resource(x.Name); rt != nil {
				it.Resource(x.Name, rt)
			}
		}
	}
	return it
}
