package component

// extent is how far a type that has others in it unfolds: the number of nodes of
// its tree, and how deep that is. Whoever walks over a type takes as long, and
// calls itself as often; both have a limit.
type extent struct {
	size  uint32 // at most maxTypeSize+1
	depth uint8
}

// add adds a part.
func (e *extent) add(part extent) {
	e.size = addSize(e.size, part.size)
	e.depth = max(e.depth, part.depth)
}

// around is the extent of a type with parts of extent e.
func (e extent) around() extent { return extent{addSize(1, e.size), saturate(e.depth)} }

// check refuses an extent over the limits.
func (e extent) check(at int) error {
	var err *Error
	switch {
	case e.depth > maxTypeDepth:
		err = errf(at, "type nesting is too deep: more than %d levels", maxTypeDepth)
	case e.size > maxTypeSize:
		err = errf(at, "effective type size exceeds the limit of %d", maxTypeSize)
	default:
		return nil
	}
	err.Err = ErrLimit
	return err
}

func (t *ExternType) extent() extent {
	switch t.Sort {
	case SortCoreModule:
		return extent{uint32(min(1+len(t.Module.Imports)+len(t.Module.Exports), maxTypeSize+1)), 1}
	case SortFunc:
		return t.Func.extent
	case SortValue:
		return extent{t.Value.size, t.Value.depth}
	case SortComponent:
		return t.Component.extent
	case SortInstance:
		return t.Instance.extent
	}
	return t.Type.extent()
}

func (d *TypeDef) extent() extent {
	switch {
	case d.Value != nil:
		return extent{d.Value.size, d.Value.depth}
	case d.Func != nil:
		return d.Func.extent
	case d.Component != nil:
		return d.Component.extent
	case d.Instance != nil:
		return d.Instance.extent
	}
	return extent{1, 1}
}
