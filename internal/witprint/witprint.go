// Package witprint writes the world of a component as WIT text, in the form
// that `wasm-tools component wit` gives it: a package root:component with the
// world root, and the packages of the interfaces that it imports and exports.
package witprint

import (
	"fmt"
	"io"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// maxSize bounds the text: anonymous types are written out wherever they are
// used, and a hostile component uses them a lot.
const maxSize = 16 << 20

// tooLarge is the panic that leaves the printer when maxSize is exceeded.
type tooLarge struct{}

// Print writes c's world to w. Items for which WIT has no words (core modules,
// instances inside instances, exported types) are mentioned in comments. It
// fails if w does, or if the text would be larger than 16 MiB.
func Print(w io.Writer, c *component.Component) error {
	text, err := format(c)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}

func format(c *component.Component) (text string, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case tooLarge:
			err = &component.LimitError{Msg: fmt.Sprintf("the types of this component are too large to be written out: over %d MiB of WIT", maxSize>>20)}
		default:
			panic(r)
		}
	}()
	p := &printer{world: component.NewWorld(c.Type), docs: c.Docs, b: &strings.Builder{}}
	p.line("package root:component;")
	p.line("")
	p.printWorld()
	p.packages()
	return p.b.String(), nil
}

// printer writes the whole text.
type printer struct {
	world  *component.World
	docs   map[string]string
	b      *strings.Builder
	indent int
	spent  int // bytes of types written, see spend
}

// spend counts text of which a component can make more than its own size: the
// types of fields, parameters and results.
func (p *printer) spend(n int) {
	if p.spent += n; p.spent > maxSize {
		panic(tooLarge{})
	}
}

func (p *printer) write(s string) { p.b.WriteString(s) }

// line writes one line at the current indentation.
func (p *printer) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if text != "" {
		p.write(strings.Repeat("  ", p.indent))
	}
	p.write(text)
	p.write("\n")
}

// lines writes lines that have their own indentation at the current one.
func (p *printer) lines(text string) {
	for l := range strings.Lines(text) {
		p.line("%s", strings.TrimSuffix(l, "\n"))
	}
}

// printWorld writes the world root.
func (p *printer) printWorld() {
	w := p.world
	p.comment("")
	p.line("world root {")
	p.indent++
	s := p.newScope(w.Root)
	blank := false
	for _, i := range w.Imports {
		if i.Type.Sort == component.SortInstance {
			p.worldInterface("import", i)
			blank = true
		}
	}
	var importFuncs, exportFuncs []component.ExternDecl
	for _, i := range w.Imports {
		if i.Type.Sort == component.SortFunc {
			importFuncs = append(importFuncs, i.ExternDecl)
		}
	}
	for _, e := range w.Exports {
		if e.Type.Sort == component.SortFunc {
			exportFuncs = append(exportFuncs, e.ExternDecl)
		}
	}
	var funcs strings.Builder
	for _, f := range importFuncs {
		s.worldFunc(&funcs, "import", f)
	}
	var exports strings.Builder
	for _, e := range w.Exports {
		switch e.Type.Sort {
		case component.SortFunc:
			s.worldFunc(&exports, "export", e.ExternDecl)
		case component.SortInstance:
			exports.WriteString(p.capture(func() { p.worldInterface("export", e) }))
		case component.SortType:
			fmt.Fprintf(&exports, "// The component exports the type %s. WIT has no exported types.\n", e.Name)
		default:
			fmt.Fprintf(&exports, "// The component exports %s, a %s. WIT has no word for it.\n", e.Name, e.Type.Sort)
		}
	}
	types := s.body(append(importFuncs, exportFuncs...), false)
	if types != "" {
		if blank && !strings.HasPrefix(types, "use ") {
			p.line("")
		}
		p.lines(types)
		if funcs.Len() > 0 {
			p.line("")
		}
	}
	p.lines(funcs.String())
	for _, i := range w.Imports {
		switch i.Type.Sort {
		case component.SortFunc, component.SortInstance, component.SortType:
		default:
			p.line("// The component imports %s, a %s. WIT has no word for it.", i.Name, i.Type.Sort)
		}
	}
	if exports.Len() > 0 {
		if blank || types != "" || funcs.Len() > 0 {
			p.line("")
		}
		p.lines(exports.String())
	}
	p.indent--
	p.line("}")
}

// capture gives what f writes, at no indentation, instead of writing it.
func (p *printer) capture(f func()) string {
	b, indent := p.b, p.indent
	p.b, p.indent = &strings.Builder{}, 0
	f()
	text := p.b.String()
	p.b, p.indent = b, indent
	return text
}

// worldInterface writes the import or export of an instance.
func (p *printer) worldInterface(word string, it component.WorldItem) {
	switch {
	case it.Attrs.Implements != "":
		p.line("%s %s: %s;", word, id(it.Name), interfaceName(it.Attrs.Implements))
	case strings.Contains(it.Name, ":"):
		p.line("%s %s;", word, interfaceName(it.Name))
	default:
		p.line("%s %s: interface {", word, id(it.Name))
		p.interfaceBody(it.Interface)
		p.line("}")
	}
}

// packages writes the interfaces of the world, grouped by package.
func (p *printer) packages() {
	var order []string
	members := map[string][]*component.Interface{}
	for _, in := range p.world.Interfaces {
		pkg, _ := splitInterface(in.Name)
		if pkg == "" {
			continue // written inside the world
		}
		if members[pkg] == nil {
			order = append(order, pkg)
		}
		members[pkg] = append(members[pkg], in)
	}
	for _, pkg := range order {
		p.line("")
		p.line("package %s {", packageName(pkg))
		p.indent++
		written := map[string]bool{}
		for i, in := range members[pkg] {
			if i > 0 {
				p.line("")
			}
			_, name := splitInterface(in.Name)
			if written[name] {
				p.line("// The component exports %s with other types than it imports it with:", name)
				for l := range strings.Lines(p.capture(func() { p.printInterface(in, name) })) {
					p.line("// %s", strings.TrimSuffix(l, "\n"))
				}
				continue
			}
			written[name] = true
			p.printInterface(in, name)
		}
		p.indent--
		p.line("}")
	}
}

func (p *printer) printInterface(in *component.Interface, name string) {
	p.comment(in.Name)
	p.line("interface %s {", id(name))
	p.interfaceBody(in)
	p.line("}")
}

func (p *printer) interfaceBody(in *component.Interface) {
	p.indent++
	p.lines(p.newScope(in).body(in.Funcs, true))
	p.indent--
}

// comment writes the documentation of an item, if it has any.
func (p *printer) comment(path ...string) {
	p.write(docComment(p.docsOf(path...), strings.Repeat("  ", p.indent)))
}

func (p *printer) docsOf(path ...string) string {
	if len(p.docs) == 0 {
		return ""
	}
	if len(path) == 1 {
		return p.docs[path[0]]
	}
	return p.docs[path[0]+"#"+strings.Join(path[1:], ".")]
}

// printableComment leaves a line's tabs, and nothing else that is not printable.
func printableComment(line string) string {
	parts := strings.Split(line, "\t")
	for i := range parts {
		parts[i] = component.Printable(parts[i])
	}
	return strings.Join(parts, "\t")
}

// docComment gives text as a documentation comment.
func docComment(text, indent string) string {
	if text == "" {
		return ""
	}
	var b strings.Builder
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	for l := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString(strings.TrimRight(indent+"/// "+printableComment(l), " ") + "\n")
	}
	return b.String()
}
