package component

import (
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Subtyping as instantiation needs it (Explainer.md, Type Checking). Like
// wasmparser, function and value types must be equal; instances, components and
// modules may give more and need less.

// subtype checks that an item of type a may stand where b is expected.
func (sc *scope) subtype(at int, a, b ExternType) error { return sc.d.externSubtype(at, &a, &b) }

func sortDesc(s Sort) string {
	if s == SortCoreModule {
		return "module"
	}
	return s.String()
}

func (d *decoder) externSubtype(at int, a, b *ExternType) error {
	work := 16 // charged to bound the time that a component can ask for
	for _, f := range []*FuncType{a.Func, a.Type.Func} {
		if f != nil {
			work += 4 * len(f.Params)
		}
	}
	if err := d.charge(at, work); err != nil {
		return err
	}
	if a.Sort != b.Sort {
		return errf(at, "expected %s, found %s", sortDesc(b.Sort), sortDesc(a.Sort))
	}
	switch a.Sort {
	case SortCoreModule:
		return d.moduleSubtype(at, a.Module, b.Module)
	case SortFunc:
		return funcSubtype(at, a.Func, b.Func)
	case SortValue:
		return valSubtype(at, a.Value, b.Value)
	case SortType:
		return d.defSubtype(at, &a.Type, &b.Type)
	case SortComponent:
		return d.componentSubtype(at, a.Component, b.Component)
	}
	return d.instanceSubtype(at, a.Instance, b.Instance)
}

func defDesc(t *TypeDef) string {
	switch {
	case t.Value != nil:
		return "defined type"
	case t.Func != nil:
		return "func type"
	case t.Component != nil:
		return "component type"
	case t.Instance != nil:
		return "instance type"
	}
	return "resource"
}

func (d *decoder) defSubtype(at int, a, b *TypeDef) error {
	if da, db := defDesc(a), defDesc(b); da != db {
		return errf(at, "expected %s, found %s", db, da)
	}
	switch {
	case a.Value != nil:
		return valSubtype(at, a.Value, b.Value)
	case a.Func != nil:
		return funcSubtype(at, a.Func, b.Func)
	case a.Component != nil:
		return d.componentSubtype(at, a.Component, b.Component)
	case a.Instance != nil:
		return d.instanceSubtype(at, a.Instance, b.Instance)
	}
	return sameResource(at, a.Resource, b.Resource)
}

func sameResource(at int, a, b ResourceID) error {
	if a != b {
		return errf(at, "resource types are not the same (%d vs. %d)", a, b)
	}
	return nil
}

func (d *decoder) instanceSubtype(at int, a, b *InstanceType) error {
	if a == b {
		return nil
	}
	for i := range b.Exports {
		e := &b.Exports[i]
		if err := d.charge(at, lookCost(e.Name)); err != nil {
			return err
		}
		got := a.Export(e.Name)
		if got == nil {
			return errf(at, "missing expected export `%s`", e.Name)
		}
		if err := d.externSubtype(at, &got.Type, &e.Type); err != nil {
			return because(err, "type mismatch in instance export `%s`", e.Name)
		}
	}
	return nil
}

// componentSubtype checks that a component of type a may stand where b is
// expected: b's imports must satisfy a's, and then a's exports b's.
func (d *decoder) componentSubtype(at int, a, b *ComponentType) error {
	if a == b {
		return nil
	}
	if err := d.charge(at, costNamed*(len(b.Imports)+len(a.Exports))); err != nil { // the finders'
		return err
	}
	m, err := d.match(at, finder(b.Imports), a.Imports, a.ImportFresh, "import")
	if err != nil {
		return err
	}
	exports, _ := m.substituter(nil).decls(a.Exports)
	if d.budget.over {
		return overBudget(at)
	}
	_, err = d.match(at, finder(exports), b.Exports, b.ExportFresh, "export")
	return err
}

func finder(decls []ExternDecl) func(string) *ExternType {
	index := make(map[string]*ExternType, len(decls))
	for i := range decls {
		index[decls[i].Name] = &decls[i].Type
	}
	return func(name string) *ExternType { return index[name] }
}

// matching is what a signature's resources and types stand for, once items have
// been given for it.
type matching struct {
	d         *decoder
	resources map[ResourceID]ResourceID
	aliases   map[resourceRef]resourceRef
	types     map[*ValType]*ValType
}

// substituter replaces what the matching found, and further resources.
func (m *matching) substituter(further map[ResourceID]ResourceID) *Substituter {
	s := m.d.substituter(func(r resourceRef) resourceRef {
		if n, ok := m.aliases[r]; ok {
			return n
		}
		if n, ok := m.resources[r.id]; ok {
			r.id = n
		} else if n, ok := further[r.id]; ok {
			r.id = n
		}
		return r
	})
	if len(m.types) > 0 {
		s.preset = true
		for k, v := range m.types {
			s.vals[k] = v
		}
	}
	return s
}

// match checks that the items found by name satisfy the declarations, in which
// the resources in fresh are variables, and says what these stand for.
func (d *decoder) match(at int, find func(string) *ExternType, decls []ExternDecl, fresh []ResourceID, kind string) (*matching, error) {
	m := &matching{d: d, resources: map[ResourceID]ResourceID{}}
	if err := d.charge(at, 64+costNamed*len(fresh)); err != nil {
		return nil, err
	}
	if len(fresh) > 0 {
		vars := make(map[ResourceID]bool, len(fresh))
		for _, r := range fresh {
			vars[r] = true
		}
		for i := range decls {
			m.bind(&decls[i].Type, find(decls[i].Name), vars)
		}
	}
	check := m.substituter(nil)
	for i := range decls {
		decl := &decls[i]
		got := find(decl.Name)
		if got == nil {
			return nil, errf(at, "missing %s named `%s`", kind, decl.Name)
		}
		want := decl.Type
		if len(fresh) > 0 {
			want = check.Extern(want)
			if d.budget.over {
				return nil, overBudget(at)
			}
		}
		if err := d.externSubtype(at, got, &want); err != nil {
			return nil, because(err, "type mismatch for %s `%s`", kind, decl.Name)
		}
	}
	for i := range decls {
		m.rename(&decls[i].Type, find(decls[i].Name))
	}
	if d.budget.over {
		return nil, overBudget(at)
	}
	return m, nil
}

// bind finds what the resource variables of a declaration stand for. Items that
// do not fit are left to the check that follows.
func (m *matching) bind(want, got *ExternType, vars map[ResourceID]bool) {
	if got == nil || want.Sort != got.Sort || !m.d.budget.take(16) {
		return
	}
	switch want.Sort {
	case SortType:
		r := want.Type.Resource
		if _, done := m.resources[r]; vars[r] && !done && got.Type.Resource != 0 {
			m.resources[r] = got.Type.Resource
		}
	case SortInstance:
		for i := range want.Instance.Exports {
			e := &want.Instance.Exports[i]
			if !m.d.budget.take(lookCost(e.Name)) {
				return
			}
			if g := got.Instance.Export(e.Name); g != nil {
				m.bind(&e.Type, &g.Type, vars)
			}
		}
	}
}

// rename notes which named types of a declaration the given item's types stand
// for, so that the result of an instantiation refers to the latter.
func (m *matching) rename(want, got *ExternType) {
	switch want.Sort {
	case SortType:
		switch {
		case !m.d.budget.take(2 * costNamed):
		case want.Type.Value != nil:
			if m.types == nil {
				m.types = map[*ValType]*ValType{}
			}
			m.types[want.Type.Value] = got.Type.Value
		case want.Type.Resource != 0:
			if m.aliases == nil {
				m.aliases = map[resourceRef]resourceRef{}
			}
			m.aliases[resourceRef{want.Type.Resource, want.Type.alias}] = resourceRef{got.Type.Resource, got.Type.alias}
		}
	case SortInstance:
		for i := range want.Instance.Exports {
			e := &want.Instance.Exports[i]
			if !m.d.budget.take(lookCost(e.Name)) {
				return
			}
			if g := got.Instance.Export(e.Name); g != nil {
				m.rename(&e.Type, &g.Type)
			}
		}
	}
}

// moduleSubtype checks that module a may stand where b is expected.
func (d *decoder) moduleSubtype(at int, a, b *wasmcode.ModuleType) error {
	if a == b {
		return nil
	}
	work := 128 * (len(a.Imports) + len(b.Imports) + len(b.Exports))
	for _, imports := range [][]wasmcode.Import{a.Imports, b.Imports} {
		for i := range imports {
			work += lookCost(imports[i].Module) + lookCost(imports[i].Name)
		}
	}
	for i := range b.Exports {
		work += lookCost(b.Exports[i].Name)
	}
	if err := d.charge(at, work); err != nil {
		return err
	}
	imports := make(map[[2]string]*wasmcode.ExternType, len(b.Imports))
	for i := range b.Imports {
		imports[[2]string{b.Imports[i].Module, b.Imports[i].Name}] = &b.Imports[i].Type
	}
	for i := range a.Imports {
		imp := &a.Imports[i]
		given, ok := imports[[2]string{imp.Module, imp.Name}]
		if !ok {
			return errf(at, "missing expected import `%s::%s`", imp.Module, imp.Name)
		}
		if err := d.coreLists.subtype(given, &imp.Type, at); err != nil {
			return because(err, "type mismatch in import `%s::%s`", imp.Module, imp.Name)
		}
	}
	for i := range b.Exports {
		e := &b.Exports[i]
		got, ok := a.Export(e.Name)
		if !ok {
			return errf(at, "missing expected export `%s`", e.Name)
		}
		if err := d.coreLists.subtype(&got.Type, &e.Type, at); err != nil {
			return because(err, "type mismatch in export `%s`", e.Name)
		}
	}
	return nil
}
