package component

import (
	"errors"
	"strings"
	"testing"
)

// Pieces of component binaries for the tests below.
var (
	typeSec   = func(types ...string) string { return section(7, vec(types...)) }
	importSec = func(imports ...string) string { return section(10, vec(imports...)) }
	exportSec = func(exports ...string) string { return section(11, vec(exports...)) }
	aliasSec  = func(aliases ...string) string { return section(6, vec(aliases...)) }
	canonSec  = func(canons ...string) string { return section(8, vec(canons...)) }
	instSec   = func(instances ...string) string { return section(5, vec(instances...)) }
	coreInst  = func(instances ...string) string { return section(2, vec(instances...)) }
	nested    = func(sections ...string) string { return section(4, comp(sections...)) }
)

// named is nameattributes without attributes.
func named(name string) string { return "\x00" + str(name) }

const (
	funcNone = "\x40\x00\x01\x00" // (func)
	resource = "\x3f\x7f\x00"     // (resource (rep i32))
)

// importF imports the function type 0 as f.
var importF = importSec(named("f") + "\x01\x00")

// module is a core module with a memory "m", a realloc "r", and the functions
// "v" () -> (), "i" () -> i32, "p" (i32) -> ().
var module = coreModule(
	section(1, vec("\x60\x00\x00", "\x60\x00\x01\x7f", "\x60\x01\x7f\x00", "\x60\x04\x7f\x7f\x7f\x7f\x01\x7f")),
	section(3, vec("\x00", "\x01", "\x02", "\x03")),
	section(5, vec("\x00\x01")),
	section(7, vec(str("v")+"\x00\x00", str("i")+"\x00\x01", str("p")+"\x00\x02", str("r")+"\x00\x03", str("m")+"\x02\x00")),
	section(10, vec("\x02\x00\x0b", "\x04\x00\x41\x00\x0b", "\x02\x00\x0b", "\x04\x00\x41\x00\x0b")),
)

// withModule puts module, an instance of it and aliases of its exports before
// other sections: core funcs 0 "v", 1 "i", 2 "p", 3 "r", memory 0.
func withModule(sections ...string) string {
	core := func(sort, name string) string { return "\x00" + sort + "\x01\x00" + str(name) }
	return comp(append([]string{
		module, coreInst("\x00\x00\x00"),
		aliasSec(core("\x00", "v"), core("\x00", "i"), core("\x00", "p"), core("\x00", "r"), core("\x02", "m")),
	}, sections...)...)
}

