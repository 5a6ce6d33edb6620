package plan

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// frame is one component instance while its definitions are replayed: its index
// spaces, with every item resolved to a value.
type frame struct {
	b       *builder
	def     *component.Component
	id      InstanceID
	lexical *frame // the frame in which def stands, for outer aliases
	depth   int
	path    string
	// resources maps the binary's resource types to the plan's.
	resources map[component.ResourceID]component.ResourceID
	funcTypes map[*component.FuncType]*component.FuncType

	coreFuncs     []*coreFunc
	coreTables    []CoreDef
	coreMemories  []CoreDef
	coreGlobals   []CoreDef
	coreTags      []CoreDef
	coreTypes     int
	modules       []*module
	coreInstances []*coreInstance
	funcs         []*fn
	types         []typ
	components    []comp
	instances     []*instance
	exports       []rootExport
}

// rootExport is an export of this component instance, in order.
type rootExport struct {
	def  *component.Export
	item item
	at   int
}

func (f *frame) fail(offset int, format string, args ...any) {
	panic(failure{&Error{Offset: offset, Path: f.path, Msg: component.Message(format, args...)}})
}

// over is fail for a limit.
func (f *frame) over(offset int, format string, args ...any) {
	panic(failure{&Error{Offset: offset, Path: f.path, Msg: component.Message(format, args...), Err: component.ErrLimit}})
}

// at is the path of an item of f.
func (f *frame) at(part string, offset int) string {
	f.b.countPath(f, len(f.path)+1+len(part), offset)
	return f.path + "." + part
}

func (f *frame) debugName(sort string, index uint32) string { return f.def.Names[sort][index] }

// replay runs through the definitions in the order of the binary. args are the
// values of the imports; nil for the root component, whose imports are the host's.
func (f *frame) replay(args map[string]item) {
	for i := range f.def.Defs {
		d := &f.def.Defs[i]
		f.b.count(f, d.Offset)
		switch {
		case d.CoreModule != nil:
			n := len(f.modules)
			f.modules = append(f.modules, &module{
				ref: ModuleRef{Module: None, Import: None}, typ: d.CoreModule.Type, embedded: d.CoreModule,
				path: f.at(fmt.Sprintf("core module[%d]", n), d.Offset),
			})
		case d.CoreInstance != nil:
			f.coreInstance(d.CoreInstance, d.Offset)
		case d.CoreType != nil:
			f.coreTypes++
		case d.Component != nil:
			f.components = append(f.components, comp{def: d.Component, parent: f})
		case d.Instance != nil:
			f.instance(d.Instance, d.Offset)
		case d.Alias != nil:
			f.alias(d.Alias, d.Offset)
		case d.Type != nil:
			f.typeDef(d.Type, d.Offset)
		case d.Canon != nil:
			f.canon(d.Canon, d.Offset)
		case d.Import != nil:
			f.importDef(d.Import, args, d.Offset)
		case d.Export != nil:
			f.exportDef(d.Export, d.Offset)
		case d.Start != nil:
			f.fail(d.Offset, "component start functions cannot be run (feature cm-values)")
		case d.Value != nil:
			f.fail(d.Offset, "value definitions cannot be used (feature cm-values)")
		}
	}
}

// add appends an item to the index space of its sort.
func (f *frame) add(it item) {
	switch it.sort {
	case component.SortCoreModule:
		f.modules = append(f.modules, it.module)
	case component.SortFunc:
		f.funcs = append(f.funcs, it.fn)
	case component.SortType:
		f.types = append(f.types, it.typ)
	case component.SortComponent:
		f.components = append(f.components, it.comp)
	case component.SortInstance:
		f.instances = append(f.instances, it.inst)
	}
}

// get reads an item of an index space.
func (f *frame) get(sort component.Sort, index uint32, offset int) item {
	it := item{sort: sort}
	switch sort {
	case component.SortCoreModule:
		it.module = f.modules[index]
	case component.SortFunc:
		it.fn = f.funcs[index]
	case component.SortType:
		it.typ = f.types[index]
	case component.SortComponent:
		it.comp = f.components[index]
	case component.SortInstance:
		it.inst = f.instances[index]
	default:
		f.fail(offset, "values cannot be used (feature cm-values)")
	}
	return it
}

