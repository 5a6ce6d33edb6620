package wasmcode

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestIntegers(t *testing.T) {
	for _, c := range []struct {
		in   string
		bits string
		want int64
		err  string
	}{
		{"\x00", "u32", 0, ""},
		{"\x7f", "u32", 127, ""},
		{"\xe5\x8e\x26", "u32", 624485, ""},
		{"\xff\xff\xff\xff\x0f", "u32", 1<<32 - 1, ""},
		{"\xff\xff\xff\xff\x1f", "u32", 0, "integer too large"},
		{"\x80\x80\x80\x80\x80\x00", "u32", 0, "integer representation too long"},
		{"\x80", "u32", 0, MsgEOF},
		{"", "u32", 0, MsgEOF},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "u64", 1<<63 - 1, ""},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "u64", 0, "integer too large"},
		{"\x7f", "s33", -1, ""},
		{"\xc0\xbb\x78", "s33", -123456, ""},
		{"\xff\xff\xff\xff\x0f", "s33", 1<<32 - 1, ""},
		{"\x80\x80\x80\x80\x70", "s33", -1 << 32, ""},
		{"\xff\xff\xff\xff\x1f", "s33", 0, "integer too large"},
		{"\x80\x80\x80\x80\x80\x00", "s33", 0, "integer representation too long"},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", "s64", -1 << 63, ""},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7e", "s64", 0, "integer too large"},
	} {
		r := &Reader{Buf: []byte(c.in), Base: 100}
		var got int64
		switch c.bits {
		case "u32":
			got = int64(r.U32())
		case "u64":
			got = int64(r.U64())
		case "s33":
			got = r.S33()
		default:
			got = r.S64()
		}
		switch {
		case c.err == "" && r.Err() != nil:
			t.Errorf("%s of %x: %v", c.bits, c.in, r.Err())
		case c.err == "" && (got != c.want || r.Len() != 0):
			t.Errorf("%s of %x: %d with %d bytes left, want %d", c.bits, c.in, got, r.Len(), c.want)
		case c.err != "" && (r.Err() == nil || !strings.Contains(r.Err().Error(), c.err)):
			t.Errorf("%s of %x: error %v, want %q", c.bits, c.in, r.Err(), c.err)
		}
	}
}

func TestNameErrorIsAtTheBadByte(t *testing.T) {
	r := &Reader{Buf: []byte("\x05ab\xc3\x28c"), Base: 10}
	r.Name()
	var e *Error
	if !errors.As(r.Err(), &e) || e.Offset != 13 || e.Msg != "malformed UTF-8 encoding" {
		t.Errorf("%v, want malformed UTF-8 encoding at 13", r.Err())
	}
}

// sec is a section, mod a module of sections.
func sec(id byte, content string) string { return string(id) + string(byte(len(content))) + content }

func mod(sections ...string) string {
	return "\x00asm\x01\x00\x00\x00" + strings.Join(sections, "")
}

func TestReadModule(t *testing.T) {
	bin := mod(
		sec(SectionType, "\x02\x60\x01\x7f\x01\x7e\x60\x00\x00"),
		sec(SectionImport, "\x05"+
			"\x01a\x01f\x00\x00"+ // func, type 0
			"\x00\x01t\x01\x70\x00\x01"+ // table funcref 1
			"\x00\x01m\x02\x01\x01\x02"+ // memory 1 2
			"\x00\x01g\x03\x7f\x01"+ // global mut i32
			"\x00\x01e\x04\x00\x01"), // tag, type 1
		sec(SectionFunction, "\x01\x01"),
		sec(SectionTable, "\x01\x40\x00\x6f\x00\x03\xd0\x6f\x0b"), // table externref 3, with an initial value
		sec(SectionMemory, "\x01\x04\x05"),                        // memory i64 5
		sec(SectionGlobal, "\x02\x7c\x00\x44\x00\x00\x00\x00\x00\x00\xf0\x3f\x0b\x7f\x00\x23\x00\x41\x02\x6a\x0b"),
		sec(SectionExport, "\x06\x01a\x00\x00\x01b\x00\x01\x01c\x01\x01\x01d\x02\x01\x01e\x03\x01\x01f\x04\x00"),
		sec(SectionStart, "\x01"),
		sec(SectionCode, "\x01\x02\x00\x0b"),
		sec(SectionCustom, "\x04name\x00\x04\x03mod"),
	)
	m, err := ReadModule([]byte(bin))
	if err != nil {
		t.Fatal(err)
	}
	f0 := FuncType{Params: []ValType{I32}, Results: []ValType{I64}}
	mem := Limits{Min: 1, Max: 2, HasMax: true, PageSizeLog2: 16}
	mem64 := Limits{Min: 5, Is64: true, PageSizeLog2: 16}
	ref := Limits{Min: 3, PageSizeLog2: 16}
	wantImports := []Import{
		{"a", "f", ExternType{Kind: KindFunc, Func: f0}},
		{"", "t", ExternType{Kind: KindTable, Table: TableType{FuncRef, Limits{Min: 1, PageSizeLog2: 16}}}},
		{"", "m", ExternType{Kind: KindMemory, Memory: mem}},
		{"", "g", ExternType{Kind: KindGlobal, Global: GlobalType{I32, true, false}}},
		{"", "e", ExternType{Kind: KindTag}},
	}
	if !reflect.DeepEqual(m.Imports, wantImports) {
		t.Errorf("imports\n%+v, want\n%+v", m.Imports, wantImports)
	}
	wantExports := []Export{
		{"a", 0, ExternType{Kind: KindFunc, Func: f0}},
		{"b", 1, ExternType{Kind: KindFunc}},
		{"c", 1, ExternType{Kind: KindTable, Table: TableType{ExternRef, ref}}},
		{"d", 1, ExternType{Kind: KindMemory, Memory: mem64}},
		{"e", 1, ExternType{Kind: KindGlobal, Global: GlobalType{F64, false, false}}},
		{"f", 0, ExternType{Kind: KindTag}},
	}
	if !reflect.DeepEqual(m.Exports, wantExports) {
		t.Errorf("exports\n%+v, want\n%+v", m.Exports, wantExports)
	}
	if m.Name != "mod" || !m.HasStart || m.Start != 1 || m.DefinedFuncs != 1 {
		t.Errorf("name %q, start %v %d, %d defined functions", m.Name, m.HasStart, m.Start, m.DefinedFuncs)
	}
	if got := strings.Join(m.Features(), " "); got != "exceptions memory64 multi-memory" {
		t.Errorf("features %q", got)
	}
	s := m.Section(SectionImport)
	if s == nil || bin[s.Offset] != SectionImport || string(s.Content) != bin[s.Start:s.End] {
		t.Errorf("import section at %+v", s)
	}
	if len(m.Globals) != 3 || m.ImportedGlobals != 1 || len(m.Funcs) != 2 || m.ImportedFuncs != 1 {
		t.Errorf("%d globals, %d funcs", len(m.Globals), len(m.Funcs))
	}
}

