package mutate

import "strings"

// This file has the bombs for plans and generated code: few definitions that a plan goes
// through often, or that refer to each other a lot.

func planBombs() []bomb {
	comp := func(sections ...string) string { return preamble + strings.Join(sections, "") }
	repeat := func(s string) func(int) string { return func(int) string { return s } }
	none := sect(7, vector("\x40\x00\x01\x00"))
	return []bomb{
		{"lifts, each with a memory of its own", func(n int) string {
			n = min(n, 12_000)
			core := coreHeader + sect(1, vector("\x60\x02\x7f\x7f\x00", "\x60\x04\x7f\x7f\x7f\x7f\x01\x7f")) + sect(3, vector("\x00", "\x01")) + sect(5, vector("\x00\x01")) +
				many(7, n+2, func(i int) string {
					switch i {
					case n:
						return str("f") + "\x00\x00"
					case n + 1:
						return str("r") + "\x00\x01"
					}
					return label(i) + "\x02\x00"
				}) + sect(10, vector("\x02\x00\x0b", "\x04\x00\x20\x00\x0b"))
			return comp(sect(7, vector("\x40"+vector(str("x")+"\x73")+"\x01\x00")), sect(1, core), sect(2, vector("\x00\x00\x00")),
				sect(6, vector("\x00\x00\x01\x00"+str("f"), "\x00\x00\x01\x00"+str("r"))), many(6, n, func(i int) string { return "\x00\x02\x01\x00" + label(i) }),
				many(8, n, func(i int) string { return "\x00\x00\x00" + vector("\x03"+leb(i), "\x04\x01") + "\x00" }),
				many(11, n, func(i int) string { return "\x00" + label(i) + "\x01" + leb(i) + "\x00" }))
		}},
		{"imported resources with methods and statics", func(n int) string {
			n = min(n, 9000)
			var b strings.Builder
			for i := range n {
				l := label(i)[1:]
				b.WriteString("\x04\x00" + str(l) + "\x03\x01")
				b.WriteString("\x04\x00" + str("[static]"+l+".f") + "\x01\x00")
			}
			return comp(sect(7, vector("\x42"+leb(2*n+1)+"\x01\x40\x00\x01\x00"+b.String())), sect(10, vector("\x00"+str("a:b/c")+"\x05\x00")),
				many(6, n, func(i int) string { return "\x01\x00\x00" + str("[static]"+label(i)[1:]+".f") }), many(8, n, func(i int) string { return "\x01\x00" + leb(i) + "\x00" }),
				given(n, 0, false))
		}},
		{"lowers of a function deep inside", func(n int) string {
			// Each component instantiates the one before it, and exports its function.
			depth := min(n, 90)
			s := sect(4, comp(none, sect(1, coreHeader+sect(1, vector("\x60\x00\x00"))+sect(3, vector("\x00"))+sect(7, vector(str("f")+"\x00\x00"))+sect(10, vector("\x02\x00\x0b"))),
				sect(2, vector("\x00\x00\x00")), sect(6, vector("\x00\x00\x01\x00"+str("f"))), sect(8, vector("\x00\x00\x00\x00\x00")), sect(11, vector("\x00"+str("f")+"\x01\x00\x00"))))
			for i := range depth {
				s += sect(4, comp(sect(6, vector("\x04\x02\x01"+leb(i))), sect(5, vector("\x00\x00\x00")), sect(6, vector("\x01\x00\x00"+str("f"))), sect(11, vector("\x00"+str("f")+"\x01\x00\x00"))))
			}
			n = min(n, 20_000)
			return comp(s, sect(5, vector("\x00"+leb(depth)+"\x00")), sect(6, vector("\x01\x00\x00"+str("f"))), many(8, n, repeat("\x01\x00\x00\x00")), given(n, 0, false))
		}},
		{"memories that many modules hand on", func(n int) string {
			hops := min(n, 900)
			first := coreHeader + sect(1, vector("\x60\x01\x7f\x00", "\x60\x04\x7f\x7f\x7f\x7f\x01\x7f")) + sect(3, vector("\x00", "\x01")) + sect(5, vector("\x00\x01")) +
				sect(7, vector(str("m")+"\x02\x00", str("f")+"\x00\x00", str("r")+"\x00\x01")) + sect(10, vector("\x02\x00\x0b", "\x04\x00\x20\x00\x0b"))
			next := coreHeader + sect(2, vector(str("")+str("m")+"\x02\x00\x01")) + sect(7, vector(str("m")+"\x02\x00"))
			n = min(n, 9000)
			return comp(sect(7, vector("\x43\x00\x01\x00")), sect(1, first), sect(1, next), sect(2, vector("\x00\x00\x00")),
				many(2, hops, func(i int) string { return "\x00\x01\x01" + str("") + "\x12" + leb(i) }),
				sect(6, vector("\x00\x00\x01\x00"+str("f"), "\x00\x00\x01\x00"+str("r"), "\x00\x02\x01"+leb(hops)+str("m"))),
				sect(7, vector("\x43\x00\x01\x00")), many(8, n, repeat("\x09\x01\x00"+vector("\x03\x00"))), given(n, 0, false))
		}},
		{"lowers between components with a large tuple", func(n int) string {
			tuple := sect(7, vector("\x6f"+leb(max(20, min(n, 2000)))+strings.Repeat("\x79", max(20, min(n, 2000))), "\x40"+vector(str("x")+"\x00")+"\x01\x00"))
			inner := comp(tuple, sect(1, coreHeader+sect(1, vector("\x60\x01\x7f\x00", "\x60\x04\x7f\x7f\x7f\x7f\x01\x7f"))+sect(3, vector("\x00", "\x01"))+sect(5, vector("\x00\x01"))+
				sect(7, vector(str("f")+"\x00\x00", str("m")+"\x02\x00", str("r")+"\x00\x01"))+sect(10, vector("\x02\x00\x0b", "\x04\x00\x20\x00\x0b"))),
				sect(2, vector("\x00\x00\x00")), sect(6, vector("\x00\x00\x01\x00"+str("f"), "\x00\x02\x01\x00"+str("m"), "\x00\x00\x01\x00"+str("r"))),
				sect(8, vector("\x00\x00\x00"+vector("\x03\x00", "\x04\x01")+"\x01")), sect(11, vector("\x00"+str("f")+"\x01\x00\x00")))
			n = min(n, 15_000)
			return comp(sect(4, inner), sect(5, vector("\x00\x00\x00")), sect(6, vector("\x01\x00\x00"+str("f"))),
				sect(1, lender(str("1"))), sect(2, vector("\x00\x00\x00")), sect(6, vector("\x00\x02\x01\x00"+str("m"))),
				many(8, n, repeat("\x01\x00\x00"+vector("\x03\x00"))), givenAt(n, 1, false, 1, 1))
		}},
		{"long field around many fields", func(n int) string {
			long, fs := longLabel(0, min(9*n, 95_000)), min(n, 1900)
			return named(2, func(i int, prev string) string {
				if i == 0 {
					return "\x72" + leb(fs) + fields(fs, "\x73")
				}
				return "\x72" + vector(long+prev)
			})
		}},
		{"built-ins of threads", func(n int) string {
			n = min(n, 40_000)
			return comp(many(8, n, repeat("\x0c\x01")), given(n, 0, true))
		}},
		{"components that call each other", func(n int) string {
			// Each takes the function of the one before it, and gives one that calls it.
			async := sect(7, vector("\x43\x00\x01\x00"))
			inner := comp(async, sect(10, vector("\x00"+str("f")+"\x01\x00")), sect(8, vector("\x01\x00\x00\x00")),
				sect(1, coreHeader+sect(1, vector("\x60\x00\x00"))+sect(2, vector(str("")+str("f")+"\x00\x00"))+sect(7, vector(str("f")+"\x00\x00"))),
				sect(2, vector("\x01"+vector(str("f")+"\x00\x00"), "\x00\x00"+vector(str("")+"\x12\x00"))), sect(6, vector("\x00\x00\x01\x01"+str("f"))),
				sect(8, vector("\x00\x00\x01\x00\x00")), sect(11, vector("\x00"+str("f")+"\x01\x01\x00")))
			n = min(n, 990)
			s := ""
			for i := range n {
				s += sect(5, vector("\x00\x00"+vector(str("f")+"\x01"+leb(i)))) + sect(6, vector("\x01\x00"+leb(i)+str("f")))
			}
			return comp(async, sect(10, vector("\x00"+str("f")+"\x01\x00")), sect(4, inner), s, sect(11, vector("\x00"+str("g")+"\x01"+leb(n)+"\x00")))
		}},
		{"bags that hold each other twice", func(n int) string {
			return comp(none, sect(10, vector("\x00"+str("f")+"\x01\x00")), many(5, min(n, 900), func(i int) string {
				if i == 0 {
					return "\x01" + vector("\x00"+str("f")+"\x01\x00")
				}
				return "\x01" + vector("\x00"+str("a")+"\x05"+leb(i-1), "\x00"+str("b")+"\x05"+leb(i-1))
			}))
		}},
		{"long bags in bags", func(n int) string {
			return comp(none, sect(10, vector("\x00"+str("f")+"\x01\x00")), many(5, min(n, 900), func(i int) string {
				if i == 0 {
					var b strings.Builder
					for i := range min(n, 9000) {
						b.WriteString("\x00" + label(i) + "\x01\x00")
					}
					return "\x01" + leb(min(n, 9000)) + b.String()
				}
				return "\x01" + vector("\x00"+str("a")+"\x05"+leb(i-1))
			}))
		}},
		{"long debug names of instances", func(n int) string {
			names := sect(0, str("component-name")+sect(1, "\x05"+vector("\x00"+str(strings.Repeat("d", min(40*n, 90_000))))))
			inner := comp(sect(4, comp()), many(5, min(n, 900), repeat("\x00\x00\x00")))
			return comp(names, sect(4, inner), many(5, min(n, 10), repeat("\x00\x00\x00")))
		}},
		{"debug names down a chain of instances", func(n int) string {
			names := sect(0, str("component-name")+sect(1, "\x05"+vector("\x00"+str(strings.Repeat("d", min(n, 240))))))
			depth := min(n, 95)
			s := sect(4, comp())
			for i := range depth {
				times := 1
				if i == 0 {
					times = min(n, 900)
				}
				s += sect(4, comp(names, sect(6, vector("\x04\x02\x01"+leb(i))), many(5, times, repeat("\x00\x00\x00"))))
			}
			return comp(s, many(5, 9, repeat("\x00"+leb(depth)+"\x00")))
		}},
		{"matching of functions with a long parameter", func(n int) string {
			wide := func() string {
				var b strings.Builder
				k := min(n, 20_000)
				for i := range k {
					b.WriteString("\x04\x00" + label(i) + "\x01\x00")
				}
				return "\x42" + leb(k+1) + "\x01\x40" + vector(longLabel(0, min(4*n, 90_000))+"\x79") + "\x01\x00" + b.String()
			}
			takes := sect(7, vector(wide())) + sect(10, vector("\x00"+str("i")+"\x05\x00"))
			return comp(takes, sect(4, comp(takes)), many(5, min(n, 90), repeat("\x00\x00"+vector(str("i")+"\x05\x00"))))
		}},
		{"matching of records with many fields", func(n int) string {
			fs := min(n, 9000)
			takes := sect(7, vector("\x42"+vector("\x04\x00"+str("r")+"\x03\x01", "\x01\x69\x00", "\x01\x72"+leb(fs)+fields(fs, "\x01"), "\x04\x00"+str("t")+"\x03\x00\x02"))) +
				sect(10, vector("\x00"+str("i")+"\x05\x00"))
			return comp(takes, sect(4, comp(takes)), many(5, min(n, 990), repeat("\x00\x00"+vector(str("i")+"\x05\x00"))))
		}},
	}
}

// given instantiates a core module that imports the core functions 0 to n-1, all of so
// many i32.
func given(n, params int, gives bool) string { return givenAt(n, params, gives, 0, 0) }

// givenAt is given behind so many core instances and modules.
func givenAt(n, params int, gives bool, instances, modules int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(label(i) + "\x00" + leb(i))
	}
	return sect(2, vector("\x01"+leb(n)+b.String())) + sect(1, taker(n, params, gives, label)) +
		sect(2, vector("\x00"+leb(modules)+"\x01"+str("")+"\x12"+leb(instances)))
}