func (f *frame) coreInstance(d *component.CoreInstance, offset int) {
	index := uint32(len(f.coreInstances))
	if !d.Instantiate {
		bag := make(map[string]coreItem, len(d.Exports))
		for _, e := range d.Exports {
			bag[e.Name] = f.coreItem(e.Sort, e.Index)
		}
		f.coreInstances = append(f.coreInstances, &coreInstance{id: None, bag: bag})
		return
	}
	b := f.b
	m := f.modules[d.Module]
	ref := b.moduleRef(m)
	if ref.Module >= 0 {
		b.plan.Modules[ref.Module].Instantiated = true
	} else {
		b.useImport(ref.Import)
	}
	b.countArguments(f, len(m.typ.Imports), offset)
	given := make(map[string]*coreInstance, len(d.Args))
	for _, a := range d.Args {
		given[a.Name] = f.coreInstances[a.Instance]
	}
	args := make([]Arg, 0, len(m.typ.Imports))
	for _, imp := range m.typ.Imports {
		from := given[imp.Module]
		if from == nil {
			f.fail(-1, "core module %q: no argument %q (the decoder should have refused it)", m.path, imp.Module)
		}
		it, ok := from.export(imp.Name)
		if !ok {
			f.fail(-1, "core module %q: argument %q has no export %q (the decoder should have refused it)", m.path, imp.Module, imp.Name)
		}
		if it.fn != nil {
			it.fn.nameTrampoline(imp)
		}
		args = append(args, Arg{Module: imp.Module, Name: imp.Name, Def: b.coreDef(it)})
	}
	id := CoreInstanceID(len(b.plan.CoreInstances))
	name := f.debugName("core instance", index)
	if name == "" && m.embedded != nil {
		name = m.embedded.Name
	}
	b.plan.CoreInstances = append(b.plan.CoreInstances, CoreInstance{ID: id, Module: ref, Instance: f.id, Name: name})
	b.plan.Steps = append(b.plan.Steps, Step{Kind: StepInstantiate, Core: id, Args: args})
	f.coreInstances = append(f.coreInstances, &coreInstance{id: id, typ: m.typ})
}

// export finds an export of a core instance value.
func (c *coreInstance) export(name string) (coreItem, bool) {
	if c.id == None {
		it, ok := c.bag[name]
		return it, ok
	}
	e, ok := c.typ.Export(name)
	if !ok {
		return coreItem{}, false
	}
	def := CoreDef{Kind: e.Type.Kind, Instance: c.id, Name: name, Trampoline: None, Type: e.Type}
	if e.Type.Kind == wasmcode.KindFunc {
		return coreItem{fn: &coreFunc{def: def}}, true
	}
	return coreItem{def: def}, true
}

func (f *frame) coreItem(sort component.CoreSort, index uint32) coreItem {
	switch sort {
	case component.CoreSortFunc:
		return coreItem{fn: f.coreFuncs[index]}
	case component.CoreSortTable:
		return coreItem{def: f.coreTables[index]}
	case component.CoreSortMemory:
		return coreItem{def: f.coreMemories[index]}
	case component.CoreSortGlobal:
		return coreItem{def: f.coreGlobals[index]}
	default:
		return coreItem{def: f.coreTags[index]}
	}
}

func (f *frame) instance(d *component.Instance, offset int) {
	inst := f.makeInstance(d, offset)
	f.bindInstance(d.Type, inst)
	f.instances = append(f.instances, inst)
}

func (f *frame) makeInstance(d *component.Instance, offset int) *instance {
	if !d.Instantiate {
		inst := newInstance(len(d.Exports))
		for _, e := range d.Exports {
			it := f.get(e.Sort, e.Index, offset)
			it.attrs = e.Attrs
			inst.add(e.Name, it)
		}
		return inst
	}
	c := f.components[d.Component]
	index := uint32(len(f.instances))
	part := fmt.Sprintf("instance[%d]", index)
	if name := f.debugName("instance", index); name != "" {
		part = fmt.Sprintf("instance %q", component.ShortName(name))
	}
	path := f.at(part, offset)
	args := make(map[string]item, len(d.Args))
	for _, a := range d.Args {
		args[a.Name] = f.get(a.Sort, a.Index, offset)
	}
	child := f.b.newFrame(c.def, c.parent, f, path)
	child.replay(args)
	inst := newInstance(len(child.exports))
	for _, e := range child.exports {
		it := e.item
		it.attrs = e.def.Attrs
		inst.add(e.def.Name, it)
	}
	return inst
}

