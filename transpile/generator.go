package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// generator writes the ES module of one plan. Everything is written into parts
// first, since what a part needs (helpers, contexts, fields of the instances'
// state) is known only when it is there; module.go puts the parts together.
type generator struct {
	plan    *plan.Plan
	opts    *Options
	layouts canon.Layouts

	module *scope // names at module level
	inst   *scope // names where an instance lives: inside instantiate, or module
	helper map[string]bool

	weights    map[uint32]int
	uses       map[typeFuncKey]int
	typeFuncs  map[typeFuncKey]string
	enumLabels map[uint32]string
	enumIndex  map[uint32]string
	flatVars   []string

	room        room    // of all writers
	tables      *writer // constants of types, at module level
	moduleFuncs *writer // functions of types, at module level
	instFuncs   *writer // the same, for types with handles
	lowered     *writer // what core modules import
	lifted      *writer // what the component exports

	instances  map[plan.InstanceID]*instanceVar
	tracked    map[plan.InstanceID]bool // instances that another one may enter
	clears     map[plan.InstanceID]bool // see clearsLeave
	moves      bool                     // the root records handles given away
	contexts   []*context
	contextsOf map[contextKey][]*context
	coreItems  map[coreKey]*coreItem
	items      []*coreItem
	exportsOf  map[plan.CoreInstanceID]string
	modules    map[plan.ModuleID]string

	trampolines    map[plan.TrampolineID]string
	lifts          map[plan.LiftID]string
	classes        map[component.ResourceID]*class
	classOrder     []*class
	classesWritten int                  // how many of classOrder
	members        map[plan.LiftID]bool // lifts that are members of a class
	imports        *imports
	worldOnce      *component.World     // see world
	bindings       []bound              // see bindImport
	async          *async               // nil without the async runtime
	chosen         map[plan.LiftID]bool // sync-typed exports that return a promise
}

func newGenerator(p *plan.Plan, opts *Options) *generator {
	g := &generator{
		plan: p, opts: opts, module: newModuleScope(), helper: map[string]bool{},
		weights: map[uint32]int{}, uses: map[typeFuncKey]int{}, typeFuncs: map[typeFuncKey]string{},
		enumLabels: map[uint32]string{}, enumIndex: map[uint32]string{},
		contextsOf: map[contextKey][]*context{}, clears: map[plan.InstanceID]bool{},
		instances: map[plan.InstanceID]*instanceVar{}, tracked: map[plan.InstanceID]bool{},
		coreItems: map[coreKey]*coreItem{}, exportsOf: map[plan.CoreInstanceID]string{}, modules: map[plan.ModuleID]string{},
		trampolines: map[plan.TrampolineID]string{}, lifts: map[plan.LiftID]string{},
		classes: map[component.ResourceID]*class{}, members: map[plan.LiftID]bool{},
	}
	g.room.left = maxCode
	g.tables, g.moduleFuncs, g.instFuncs, g.lowered, g.lifted = g.writer(0), g.writer(0), g.writer(0), g.writer(0), g.writer(0)
	g.module.reserve(helperNames()...)
	g.inst = g.module
	if opts.Instantiation != InstantiationNone {
		g.module.reserve("instantiate")
		g.inst = g.module.child()
		g.inst.reserve("getCoreModule", "imports", "instantiateCore")
		for _, w := range []*writer{g.instFuncs, g.lowered, g.lifted} {
			w.indent = g.bodyIndent()
		}
	}
	g.findTracked()
	g.findClears()
	g.initAsync()
	return g
}

// bodyIndent is the depth at which an instance's code stands.
func (g *generator) bodyIndent() int {
	switch {
	case g.opts.Instantiation == InstantiationAsync:
		return 2 // in the generator function inside instantiate
	case g.opts.Instantiation == InstantiationSync, g.inInit():
		return 1
	}
	return 0
}

// inInit reports whether all of the instance is made by $init, because the async
// runtime has to be there first. Without it only the steps are.
func (g *generator) inInit() bool { return g.opts.TLACompat && g.async != nil }

// writer makes a writer of the given depth.
func (g *generator) writer(indent int) *writer { return &writer{indent: indent, room: &g.room} }

func (g *generator) use(helper string) string {
	g.helper[helper] = true
	return helper
}

