package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
)

// resourceTag is the number that stands for a resource type in handle tables:
// negative if the host defines it, see js/handles.js.
func (g *generator) resourceTag(id component.ResourceID) string {
	n := int(id)
	if g.plan.Resource(id).Import >= 0 {
		n = -n
	}
	return strconv.Itoa(n)
}

// liftHandle writes the lifting of a handle and gives what it stands for: its
// rep between components, an object for JavaScript (CanonicalABI.md, lift_own
// and lift_borrow).
func (f *fn) liftHandle(s *side, t *component.ValType, handle string) string {
	tag := f.g.resourceTag(t.Resource)
	var rep string
	switch {
	case f.g.async != nil:
		rep = f.liftCoreHandle(s, t, handle, tag)
	case t.Kind == component.KindOwn:
		rep = f.use("takeHandle") + "(" + s.inst + ", " + handle + ", " + tag + ")"
	case s.lent != "":
		rep = f.use("lendHandle") + "(" + s.inst + ", " + handle + ", " + tag + ", " + s.lent + ")"
	default:
		rep = f.use("getHandle") + "(" + s.inst + ", " + handle + ", " + tag + ").rep"
	}
	if f.g.async == nil {
		f.g.needTable(s.id)
	}
	if s.host && f.g.plan.Resource(t.Resource).Import < 0 {
		rep = f.g.class(t.Resource).wrap(s.self, rep)
	}
	// In a variable: the order in which handles leave the table can be seen.
	return f.constant(f.g.plan.ResourceName(t.Resource), rep)
}

// lowerHandle writes the lowering of a JavaScript object as a handle and gives
// the handle (CanonicalABI.md, lower_own and lower_borrow).
func (f *fn) lowerHandle(s *side, t *component.ValType, v string, at path) string {
	r := f.g.plan.Resource(t.Resource)
	name := f.g.plan.ResourceName(t.Resource)
	tag := f.g.resourceTag(t.Resource)
	where := at.String() + ", " + quote(f.g.typeName(t))
	if f.g.async != nil {
		return f.lowerCoreHandle(s, t, v, at, where)
	}
	if r.Import >= 0 {
		class := f.g.hostClass(t.Resource)
		f.g.needTable(s.id)
		if t.Kind == component.KindOwn {
			return f.constant(name, f.use("giveHost")+"("+f.g.rootWithMoves()+", "+s.inst+", "+tag+", "+v+", "+where+", "+class+")")
		}
		f.w.line(v, " instanceof ", class, " || ", f.bad(at, t, v), ";")
		return f.constant(name, f.use("addHandle")+"("+s.inst+", "+tag+", "+v+", "+s.scope+")")
	}
	c := f.g.class(t.Resource)
	if t.Kind == component.KindOwn {
		f.g.needTable(s.id)
		return f.constant(name, f.use("giveOwn")+"("+f.g.rootWithMoves()+", "+s.inst+", "+tag+", "+v+", "+c.key+", "+c.registryOr("undefined")+", "+where+")")
	}
	rep := f.use("repOf") + "(" + v + ", " + c.key + ", " + where + ")"
	if r.Instance == s.id {
		return f.constant("rep", rep) // its own instance sees the rep
	}
	f.g.needTable(s.id)
	return f.constant(name, f.use("addHandle")+"("+s.inst+", "+tag+", "+rep+", "+s.scope+")")
}

// moveHandle writes the passing of a handle from one component to another and
// gives the new handle.
func (f *fn) moveHandle(from, to *side, t *component.ValType, handle string) string {
	rep := f.liftHandle(from, t, handle)
	tag := f.g.resourceTag(t.Resource)
	if f.g.async != nil {
		return f.moveCoreHandle(to, t, rep, tag)
	}
	if t.Kind == component.KindBorrow {
		if f.g.plan.Resource(t.Resource).Instance == to.id {
			return rep
		}
		f.g.needTable(to.id)
		return f.constant("handle", f.use("addHandle")+"("+to.inst+", "+tag+", "+rep+", "+to.scope+")")
	}
	f.g.needTable(to.id)
	return f.constant("handle", f.use("addHandle")+"("+to.inst+", "+tag+", "+rep+")")
}

// needsScope reports whether lowering t into an instance makes borrow handles.
func (g *generator) needsScope(t *component.ValType, s *side) bool {
	return g.any(t, func(u *component.ValType) bool {
		return u.Kind == component.KindBorrow && g.plan.Resource(u.Resource).Instance != s.id
	})
}

// hasOwn reports whether an own handle is inside t.
func (g *generator) hasOwn(t *component.ValType) bool {
	return g.any(t, func(u *component.ValType) bool { return u.Kind == component.KindOwn })
}

// any reports whether is holds for t or something inside it.
func (g *generator) any(t *component.ValType, is func(*component.ValType) bool) bool {
	if t == nil || !t.HasResource() {
		return false
	}
	if is(t) {
		return true
	}
	for _, f := range t.Fields {
		if g.any(f.Type, is) {
			return true
		}
	}
	for _, c := range t.Cases {
		if g.any(c.Type, is) {
			return true
		}
	}
	for _, e := range t.Elems {
		if g.any(e, is) {
			return true
		}
	}
	return g.any(t.Elem, is) || g.any(t.Err, is)
}
