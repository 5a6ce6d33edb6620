// Package plan dissolves a component into one flat list of steps that knows no
// engine: nested components, instances, aliases and bags of exports are gone;
// what is left is "instantiate this core module with these imports", the
// trampolines that those imports name, the resource types, and the lifted
// functions that the component exports.
//
// Both engines (package transpile and package polyfill) follow the same plan.
package plan

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// The IDs below are indices into the Plan's slices of the same name.
type (
	// InstanceID is a component instance; 0 is the root component's.
	InstanceID int
	// ModuleID is an embedded core module.
	ModuleID int
	// CoreInstanceID is a core instance, numbered in the order of its creation.
	CoreInstanceID int
	// ImportID is a host import.
	ImportID int
	// LiftID is a lifted core function.
	LiftID int
	// TrampolineID is a core function that the engine makes.
	TrampolineID int
)

// None is the value of an ID that is not set.
const None = -1

// Plan is a component, flattened.
//
// Value types inside a plan have component.ResourceIDs of the plan's own
// numbering: ID n is Resources[n-1], see Resource.
type Plan struct {
	Component *component.Component
	// Types interns every value type of the plan: two types are equal if and
	// only if their ID is.
	Types *component.Types
	// World is the component's own type, all imports and exports in order, in
	// terms of the plan's resources.
	World *component.ComponentType

	Instances     []Instance
	Modules       []Module
	CoreInstances []CoreInstance
	Imports       []Import
	Resources     []Resource
	Lifts         []Lift
	Trampolines   []Trampoline
	Steps         []Step
	Exports       []Export
	// Needs lists what this plan asks of an engine beyond synchronous calls,
	// in the order of discovery. An engine without the async runtime refuses a
	// plan with needs, see Unsupported.
	Needs []Need
}

// Resource finds a resource of the plan by its ID.
func (p *Plan) Resource(id component.ResourceID) *Resource { return &p.Resources[id-1] }

// Instance is a component instance: it owns a handle table and the flags
// may_leave and may_enter (CanonicalABI.md, Component Instance State).
type Instance struct {
	ID     InstanceID
	Parent InstanceID // None for the root
	// Path names it for people: "component", "component.instance[2]", … with
	// the debug name where there is one.
	Path string
	// Blocks reports whether core code of the instance can come to a built-in that
	// blocks its thread, in whatever task it runs: what Suspends tells of trampolines,
	// and a synchronous subtask.cancel of another component's task. An engine
	// that can give every thread a stack gives one to those of this instance.
	Blocks bool
}

// Module is an embedded core module that is instantiated or exported.
type Module struct {
	ID     ModuleID
	Name   string // debug name, "" if unknown
	Path   string
	Bytes  []byte // sub-slice of the component's bytes
	Offset int
	Type   *wasmcode.ModuleType
	// Instantiated tells a module that some step instantiates from one that is
	// only passed as a value.
	Instantiated bool
	Exported     bool
}

// ModuleRef is a core module: embedded (Module ≥ 0) or imported (Import ≥ 0).
type ModuleRef struct {
	Module ModuleID
	Import ImportID
}

// CoreInstance is an instantiated core module.
type CoreInstance struct {
	ID     CoreInstanceID
	Module ModuleRef
	// Instance is the component instance it belongs to.
	Instance InstanceID
	Name     string // debug name
}

// CoreDef is a core item: an export of a core instance, or (functions only) a
// trampoline.
type CoreDef struct {
	Kind       wasmcode.ExternKind
	Instance   CoreInstanceID // None for a trampoline
	Name       string         // export name in Instance
	Trampoline TrampolineID   // None for an export
	Type       wasmcode.ExternType
}

// ImportKind tells the leaf imports apart.
type ImportKind uint8

const (
	ImportFunc     ImportKind = iota // a function that the host gives
	ImportResource                   // a resource type that the host gives
	ImportModule                     // a core module that the host gives
)

// Import is one leaf of what the component imports: imports of instances are
// taken apart into their functions, resource types and modules. Types that are
// not resources need nothing from the host and do not appear.
type Import struct {
	ID   ImportID
	Kind ImportKind
	// Path are the externnames from the root: ["wasi:cli/stdout@0.2.0",
	// "get-stdout"], or one name for an import at world level.
	Path     []string
	Attrs    component.Attributes
	Func     *component.FuncType  // ImportFunc
	Resource component.ResourceID // ImportResource
	Module   *wasmcode.ModuleType // ImportModule
	// Used reports whether anything in the plan refers to it: the host may
	// leave out what is not used.
	Used   bool
	Offset int
}