// instanceVar is the state of a component instance at run time.
type instanceVar struct {
	name  string
	enter bool // another instance may enter it
	leave bool // something looks at may_leave, or changes it
	table bool // it has a handle table
}

// instance gives the variable that holds the state of an instance.
func (g *generator) instance(id plan.InstanceID) string {
	v := g.instances[id]
	if v == nil {
		goal := "instance" + strconv.Itoa(int(id))
		if id == 0 {
			goal = "root"
		}
		v = &instanceVar{name: g.inst.take(goal)}
		g.instances[id] = v
	}
	return v.name
}

func (g *generator) root() string { return g.instance(0) }

func (g *generator) rootWithMoves() string {
	g.moves = true
	g.use("undoMoves")
	return g.root()
}

func (g *generator) needTable(id plan.InstanceID) {
	g.instance(id)
	g.instances[id].table = true
}

func (g *generator) needLeave(id plan.InstanceID) {
	g.instance(id)
	g.instances[id].leave = true
}

// findTracked finds the instances whose entry has to be remembered: those that
// a call from another instance enters. Whether the host may enter is the
// root's to say, since each of its calls enters the root.
func (g *generator) findTracked() {
	for i := range g.plan.Trampolines {
		t := &g.plan.Trampolines[i]
		switch t.Kind {
		case plan.LowerLift:
			for _, id := range t.Enter {
				g.tracked[id] = true
			}
		case plan.ResourceDrop:
			if r := g.plan.Resource(t.Resource); r.Dtor != nil {
				for _, id := range g.entering(t.Instance, r.Instance) {
					g.tracked[id] = true
				}
			}
		}
	}
	delete(g.tracked, 0)
}

// entering lists the instances that a call from one to another enters
// (CanonicalABI.md, Component Instance State: entering_set).
func (g *generator) entering(caller, callee plan.InstanceID) []plan.InstanceID {
	outside := map[plan.InstanceID]bool{}
	for id := caller; id != plan.None; id = g.plan.Instances[id].Parent {
		outside[id] = true
	}
	var list []plan.InstanceID
	for id := callee; id != plan.None && !outside[id]; id = g.plan.Instances[id].Parent {
		list = append(list, id)
	}
	return list
}

// trackedOf gives the variables of those instances in list that are tracked.
func (g *generator) trackedOf(list []plan.InstanceID) []string {
	var vars []string
	for _, id := range list {
		if g.tracked[id] {
			vars = append(vars, g.instance(id))
			g.instances[id].enter = true
		}
	}
	return vars
}

// context is the memory and realloc that a component instance lifts and lowers with.
type context struct {
	name            string
	instance        plan.InstanceID
	memory, realloc *plan.CoreDef
}

// context finds or makes the context of canon options, nil if they have no memory.
func (g *generator) context(id plan.InstanceID, o *plan.Options) *context {
	if o.Memory == nil {
		return nil
	}
	key := contextKey{id, keyOf(*o.Memory)}
	for _, c := range g.contextsOf[key] {
		if o.Realloc == nil || c.realloc != nil && keyOf(*c.realloc) == keyOf(*o.Realloc) {
			return c
		}
		if c.realloc == nil {
			c.realloc = o.Realloc
			return c
		}
	}
	c := &context{name: g.inst.take("cx" + strconv.Itoa(len(g.contexts))), instance: id, memory: o.Memory, realloc: o.Realloc}
	g.contexts = append(g.contexts, c)
	g.contextsOf[key] = append(g.contextsOf[key], c)
	g.needLeave(id)
	return c
}

// side makes the side of an instance with the given canon options.
func (g *generator) side(id plan.InstanceID, o *plan.Options) *side {
	s := &side{id: id, inst: g.instance(id), enc: o.Encoding}
	if c := g.context(id, o); c != nil {
		s.cx, s.memory = c.name, keyOf(*c.memory)
	}
	return s
}

// coreKey tells core items apart.
type coreKey struct {
	trampoline plan.TrampolineID
	instance   plan.CoreInstanceID
	name       string
}

func keyOf(d plan.CoreDef) coreKey { return coreKey{d.Trampoline, d.Instance, d.Name} }

// contextKey tells the memories of component instances apart.
type contextKey struct {
	instance plan.InstanceID
	memory   coreKey
}

