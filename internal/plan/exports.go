package plan

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// export records the root component's exports.
func (b *builder) export(root *frame) {
	for _, e := range root.exports {
		it := e.item
		it.attrs = e.def.Attrs
		x := b.exportItem([]string{e.def.Name}, it, &e.def.Type, root, e.at)
		b.plan.Exports = append(b.plan.Exports, x)
		b.plan.World.Exports = append(b.plan.World.Exports, component.ExternDecl{
			Name: e.def.Name, Attrs: e.def.Attrs, Type: root.externType(e.def.Type), Offset: e.at,
		})
	}
}

func (b *builder) exportItem(path []string, it item, t *component.ExternType, f *frame, offset int) Export {
	b.count(f, offset)
	x := Export{Name: path[len(path)-1], Attrs: it.attrs, Kind: it.sort, Offset: offset}
	switch it.sort {
	case component.SortFunc:
		x.Func = b.funcOf(it.fn)
		if t != nil && t.Sort == component.SortFunc {
			x.Func.Type = f.funcType(t.Func) // the nodes that carry the exported names
		}
	case component.SortCoreModule:
		x.Module = b.moduleRef(it.module)
		if x.Module.Module >= 0 {
			b.plan.Modules[x.Module.Module].Exported = true
		} else {
			b.useImport(x.Module.Import)
		}
	case component.SortType:
		if t != nil && t.Sort == component.SortType {
			x.Type = f.typeOf(t.Type)
		} else {
			x.Type = it.typ.frame.typeOf(it.typ.def)
		}
		if id := x.Type.Resource; id != 0 {
			r := b.plan.Resource(id)
			if r.Exported == nil {
				r.Exported = append([]string(nil), path...)
				if r.Import == None {
					r.Name = x.Name
				}
			}
			if r.Import >= 0 {
				b.useImport(r.Import)
			}
		}
	case component.SortInstance:
		// Only what the ascribed type shows leaves the component.
		for _, name := range it.inst.names {
			var et *component.ExternType
			if t != nil && t.Sort == component.SortInstance {
				d := t.Instance.Export(name)
				if d == nil {
					continue
				}
				et = &d.Type
			}
			x.Exports = append(x.Exports, b.exportItem(append(path, name), it.inst.exports[name], et, f, offset))
		}
	}
	return x
}

// nameLifts names each lift after the first export that shows it.
func (b *builder) nameLifts(path []string, exports []Export) {
	named := map[LiftID]bool{}
	var walk func(path []string, exports []Export)
	walk = func(path []string, exports []Export) {
		for i := range exports {
			x := &exports[i]
			at := append(append([]string(nil), path...), x.Name)
			switch x.Kind {
			case component.SortFunc:
				if id := x.Func.Lift; id >= 0 && !named[id] {
					named[id] = true
					l := &b.plan.Lifts[id]
					l.Name = strings.Join(at, "#")
					if sameFunc(l.Type, x.Func.Type) {
						l.Type = x.Func.Type // the same types, under the names that the world gives them
					}
				}
			case component.SortInstance:
				walk(at, x.Exports)
			}
		}
	}
	walk(path, exports)
}

// sameFunc reports whether two function types of the plan differ in the names of
// their types at most.
func sameFunc(a, b *component.FuncType) bool {
	same := func(t, u *component.ValType) bool { return (t == nil) == (u == nil) && (t == nil || t.ID == u.ID) }
	if a.Async != b.Async || len(a.Params) != len(b.Params) || !same(a.Result, b.Result) {
		return false
	}
	for i := range a.Params {
		if a.Params[i].Name != b.Params[i].Name || !same(a.Params[i].Type, b.Params[i].Type) {
			return false
		}
	}
	return true
}