// Resource is a resource type: imported from the host (Import ≥ 0) or defined by
// a component instance (Instance ≥ 0). Its component.ResourceID is its index in
// Plan.Resources plus one.
type Resource struct {
	ID       component.ResourceID
	Name     string // kebab name, "" if unknown
	Import   ImportID
	Instance InstanceID
	// Dtor is the destructor, called with the rep; nil if there is none or the
	// resource is the host's.
	Dtor *CoreDef
	// Exported is the path of the first export that shows this type to the
	// host, nil if it is never exported.
	Exported []string
}

// Options are canon options with their core items resolved.
type Options struct {
	Encoding   component.StringEncoding
	Memory     *CoreDef
	Realloc    *CoreDef
	PostReturn *CoreDef
	Callback   *CoreDef
	Async      bool
}

// Lift is a lifted core function (canon lift).
type Lift struct {
	ID LiftID
	// Name is where it was first exported ("test:guest/api#greet") or, if it
	// never leaves the component, its debug name.
	Name     string
	Type     *component.FuncType
	Core     CoreDef
	CoreType wasmcode.FuncType
	Options  Options
	Instance InstanceID // the component instance that lifts
	// Enter lists the instances that a call from the host enters: Instance and
	// its ancestors (CanonicalABI.md, canon lift: may_enter).
	Enter []InstanceID
	// ReturnOptions stands for memory and string encoding, with which a task.return of a task
	// of this function is compared: memory<<2 | encoding, where memory is 0 for none.
	ReturnOptions int32
	// Suspends reports whether a call may have to suspend its stack.
	Suspends bool
	Offset   int
}

// TrampolineKind tells what a trampoline does.
type TrampolineKind uint8

const (
	// LowerImport calls a host import (canon lower of an imported function).
	LowerImport TrampolineKind = iota
	// LowerLift calls a lifted function of another component instance.
	LowerLift
	// ResourceNew, ResourceDrop, ResourceRep are the built-ins of that name.
	ResourceNew
	ResourceDrop
	ResourceRep
	// Builtin is any other canonical built-in, see Canon.
	Builtin
)

// Trampoline is a core function that the engine makes: the result of a canon
// definition other than lift, as seen by the component instance Instance.
type Trampoline struct {
	ID       TrampolineID
	Kind     TrampolineKind
	Instance InstanceID
	CoreType wasmcode.FuncType
	Options  Options             // LowerImport, LowerLift, Builtin
	Type     *component.FuncType // LowerImport, LowerLift: the caller's view
	Import   ImportID            // LowerImport
	Lift     LiftID              // LowerLift
	// Enter lists the instances that the call enters: the callee and its
	// ancestors, less the caller and its ancestors. LowerLift only.
	Enter []InstanceID
	// Reenters: the caller's and the callee's instance are the same, or one lies inside
	// the other. Such a call always traps, with "cannot enter component instance".
	// LowerLift only.
	Reenters bool
	Resource component.ResourceID // Resource*
	// Canon is the definition in the binary (immediates of a Builtin).
	Canon *component.Canon
	// ValType and StreamType are the built-in's types in the plan's resources.
	ValType, StreamType *component.ValType
	// Result is the result type of task.return, ReturnOptions its options as those of
	// a Lift.
	Result        *component.ValType
	ReturnOptions int32
	// Memory and Table are immediates of a Builtin.
	Memory, Table *CoreDef
	// Suspends reports whether it may have to suspend the caller's stack.
	Suspends bool
	Name     string // debug name
	Offset   int
}

// StepKind tells the steps apart.
type StepKind uint8

const (
	// StepResource defines a resource; its destructor is known from here on.
	StepResource StepKind = iota
	// StepInstantiate instantiates a core module.
	StepInstantiate
)

// Step is one step of instantiation. Everything it refers to (core instances,
// imports, trampolines and the options of these) exists before it.
type Step struct {
	Kind     StepKind
	Resource component.ResourceID // StepResource
	// The rest is StepInstantiate's.
	Core CoreInstanceID
	Args []Arg // in the order of the module's imports
}

// Arg satisfies one core import.
type Arg struct {
	Module, Name string // of the import
	Def          CoreDef
}

// Func is a component function value: lifted from core code (Lift ≥ 0) or
// imported from the host and passed on (Import ≥ 0).
type Func struct {
	Lift   LiftID
	Import ImportID
	Type   *component.FuncType
}

// Export is one export of the component, or of an instance that it exports.
type Export struct {
	Name  string
	Attrs component.Attributes
	Kind  component.Sort

	Func    Func              // SortFunc
	Module  ModuleRef         // SortCoreModule
	Type    component.TypeDef // SortType
	Exports []Export          // SortInstance
	Offset  int
}

// Need is a feature that a part of the plan needs.
type Need struct {
	// Feature is what is needed, e.g. "async lift", "stream.read", "future type".
	Feature string
	// Where names the export, import or built-in, e.g. `export "run"`.
	Where  string
	Offset int
}
