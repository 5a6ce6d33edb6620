package mutate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Bomb makes a component that is small for what it asks of those who read it. Its
// size is at most about 1 MB; how large it is, and which of the kinds of Bombs,
// is drawn.
func Bomb(r *rand.Rand) (name string, bin []byte) {
	kinds := bombs()
	b := kinds[r.IntN(len(kinds))]
	size := int(math.Pow(10, 0.5+5.5*r.Float64())) // the order of magnitude is drawn
	name, bin = fmt.Sprintf("%s of %d", b.name, size), []byte(b.make(size))
	if r.IntN(4) == 0 {
		return name + ", padded", Pad(bin, 2*megabyte)
	}
	return name, bin
}

// Pad adds a custom section to a component, so that it has the given size, or a byte
// or two less. What a component may ask for goes by its size.
func Pad(bin []byte, size int) []byte {
	const title = "\x01x"
	n := size - len(bin) - 5 // the id and the section's size
	if n < len(title) {
		return bin
	}
	section := Node{Kind: Name, Data: append([]byte(title), make([]byte, n-len(title))...)}
	return section.Encode(append(append([]byte{}, bin...), 0))
}

// Bombs gives every kind of bomb with n items or bytes, or as many as make sense:
// none is larger than about 1 MB.
func Bombs(n int) map[string][]byte {
	all := map[string][]byte{}
	for _, b := range bombs() {
		all[b.name] = []byte(b.make(n))
	}
	return all
}

type bomb struct {
	name string
	// make makes it for n: a number of items, or of bytes, of at most about 1 MB.
	make func(n int) string
}

const preamble = "\x00asm\x0d\x00\x01\x00"

const megabyte = 1 << 20

func leb(n int) string { return string((&Node{Kind: Index, N: uint64(n)}).Encode(nil)) }

func signed(n int) string { return string((&Node{Kind: Signed, N: uint64(n)}).Encode(nil)) }

func str(s string) string { return leb(len(s)) + s }

func sect(id byte, body string) string { return string(rune(id)) + str(body) }

func vector(items ...string) string { return leb(len(items)) + strings.Join(items, "") }

// many is a section of n items, or as many as fit into 1 MB.
func many(id byte, n int, item func(i int) string) string {
	var b strings.Builder
	i := 0
	for ; i < n && b.Len() < megabyte; i++ {
		b.WriteString(item(i))
	}
	return sect(id, leb(i)+b.String())
}

// label is the i-th of many labels.
func label(i int) string { return str(fmt.Sprintf("a%x", i)) }

// longLabel is label with n letters more.
func longLabel(i, n int) string { return str(fmt.Sprintf("a%x", i) + strings.Repeat("b", n)) }

// fields are n fields of a record, all of the type.
func fields(n int, of string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(label(i) + of)
	}
	return b.String()
}

// sameInJS is the i-th of many labels that are all the same in JavaScript, where
// hyphens are dropped.
func sameInJS(i int) string {
	label := "a1"
	for range 16 {
		if i&1 != 0 {
			label += "-"
		}
		label += "1"
		i >>= 1
	}
	return str(label)
}

// named is a component that imports an interface of n types, which item writes and
// which have names, and a function of the last one; prev is the type before.
func named(n int, item func(i int, prev string) string) string {
	var b strings.Builder
	i := 0
	for ; i < n && b.Len() < megabyte; i++ {
		prev := "\x79"
		if i > 0 {
			prev = signed(2*i - 1)
		}
		b.WriteString("\x01" + item(i, prev) + "\x04\x00" + str(fmt.Sprintf("t%x", i)) + "\x03\x00" + leb(2*i))
	}
	last := signed(2*i - 1)
	b.WriteString("\x01\x40" + vector(str("x")+last) + "\x00" + last + "\x04\x00" + str("f") + "\x01" + leb(2*i))
	return preamble + sect(7, vector("\x42"+leb(2*i+2)+b.String())) + sect(10, vector("\x00"+str("a:b/c")+"\x05\x00"))
}

