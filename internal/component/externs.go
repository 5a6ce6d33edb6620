package component

import (
	"fmt"
	"slices"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// externDeclName reads nameattributes (Binary.md, Import and Export Definitions).
func (sc *scope) externDeclName(r *wasmcode.Reader) (name string, a Attributes, err error) {
	at := r.Offset()
	b := r.Byte()
	if b > 0x02 {
		r.BadByte(b, "component name")
	}
	if b == 0x02 && r.Err() == nil && !sc.d.features.Has(FeatureImplements) && !sc.d.features.Has(FeatureCanonNames) {
		return "", a, gated(at, FeatureImplements, "the name has attributes, which need the `cm-implements` feature")
	}
	name = r.Name()
	if err := sc.d.charge(at, len(name)); err != nil {
		return "", a, err
	}
	if b == 0x02 {
		err = sc.attributes(r, &a)
	}
	return name, a, firstError(r, err)
}

func (sc *scope) attributes(r *wasmcode.Reader, a *Attributes) error {
	const maxAttributes = 10
	for n := r.Count(maxAttributes, "name options"); n > 0; n-- {
		at := r.Offset()
		var dup bool
		var what string
		var gate Features
		switch b := r.Byte(); b {
		case 0x00:
			what, dup, gate = "implements", a.hasImplements, FeatureImplements
			a.Implements, a.hasImplements = r.Name(), true
		case 0x01:
			what, dup, gate = "versionsuffix", a.hasVersionSuffix, FeatureCanonNames
			a.VersionSuffix, a.hasVersionSuffix = r.Name(), true
		case 0x02:
			what, dup, gate = "external-id", a.HasExternalID, FeatureImplements
			a.ExternalID, a.HasExternalID = r.Name(), true
		default:
			r.BadByte(b, "name option")
		}
		if err := firstError(r, nil); err != nil {
			return err
		}
		if dup {
			return errf(at, "duplicate '%s' option in name", what)
		}
		if err := sc.d.need(gate, at, "the `%s` feature is not active", featureNames[gate]); err != nil {
			return err
		}
	}
	return firstError(r, nil)
}

// sortOf reads the sort of an import, export or argument.
func sortOf(r *wasmcode.Reader) Sort {
	switch b := r.Byte(); b {
	case 0x00:
		if b := r.Byte(); b != 0x11 {
			r.BadByte(b, "component external kind")
		}
		return SortCoreModule
	case 0x01:
		return SortFunc
	case 0x02:
		return SortValue
	case 0x03:
		return SortType
	case 0x04:
		return SortComponent
	case 0x05:
		return SortInstance
	default:
		r.BadByte(b, "component external kind")
	}
	return 0
}

// externType reads an externtype. The type of a type import or export is that
// of the bound; adopt makes it an item of its own.
func (sc *scope) externType(r *wasmcode.Reader) (t ExternType, err error) {
	at := r.Offset()
	t.Sort = sortOf(r)
	switch t.Sort {
	case 0:
		return t, firstError(r, nil)
	case SortType:
		switch b := r.Byte(); b {
		case 0x00:
			i := r.U32()
			if r.Err() == nil {
				t.Type, err = sc.typeAt(at, i)
			}
		case 0x01:
			t.TypeBound = BoundSubResource
		default:
			r.BadByte(b, "type bound")
		}
		return t, firstError(r, err)
	case SortValue:
		return t, sc.valueBound(r, &t, at)
	}
	i := r.U32()
	if err := firstError(r, nil); err != nil {
		return t, err
	}
	if t.Sort == SortCoreModule {
		ct, err := sc.coreTypeAt(at, i)
		if err == nil && ct.Module == nil {
			err = errf(at, "core type index %d is not a module type", i)
		}
		t.Module = ct.Module
		return t, err
	}
	def, err := sc.typeAt(at, i)
	if err != nil {
		return t, err
	}
	t.Func, t.Component, t.Instance = def.Func, def.Component, def.Instance
	switch {
	case t.Sort == SortFunc && t.Func == nil:
		err = errf(at, "type index %d is not a function type", i)
	case t.Sort == SortComponent && t.Component == nil:
		err = errf(at, "type index %d is not a component type", i)
	case t.Sort == SortInstance && t.Instance == nil:
		err = errf(at, "type index %d is not an instance type", i)
	}
	return t, err
}

// valueBound reads a valuebound (gate cm-values).
func (sc *scope) valueBound(r *wasmcode.Reader, t *ExternType, at int) error {
	var err error
	switch b := r.Byte(); b {
	case 0x00:
		i := r.U32()
		if r.Err() == nil {
			if int64(i) >= int64(len(sc.values)) {
				err = errf(at, "unknown value %d: value index out of bounds", i)
			} else {
				t.Value = sc.values[i].t
			}
		}
	case 0x01:
		t.Value, err = sc.valType(r)
	default:
		r.BadByte(b, "value bound")
	}
	if err := firstError(r, err); err != nil {
		return err
	}
	return sc.needValues(at)
}

func (sc *scope) needValues(at int) error {
	return sc.d.need(FeatureValues, at, "support for component model `value`s is not enabled")
}

// adopt gives the item of a type declaration an identity of its own: a new
// resource for (sub resource), a new name for (eq t).
func (sc *scope) adopt(decl *ExternDecl) {
	t := &decl.Type
	switch {
	case t.Sort != SortType:
	case t.TypeBound == BoundSubResource:
		t.Type.Resource = sc.d.newResource()
	case t.Type.Value != nil:
		sc.d.budget.take(costNode)
		t.Type.Value = t.Type.Value.Named(decl.Name, "")
	case t.Type.Resource != 0:
		t.Type.alias = sc.d.newAlias()
	}
}

// importDef decodes an import of a component or component type.
func (sc *scope) importDef(r *wasmcode.Reader) error {
	at := r.Offset()
	name, attrs, err := sc.externDeclName(r)
	item := fmt.Sprintf("import %q", name)
	if err != nil {
		return within(err, fmt.Sprintf("import[%d]", len(sc.imports)))
	}
	t, err := sc.externType(r)
	if err := firstError(r, err); err != nil {
		return within(err, item)
	}
	decl := ExternDecl{Name: name, Attrs: attrs, Type: t, Offset: at}
	if err := sc.addImport(&decl); err != nil {
		return within(err, item)
	}
	if sc.kind != scopeComponent {
		return nil
	}
	return sc.define(at, Def{Import: &Import{ExternDecl: decl}})
}

// addImport adds an import to its index space and to the imports.
func (sc *scope) addImport(decl *ExternDecl) error {
	at := decl.Offset
	if err := sc.d.charge(at, 2*costDecl+costName); err != nil {
		return err
	}
	if err := limited(at, len(sc.imports), maxImports, "imports"); err != nil {
		return err
	}
	t := &decl.Type
	if err := sc.grow(at, t); err != nil {
		return err
	}
	sc.adopt(decl)
	switch {
	case t.Sort == SortInstance:
		t.Instance = sc.openImport(t.Instance, decl.Name)
	case t.Sort == SortType && t.TypeBound == BoundSubResource:
		sc.imported = wasmcode.Push(sc.imported, t.Type.Resource)
	}
	if err := sc.addItem(at, *t, false); err != nil {
		return err
	}
	if err := sc.nameTypes(decl, true); err != nil {
		return err
	}
	if err := sc.importNames.check(decl, sc.d.features); err != nil {
		return err
	}
	sc.imports = wasmcode.Push(sc.imports, *decl)
	return nil
}

// addItem adds an item to the index space of its sort.
func (sc *scope) addItem(at int, t ExternType, used bool) error {
	switch t.Sort {
	case SortCoreModule:
		return sc.addCoreModule(at, t.Module)
	case SortFunc:
		return sc.addFunc(at, t.Func)
	case SortValue:
		return sc.addValue(at, t.Value, used)
	case SortType:
		return sc.addType(at, t.Type)
	case SortComponent:
		return sc.addComponent(at, t.Component)
	default:
		return sc.addInstance(at, t.Instance)
	}
}

// grow adds the extent of an import's or export's type to that of the scope.
func (sc *scope) grow(at int, t *ExternType) error {
	sc.extent.add(t.extent())
	return extent{sc.extent.size, saturate(sc.extent.depth)}.check(at)
}

// openImport makes the type of an imported instance: its quantified resources
// become new ones of this scope, its types belong to the interface name.
func (sc *scope) openImport(t *InstanceType, name string) *InstanceType {
	fresh := sc.freshen(t.Fresh)
	for _, r := range t.Fresh {
		sc.imported = wasmcode.Push(sc.imported, fresh[r])
	}
	return sc.reopen(t, name, fresh)
}

// freshen makes a new resource for each of rs.
func (sc *scope) freshen(rs []ResourceID) map[ResourceID]ResourceID {
	fresh := make(map[ResourceID]ResourceID, len(rs))
	for _, r := range rs {
		fresh[r] = sc.d.newResource()
		sc.d.budget.take(costNamed)
	}
	return fresh
}

// reopen replaces resources in an instance's type and gives its types to the
// interface name.
func (sc *scope) reopen(t *InstanceType, name string, fresh map[ResourceID]ResourceID) *InstanceType {
	s := sc.d.substituter(func(r resourceRef) resourceRef {
		if n, ok := fresh[r.id]; ok {
			r.id = n
		}
		return r
	})
	for i := range t.Exports {
		e := &t.Exports[i]
		if e.Type.Sort == SortType && e.Type.Type.Value != nil {
			if s.rename == nil {
				s.rename = map[*ValType]nodeName{}
			}
			sc.d.budget.take(costNamed)
			s.rename[e.Type.Type.Value] = nodeName{e.Name, name}
		}
	}
	exports, _ := s.decls(t.Exports)
	if len(t.Fresh) == 0 && len(exports) > 0 && &exports[0] == &t.Exports[0] {
		return t
	}
	return &InstanceType{Exports: exports, extent: t.extent, index: t.index}
}

// exportDecl decodes an exportdecl of a component type or instance type.
func (sc *scope) exportDecl(r *wasmcode.Reader) error {
	at := r.Offset()
	name, attrs, err := sc.externDeclName(r)
	if err != nil {
		return within(err, fmt.Sprintf("export[%d]", len(sc.exports)))
	}
	t, err := sc.externType(r)
	if err = firstError(r, err); err == nil {
		err = sc.addExport(&ExternDecl{Name: name, Attrs: attrs, Type: t, Offset: at})
	}
	return within(err, fmt.Sprintf("export %q", name))
}

// exportDef decodes an export of a component.
func (sc *scope) exportDef(r *wasmcode.Reader) error {
	at := r.Offset()
	name, attrs, err := sc.externDeclName(r)
	if err != nil {
		return within(err, fmt.Sprintf("export[%d]", len(sc.exports)))
	}
	e := &Export{ExternDecl: ExternDecl{Name: name, Attrs: attrs, Offset: at}}
	if err := sc.exportItem(r, e); err != nil {
		return within(err, fmt.Sprintf("export %q", name))
	}
	return sc.define(at, Def{Export: e})
}

func (sc *scope) exportItem(r *wasmcode.Reader, e *Export) error {
	at := e.Offset
	e.Sort = sortOf(r)
	e.Index = r.U32()
	var ascribed ExternType
	var err error
	hasType := false
	switch b := r.Byte(); b {
	case 0x00:
	case 0x01:
		hasType = true
		ascribed, err = sc.externType(r)
	default:
		r.BadByte(b, "optional component export type")
	}
	if err := firstError(r, err); err != nil {
		return err
	}
	t, err := sc.itemAt(at, e.Sort, e.Index)
	if err != nil {
		return err
	}
	e.Type = t
	if hasType {
		if ascribed.Sort == SortType && ascribed.TypeBound == BoundSubResource {
			ascribed.Type.Resource = sc.d.newResource()
		}
		if err := sc.subtype(at, t, ascribed); err != nil {
			return because(err, "ascribed type of export is not compatible with item's type")
		}
		if ascribed.Sort == SortType {
			ascribed.TypeBound = t.TypeBound
		}
		e.Type = ascribed
	}
	if e.Type.Sort == SortType && e.Type.Type.Resource != 0 {
		e.Type.TypeBound = BoundEq
		if r := e.Type.Type.Resource; sc.isDefined[r] && !sc.explicit[r] {
			e.Type.TypeBound = BoundSubResource
		}
	}
	return sc.addExport(&e.ExternDecl)
}

// itemAt gives the type of an item that is exported or given as an argument.
func (sc *scope) itemAt(at int, sort Sort, i uint32) (t ExternType, err error) {
	t.Sort = sort
	switch sort {
	case SortCoreModule:
		t.Module, err = sc.coreModuleAt(at, i)
	case SortFunc:
		t.Func, err = sc.funcAt(at, i)
	case SortValue:
		if err = sc.needValues(at); err == nil {
			t.Value, err = sc.useValue(at, i)
		}
	case SortType:
		t.Type, err = sc.typeAt(at, i)
	case SortComponent:
		t.Component, err = sc.componentAt(at, i)
	case SortInstance:
		t.Instance, err = sc.instanceAt(at, i)
	}
	return t, err
}

// addExport adds an export to its index space and to the exports.
func (sc *scope) addExport(decl *ExternDecl) error {
	at := decl.Offset
	if err := sc.d.charge(at, 2*costDecl+costName); err != nil {
		return err
	}
	if err := limited(at, len(sc.exports), maxExports, "exports"); err != nil {
		return err
	}
	t := &decl.Type
	if err := sc.grow(at, t); err != nil {
		return err
	}
	switch t.Sort {
	case SortType:
		if sc.kind == scopeComponent && t.TypeBound == BoundSubResource {
			t.Type.alias = sc.d.newAlias() // the resource is there already
		} else {
			sc.adopt(decl)
			if t.TypeBound == BoundSubResource {
				sc.addDefined(t.Type.Resource)
			}
		}
		if t.Type.Resource != 0 {
			sc.explicit[t.Type.Resource] = true
		}
	case SortInstance:
		sc.exportInstance(decl)
	}
	if err := sc.addItem(at, *t, true); err != nil {
		return err
	}
	if err := sc.nameTypes(decl, false); err != nil {
		return err
	}
	if err := sc.exportNames.check(decl, sc.d.features); err != nil {
		return err
	}
	sc.exports = wasmcode.Push(sc.exports, *decl)
	return nil
}

// exportInstance makes the type of an exported instance: in a type, its
// quantified resources become new ones of this scope; its types belong to the
// interface that the export names.
func (sc *scope) exportInstance(decl *ExternDecl) {
	old := decl.Type.Instance
	fresh := sc.freshen(old.Fresh)
	for _, r := range old.Fresh {
		sc.addDefined(fresh[r])
	}
	if sc.kind != scopeInstanceType {
		// Functions of this component may use the types under the names that
		// the instance had before.
		sc.markNamed(old, &sc.exportable)
	}
	decl.Type.Instance = sc.markExplicit(sc.reopen(old, decl.Name, fresh))
}

// markExplicit notes the resources that an exported instance names, and gives
// its type with the bounds as this scope sees them: the first export of a
// resource that is defined here introduces it, others equal it.
func (sc *scope) markExplicit(t *InstanceType) *InstanceType {
	out := t
	for i := range t.Exports {
		if !sc.d.budget.take(costNamed) {
			return t
		}
		e := t.Exports[i].Type
		switch {
		case e.Sort == SortInstance:
			e.Instance = sc.markExplicit(e.Instance)
		case e.Sort == SortType && e.Type.Resource != 0:
			r := e.Type.Resource
			if sc.kind == scopeComponent {
				e.TypeBound = BoundEq
				if sc.isDefined[r] && !sc.explicit[r] {
					e.TypeBound = BoundSubResource
				}
			}
			sc.explicit[r] = true
		}
		if e == t.Exports[i].Type {
			continue
		}
		if out == t {
			sc.d.budget.take(costDecl / 3 * len(t.Exports))
			c := *t
			c.Exports = slices.Clone(t.Exports)
			out = &c
		}
		out.Exports[i].Type = e
	}
	return out
}
