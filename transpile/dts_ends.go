package transpile

import (
	"slices"

	"github.com/jco-go/jco-go/internal/component"
)

// This file is about streams, futures and error contexts in the declarations. What
// a component gives is one thing, and what it takes are many (docs/streams.md), so
// that a type with one of these inside has a declaration for each way in which
// functions use it.

// way says who gives a value to whom.
type way byte

const (
	wayOut way = iota // the component gives it, JavaScript gets it
	wayIn             // JavaScript gives it
)

// paramWay is the way of the parameters of a function.
func paramWay(exported bool) way {
	if exported {
		return wayIn
	}
	return wayOut
}

func (w way) reverse() way { return wayIn - w }

// withWay writes by f what goes a way.
func (m *dtsModule) withWay(w way, f func()) {
	file := m.file()
	before := file.way
	file.way = w
	f()
	file.way = before
}

// apart reports whether a type is something else where JavaScript gives it.
func (d *dts) apart(t *component.ValType) bool {
	return !d.opts.Guest && hasEnd(t)
}

// hasEndIn is hasEnd for the parameters and the result of a function.
func hasEndIn(t *component.FuncType) bool {
	return hasEnd(t.Result) || slices.ContainsFunc(t.Params, func(p component.Param) bool { return hasEnd(p.Type) })
}

// typeUse is a declaration that something refers to, and how.
type typeUse struct {
	decl *component.TypeDecl
	way  way
}

// findWays finds the ways in which functions use the named types.
func (d *dts) findWays() {
	if d.opts.Guest {
		return
	}
	for _, i := range d.world.Imports {
		d.useFuncs(d.scopeOf(i), i.ExternDecl, false)
	}
	for _, e := range d.world.Exports {
		d.useFuncs(d.scopeOf(e), e.ExternDecl, true)
	}
	d.root.nameInits()
	for _, in := range d.world.Interfaces {
		d.modules[in].nameInits()
	}
}

// nameInits names the types that go both ways as JavaScript gives them.
func (m *dtsModule) nameInits() {
	for _, t := range m.iface.Types {
		if from := t.From; from != nil && m.types[from] == m.types[t] && m.inits[from] != "" {
			m.inits[t] = m.inits[from] // imported and exported by the world
		} else if m.d.uses[typeUse{t, wayOut}] && m.d.uses[typeUse{t, wayIn}] {
			m.inits[t] = m.takeType(t.Name + "-init")
		}
	}
	for _, in := range m.iface.Nested {
		m.d.modules[in].nameInits()
	}
}

func (d *dts) scopeOf(i component.WorldItem) *component.Interface {
	if i.Interface != nil {
		return i.Interface
	}
	return d.world.Root
}

// typePlace is a type where an interface speaks of it.
type typePlace struct {
	scope *component.Interface
	typ   *component.ValType
	way   way
}

// useFuncs notes what the functions of an item use.
func (d *dts) useFuncs(scope *component.Interface, e component.ExternDecl, exported bool) {
	switch e.Type.Sort {
	case component.SortFunc:
		for _, p := range e.Type.Func.Params {
			d.use(scope, p.Type, paramWay(exported))
		}
		d.use(scope, e.Type.Func.Result, paramWay(exported).reverse())
	case component.SortInstance:
		nested := scope.Nested
		for _, x := range e.Type.Instance.Exports {
			inner := scope
			if x.Type.Sort == component.SortInstance && len(nested) > 0 {
				inner, nested = nested[0], nested[1:]
			}
			d.useFuncs(inner, x, exported)
		}
	}
}

// use notes the named types in t.
func (d *dts) use(scope *component.Interface, t *component.ValType, w way) {
	place := typePlace{scope, t, w}
	if !d.apart(t) || d.seen[place] {
		return
	}
	d.seen[place] = true
	if decl := d.world.Decl(scope, t); decl != nil {
		d.useDecl(decl, w)
		return
	}
	d.useParts(scope, t, w)
}

func (d *dts) useDecl(decl *component.TypeDecl, w way) {
	use := typeUse{decl, w}
	if d.uses[use] {
		return
	}
	d.uses[use] = true
	if decl.From != nil {
		d.useDecl(decl.From, w)
		return
	}
	d.useParts(decl.Interface, decl.Value, w)
}

func (d *dts) useParts(scope *component.Interface, t *component.ValType, w way) {
	for _, f := range t.Fields {
		d.use(scope, f.Type, w)
	}
	for _, c := range t.Cases {
		d.use(scope, c.Type, w)
	}
	for _, e := range t.Elems {
		d.use(scope, e, w)
	}
	d.use(scope, t.Elem, w)
	d.use(scope, t.Err, w)
}

// declaredWays are the declarations that a type gets: one, or two if it goes both
// ways.
func (m *dtsModule) declaredWays(t *component.TypeDecl) []way {
	switch {
	case m.inits[t] != "":
		return []way{wayOut, wayIn}
	case m.d.uses[typeUse{t, wayIn}]:
		return []way{wayIn}
	}
	return []way{wayOut}
}

// nameOf is the name of a type in the way in which it is written now.
func (m *dtsModule) nameOf(t *component.TypeDecl, w way) string {
	if name := m.inits[t]; name != "" && w == wayIn {
		return name
	}
	return m.types[t]
}

// stream writes a stream.
func (m *dtsModule) stream(t *component.ValType) {
	if m.d.opts.Guest {
		m.generic("AsyncIterable", t.Elem)
		return
	}
	var array string
	if t.Elem != nil {
		array = typedArrays[t.Elem.Kind]
	}
	out := m.file().way == wayOut
	switch {
	case t.Elem == nil && out:
		m.write(m.helper("GuestStream") + "<undefined>")
	case t.Elem == nil:
		m.write(m.helper("StreamSource") + "<unknown>")
	case array != "" && out:
		m.write(m.helper("GuestNumbers") + "<" + m.global(array) + ">")
	case t.Elem.Kind == component.KindU8:
		m.write(m.helper("ByteSource"))
	case array != "":
		m.write(m.helper("NumberSource") + "<" + m.global(array) + ">")
	default:
		goal := "StreamSource"
		if out {
			goal = "GuestStream"
		}
		m.write(m.helper(goal) + "<")
		m.typ(t.Elem)
		m.write(">")
	}
}

// future writes a future.
func (m *dtsModule) future(t *component.ValType) {
	name := "PromiseLike"
	switch {
	case m.d.opts.Guest:
		name = m.global(name)
	case m.file().way == wayOut:
		name = m.helper("GuestFuture")
	case t.Elem == nil:
		m.write(m.global(name) + "<void> | undefined") // with void alone it would be optional
		return
	default:
		name = m.helper("FutureSource")
	}
	m.write(name + "<")
	m.optional(t.Elem)
	m.write(">")
}

// resultStream writes a stream and a future of a result that are one object.
func (m *dtsModule) resultStream(t *component.ValType) {
	stream, future := t.Elems[0], t.Elems[1]
	out := m.file().way == wayOut
	goal := "ResultSource"
	if out {
		goal = "ResultStream"
	}
	m.write(m.helper(goal) + "<")
	m.typ(stream)
	m.write(", ")
	m.optional(future.Elem.Elem)
	if !out {
		m.write(", ")
		m.typ(future)
	}
	m.write(">")
}

// errorContext writes an error context.
func (m *dtsModule) errorContext() {
	switch {
	case m.d.opts.Guest:
		m.write("number")
	case m.file().way == wayOut:
		m.write(m.global("Error"))
	default:
		m.write(m.global("Error") + " | string")
	}
}
