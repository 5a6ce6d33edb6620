package transpile

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// fn is a JavaScript function while it is written.
type fn struct {
	g     *generator
	w     *writer
	scope *scope
	depth int // of blocks
}

// side is one component instance as lifting and lowering see it: the names of
// the variables that stand for it (CanonicalABI.md, Lifting and Lowering Context).
type side struct {
	id   plan.InstanceID
	cx   string // its context, "" if there is no memory
	inst string // the component instance
	enc  component.StringEncoding
	// memory tells memories apart.
	memory coreKey
	// scope is the variable of the borrow scope when borrows are lowered.
	scope string
	// lent is the variable that collects the handles lent when borrows are
	// lifted, "" if nothing can happen to them during the call.
	lent string
	// host tells that the other side is JavaScript.
	host bool
	// self is set in a constructor: the object that gets the resource.
	self string
}

// args are the arguments that stand for s in the call of a type's function.
func (s *side) args(t *component.ValType) string {
	if t.HasBorrow() {
		if s.scope != "" {
			return s.cx + ", " + s.scope
		}
		if s.lent != "" {
			return s.cx + ", " + s.lent
		}
	}
	return s.cx
}

func (f *fn) use(helper string) string { return f.g.use(helper) }

func (f *fn) temp(goal string) string { return f.scope.take(goal) }

// constant puts an expression into a variable, unless it is one.
func (f *fn) constant(goal, expr string) string {
	if isIdentifier(expr) {
		return expr
	}
	v := f.temp(goal)
	f.w.line("const ", v, " = ", expr, ";")
	return v
}

func (f *fn) block(head string, body func(), tail string) {
	f.depth++
	f.w.block(head, body, tail)
	f.depth--
}

func (f *fn) trap(text string) string { return f.use("trap") + "(" + quote(text) + ")" }

// bad is the call that throws a value which does not fit its type.
func (f *fn) bad(at path, t *component.ValType, v string) string {
	return f.use("bad") + "(" + at.String() + ", " + quote(f.g.typeName(t)) + ", " + v + ")"
}

// maxDepth is how deep blocks may be nested before the code of a type becomes a
// function of its own.
const maxDepth = 8

func (f *fn) tooDeep() bool { return f.depth > maxDepth }

// op is what a function of a type does.
type op uint8

const (
	opLoad  op = iota // memory → JavaScript
	opStore           // JavaScript → memory
	opLift            // flat → JavaScript
	opLower           // JavaScript → flat
	opCopy            // memory → memory of another component
)

var opNames = [...]string{"load", "store", "lift", "lower", "copy"}

// typeKey names the function of a type. Instances matter only for types with
// handles.
type typeFuncKey struct {
	op       op
	id       uint32
	enc, to  component.StringEncoding
	inst, at plan.InstanceID
	borrows  string
}

func (g *generator) typeFuncKey(o op, s, to *side, t *component.ValType) typeFuncKey {
	k := typeFuncKey{op: o, id: t.ID, enc: s.enc, inst: plan.None, at: plan.None}
	if to != nil {
		k.to = to.enc
	}
	if perInstance(t) {
		k.inst = s.id
		if to != nil {
			k.at = to.id
		}
		k.borrows = strconv.FormatBool(s.lent != "")
	}
	return k
}

// minWeight is the number of nodes from which a type may have a function of its own.
const minWeight = 3

// worthFunc reports whether n places with the code of a type of that weight are
// better served by a function. To call one that lowers takes more code, for the
// path in messages.
func worthFunc(o op, n, weight int) bool {
	if o == opStore || o == opLower {
		return n >= 2 && weight >= 6
	}
	return n >= 2 && weight >= 5 || n >= 4 && weight >= minWeight
}

