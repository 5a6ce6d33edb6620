package wasmcode

import (
	"slices"
	"sort"
	"strings"
)

// Core section ids (Binary Format, Modules).
const (
	SectionCustom    = 0
	SectionType      = 1
	SectionImport    = 2
	SectionFunction  = 3
	SectionTable     = 4
	SectionMemory    = 5
	SectionGlobal    = 6
	SectionExport    = 7
	SectionStart     = 8
	SectionElement   = 9
	SectionCode      = 10
	SectionData      = 11
	SectionDataCount = 12
	SectionTag       = 13
)

// sectionOrder is the rank of each non-custom section, 0 for an unknown id.
var sectionOrder = [...]int{
	SectionType: 1, SectionImport: 2, SectionFunction: 3, SectionTable: 4, SectionMemory: 5, SectionTag: 6,
	SectionGlobal: 7, SectionExport: 8, SectionStart: 9, SectionElement: 10, SectionDataCount: 11,
	SectionCode: 12, SectionData: 13,
}

// Section is one section of a module, in the order of the binary.
type Section struct {
	ID      byte
	Offset  int // of the id byte, in the module's bytes
	Start   int // of the content
	End     int // of the content
	Name    string
	Content []byte // sub-slice of the module; of a custom section without its name
}

// Module is what the header sections of a core module say. The element, code
// and data sections are located, never read.
type Module struct {
	Bytes    []byte
	Name     string // of the name section, "" if there is none
	Sections []Section

	Types    []DefinedType
	Imports  []Import
	Funcs    []uint32 // type index of every function, imported ones first
	Tables   []TableType
	Memories []Limits
	Globals  []GlobalType
	Tags     []uint32 // type index of every tag
	Exports  []Export
	HasStart bool
	Start    uint32

	// The first indices of these spaces are imports.
	ImportedFuncs, ImportedTables, ImportedMemories, ImportedGlobals, ImportedTags int

	// DefinedFuncs is the number of function bodies.
	DefinedFuncs int

	base     int
	cost     int
	limit    int
	features map[string]bool
}

// The sizes that a module's decoded form is charged, see ReadModuleAt.
const (
	costType    = 3 * 64
	costVal     = 16
	costImport  = 3*280 + 2*80 // with the set of names that components check
	costExport  = 3*264 + 2*80
	costIndex   = 3 * 4
	costGlobal  = 3 * 24
	costSection = 3 * 80
)

// ReadModule reads the header sections of a core module. Its errors are
// *Error, with offsets relative to bin.
func ReadModule(bin []byte) (*Module, error) {
	m, _, err := ReadModuleAt(bin, 0, 64<<20+16*len(bin))
	return m, err
}

// ReadModuleAt is ReadModule for a module at offset base of a larger input.
// budget bounds the bytes of memory that the result may need; the bytes it did
// need (an estimate from above) are returned.
func ReadModuleAt(bin []byte, base, budget int) (*Module, int, error) {
	m := &Module{Bytes: bin, base: base, limit: budget}
	r := &Reader{Buf: bin, Base: base, onVal: m.noteVal}
	m.read(r)
	if err := r.Err(); err != nil {
		return nil, m.cost, err
	}
	return m, m.cost, nil
}

// IsModule reports whether bin begins like a core module (the preamble's layer
// field is 0, Binary.md: layer).
func IsModule(bin []byte) bool {
	return len(bin) >= 8 && string(bin[:4]) == "\x00asm" && bin[6] == 0 && bin[7] == 0
}

func (m *Module) charge(r *Reader, n int) {
	m.cost += n
	if m.cost > m.limit {
		r.FailLimit(r.Offset(), "the decoded form of this module needs too much memory")
	}
}

func (m *Module) read(r *Reader) {
	if r.Len() < 8 {
		if string(r.Buf[:min(4, r.Len())]) != "\x00asm"[:min(4, r.Len())] {
			r.Fail(r.Base, "magic header not detected: this is not WebAssembly")
		}
		r.Fail(r.Base+r.Len(), MsgEOF)
		return
	}
	if string(r.Bytes(4)) != "\x00asm" {
		r.Fail(r.Base, "magic header not detected: this is not WebAssembly")
		return
	}
	v := r.Bytes(4)
	switch {
	case v[2] != 0 || v[3] != 0:
		r.Fail(r.Base+4, "expected a version header for a module")
	case v[0] != 1 || v[1] != 0:
		r.Fail(r.Base+4, "unknown binary version: 0x%x", uint32(v[0])|uint32(v[1])<<8)
	}
	last := 0
	declared := 0
	for r.More() {
		at := r.Pos
		id := r.Byte()
		size := r.U32()
		if r.Err() != nil {
			return
		}
		if int64(size) > int64(r.Len()) {
			r.Fail(r.Base+len(r.Buf), MsgEOF)
			return
		}
		start := r.Pos
		s := r.Sub(int(size))
		sec := Section{ID: id, Offset: at, Start: start, End: start + int(size), Content: s.Buf}
		if id == SectionCustom {
			sec.Name = s.Name()
			sec.Content = s.Buf[min(s.Pos, len(s.Buf)):]
			if sec.Name == "name" && s.err == nil {
				m.Name = moduleName(sec.Content)
			}
		} else {
			if int(id) >= len(sectionOrder) {
				r.Fail(r.Base+at, "malformed section id: %d", id)
				return
			}
			if sectionOrder[id] <= last {
				r.Fail(r.Base+at, "section out of order")
				return
			}
			last = sectionOrder[id]
			m.section(s, id, &declared)
			if s.err == nil && s.Len() != 0 && !skipped(id) {
				s.Fail(s.Offset(), "section size mismatch: unexpected data at the end of the section")
			}
		}
		if s.err != nil {
			r.Fail(s.err.Offset, "%s", s.err.Msg)
			r.err.Limit = s.err.Limit
			return
		}
		m.charge(r, costSection+len(sec.Name))
		m.Sections = Push(m.Sections, sec)
	}
	if declared != m.DefinedFuncs {
		r.Fail(r.Base+len(r.Buf), "function and code section have inconsistent lengths")
	}
}

