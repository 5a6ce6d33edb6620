package plan

import (
	"github.com/jco-go/jco-go/internal/component"
)

// importDef adds an import: an argument of the instantiation, or for the root
// component something that the host gives.
func (f *frame) importDef(d *component.Import, args map[string]item, offset int) {
	if args == nil {
		it := f.hostItem([]string{d.Name}, d.Attrs, d.Type, offset)
		f.add(it)
		f.b.plan.World.Imports = append(f.b.plan.World.Imports, component.ExternDecl{
			Name: d.Name, Attrs: d.Attrs, Type: f.externType(d.Type), Offset: offset,
		})
		return
	}
	it, ok := args[d.Name]
	if !ok {
		f.fail(offset, "import %q is not given (the decoder should have refused it)", d.Name)
	}
	f.bindExtern(&d.Type, it)
	if it.sort == component.SortType && d.Type.Sort == component.SortType {
		it.typ = typ{def: d.Type.Type, frame: f}
	}
	f.add(it)
}

// hostItem takes an import of the root component apart into leaves.
func (f *frame) hostItem(path []string, attrs component.Attributes, t component.ExternType, offset int) item {
	b := f.b
	b.count(f, offset)
	it := item{sort: t.Sort, attrs: attrs}
	imp := Import{
		ID: ImportID(len(b.plan.Imports)), Path: append([]string(nil), path...), Attrs: attrs, Offset: offset,
	}
	switch t.Sort {
	case component.SortFunc:
		imp.Kind, imp.Func = ImportFunc, f.funcType(t.Func)
		b.plan.Imports = append(b.plan.Imports, imp)
		it.fn = &fn{typ: imp.Func, imp: imp.ID, lift: None, offset: offset}
	case component.SortCoreModule:
		imp.Kind, imp.Module = ImportModule, t.Module
		b.plan.Imports = append(b.plan.Imports, imp)
		it.module = &module{ref: ModuleRef{Module: None, Import: imp.ID}, typ: t.Module}
	case component.SortType:
		if id := t.Type.Resource; id != 0 {
			if _, bound := f.resources[id]; !bound {
				imp.Kind = ImportResource
				imp.Resource = component.ResourceID(len(b.plan.Resources) + 1)
				b.plan.Imports = append(b.plan.Imports, imp)
				b.plan.Resources = append(b.plan.Resources, Resource{
					ID: imp.Resource, Name: path[len(path)-1], Import: imp.ID, Instance: None,
				})
				f.resources[id] = imp.Resource
			}
		}
		it.typ = typ{def: t.Type, frame: f}
	case component.SortInstance:
		it.inst = newInstance(len(t.Instance.Exports))
		for _, e := range t.Instance.Exports {
			it.inst.add(e.Name, f.hostItem(append(path, e.Name), e.Attrs, e.Type, offset))
		}
	case component.SortComponent:
		f.fail(offset, "import %s is a component: a host cannot give components, only instances of them; compose it in first (for example with `wac plug`)", quotePath(path))
	default:
		f.fail(offset, "import %s is a value (feature cm-values), which no host can give", quotePath(path))
	}
	return it
}
