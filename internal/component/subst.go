package component

// Substitute gives t with its resources replaced by m, its nodes made anew in
// ts: t may come from another table. Names, owners and sharing are kept; the
// work is linear in the number of different nodes of t. m must give the same
// answer for the same ID.
func (ts *Types) Substitute(t *ValType, m func(ResourceID) ResourceID) *ValType {
	return ts.Substituter(m).Val(t)
}

// SubstituteFunc is Substitute for a function type.
func (ts *Types) SubstituteFunc(t *FuncType, m func(ResourceID) ResourceID) *FuncType {
	return ts.Substituter(m).Func(t)
}

// Substituter is Substitute for several types: nodes that they share stay
// shared, and are looked at once.
func (ts *Types) Substituter(m func(ResourceID) ResourceID) *Substituter {
	s := newSubstituter(ts)
	s.foreign = true
	s.resource = func(r resourceRef) resourceRef { return resourceRef{m(r.id), r.alias} }
	return s
}

// resourceRef is a resource under one of its names: an import or export with an
// `eq` bound makes a new name, and whether a function type may be exported
// depends on the names that it uses (Explainer.md, External Visibility of
// Types). alias 0 is the resource where it was defined.
type resourceRef struct {
	id    ResourceID
	alias uint32
}

// Substituter replaces resources in types; see Types.Substituter. Bound
// resources (Fresh, ImportFresh, ExportFresh) of types inside keep their IDs.
type Substituter struct {
	ts       *Types
	foreign  bool // the types may come from another table: every node is made anew
	resource func(resourceRef) resourceRef
	// rename gives nodes that change their name or owner.
	rename map[*ValType]nodeName
	// preset is set if vals held nodes from the start.
	preset bool
	budget *budget // nil: unlimited

	vals  map[*ValType]*ValType
	funcs map[*FuncType]*FuncType
	insts map[*InstanceType]*InstanceType
	comps map[*ComponentType]*ComponentType
}

type nodeName struct{ name, owner string }

func newSubstituter(ts *Types) *Substituter {
	return &Substituter{ts: ts, vals: map[*ValType]*ValType{}}
}

func (s *Substituter) spend(n int) bool { return s.budget == nil || s.budget.take(n) }

// Val gives t with its resources replaced; nil for nil.
func (s *Substituter) Val(t *ValType) *ValType {
	if t == nil || (t.Kind.IsPrimitive() && t.Name == "") {
		return t
	}
	if n, ok := s.vals[t]; ok {
		return n
	}
	if s.foreign && !t.hasResource {
		if n, ok := s.ts.foreign[t]; ok {
			return n
		}
	}
	if !s.foreign && !t.hasResource && len(s.rename) == 0 && !s.preset {
		return t
	}
	if !s.spend(costKey + costLook*t.parts()) {
		return t
	}
	n := *t
	changed := s.foreign
	part := func(u *ValType) *ValType {
		v := s.Val(u)
		changed = changed || v != u
		return v
	}
	if len(t.Fields) > 0 {
		n.Fields = make([]Field, len(t.Fields))
		for i, f := range t.Fields {
			n.Fields[i] = Field{f.Name, part(f.Type)}
		}
	}
	if len(t.Cases) > 0 {
		n.Cases = make([]Case, len(t.Cases))
		for i, c := range t.Cases {
			n.Cases[i] = Case{c.Name, part(c.Type)}
		}
	}
	if len(t.Elems) > 0 {
		n.Elems = make([]*ValType, len(t.Elems))
		for i, e := range t.Elems {
			n.Elems[i] = part(e)
		}
	}
	n.Elem, n.Err = part(t.Elem), part(t.Err)
	if t.Kind == KindOwn || t.Kind == KindBorrow {
		to := s.resource(resourceRef{t.Resource, t.alias})
		changed = changed || to.id != t.Resource || to.alias != t.alias
		n.Resource, n.alias = to.id, to.alias
	}
	if a, ok := s.vals[t.AliasOf]; ok && a != t.AliasOf && t.AliasOf != nil {
		n.AliasOf, changed = a, true // the type given for an imported one
	}
	if name, ok := s.rename[t]; ok {
		changed = true
		if t.Name != "" && (t.Name != name.name || t.Owner != "") {
			n.AliasOf = t
		}
		n.Name, n.Owner = name.name, name.owner
	}
	out := t
	if changed {
		s.spend(costNode + costPart*n.parts())
		if s.foreign || t.hasResource {
			out = s.ts.intern(&n)
		} else {
			c := n // same structure, so the same ID
			out = &c
		}
	}
	s.vals[t] = out
	if s.foreign && !t.hasResource {
		if s.ts.foreign == nil {
			s.ts.foreign = map[*ValType]*ValType{}
		}
		s.ts.foreign[t] = out
	}
	return out
}

