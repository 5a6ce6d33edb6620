package transpile

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file and the others whose names begin with dts write the TypeScript
// declarations of a component as jco does: NAME.d.ts for the world, and
// interfaces/NS-PKG-IFACE.d.ts for each interface.

// maxTypesSize bounds the declarations of one component: anonymous types are
// written out wherever they are used, and a hostile component uses them a lot.
const maxTypesSize = 16 << 20

// errTypesSize is the panic that leaves the writer when maxTypesSize is exceeded.
type errTypesSize struct{}

// dts writes the declarations of one component.
type dts struct {
	opts    *Options
	name    string // of the world: "root:component/root", or as in WIT text
	docs    map[string]string
	world   *component.World
	modules map[*component.Interface]*dtsModule
	root    *dtsModule
	exports []exportName // of world.Exports
	forms   asyncForms
	uses    map[typeUse]bool // of types with ends
	seen    map[typePlace]bool
	size    int
}

// writeTypes gives the declarations for a plan, see writeWorldTypes.
func writeTypes(p *plan.Plan, opts *Options) ([]File, error) {
	forms, _ := formsOf(p, opts)
	return writeWorldTypes("root:component/root", p.World, p.Component.Docs, opts, forms)
}

// writeWorldTypes gives the declarations of a world: its own file first, then
// those of the interfaces in the order of the world. It fails only for types
// that are too large to be written.
func writeWorldTypes(name string, t *component.ComponentType, docs map[string]string, opts *Options, forms asyncForms) (files []File, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case errTypesSize:
			err = &component.LimitError{Msg: fmt.Sprintf("the types of this component are too large to be written out: the .d.ts files would have over %d MiB", maxTypesSize>>20)}
		default:
			panic(r)
		}
	}()
	world := component.NewWorldApart(t, forms.key)
	d := &dts{opts: opts, name: name, docs: docs, world: world, modules: map[*component.Interface]*dtsModule{}, forms: forms, uses: map[typeUse]bool{}, seen: map[typePlace]bool{}}
	stems, numbered := map[string]bool{}, numbers{}
	for _, in := range d.world.Interfaces {
		stem := interfaceStem(in.Name)
		if stems[stem] {
			// Another version of the interface, or its exported form where that contradicts the imported one.
			stem = interfaceStem(strings.ReplaceAll(in.Name, "@", "-"))
			if !in.Imported {
				stem += "-export"
			}
			stem = numbered.free(stem, func(s string) bool { return stems[s] })
		}
		stems[stem] = true
		d.newModule(in, nil, stem)
	}
	d.root = d.newModule(d.world.Root, nil, "")
	d.findWays()
	d.writeWorld()
	files = append(files, File{opts.Name + ".d.ts", d.root.bytes()})
	for _, in := range d.world.Interfaces {
		m := d.modules[in]
		m.writeInterface()
		files = append(files, File{"interfaces/" + m.stem + ".d.ts", m.bytes()})
	}
	return files, nil
}

// dtsModule writes one file, or one namespace in it for an instance inside an
// instance.
type dtsModule struct {
	d      *dts
	iface  *component.Interface
	outer  *dtsModule // of a namespace
	stem   string     // file name without folder and ending; "" for the world
	name   string     // of a namespace in outer
	b      *strings.Builder
	indent string
	empty  bool // nothing is declared so far

	scope   *scope                         // names of types and namespaces
	types   map[*component.TypeDecl]string // their names
	members []string                       // names of iface.Decls, see memberNames; not at world level
	inits   map[*component.TypeDecl]string // names of types that go both ways as JavaScript gives them
	way     way                            // of what is written now; of the module at the top of the file
	helped  map[string]string              // names of the helper types that are used, see dts_helpers.go; the same
	refers  map[string]bool                // the files that a guest's file refers to
	// disposable tells that the file has classes with [Symbol.dispose]: it asks for the library that declares that.
	disposable bool
}

