package plan

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Limits on what a small binary may blow up to: instantiating a component
// twice in each of n nested components makes 2^n instances.
const (
	maxInstances   = 10_000
	maxPlanItems   = 50_000
	maxNestedDepth = 200
	// maxArguments bounds the imports of all core instances: a module of many
	// imports may be instantiated often.
	maxArguments = 50_000
	// maxText bounds the names in the types of all functions that are lifted and
	// lowered: code for each has them, some more than once.
	maxText = 4 << 20
	// maxNodes bounds what these types unfold to.
	maxNodes = 5_000_000
	// maxPaths bounds the paths to instances and modules.
	maxPaths = 16 << 20
)

// Build flattens a decoded component. It returns an *Error if the component
// asks for something that no plan can express.
func Build(c *component.Component) (p *Plan, err error) {
	b := &builder{
		plan:    &Plan{Component: c, Types: component.NewTypes(), World: &component.ComponentType{}},
		modules: map[*component.CoreModule]ModuleID{}, entered: map[[2]InstanceID][]InstanceID{},
	}
	// The builder's methods give up by panicking with a failure, which ends here:
	// the recursion over nested components has no other result to hand back.
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(failure)
			if !ok {
				panic(r)
			}
			p, err = nil, f.err
		}
	}()
	root := b.newFrame(c, nil, nil, "component")
	root.replay(nil)
	b.export(root)
	b.nameLifts(nil, b.plan.Exports)
	b.findReturnOptions()
	b.findSuspends()
	b.findNeeds()
	return b.plan, nil
}

type failure struct{ err *Error }

// builder holds what the frames share.
type builder struct {
	plan    *Plan
	modules map[*component.CoreModule]ModuleID
	items   int // index space entries so far
	args    int // imports of core instances so far
	text    int // names in the types of lifted and lowered functions so far

	nodes   int                            // nodes of these types
	paths   int                            // the length of paths so far
	entered map[[2]InstanceID][]InstanceID // see entering
}

// count bounds the work that a binary can ask for.
func (b *builder) count(f *frame, offset int) {
	b.items++
	if b.items > maxPlanItems {
		f.over(offset, "instantiating it needs more than %d items", maxPlanItems)
	}
}

// countArguments bounds the imports of core instances.
func (b *builder) countArguments(f *frame, n, offset int) {
	b.args += n
	if b.args > maxArguments {
		f.over(offset, "its core instances have more than %d imports altogether: a module of many imports is instantiated too often", maxArguments)
	}
}

// countText bounds the types of lifted and lowered functions, and the names in them.
func (b *builder) countText(f *frame, t *component.FuncType, offset int) {
	b.nodes += t.Size()
	if b.nodes > maxNodes {
		f.over(offset, "the types of the functions that it lifts and lowers have more than %d parts altogether", maxNodes)
	}
	b.text += t.TextLen()
	if b.text > maxText {
		f.over(offset, "the types of the functions that it lifts and lowers have names of more than %d MiB altogether", maxText>>20)
	}
}

// countPath bounds what the paths of instances and modules take, which nest.
func (b *builder) countPath(f *frame, n, offset int) {
	b.paths += n
	if b.paths > maxPaths {
		f.over(offset, "the paths to what it instantiates have more than %d MiB altogether", maxPaths>>20)
	}
}

func (b *builder) newFrame(c *component.Component, lexical, creator *frame, path string) *frame {
	f := &frame{
		b: b, def: c, lexical: lexical, path: path,
		resources: map[component.ResourceID]component.ResourceID{},
		funcTypes: map[*component.FuncType]*component.FuncType{},
		id:        InstanceID(len(b.plan.Instances)),
	}
	parent := InstanceID(None)
	if creator != nil {
		parent = creator.id
		f.depth = creator.depth + 1
	}
	if len(b.plan.Instances) >= maxInstances {
		f.over(c.Offset, "instantiates more than %d components", maxInstances)
	}
	if f.depth > maxNestedDepth {
		f.over(c.Offset, "component instances are nested more than %d deep", maxNestedDepth)
	}
	b.plan.Instances = append(b.plan.Instances, Instance{ID: f.id, Parent: parent, Path: path})
	return f
}

