package transpile

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// This file writes what a module with the async runtime has for the values of
// streams, futures and error contexts, and for the elements of the former.

var startType = wasmcode.FuncType{Params: []wasmcode.ValType{wasmcode.I32}}

// elementCopies are the sides that read and write elements of a type.
type elementCopies struct {
	typ            *component.ValType
	from, to       []elementSide
	fromSet, toSet map[string]bool
}

type elementSide struct {
	instance plan.InstanceID
	options  *plan.Options
	number   string // constant of memoryOption
}

// endType gives the variable of the type of a stream or future.
func (g *generator) endType(t *component.ValType) string {
	a := g.async
	if name := a.types[t.ID]; name != "" {
		return name
	}
	goal, future, number := "stream", "false", false
	if t.Kind == component.KindFuture {
		goal, future = "future", "true"
	}
	size, align, flat, elem := uint32(0), uint32(1), true, quote("")
	if t.Elem != nil {
		elem = quote(g.typeName(t.Elem))
		batch := perInstance(t.Elem) // of handles none may be lost
		if batch {
			elem += ", 1"
		}
		if t.Kind == component.KindFuture && t.Elem.Kind == component.KindResult {
			if !batch {
				elem += ", undefined"
			}
			elem += ", " + errorShape(t.Elem.Err)
		}
		goal += "-" + goalOf(t.Elem)
		size, align = g.layouts.SizeAlign(t.Elem)
		flat = g.isPlain(t.Elem)
	}
	// CanonicalABI.md, Stream State: none_or_number_type.
	number = t.Elem == nil || t.Elem.Kind >= component.KindS8 && t.Elem.Kind <= component.KindF64
	name := g.inst.take(goal)
	a.types[t.ID] = name
	a.typeOf[t.ID] = t
	a.typeOrder = append(a.typeOrder, t.ID)
	a.typeVars.line("// ", lineComment(g.typeName(t)))
	a.typeVars.line("const ", name, " = ", runtimeVar, ".streams.type(", componentVar, ", ", future, ", ", strconv.FormatBool(number), ", ", itoa(size), ", ", itoa(align), ", ", strconv.FormatBool(flat), ", ", elem, ");")
	return name
}