// newModule prepares the module of an interface and of those nested in it: all
// names are given before anything is written, so that any type can be referred to.
func (d *dts) newModule(in *component.Interface, outer *dtsModule, name string) *dtsModule {
	m := &dtsModule{d: d, iface: in, outer: outer, empty: true, types: map[*component.TypeDecl]string{}, inits: map[*component.TypeDecl]string{}, helped: map[string]string{}}
	d.modules[in] = m
	if outer != nil {
		m.name, m.stem, m.b, m.indent, m.scope = name, outer.stem, outer.b, outer.indent+"  ", outer.scope.child()
	} else {
		m.stem, m.b, m.scope = name, &strings.Builder{}, newScope()
		if d.opts.Guest {
			m.indent, m.refers = "  ", map[string]bool{}
		}
	}
	if in == d.world.Root {
		m.nameWorldTypes()
	} else {
		m.nameMembers()
	}
	m.nameOtherTypes()
	nested := in.Nested
	for i, decl := range in.Decls {
		if decl.Type.Sort == component.SortInstance && len(nested) > 0 {
			d.newModule(nested[0], m, m.members[i])
			nested = nested[1:]
		}
	}
	return m
}

// nameMembers names what are values too, by the glue's rule: resources and
// nested instances.
func (m *dtsModule) nameMembers() {
	items := itemsOf(m.iface.Decls)
	for i := range items {
		items[i].object = items[i].sort == component.SortType && m.hasObject(m.iface.Type(items[i].name))
	}
	m.members = memberNames(items)
	for i, decl := range m.iface.Decls {
		if m.members[i] == "" {
			continue
		}
		m.scope.reserve(m.members[i])
		if t := m.iface.Type(decl.Name); t != nil && decl.Type.Sort == component.SortType {
			m.types[t] = m.members[i]
		}
	}
}

// nameOtherTypes names the types that only TypeScript sees.
func (m *dtsModule) nameOtherTypes() {
	for _, t := range m.iface.Types {
		switch {
		case m.types[t] != "":
		case t.From != nil && t.From.Interface == m.iface && t.From.Name == t.Name && m.types[t.From] != "":
			m.types[t] = m.types[t.From] // imported and exported by the world
		default:
			m.types[t] = m.takeType(t.Name)
		}
	}
}

// takeType hands out a name for a type.
func (m *dtsModule) takeType(name string) string {
	return m.scope.take(identifier(upperCamel(name)))
}

// ref writes the name of a type's declaration as this module can say it.
func (m *dtsModule) ref(t *component.TypeDecl) string {
	of := m.d.modules[t.Interface]
	name := of.nameOf(t, m.file().way)
	if of == m {
		return name
	}
	for n := of; n.outer != nil; n = n.outer {
		name = n.name + "." + name
	}
	return "import(" + quoteSingle(m.path(of)) + ")." + name
}

// path is the module specifier of another module.
func (m *dtsModule) path(of *dtsModule) string {
	if m.d.opts.Guest {
		return m.guestPath(of)
	}
	switch {
	case m.stem == "":
		return "./interfaces/" + of.stem + ".js"
	case of.stem == "":
		return "../" + m.d.opts.Name + ".js"
	}
	return "./" + of.stem + ".js"
}

// global names a type of the language or the platform, also where a type of the
// component has its name.
func (m *dtsModule) global(name string) string {
	if m.scope.taken(name) {
		return "globalThis." + name
	}
	return name
}

// write adds text and watches over the size.
func (m *dtsModule) write(s string) {
	m.d.size += len(s)
	if m.d.size > maxTypesSize {
		panic(errTypesSize{})
	}
	m.b.WriteString(s)
}

// line writes one line at the module's indentation.
func (m *dtsModule) line(format string, args ...any) {
	m.write(m.indent)
	m.write(fmt.Sprintf(format, args...))
	m.write("\n")
}

// comment makes s fit to stand in a comment: it cannot end it, and it is one
// line of visible characters.
func comment(s string) string {
	q := quote(s)
	q = q[1 : len(q)-1]
	return unescapeComment.Replace(q)
}

// unescapeComment takes back what quote escapes for the sake of literals only.
var unescapeComment = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\u003c`, "<", `\u0009`, "\t")

// quoteSingle is quote with single quotes, as jco's declarations have them.
func quoteSingle(s string) string {
	if strings.ContainsAny(s, `"'`) {
		return quote(s)
	}
	q := quote(s)
	return "'" + q[1:len(q)-1] + "'"
}

// typeKey is propertyKey with single quotes.
func typeKey(name string) string {
	if key := propertyKey(name); key[0] != '"' {
		return key
	}
	return quoteSingle(name)
}
