package mutate

import (
	"bytes"
	"encoding/binary"
)

// Parse takes a component binary apart. What does not follow the grammar stays as
// it is, in Raw nodes: the result always encodes to bin again, but for numbers
// that were written longer than they need be.
func Parse(bin []byte) *Node {
	p := &parser{buf: bin}
	return p.component()
}

// parser reads binaries (Binary.md). A method that meets what is not in the
// grammar panics with notGrammar, which section catches.
type parser struct {
	buf   []byte
	pos   int
	depth int
}

type notGrammar struct{}

const maxDepth = 50

func (p *parser) more() bool { return p.pos < len(p.buf) }

func (p *parser) take(n int) []byte {
	if n < 0 || n > len(p.buf)-p.pos {
		panic(notGrammar{})
	}
	p.pos += n
	return p.buf[p.pos-n : p.pos]
}

func (p *parser) peek() byte {
	b := p.take(1)[0]
	p.pos--
	return b
}

func (p *parser) uint() uint64 {
	v, n := binary.Uvarint(p.buf[p.pos:])
	if n <= 0 || n > 5 {
		panic(notGrammar{})
	}
	p.pos += n
	return v
}

func (p *parser) index(label string) *Node { return &Node{Kind: Index, Label: label, N: p.uint()} }

func (p *parser) byte(label string) *Node {
	return &Node{Kind: Byte, Label: label, N: uint64(p.take(1)[0])}
}

func (p *parser) name(label string) *Node {
	return &Node{Kind: Name, Label: label, Data: p.take(int(p.uint()))}
}

func seq(label string, kids ...*Node) *Node { return &Node{Kind: Seq, Label: label, Kids: kids} }

func raw(b []byte) *Node { return &Node{Kind: Raw, Data: b} }

// vec reads a vector of items.
func (p *parser) vec(label string, item func() *Node) *Node {
	n := p.uint()
	v := &Node{Kind: Vec, Label: label}
	for ; n > 0; n-- {
		v.Kids = append(v.Kids, item())
	}
	return v
}

// component reads a component, preamble included, to the end of the input.
func (p *parser) component() *Node {
	c := seq("component")
	if len(p.buf) < 8 {
		return seq("component", raw(p.buf))
	}
	c.Kids = append(c.Kids, raw(p.take(8)))
	for p.more() {
		start := p.pos
		s, ok := p.section()
		if !ok {
			c.Kids = append(c.Kids, raw(p.buf[start:]))
			return c
		}
		c.Kids = append(c.Kids, s)
	}
	return c
}

// section reads a section; ok is false if not even its size fits.
func (p *parser) section() (s *Node, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(notGrammar); !is {
				panic(r)
			}
			s, ok = nil, false
		}
	}()
	id := p.byte("section id")
	body := p.take(int(p.uint()))
	return seq("section", id, &Node{Kind: Sized, Label: "body", Kids: []*Node{p.sub(body, byte(id.N))}}), true
}

// sub reads the content of a section, as it is where it is not in the grammar.
func (p *parser) sub(body []byte, id byte) (n *Node) {
	if p.depth > maxDepth {
		return raw(body)
	}
	in := &parser{buf: body, depth: p.depth + 1}
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(notGrammar); !is {
				panic(r)
			}
			n = raw(body)
		}
	}()
	switch id {
	case 0:
		n = seq("custom", in.name("custom name"), raw(in.take(len(in.buf)-in.pos)))
	case 1:
		n = in.module()
	case 2:
		n = in.vec("core instances", in.coreInstance)
	case 3:
		n = in.vec("core types", in.coreType)
	case 4:
		n = in.component()
	case 5:
		n = in.vec("instances", in.instance)
	case 6:
		n = in.vec("aliases", in.alias)
	case 7:
		n = in.vec("types", in.defType)
	case 8:
		n = in.vec("canons", in.canon)
	case 9:
		n = seq("start", in.index("func"), in.vec("values", func() *Node { return in.index("value") }), in.index("count"))
	case 10:
		n = in.vec("imports", func() *Node { return seq("import", in.externName(), in.externType()) })
	case 11:
		n = in.vec("exports", in.export)
	default:
		return raw(body)
	}
	if in.more() || !bytes.Equal(n.Encode(nil), body) {
		return raw(body)
	}
	return n
}

