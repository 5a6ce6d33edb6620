package component

import (
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// ResourceID identifies one resource type (Explainer.md, Type Checking:
// resource types are nominal, each definition, import and instantiation makes a
// fresh one). IDs are unique within one decoded binary; 0 is never used.
// A plan numbers its resources anew, see package plan.
type ResourceID uint32

// Kind is the kind of a value type.
type Kind uint8

const (
	KindBool Kind = iota + 1
	KindS8
	KindU8
	KindS16
	KindU16
	KindS32
	KindU32
	KindS64
	KindU64
	KindF32
	KindF64
	KindChar
	KindString
	KindErrorContext
	KindRecord
	KindVariant
	KindList
	KindFixedList
	KindMap
	KindTuple
	KindFlags
	KindEnum
	KindOption
	KindResult
	KindOwn
	KindBorrow
	KindStream
	KindFuture
)

// ValType is a value type (Binary.md, Type Definitions: valtype, defvaltype).
//
// ValTypes are immutable and shared; primitives are the package variables
// below. Every type definition of the binary, and every export or import of a
// type, is a node of its own, so that a record keeps the name under which it
// was exported even where another one has the same structure. ID is the same
// for structurally equal types (of one Types table), so equality is ID
// equality.
type ValType struct {
	Kind Kind
	ID   uint32 // structural identity within one Types table, never 0

	// Name is the kebab name under which this node was last exported or
	// imported ("" for an anonymous type), Owner the name of the interface that
	// holds it ("wasi:io/streams@0.2.0", "" at world level or unknown).
	Name, Owner string
	// AliasOf is the named node that this named node was made from by `(eq t)`,
	// an export or an instantiation: what a WIT printer writes as `use`. nil if
	// this is where the type got its first name.
	AliasOf *ValType

	Fields []Field    // record
	Cases  []Case     // variant
	Labels []string   // flags, enum
	Elems  []*ValType // tuple
	// Elem is the element of list, fixed-length list, option, stream and
	// future (nil for a stream or future without payload), the ok type of a
	// result (may be nil) and the key type of a map.
	Elem *ValType
	// Err is the error type of a result (may be nil) and the value type of a map.
	Err      *ValType
	Len      uint32     // fixed-length list
	Resource ResourceID // own, borrow

	alias       uint32 // own, borrow: under which name the resource is known, see resourceRef
	size        uint32 // effective type size, see limits.go
	text        uint32 // the length of the names in it, as it unfolds; at most maxText
	elemSize    uint32 // elem_size with 64-bit pointers, at most maxElemSize+1
	depth       uint8
	align       uint8
	flatLen     uint8
	flat        [maxFlat]flatCode // the first maxFlat flat values, see flatten.go
	hasResource bool              // some own or borrow inside
	hasBorrow   bool
	hasEnd      bool // some stream or future inside
	hasError    bool // some error context inside
	hasPointer  bool // some string, list or map inside
}

// Field is a record field.
type Field struct {
	Name string
	Type *ValType
}

// Case is a variant case; Type is nil for a case without payload.
type Case struct {
	Name string
	Type *ValType
}

// parts is the number of t's fields, cases and elements of a tuple: how long a walk
// over them takes.
func (t *ValType) parts() int { return len(t.Fields) + len(t.Cases) + len(t.Elems) }

// HasResource reports whether an own or borrow handle is inside t.
func (t *ValType) HasResource() bool { return t != nil && t.hasResource }

// HasBorrow reports whether a borrow handle is inside t.
func (t *ValType) HasBorrow() bool { return t != nil && t.hasBorrow }

// HasEnd reports whether a stream or future is inside t.
func (t *ValType) HasEnd() bool { return t != nil && t.hasEnd }

// HasErrorContext reports whether an error context is inside t.
func (t *ValType) HasErrorContext() bool { return t != nil && t.hasError }

// HasPointer reports whether a string, list or map is inside t (but not behind a
// stream or future), so that lifting and lowering it needs a memory.
func (t *ValType) HasPointer() bool { return t != nil && t.hasPointer }

// Param is a function parameter.
type Param struct {
	Name string
	Type *ValType
}

// FuncType is a component function type.
type FuncType struct {
	Async  bool
	Params []Param
	Result *ValType // nil: no result

	extent extent
}

// TextLen is the length of the names in t, as it unfolds.
func (t *FuncType) TextLen() int {
	n := 0
	for i := range t.Params {
		n += len(t.Params[i].Name) + int(t.Params[i].Type.text)
	}
	if t.Result != nil {
		n += int(t.Result.text)
	}
	return n
}

// Size is the number of nodes that the types in t unfold to.
func (t *FuncType) Size() int {
	n := 0
	for i := range t.Params {
		n += int(t.Params[i].Type.size)
	}
	if t.Result != nil {
		n += int(t.Result.size)
	}
	return n
}

// TypeDef is what a component-level type index stands for. Exactly one field is
// set; a resource is a non-zero Resource.
type TypeDef struct {
	Value     *ValType
	Func      *FuncType
	Component *ComponentType
	Instance  *InstanceType
	Resource  ResourceID
	alias     uint32 // with Resource, see resourceRef
}

// Sort is a component-level sort (Binary.md, Indices: sort).
type Sort uint8

const (
	SortCoreModule Sort = iota + 1
	SortFunc
	SortValue
	SortType
	SortComponent
	SortInstance
)

// String names the sort as the text format does.
func (s Sort) String() string {
	switch s {
	case SortCoreModule:
		return "core module"
	case SortFunc:
		return "func"
	case SortValue:
		return "value"
	case SortType:
		return "type"
	case SortComponent:
		return "component"
	case SortInstance:
		return "instance"
	}
	return "unknown sort"
}

// ExternType is the type of an import or export (Binary.md, externtype).
// The field of Sort is set; for SortType it is Type, and TypeBound tells
// `(sub resource)` (a fresh resource) from `(eq t)`.
type ExternType struct {
	Sort      Sort
	Module    *wasmcode.ModuleType
	Func      *FuncType
	Value     *ValType
	Type      TypeDef
	TypeBound TypeBound
	Component *ComponentType
	Instance  *InstanceType
}

// TypeBound is the bound of a type import or export.
type TypeBound uint8

const (
	BoundEq TypeBound = iota
	BoundSubResource
)

// ExternDecl is a named import or export of a component or instance type.
type ExternDecl struct {
	Name   string // the externname, e.g. "wasi:io/streams@0.2.0" or "[method]r.f"
	Attrs  Attributes
	Type   ExternType
	Offset int // of the declaration in the input
}

// Attributes are the nameattributes of an import or export (Binary.md, gated 🏷️ and 🔗).
type Attributes struct {
	Implements    string // "" if absent
	VersionSuffix string
	ExternalID    string
	HasExternalID bool

	hasImplements, hasVersionSuffix bool
}

// InstanceType lists the exports of an instance.
//
// Fresh holds the IDs of the resource types that are quantified by this type
// ((sub resource) exports of an instance type that has not been opened): each
// import or instantiation replaces them by fresh ones. It is empty for the type
// of an actual instance in an index space.
type InstanceType struct {
	Exports []ExternDecl // in order
	Fresh   []ResourceID
	index   map[string]int
	extent  extent
}

// Export finds an export by name, nil if there is none.
func (t *InstanceType) Export(name string) *ExternDecl {
	if t.index == nil {
		return findDecl(t.Exports, name)
	}
	if i, ok := t.index[name]; ok {
		return &t.Exports[i]
	}
	return nil
}

// ComponentType lists the imports and exports of a component.
//
// ImportFresh are the resource types quantified by the imports (bound at
// instantiation to those of the arguments), ExportFresh those that each
// instantiation creates.
type ComponentType struct {
	Imports     []ExternDecl
	Exports     []ExternDecl
	ImportFresh []ResourceID
	ExportFresh []ResourceID
	extent      extent
}

// Import finds an import by name, nil if there is none.
func (t *ComponentType) Import(name string) *ExternDecl { return findDecl(t.Imports, name) }

// Export finds an export by name, nil if there is none.
func (t *ComponentType) Export(name string) *ExternDecl { return findDecl(t.Exports, name) }

func findDecl(decls []ExternDecl, name string) *ExternDecl {
	for i := range decls {
		if decls[i].Name == name {
			return &decls[i]
		}
	}
	return nil
}