// weight is the number of nodes of a type, written out.
func (g *generator) weight(t *component.ValType) int {
	if t == nil {
		return 0
	}
	if n, ok := g.weights[t.ID]; ok {
		return n
	}
	n := 1
	for _, f := range t.Fields {
		n += g.weight(f.Type)
	}
	for _, c := range t.Cases {
		n += 1 + g.weight(c.Type)
	}
	for _, e := range t.Elems {
		n += g.weight(e)
	}
	n += g.weight(t.Elem) + g.weight(t.Err) + len(t.Labels)/2
	if t.Kind == component.KindList || t.Kind == component.KindMap || t.Kind == component.KindFixedList {
		n += 2
	}
	n = min(n, 1<<20)
	g.weights[t.ID] = n
	return n
}

// countUses counts the places where the code of t, and of what is inside,
// would be written: what is needed twice gets a function, so that the output
// stays linear in the size of the component.
func (g *generator) countUses(o op, s, to *side, t *component.ValType) {
	if t == nil {
		return
	}
	if g.weight(t) >= minWeight {
		k := g.typeFuncKey(o, s, to, t)
		g.uses[k]++
		if g.uses[k] > 1 {
			return
		}
	}
	inner := o
	switch t.Kind {
	case component.KindList, component.KindMap:
		switch o {
		case opLift:
			inner = opLoad
		case opLower:
			inner = opStore
		}
	case component.KindStream, component.KindFuture:
		return
	}
	for _, f := range t.Fields {
		g.countUses(inner, s, to, f.Type)
	}
	for _, c := range t.Cases {
		g.countUses(inner, s, to, c.Type)
	}
	for _, e := range t.Elems {
		g.countUses(inner, s, to, e)
	}
	g.countUses(inner, s, to, t.Elem)
	g.countUses(inner, s, to, t.Err)
}

// typeFunc gives the name of the function of t, "" if its code is to be
// written in place.
func (g *generator) typeFunc(o op, s *side, t *component.ValType) string {
	return g.typeFuncTo(o, s, nil, t)
}

func (g *generator) typeFuncTo(o op, s, to *side, t *component.ValType) string {
	k := g.typeFuncKey(o, s, to, t)
	if name := g.typeFuncs[k]; name != "" {
		return name
	}
	if s.cx == "" || !worthFunc(o, g.uses[k], g.weight(t)) {
		return ""
	}
	return g.makeTypeFuncTo(o, s, to, t)
}

func (g *generator) makeTypeFunc(o op, s *side, t *component.ValType) string {
	return g.makeTypeFuncTo(o, s, nil, t)
}

// makeTypeFuncTo writes the function of a type: at module level, so that all
// instances share it, or beside the classes if handles are in it.
func (g *generator) makeTypeFuncTo(o op, s, to *side, t *component.ValType) string {
	k := g.typeFuncKey(o, s, to, t)
	if name := g.typeFuncs[k]; name != "" {
		return name
	}
	names, out := g.module, g.moduleFuncs
	if perInstance(t) {
		names, out = g.inst, g.instFuncs
	}
	name := names.take(opNames[o] + "-" + goalOf(t))
	g.typeFuncs[k] = name
	f := &fn{g: g, w: g.writer(out.indent + 1), scope: names.child()}
	f.scope.reserve("cx", "from", "to", "scope", "lent")
	in := *s
	in.cx, in.inst = "cx", "cx.instance"
	params := "cx"
	if t.HasBorrow() {
		switch {
		case s.scope != "":
			in.scope = "scope"
			params += ", scope"
		case s.lent != "":
			in.lent = "lent"
			params += ", lent"
		}
	}
	l := g.layouts.Of(t)
	switch o {
	case opLoad:
		p := f.temp("p")
		params += ", " + p
		f.w.line("return ", f.loadInline(&in, t, addr{p, 0}), ";")
	case opStore:
		v, p := f.temp("v"), f.temp("p")
		params += ", " + v + ", " + p
		f.storeInline(&in, t, v, addr{p, 0}, nil)
	case opLift:
		flat := make([]string, l.FlatLen)
		for i := range flat {
			flat[i] = f.temp("flat")
			params += ", " + flat[i]
		}
		f.w.line("return ", f.liftFlatVariant(&in, t, l, flat), ";")
	case opLower:
		v := f.temp("v")
		params += ", " + v
		for i, flat := range f.lowerFlatVariant(&in, t, l, v, nil) {
			f.w.line(g.flatVar(i), " = ", flat, ";")
		}
	case opCopy:
		in.cx, in.inst = "from", "from.instance"
		out := *to
		out.cx, out.inst = "to", "to.instance"
		p, q := f.temp("p"), f.temp("q")
		params = strings.Replace(params, "cx", "from", 1) + ", " + p + ", to"
		if t.HasBorrow() && to.scope != "" {
			out.scope = "scope"
			params += ", scope"
		}
		params += ", " + q
		f.copyInline(&in, &out, t, addr{p, 0}, addr{q, 0})
	}
	out.line("// ", opNames[o], " ", lineComment(g.typeName(t)))
	out.line("function ", name, "(", params, ") {")
	out.add(f.w)
	out.line("}")
	out.line()
	return name
}

