package wasmcode

import "fmt"

// preamble is "\0asm" and version 1 (WebAssembly 3.0, Binary Format, Modules).
const preamble = "\x00asm\x01\x00\x00\x00"

// Builder makes a small core module: the modules that engines put between
// the modules of a component. Add imports before anything else of their kind:
// imported items come first in each index space.
//
// The methods that add an item return its index in the index space of its kind.
type Builder struct {
	name    string
	types   []FuncType
	imports []builderImport
	counts  [5]uint32 // items per ExternKind, imports included

	funcs    []uint32 // type indices
	bodies   []funcBody
	tables   []TableType
	memories []Limits
	globals  []builderGlobal
	tags     []uint32
	exports  []builderExport
	elems    []builderElem
	declared []uint32 // functions named by ref.func outside of elements
	start    int
}

type builderImport struct {
	name ImportName
	typ  ExternType
}

type funcBody struct {
	name   string
	locals []ValType
	code   []byte
}

type builderGlobal struct {
	typ  GlobalType
	init []byte
}

type builderExport struct {
	name  string
	kind  ExternKind
	index uint32
}

type builderElem struct {
	table, offset uint32
	funcs         []uint32
}

// NewBuilder returns an empty module. A name that is not empty goes into the
// name section, where stack traces find it.
func NewBuilder(name string) *Builder { return &Builder{name: name, start: -1} }

// Type returns the index of a function type, adding it if it is new.
func (b *Builder) Type(t FuncType) uint32 {
	for i := range b.types {
		if b.types[i].Equal(t) {
			return uint32(i)
		}
	}
	b.types = append(b.types, t)
	return uint32(len(b.types) - 1)
}

// Import adds an import of any kind. A KindTag import's signature is t.Func.
func (b *Builder) Import(module, name string, t ExternType) uint32 {
	if b.defined(t.Kind) {
		panic("wasmcode: an import after a definition of the same kind")
	}
	if t.Kind == KindFunc || t.Kind == KindTag {
		b.Type(t.Func)
	}
	b.imports = append(b.imports, builderImport{ImportName{module, name}, t})
	return b.add(t.Kind)
}

// ImportFunc adds an imported function.
func (b *Builder) ImportFunc(module, name string, t FuncType) uint32 {
	return b.Import(module, name, ExternType{Kind: KindFunc, Func: t})
}

func (b *Builder) defined(k ExternKind) bool {
	switch k {
	case KindFunc:
		return len(b.funcs) > 0
	case KindTable:
		return len(b.tables) > 0
	case KindMemory:
		return len(b.memories) > 0
	case KindGlobal:
		return len(b.globals) > 0
	}
	return len(b.tags) > 0
}

func (b *Builder) add(k ExternKind) uint32 {
	b.counts[k]++
	return b.counts[k] - 1
}

// Func adds a function. code is its body without the final end (see Code);
// name is for the name section, "" for none.
func (b *Builder) Func(name string, t FuncType, locals []ValType, code []byte) uint32 {
	b.funcs = append(b.funcs, b.Type(t))
	b.bodies = append(b.bodies, funcBody{name, locals, code})
	return b.add(KindFunc)
}

// Table adds a table.
func (b *Builder) Table(t TableType) uint32 {
	b.tables = append(b.tables, t)
	return b.add(KindTable)
}

// Memory adds a memory; limits are in pages.
func (b *Builder) Memory(l Limits) uint32 {
	b.memories = append(b.memories, l)
	return b.add(KindMemory)
}

// Global adds a global; init is its initialiser without the final end.
func (b *Builder) Global(t GlobalType, init []byte) uint32 {
	b.globals = append(b.globals, builderGlobal{t, init})
	return b.add(KindGlobal)
}

// Tag adds an exception tag.
func (b *Builder) Tag(t FuncType) uint32 {
	b.tags = append(b.tags, b.Type(t))
	return b.add(KindTag)
}

// Export exports an item of the module.
func (b *Builder) Export(name string, k ExternKind, index uint32) {
	b.exports = append(b.exports, builderExport{name, k, index})
}

// Elem writes functions into a table when the module is instantiated.
func (b *Builder) Elem(table, offset uint32, funcs ...uint32) {
	b.elems = append(b.elems, builderElem{table, offset, funcs})
}

// Declare allows ref.func of functions that no element and no export names.
func (b *Builder) Declare(funcs ...uint32) { b.declared = append(b.declared, funcs...) }

// Start names the start function.
func (b *Builder) Start(fn uint32) { b.start = int(fn) }