// coreItem is a constant that holds an export of a core instance.
type coreItem struct {
	name  string
	def   plan.CoreDef
	owner plan.CoreInstanceID
}

// core gives an expression for a core item: the function of a trampoline, or a
// constant that holds the export, defined as soon as its instance is there.
func (g *generator) core(d plan.CoreDef, goal string) string {
	if d.Trampoline != plan.None {
		return g.trampoline(d.Trampoline)
	}
	key := keyOf(d)
	item := g.coreItems[key]
	if item == nil {
		item = &coreItem{name: g.inst.take(goal), def: d, owner: d.Instance}
		g.coreItems[key] = item
		g.items = append(g.items, item)
	}
	return item.name
}

// exportsVar is the variable that holds the exports of a core instance.
func (g *generator) exportsVar(id plan.CoreInstanceID) string {
	name := g.exportsOf[id]
	if name == "" {
		name = g.inst.take("exports" + strconv.Itoa(int(id)))
		g.exportsOf[id] = name
	}
	return name
}

// moduleVar is the variable that holds a compiled core module.
func (g *generator) moduleVar(id plan.ModuleID) string {
	name := g.modules[id]
	if name == "" {
		name = g.inst.take("module" + strconv.Itoa(int(id)))
		g.modules[id] = name
	}
	return name
}

// lastInstance is the core instance after which all the given items exist,
// None if they need none.
func lastInstance(defs ...*plan.CoreDef) plan.CoreInstanceID {
	last := plan.CoreInstanceID(plan.None)
	for _, d := range defs {
		if d != nil && d.Trampoline == plan.None {
			last = max(last, d.Instance)
		}
	}
	return last
}

// countAll counts the uses of types before anything is written, see countUses.
func (g *generator) countAll() {
	called := map[plan.LiftID]bool{}
	for i := range g.plan.Trampolines {
		t := &g.plan.Trampolines[i]
		from := &side{id: t.Instance, enc: t.Options.Encoding}
		switch t.Kind {
		case plan.LowerImport:
			if hasBorrowAndOwn(g, t.Type) {
				from.lent = "lent"
			}
			g.countFunc(t.Type, from, opLift, opLower)
		case plan.LowerLift:
			l := &g.plan.Lifts[t.Lift]
			from.lent = "lent"
			to := &side{id: l.Instance, enc: l.Options.Encoding}
			for _, p := range t.Type.Params {
				g.countUses(opCopy, from, to, p.Type)
			}
			g.countUses(opCopy, &side{id: l.Instance, enc: l.Options.Encoding}, &side{id: t.Instance, enc: t.Options.Encoding}, t.Type.Result)
		}
	}
	var walk func(list []plan.Export)
	walk = func(list []plan.Export) {
		for i := range list {
			if x := &list[i]; x.Kind == component.SortInstance {
				walk(x.Exports)
			} else if x.Kind == component.SortFunc && x.Func.Lift >= 0 && !called[x.Func.Lift] {
				called[x.Func.Lift] = true
				l := &g.plan.Lifts[x.Func.Lift]
				g.countFunc(l.Type, &side{id: l.Instance, enc: l.Options.Encoding}, opLower, opLift)
			}
		}
	}
	walk(g.plan.Exports)
}

// countFunc counts a function whose parameters go through one operation and
// whose result through another, in memory where they do not fit the stack.
func (g *generator) countFunc(ft *component.FuncType, s *side, params, result op) {
	dir := canon.Lift
	if params == opLift {
		dir = canon.Lower
	}
	sig := g.layouts.Signature(ft, dir, canon.Options{Encoding: s.enc})
	inMemory := func(o op, spill bool) op {
		switch {
		case spill && o == opLift:
			return opLoad
		case spill && o == opLower:
			return opStore
		}
		return o
	}
	for _, p := range ft.Params {
		g.countUses(inMemory(params, sig.ParamsSpill), s, nil, p.Type)
	}
	if ft.Result != nil && ft.Result.Kind == component.KindResult {
		g.countUses(inMemory(result, sig.ResultSpill), s, nil, ft.Result.Elem)
		g.countUses(inMemory(result, sig.ResultSpill), s, nil, ft.Result.Err)
	} else {
		g.countUses(inMemory(result, sig.ResultSpill), s, nil, ft.Result)
	}
}