func mustDecode(t *testing.T, bin string) *Component {
	t.Helper()
	c, err := Decode([]byte(bin), AllFeatures())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestErrors checks the message, place and path of errors, one of each kind.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name, in string
		offset   int
		path     string
		msg      string
	}{
		{"empty", "", 0, "component", "the input is empty"},
		{"short magic", "\x00as", 3, "component", "unexpected end-of-file"},
		{"text", "(component)", 0, "component", "looks like WebAssembly text"},
		{"other file", "PK\x03\x04", 0, "component", "this is not WebAssembly"},
		{"core module", "\x00asm\x01\x00\x00\x00", 4, "component", "this is a core WebAssembly module, not a component"},
		{"old version", "\x00asm\x0c\x00\x01\x00", 4, "component", "unknown binary version: 0xc"},
		{"section id", header + "\x0d\x00", 8, "component", "malformed section id: 13"},
		{"truncated", header + "\x07\x05\x01", 11, "component", "unexpected end-of-file"},
		{"rest", comp(section(7, "\x00\x00")), 11, "component", "unexpected data at the end of the section"},
		{"type byte", comp(typeSec("\x62")), 11, "component.type[0]", "invalid leading byte (0x62) for component defined type"},
		{"second type", comp(typeSec(funcNone, "\x72\x00")), 16, "component.type[1]", "record type must have at least one field"},
		{"nested", comp(nested(), nested(typeSec("\x6f\x00"))), 32, "component.component[1].type[0]", "tuple type must have at least one type"},
		{"in instance type", comp(typeSec("\x42\x01\x04" + named("x") + "\x01\x07")), 17, `component.type[0].export "x"`, "unknown type 7"},
		{"module in component", comp(coreModule("\x0f\x00")), 18, "component.core-module[0]", "malformed section id: 15"},
		{"core instance", comp(coreInst("\x00\x00\x00")), 11, "component.core-instance[0]", "unknown module 0"},
		{"import kind", comp(importSec(named("a") + "\x06")), 14, `component.import "a"`, "invalid leading byte (0x6) for component external kind"},
		{"import name", comp(typeSec(funcNone), importSec(named("aB")+"\x01\x00")), 18, `component.import "aB"`, "`aB` is not in kebab case"},
		{"export twice", comp(typeSec(funcNone), importF, exportSec(named("g")+"\x01\x00\x00", named("G")+"\x01\x00\x00")), 32, `component.export "G"`,
			"export name `G` conflicts with previous name `g`"},
		{"alias", comp(aliasSec("\x01\x00\x00" + str("x"))), 11, `component.alias export 0 "x"`, "unknown instance 0"},
		{"instance arg", comp(nested(), instSec("\x00\x00\x01"+str("x")+"\x01\x04")), 21, `component.instance[0].arg "x"`, "unknown function 4"},
		{"missing import", comp(nested(typeSec(funcNone), importF), instSec("\x00\x00\x00")), 36, "component.instance[0]", "missing import named `f`"},
		{"bag export", comp(instSec("\x01\x01" + named("x") + "\x05\x09")), 11, `component.instance[0].export "x"`, "unknown instance 9"},
		{"canon lower", comp(canonSec("\x01\x00\x05\x00")), 11, "component.core-func[0].canon lower", "unknown function 5"},
		{"canon lift", comp(typeSec(funcNone), canonSec("\x00\x00\x05\x00\x00")), 18, "component.func[0].canon lift", "unknown core function 5"},
		{"custom", comp(section(0, "\x05ab")), 13, "component.custom section", "unexpected end-of-file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode([]byte(c.in), AllFeatures())
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%v, want an *Error", err)
			}
			if e.Offset != c.offset || e.Path != c.path || !strings.Contains(e.Msg, c.msg) {
				t.Errorf("at %d in %s: %s\nwant at %d in %s: %s", e.Offset, e.Path, e.Msg, c.offset, c.path, c.msg)
			}
		})
	}
}

func TestErrCoreModule(t *testing.T) {
	_, err := Decode([]byte("\x00asm\x01\x00\x00\x00"), DefaultFeatures())
	if !errors.Is(err, ErrCoreModule) {
		t.Errorf("%v, want ErrCoreModule", err)
	}
}

// TestShortPath shortens what nobody reads to its end.
func TestShortPath(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"component.type[0]", "component.type[0]"},
		{"a.b.c.d.e.f.g.h.i.j", "a.b.c.d.e.f.g.h.i.j"},
		{"a.b.c.d.e.f.g.h.i.j.k", "a.b.c.(3 more).g.h.i.j.k"},
		{`a."x.y\".z".c.d.e.f.g.h.i.j.k`, `a."x.y\".z".c.(3 more).g.h.i.j.k`},
		{`a.b.c.d.e.f.g.h.i.export "1.0.0.0.0.0"`, `a.b.c.d.e.f.g.h.i.export "1.0.0.0.0.0"`},
	} {
		if got := ShortPath(c.path); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
	_, err := Decode([]byte(deepComponents(101)), DefaultFeatures())
	var e *Error
	if !errors.As(err, &e) || strings.Count(e.Path, ".") < 99 || len(err.Error()) > 300 {
		t.Errorf("a path of 100 parts is too long, or not there: %v", err)
	}
}