func (f *frame) alias(a *component.Alias, offset int) {
	switch a.Kind {
	case component.AliasExport:
		it, ok := f.instances[a.Instance].exports[a.Name]
		if !ok {
			f.fail(offset, "instance %d has no export %q (the decoder should have refused it)", a.Instance, a.Name)
		}
		f.add(it)
	case component.AliasCoreExport:
		it, ok := f.coreInstances[a.Instance].export(a.Name)
		if !ok {
			f.fail(offset, "core instance %d has no export %q (the decoder should have refused it)", a.Instance, a.Name)
		}
		switch a.CoreSort {
		case component.CoreSortFunc:
			f.coreFuncs = append(f.coreFuncs, it.fn)
		case component.CoreSortTable:
			f.coreTables = append(f.coreTables, it.def)
		case component.CoreSortMemory:
			f.coreMemories = append(f.coreMemories, it.def)
		case component.CoreSortGlobal:
			f.coreGlobals = append(f.coreGlobals, it.def)
		case component.CoreSortTag:
			f.coreTags = append(f.coreTags, it.def)
		}
	case component.AliasOuter:
		from := f
		for range a.Count {
			from = from.lexical
		}
		if a.Core {
			if a.CoreSort == component.CoreSortModule {
				f.modules = append(f.modules, from.modules[a.Index])
			} else {
				f.coreTypes++
			}
			return
		}
		f.add(from.get(a.Sort, a.Index, offset))
	}
}

func (f *frame) typeDef(d *component.TypeDefinition, offset int) {
	if d.Resource != nil {
		index := uint32(len(f.types))
		r := Resource{
			ID: component.ResourceID(len(f.b.plan.Resources) + 1), Name: f.debugName("type", index),
			Import: None, Instance: f.id,
		}
		if d.Resource.HasDtor {
			def := f.b.coreFunc(f.coreFuncs[d.Resource.Dtor])
			r.Dtor = &def
		}
		f.b.plan.Resources = append(f.b.plan.Resources, r)
		f.b.plan.Steps = append(f.b.plan.Steps, Step{Kind: StepResource, Resource: r.ID})
		f.resources[d.Def.Resource] = r.ID
	}
	f.types = append(f.types, typ{def: d.Def, frame: f})
}

func (f *frame) canon(c *component.Canon, offset int) {
	if c.Op == component.CanonLift {
		f.funcs = append(f.funcs, &fn{
			typ: f.funcType(c.FuncType), imp: None, lift: None, canon: c, frame: f,
			index: uint32(len(f.funcs)), offset: offset,
		})
		return
	}
	f.coreFuncs = append(f.coreFuncs, &coreFunc{
		frame: f, canon: c, index: uint32(len(f.coreFuncs)), offset: offset,
		def: CoreDef{Kind: wasmcode.KindFunc, Instance: None, Trampoline: None, Type: funcExtern(c.CoreFunc)},
	})
}

func (f *frame) exportDef(e *component.Export, offset int) {
	it := f.get(e.Sort, e.Index, offset)
	// An ascribed type may give the exported resources new identities inside
	// this component; they stand for the same resources.
	f.bindExtern(&e.Type, it)
	f.exports = append(f.exports, rootExport{def: e, item: it, at: offset})
	if it.sort == component.SortType && e.Type.Sort == component.SortType {
		it.typ = typ{def: e.Type.Type, frame: f} // the node that carries the export's name
	}
	f.add(it)
}

// options resolves canon options to core items.
func (f *frame) options(o component.CanonOptions) Options {
	r := Options{Encoding: o.Encoding, Async: o.Async}
	if o.HasMemory {
		def := f.coreMemories[o.Memory]
		r.Memory = &def
	}
	fnDef := func(has bool, index uint32) *CoreDef {
		if !has {
			return nil
		}
		def := f.b.coreFunc(f.coreFuncs[index])
		return &def
	}
	r.Realloc = fnDef(o.HasRealloc, o.Realloc)
	r.PostReturn = fnDef(o.HasPostReturn, o.PostReturn)
	r.Callback = fnDef(o.HasCallback, o.Callback)
	return r
}
