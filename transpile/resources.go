package transpile

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// class is the JavaScript class of a resource that the component defines.
type class struct {
	g        *generator
	resource *plan.Resource
	name     string
	key      string // the symbol of the accessor of the rep, and what tells the constructor to make an empty object
	registry string // FinalizationRegistry, "" without destructor
	drop     string // function that runs the destructor, "" without
	wrapper  string // function that makes an object of a rep, "" until used
	funcs    []classFunc
}

// classFunc is a constructor, method or static.
type classFunc struct {
	name string // externname
	lift plan.LiftID
}

// class finds or makes the class of a resource.
func (g *generator) class(id component.ResourceID) *class {
	if c := g.classes[id]; c != nil {
		return c
	}
	r := g.plan.Resource(id)
	c := &class{g: g, resource: r}
	name := g.plan.ResourceName(id)
	c.name = g.inst.take(upperCamel(name))
	c.key = g.inst.take(name + "-rep")
	if r.Dtor != nil || g.opts.Tracing {
		c.registry = g.inst.take(name + "-registry")
	}
	if r.Dtor != nil {
		c.drop = g.inst.take("drop-" + name)
	}
	g.classes[id] = c
	g.classOrder = append(g.classOrder, c)
	return c
}

func (c *class) registryOr(none string) string {
	if c.registry == "" {
		return none
	}
	return c.registry
}

// wrap is an expression for the object that owns rep; self is that object if it
// is there already.
func (c *class) wrap(self, rep string) string {
	g := c.g
	if self != "" {
		if c.registry == "" {
			return g.use("ownRep") + "(" + self + ", " + c.key + ", " + rep + ")"
		}
		return g.use("ownRep") + "(" + self + ", " + c.key + ", " + rep + ", " + c.registry + ")"
	}
	if c.wrapper == "" {
		c.wrapper = g.inst.take("new-" + g.plan.ResourceName(c.resource.ID))
	}
	return c.wrapper + "(" + rep + ")"
}

// findClasses makes the classes of the resources that the component exports,
// and notes the functions that belong to them.
func (g *generator) findClasses(list []plan.Export) {
	byName := map[string]component.ResourceID{}
	for i := range list {
		x := &list[i]
		if x.Kind == component.SortType && x.Type.Resource != 0 {
			byName[x.Name] = x.Type.Resource
			if g.plan.Resource(x.Type.Resource).Import < 0 {
				g.class(x.Type.Resource)
			}
		}
	}
	for i := range list {
		x := &list[i]
		switch x.Kind {
		case component.SortInstance:
			g.findClasses(x.Exports)
		case component.SortFunc:
			n := parseFuncName(x.Name)
			id := byName[n.resource]
			if n.kind == funcFree || x.Func.Lift < 0 || id == 0 || g.plan.Resource(id).Import >= 0 {
				continue
			}
			g.class(id).add(x.Name, x.Func.Lift)
		}
	}
}

// add notes a function of the class; one that is exported twice is there once.
func (c *class) add(name string, lift plan.LiftID) {
	for _, f := range c.funcs {
		if f.lift == lift || f.name == name {
			return
		}
	}
	c.funcs = append(c.funcs, classFunc{name, lift})
}

// writeClasses writes the classes and what belongs to them.
func (g *generator) writeClasses(w *writer) {
	for g.classesWritten < len(g.classOrder) { // writing one may make another
		g.classesWritten++
		g.classOrder[g.classesWritten-1].write(w)
	}
}