// Func gives t with its resources replaced; nil for nil.
func (s *Substituter) Func(t *FuncType) *FuncType {
	if t == nil {
		return nil
	}
	if n, ok := s.funcs[t]; ok {
		return n
	}
	if !s.spend(costLook * len(t.Params)) {
		return t
	}
	n := t
	result := s.Val(t.Result)
	changed := s.foreign || result != t.Result
	var params []Param
	for i, p := range t.Params {
		v := s.Val(p.Type)
		if v != p.Type && params == nil {
			s.spend(costPart / 3 * len(t.Params))
			params = make([]Param, len(t.Params))
			copy(params, t.Params)
		}
		if params != nil {
			params[i].Type = v
			changed = true
		}
	}
	if changed {
		s.spend(costFunc)
		if params == nil {
			params = t.Params
		}
		n = &FuncType{Async: t.Async, Params: params, Result: result, extent: t.extent}
	}
	s.spend(costKey)
	if s.funcs == nil {
		s.funcs = map[*FuncType]*FuncType{}
	}
	s.funcs[t] = n
	return n
}

// Instance gives t with its resources replaced, t itself if nothing in it changes.
func (s *Substituter) Instance(t *InstanceType) *InstanceType {
	if t == nil {
		return nil
	}
	if n, ok := s.insts[t]; ok {
		return n
	}
	n := t
	if exports, changed := s.decls(t.Exports); changed {
		n = &InstanceType{Exports: exports, Fresh: t.Fresh, extent: t.extent, index: t.index}
	}
	if s.insts == nil {
		s.insts = map[*InstanceType]*InstanceType{}
	}
	s.spend(costKey)
	s.insts[t] = n
	return n
}

// Component gives t with its resources replaced, t itself if nothing in it
// changes.
func (s *Substituter) Component(t *ComponentType) *ComponentType {
	if t == nil {
		return nil
	}
	if n, ok := s.comps[t]; ok {
		return n
	}
	n := t
	imports, changedImports := s.decls(t.Imports)
	exports, changedExports := s.decls(t.Exports)
	if changedImports || changedExports {
		n = &ComponentType{Imports: imports, Exports: exports, ImportFresh: t.ImportFresh, ExportFresh: t.ExportFresh, extent: t.extent}
	}
	if s.comps == nil {
		s.comps = map[*ComponentType]*ComponentType{}
	}
	s.spend(costKey)
	s.comps[t] = n
	return n
}

// decls gives the declarations with their resources replaced: in itself if
// nothing changes. Over the budget it stops, and says that nothing changed.
func (s *Substituter) decls(in []ExternDecl) (out []ExternDecl, changed bool) {
	out = in
	for i := range in {
		if !s.spend(16) {
			return in, false
		}
		t, different := s.extern(in[i].Type)
		if !different {
			continue
		}
		if !changed {
			if !s.spend(costDecl / 3 * len(in)) {
				return in, false
			}
			out, changed = make([]ExternDecl, len(in)), true
			copy(out, in)
		}
		out[i].Type = t
	}
	return out, changed
}

// Extern gives t with its resources replaced.
func (s *Substituter) Extern(t ExternType) ExternType {
	n, _ := s.extern(t)
	return n
}

func (s *Substituter) extern(t ExternType) (n ExternType, changed bool) {
	n = t
	switch t.Sort {
	case SortFunc:
		n.Func = s.Func(t.Func)
		changed = n.Func != t.Func
	case SortValue:
		n.Value = s.Val(t.Value)
		changed = n.Value != t.Value
	case SortType:
		n.Type = s.Def(t.Type)
		changed = n.Type != t.Type
	case SortComponent:
		n.Component = s.Component(t.Component)
		changed = n.Component != t.Component
	case SortInstance:
		n.Instance = s.Instance(t.Instance)
		changed = n.Instance != t.Instance
	}
	return n, changed
}

// Def gives d with its resources replaced.
func (s *Substituter) Def(d TypeDef) TypeDef {
	switch {
	case d.Value != nil:
		d.Value = s.Val(d.Value)
	case d.Func != nil:
		d.Func = s.Func(d.Func)
	case d.Component != nil:
		d.Component = s.Component(d.Component)
	case d.Instance != nil:
		d.Instance = s.Instance(d.Instance)
	default:
		r := s.resource(resourceRef{d.Resource, d.alias})
		d.Resource, d.alias = r.id, r.alias
	}
	return d
}