// skipped tells the sections that are located but not read.
func skipped(id byte) bool {
	return id == SectionElement || id == SectionCode || id == SectionData || id == SectionDataCount
}

// section reads one section; declared is the number of declared functions.
func (m *Module) section(r *Reader, id byte, declared *int) {
	switch id {
	case SectionType:
		for n := r.Count(maxTypes, "types"); n > 0 && r.err == nil; n-- {
			r.RecType(func(t DefinedType) {
				m.charge(r, costType+costVal*(len(t.Func.Params)+len(t.Func.Results)))
				m.noteType(t)
				m.Types = Push(m.Types, t)
				if len(m.Types) > maxTypes {
					r.FailLimit(r.Offset(), "types count exceeds limit of %d", maxTypes)
				}
			})
		}
	case SectionImport:
		for n := r.Count(maxImports, "imports"); n > 0 && r.err == nil; n-- {
			m.importEntry(r)
		}
	case SectionFunction:
		n := r.Count(maxFunctions, "functions")
		m.charge(r, costIndex*n)
		for ; n > 0 && r.err == nil; n-- {
			at := r.Offset()
			i := r.U32()
			m.checkFuncType(r, at, i)
			m.Funcs = Push(m.Funcs, i)
			*declared++
		}
	case SectionTable:
		for n := r.Count(maxTables, "tables"); n > 0 && r.err == nil; n-- {
			init := r.Peek() == 0x40
			if init {
				r.Byte()
				if b := r.Byte(); b != 0 {
					r.BadByte(b, "table")
				}
			}
			m.addTable(r.tableType())
			if init {
				r.constExpr()
			}
		}
	case SectionMemory:
		for n := r.Count(maxMemories, "memories"); n > 0 && r.err == nil; n-- {
			m.addMemory(r.limits(true))
		}
	case SectionTag:
		for n := r.Count(maxTags, "tags"); n > 0 && r.err == nil; n-- {
			m.charge(r, costIndex)
			if a := r.Byte(); a != 0 {
				r.BadByte(a, "tag attribute")
			}
			at := r.Offset()
			i := r.U32()
			m.checkFuncType(r, at, i)
			m.addTag(i)
		}
	case SectionGlobal:
		for n := r.Count(maxGlobals, "globals"); n > 0 && r.err == nil; n-- {
			m.charge(r, costGlobal)
			m.Globals = Push(m.Globals, r.globalType())
			r.constExpr()
		}
	case SectionExport:
		m.exports(r)
	case SectionStart:
		at := r.Offset()
		m.HasStart, m.Start = true, r.U32()
		if r.err == nil && int64(m.Start) >= int64(len(m.Funcs)) {
			r.Fail(at, "unknown function %d: function index out of bounds", m.Start)
		}
	case SectionCode:
		m.DefinedFuncs = int(r.U32())
	}
}

func (m *Module) importEntry(r *Reader) {
	m.charge(r, costImport)
	imp := Import{Module: r.Name(), Name: r.Name()}
	var fi uint32
	kind := r.Peek()
	if kind == 0 || kind == 0x20 || kind == 4 {
		// Keep the type index too, it makes the index spaces cheap.
		save := *r
		save.Byte()
		if kind == 4 {
			save.Byte()
		}
		fi = save.U32()
	}
	imp.Type = r.ExternType(m)
	if r.err != nil {
		return
	}
	m.charge(r, len(imp.Module)+len(imp.Name))
	m.Imports = Push(m.Imports, imp)
	switch imp.Type.Kind {
	case KindFunc:
		m.Funcs = Push(m.Funcs, fi)
		m.ImportedFuncs++
	case KindTable:
		m.addTable(imp.Type.Table)
		m.ImportedTables++
	case KindMemory:
		m.addMemory(imp.Type.Memory)
		m.ImportedMemories++
	case KindGlobal:
		m.Globals = Push(m.Globals, imp.Type.Global)
		m.ImportedGlobals++
	case KindTag:
		m.addTag(fi)
		m.ImportedTags++
	}
}

