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
// grammar panics with notGrammar, which inGrammar catches.
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
	ok = p.inGrammar(func() {
		id := p.byte("section id")
		body := p.take(int(p.uint()))
		s = seq("section", id, &Node{Kind: Sized, Label: "body", Kids: []*Node{p.sub(body, byte(id.N))}})
	})
	return s, ok
}

// inGrammar reports whether read met nothing that is not in the grammar.
func (p *parser) inGrammar(read func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(notGrammar); !is {
				panic(r)
			}
		}
	}()
	read()
	return true
}

// whole reads all of a body, or leaves it as it is where it is not in the grammar.
func whole(body []byte, depth int, read func(in *parser) *Node) (n *Node) {
	in := &parser{buf: body, depth: depth}
	if !in.inGrammar(func() { n = read(in) }) || in.more() || !bytes.Equal(n.Encode(nil), body) {
		return raw(body)
	}
	return n
}

// sub reads the content of a section.
func (p *parser) sub(body []byte, id byte) *Node {
	if p.depth > maxDepth {
		return raw(body)
	}
	return whole(body, p.depth+1, func(in *parser) *Node {
		switch id {
		case 0:
			return seq("custom", in.name("custom name"), raw(in.take(len(in.buf)-in.pos)))
		case 1:
			return in.module()
		case 2:
			return in.vec("core instances", in.coreInstance)
		case 3:
			return in.vec("core types", in.coreType)
		case 4:
			return in.component()
		case 5:
			return in.vec("instances", in.instance)
		case 6:
			return in.vec("aliases", in.alias)
		case 7:
			return in.vec("types", in.defType)
		case 8:
			return in.vec("canons", in.canon)
		case 9:
			return seq("start", in.index("func"), in.vec("values", func() *Node { return in.index("value") }), in.index("count"))
		case 10:
			return in.vec("imports", func() *Node { return seq("import", in.externName(), in.externType()) })
		case 11:
			return in.vec("exports", in.export)
		}
		panic(notGrammar{})
	})
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
