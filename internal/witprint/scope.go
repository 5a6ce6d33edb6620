package witprint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// scope writes what stands in one interface, or at the level of the world. Types
// are written first and the `use` lines that they turn out to need last, above
// them.
type scope struct {
	p     *printer
	iface *component.Interface
	pkg   string
	names map[string]bool                // taken in this scope
	refs  map[*component.TypeDecl]string // how types are called here
	// uses are the `use` lines: for each interface, in the order of first use,
	// what is taken from it.
	order []*component.Interface
	uses  map[*component.Interface][]string
	// extra are definitions of types that have no name where WIT wants one.
	extra []string
	anon  map[uint32]string
}

func (p *printer) newScope(in *component.Interface) *scope {
	s := &scope{
		p: p, iface: in, names: map[string]bool{}, refs: map[*component.TypeDecl]string{},
		uses: map[*component.Interface][]string{}, anon: map[uint32]string{},
	}
	s.pkg, _ = splitInterface(in.Name)
	for _, t := range in.Types {
		s.names[t.Name] = true
	}
	for _, f := range in.Funcs {
		s.names[f.Name] = true
	}
	for _, t := range in.Types {
		s.refs[t] = t.Name
		if s.foreign(t.From) {
			s.use(t.From, t.Name)
		}
	}
	return s
}

// foreign reports whether t is the type of another interface that `use` can name.
func (s *scope) foreign(t *component.TypeDecl) bool {
	if t == nil || t.Interface == s.iface || t.Interface.Parent != nil {
		return false
	}
	pkg, _ := splitInterface(t.Interface.Name)
	return pkg != ""
}

// use takes t into this scope under a name.
func (s *scope) use(t *component.TypeDecl, as string) {
	if s.uses[t.Interface] == nil {
		s.order = append(s.order, t.Interface)
	}
	item := id(t.Name)
	if as != t.Name {
		item += " as " + id(as)
	}
	s.uses[t.Interface] = append(s.uses[t.Interface], item)
	s.refs[t] = as
}

// unique gives a name that nothing here has.
func (s *scope) unique(name string) string {
	goal := name
	for n := 2; s.names[goal]; n++ {
		goal = name + "-n" + strconv.Itoa(n)
	}
	s.names[goal] = true
	return goal
}

// ref gives the name of a declared type in this scope.
func (s *scope) ref(t *component.TypeDecl) string {
	if name, ok := s.refs[t]; ok {
		return id(name)
	}
	if s.foreign(t) {
		s.use(t, s.unique(t.Name))
		return id(s.refs[t])
	}
	// The type of an interface without a package: nothing can be used from
	// there, so it is written again.
	name := s.unique(t.Name)
	s.refs[t] = name
	if t.Resource != 0 {
		s.extra = append(s.extra, fmt.Sprintf("// of %s\nresource %s;\n", t.Interface.Name, id(name)))
	} else {
		s.extra = append(s.extra, s.definition(name, t.Value))
	}
	return id(name)
}

// body gives the types and, if withFuncs, the functions of the scope. funcs are
// all functions, those of resources among them.
func (s *scope) body(funcs []component.ExternDecl, withFuncs bool) string {
	var blocks []string
	members := map[string][]component.ExternDecl{} // by the names of their resources
	for _, f := range funcs {
		if n := parseName(f.Name); n.kind != free {
			members[n.resource] = append(members[n.resource], f)
		}
	}
	for _, t := range s.iface.Types {
		switch {
		case s.foreign(t.From):
		case t.From != nil && t.From.Interface == s.iface && t.From.Name == t.Name:
			// imported and exported by the world
		case t.From != nil && t.From.Interface == s.iface:
			blocks = append(blocks, s.docs(t.Name)+"type "+id(t.Name)+" = "+id(t.From.Name)+";\n")
		case t.Resource != 0:
			blocks = append(blocks, s.docs(t.Name)+s.resource(t, members[t.Name]))
		default:
			blocks = append(blocks, s.docs(t.Name)+s.definition(t.Name, t.Value))
		}
	}
	if withFuncs {
		for _, f := range funcs {
			if n := parseName(f.Name); n.kind == free {
				blocks = append(blocks, s.docs(f.Name)+id(f.Name)+": "+s.funcType(f)+";\n")
			}
		}
	}
	for _, n := range s.iface.Nested {
		blocks = append(blocks, "// an instance "+n.Name+", for which WIT has no word\n")
	}
	for _, o := range s.iface.Others {
		if s.iface == s.p.world.Root {
			break // said among the world's imports and exports
		}
		blocks = append(blocks, fmt.Sprintf("// %s, a %s, for which WIT has no word\n", o.Name, o.Type.Sort))
	}
	var uses strings.Builder
	for _, in := range s.order {
		from := interfaceName(in.Name)
		if pkg, name := splitInterface(in.Name); pkg == s.pkg {
			from = id(name)
		}
		fmt.Fprintf(&uses, "use %s.{%s};\n", from, strings.Join(s.uses[in], ", "))
	}
	if uses.Len() > 0 {
		blocks = append([]string{uses.String()}, append(s.extra, blocks...)...)
	} else {
		blocks = append(s.extra, blocks...)
	}
	return strings.Join(blocks, "\n")
}

// worldFunc writes a function of the world.
func (s *scope) worldFunc(b *strings.Builder, word string, f component.ExternDecl) {
	if parseName(f.Name).kind == free {
		b.WriteString(s.docs(f.Name) + word + " " + id(f.Name) + ": " + s.funcType(f) + ";\n")
	}
}

// resource writes a resource with its functions.
func (s *scope) resource(t *component.TypeDecl, members []component.ExternDecl) string {
	var b strings.Builder
	for _, f := range members {
		n := parseName(f.Name)
		b.WriteString(docComment(s.p.docsOf(s.iface.Name, f.Name), "  "))
		if n.kind == constructor {
			b.WriteString("  constructor" + s.constructor(f) + ";\n")
		} else {
			b.WriteString("  " + id(n.label) + ": " + s.funcType(f) + ";\n")
		}
	}
	if b.Len() == 0 {
		return "resource " + id(t.Name) + ";\n"
	}
	return "resource " + id(t.Name) + " {\n" + b.String() + "}\n"
}

func (s *scope) docs(name string) string { return docComment(s.p.docsOf(s.iface.Name, name), "") }

// kind tells the plain names of functions apart (Explainer.md, Import and
// Export Definitions: plainname).
type kind uint8

const (
	free kind = iota
	constructor
	method
	static
)

type funcName struct {
	kind            kind
	resource, label string
}

func parseName(name string) funcName {
	if r, ok := strings.CutPrefix(name, "[constructor]"); ok {
		return funcName{kind: constructor, resource: r}
	}
	if rest, ok := strings.CutPrefix(name, "[method]"); ok {
		r, l, _ := strings.Cut(rest, ".")
		return funcName{kind: method, resource: r, label: l}
	}
	if rest, ok := strings.CutPrefix(name, "[static]"); ok {
		r, l, _ := strings.Cut(rest, ".")
		return funcName{kind: static, resource: r, label: l}
	}
	return funcName{label: name}
}
