package component

// This file gives a component's type the shape that WIT gives it: a world of
// interfaces, each with named types and functions, and for each type whether it
// is defined there or taken from another interface. Printers (.d.ts, WIT) work
// on it; nothing that runs does.

// World is a component's type as WIT sees it.
type World struct {
	// Root holds what stands at world level: types and functions, imported and
	// exported. Its Name is "".
	Root *Interface
	// Imports and Exports are the items of the component's type, in order.
	Imports, Exports []WorldItem
	// Interfaces are all imported and exported instances, each once, in the
	// order of first appearance. An interface that is imported and exported is
	// one Interface with all the items of both, unless these contradict.
	Interfaces []*Interface

	key       func(d ExternDecl, exported bool) string
	byName    map[string]*Interface
	resources map[ResourceID]*TypeDecl
	byID      map[uint32][]*TypeDecl
}

// WorldItem is an import or export of a world.
type WorldItem struct {
	ExternDecl
	Interface *Interface // set for instances
}

// Interface is an instance type under a name, or the world's own level.
type Interface struct {
	// Name is the externname of the import or export; for a label with the
	// attribute `implements`, the interface that it names.
	Name string
	// Labels are the plain names under which the world has an interface that
	// it names by `implements`.
	Labels             []string
	Imported, Exported bool
	// Parent is set for an instance inside an instance.
	Parent *Interface
	// Types and Funcs are the named types and the functions, in order; Nested
	// the instances; Others every other item (core modules, components, values).
	Types  []*TypeDecl
	Funcs  []ExternDecl
	Nested []*Interface
	Others []ExternDecl
	// Decls are all items in order.
	Decls []ExternDecl

	key     string // see NewWorldApart
	types   map[string]*TypeDecl
	local   map[ResourceID]*TypeDecl
	aliases map[resourceRef]*TypeDecl // each resource under each of its names
}

// TypeDecl is a named type of an interface or a world.
type TypeDecl struct {
	Interface *Interface
	Name      string
	Value     *ValType   // nil for a resource
	Resource  ResourceID // 0 for a value type
	// From is the type that this one is another name of, in this interface or
	// another; nil for a definition.
	From *TypeDecl
	// Exported tells a type that an export shows from one that an import does.
	Exported bool
}

// Type finds a named type of the interface, nil if there is none.
func (i *Interface) Type(name string) *TypeDecl { return i.types[name] }

// NewWorld reads the world from a component's type.
func NewWorld(t *ComponentType) *World {
	return NewWorldApart(t, func(ExternDecl, bool) string { return "" })
}

// NewWorldApart is NewWorld, but only those instances share an Interface for
// which key gives the same.
func NewWorldApart(t *ComponentType, key func(instance ExternDecl, exported bool) string) *World {
	w := &World{
		key: key, Root: newInterface(""), byName: map[string]*Interface{},
		resources: map[ResourceID]*TypeDecl{}, byID: map[uint32][]*TypeDecl{},
	}
	for _, d := range t.Imports {
		w.Imports = append(w.Imports, w.item(d, false))
	}
	for _, d := range t.Exports {
		w.Exports = append(w.Exports, w.item(d, true))
	}
	return w
}

func newInterface(name string) *Interface {
	return &Interface{
		Name: name, types: map[string]*TypeDecl{},
		local: map[ResourceID]*TypeDecl{}, aliases: map[resourceRef]*TypeDecl{},
	}
}

func (w *World) item(d ExternDecl, exported bool) WorldItem {
	it := WorldItem{ExternDecl: d}
	if d.Type.Sort != SortInstance {
		w.declare(w.Root, d, exported)
		return it
	}
	name := d.Name
	if d.Attrs.Implements != "" {
		name = d.Attrs.Implements
	}
	in := newInterface(name)
	for _, e := range d.Type.Instance.Exports {
		w.declare(in, e, exported)
	}
	in.key = w.key(d, exported)
	old := w.byName[name]
	switch {
	case old == nil:
		w.byName[name] = in
		w.Interfaces = append(w.Interfaces, in)
	case old.key == in.key && w.mergeable(old, in):
		w.merge(old, in)
		in = old
	default:
		w.Interfaces = append(w.Interfaces, in)
	}
	if name != d.Name {
		w.byName[d.Name] = in
		in.Labels = append(in.Labels, d.Name)
	}
	in.Imported = in.Imported || !exported
	in.Exported = in.Exported || exported
	it.Interface = in
	return it
}