// moduleID numbers an embedded module on its first use.
func (b *builder) moduleRef(m *module) ModuleRef {
	if m.embedded == nil {
		return m.ref
	}
	id, ok := b.modules[m.embedded]
	if !ok {
		id = ModuleID(len(b.plan.Modules))
		b.modules[m.embedded] = id
		b.plan.Modules = append(b.plan.Modules, Module{
			ID: id, Name: m.embedded.Name, Path: m.path,
			Bytes: m.embedded.Bytes, Offset: m.embedded.Offset, Type: m.embedded.Type,
		})
	}
	return ModuleRef{Module: id, Import: None}
}

// useImport marks a host import as needed.
func (b *builder) useImport(id ImportID) { b.plan.Imports[id].Used = true }

// coreDef gives the core item for a value, making its trampoline if need be.
func (b *builder) coreDef(it coreItem) CoreDef {
	if it.fn != nil {
		return b.coreFunc(it.fn)
	}
	return it.def
}

func (b *builder) coreFunc(c *coreFunc) CoreDef {
	if c.canon != nil {
		c.def = b.trampoline(c)
		c.canon = nil
	}
	return c.def
}

// liftOf gives the Lift of a function value, None for an import.
func (b *builder) liftOf(f *fn) LiftID {
	if f.canon == nil {
		return f.lift
	}
	fr := f.frame
	b.countText(fr, f.canon.FuncType, f.offset)
	core := b.coreFunc(fr.coreFuncs[f.canon.Func])
	id := LiftID(len(b.plan.Lifts))
	b.plan.Lifts = append(b.plan.Lifts, Lift{
		ID: id, Name: fr.debugName("func", f.index), Type: f.typ, Core: core, CoreType: f.canon.CoreFunc,
		Options: fr.options(f.canon.Opts), Instance: fr.id, Enter: b.ancestors(fr.id), Offset: f.offset,
	})
	f.lift, f.canon = id, nil
	return id
}

// funcOf gives the plan's view of a function value that leaves the component.
func (b *builder) funcOf(f *fn) Func {
	if f.imp >= 0 {
		b.useImport(f.imp)
		return Func{Lift: None, Import: f.imp, Type: f.typ}
	}
	return Func{Lift: b.liftOf(f), Import: None, Type: f.typ}
}

// ancestors lists an instance and all its ancestors, innermost first.
func (b *builder) ancestors(id InstanceID) []InstanceID { return b.entering(None, id) }

// inside reports whether an instance is another one or stands inside it.
func (b *builder) inside(id, outer InstanceID) bool {
	for id != None && id != outer {
		id = b.plan.Instances[id].Parent
	}
	return id == outer
}

// entering lists what a call from caller to callee enters
// (CanonicalABI.md, canon lift: the callee and its ancestors, less the caller
// and its ancestors). Calls between the same instances share the list.
func (b *builder) entering(caller, callee InstanceID) []InstanceID {
	key := [2]InstanceID{caller, callee}
	list, ok := b.entered[key]
	if !ok {
		inside := map[InstanceID]bool{}
		for id := caller; id != None; id = b.plan.Instances[id].Parent {
			inside[id] = true
		}
		for id := callee; id != None && !inside[id]; id = b.plan.Instances[id].Parent {
			list = append(list, id)
		}
		b.entered[key] = list
	}
	return list
}

func funcExtern(t wasmcode.FuncType) wasmcode.ExternType {
	return wasmcode.ExternType{Kind: wasmcode.KindFunc, Func: t}
}

func quotePath(path []string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = fmt.Sprintf("%q", component.ShortName(p))
	}
	return strings.Join(parts, " ")
}