func (m *Module) exports(r *Reader) {
	n := r.Count(maxExports, "exports")
	for ; n > 0 && r.err == nil; n-- {
		m.charge(r, costExport)
		e := Export{Name: r.Name()}
		at := r.Offset()
		k := r.Byte()
		e.Index = r.U32()
		if r.err != nil {
			return
		}
		m.charge(r, len(e.Name))
		i := int64(e.Index)
		var what string
		var count int
		switch k {
		case 0x00, 0x20:
			if what, count = "function", len(m.Funcs); i < int64(count) {
				ft, _ := m.FuncTypeAt(m.Funcs[i])
				e.Type = ExternType{Kind: KindFunc, Func: ft}
			}
		case 0x01:
			if what, count = "table", len(m.Tables); i < int64(count) {
				e.Type = ExternType{Kind: KindTable, Table: m.Tables[i]}
			}
		case 0x02:
			if what, count = "memory", len(m.Memories); i < int64(count) {
				e.Type = ExternType{Kind: KindMemory, Memory: m.Memories[i]}
			}
		case 0x03:
			if what, count = "global", len(m.Globals); i < int64(count) {
				e.Type = ExternType{Kind: KindGlobal, Global: m.Globals[i]}
			}
		case 0x04:
			if what, count = "tag", len(m.Tags); i < int64(count) {
				ft, _ := m.FuncTypeAt(m.Tags[i])
				e.Type = ExternType{Kind: KindTag, Func: ft}
			}
		default:
			r.Fail(at, "invalid leading byte (0x%x) for external kind", k)
			return
		}
		if i >= int64(count) {
			r.Fail(at, "unknown %s %d: exported %s index out of bounds", what, e.Index, what)
			return
		}
		m.Exports = Push(m.Exports, e)
	}
}

func (m *Module) checkFuncType(r *Reader, at int, i uint32) {
	if _, ok := m.FuncTypeAt(i); !ok && r.err == nil {
		r.Fail(at, "unknown type %d: type index out of bounds", i)
	}
}

// FuncTypeAt gives the function type at type index i.
func (m *Module) FuncTypeAt(i uint32) (FuncType, bool) {
	if int64(i) >= int64(len(m.Types)) || m.Types[i].Kind != CompFunc {
		return FuncType{}, false
	}
	return m.Types[i].Func, true
}

// TypeCount is the number of types.
func (m *Module) TypeCount() int { return len(m.Types) }

func (m *Module) addTable(t TableType) {
	if t.Limits.Is64 {
		m.use("memory64")
	}
	m.Tables = Push(m.Tables, t)
}

func (m *Module) addMemory(l Limits) {
	if l.Is64 {
		m.use("memory64")
	}
	if l.Shared {
		m.use("threads")
	}
	if l.HasPageSize && l.PageSizeLog2 != 16 {
		m.use("custom-page-sizes")
	}
	m.Memories = Push(m.Memories, l)
	if len(m.Memories) > 1 {
		m.use("multi-memory")
	}
}

func (m *Module) addTag(i uint32) {
	m.use("exceptions")
	m.Tags = Push(m.Tags, i)
}

func (m *Module) use(feature string) {
	if m.features == nil {
		m.features = map[string]bool{}
	}
	m.features[feature] = true
}

func (m *Module) noteType(t DefinedType) {
	switch {
	case t.Kind == CompCont:
		m.use("stack-switching")
	case t.Kind != CompFunc || !t.Plain:
		m.use("gc")
	}
}

func (m *Module) noteVal(v ValType) {
	switch v {
	case I32, I64, F32, F64, FuncRef, ExternRef:
	case V128:
		m.use("simd")
	case "exnref", "nullexnref":
		m.use("exceptions")
	case "anyref", "eqref", "i31ref", "structref", "arrayref", "nullref", "nullfuncref", "nullexternref":
		m.use("gc")
	case "contref", "nullcontref":
		m.use("stack-switching")
	default:
		if strings.HasPrefix(string(v), "(ref") {
			m.use("function-references")
		}
	}
}

// Features lists, sorted, the proposals that the header sections show to be in
// use, under wasm-tools' names: "custom-page-sizes", "exceptions",
// "function-references", "gc", "memory64" (also for tables), "multi-memory",
// "simd", "stack-switching", "threads". What only the code uses is not seen.
func (m *Module) Features() []string {
	var l []string
	for f := range m.features {
		l = append(l, f)
	}
	sort.Strings(l)
	return l
}

// Type is the module's type: what it needs and gives.
func (m *Module) Type() *ModuleType {
	t := &ModuleType{Imports: m.Imports, Exports: m.Exports}
	t.Index()
	return t
}

// Section finds the section with an id, nil if the module has none.
func (m *Module) Section(id byte) *Section {
	i := slices.IndexFunc(m.Sections, func(s Section) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &m.Sections[i]
}

// moduleName reads the first subsection of a name section; a broken name
// section is no error (core specification, appendix Custom Sections).
func moduleName(content []byte) string {
	r := &Reader{Buf: content}
	if r.Len() == 0 || r.Byte() != 0 {
		return ""
	}
	s := r.Sub(int(r.U32()))
	name := s.Name()
	if r.err != nil || s.err != nil {
		return ""
	}
	return name
}