// declare adds one item to an interface.
func (w *World) declare(in *Interface, d ExternDecl, exported bool) {
	in.Decls = append(in.Decls, d)
	switch d.Type.Sort {
	case SortFunc:
		in.Funcs = append(in.Funcs, d)
	case SortInstance:
		nested := newInterface(d.Name)
		nested.Parent = in
		for _, e := range d.Type.Instance.Exports {
			w.declare(nested, e, exported)
		}
		in.Nested = append(in.Nested, nested)
	case SortType:
		switch def := d.Type.Type; {
		case def.Value != nil:
			w.declareType(in, &TypeDecl{Interface: in, Name: d.Name, Value: def.Value, Exported: exported})
		case def.Resource != 0:
			t := &TypeDecl{Interface: in, Name: d.Name, Resource: def.Resource, Exported: exported}
			w.declareType(in, t)
			if ref := (resourceRef{def.Resource, def.alias}); in.aliases[ref] == nil {
				in.aliases[ref] = t
			}
		default:
			in.Others = append(in.Others, d)
		}
	default:
		in.Others = append(in.Others, d)
	}
}

func (w *World) declareType(in *Interface, t *TypeDecl) {
	if t.Resource != 0 {
		t.From = w.resources[t.Resource]
		if t.From == nil {
			w.resources[t.Resource] = t
		}
		if in.local[t.Resource] == nil {
			in.local[t.Resource] = t
		}
	} else {
		t.From = w.origin(in, t.Value)
		w.byID[t.Value.ID] = append(w.byID[t.Value.ID], t)
	}
	if in.types[t.Name] == nil { // the world may import and export a type under one name
		in.types[t.Name] = t
	}
	in.Types = append(in.Types, t)
}

// origin finds the declaration that t is another name of.
func (w *World) origin(in *Interface, t *ValType) *TypeDecl {
	for a := t.AliasOf; a != nil; a = a.AliasOf {
		from := w.byName[a.Owner]
		switch {
		case a.Owner == in.Name:
			from = in
		case a.Owner == "":
			from = w.Root
		}
		if from == nil {
			continue
		}
		if d := from.types[a.Name]; d != nil && d.names(t) {
			return d
		}
	}
	return nil
}

// ResourceDecl finds the declaration of a resource type as scope sees it: its
// own name for it if it has one, else the one where the resource is defined;
// nil if it has no name.
func (w *World) ResourceDecl(scope *Interface, id ResourceID) *TypeDecl {
	for s := scope; s != nil; s = s.Parent {
		if d := s.local[id]; d != nil {
			return d
		}
	}
	return w.resources[id]
}

// names reports whether t can be the type of the declaration: an interface may
// show one type twice, imported and exported, with resources of its own each time;
// at world level the type itself must be the same.
func (d *TypeDecl) names(t *ValType) bool {
	return d.Value != nil && d.Value.Kind == t.Kind && (d.Interface.Name != "" || d.Value.ID == t.ID)
}

// HandleDecl is ResourceDecl for an own or borrow type, which knows the resource
// under one of its names.
func (w *World) HandleDecl(scope *Interface, t *ValType) *TypeDecl {
	if d := scope.aliases[resourceRef{t.Resource, t.alias}]; d != nil {
		return d
	}
	return w.ResourceDecl(scope, t.Resource)
}

// Decl finds the declaration that names t as scope sees it: nil for an
// anonymous type, which is to be written out.
func (w *World) Decl(scope *Interface, t *ValType) *TypeDecl {
	if t.Name != "" {
		for s := scope; s != nil; s = s.Parent {
			d := s.types[t.Name]
			if d != nil && d.names(t) && (t.Owner == s.Name || d.Value.ID == t.ID) {
				return d
			}
		}
		for a := t; a != nil; a = a.AliasOf {
			owner := w.byName[a.Owner]
			if a.Owner == "" {
				owner = w.Root
			}
			if owner == nil {
				continue
			}
			if d := owner.types[a.Name]; d != nil && d.names(t) {
				return d
			}
		}
	}
	switch t.Kind {
	case KindRecord, KindVariant, KindEnum, KindFlags:
		// A function may speak of the definition itself, where its name belongs to
		// the node that was exported.
		var found *TypeDecl
		for _, d := range w.byID[t.ID] {
			if d.Interface == scope {
				return d
			}
			if found == nil {
				found = d
			}
		}
		return found
	}
	return nil
}

