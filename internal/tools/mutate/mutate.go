package mutate

import (
	"math/rand/v2"
	"strings"
)

// Mutator makes mutants of components. It is not safe for concurrent use.
type Mutator struct {
	// Rand decides everything: the same numbers give the same mutants.
	Rand *rand.Rand
	// Donors are components whose parts get into others.
	Donors [][]byte
	// KeepCode leaves everything alone in core modules that their function bodies
	// depend on: only exports and the names of imports change.
	KeepCode bool

	donors []*Node
}

// Mutate gives a mutant of bin, which is not changed. It is the same as bin if there
// is nothing in it to change.
func (m *Mutator) Mutate(bin []byte) []byte {
	root := Parse(bin)
	// Most mutants differ in one thing, which leaves more of them valid.
	n := 1 + m.Rand.IntN(2)*m.Rand.IntN(3)
	for tries := 0; n > 0 && tries < 100; tries++ { // an empty component has nothing to change
		if m.step(root) {
			n--
		}
	}
	return root.Encode(make([]byte, 0, len(bin)+64))
}

// step changes something; false if what was drawn does not fit the component.
func (m *Mutator) step(root *Node) bool {
	switch m.Rand.IntN(10) {
	case 0, 1:
		return m.changeIndex(root)
	case 2:
		return m.swapIndices(root)
	case 3:
		return m.changeName(root)
	case 4:
		return m.changeByte(root)
	case 5:
		return m.changeType(root)
	case 6, 7:
		return m.changeList(root)
	case 8:
		return m.splice(root)
	}
	return m.changeRaw(root)
}

// collect lists the nodes that f wants.
func (m *Mutator) collect(root *Node, f func(*Node) bool) []*Node {
	var list []*Node
	var walk func(*Node)
	walk = func(n *Node) {
		if m.KeepCode && keep[n.Label] {
			return
		}
		if f(n) {
			list = append(list, n)
		}
		for _, k := range n.Kids {
			walk(k)
		}
	}
	walk(root)
	return list
}

// keep are the parts of core modules that function bodies depend on.
var keep = map[string]bool{"core externtype": true, "core kind": true, "memories": true}

func (m *Mutator) pick(list []*Node) *Node {
	if len(list) == 0 {
		return nil
	}
	return list[m.Rand.IntN(len(list))]
}

func isIndex(n *Node) bool { return n.Kind == Index || n.Kind == Signed }

func (m *Mutator) changeIndex(root *Node) bool {
	list := m.collect(root, isIndex)
	n := m.pick(list)
	if n == nil {
		return false
	}
	was := n.N
	switch m.Rand.IntN(8) {
	case 0:
		n.N++
	case 1:
		n.N-- // may be huge
		if n.Kind == Signed || n.N > 1<<32 {
			n.N &= 1<<32 - 1
		}
	case 2:
		n.N = []uint64{0, 1, 63, 64, 127, 128, 255, 1<<28 - 1, 1 << 28, 1<<31 - 1, 1 << 31, 1<<32 - 1}[m.Rand.IntN(12)]
	case 3:
		n.N = uint64(m.Rand.IntN(int(min(n.N, 1000)) + 8))
	default:
		var same []*Node
		for _, o := range list {
			if o.Label == n.Label {
				same = append(same, o)
			}
		}
		n.N = m.pick(same).N
	}
	return n.N != was
}

func (m *Mutator) swapIndices(root *Node) bool {
	list := m.collect(root, isIndex)
	a := m.pick(list)
	if a == nil {
		return false
	}
	for range 10 {
		if b := m.pick(list); b.Label == a.Label && b.N != a.N {
			a.N, b.N = b.N, a.N
			return true
		}
	}
	return false
}

