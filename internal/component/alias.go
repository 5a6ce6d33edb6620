package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// aliasDef decodes an alias (Binary.md, Alias Definitions) of a component,
// component type or instance type.
func (sc *scope) aliasDef(r *wasmcode.Reader) error {
	at := r.Offset()
	a := &Alias{}
	sortByte := r.Byte()
	var coreByte byte
	if sortByte == 0 {
		coreByte = r.Byte()
	}
	switch b := r.Byte(); b {
	case 0x00:
		a.Kind = AliasExport
		sc.aliasSort(r, a, sortByte, coreByte)
		a.Instance, a.Name = r.U32(), r.Name()
	case 0x01:
		a.Kind = AliasCoreExport
		a.Core, a.CoreSort = true, coreSortOf(coreByte)
		if _, ok := a.CoreSort.kind(); sortByte != 0 || !ok {
			if sortByte != 0 {
				coreByte = sortByte
			}
			r.Fail(at, "invalid leading byte (0x%x) for external kind", coreByte)
		}
		a.Instance, a.Name = r.U32(), r.Name()
	case 0x02:
		a.Kind = AliasOuter
		sc.outerSort(r, a, sortByte, coreByte, at)
		a.Count, a.Index = r.U32(), r.U32()
	default:
		r.BadByte(b, "alias")
	}
	if err := firstError(r, nil); err != nil {
		return within(err, "alias")
	}
	if err := sc.d.charge(at, costAlias+len(a.Name)); err != nil {
		return err
	}
	if err := sc.resolveAlias(a, at); err != nil {
		return within(err, sc.aliasPath(a))
	}
	if sc.kind != scopeComponent {
		return nil
	}
	return sc.define(at, Def{Alias: a})
}

// aliasPath names what an alias adds.
func (sc *scope) aliasPath(a *Alias) string {
	switch a.Kind {
	case AliasExport:
		return fmt.Sprintf("alias export %d %q", a.Instance, a.Name)
	case AliasCoreExport:
		return fmt.Sprintf("alias core export %d %q", a.Instance, a.Name)
	}
	return fmt.Sprintf("alias outer %d %d", a.Count, a.Index)
}

// aliasSort sets the sort of an export alias.
func (sc *scope) aliasSort(r *wasmcode.Reader, a *Alias, sortByte, coreByte byte) {
	switch sortByte {
	case 0x00:
		if coreByte != 0x11 {
			r.BadByte(coreByte, "component external kind")
			return
		}
		a.Core, a.CoreSort, a.Sort = true, CoreSortModule, SortCoreModule
	case 0x01:
		a.Sort = SortFunc
	case 0x02:
		a.Sort = SortValue
	case 0x03:
		a.Sort = SortType
	case 0x04:
		a.Sort = SortComponent
	case 0x05:
		a.Sort = SortInstance
	default:
		r.BadByte(sortByte, "component external kind")
	}
}

// outerSort sets the sort of an outer alias: outeraliassort.
func (sc *scope) outerSort(r *wasmcode.Reader, a *Alias, sortByte, coreByte byte, at int) {
	bad := sortByte
	switch {
	case sortByte == 0x00 && coreByte == 0x10:
		a.Core, a.CoreSort = true, CoreSortType
		return
	case sortByte == 0x00 && coreByte == 0x11:
		a.Core, a.CoreSort, a.Sort = true, CoreSortModule, SortCoreModule
		return
	case sortByte == 0x03:
		a.Sort = SortType
		return
	case sortByte == 0x04:
		a.Sort = SortComponent
		return
	case sortByte == 0x00:
		bad = coreByte
	}
	r.Fail(at, "invalid leading byte (0x%x) for component outer alias kind", bad)
}

func (sc *scope) resolveAlias(a *Alias, at int) error {
	if sc.kind != scopeComponent {
		ok := a.Kind == AliasExport && (a.Sort == SortType || a.Sort == SortInstance) ||
			a.Kind == AliasOuter && (a.Sort == SortType || a.CoreSort == CoreSortType)
		if !ok {
			return errf(at, "aliases in a component or instance type may only refer to types or instances")
		}
	}
	switch a.Kind {
	case AliasExport:
		return sc.aliasExport(a, at)
	case AliasCoreExport:
		return sc.aliasCoreExport(a, at)
	}
	return sc.aliasOuter(a, at)
}

func (sc *scope) aliasExport(a *Alias, at int) error {
	if a.Sort == SortValue {
		if err := sc.needValues(at); err != nil {
			return err
		}
	}
	t, err := sc.instanceAt(at, a.Instance)
	if err != nil {
		return err
	}
	e := t.Export(a.Name)
	if e == nil {
		return errf(at, "instance %d has no export named `%s`", a.Instance, a.Name)
	}
	if e.Type.Sort != a.Sort {
		what := a.Sort.String()
		if a.Sort == SortCoreModule {
			what = "module"
		}
		return errf(at, "export `%s` for instance %d is not a %s", a.Name, a.Instance, what)
	}
	return sc.addItem(at, e.Type, false)
}

func (sc *scope) aliasCoreExport(a *Alias, at int) error {
	t, err := sc.coreInstanceAt(at, a.Instance)
	if err != nil {
		return err
	}
	e, ok := t.export(a.Name)
	if !ok {
		return errf(at, "core instance %d has no export named `%s`", a.Instance, a.Name)
	}
	if kind, _ := a.CoreSort.kind(); e.Kind != kind {
		what := kind.String()
		if kind == wasmcode.KindFunc {
			what = "function"
		}
		return errf(at, "export `%s` for core instance %d is not a %s", a.Name, a.Instance, what)
	}
	return sc.addCoreItem(at, e)
}

// outer is the count-th enclosing scope.
func (sc *scope) outer(at int, count uint32) (*scope, error) {
	s := sc
	for n := count; n > 0; n-- {
		if s = s.parent; s == nil {
			return nil, errf(at, "invalid outer alias count of %d", count)
		}
	}
	return s, nil
}

func (sc *scope) aliasOuter(a *Alias, at int) error {
	target, err := sc.outer(at, a.Count)
	if err != nil {
		return err
	}
	switch {
	case a.CoreSort == CoreSortType:
		t, err := target.coreTypeAt(at, a.Index)
		if err != nil {
			return err
		}
		return sc.addCoreType(at, t)
	case a.CoreSort == CoreSortModule:
		t, err := target.coreModuleAt(at, a.Index)
		if err != nil {
			return err
		}
		return sc.addCoreModule(at, t)
	case a.Sort == SortComponent:
		t, err := target.componentAt(at, a.Index)
		if err != nil {
			return err
		}
		return sc.addComponent(at, t)
	}
	t, err := target.typeAt(at, a.Index)
	if err != nil {
		return err
	}
	if sc.crossesComponent(a.Count) {
		free := sc.d.freeResources()
		free.def(&t)
		if len(free.found) > 0 {
			return errf(at, "cannot alias outer type which transitively refers to resources not defined in the current component")
		}
	}
	return sc.addType(at, t)
}

// crossesComponent reports whether counting outwards leaves a component.
func (sc *scope) crossesComponent(count uint32) bool {
	for s := sc; count > 0; count-- {
		if s.kind == scopeComponent {
			return true
		}
		s = s.parent
	}
	return false
}
