package witprint

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// definition gives the definition of a type under a name.
func (s *scope) definition(name string, t *component.ValType) string {
	b := s.builder()
	docs := func(field string) { b.write(docComment(s.p.docsOf(s.iface.Name, name, field), "  ")) }
	switch t.Kind {
	case component.KindRecord:
		b.write("record " + id(name) + " {\n")
		for _, f := range t.Fields {
			docs(f.Name)
			b.write("  " + id(f.Name) + ": ")
			s.typ(b, f.Type)
			b.write(",\n")
		}
		b.write("}\n")
	case component.KindVariant:
		b.write("variant " + id(name) + " {\n")
		for _, c := range t.Cases {
			docs(c.Name)
			b.write("  " + id(c.Name))
			if c.Type != nil {
				b.write("(")
				s.typ(b, c.Type)
				b.write(")")
			}
			b.write(",\n")
		}
		b.write("}\n")
	case component.KindFlags, component.KindEnum:
		b.write(t.Kind.String() + " " + id(name) + " {\n")
		for _, l := range t.Labels {
			docs(l)
			b.write("  " + id(l) + ",\n")
		}
		b.write("}\n")
	default:
		b.write("type " + id(name) + " = ")
		if t.Kind == component.KindOwn {
			b.write("own<" + s.resourceName(t) + ">")
		} else {
			s.full(b, t)
		}
		b.write(";\n")
	}
	return b.String()
}

// builder collects text that counts against maxSize.
type builder struct {
	strings.Builder
	p *printer
}

func (s *scope) builder() *builder { return &builder{p: s.p} }

func (b *builder) write(text string) {
	b.p.spend(len(text))
	b.WriteString(text)
}

// typ writes a use of t, by its name if it has one.
func (s *scope) typ(b *builder, t *component.ValType) {
	if d := s.p.world.Decl(s.iface, t); d != nil {
		b.write(s.ref(d))
		return
	}
	switch t.Kind {
	case component.KindRecord, component.KindVariant, component.KindFlags, component.KindEnum:
		name, ok := s.anon[t.ID]
		if !ok {
			name = s.unique(t.Kind.String() + "-type")
			s.anon[t.ID] = name
			s.extra = append(s.extra, s.definition(name, t))
		}
		b.write(id(name))
		return
	}
	s.full(b, t)
}

// full writes a type that needs no name.
func (s *scope) full(b *builder, t *component.ValType) {
	list := func(word string, parts ...*component.ValType) {
		b.write(word + "<")
		for i, p := range parts {
			if i > 0 {
				b.write(", ")
			}
			s.typ(b, p)
		}
		b.write(">")
	}
	switch t.Kind {
	case component.KindOwn:
		b.write(s.resourceName(t))
	case component.KindBorrow:
		b.write("borrow<" + s.resourceName(t) + ">")
	case component.KindList:
		list("list", t.Elem)
	case component.KindFixedList:
		b.write("list<")
		s.typ(b, t.Elem)
		b.write(fmt.Sprintf(", %d>", t.Len))
	case component.KindMap:
		list("map", t.Elem, t.Err)
	case component.KindTuple:
		list("tuple", t.Elems...)
	case component.KindOption:
		list("option", t.Elem)
	case component.KindStream, component.KindFuture:
		if t.Elem == nil {
			b.write(t.Kind.String())
		} else {
			list(t.Kind.String(), t.Elem)
		}
	case component.KindResult:
		switch {
		case t.Elem == nil && t.Err == nil:
			b.write("result")
		case t.Err == nil:
			list("result", t.Elem)
		case t.Elem == nil:
			b.write("result<_, ")
			s.typ(b, t.Err)
			b.write(">")
		default:
			list("result", t.Elem, t.Err)
		}
	default:
		b.write(t.Kind.String())
	}
}

// resourceName names the resource of a handle in this scope.
func (s *scope) resourceName(handle *component.ValType) string {
	if d := s.p.world.HandleDecl(s.iface, handle); d != nil {
		return s.ref(d)
	}
	return fmt.Sprintf("resource-type%d", handle.Resource)
}

// funcType gives a function's type: "async func(a: u32) -> string".
func (s *scope) funcType(f component.ExternDecl) string {
	b := s.builder()
	t := f.Type.Func
	params := t.Params
	switch parseName(f.Name).kind {
	case static:
		b.write("static ")
	case method:
		if len(params) > 0 {
			params = params[1:] // self
		}
	}
	if t.Async {
		b.write("async ")
	}
	b.write("func")
	s.params(b, params)
	if t.Result != nil {
		b.write(" -> ")
		s.typ(b, t.Result)
	}
	return b.String()
}

// constructor gives what follows the word: the parameters, and the result where
// it is not simply the resource.
func (s *scope) constructor(f component.ExternDecl) string {
	b := s.builder()
	t := f.Type.Func
	s.params(b, t.Params)
	if t.Result != nil && t.Result.Kind != component.KindOwn {
		b.write(" -> ")
		s.typ(b, t.Result)
	}
	return b.String()
}

func (s *scope) params(b *builder, params []component.Param) {
	b.write("(")
	for i, p := range params {
		if i > 0 {
			b.write(", ")
		}
		b.write(id(p.Name) + ": ")
		s.typ(b, p.Type)
	}
	b.write(")")
}