// nest puts n levels of wrapping around inner.
func nest(n int, inner string, wrap func(string) string) string {
	for ; n > 0 && len(inner) < megabyte; n-- {
		inner = wrap(inner)
	}
	return inner
}

func bombs() []bomb { return slices.Concat(plainBombs(), nameBombs(), planBombs()) }

func plainBombs() []bomb {
	comp := func(sections ...string) string { return preamble + strings.Join(sections, "") }
	repeat := func(s string) func(int) string { return func(int) string { return s } }
	// chain is n types, each made of the one before it.
	chain := func(n int, next func(prev string) string) string {
		return named(n, func(_ int, prev string) string { return next(prev) })
	}
	one := func(t string) string { return named(1, func(int, string) string { return t }) }
	importFunc := sect(7, vector("\x40\x00\x01\x00")) + sect(10, vector("\x00"+str("f")+"\x01\x00"))
	return []bomb{
		{"nested components", func(n int) string {
			return nest(min(n, 3000), comp(), func(s string) string { return comp(sect(4, s)) })
		}},
		{"nested component types", func(n int) string {
			return comp(sect(7, "\x01"+strings.Repeat("\x41\x01\x01", min(n, megabyte/3))+"\x41\x00"))
		}},
		{"chain of options", func(n int) string { return chain(min(n, 1000), func(p string) string { return "\x6b" + p }) }},
		{"chain of lists", func(n int) string { return chain(min(n, 1000), func(p string) string { return "\x70" + p }) }},
		{"chain of pairs", func(n int) string { return chain(min(n, 1000), func(p string) string { return "\x6f\x02" + p + p }) }},
		{"chain of records", func(n int) string {
			return chain(min(n, 1000), func(p string) string { return "\x72\x02" + str("a") + p + str("b") + p })
		}},
		{"chain of results", func(n int) string {
			return chain(min(n, 1000), func(p string) string { return "\x6a\x01" + p + "\x01" + p })
		}},
		{"chain of variants", func(n int) string {
			return chain(min(n, 1000), func(p string) string {
				return "\x71\x02" + str("a") + "\x01" + p + "\x00" + str("b") + "\x01" + p + "\x00"
			})
		}},
		{"long fixed list", func(n int) string { return one("\x67\x79" + leb(n*1000)) }},
		{"fixed list of fixed lists", func(n int) string {
			return chain(min(n, 1000), func(p string) string { return "\x67" + p + "\x10" })
		}},
		{"many exports", func(n int) string {
			return comp(importFunc, many(11, n, func(i int) string { return "\x00" + str(fmt.Sprintf("b%x", i)) + "\x01\x00\x00" }))
		}},
		{"many imports", func(n int) string {
			return comp(sect(7, vector("\x40\x00\x01\x00")), many(10, n, func(i int) string { return "\x00" + label(i) + "\x01\x00" }))
		}},
		{"many instances of a type with many functions", func(n int) string {
			wide := "\x42" + leb(min(n, 1000)+1) + "\x01\x40\x00\x01\x00"
			for i := range min(n, 1000) {
				wide += "\x04\x00" + label(i) + "\x01\x00"
			}
			return comp(sect(7, vector(wide)), many(10, min(n, 1000), func(i int) string { return "\x00" + label(i) + "\x05\x00" }))
		}},
		{"many functions of a large type", func(n int) string {
			return comp(sect(7, vector("\x6b\x79", "\x6f"+leb(min(n, 1000))+strings.Repeat("\x00", min(n, 1000)), "\x40"+vector(str("x")+"\x01")+"\x00\x01")),
				many(10, n, func(i int) string { return "\x00" + label(i) + "\x01\x02" }))
		}},
		{"record of many fields", func(n int) string {
			n = min(n, 10_000)
			var b strings.Builder
			for i := range n {
				b.WriteString(label(i) + "\x73")
			}
			return one("\x72" + leb(n) + b.String())
		}},
		{"enum of many cases", func(n int) string { n = min(n, 10_000); return one("\x6d" + leb(n) + labels(n)) }},
		{"variant of many cases", func(n int) string {
			n = min(n, 10_000)
			var b strings.Builder
			for i := range n {
				b.WriteString(label(i) + "\x01\x73\x00")
			}
			return one("\x71" + leb(n) + b.String())
		}},
		{"function of many parameters", func(n int) string {
			n = min(n, 1000)
			var b strings.Builder
			for i := range n {
				b.WriteString(label(i) + "\x73")
			}
			return comp(sect(7, vector("\x40"+leb(n)+b.String()+"\x01\x00")), sect(10, vector("\x00"+str("f")+"\x01\x00")))
		}},
		{"long name", func(n int) string {
			return comp(sect(7, vector("\x40\x00\x01\x00")), sect(10, vector("\x00"+str(strings.Repeat("a", min(n, 100_000)))+"\x01\x00")))
		}},
		{"long interface name", func(n int) string {
			return comp(sect(7, vector("\x42\x02\x01\x40\x00\x01\x00\x04\x00"+str("f")+"\x01\x00")),
				sect(10, vector("\x00"+str("a:b/"+strings.Repeat("c-", min(n, 40_000))+"d@1.0.0-"+strings.Repeat("1.", min(n, 9_000))+"x")+"\x05\x00")))
		}},
		{"outer aliases", func(n int) string { return comp(sect(7, vector("\x7d")), many(6, n, repeat("\x03\x02\x00\x00"))) }},
		{"aliases of exports", func(n int) string {
			return comp(importFunc, sect(5, vector("\x01"+vector("\x00"+str("g")+"\x01\x00"))), many(6, n, repeat("\x01\x00\x00"+str("g"))))
		}},
		{"lowered functions", func(n int) string { return comp(importFunc, many(8, n, repeat("\x01\x00\x00\x00"))) }},
		{"lifted functions", func(n int) string {
			return comp(importFunc, sect(8, vector("\x01\x00\x00\x00")), many(8, n, repeat("\x00\x00\x00\x00\x00")),
				many(11, n, func(i int) string { return "\x00" + str(fmt.Sprintf("b%x", i)) + "\x01" + leb(i+1) + "\x00" }))
		}},
		{"resources", func(n int) string {
			return comp(many(7, n, repeat("\x3f\x7f\x00")), many(11, n, func(i int) string { return "\x00" + label(i) + "\x03" + leb(i) + "\x00" }))
		}},
		{"tree of instances", func(n int) string {
			// Each component instantiates the one before it twice.
			s := ""
			for i := range min(n, 90) {
				inner := comp()
				if i > 0 {
					inner = comp(sect(6, vector("\x04\x02\x01"+leb(i-1))), sect(5, vector("\x00\x00\x00", "\x00\x00\x00")))
				}
				s += sect(4, inner)
			}
			return comp(s, sect(5, vector("\x00"+leb(min(n, 90)-1)+"\x00")))
		}},
		{"tree of instances that export each other", func(n int) string {
			// Each bag has the one before it twice.
			return comp(importFunc, many(5, min(n, 900), func(i int) string {
				if i == 0 {
					return "\x01" + vector("\x00"+str("f")+"\x01\x00")
				}
				return "\x01" + vector("\x00"+str("a")+"\x05"+leb(i-1), "\x00"+str("b")+"\x05"+leb(i-1))
			}), sect(11, vector("\x00"+str("t")+"\x05"+leb(min(n, 900)-1)+"\x00")))
		}},
		{"chain of instance types", func(n int) string {
			// Each has an instance of the type before it.
			return comp(many(7, n, func(i int) string {
				if i == 0 {
					return "\x42\x00"
				}
				return "\x42" + vector("\x02\x03\x02\x01"+leb(i-1), "\x04\x00"+str("a")+"\x05\x00")
			}), sect(10, vector("\x00"+str("i")+"\x05"+leb(min(n, 40_000)-1))))
		}},
		{"chain of component types", func(n int) string {
			return comp(many(7, n, func(i int) string {
				if i == 0 {
					return "\x41\x00"
				}
				return "\x41" + vector("\x02\x03\x02\x01"+leb(i-1), "\x03\x00"+str("a")+"\x04\x00", "\x04\x00"+str("b")+"\x04\x00")
			}))
		}},
		{"chain of instances", func(n int) string {
			return comp(importFunc, many(5, min(n, 999), func(i int) string {
				if i == 0 {
					return "\x01" + vector("\x00"+str("f")+"\x01\x00")
				}
				return "\x01" + vector("\x00"+str("a")+"\x05"+leb(i-1))
			}), sect(11, vector("\x00"+str("t")+"\x05"+leb(min(n, 999)-1)+"\x00")))
		}},
		{"matching of chains", func(n int) string {
			// Two chains of instance types, which an instantiation compares.
			n = min(n, 20_000)
			types := func(i int) string {
				if i == 0 {
					return "\x42\x00"
				}
				return "\x42" + vector("\x02\x03\x02\x01"+leb(i-1), "\x04\x00"+str("a")+"\x05\x00")
			}
			chain := many(7, n, types)
			return comp(chain, sect(10, vector("\x00"+str("i")+"\x05"+leb(n-1))),
				sect(4, comp(chain, sect(10, vector("\x00"+str("i")+"\x05"+leb(n-1))))),
				sect(5, vector("\x00\x00"+vector(str("i")+"\x05\x00"))))
		}},
		{"fields with one name in JavaScript", func(n int) string {
			n = min(n, 10_000)
			var b strings.Builder
			for i := range n {
				b.WriteString(sameInJS(i) + "\x73")
			}
			return one("\x72" + leb(n) + b.String())
		}},
		{"cases with one name in JavaScript", func(n int) string {
			n = min(n, 10_000)
			var b strings.Builder
			for i := range n {
				b.WriteString(sameInJS(i))
			}
			return one("\x6d" + leb(n) + b.String())
		}},
		{"functions with one name in JavaScript", func(n int) string {
			return comp(sect(7, vector("\x40\x00\x01\x00")), many(10, n, func(i int) string { return "\x00" + sameInJS(i) + "\x01\x00" }))
		}},
		{"interfaces with one name in JavaScript", func(n int) string {
			return comp(sect(7, vector("\x42\x02\x01\x40\x00\x01\x00\x04\x00"+str("f")+"\x01\x00")),
				many(10, min(n, 999), func(i int) string { return "\x00" + str(fmt.Sprintf("a:b%d/c", i)) + "\x05\x00" }))
		}},
		{"methods with one name in JavaScript", func(n int) string {
			return comp(many(7, 1, repeat("\x3f\x7f\x00")), sect(11, vector("\x00"+str("r")+"\x03\x00\x00")),
				sect(7, vector("\x68\x01", "\x40"+vector(str("self")+"\x02")+"\x01\x00")),
				sect(1, "\x00asm\x01\x00\x00\x00"+sect(1, vector("\x60\x01\x7f\x00"))+sect(3, vector("\x00"))+sect(7, vector(str("f")+"\x00\x00"))+sect(10, vector("\x02\x00\x0b"))),
				sect(2, vector("\x00\x00\x00")), sect(6, vector("\x00\x00\x01\x00"+str("f"))), sect(8, vector("\x00\x00\x00\x00\x03")),
				many(11, n, func(i int) string {
					return "\x00" + str("[method]r."+sameInJS(i)[1:]) + "\x01\x00\x00"
				}))
		}},
		{"core modules", func(n int) string { return comp(strings.Repeat(sect(1, "\x00asm\x01\x00\x00\x00"), min(n, 90_000))) }},
		{"instances of a core module", func(n int) string {
			return comp(sect(1, "\x00asm\x01\x00\x00\x00"), many(2, n, repeat("\x00\x00\x00")))
		}},
		{"imports of a core module", func(n int) string {
			var b strings.Builder
			n = min(n, 50_000)
			for range n {
				b.WriteString(str("") + str("g") + "\x00\x00")
			}
			core := "\x00asm\x01\x00\x00\x00" + sect(1, vector("\x60\x00\x00")) + sect(2, leb(n)+b.String())
			return comp(importFunc, sect(8, vector("\x01\x00\x00\x00")), sect(1, core))
		}},
		{"instances of a module with imports of a large type", func(n int) string {
			export, imports := importsOfLargeType(n)
			return comp(sect(1, export), sect(1, imports), sect(2, vector("\x00\x00\x00")),
				many(2, min(n, 900), repeat("\x00\x01\x01"+str("")+"\x12\x00")))
		}},
		{"instances given a module with exports of a large type", func(n int) string {
			export, _ := importsOfLargeType(n)
			large := largeCoreType(n)
			decls := "\x01" + large
			for i := range min(n, 1000) {
				decls += "\x03" + label(i) + "\x00\x00"
			}
			inner := comp(sect(3, vector("\x50"+leb(min(n, 1000)+1)+decls)), sect(10, vector("\x00"+str("m")+"\x00\x11\x00")))
			return comp(sect(4, inner), sect(1, export), many(5, min(n, 900), repeat("\x00\x00"+vector(str("m")+"\x00\x11\x00"))))
		}},
		{"instances of a module with imports of long names", func(n int) string {
			const core = "\x00asm\x01\x00\x00\x00" // of ten imports
			types, out, in := sect(1, vector("\x60\x00\x00")), "\x0a", "\x0a"
			for i := range 10 {
				name := longLabel(i, min(4*n, 45_000))
				out, in = out+name+"\x00\x00", in+str("")+name+"\x00\x00"
			}
			instances := many(2, min(n, 900)+1, func(i int) string {
				if i == 0 {
					return "\x00\x00\x00"
				}
				return "\x00\x01\x01" + str("") + "\x12\x00"
			})
			inner := comp(sect(6, vector("\x00\x11\x02\x01\x00", "\x00\x11\x02\x01\x01")), instances)
			return comp(sect(1, core+types+sect(3, vector("\x00"))+sect(7, out)+sect(10, vector("\x02\x00\x0b"))),
				sect(1, core+types+sect(2, in)), strings.Repeat(sect(4, inner), 16))
		}},
		{"instances given an instance with exports of long names", func(n int) string {
			wide := "\x42\x0b\x01\x40\x00\x01\x00"
			for i := range 10 {
				wide += "\x04\x00" + longLabel(i, min(4*n, 90_000)) + "\x01\x00"
			}
			takes := sect(10, vector("\x00"+str("i")+"\x05\x00"))
			instances := many(5, min(n, 990), repeat("\x00\x00"+vector(str("i")+"\x05\x00")))
			return comp(sect(7, vector(wide)), sect(4, comp(sect(6, vector("\x03\x02\x01\x00")), takes)),
				strings.Repeat(sect(4, comp(sect(6, vector("\x03\x02\x01\x00", "\x04\x02\x01\x00")), takes, instances)), 16))
		}},
		{"instances given components for a type of many imports", func(n int) string {
			wide := "\x41" + leb(min(n, 9000)+1) + "\x01\x40\x00\x01\x00"
			for i := range min(n, 9000) {
				wide += "\x03\x00" + label(i) + "\x01\x00"
			}
			decls, bag := "", ""
			for i := range min(n, 99) {
				decls += "\x04\x00" + label(i) + "\x04\x00"
				bag += "\x00" + label(i) + "\x04\x00"
			}
			inner := comp(sect(7, vector(wide, "\x42"+leb(min(n, 99)+1)+"\x02\x03\x02\x01\x00"+decls)), sect(10, vector("\x00"+str("i")+"\x05\x01")))
			return comp(sect(4, comp()), sect(4, inner), many(5, min(n, 990)+1, func(i int) string {
				if i == 0 {
					return "\x01" + leb(min(n, 99)) + bag
				}
				return "\x00\x01" + vector(str("i")+"\x05\x00")
			}))
		}},
		{"large record under many names", func(n int) string {
			n = min(n, 9000)
			inner := "\x41" + leb(min(n, 48)+1) + "\x02\x03\x02\x01\x01" // an outer alias
			for i := range min(n, 48) {
				inner += "\x04\x00" + label(i) + "\x03\x00\x00"
			}
			return comp(sect(7, vector("\x70\x7d", "\x72"+leb(n)+fields(n, "\x00"))), sect(7, leb(200)+strings.Repeat(inner, 200)))
		}},
		{"outer aliases of a large record of handles", func(n int) string {
			fs := min(n, 9000)
			holder := "\x42\x04\x04\x00" + str("r") + "\x03\x01" + "\x01\x69\x00" + "\x01\x72" + leb(fs) + fields(fs, "\x01") + "\x04\x00" + str("t") + "\x03\x00\x02"
			return comp(sect(7, vector(holder)), sect(4, comp(many(6, min(n, 40_000), repeat("\x03\x02\x01\x00")))))
		}},
		{"core modules behind many definitions", func(n int) string {
			names := sect(0, str("component-name")+sect(1, "\x00\x11"+vector("\x00"+str("m"))))
			return comp(names, sect(7, vector("\x7d")), many(6, min(n, 40_000), repeat("\x03\x02\x00\x00")), strings.Repeat(sect(1, "\x00asm\x01\x00\x00\x00"), min(n, 1000)))
		}},
		{"huge counts", func(n int) string {
			s := ""
			for id := byte(2); id < 12; id++ {
				s += sect(id, leb(n*1000)+"\x00\x00")
			}
			return comp(s)
		}},
		{"custom sections", func(n int) string { return comp(strings.Repeat("\x00\x01\x00", min(n, megabyte/3))) }},
		{"debug names", func(n int) string {
			return comp(sect(0, str("component-name")+sect(1, "\x01"+many(0, n, func(i int) string { return leb(i) + str("f") })[1:])))
		}},
		{"package docs", func(n int) string {
			n = min(n, 4900) // encoding/json takes 10,000 levels
			return comp(sect(0, str("package-docs")+"\x01{\"worlds\":{\"w\":"+strings.Repeat(`{"items":{"i":`, n)+`"`+strings.Repeat("d", 50*n)+`"`+strings.Repeat("}}", n)+"}}"))
		}},
	}
}

// largeCoreType is a core function type of up to 1000 parameters.
func largeCoreType(n int) string {
	n = min(n, 1000)
	return "\x60" + leb(n) + strings.Repeat("\x7f", n) + "\x00"
}

// importsOfLargeType are two core modules: one exports a function of a large type
// under up to 1000 names, the other one imports all of them.
func importsOfLargeType(n int) (export, imports string) {
	const core = "\x00asm\x01\x00\x00\x00"
	types := sect(1, vector(largeCoreType(n)))
	n = min(n, 1000)
	var out, in strings.Builder
	for i := range n {
		out.WriteString(label(i) + "\x00\x00")
		in.WriteString(str("") + label(i) + "\x00\x00")
	}
	export = core + types + sect(3, vector("\x00")) + sect(7, leb(n)+out.String()) + sect(10, vector("\x02\x00\x0b"))
	return export, core + types + sect(2, leb(n)+in.String())
}

func labels(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(label(i))
	}
	return b.String()
}
