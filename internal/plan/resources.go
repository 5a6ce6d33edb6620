package plan

import "github.com/jco-go/jco-go/internal/component"

// resource maps a resource type of the binary, as this component instance sees
// it, to the plan's.
func (f *frame) resource(id component.ResourceID) component.ResourceID {
	r, ok := f.resources[id]
	if !ok {
		f.fail(-1, "resource type %d is not bound (the decoder should have refused it)", id)
	}
	return r
}

// funcType reads a function type of the binary in the plan's resources.
func (f *frame) funcType(t *component.FuncType) *component.FuncType {
	if s, ok := f.funcTypes[t]; ok {
		return s
	}
	s := f.b.plan.Types.SubstituteFunc(t, f.resource)
	f.funcTypes[t] = s
	return s
}

// valType reads a value type of the binary in the plan's resources.
func (f *frame) valType(t *component.ValType) *component.ValType {
	if t == nil {
		return nil
	}
	return f.b.plan.Types.Substitute(t, f.resource)
}

// bindExtern learns, from a value and the type that the binary gives it, which
// plan resource each of the binary's resource types stands for.
func (f *frame) bindExtern(t *component.ExternType, it item) {
	switch t.Sort {
	case component.SortType:
		if id := t.Type.Resource; id != 0 {
			if _, bound := f.resources[id]; !bound {
				f.resources[id] = it.typ.frame.resource(it.typ.def.Resource)
			}
		}
	case component.SortInstance:
		f.bindInstance(t.Instance, it.inst)
	}
}

func (f *frame) bindInstance(t *component.InstanceType, inst *instance) {
	if t == nil {
		return
	}
	for i := range t.Exports {
		e := &t.Exports[i]
		if e.Type.Sort != component.SortType && e.Type.Sort != component.SortInstance {
			continue
		}
		if it, ok := inst.exports[e.Name]; ok {
			f.bindExtern(&e.Type, it)
		}
	}
}

// externType reads the type of an import or export in the plan's resources.
// Component types keep the binary's resources: nothing outside looks into them.
func (f *frame) externType(t component.ExternType) component.ExternType {
	switch t.Sort {
	case component.SortFunc:
		t.Func = f.funcType(t.Func)
	case component.SortValue:
		t.Value = f.valType(t.Value)
	case component.SortType:
		t.Type = f.typeOf(t.Type)
	case component.SortInstance:
		t.Instance = f.instanceType(t.Instance)
	}
	return t
}

func (f *frame) typeOf(d component.TypeDef) component.TypeDef {
	switch {
	case d.Value != nil:
		d.Value = f.valType(d.Value)
	case d.Func != nil:
		d.Func = f.funcType(d.Func)
	case d.Resource != 0:
		d.Resource = f.resource(d.Resource)
	}
	return d
}

func (f *frame) instanceType(t *component.InstanceType) *component.InstanceType {
	u := &component.InstanceType{Exports: make([]component.ExternDecl, len(t.Exports))}
	for i, e := range t.Exports {
		e.Type = f.externType(e.Type)
		u.Exports[i] = e
	}
	return u
}