// flatVar is a variable of the module through which a function hands back its
// i-th flat value.
func (g *generator) flatVar(i int) string {
	for len(g.flatVars) <= i {
		g.flatVars = append(g.flatVars, g.module.take("flat"+strconv.Itoa(len(g.flatVars))))
	}
	return g.flatVars[i]
}

// goalOf is the name to wish for for a variable or function of type t.
func goalOf(t *component.ValType) string {
	if t.Name != "" {
		return t.Name
	}
	switch t.Kind {
	case component.KindRecord:
		return "record"
	case component.KindTuple:
		return "tuple"
	case component.KindVariant:
		return "variant"
	case component.KindEnum:
		return "enum"
	case component.KindFlags:
		return "flags"
	case component.KindOption:
		return "option"
	case component.KindResult:
		return "result"
	}
	return "value"
}

// typeName is the WIT type for people, kept short.
func (g *generator) typeName(t *component.ValType) string {
	s := t.Format(g.plan.ResourceName)
	if len(s) > 120 {
		if g := goalOf(t); g != "value" {
			return g
		}
		return strings.ToValidUTF8(s[:117], "") + "…"
	}
	return s
}

// caseLabels is the constant that holds the names of a variant's cases, "" if
// most cases have a payload, so that each needs code of its own.
func (g *generator) caseLabels(t *component.ValType, l *canon.Layout) string {
	idle := 0
	for _, c := range l.Cases {
		if c.Layout == nil {
			idle++
		}
	}
	if t.Kind != component.KindVariant || idle < 4 || idle < len(l.Cases)/2 {
		return ""
	}
	return g.labels(t)
}

// labels is the constant that holds the labels of an enum, or the names of the
// cases of a variant.
func (g *generator) labels(t *component.ValType) string {
	if name := g.enumLabels[t.ID]; name != "" {
		return name
	}
	name := g.module.take(goalOf(t) + "-labels")
	g.enumLabels[t.ID] = name
	quoted := make([]string, 0, len(t.Labels)+len(t.Cases))
	for _, l := range t.Labels {
		quoted = append(quoted, quote(g.opts.enumValue(l)))
	}
	for _, c := range t.Cases {
		quoted = append(quoted, quote(c.Name))
	}
	g.tables.line("const ", name, " = [", join(quoted), "];")
	return name
}

// labelIndex is the constant that maps the labels of an enum to its cases.
func (g *generator) labelIndex(t *component.ValType) string {
	if name := g.enumIndex[t.ID]; name != "" {
		return name
	}
	labels := g.labels(t)
	name := g.module.take(goalOf(t) + "-index")
	g.enumIndex[t.ID] = name
	g.tables.line("const ", name, " = new Map(", labels, ".map((label, i) => [label, i]));")
	return name
}

func join(list []string) string { return strings.Join(list, ", ") }

func itoa(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