// hostileNames are what would end the string, comment, template or declaration
// that a name stands in, names with a meaning in JavaScript, and names of every
// form that the grammar knows.
var hostileNames = []string{
	"", "a", "a-b", "A-B", "a-1", "a1", "-", "é", "\x00", "\xff", "\u2028", `"`, "'", "`${x}`", `\`, "*/", "//", "\n", "</script>", "<!--", "${x}", "]]>",
	"constructor", "prototype", "--proto--", "then", "default", "await", "arguments", "eval", "this", "class", "import", "undefined", "global-this", "web-assembly",
	"to-string", "value-of", "symbol", "promise", "root", "memory", "handles", "table0", "exports0", "get-core-module", "imports", "instantiate",
	"a:b/c", "a:b/c@1.0.0", "a:b/c@1.0.1", "a:b/c@2.0.0-rc.1+x", "wasi:cli/run@0.2.0", "wasi:io/streams@0.2.0", "a:b", "a:b/c/d", "a:b:c/d/e", "a:b/c@1", "a:b/c@01.0.0",
	"[method]r.f", "[static]r.f", "[constructor]r", "[async]f", "[async method]r.f", "[implements=<a:b/c>]x", "[method]", "[x]y", "[resource-drop]r",
	"url=<https://a/b>", "integrity=<sha256-AAAA>", "locked-dep=<a:b@1.0.0>", "unlocked-dep=<a:b>", "relative-url=<../x>",
	"cabi_realloc", "_initialize", "__proto__", "toString", "memory-1",
}

func (m *Mutator) changeName(root *Node) bool {
	list := m.collect(root, func(n *Node) bool { return n.Kind == Name })
	n := m.pick(list)
	if n == nil {
		return false
	}
	was := string(n.Data)
	s := was
	switch m.Rand.IntN(8) {
	case 0, 1:
		s = hostileNames[m.Rand.IntN(len(hostileNames))]
	case 2, 3:
		s = string(m.pick(list).Data)
	case 4:
		s = strings.ToUpper(s)
	case 5:
		s += hostileNames[m.Rand.IntN(len(hostileNames))]
	case 6:
		s = s[:m.Rand.IntN(len(s)+1)]
	case 7:
		s = []string{"[method]", "[static]", "[constructor]", "[async]", "a:"}[m.Rand.IntN(5)] + s
	}
	n.Data = []byte(s)
	return s != was
}

// bytesOf are the values of each class of bytes.
var bytesOf = map[string][]byte{
	"sort":          {0, 1, 2, 3, 4, 5},
	"core sort":     {0, 1, 2, 3, 4, 0x10, 0x11, 0x12},
	"core kind":     {0, 1, 2, 3, 4},
	"core type":     {0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f},
	"primitive":     {0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x7a, 0x79, 0x78, 0x77, 0x76, 0x75, 0x74, 0x73, 0x64},
	"deftype":       {0x72, 0x71, 0x70, 0x67, 0x6f, 0x6e, 0x6d, 0x6b, 0x6a, 0x69, 0x68, 0x66, 0x65, 0x63, 0x40, 0x43, 0x41, 0x42, 0x3f, 0x7f, 0x79},
	"section id":    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
	"option":        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	"extern name":   {0, 1, 2},
	"attribute":     {0, 1, 2},
	"bound":         {0, 1},
	"optional":      {0, 1},
	"results":       {0, 1},
	"instance form": {0, 1},
	"alias target":  {0, 1, 2},
	"decl":          {0, 1, 2, 3, 4},
	"module decl":   {0, 1, 2, 3},
	"bool":          {0, 1},
	"limits":        {0, 1, 2, 3, 4, 5, 8, 9},
}

func (m *Mutator) changeByte(root *Node) bool {
	n := m.pick(m.collect(root, func(n *Node) bool { return n.Kind == Byte && n.Label != "core section id" }))
	if n == nil {
		return false
	}
	was := n.N
	values := bytesOf[n.Label]
	switch {
	case n.Label == "canon":
		n.N = uint64(m.Rand.IntN(0x30))
	case len(values) > 0 && m.Rand.IntN(6) > 0:
		n.N = uint64(values[m.Rand.IntN(len(values))])
	default:
		n.N = uint64(m.Rand.IntN(256))
	}
	return n.N != was
}

// changeType puts another type where a type is: a primitive, an index, or a new
// one around it.
func (m *Mutator) changeType(root *Node) bool {
	n := m.pick(m.collect(root, func(n *Node) bool { return n.Kind == Signed || n.Kind == Byte && n.Label == "primitive" }))
	if n == nil {
		return false
	}
	if n.Kind == Signed || m.Rand.IntN(2) == 0 {
		values := bytesOf["primitive"]
		*n = Node{Kind: Byte, Label: "primitive", N: uint64(values[m.Rand.IntN(len(values))])}
		return true
	}
	*n = Node{Kind: Signed, Label: "type", N: uint64(m.Rand.IntN(12))}
	return true
}

// isList tells nodes whose kids can be left out, doubled and moved.
func isList(n *Node) bool {
	return len(n.Kids) > 0 && (n.Kind == Vec && n.Label != "core imports" || n.Label == "component" && len(n.Kids) > 1)
}

func (m *Mutator) changeList(root *Node) bool {
	n := m.pick(m.collect(root, isList))
	if n == nil {
		return false
	}
	first := 0
	if n.Label == "component" {
		first = 1 // the preamble stays
	}
	i := first + m.Rand.IntN(len(n.Kids)-first)
	j := first + m.Rand.IntN(len(n.Kids)-first)
	switch m.Rand.IntN(4) {
	case 0:
		n.Kids = append(n.Kids[:i:i], n.Kids[i+1:]...)
	case 1:
		n.insert(j, n.Kids[i].clone())
	case 2:
		if i == j {
			return false
		}
		n.Kids[i], n.Kids[j] = n.Kids[j], n.Kids[i]
	case 3: // moved
		k := n.Kids[i]
		n.Kids = append(n.Kids[:i:i], n.Kids[i+1:]...)
		n.insert(min(j, len(n.Kids)), k)
	}
	return true
}

func (n *Node) insert(i int, k *Node) {
	kids := append([]*Node{}, n.Kids[:i]...)
	n.Kids = append(append(kids, k), n.Kids[i:]...)
}

// splice puts a part of a donor, or of the component itself, into a list of the
// same kind.
func (m *Mutator) splice(root *Node) bool {
	if m.donors == nil {
		for _, d := range m.Donors {
			m.donors = append(m.donors, Parse(d))
		}
	}
	from := root
	if len(m.donors) > 0 && m.Rand.IntN(3) > 0 {
		from = m.donors[m.Rand.IntN(len(m.donors))]
	}
	target := m.pick(m.collect(root, func(n *Node) bool { return isList(n) || n.Kind == Vec && n.Label != "core imports" }))
	if target == nil {
		return false
	}
	source := m.pick(m.collect(from, func(n *Node) bool { return n.Label == target.Label && isList(n) }))
	if source == nil {
		return false
	}
	first := 0
	if target.Label == "component" {
		first = 1
	}
	target.insert(first+m.Rand.IntN(len(target.Kids)-first+1), source.Kids[m.Rand.IntN(len(source.Kids))].clone())
	return true
}

// changeRaw changes a byte that the grammar says nothing about, in a custom
// section or, unless KeepCode is set, in a core module.
func (m *Mutator) changeRaw(root *Node) bool {
	var list []*Node
	root.walk(func(n *Node) {
		if n.Kind == Raw && len(n.Data) > 0 {
			list = append(list, n)
		}
	})
	if m.KeepCode {
		list = nil
		root.walk(func(n *Node) {
			if n.Label == "custom" && len(n.Kids[1].Data) > 0 {
				list = append(list, n.Kids[1])
			}
		})
	}
	n := m.pick(list)
	if n == nil {
		return false
	}
	data := append([]byte{}, n.Data...)
	data[m.Rand.IntN(len(data))] = byte(m.Rand.IntN(256))
	n.Data = data
	return true
}
