package mutate

// The core module's sections that are taken apart: imports, memories, exports.
// Function bodies are not.
func (p *parser) module() *Node {
	m := seq("module", raw(p.take(8)))
	for p.more() {
		id := p.byte("core section id")
		body := p.take(int(p.uint()))
		m.Kids = append(m.Kids, seq("core section", id, &Node{Kind: Sized, Label: "body", Kids: []*Node{coreSection(body, byte(id.N))}}))
	}
	return m
}

func coreSection(body []byte, id byte) *Node {
	return whole(body, 0, func(in *parser) *Node {
		switch id {
		case 2:
			return in.vec("core imports", func() *Node {
				return seq("core import", in.name("core name"), in.name("core name"), in.coreExternType())
			})
		case 5:
			return in.vec("memories", in.limits)
		case 7:
			return in.vec("core exports", func() *Node {
				return seq("core export", in.name("core name"), in.byte("core kind"), in.index("in module"))
			})
		}
		panic(notGrammar{})
	})
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
