package component

import (
	"fmt"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/tools/cputime"
)

const mib = 1 << 20

// allocated is the number of bytes allocated so far, those freed since included.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// maxAlloc is what decoding n bytes may allocate in all: 64 MiB for 1 MiB.
func maxAlloc(n int) uint64 { return 64*mib + 64*uint64(max(0, n-mib)) }

// dense repeats an element until it fills about 1 MiB.
func dense(id byte, elem string, limit int) string {
	n := min(mib/len(elem), limit)
	return section(id, u32(n)+strings.Repeat(elem, n))
}

// each is dense for elements that differ.
func each(id byte, limit int, elem func(i int) string) string {
	var b strings.Builder
	n := 0
	for n < limit && b.Len() < mib {
		b.WriteString(elem(n))
		n++
	}
	return section(id, u32(n)+b.String())
}

// coreModule is a core module of one section.
func coreModule(sections ...string) string {
	return section(1, "\x00asm\x01\x00\x00\x00"+strings.Join(sections, ""))
}

// TestHostileSizes feeds inputs of 1 MiB that unfold as far as they can: each is
// either decoded or refused in good time, with bounded memory.
func TestHostileSizes(t *testing.T) {
	big := 1 << 30
	name := func(i int) string { return str(fmt.Sprintf("a%x", i)) }
	funcType := section(7, vec("\x40\x00\x01\x00"))
	// An instance type of some 40,000 bytes that exports 4,000 functions.
	wide := "\x42" + u32(4001) + "\x01\x40\x00\x01\x00"
	for i := range 4000 {
		wide += "\x04\x00" + name(i) + "\x01\x00"
	}
	// A resource makes each import of it a copy.
	wideRes := "\x42" + u32(4003) + "\x04\x00" + str("r") + "\x03\x01" + "\x01\x69\x00" + "\x01\x40\x01" + str("x") + "\x01\x01\x00"
	for i := range 4000 {
		wideRes += "\x04\x00" + name(i) + "\x01\x02"
	}
	cases := map[string]string{
		"primitive types":       comp(dense(7, "\x7d", big)),
		"option types":          comp(dense(7, "\x6b\x7d", big)),
		"tuple types":           comp(dense(7, "\x6f\x08\x7d\x7d\x7d\x7d\x7d\x7d\x7d\x7d", big)),
		"function types":        comp(dense(7, "\x40\x00\x01\x00", big)),
		"instance types":        comp(dense(7, "\x42\x00", big)),
		"component types":       comp(dense(7, "\x41\x00", big)),
		"resource types":        comp(dense(7, "\x3f\x7f\x00", big)),
		"core types":            comp(dense(3, "\x60\x00\x00", big)),
		"module types":          comp(dense(3, "\x50\x00", big)),
		"canon task.cancel":     comp(dense(8, "\x05", big)),
		"canon lower":           comp(funcType, section(10, vec("\x00"+str("f")+"\x01\x00")), dense(8, "\x01\x00\x00\x00", big)),
		"outer aliases":         comp(section(7, vec("\x7d")), dense(6, "\x03\x02\x00\x00", big)),
		"core bags":             comp(dense(2, "\x01\x00", 1000)),
		"custom sections":       comp(strings.Repeat("\x00\x01\x00", mib/3)),
		"names":                 comp(section(0, str("component-name")+each(1, big, func(i int) string { return u32(i) + "\x00" }))),
		"package docs":          comp(section(0, str("package-docs")+"\x01{\"worlds\":{"+strings.Repeat(`"a":{},`, mib/7)+`"b":{}}}`)),
		"nested components":     comp(strings.Repeat(section(4, comp()), mib/10)),
		"labels":                comp(each(7, big, func(i int) string { return "\x6d" + u32(1) + name(i) })),
		"many labels":           comp(section(7, vec(denseEnum(10_000)))),
		"imports":               comp(funcType, each(10, big, func(i int) string { return "\x00" + name(i) + "\x01\x00" })),
		"import of many":        comp(section(7, vec(wide)), each(10, 1000, func(i int) string { return "\x00" + name(i) + "\x05\x00" })),
		"import of resources":   comp(section(7, vec(wideRes)), each(10, 1000, func(i int) string { return "\x00" + name(i) + "\x05\x00" })),
		"exports":               comp(funcType, section(10, vec("\x00"+str("f")+"\x01\x00")), each(11, big, func(i int) string { return "\x00" + name(i) + "\x01\x00\x00" })),
		"export of types":       comp(section(7, vec("\x7d")), each(11, big, func(i int) string { return "\x00" + name(i) + "\x03\x00\x00" })),
		"doubling tuples":       comp(each(7, 1000, func(i int) string { return doubling(i) })),
		"core exports":          comp(coreModule(section(1, vec("\x60\x00\x00")), section(3, vec("\x00")), each(7, big, func(i int) string { return name(i) + "\x00\x00" }), section(10, vec("\x02\x00\x0b")))),
		"core imports":          comp(coreModule(section(1, vec("\x60\x00\x00")), each(2, big, func(i int) string { return "\x00" + name(i) + "\x00\x00" }))),
		"core module types":     comp(coreModule(dense(1, "\x60\x00\x00", 1_000_000))),
		"core module functions": comp(coreModule(section(1, vec("\x60\x00\x00")), dense(3, "\x00", 1_000_000))),
		"core module sections":  comp(coreModule(strings.Repeat("\x00\x01\x00", mib/3))),
		"core module globals":   comp(coreModule(dense(6, "\x7f\x00\x41\x00\x0b", 1_000_000))),
		"core instances":        comp(wideModules(1000, 1000), section(2, u32(901)+"\x00\x00\x00"+strings.Repeat("\x00\x01\x01\x00\x12\x00", 900))),
		"count without bytes":   comp(section(7, u32(1<<31-1))),
		"deep components":       deepComponents(5000),
		"deep types":            comp(section(7, "\x01"+strings.Repeat("\x42\x01\x01", 300_000)+"\x42\x00")),
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) {
			before := allocated()
			var err error
			took := cputime.Of(func() { _, err = Decode([]byte(in), AllFeatures()) })
			used := allocated() - before
			t.Logf("%d bytes: %v, %d MiB allocated, error %v", len(in), took, used/mib, err)
			if used > maxAlloc(len(in)) {
				t.Errorf("allocated %d MiB for %d bytes", used/mib, len(in))
			}
			if took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// wideModules is a core module that exports a function of many parameters under n
// names, and one that imports all of them.
func wideModules(n, params int) string {
	types := section(1, vec("\x60"+u32(params)+strings.Repeat("\x7f", params)+"\x00"))
	exports, imports := u32(n), u32(n)
	for i := range n {
		exports += str(fmt.Sprintf("%x", i)) + "\x00\x00"
		imports += "\x00" + str(fmt.Sprintf("%x", i)) + "\x00\x00"
	}
	return coreModule(types, section(3, vec("\x00")), section(7, exports), section(10, vec("\x02\x00\x0b"))) +
		coreModule(types, section(2, imports))
}

func denseEnum(n int) string {
	out := "\x6d" + u32(n)
	for i := range n {
		out += str(fmt.Sprintf("a%x", i))
	}
	return out
}

// doubling is a tuple of two of the type before it.
func doubling(i int) string {
	if i == 0 {
		return "\x7d"
	}
	ref := sleb(i - 1)
	return "\x6f\x02" + ref + ref
}

// sleb encodes a type index where a signed number stands.
func sleb(i int) string {
	out := ""
	for {
		b := byte(i & 0x7f)
		i >>= 7
		if i == 0 && b&0x40 == 0 {
			return out + string(b)
		}
		out += string([]byte{b | 0x80})
	}
}

func deepComponents(n int) string {
	c := comp()
	for range n {
		c = comp(section(4, c))
	}
	return c
}