// The core module's sections that are taken apart: imports, functions, memories,
// exports, start. Function bodies are not.
func (p *parser) module() *Node {
	m := seq("module", raw(p.take(8)))
	for p.more() {
		id := p.byte("core section id")
		body := p.take(int(p.uint()))
		m.Kids = append(m.Kids, seq("core section", id, &Node{Kind: Sized, Label: "body", Kids: []*Node{p.coreSection(body, byte(id.N))}}))
	}
	return m
}

func (p *parser) coreSection(body []byte, id byte) (n *Node) {
	in := &parser{buf: body}
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(notGrammar); !is {
				panic(r)
			}
			n = raw(body)
		}
	}()
	switch id {
	case 2:
		n = in.vec("core imports", func() *Node {
			return seq("core import", in.name("core name"), in.name("core name"), in.coreExternType())
		})
	case 5:
		n = in.vec("memories", in.limits)
	case 7:
		n = in.vec("core exports", func() *Node {
			return seq("core export", in.name("core name"), in.byte("core kind"), in.index("in module"))
		})
	default:
		return raw(body)
	}
	if in.more() || !bytes.Equal(n.Encode(nil), body) {
		return raw(body)
	}
	return n
}

func (p *parser) coreExternType() *Node {
	kind := p.byte("core kind")
	switch kind.N {
	case 0:
		return seq("core externtype", kind, p.index("in module"))
	case 1:
		return seq("core externtype", kind, p.byte("core type"), p.limits())
	case 2:
		return seq("core externtype", kind, p.limits())
	case 3:
		return seq("core externtype", kind, p.byte("core type"), p.byte("bool"))
	}
	panic(notGrammar{})
}

func (p *parser) limits() *Node {
	flags := p.byte("limits")
	l := seq("limits", flags, p.index("count"))
	if flags.N&1 != 0 {
		l.Kids = append(l.Kids, p.index("count"))
	}
	return l
}

func (p *parser) coreInstance() *Node {
	b := p.byte("instance form")
	switch b.N {
	case 0:
		return seq("core instance", b, p.index("core module"), p.vec("core args", func() *Node {
			return seq("core arg", p.name("core name"), p.byte("core sort"), p.index("core instance"))
		}))
	case 1:
		return seq("core instance", b, p.vec("core inline exports", func() *Node {
			name, sort := p.name("core name"), p.byte("core sort")
			return seq("core inline export", name, sort, p.index(coreSpace(sort.N)))
		}))
	}
	panic(notGrammar{})
}

func coreSpace(sort uint64) string {
	names := map[uint64]string{0: "core func", 1: "core table", 2: "core memory", 3: "core global", 4: "core tag", 0x10: "core type", 0x11: "core module", 0x12: "core instance"}
	return names[sort]
}

func (p *parser) coreType() *Node {
	if p.peek() != 0x50 {
		return p.coreFuncType()
	}
	return seq("module type", p.byte("core deftype"), p.vec("module decls", func() *Node {
		b := p.byte("module decl")
		switch b.N {
		case 0:
			return seq("module decl", b, p.name("core name"), p.name("core name"), p.coreExternType())
		case 1:
			return seq("module decl", b, p.coreFuncType())
		case 2:
			return seq("module decl", b, p.byte("core sort"), p.byte("alias target"), p.index("count"), p.index("core type"))
		case 3:
			return seq("module decl", b, p.name("core name"), p.coreExternType())
		}
		panic(notGrammar{})
	}))
}

