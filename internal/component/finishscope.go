package component

// finish makes the type of a component or component type, once all of its
// definitions are known.
func (sc *scope) finish(at int) (*ComponentType, error) {
	t := &ComponentType{Imports: sc.imports, Exports: sc.exports, ImportFresh: sc.imported, extent: sc.extent.around()}
	for i := range sc.values {
		if !sc.values[i].used {
			return nil, errf(at, "value index %d was not used as part of an instantiation, start function, or export", i)
		}
	}
	if len(sc.defined) == 0 {
		return t, nil
	}
	free := sc.d.freeResources()
	for i := range t.Imports {
		free.extern(&t.Imports[i].Type)
	}
	for _, r := range sc.defined {
		if free.found[r] {
			return nil, errf(at, "local resource type found in imports")
		}
	}
	// Of the resources that are defined here only those matter to the outside
	// that some export uses; these must be exported themselves.
	free = sc.d.freeResources()
	for i := range t.Exports {
		free.extern(&t.Exports[i].Type)
	}
	for _, r := range sc.defined {
		if !free.found[r] {
			continue
		}
		if !sc.explicit[r] {
			return nil, errf(at, "local resource type found in export but not exported itself")
		}
		t.ExportFresh = append(t.ExportFresh, r)
	}
	if sc.d.budget.over {
		return nil, overBudget(at)
	}
	return t, nil
}

// freeVars collects the resources that types refer to but do not quantify.
type freeVars struct {
	found  map[ResourceID]bool
	bound  map[ResourceID]int
	seen   map[any]bool
	budget *budget
}

func (d *decoder) freeResources() *freeVars {
	return &freeVars{found: map[ResourceID]bool{}, bound: map[ResourceID]int{}, seen: map[any]bool{}, budget: d.budget}
}

// visit reports whether the walk should enter a part of a type: each is entered
// once. What is bound where a part is met first is bound wherever it is met,
// because a bound resource is known in one scope only.
func (f *freeVars) visit(key any) bool {
	if f.seen[key] || !f.budget.take(costNamed) {
		return false
	}
	f.seen[key] = true
	return true
}

func (f *freeVars) resource(r ResourceID) {
	if f.bound[r] == 0 {
		f.found[r] = true
	}
}

func (f *freeVars) val(t *ValType) {
	if !t.HasResource() || !f.visit(t) || !f.budget.take(costLook*t.parts()) {
		return
	}
	if t.Resource != 0 {
		f.resource(t.Resource)
	}
	for i := range t.Fields {
		f.val(t.Fields[i].Type)
	}
	for i := range t.Cases {
		f.val(t.Cases[i].Type)
	}
	for _, e := range t.Elems {
		f.val(e)
	}
	f.val(t.Elem)
	f.val(t.Err)
}

func (f *freeVars) fun(t *FuncType) {
	if !f.visit(t) || !f.budget.take(costLook*len(t.Params)) {
		return
	}
	for i := range t.Params {
		f.val(t.Params[i].Type)
	}
	f.val(t.Result)
}

func (f *freeVars) bind(rs []ResourceID, by int) {
	for _, r := range rs {
		f.bound[r] += by
	}
}

func (f *freeVars) instance(t *InstanceType) {
	if !f.visit(t) {
		return
	}
	f.bind(t.Fresh, 1)
	for i := range t.Exports {
		f.extern(&t.Exports[i].Type)
	}
	f.bind(t.Fresh, -1)
}

func (f *freeVars) component(t *ComponentType) {
	if !f.visit(t) {
		return
	}
	f.bind(t.ImportFresh, 1)
	f.bind(t.ExportFresh, 1)
	for i := range t.Imports {
		f.extern(&t.Imports[i].Type)
	}
	for i := range t.Exports {
		f.extern(&t.Exports[i].Type)
	}
	f.bind(t.ExportFresh, -1)
	f.bind(t.ImportFresh, -1)
}

func (f *freeVars) extern(t *ExternType) {
	switch t.Sort {
	case SortFunc:
		f.fun(t.Func)
	case SortValue:
		f.val(t.Value)
	case SortType:
		f.def(&t.Type)
	case SortComponent:
		f.component(t.Component)
	case SortInstance:
		f.instance(t.Instance)
	}
}

func (f *freeVars) def(t *TypeDef) {
	switch {
	case t.Value != nil:
		f.val(t.Value)
	case t.Func != nil:
		f.fun(t.Func)
	case t.Component != nil:
		f.component(t.Component)
	case t.Instance != nil:
		f.instance(t.Instance)
	case t.Resource != 0:
		f.resource(t.Resource)
	}
}
