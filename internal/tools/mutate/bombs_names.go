package mutate

import "strings"

// This file has the bombs with long names: one name, and many functions, instances or
// built-ins whose code might have it.

// manyFuncs is what most of them are made of: an interface with a type t and a function
// that takes and gives it, a core module that lends functions, and many canon definitions.
type manyFuncs struct {
	types string // the type's bytes, one that is an i32 to core code
	// iface, fn and param are the encoded names of the interface, function and parameter.
	iface, fn, param string
	async            bool
	n                int
	core             string // the encoded name of the core export or import
}

func newManyFuncs(n int) manyFuncs {
	return manyFuncs{types: "\x72" + vector(str("a")+"\x79"), iface: str("a:b/c"), fn: str("f"), param: str("x"), n: n, core: str("f")}
}

const coreHeader = "\x00asm\x01\x00\x00\x00"

// lender is a core module that exports a memory, functions of one to four i32 that give
// one, under the names m, 1, 3 and 4, and the first one as name, too.
func lender(name string) string {
	i32s := func(n int) string { return "\x60" + leb(n) + strings.Repeat("\x7f", n) + "\x01\x7f" }
	body := "\x04\x00\x20\x00\x0b"
	exports := []string{str("m") + "\x02\x00", str("1") + "\x00\x00", str("3") + "\x00\x01", str("4") + "\x00\x02"}
	if name != str("1") {
		exports = append(exports, name+"\x00\x00")
	}
	return coreHeader + sect(1, vector(i32s(1), i32s(3), i32s(4))) + sect(3, vector("\x00", "\x01", "\x02")) + sect(5, vector("\x00\x01")) +
		sect(7, vector(exports...)) + sect(10, vector(body, body, body))
}

// taker is a core module with n imports of functions of so many i32 that give one, if
// gives.
func taker(n, params int, gives bool, name func(i int) string) string {
	result := "\x00"
	if gives {
		result = "\x01\x7f"
	}
	return coreHeader + sect(1, vector("\x60"+leb(params)+strings.Repeat("\x7f", params)+result)) +
		many(2, n, func(i int) string { return str("") + name(i) + "\x00\x00" })
}

func (m manyFuncs) funcType(t int) string {
	kind := "\x40"
	if m.async {
		kind = "\x43"
	}
	return kind + vector(m.param+leb(t)) + "\x00" + leb(t)
}

// head imports the interface as instance 0 and instantiates the lender: type 1 is t,
// func 0 the function, core memory 0 the memory, core funcs 0, 1 and 2 those of 1, 3 and 4
// parameters, core func 3 the one with the core name.
func (m manyFuncs) head() string {
	return preamble + sect(7, vector("\x42"+vector("\x01"+m.types, "\x04\x00"+str("t")+"\x03\x00\x00", "\x01"+m.funcType(1), "\x04\x00"+m.fn+"\x01\x02"))) +
		sect(10, vector("\x00"+m.iface+"\x05\x00")) + sect(6, vector("\x03\x00\x00"+str("t"), "\x01\x00\x00"+m.fn)) +
		sect(1, lender(m.core)) + sect(2, vector("\x00\x00\x00")) +
		sect(6, vector("\x00\x02\x01\x00"+str("m"), "\x00\x00\x01\x00"+str("1"), "\x00\x00\x01\x00"+str("3"), "\x00\x00\x01\x00"+str("4"), "\x00\x00\x01\x00"+m.core))
}

// lifts has n exports, each a lift of its own.
func (m manyFuncs) lifts() string {
	opts := "\x00"
	if m.async {
		opts = vector("\x06", "\x07\x01", "\x03\x00")
	}
	return m.head() + sect(7, vector(m.funcType(1))) +
		many(8, m.n, func(int) string { return "\x00\x00\x03" + opts + "\x02" }) +
		many(11, m.n, func(i int) string { return "\x00" + label(i) + "\x01" + leb(i+1) + "\x00" })
}

// given instantiates a core module that imports the n functions which the canon section
// makes, of so many parameters.
func (m manyFuncs) given(canon func(i int) string, params int, gives bool) string {
	n := min(m.n, 40_000)
	name := func(i int) string { return label(i) }
	if m.core != str("f") {
		n, name = min(n, 10), func(i int) string { return str("a" + string(rune('a'+i)) + m.core[lebLen(m.core):]) }
	}
	return m.head() + many(8, n, canon) +
		many(2, 1, func(int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString(name(i) + "\x00" + leb(i+4))
			}
			return "\x01" + leb(n) + b.String()
		}) + sect(1, taker(n, params, gives, name)) + sect(2, vector("\x00\x01\x01"+str("")+"\x12\x01"))
}

// lebLen is the length of the length of an encoded name.
func lebLen(name string) int {
	n := 1
	for name[n-1]&0x80 != 0 {
		n++
	}
	return n
}

// lowers lowers the function n times.
func (m manyFuncs) lowers() string {
	if m.async {
		opts := vector("\x06", "\x03\x00")
		return m.given(func(int) string { return "\x01\x00\x00" + opts }, 2, true)
	}
	return m.given(func(int) string { return "\x01\x00\x00\x00" }, 1, true)
}

// streams reads n times from streams of t.
func (m manyFuncs) streams() string {
	rest := m.given(func(int) string { return "\x0f\x02" + vector("\x03\x00") }, 3, true)
	head := m.head()
	return head + sect(7, vector("\x66\x01\x01")) + rest[len(head):]
}

func nameBombs() []bomb {
	// long is a name that grows with n, next to as many functions.
	long := func(n int) string { return longLabel(0, min(4*n, 90_000)) }
	count := func(n int) int { return min(n, 9000) }
	places := []struct {
		name string
		set  func(m *manyFuncs, long string)
	}{
		{"field", func(m *manyFuncs, long string) { m.types = "\x72" + vector(long+"\x79") }},
		{"case", func(m *manyFuncs, long string) { m.types = "\x71" + vector(long+"\x00\x00") }},
		{"label", func(m *manyFuncs, long string) { m.types = "\x6d" + vector(long) }},
		{"flag", func(m *manyFuncs, long string) { m.types = "\x6e" + vector(long) }},
		{"parameter", func(m *manyFuncs, long string) { m.param = long }},
		{"function", func(m *manyFuncs, long string) { m.fn = long }},
		{"interface", func(m *manyFuncs, long string) { m.iface = str("a:b/" + long[lebLen(long):]) }},
		{"core function", func(m *manyFuncs, long string) { m.core = long }},
	}
	kinds := []struct {
		name string
		make func(m manyFuncs) string
	}{
		{"lifts", manyFuncs.lifts},
		{"lowers", manyFuncs.lowers},
		{"async lifts", func(m manyFuncs) string { m.async = true; return m.lifts() }},
		{"async lowers", func(m manyFuncs) string { m.async = true; return m.lowers() }},
		{"streams", manyFuncs.streams},
	}
	var out []bomb
	for _, p := range places {
		for _, k := range kinds {
			out = append(out, bomb{k.name + " with a long name of a " + p.name, func(n int) string {
				m := newManyFuncs(count(n))
				p.set(&m, long(n))
				return k.make(m)
			}})
		}
	}
	return out
}
