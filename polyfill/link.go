//go:build !js

package polyfill

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// linkage is what a linker has given to a component. Checking that takes as long as instantiating, and
// gives the same for the next instance.
type linkage struct {
	given   *Items
	at      uint64 // given's last change
	types   []*ResourceType
	modules []*Module
	funcs   []*hostFunc
}

// link binds the host imports of the plan to what a linker has.
func (inst *Instance) link(given *Items) error {
	c, at := inst.component, given.lastChange()
	c.mu.Lock()
	k := c.linked
	c.mu.Unlock()
	if k != nil && k.given == given && k.at == at {
		inst.linkAs(k)
		return nil
	}
	if err := inst.linkTo(given); err != nil {
		return err
	}
	if inst.linksInstance() { // which is not to be kept alive
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.linked = &linkage{given, at, slices.Clone(inst.types), inst.importedModules, inst.imports}
	return nil
}

// linksInstance tells that something is another instance's.
func (inst *Instance) linksInstance() bool {
	return slices.ContainsFunc(inst.imports, func(h *hostFunc) bool { return h != nil && h.ofInstance }) ||
		slices.ContainsFunc(inst.types, func(rt *ResourceType) bool { return rt != nil && !rt.host() })
}

// linkAs binds the imports as those of another instance were.
func (inst *Instance) linkAs(k *linkage) {
	copy(inst.types, k.types)
	inst.importedModules = k.modules
	inst.imports = make([]*hostFunc, len(k.funcs))
	own := make([]hostFunc, len(k.funcs))
	for i, h := range k.funcs {
		if h != nil {
			own[i] = *h
			own[i].inst = inst
			inst.imports[i] = &own[i]
		}
	}
}

// linkTo looks at resource types first: the types of functions are made of them.
func (inst *Instance) linkTo(given *Items) error {
	p := inst.component.plan
	inst.imports = make([]*hostFunc, len(p.Imports))
	inst.importedModules = make([]*Module, len(p.Imports))
	problems := make([]string, len(p.Imports))
	for _, kind := range []plan.ImportKind{plan.ImportResource, plan.ImportModule, plan.ImportFunc} {
		for i := range p.Imports {
			if imp := &p.Imports[i]; imp.Kind == kind {
				problems[i] = inst.linkImport(imp, given)
			}
		}
	}
	e := &LinkError{}
	for i, problem := range problems {
		if problem == "" {
			continue
		}
		imp := &p.Imports[i]
		last := len(imp.Path) - 1
		e.Problems = append(e.Problems, LinkProblem{
			Interface: strings.Join(imp.Path[:last], "#"), Name: imp.Path[last],
			Type: inst.importType(imp), Problem: problem,
		})
	}
	if len(e.Problems) > 0 {
		return e
	}
	return nil
}

// linkImport binds one import; it returns what is wrong, "" if nothing is.
func (inst *Instance) linkImport(imp *plan.Import, given *Items) string {
	item, as := given.find(imp)
	if as == "" {
		if imp.Used {
			return missing
		}
		if imp.Kind == plan.ImportResource {
			// Functions may speak of the type, but no guest can drop a handle
			// of it: any Go value will do.
			inst.types[imp.Resource-1] = NewResource[any](imp.Path[len(imp.Path)-1], nil)
		}
		return ""
	}
	switch imp.Kind {
	case plan.ImportResource:
		rt, ok := item.(*ResourceType)
		if !ok || rt == nil {
			return "given as " + describeItem(item)
		}
		inst.types[imp.Resource-1] = rt
	case plan.ImportModule:
		m, ok := item.(*Module)
		if !ok || m == nil {
			return "given as " + describeItem(item)
		}
		if err := matchModule(m.typ, imp.Module); err != nil {
			return err.Error()
		}
		inst.importedModules[imp.ID] = m
	case plan.ImportFunc:
		f, ok := item.(*funcItem)
		if !ok {
			return "given as " + describeItem(item)
		}
		h, err := inst.bindFunc(f, strings.Join(imp.Path, "#"), imp.Func)
		if err != nil {
			return err.Error()
		}
		inst.imports[imp.ID] = h
	}
	return ""
}

// find looks an import up by its path. as is the name at which the first part
// was found.
func (it *Items) find(imp *plan.Import) (item any, as string) {
	first := imp.Path[0]
	item, as = lookup(it.items, first)
	if as == "" && imp.Attrs.Implements != "" {
		item, as = lookup(it.items, imp.Attrs.Implements)
	}
	for _, name := range imp.Path[1:] {
		sub, ok := item.(*Items)
		if !ok {
			if as == "" {
				return nil, ""
			}
			return notInstance{item}, as
		}
		if item, as = lookup(sub.items, name); as == "" {
			return nil, ""
		}
	}
	return item, as
}

// notInstance is what was found where an instance should have been.
type notInstance struct{ item any }

func describeItem(item any) string {
	switch it := item.(type) {
	case notInstance:
		return "a part of " + describeItem(it.item) + ", where an instance is wanted"
	case *funcItem:
		if it.exported != nil {
			return "a function"
		}
		return fmt.Sprintf("the function %v", it.goType())
	case *ResourceType:
		return "a resource type"
	case *Module:
		return "a core module"
	case *Items:
		return "an instance"
	}
	return "nil"
}

// importType prints what an import wants.
func (inst *Instance) importType(imp *plan.Import) string {
	switch imp.Kind {
	case plan.ImportResource:
		return "resource"
	case plan.ImportModule:
		return "core module"
	}
	return imp.Func.Format(inst.component.resourceName)
}

// matchModule reports why a core module cannot be given where one of type want
// is imported: it may import less and export more (Explainer.md, Type
// Checking: module subtyping).
func matchModule(got, want *wasmcode.ModuleType) error {
	for _, e := range want.Exports {
		g, ok := got.Export(e.Name)
		if !ok {
			return fmt.Errorf("given a core module without the export %q", e.Name)
		}
		if err := component.MatchCore(g.Type, e.Type); err != nil {
			return fmt.Errorf("given a core module whose export %q does not fit: %w", e.Name, err)
		}
	}
	for _, i := range got.Imports {
		w, ok := findImport(want, i.Module, i.Name)
		if !ok {
			return fmt.Errorf("given a core module that also imports %q %q", i.Module, i.Name)
		}
		if err := component.MatchCore(w.Type, i.Type); err != nil {
			return fmt.Errorf("given a core module whose import %q %q does not fit: %w", i.Module, i.Name, err)
		}
	}
	return nil
}

func findImport(t *wasmcode.ModuleType, module, name string) (wasmcode.Import, bool) {
	for _, i := range t.Imports {
		if i.Module == module && i.Name == name {
			return i, true
		}
	}
	return wasmcode.Import{}, false
}
