package transpile

import "github.com/jco-go/jco-go/internal/component"

// This file writes what handles.go does, in a module with the async runtime:
// the tables are the core's, and a resource of the host's is a number there, the
// place of its object in the component's table.

func (f *fn) liftCoreHandle(s *side, t *component.ValType, handle, tag string) string {
	host := f.g.plan.Resource(t.Resource).Import >= 0 && s.host
	if t.Kind == component.KindOwn {
		if host {
			return s.inst + ".takeHost(" + handle + ", " + tag + ")"
		}
		return s.inst + ".takeRep(" + handle + ", " + tag + ")"
	}
	sub := s.lent
	if sub == "" {
		sub = "0"
	}
	if host {
		return s.inst + ".lendHost(" + handle + ", " + tag + ", " + sub + ")"
	}
	return s.inst + ".lendRep(" + handle + ", " + tag + ", " + sub + ")"
}

func (f *fn) lowerCoreHandle(s *side, t *component.ValType, v string, at path, where string) string {
	r := f.g.plan.Resource(t.Resource)
	name, tag := f.g.plan.ResourceName(t.Resource), f.g.resourceTag(t.Resource)
	scope := s.scope
	if scope == "" {
		scope = "0"
	}
	switch {
	case r.Import >= 0 && t.Kind == component.KindOwn:
		return f.constant(name, f.use("giveHostObject")+"("+s.inst+", "+tag+", "+v+", "+where+", "+f.g.hostClass(t.Resource)+")")
	case r.Import >= 0:
		f.w.line(v, " instanceof ", f.g.hostClass(t.Resource), " || ", f.bad(at, t, v), ";")
		return f.constant(name, s.inst+".addBorrow("+tag+", "+componentVar+".hosts.put("+v+"), "+scope+")")
	}
	c := f.g.class(t.Resource)
	if t.Kind == component.KindOwn {
		return f.constant(name, f.use("giveOwnRep")+"("+s.inst+", "+tag+", "+v+", "+c.key+", "+c.registryOr("undefined")+", "+where+")")
	}
	rep := f.use("repOf") + "(" + v + ", " + c.key + ", " + where + ")"
	if r.Instance == s.id {
		return f.constant("rep", rep) // its own instance sees the rep
	}
	return f.constant(name, s.inst+".addBorrow("+tag+", "+rep+", "+scope+")")
}

func (f *fn) moveCoreHandle(to *side, t *component.ValType, rep, tag string) string {
	r := f.g.plan.Resource(t.Resource)
	scope := to.scope
	if scope == "" {
		scope = "0"
	}
	switch {
	case t.Kind == component.KindOwn:
		return f.constant("handle", to.inst+".addOwn("+tag+", "+rep+")")
	case r.Instance == to.id && r.Import < 0:
		return rep
	case r.Import >= 0:
		return f.constant("handle", to.inst+".passBorrow("+tag+", "+rep+", "+scope+")")
	}
	return f.constant("handle", to.inst+".addBorrow("+tag+", "+rep+", "+scope+")")
}