// TestTypeForms reads the types of WebAssembly 3.0.
func TestTypeForms(t *testing.T) {
	bin := mod(sec(SectionType, "\x05"+
		"\x4e\x02\x50\x00\x5f\x02\x7f\x01\x78\x00\x50\x01\x00\x5f\x03\x7f\x01\x78\x00\x64\x00\x00"+ // rec (sub (struct …)) (sub 0 (struct …))
		"\x5e\x77\x01"+ // array (mut i16)
		"\x4f\x00\x60\x02\x63\x00\x64\x6b\x01\x6e"+ // sub final (func (param (ref null 0) (ref struct)) (result anyref))
		"\x60\x01\x7b\x00"+
		"\x60\x00\x01\x63\x70"))
	m, err := ReadModule([]byte(bin))
	if err != nil {
		t.Fatal(err)
	}
	kinds := []CompKind{CompStruct, CompStruct, CompArray, CompFunc, CompFunc, CompFunc}
	if len(m.Types) != len(kinds) {
		t.Fatalf("%d types", len(m.Types))
	}
	for i, k := range kinds {
		if m.Types[i].Kind != k {
			t.Errorf("type %d: kind %d, want %d", i, m.Types[i].Kind, k)
		}
	}
	if f := m.Types[3].Func; !f.Equal(FuncType{[]ValType{"(ref null 0)", "(ref struct)"}, []ValType{"anyref"}}) {
		t.Errorf("type 3: %v", f)
	}
	if f := m.Types[5].Func; !f.Equal(FuncType{Results: []ValType{FuncRef}}) {
		t.Errorf("(ref null func) is %v, want funcref", f)
	}
	if got := strings.Join(m.Features(), " "); got != "function-references gc simd" {
		t.Errorf("features %q", got)
	}
}

