package wasmcode

import (
	"bytes"
	"strings"
	"testing"
)

// importsOfEveryKind is a module that imports one item of each kind, in the
// order and with the name given.
func importsOfEveryKind(names []ImportName) []byte {
	b := NewBuilder("m")
	types := []ExternType{
		{Kind: KindFunc, Func: FuncType{Params: []ValType{I32}, Results: []ValType{I64}}},
		{Kind: KindTable, Table: TableType{Elem: FuncRef, Limits: Limits{Min: 1, Max: 200, HasMax: true}}},
		{Kind: KindMemory, Memory: Limits{Min: 1}},
		{Kind: KindGlobal, Global: GlobalType{Type: F64, Mutable: true}},
		{Kind: KindTag, Func: FuncType{Params: []ValType{I32}}},
	}
	for i, t := range types {
		b.Import(names[i].Module, names[i].Name, t)
	}
	var c Code
	c.LocalGet(0)
	c.Call(0)
	b.Export("f", KindFunc, b.Func("f", types[0].Func, nil, c))
	return b.Bytes()
}

func rewrite(bin []byte, names []ImportName) ([]byte, error) {
	m, err := ReadModule(bin)
	if err != nil {
		return nil, err
	}
	return m.RewriteImports(names)
}

func TestRewriteImports(t *testing.T) {
	before := []ImportName{{"", "f"}, {"", "t"}, {"env", "memory"}, {"env", ""}, {strings.Repeat("long", 100), "tag"}}
	after := []ImportName{{"i0", "f"}, {"i0", strings.Repeat("g", 300)}, {"i1", "memory"}, {"i2", "x"}, {"i3", "tag"}}
	got, err := rewrite(importsOfEveryKind(before), after)
	if err != nil {
		t.Fatal(err)
	}
	if want := importsOfEveryKind(after); !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
}

func TestRewriteImportsOfTypedReferences(t *testing.T) {
	// (import "" "t" (table 0 (ref null 300))) (import "" "g" (global (mut (ref extern))))
	section := func(m string) []byte {
		p := AppendU32(nil, 2)
		p = AppendName(AppendName(p, m), "t")
		p = append(p, 0x01, 0x63, 0xac, 0x02, 0x00, 0x00)
		p = AppendName(AppendName(p, m), "g")
		p = append(p, 0x03, 0x64, 0x6f, 0x01)
		return appendSized([]byte(preamble), SectionImport, p)
	}
	got, err := rewrite(section(""), []ImportName{{"mod", "t"}, {"mod", "g"}})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, section("mod")) {
		t.Errorf("got  %x\nwant %x", got, section("mod"))
	}
}

func TestRewriteImportsKeepsOtherSections(t *testing.T) {
	// A custom section before, and a size padded to five bytes.
	before := appendSized([]byte(preamble), SectionCustom, AppendName(nil, "hello"))
	body := append(AppendName(AppendName([]byte{1}, ""), "f"), 0x02, 0x00, 0x00)
	padded := append(append([]byte{SectionImport}, byte(len(body))|0x80, 0x80, 0x80, 0x80, 0x00), body...)
	tail := appendSized(nil, SectionCustom, AppendName(nil, "tail"))
	bin := append(append(append([]byte{}, before...), padded...), tail...)

	got, err := rewrite(bin, []ImportName{{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	want := appendSized(append([]byte{}, before...), SectionImport, append(AppendName(AppendName([]byte{1}, "a"), "b"), 0x02, 0x00, 0x00))
	want = append(want, tail...)
	if !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}

	none := append([]byte(preamble), tail...)
	if got, err := rewrite(none, nil); err != nil || !bytes.Equal(got, none) {
		t.Errorf("without imports: %x, %v", got, err)
	}
}

func TestRewriteImportsRefuses(t *testing.T) {
	names := []ImportName{{"a", "f"}, {"a", "t"}, {"a", "m"}, {"a", "g"}, {"a", "e"}}
	bin := importsOfEveryKind(names)
	expectErr := func(what string, bin []byte, names []ImportName, want string) {
		t.Helper()
		got, err := rewrite(bin, names)
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%s: got %d bytes, error %v; want an error with %q", what, len(got), err, want)
		}
	}
	expectErr("too few names", bin, names[:4], "5 imports, but 4 names")
	expectErr("no imports", []byte(preamble), names, "0 imports, but 5 names")

	m, err := ReadModule(append([]byte(nil), bin...))
	if err != nil {
		t.Fatal(err)
	}
	content := m.Section(SectionImport).Content
	for i := range content {
		content[i] = 0xff
	}
	if got, err := m.RewriteImports(names); got != nil || err == nil {
		t.Errorf("bytes changed behind the reader's back: %x, %v", got, err)
	}
}