func TestErrLimit(t *testing.T) {
	for name, in := range map[string]string{
		"nesting":    deepComponents(101),
		"instances":  comp(coreInst(strings.Split(strings.Repeat("\x01\x00,", 1000)+"\x01\x00", ",")...)),
		"type size":  comp(each(7, 20, doubling)),
		"memory":     comp(dense(7, "\x7d", mib)),
		"flag names": comp(typeSec("\x6e" + u32(1001))),
	} {
		if _, err := Decode([]byte(in), DefaultFeatures()); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v, want ErrLimit", name, err)
		}
	}
	if _, err := Decode([]byte(deepComponents(99)), DefaultFeatures()); err != nil {
		t.Errorf("100 levels: %v", err)
	}
}

// TestEveryTruncation cuts a component at every byte: each part is refused with
// an *Error, but for those that end with a section.
func TestEveryTruncation(t *testing.T) {
	full := withModule(typeSec(funcNone, resource), canonSec("\x00\x00\x00\x00\x00"), exportSec(named("g")+"\x01\x00\x00"))
	mustDecode(t, full)
	whole := 0
	for n := range len(full) {
		_, err := Decode([]byte(full[:n]), DefaultFeatures())
		var e *Error
		switch {
		case err == nil:
			whole++
		case !errors.As(err, &e) || e.Offset > n:
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	if whole != 6 {
		t.Errorf("%d truncations accepted, want the 6 between sections", whole)
	}
}

// TestDefs checks the decoded form of definitions, and that bytes are sub-slices.
func TestDefs(t *testing.T) {
	in := withModule(
		typeSec(funcNone, resource),
		canonSec("\x00\x00\x00\x00\x00", "\x02\x01", "\x03\x01", "\x04\x01", "\x01\x00\x00\x00"),
		exportSec(named("g")+"\x01\x00\x00"),
		section(0, str("hello")+"abc"),
		section(0, str("component-name")+"\x00\x05"+str("top!")+"\x01\x06\x00\x11\x01\x00"+str("m")),
	)
	bin := []byte(in)
	c, err := Decode(bin, DefaultFeatures())
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "top!" || c.Names["core module"][0] != "m" || len(c.Customs) != 2 || string(c.Customs[0].Data) != "abc" {
		t.Errorf("name %q, names %v, customs %v", c.Name, c.Names, c.Customs)
	}
	if len(c.Defs) != 15 {
		t.Fatalf("%d definitions, want 15", len(c.Defs))
	}
	m := c.Defs[0].CoreModule
	if m.Name != "m" || &m.Bytes[0] != &bin[m.Offset] || len(m.Type.Exports) != 5 || len(m.Header.Memories) != 1 {
		t.Errorf("module %q, %d exports", m.Name, len(m.Type.Exports))
	}
	if a := c.Defs[6].Alias; !a.Core || a.CoreSort != CoreSortMemory || a.Name != "m" || a.Kind != AliasCoreExport {
		t.Errorf("alias %+v", a)
	}
	res := c.Defs[8].Type.Def.Resource
	wantCanon := []struct {
		op  CanonOp
		sig string
	}{
		{CanonLift, "(func)"}, {CanonResourceNew, "(func (param i32) (result i32))"}, {CanonResourceDrop, "(func (param i32))"},
		{CanonResourceRep, "(func (param i32) (result i32))"}, {CanonLower, "(func)"},
	}
	for i, w := range wantCanon {
		n := c.Defs[9+i].Canon
		if n.Op != w.op || coreFuncText(n.CoreFunc) != w.sig {
			t.Errorf("canon %d: %s %s, want %s %s", i, n.Op, coreFuncText(n.CoreFunc), w.op, w.sig)
		}
		if i >= 1 && i <= 3 && n.Resource != res {
			t.Errorf("canon %d: resource %d, want %d", i, n.Resource, res)
		}
		if (n.Op == CanonLift || n.Op == CanonLower) && n.FuncType == nil {
			t.Errorf("canon %d: no function type", i)
		}
	}
	for i, d := range c.Defs {
		if d.Offset <= 0 || d.Offset >= len(in) || (i > 0 && d.Offset <= c.Defs[i-1].Offset) {
			t.Errorf("definition %d at offset %d", i, d.Offset)
		}
	}
}

// TestGates: everything behind a gate names it when it is off.
func TestGates(t *testing.T) {
	stream := "\x66\x01\x7d"
	for _, c := range []struct {
		feature Features
		in      string
	}{
		{FeatureAsync, comp(typeSec("\x43\x00\x01\x00"))},
		{FeatureAsync, comp(typeSec(stream))},
		{FeatureAsync, comp(canonSec("\x05"))},
		{FeatureAsync, comp(canonSec("\x0c\x00"))},
		{FeatureMap, comp(typeSec("\x63\x73\x79"))},
		{FeatureFixedLengthLists, comp(typeSec("\x67\x7d\x04"))},
		{FeatureErrorContext, comp(typeSec("\x70\x64"))},
		{FeatureErrorContext, comp(canonSec("\x1e"))},
		{FeatureThreading, comp(canonSec("\x26"))},
		{FeatureThreading, comp(canonSec("\x0a\x7f\x01"))},
		{FeatureMoreAsyncBuiltins, comp(canonSec("\x06\x01"))},
		{FeatureMoreAsyncBuiltins, withModule(typeSec(stream), canonSec("\x0f\x00\x01\x03\x00"))},
		{FeatureAsyncStackful, withModule(typeSec("\x43\x00\x01\x00"), canonSec("\x00\x00\x00\x01\x06\x00"))},
		{FeatureImplements, comp(typeSec("\x42\x00"), importSec("\x02"+str("a")+vec("\x00"+str("b:c/d"))+"\x05\x00"))},
		{FeatureCanonNames, comp(typeSec("\x42\x00"), importSec("\x02"+str("a:b/c@1")+vec("\x01"+str(".2.3"))+"\x05\x00"))},
		{FeatureValues, comp(importSec(named("v") + "\x02\x01\x7f"))},
		{FeatureSharedEverything, comp(canonSec("\x42\x00"))},
		{Feature64, comp(typeSec("\x3f\x7e\x00"))},
		{FeatureGC, withModule(typeSec(funcNone), canonSec("\x00\x00\x00\x01\x09\x00"))},
	} {
		name := featureNames[c.feature]
		_, err := Decode([]byte(c.in), AllFeatures()&^c.feature)
		var e *Error
		if !errors.As(err, &e) || e.Feature != name || !strings.Contains(err.Error(), "the feature "+name+" is off") {
			t.Errorf("%s off: %v", name, err)
		}
		_, err = Decode([]byte(c.in), AllFeatures())
		if c.feature == FeatureGC { // TestGCOption
			continue
		}
		if err != nil && c.feature != FeatureValues {
			t.Errorf("%s on: %v", name, err)
		}
	}
}

// TestForwardIsRefused: opcodes that came after this version of the
// specification are unknown, whatever the gates.
func TestForwardIsRefused(t *testing.T) {
	for _, op := range []string{"\x2e\x00", "\x2f\x00"} {
		_, err := Decode([]byte(comp(canonSec(op))), AllFeatures())
		if err == nil || !strings.Contains(err.Error(), "for canonical function") || !strings.Contains(err.Error(), ".forward") {
			t.Errorf("%x: %v", op, err)
		}
	}
	for _, cancel := range []string{"\x00", "\x01"} {
		c := mustDecode(t, comp(canonSec("\x29"+cancel)))
		if got := c.Defs[0].Canon.Cancellable; got != (cancel == "\x01") {
			t.Errorf("cancel? %x: %v", cancel, got)
		}
	}
}