func TestModuleErrors(t *testing.T) {
	oneType := sec(SectionType, "\x01\x60\x00\x00")
	for _, c := range []struct {
		name, in string
		offset   int
		msg      string
	}{
		{"empty", "", 0, MsgEOF},
		{"not wasm", "GIF89a..", 0, "magic header not detected"},
		{"component", "\x00asm\x0d\x00\x01\x00", 4, "expected a version header for a module"},
		{"version", "\x00asm\x02\x00\x00\x00", 4, "unknown binary version: 0x2"},
		{"section id", mod("\x0e\x00"), 8, "malformed section id: 14"},
		{"section order", mod(sec(SectionFunction, "\x00"), oneType), 11, "section out of order"},
		{"section twice", mod(oneType, oneType), 14, "section out of order"},
		{"section too long", mod("\x01\x05\x00"), 11, MsgEOF},
		{"section too short", mod(sec(SectionType, "\x00\x00")), 11, "section size mismatch"},
		{"type form", mod(sec(SectionType, "\x01\x40")), 11, "invalid leading byte (0x40) for type"},
		{"value type", mod(sec(SectionType, "\x01\x60\x01\x40\x00")), 13, "invalid leading byte (0x40) for value type"},
		{"import kind", mod(sec(SectionImport, "\x01\x00\x00\x05")), 13, "invalid leading byte (0x5) for external kind"},
		{"import type", mod(oneType, sec(SectionImport, "\x01\x00\x00\x00\x01")), 20, "unknown type 1: type index out of bounds"},
		{"function type", mod(oneType, sec(SectionFunction, "\x01\x03")), 17, "unknown type 3"},
		{"no code", mod(oneType, sec(SectionFunction, "\x01\x00")), 18, "inconsistent lengths"},
		{"export index", mod(sec(SectionExport, "\x01\x01a\x02\x00")), 13, "unknown memory 0"},
		{"memory size", mod(sec(SectionMemory, "\x01\x00\x81\x80\x04")), 11, "memory size must be at most 0x10000"},
		{"limits", mod(sec(SectionMemory, "\x01\x01\x02\x01")), 11, "size minimum must not be greater"},
		{"shared", mod(sec(SectionMemory, "\x01\x02\x01")), 11, "shared memory must have maximum size"},
		{"global init", mod(sec(SectionGlobal, "\x01\x7f\x00\x20\x00\x0b")), 13, "constant expression required"},
		{"start", mod(sec(SectionStart, "\x00")), 10, "unknown function 0"},
		{"count", mod(sec(SectionImport, "\xff\xff\x3c")), 13, MsgEOF},
		{"huge count", mod(sec(SectionImport, "\xff\xff\xff\x7f")), 10, "imports size is out of bounds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadModuleAt([]byte(c.in), 1000, 1<<20)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%v, want an *Error", err)
			}
			if !strings.Contains(e.Msg, c.msg) || e.Offset != 1000+c.offset {
				t.Errorf("%q at %d, want %q at %d", e.Msg, e.Offset-1000, c.msg, c.offset)
			}
		})
	}
}

func TestModuleBudget(t *testing.T) {
	in := mod("\x03\x81\x01\x7f" + strings.Repeat("\x00", 128))
	_, _, err := ReadModuleAt([]byte(in), 0, 100)
	var e *Error
	if !errors.As(err, &e) || !e.Limit {
		t.Errorf("%v, want an error of a limit", err)
	}
}

func TestBrokenNameSectionIsNoError(t *testing.T) {
	m, err := ReadModule([]byte(mod(sec(SectionCustom, "\x04name\x00\x09\x03m"))))
	if err != nil || m.Name != "" {
		t.Errorf("%v, %v", m, err)
	}
}

func FuzzReadModule(f *testing.F) {
	f.Add([]byte(mod(sec(SectionType, "\x01\x60\x00\x00"), sec(SectionImport, "\x01\x00\x00\x00\x00"))))
	f.Add([]byte(mod(sec(SectionGlobal, "\x01\x7f\x00\x41\x00\x0b"), sec(SectionExport, "\x01\x01a\x03\x00"))))
	f.Fuzz(func(t *testing.T, bin []byte) {
		m, err := ReadModule(bin)
		if err != nil {
			return
		}
		for _, s := range m.Sections {
			if s.Offset >= s.Start || s.Start > s.End || s.End > len(bin) {
				t.Errorf("section outside the module: %+v", s)
			}
		}
		m.Type()
		m.Features()
	})
}

// One feature of a body is found behind instructions with immediates of every
// form; bodies that cannot be read are passed over.
func TestCodeFeatures(t *testing.T) {
	body := func(code string) string { c := "\x01\x01\x7f" + code + "\x0b"; return string(byte(len(c))) + c }
	forms := "\x02\x40\x0b" + "\x03\x7f\x41\x80\x80\x01\x0b\x1a" + "\x02\x80\x01\x0b" + "\x0e\x02\x00\x01\x00" + "\x1c\x01\x7f" +
		"\x1f\x40\x02\x00\x01\x02\x03\x04\x0b" + "\x28\x42\x01\x10" + "\x44\x06\x06\x06\x06\x06\x06\x06\x06" + "\x43\x06\x06\x06\x06" +
		"\xd0\x70" + "\xfc\x0a\x00\x00" + "\xfd\x0c" + strings.Repeat("\x06", 16) + "\xfd\x54\x00\x00\x06" + "\xfe\x03\x00" + "\xfe\x10\x02\x06"
	for code, want := range map[string]string{
		forms:                          "",
		forms + "\x06\x40\x0b":         "legacy-exceptions",
		forms + "\xfb\x1c":             "gc",
		forms + "\xfd\x80\x02":         "relaxed-simd",
		forms + "\xfc\x13":             "wide-arithmetic",
		forms + "\xfc\x12\x00":         "memory-control",
		forms + "\xe0\x00":             "stack-switching",
		forms + "\xfe\x4f\x00\x00\x00": "shared-everything-threads",
		"\xff\xff\xff\xff":             "",
	} {
		bin := mod(sec(1, "\x01\x60\x00\x00"), sec(3, "\x02\x00\x00"), sec(10, "\x02"+body("\x01\x41\x80")+body(code)))
		m, err := ReadModule([]byte(bin))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(m.CodeFeatures(), ","); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}