func (c *class) write(w *writer) {
	g := c.g
	resource := g.plan.ResourceName(c.resource.ID)
	body := c.g.writer(w.indent + 1)
	names := make([]string, len(c.funcs))
	constructible := false
	for i, f := range c.funcs {
		names[i] = f.name
		constructible = constructible || parseFuncName(f.name).kind == funcConstructor
	}
	if !constructible {
		body.line("constructor(key) {")
		body.line("  if (key !== ", c.key, ") throw new TypeError(", quote("the resource "+resource+" has no constructor"), ");")
		body.line("}")
		body.line()
	}
	for i, name := range classMembers(names) {
		l := &g.plan.Lifts[c.funcs[i].lift]
		switch parseFuncName(c.funcs[i].name).kind {
		case funcConstructor:
			g.writeLift(body, l, memberForm{head: "constructor", class: c})
		case funcStatic:
			g.writeLift(body, l, memberForm{head: "static " + propertyKey(name)})
		default:
			g.writeLift(body, l, memberForm{head: propertyKey(name), self: true})
		}
		body.line()
	}
	dispose := "[" + g.use("dispose") + "]() {"
	call := g.use("disposeOwn") + "(this, " + c.key + ", " + c.registryOr("undefined") + ", " + g.root()
	if g.async != nil {
		call = g.use("disposeRep") + "(this, " + c.key + ", " + c.registryOr("undefined")
	}
	if c.drop != "" {
		call += ", " + c.drop
	}
	body.block(dispose, func() { body.line(call, ");") }, "}")

	w.line("// resource ", lineComment(resource))
	w.line("const ", c.key, " = Symbol(", quote(resource), ");")
	w.line("class ", c.name, " {")
	// A private field, since a property that is not enumerable takes twice as
	// long to make; the accessor is for the helpers.
	w.line("  #rep;")
	w.line("  get [", c.key, "]() { return #rep in this ? this.#rep : undefined; }")
	w.line("  set [", c.key, "](rep) { this.#rep = rep; }")
	w.line()
	w.add(body)
	w.line("}")
	switch {
	case g.opts.Tracing:
		w.line("const ", c.registry, " = ", c.traceRegistry(), ";")
	case c.registry != "" && g.async != nil:
		w.line("const ", c.registry, " = new FinalizationRegistry(", c.drop, ");")
	case c.registry != "":
		w.line("const ", c.registry, " = new FinalizationRegistry((rep) => ", g.root(), ".entered || ", c.drop, "(rep));")
	}
	if c.drop != "" {
		c.writeDrop(w, resource)
	}
	if c.wrapper != "" {
		w.line("function ", c.wrapper, "(rep) {")
		registry := ""
		if c.registry != "" {
			registry = ", " + c.registry
		}
		w.line("  return ", g.use("ownRep"), "(new ", c.name, "(", c.key, "), ", c.key, ", rep", registry, ");")
		w.line("}")
	}
	w.line()
}

// writeDrop writes the function that runs the destructor for the host.
func (c *class) writeDrop(w *writer, resource string) {
	g := c.g
	if g.async != nil {
		w.block("function "+c.drop+"(rep) {", func() {
			w.line(componentVar, ".drop(", g.dtorPair(c.resource.ID), ", rep);")
		}, "}")
		return
	}
	w.block("function "+c.drop+"(rep) {", func() {
		w.block("try {", func() {
			w.line(g.root(), ".entered = 2;")
			tracked := g.trackedOf(g.entering(plan.None, c.resource.Instance))
			for _, v := range tracked {
				w.line(v, ".entered = 1;")
			}
			w.line(g.core(*c.resource.Dtor, resource+"-dtor"), "(rep);")
			for _, v := range tracked {
				w.line(v, ".entered = 0;")
			}
			w.line(g.root(), ".entered = 0;")
		}, "} catch (e) {")
		w.line("  throw ", g.use("fail"), "(e, ", g.root(), ", ", quote("the destructor of "+resource), ");")
		w.line("}")
	}, "}")
}