// errorShape tells what reasons of rejected promises are values of the error type of a
// result: null for none, a type of JavaScript's, or the labels of an enum or variant.
func errorShape(t *component.ValType) string {
	if t == nil {
		return "null"
	}
	labels := func(list []string) string {
		quoted := make([]string, len(list))
		for i, l := range list {
			quoted[i] = quote(l)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	switch k := t.Kind; {
	case k == component.KindString, k == component.KindChar:
		return quote("string")
	case k == component.KindBool:
		return quote("boolean")
	case k == component.KindS64, k == component.KindU64:
		return quote("bigint")
	case k >= component.KindS8 && k <= component.KindF64:
		return quote("number")
	case k == component.KindEnum:
		return labels(t.Labels)
	case k == component.KindVariant:
		cases := make([]string, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = c.Name
		}
		return labels(cases)
	}
	return quote("object")
}

// useElements notes that a built-in reads or writes elements.
func (g *generator) useElements(t *plan.Trampoline, write bool) {
	if t.StreamType.Elem == nil {
		return
	}
	g.endType(t.StreamType)
	id := t.StreamType.ID
	c := g.async.copies[id]
	if c == nil {
		c = &elementCopies{typ: t.StreamType, fromSet: map[string]bool{}, toSet: map[string]bool{}}
		g.async.copies[id] = c
	}
	s := elementSide{t.Instance, &t.Options, g.memoryOption(t.Instance, &t.Options)}
	if write && !c.fromSet[s.number] {
		c.fromSet[s.number] = true
		c.from = append(c.from, s)
	}
	if !write && !c.toSet[s.number] {
		c.toSet[s.number] = true
		c.to = append(c.to, s)
	}
}

// writeElements writes how elements are copied that are no plain bytes, and how
// the host gets and gives them.
func (g *generator) writeElements(w *writer) {
	for i := 0; i < len(g.async.typeOrder); i++ {
		id := g.async.typeOrder[i]
		c, name := g.async.copies[id], g.async.types[id]
		if c == nil {
			continue
		}
		elem := c.typ.Elem
		size, _ := g.layouts.SizeAlign(elem)
		if !g.isPlain(elem) {
			for _, from := range c.from {
				for _, to := range c.to {
					f := &fn{g: g, w: w, scope: g.inst.child()}
					f.scope.reserve("p", "q", "n")
					a, b := g.side(from.instance, from.options), g.side(to.instance, to.options)
					f.block(name+".copies.set(`${"+from.number+"},${"+to.number+"}`, (p, q, n) => {", func() {
						f.fresh(a)
						f.fresh(b)
						f.copyElements(a, b, func(p, q string) { f.copy(a, b, elem, addr{p, 0}, addr{q, 0}) }, "n", "p", "q", size)
					}, "});")
				}
			}
		}
		for _, from := range c.from {
			f := &fn{g: g, w: w, scope: g.inst.child()}
			f.scope.reserve("p")
			s := g.side(from.instance, from.options)
			s.host = true
			f.block(name+".load.set("+from.number+", (p) => {", func() {
				f.fresh(s)
				w.line("return ", f.load(s, elem, addr{"p", 0}), ";")
			}, "});")
		}
		for _, to := range c.to {
			f := &fn{g: g, w: w, scope: g.inst.child()}
			f.scope.reserve("p", "v")
			s := g.side(to.instance, to.options)
			s.host = true
			f.block(name+".store.set("+to.number+", (p, v) => {", func() {
				f.fresh(s)
				f.store(s, elem, "v", addr{"p", 0}, newPath("element"))
			}, "});")
		}
	}
}

// oneStream reports whether a type is a stream and a future of a result that are one
// object in JavaScript.
func (o *Options) oneStream(t *component.ValType) bool {
	return o.ResultStreams && t.Kind == component.KindTuple && len(t.Elems) == 2 &&
		t.Elems[0].Kind == component.KindStream && t.Elems[1].Kind == component.KindFuture &&
		t.Elems[1].Elem != nil && t.Elems[1].Elem.Kind == component.KindResult
}

// hasEnd reports whether a stream, future or error context is inside t: then its
// functions live where an instance lives.
func hasEnd(t *component.ValType) bool {
	return t.HasEnd() || t.HasErrorContext()
}

// perInstance reports whether the functions of a type belong to an instance.
func perInstance(t *component.ValType) bool { return t.HasResource() || hasEnd(t) }

// liftEnd writes the lifting of a stream, future or error context for the host.
func (f *fn) liftEnd(s *side, t *component.ValType, handle string) string {
	if t.Kind == component.KindErrorContext {
		return f.constant("error-context", s.inst+".takeErrorFor("+handle+")")
	}
	return f.constant("end", s.inst+".takeEndFor("+handle+", "+f.g.endType(t)+")")
}

// lowerEnd writes the lowering of what the host gives for one.
func (f *fn) lowerEnd(s *side, t *component.ValType, v string, at path) string {
	where := at.String() + ", " + quote(f.g.typeName(t))
	if t.Kind == component.KindErrorContext {
		return f.constant("handle", s.inst+".addErrorOf("+v+", "+where+")")
	}
	return f.constant("handle", s.inst+".addEndOf("+v+", "+f.g.endType(t)+", "+where+")")
}

// moveEnd writes the passing of one from component to component.
func (f *fn) moveEnd(from, to *side, t *component.ValType, handle string) string {
	if t.Kind == component.KindErrorContext {
		return f.constant("handle", to.inst+".addError("+from.inst+".getError("+handle+"))")
	}
	end := f.g.endType(t)
	return f.constant("handle", to.inst+".addEnd("+from.inst+".takeEnd("+handle+", "+end+"), "+end+")")
}
