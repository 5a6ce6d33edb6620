package canon

import "github.com/jco-go/jco-go/internal/component"

// Memory is the linear memory that a canon definition names.
type Memory interface {
	// Bytes is the whole memory as it is now, not a copy. A view is used until
	// the next call of realloc, never longer.
	Bytes() []byte
}

// Realloc calls the guest's realloc (CanonicalABI.md, Lifting and Lowering
// Context: reallocate): the engine clears and restores may_leave. An error is
// returned as it is to who called into this package. The result is checked
// here.
type Realloc func(old, oldSize, align, newSize uint32) (uint32, error)

// Handles is the engine's side of own, borrow, stream, future and error-context
// values; the kind of t tells them apart. Borrow scopes and tables are the
// engine's business.
type Handles interface {
	// LiftHandle turns an index in the instance's table into what the host
	// sees (CanonicalABI.md, Loading: lift_own, lift_borrow, …).
	LiftHandle(t *component.ValType, index uint32) (any, error)
	// AcceptHandle checks a host value before anything is lowered, and may
	// replace it. A plain error is wrapped in a ValueError with the value's path.
	AcceptHandle(t *component.ValType, v any) (any, error)
	// LowerHandle puts an accepted value into the instance's table and returns
	// its index, or a rep where a borrow is lowered to its own implementation
	// (CanonicalABI.md, Storing: lower_own, lower_borrow, …).
	LowerHandle(t *component.ValType, v any) (uint32, error)
}

// Context is what a canon definition's values cross with at run time: make one
// per definition and instance, and use it for every call. It is not safe for
// concurrent use. A nested call may use it: between two of the methods that take
// it, it holds nothing.
type Context struct {
	// Memory and Realloc are nil where the definition lacks the option.
	Memory  Memory
	Realloc Realloc
	// Handles is needed only by types with handles inside.
	Handles Handles
	// MaxLift bounds, in bytes, what the Go values lifted by one call may take
	// beyond the guest's own bytes; 0 means DefaultMaxLift. A guest can make a
	// list of 2^28 enums of one byte each, which are far larger in Go.
	MaxLift uint64

	mem    []byte // Memory.Bytes(), valid within a method
	budget uint64 // what is left of MaxLift
}

// DefaultMaxLift is the default of Context.MaxLift.
const DefaultMaxLift = 1 << 30