func (p *parser) coreFuncType() *Node {
	b := p.byte("core deftype")
	if b.N != 0x60 {
		panic(notGrammar{})
	}
	val := func() *Node { return p.byte("core type") }
	return seq("core functype", b, p.vec("core types", val), p.vec("core types", val))
}

func (p *parser) sort() (sort *Node, space string) {
	b := p.byte("sort")
	if b.N == 0 {
		c := p.byte("core sort")
		return seq("sort", b, c), coreSpace(c.N)
	}
	spaces := []string{"", "func", "value", "type", "component", "instance"}
	if b.N >= uint64(len(spaces)) {
		panic(notGrammar{})
	}
	return b, spaces[b.N]
}

func (p *parser) sortIndex() *Node {
	sort, space := p.sort()
	return seq("sortidx", sort, p.index(space))
}

func (p *parser) instance() *Node {
	b := p.byte("instance form")
	switch b.N {
	case 0:
		return seq("instance", b, p.index("component"), p.vec("args", func() *Node {
			return seq("arg", p.name("name"), p.sortIndex())
		}))
	case 1:
		return seq("instance", b, p.vec("inline exports", func() *Node {
			return seq("inline export", p.externName(), p.sortIndex())
		}))
	}
	panic(notGrammar{})
}

func (p *parser) alias() *Node {
	sort, space := p.sort()
	b := p.byte("alias target")
	switch b.N {
	case 0:
		return seq("alias", sort, b, p.index("instance"), p.name("name"))
	case 1:
		return seq("alias", sort, b, p.index("core instance"), p.name("core name"))
	case 2:
		return seq("alias", sort, b, p.index("count"), p.index(space))
	}
	panic(notGrammar{})
}

func (p *parser) externName() *Node {
	b := p.byte("extern name")
	n := seq("extern name", b, p.name("name"))
	switch b.N {
	case 0, 1:
	case 2:
		n.Kids = append(n.Kids, p.vec("attributes", func() *Node { return seq("attribute", p.byte("attribute"), p.name("name")) }))
	default:
		panic(notGrammar{})
	}
	return n
}

func (p *parser) externType() *Node {
	sort, space := p.sort()
	switch space {
	case "type":
		b := p.byte("bound")
		if b.N == 0 {
			return seq("externtype", sort, b, p.index("type"))
		}
		return seq("externtype", sort, b)
	case "value":
		b := p.byte("bound")
		if b.N == 0 {
			return seq("externtype", sort, b, p.index("value"))
		}
		return seq("externtype", sort, b, p.valType())
	case "core module":
		return seq("externtype", sort, p.index("core type"))
	}
	return seq("externtype", sort, p.index("type"))
}

func (p *parser) export() *Node {
	return seq("export", p.externName(), p.sortIndex(), p.optional(p.externType))
}

func (p *parser) optional(item func() *Node) *Node {
	b := p.byte("optional")
	switch b.N {
	case 0:
		return seq("optional", b)
	case 1:
		return seq("optional", b, item())
	}
	panic(notGrammar{})
}

func isPrimitive(b byte) bool { return b >= 0x73 && b <= 0x7f || b == 0x64 }

func (p *parser) valType() *Node {
	if b := p.peek(); isPrimitive(b) {
		return p.byte("primitive")
	} else if b >= 0x40 && b < 0x80 {
		panic(notGrammar{}) // a negative number
	}
	v := p.uint()
	return &Node{Kind: Signed, Label: "type", N: v}
}

func (p *parser) optValType() *Node { return p.optional(p.valType) }

func (p *parser) label() *Node { return p.name("label") }

