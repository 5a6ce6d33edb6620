// Package component reads component binaries: it decodes every section of
// Binary.md, gives each item of the index spaces its type (with the identity of
// resource types), and checks what instantiation relies on.
package component

import "github.com/jco-go/jco-go/internal/wasmcode"

// Component is a decoded component. Defs is the component as it stands in the
// binary: one entry per definition, in order, so that a reader can replay the
// index spaces (Explainer.md, Index Spaces: each definition adds to the end of
// the space of its sort).
type Component struct {
	// Offset and Size locate the component (preamble included) in the input.
	Offset, Size int
	// Bytes is that part of the input, a sub-slice.
	Bytes []byte
	Name  string // component-name section, "" if absent
	Names NameMap
	Defs  []Def
	// Type is the component's type: all imports and exports, in order.
	Type *ComponentType
	// Customs are the custom sections outside nested components and modules.
	Customs []Custom
	// Types interns the value types of this binary; shared by nested components.
	Types *Types
	// Docs maps "interface", "interface#item" and "interface#type.member" to the
	// text of the package-docs section, where there is one. Interfaces have their
	// full names, the component's own level is the interface "".
	Docs map[string]string

	docs *docNode
}

// Custom is a custom section.
type Custom struct {
	Name   string
	Data   []byte
	Offset int
}

// NameMap holds the name section's debug names: index → name per sort.
// Core sorts use the keys "core func", "core table", …
type NameMap map[string]map[uint32]string

// Def is one definition. Exactly one of the pointers is set.
type Def struct {
	Offset int // of the definition in the input

	CoreModule   *CoreModule
	CoreInstance *CoreInstance
	CoreType     *CoreType
	Component    *Component
	Instance     *Instance
	Alias        *Alias
	Type         *TypeDefinition
	Canon        *Canon
	Start        *Start
	Import       *Import
	Export       *Export
	Value        *Value
}

// CoreModule is an embedded core module; Bytes is a sub-slice of the input.
type CoreModule struct {
	Bytes  []byte
	Offset int
	Name   string // its own name section's module name, else the component's debug name
	Type   *wasmcode.ModuleType
	// Header is the rest of what the module's header sections say.
	Header *wasmcode.Module
}

// CoreSort is the sort of a core item: wasmcode's kinds and the three below.
type CoreSort uint8

const (
	CoreSortFunc CoreSort = iota + 1
	CoreSortTable
	CoreSortMemory
	CoreSortGlobal
	CoreSortTag
	CoreSortType
	CoreSortModule
	CoreSortInstance
)

// String names the sort as the text format does.
func (s CoreSort) String() string {
	switch s {
	case CoreSortFunc:
		return "core func"
	case CoreSortTable:
		return "core table"
	case CoreSortMemory:
		return "core memory"
	case CoreSortGlobal:
		return "core global"
	case CoreSortTag:
		return "core tag"
	case CoreSortType:
		return "core type"
	case CoreSortModule:
		return "core module"
	case CoreSortInstance:
		return "core instance"
	}
	return "unknown core sort"
}

// CoreInstance is a core instance definition: an instantiation, or a bag of exports.
type CoreInstance struct {
	Instantiate bool
	Module      uint32            // Instantiate: core module index
	Args        []CoreInstanceArg // Instantiate
	Exports     []CoreInlineExport
}

// CoreInstanceArg gives the core instance Instance as the import module Name.
type CoreInstanceArg struct {
	Name     string
	Instance uint32
}

// CoreInlineExport is one export of a bag of core exports.
type CoreInlineExport struct {
	Name  string
	Sort  CoreSort
	Index uint32
}

// CoreType is a core type definition (section 3). Exactly one field is set:
// Func for a function type, Module for a module type, or Other for any other
// core type (kept for its index only).
type CoreType struct {
	Func   *wasmcode.FuncType
	Module *wasmcode.ModuleType
	Other  bool
}

// Instance is a component instance definition: an instantiation, or a bag of exports.
type Instance struct {
	Instantiate bool
	Component   uint32 // Instantiate: component index
	Args        []InstanceArg
	Exports     []InlineExport
	// Type is the type of the resulting instance, its fresh resources opened.
	Type *InstanceType
}

