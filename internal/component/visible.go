package component

// nameTypes checks that an import or export uses only types with an externally
// visible name, and gives names to the types that it introduces (Explainer.md,
// External Visibility of Types).
func (sc *scope) nameTypes(decl *ExternDecl, isImport bool) error {
	names, set, kind := &sc.exportNames, &sc.exportable, "export"
	if isImport {
		names, set, kind = &sc.importNames, &sc.importable, "import"
	}
	t := &decl.Type
	if t.Sort == SortType && t.Type.Resource != 0 {
		names.addResource(decl.Name, resourceRef{t.Type.Resource, t.Type.alias})
	}
	if sc.kind == scopeInstanceType {
		return nil
	}
	if !sc.visible(t, len(decl.Name), set, isImport) {
		what := t.Sort.String()
		if t.Sort == SortCoreModule {
			what = "module"
		}
		return errf(decl.Offset, "%s not valid to be used as %s: it refers to a type that has no exported or imported name", what, kind)
	}
	if sc.d.budget.over {
		return overBudget(decl.Offset)
	}
	return nil
}

// visible is nameTypes for an item whose name, with those of the instances around it,
// has the given length.
func (sc *scope) visible(t *ExternType, name int, set *typeSet, isImport bool) bool {
	if !sc.d.budget.take(costItem + costAbove*name) {
		return true // the caller says that it is over
	}
	switch t.Sort {
	case SortType:
		if !sc.defVisible(&t.Type, set) {
			return false
		}
		sc.enlist(t.Type, isImport)
	case SortInstance:
		for i := range t.Instance.Exports {
			e := &t.Instance.Exports[i]
			if !sc.visible(&e.Type, name+len(e.Name), set, isImport) {
				return false
			}
		}
	case SortFunc:
		if !sc.d.budget.take(costText * t.Func.TextLen()) {
			return true
		}
		return sc.funcVisible(t.Func, set)
	case SortValue:
		return sc.valVisible(t.Value, set)
	}
	return true
}

// enlist gives a type a name: what is imported may be used in exports too.
func (sc *scope) enlist(t TypeDef, isImport bool) {
	sc.d.budget.take(2 * costNamed)
	if isImport {
		sc.importable.add(t)
	}
	sc.exportable.add(t)
}

// markNamed enlists the types that an instance exports.
func (sc *scope) markNamed(t *InstanceType, set *typeSet) {
	for i := range t.Exports {
		e := &t.Exports[i].Type
		if !sc.d.budget.take(costNamed) {
			return
		}
		switch e.Sort {
		case SortType:
			if sc.defVisible(&e.Type, set) {
				set.add(e.Type)
			}
		case SortInstance:
			sc.markNamed(e.Instance, set)
		}
	}
}

// defVisible reports whether what a named type is made of is visible.
func (sc *scope) defVisible(t *TypeDef, set *typeSet) bool {
	switch {
	case t.Value != nil:
		return sc.partsVisible(t.Value, set)
	case t.Func != nil:
		return sc.funcVisible(t.Func, set)
	case t.Instance != nil:
		for i := range t.Instance.Exports {
			e := &t.Instance.Exports[i].Type
			switch e.Sort {
			case SortFunc:
				if !sc.funcVisible(e.Func, set) {
					return false
				}
			case SortType:
				if !sc.defVisible(&e.Type, set) {
					return false
				}
			case SortValue:
				if !sc.partsVisible(e.Value, set) {
					return false
				}
			case SortInstance:
				if !sc.defVisible(&TypeDef{Instance: e.Instance}, set) {
					return false
				}
			}
			if !sc.d.budget.take(16) {
				return true
			}
		}
	}
	return true // resources and component types stand for themselves
}

func (sc *scope) funcVisible(t *FuncType, set *typeSet) bool {
	sc.d.budget.take(costLook * len(t.Params))
	for i := range t.Params {
		if !sc.valVisible(t.Params[i].Type, set) {
			return false
		}
	}
	return t.Result == nil || sc.valVisible(t.Result, set)
}

// valVisible reports whether t may stand in a function type: record, variant,
// flags and enum types need a name, the others need it for their parts.
func (sc *scope) valVisible(t *ValType, set *typeSet) bool {
	if t.Kind.IsPrimitive() || set.nodes[t] {
		return true
	}
	switch t.Kind {
	case KindRecord, KindVariant, KindFlags, KindEnum:
		return false
	}
	if !sc.partsVisible(t, set) {
		return false
	}
	// What is visible once stays so; without this the parts that types share
	// would be looked at once for every path to them.
	if t.Kind != KindOwn && t.Kind != KindBorrow && sc.d.budget.take(costNamed) {
		set.add(TypeDef{Value: t})
	}
	return true
}

func (sc *scope) partsVisible(t *ValType, set *typeSet) bool {
	if t.Kind == KindOwn || t.Kind == KindBorrow {
		return set.resources[resourceRef{t.Resource, t.alias}]
	}
	if !sc.d.budget.take(costLook * t.parts()) {
		return true // as visible does
	}
	for i := range t.Fields {
		if !sc.valVisible(t.Fields[i].Type, set) {
			return false
		}
	}
	for i := range t.Cases {
		if c := t.Cases[i].Type; c != nil && !sc.valVisible(c, set) {
			return false
		}
	}
	for _, e := range t.Elems {
		if !sc.valVisible(e, set) {
			return false
		}
	}
	return (t.Elem == nil || sc.valVisible(t.Elem, set)) && (t.Err == nil || sc.valVisible(t.Err, set))
}