func (p *parser) defType() *Node {
	if p.depth++; p.depth > maxDepth {
		panic(notGrammar{})
	}
	defer func() { p.depth-- }()
	b := p.byte("deftype")
	switch byte(b.N) {
	case 0x72:
		return seq("record", b, p.vec("fields", func() *Node { return seq("field", p.label(), p.valType()) }))
	case 0x71:
		return seq("variant", b, p.vec("cases", func() *Node { return seq("case", p.label(), p.optValType(), p.byte("zero")) }))
	case 0x70, 0x6b:
		return seq("list", b, p.valType())
	case 0x67:
		return seq("fixed list", b, p.valType(), p.index("count"))
	case 0x6f:
		return seq("tuple", b, p.vec("elems", p.valType))
	case 0x6e, 0x6d:
		return seq("labels", b, p.vec("labels", p.label))
	case 0x6a:
		return seq("result", b, p.optValType(), p.optValType())
	case 0x69, 0x68:
		return seq("handle", b, p.index("type"))
	case 0x66, 0x65:
		return seq("stream", b, p.optValType())
	case 0x63:
		return seq("map", b, p.valType(), p.valType())
	case 0x40, 0x43:
		return seq("functype", b, p.vec("params", func() *Node { return seq("param", p.label(), p.valType()) }), p.results())
	case 0x41:
		return seq("component type", b, p.vec("decls", func() *Node { return p.decl(true) }))
	case 0x42:
		return seq("instance type", b, p.vec("decls", func() *Node { return p.decl(false) }))
	case 0x3f:
		return seq("resource", b, p.byte("core type"), p.optional(func() *Node { return p.index("core func") }))
	}
	if isPrimitive(byte(b.N)) {
		return b
	}
	panic(notGrammar{})
}

func (p *parser) results() *Node {
	b := p.byte("results")
	switch b.N {
	case 0:
		return seq("results", b, p.valType())
	case 1:
		return seq("results", b, p.byte("zero"))
	}
	panic(notGrammar{})
}

func (p *parser) decl(imports bool) *Node {
	b := p.byte("decl")
	switch b.N {
	case 0:
		return seq("decl", b, p.coreType())
	case 1:
		return seq("decl", b, p.defType())
	case 2:
		return seq("decl", b, p.alias())
	case 3:
		if imports {
			return seq("decl", b, p.externName(), p.externType())
		}
	case 4:
		return seq("decl", b, p.externName(), p.externType())
	}
	panic(notGrammar{})
}

func (p *parser) canon() *Node {
	op := p.byte("canon")
	c := seq("canon", op)
	add := func(kids ...*Node) *Node { c.Kids = append(c.Kids, kids...); return c }
	switch op.N {
	case 0x00:
		return add(p.byte("zero"), p.index("core func"), p.options(), p.index("type"))
	case 0x01:
		return add(p.byte("zero"), p.index("func"), p.options())
	case 0x02, 0x03, 0x04, 0x0e, 0x13, 0x14, 0x15, 0x1a, 0x1b:
		return add(p.index("type"))
	case 0x0f, 0x10, 0x16, 0x17:
		return add(p.index("type"), p.options())
	case 0x11, 0x12, 0x18, 0x19:
		return add(p.index("type"), p.byte("bool"))
	case 0x06, 0x0c, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x42:
		return add(p.byte("bool"))
	case 0x09:
		return add(p.results(), p.options())
	case 0x0a, 0x0b:
		return add(p.byte("core type"), p.index("count"))
	case 0x1c, 0x1d:
		return add(p.options())
	case 0x20, 0x21:
		return add(p.byte("bool"), p.index("core memory"))
	case 0x27:
		return add(p.index("core type"), p.index("core table"))
	case 0x40:
		return add(p.byte("bool"), p.index("core type"))
	case 0x41:
		return add(p.byte("bool"), p.index("core type"), p.index("core table"))
	case 0x05, 0x0d, 0x1e, 0x1f, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28:
		return c
	}
	panic(notGrammar{})
}

func (p *parser) options() *Node {
	return p.vec("options", func() *Node {
		b := p.byte("option")
		switch b.N {
		case 3:
			return seq("option", b, p.index("core memory"))
		case 4, 5, 7:
			return seq("option", b, p.index("core func"))
		case 8:
			return seq("option", b, p.index("core type"))
		case 0, 1, 2, 6, 9:
			return seq("option", b)
		}
		panic(notGrammar{})
	})
}
