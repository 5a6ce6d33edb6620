package mutate

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