// Bytes writes the module.
func (b *Builder) Bytes() []byte {
	out := []byte(preamble)
	out = appendSection(out, SectionType, len(b.types), func(p []byte, i int) []byte {
		p = append(p, 0x60)
		p = appendValTypes(p, b.types[i].Params)
		return appendValTypes(p, b.types[i].Results)
	})
	out = appendSection(out, SectionImport, len(b.imports), func(p []byte, i int) []byte {
		p = AppendName(p, b.imports[i].name.Module)
		p = AppendName(p, b.imports[i].name.Name)
		return b.appendExternType(p, b.imports[i].typ)
	})
	out = appendSection(out, SectionFunction, len(b.funcs), func(p []byte, i int) []byte {
		return AppendU32(p, b.funcs[i])
	})
	out = appendSection(out, SectionTable, len(b.tables), func(p []byte, i int) []byte {
		return appendTableType(p, b.tables[i])
	})
	out = appendSection(out, SectionMemory, len(b.memories), func(p []byte, i int) []byte {
		return appendLimits(p, b.memories[i])
	})
	out = appendSection(out, SectionTag, len(b.tags), func(p []byte, i int) []byte {
		return AppendU32(append(p, 0x00), b.tags[i])
	})
	out = appendSection(out, SectionGlobal, len(b.globals), func(p []byte, i int) []byte {
		p = appendGlobalType(p, b.globals[i].typ)
		return append(append(p, b.globals[i].init...), opEnd)
	})
	out = appendSection(out, SectionExport, len(b.exports), func(p []byte, i int) []byte {
		p = append(AppendName(p, b.exports[i].name), byte(b.exports[i].kind))
		return AppendU32(p, b.exports[i].index)
	})
	if b.start >= 0 {
		out = appendSized(out, SectionStart, AppendU32(nil, uint32(b.start)))
	}
	out = b.appendElems(out)
	out = appendSection(out, SectionCode, len(b.bodies), func(p []byte, i int) []byte {
		body := appendLocals(nil, b.bodies[i].locals)
		body = append(append(body, b.bodies[i].code...), opEnd)
		return append(AppendU32(p, uint32(len(body))), body...)
	})
	return b.appendNames(out)
}

func (b *Builder) appendElems(out []byte) []byte {
	n := len(b.elems)
	if len(b.declared) > 0 {
		n++
	}
	return appendSection(out, SectionElement, n, func(p []byte, i int) []byte {
		if i == len(b.elems) {
			p = append(p, 0x03, 0x00) // declarative, elemkind funcref
			return appendIndices(p, b.declared)
		}
		e := b.elems[i]
		if e.table == 0 {
			p = append(p, 0x00)
		} else {
			p = AppendU32(append(p, 0x02), e.table)
		}
		p = append(AppendS32(append(p, opI32Const), int32(e.offset)), opEnd)
		if e.table != 0 {
			p = append(p, 0x00) // elemkind funcref
		}
		return appendIndices(p, e.funcs)
	})
}

// appendNames writes the name section: module name and function names
// (WebAssembly 3.0, Custom Sections, Name Section).
func (b *Builder) appendNames(out []byte) []byte {
	if b.name == "" {
		return out
	}
	body := AppendName(nil, "name")
	body = appendSized(body, 0, AppendName(nil, b.name))
	first := b.counts[KindFunc] - uint32(len(b.bodies))
	var funcs []byte
	named := uint32(0)
	for i, f := range b.bodies {
		if f.name != "" {
			funcs = AppendName(AppendU32(funcs, first+uint32(i)), f.name)
			named++
		}
	}
	if named > 0 {
		body = appendSized(body, 1, append(AppendU32(nil, named), funcs...))
	}
	return appendSized(out, SectionCustom, body)
}

func (b *Builder) appendExternType(p []byte, t ExternType) []byte {
	p = append(p, byte(t.Kind))
	switch t.Kind {
	case KindFunc:
		return AppendU32(p, b.Type(t.Func))
	case KindTable:
		return appendTableType(p, t.Table)
	case KindMemory:
		return appendLimits(p, t.Memory)
	case KindGlobal:
		return appendGlobalType(p, t.Global)
	case KindTag:
		return AppendU32(append(p, 0x00), b.Type(t.Func))
	}
	panic(fmt.Sprintf("wasmcode: import of unknown kind %d", t.Kind))
}

// appendSection writes a section that is a vector, and nothing if it is empty.
func appendSection(out []byte, id byte, n int, item func(p []byte, i int) []byte) []byte {
	if n == 0 {
		return out
	}
	body := AppendU32(nil, uint32(n))
	for i := range n {
		body = item(body, i)
	}
	return appendSized(out, id, body)
}

func appendSized(out []byte, id byte, body []byte) []byte {
	out = AppendU32(append(out, byte(id)), uint32(len(body)))
	return append(out, body...)
}
