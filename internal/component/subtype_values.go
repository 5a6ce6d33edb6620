package component

import "slices"

func funcSubtype(at int, a, b *FuncType) error {
	if a == b {
		return nil
	}
	if a.Async != b.Async {
		return errf(at, "expected %s function, found %s function", asyncDesc(b), asyncDesc(a))
	}
	if len(a.Params) != len(b.Params) {
		return errf(at, "expected %d parameters, found %d", len(b.Params), len(a.Params))
	}
	for i, p := range a.Params {
		q := b.Params[i]
		if p.Name != q.Name {
			return errf(at, "expected parameter named `%s`, found `%s`", q.Name, p.Name)
		}
		if err := valSubtype(at, p.Type, q.Type); err != nil {
			return because(err, "type mismatch in function parameter `%s`", p.Name)
		}
	}
	switch {
	case a.Result != nil && b.Result == nil: // wasm-tools says it this way round
		return errf(at, "expected a result, found none")
	case a.Result == nil && b.Result != nil:
		return errf(at, "expected no result, found one")
	case a.Result != nil:
		if err := valSubtype(at, a.Result, b.Result); err != nil {
			return because(err, "type mismatch with result type")
		}
	}
	return nil
}

func asyncDesc(t *FuncType) string {
	if t.Async {
		return "async"
	}
	return "sync"
}

// valSubtype checks that two value types of the decoder's table are the same,
// and says where they differ.
func valSubtype(at int, a, b *ValType) error {
	if a.ID == b.ID {
		return nil
	}
	switch {
	case a.Kind.IsPrimitive() && b.Kind.IsPrimitive():
		return errf(at, "expected primitive `%s` found primitive `%s`", b.Kind, a.Kind)
	case a.Kind != b.Kind:
		return errf(at, "expected %s, found %s", b.desc(a), a.desc(b))
	}
	switch a.Kind {
	case KindRecord:
		return recordSubtype(at, a, b)
	case KindVariant:
		return variantSubtype(at, a, b)
	case KindTuple:
		if len(a.Elems) != len(b.Elems) {
			return errf(at, "expected %d types, found %d", len(b.Elems), len(a.Elems))
		}
		for i := range a.Elems {
			if err := valSubtype(at, a.Elems[i], b.Elems[i]); err != nil {
				return because(err, "type mismatch in tuple field %d", i)
			}
		}
	case KindFlags, KindEnum:
		if !slices.Equal(a.Labels, b.Labels) {
			return errf(at, "mismatch in %s elements", a.Kind)
		}
	case KindOption, KindList:
		return valSubtype(at, a.Elem, b.Elem)
	case KindFixedList:
		if a.Len != b.Len {
			return errf(at, "expected fixed-length %d, found size %d", b.Len, a.Len)
		}
		return valSubtype(at, a.Elem, b.Elem)
	case KindMap:
		if err := valSubtype(at, a.Elem, b.Elem); err != nil {
			return because(err, "type mismatch in map key")
		}
		if err := valSubtype(at, a.Err, b.Err); err != nil {
			return because(err, "type mismatch in map value")
		}
	case KindResult:
		if err := optSubtype(at, a.Elem, b.Elem, "ok"); err != nil {
			return err
		}
		return optSubtype(at, a.Err, b.Err, "err")
	case KindStream, KindFuture:
		return optSubtype(at, a.Elem, b.Elem, a.Kind.String())
	case KindOwn, KindBorrow:
		return sameResource(at, a.Resource, b.Resource)
	}
	return errf(at, "type mismatch") // not reached: the IDs would be equal
}

// desc names the kind of t in a message about a type of another kind.
func (t *ValType) desc(other *ValType) string {
	switch {
	case t.Kind == KindFixedList:
		return "list"
	case t.Kind.IsPrimitive() && !other.Kind.IsPrimitive() && t.Name != "":
		return "primitive"
	}
	return t.Kind.String()
}

func recordSubtype(at int, a, b *ValType) error {
	if len(a.Fields) != len(b.Fields) {
		return errf(at, "expected %d fields, found %d", len(b.Fields), len(a.Fields))
	}
	for i, f := range a.Fields {
		g := b.Fields[i]
		if f.Name != g.Name {
			return errf(at, "expected field name `%s`, found `%s`", g.Name, f.Name)
		}
		if err := valSubtype(at, f.Type, g.Type); err != nil {
			return because(err, "type mismatch in record field `%s`", f.Name)
		}
	}
	return nil
}

func variantSubtype(at int, a, b *ValType) error {
	if len(a.Cases) != len(b.Cases) {
		return errf(at, "expected %d cases, found %d", len(b.Cases), len(a.Cases))
	}
	for i, c := range a.Cases {
		e := b.Cases[i]
		switch {
		case c.Name != e.Name:
			return errf(at, "expected case named `%s`, found `%s`", e.Name, c.Name)
		case c.Type == nil && e.Type != nil:
			return errf(at, "expected case `%s` to have a type, found none", c.Name)
		case c.Type != nil && e.Type == nil:
			return errf(at, "expected case `%s` to have no type", c.Name)
		case c.Type != nil:
			if err := valSubtype(at, c.Type, e.Type); err != nil {
				return because(err, "type mismatch in variant case `%s`", c.Name)
			}
		}
	}
	return nil
}

func optSubtype(at int, a, b *ValType, what string) error {
	switch {
	case a == nil && b != nil:
		return errf(at, "expected %s type, but found none", what)
	case a != nil && b == nil:
		return errf(at, "expected %s type to not be present", what)
	case a != nil:
		if err := valSubtype(at, a, b); err != nil {
			if what == "ok" || what == "err" {
				return because(err, "type mismatch in %s variant", what)
			}
			return err
		}
	}
	return nil
}