// merge adds to old the items that only in has.
func (w *World) merge(old, in *Interface) {
	have := make(map[string]bool, len(old.Decls))
	for _, d := range old.Decls {
		have[d.Name] = true
	}
	for id, d := range in.local {
		if o := old.types[d.Name]; o != nil {
			old.local[id] = o
			if w.resources[id] == d {
				w.resources[id] = o
			}
		} else {
			old.local[id] = d
		}
	}
	for ref, d := range in.aliases {
		if o := old.types[d.Name]; o != nil {
			d = o
		}
		old.aliases[ref] = d
	}
	for _, t := range in.Types {
		if have[t.Name] {
			o := old.types[t.Name]
			o.Exported = o.Exported || t.Exported
		} else {
			t.Interface = old
			old.types[t.Name] = t
			old.Types = append(old.Types, t)
		}
		if t.Value != nil {
			w.byID[t.Value.ID] = append(w.byID[t.Value.ID], old.types[t.Name])
		}
	}
	for _, f := range in.Funcs {
		if !have[f.Name] {
			old.Funcs = append(old.Funcs, f)
		}
	}
	for _, d := range in.Decls {
		if !have[d.Name] {
			old.Decls = append(old.Decls, d)
		}
	}
}

// mergeable reports whether the items that both have are the same but for the
// identity of resources, which count by name.
func (w *World) mergeable(old, in *Interface) bool {
	if len(old.Nested)+len(old.Others)+len(in.Nested)+len(in.Others) > 0 {
		return false
	}
	c := comparer{w: w, seen: map[[2]uint32]bool{}}
	funcs := make(map[string]*FuncType, len(old.Funcs))
	for _, f := range old.Funcs {
		funcs[f.Name] = f.Type.Func
	}
	for _, f := range in.Funcs {
		if g := funcs[f.Name]; (g != nil && !c.sameFunc(g, f.Type.Func)) || (g == nil && old.types[f.Name] != nil) {
			return false
		}
	}
	for _, t := range in.Types {
		o := old.types[t.Name]
		if o == nil {
			if funcs[t.Name] != nil {
				return false
			}
			continue
		}
		if (o.Resource == 0) != (t.Resource == 0) || t.Value != nil && !c.same(o.Value, t.Value) {
			return false
		}
		if t.Resource != 0 && c.resourceName(o.Resource) != c.resourceName(t.Resource) {
			return false
		}
	}
	return true
}

// comparer compares types of which one is an import's and one an export's.
type comparer struct {
	w    *World
	seen map[[2]uint32]bool
}

func (c *comparer) resourceName(id ResourceID) [2]string {
	if d := c.w.resources[id]; d != nil {
		return [2]string{d.Interface.Name, d.Name}
	}
	return [2]string{}
}

func (c *comparer) sameFunc(a, b *FuncType) bool {
	if a.Async != b.Async || len(a.Params) != len(b.Params) || !c.same(a.Result, b.Result) {
		return false
	}
	for i := range a.Params {
		if a.Params[i].Name != b.Params[i].Name || !c.same(a.Params[i].Type, b.Params[i].Type) {
			return false
		}
	}
	return true
}

func (c *comparer) same(a, b *ValType) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.ID == b.ID {
		return true
	}
	if a.Kind != b.Kind || !a.HasResource() || !b.HasResource() {
		return false
	}
	key := [2]uint32{a.ID, b.ID}
	if same, ok := c.seen[key]; ok {
		return same
	}
	c.seen[key] = c.sameParts(a, b)
	return c.seen[key]
}

func (c *comparer) sameParts(a, b *ValType) bool {
	if a.Len != b.Len || len(a.Fields) != len(b.Fields) || len(a.Cases) != len(b.Cases) || len(a.Elems) != len(b.Elems) ||
		!c.same(a.Elem, b.Elem) || !c.same(a.Err, b.Err) {
		return false
	}
	if a.Resource != b.Resource && c.resourceName(a.Resource) != c.resourceName(b.Resource) {
		return false
	}
	for i := range a.Fields {
		if a.Fields[i].Name != b.Fields[i].Name || !c.same(a.Fields[i].Type, b.Fields[i].Type) {
			return false
		}
	}
	for i := range a.Cases {
		if a.Cases[i].Name != b.Cases[i].Name || !c.same(a.Cases[i].Type, b.Cases[i].Type) {
			return false
		}
	}
	for i := range a.Elems {
		if !c.same(a.Elems[i], b.Elems[i]) {
			return false
		}
	}
	return true
}
