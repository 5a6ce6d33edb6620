// Package wasmcode reads and writes core WebAssembly: the header sections of a
// module (never its code), import rewriting, and the small modules that the
// engines generate. It knows nothing of components.
package wasmcode

// ExternKind is the kind byte of a core import or export
// (WebAssembly 3.0, Binary Format, Import Section).
type ExternKind byte

const (
	KindFunc   ExternKind = 0x00
	KindTable  ExternKind = 0x01
	KindMemory ExternKind = 0x02
	KindGlobal ExternKind = 0x03
	KindTag    ExternKind = 0x04
)

// String names the kind as the text format does.
func (k ExternKind) String() string {
	switch k {
	case KindFunc:
		return "func"
	case KindTable:
		return "table"
	case KindMemory:
		return "memory"
	case KindGlobal:
		return "global"
	case KindTag:
		return "tag"
	}
	return "unknown"
}

// ValType is a core value type in its text-format spelling: "i32", "i64",
// "f32", "f64", "v128", "funcref", "externref", "(ref null 3)", …
//
// A reference to a type index of a module is written with that module's own
// index; two such types are comparable only within one module.
type ValType string

const (
	I32       ValType = "i32"
	I64       ValType = "i64"
	F32       ValType = "f32"
	F64       ValType = "f64"
	V128      ValType = "v128"
	FuncRef   ValType = "funcref"
	ExternRef ValType = "externref"
)

// FuncType is a core function type.
type FuncType struct {
	Params, Results []ValType
}

// Equal reports whether both signatures are the same.
func (t FuncType) Equal(u FuncType) bool {
	return equalTypes(t.Params, u.Params) && equalTypes(t.Results, u.Results)
}

func equalTypes(a, b []ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Limits bounds a memory (in pages) or a table (in elements).
type Limits struct {
	Min    uint64
	Max    uint64 // valid if HasMax
	HasMax bool
	Shared bool // memories only
	Is64   bool // memory64, table64
	// PageSizeLog2 is the custom-page-sizes exponent; 16 unless HasPageSize.
	PageSizeLog2 uint32
	HasPageSize  bool
}

// TableType is a core table type.
type TableType struct {
	Elem   ValType
	Limits Limits
}

// GlobalType is a core global type.
type GlobalType struct {
	Type    ValType
	Mutable bool
	Shared  bool // shared-everything threads
}

// ExternType is the type of a core import or export. Exactly the fields of
// Kind are meaningful; Func also serves KindTag (a tag's signature).
type ExternType struct {
	Kind   ExternKind
	Func   FuncType
	Table  TableType
	Memory Limits
	Global GlobalType
}

// Import is one core import, in the module's order.
type Import struct {
	Module, Name string
	Type         ExternType
}

// Export is one core export, in the module's order.
type Export struct {
	Name  string
	Index uint32 // index in the module's index space of its kind
	Type  ExternType
}

// ModuleType is what a core module needs and gives.
type ModuleType struct {
	Imports []Import
	Exports []Export
	index   map[string]int // of Exports by name, see Index
}

// Export finds an export by name.
func (t *ModuleType) Export(name string) (Export, bool) {
	if t.index != nil {
		if i, ok := t.index[name]; ok {
			return t.Exports[i], true
		}
		return Export{}, false
	}
	for _, e := range t.Exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}

// Index makes Export fast; it is called once, after the last export was added
// and before t is shared.
func (t *ModuleType) Index() {
	const small = 8
	t.index = nil
	if len(t.Exports) <= small {
		return
	}
	t.index = make(map[string]int, len(t.Exports))
	for i := range t.Exports {
		if _, dup := t.index[t.Exports[i].Name]; !dup {
			t.index[t.Exports[i].Name] = i
		}
	}
}