// trampoline gives the name of a trampoline's function, which it writes at its
// first use.
func (g *generator) trampoline(id plan.TrampolineID) string {
	if name := g.trampolines[id]; name != "" {
		return name
	}
	t := &g.plan.Trampolines[id]
	w := g.lowered.sub()
	switch t.Kind {
	case plan.LowerImport:
		if g.opts.ImportBindings.core() {
			g.trampolines[id] = g.bindImport(w, t)
			break
		}
		imp := &g.plan.Imports[t.Import]
		name := g.inst.take("lower-" + lastPart(imp.Path[len(imp.Path)-1]))
		g.trampolines[id] = name
		g.writeLowerImport(w, t, name)
	case plan.LowerLift:
		name := g.inst.take("call-" + lastPart(g.plan.Lifts[t.Lift].Name))
		g.trampolines[id] = name
		g.writeLowerLift(w, t, name)
	case plan.Builtin:
		g.trampolines[id] = g.writeBuiltin(w, t)
	default:
		resource := g.plan.ResourceName(t.Resource)
		goal := map[plan.TrampolineKind]string{
			plan.ResourceNew: "resource-new-", plan.ResourceDrop: "resource-drop-", plan.ResourceRep: "resource-rep-",
		}[t.Kind]
		name := g.inst.take(goal + resource)
		g.trampolines[id] = name
		g.writeResourceBuiltin(w, t, name)
	}
	w.line()
	g.lowered.add(w)
	return g.trampolines[id]
}

// writeResourceBuiltin writes canon resource.new, resource.drop or resource.rep.
func (g *generator) writeResourceBuiltin(w *writer, t *plan.Trampoline, name string) {
	if g.async != nil {
		g.writeAsyncResource(w, t, name)
		return
	}
	inst, tag := g.instance(t.Instance), g.resourceTag(t.Resource)
	g.needTable(t.Instance)
	r := g.plan.Resource(t.Resource)
	call := ""
	switch t.Kind {
	case plan.ResourceNew:
		call = g.use("resourceNew") + "(" + inst + ", " + tag + ")"
	case plan.ResourceRep:
		call = g.use("resourceRep") + "(" + inst + ", " + tag + ")"
	default:
		call = g.use("resourceDrop") + "(" + inst + ", " + tag
		switch {
		case r.Import >= 0:
			call += ", (rep) => " + g.use("disposeHost") + "(rep, " + g.hostClass(r.ID) + ")"
		case r.Dtor != nil:
			call += ", (rep) => " + g.core(*r.Dtor, g.plan.ResourceName(r.ID)+"-dtor") + "(rep)"
			if tracked := g.trackedOf(g.entering(t.Instance, r.Instance)); len(tracked) > 0 {
				call += ", [" + join(tracked) + "]"
			}
		}
		call += ")"
	}
	w.line("// ", lineComment(t.Canon.Op.String()+" "+g.plan.ResourceName(t.Resource)), " in ", lineComment(g.plan.Instances[t.Instance].Path))
	w.line("const ", name, " = ", call, ";")
}

// mayLeave writes the check of may_leave, unless nothing ever clears it.
func (f *fn) mayLeave(id plan.InstanceID) {
	if !f.g.clearsLeave(id) {
		return
	}
	f.g.needLeave(id)
	f.w.line(f.g.instance(id), ".mayLeave || ", f.trap("cannot leave component instance"), ";")
}

// clearsLeave reports whether an instance has a realloc or post-return option,
// during which it may not leave.
func (g *generator) clearsLeave(id plan.InstanceID) bool { return g.clears[id] }

func (g *generator) findClears() {
	for i := range g.plan.Lifts {
		if l := &g.plan.Lifts[i]; l.Options.Realloc != nil || l.Options.PostReturn != nil {
			g.clears[l.Instance] = true
		}
	}
	for i := range g.plan.Trampolines {
		if t := &g.plan.Trampolines[i]; t.Options.Realloc != nil {
			g.clears[t.Instance] = true
		}
	}
}

// enter writes the entry of instances that a call from another one enters.
func (f *fn) enter(vars []string) {
	for _, v := range vars {
		f.w.line("if (", v, ".entered) ", f.use("cannotEnter"), "(", v, ");")
	}
	for _, v := range vars {
		f.w.line(v, ".entered = 1;")
	}
}

func (f *fn) left(vars []string) {
	for _, v := range vars {
		f.w.line(v, ".entered = 0;")
	}
}