// InstanceArg gives item Index of sort Sort as the import Name.
type InstanceArg struct {
	Name  string
	Sort  Sort
	Index uint32
}

// InlineExport is one export of a bag of exports.
type InlineExport struct {
	Name  string
	Attrs Attributes
	Sort  Sort
	Index uint32
}

// AliasKind tells the three alias targets apart.
type AliasKind uint8

const (
	AliasExport     AliasKind = iota // of component instance Instance
	AliasCoreExport                  // of core instance Instance
	AliasOuter                       // of the Count-th enclosing component
)

// Alias is an alias definition. It adds one item of sort Sort, or CoreSort if
// Core is set.
type Alias struct {
	Kind     AliasKind
	Core     bool // the aliased item is of CoreSort (always for AliasCoreExport)
	Sort     Sort
	CoreSort CoreSort
	Instance uint32
	Name     string
	Count    uint32 // AliasOuter: 0 is the current component
	Index    uint32 // AliasOuter
}

// TypeDefinition adds one type.
type TypeDefinition struct {
	Def TypeDef
	// Resource is set for a resource definition (then Def.Resource is its ID).
	Resource *ResourceDef
}

// ResourceDef is a resource type definition.
type ResourceDef struct {
	Rep64   bool // rep is i64 (gate cm64)
	HasDtor bool
	Dtor    uint32 // core func index
}

// StringEncoding is a canon string-encoding option.
type StringEncoding uint8

const (
	UTF8 StringEncoding = iota
	UTF16
	Latin1UTF16
)

// String gives the canon option's spelling.
func (e StringEncoding) String() string {
	switch e {
	case UTF16:
		return "utf16"
	case Latin1UTF16:
		return "latin1+utf16"
	}
	return "utf8"
}

// CanonOptions are the options of a canon definition; the index fields are
// valid only where the matching Has flag is set.
type CanonOptions struct {
	Encoding      StringEncoding
	HasEncoding   bool
	HasMemory     bool
	Memory        uint32 // core memory index
	Memory64      bool   // that memory has 64-bit addresses (gate cm64)
	HasRealloc    bool
	Realloc       uint32 // core func index
	HasPostReturn bool
	PostReturn    uint32 // core func index
	Async         bool
	HasCallback   bool
	Callback      uint32 // core func index
	HasCoreType   bool
	CoreType      uint32
	GC            bool
}

// Canon is a canonical definition (Binary.md, Canonical Definitions).
// Op selects which fields are meaningful.
type Canon struct {
	Op CanonOp
	// Func is the core func index (lift) or func index (lower).
	Func uint32
	// Type is the type index immediate: functype of lift, resource, stream or
	// future type, core type of thread.new-indirect / spawn.
	Type uint32
	Opts CanonOptions
	// Async is the async? immediate of subtask.cancel and *.cancel-*.
	Async bool
	// Cancellable is the cancel? immediate.
	Cancellable bool
	// Shared is the sh? immediate.
	Shared bool
	// Memory is the memory immediate of waitable-set.wait/poll.
	Memory uint32
	// Table is the table immediate of thread.new-indirect / spawn-indirect.
	Table uint32
	// Slot and SlotType are the immediates of context.get/set.
	Slot     uint32
	SlotType wasmcode.ValType
	// Result is the result type of task.return (nil if none).
	Result *ValType

	// FuncType is the component function type: of the lift, of the lowered function.
	FuncType *FuncType
	// ValType is the element type node of stream.*/future.* (nil without payload);
	// StreamType is the stream or future type itself.
	ValType, StreamType *ValType
	// Resource is the resource of resource.new/drop/rep.
	Resource ResourceID
	// CoreFunc is the core signature of the function that this definition adds
	// (all but lift) or requires (lift).
	CoreFunc wasmcode.FuncType
}

// Start is a component start section (gate cm_values).
type Start struct {
	Func    uint32
	Args    []uint32
	Results uint32
}

// Value is a value definition (gate cm_values).
type Value struct {
	Type *ValType
	Data []byte
}

// Import is an import; it adds one item of Type.Sort.
type Import struct {
	ExternDecl
}

// Export is an export; it adds one item of Sort (Binary.md: exports create a new index).
type Export struct {
	ExternDecl
	Sort  Sort
	Index uint32 // the exported item
}
