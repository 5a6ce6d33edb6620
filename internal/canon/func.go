package canon

import "github.com/jco-go/jco-go/internal/component"

// Compiler compiles function types into lifting and lowering code, each type
// once. It is safe for concurrent use. Make one with NewCompiler for each plan.
type Compiler struct {
	// Layouts may be shared with others that work on the same types.
	Layouts *Layouts
}

// Func lifts and lowers the values of one function type between Go values and
// one instance's stack and memory. It is safe for concurrent use with different
// Contexts.
//
// Stacks are wazero's: one []uint64 that holds the core parameters at entry and
// the core results at return; an f32 is its bits in the low half, an i32 is
// zero-extended.
type Func struct {
	*Signature
}

// Adapter moves the values of one function type from one instance to another
// (CanonicalABI.md: canon lower of a canon lift), without Go values between
// them. It is safe for concurrent use with different Crossings.
type Adapter struct {
	// Caller is the signature that the caller's core code sees, Callee the one
	// that the lifted core function has.
	Caller, Callee *Signature
}

// Crossing is what an Adapter's values cross with at run time: make one per
// adapter and instance. It is not safe for concurrent use, but a nested call may
// use it.
type Crossing struct {
	Caller, Callee *Context
	// Transfer moves an own, borrow, stream, future or error-context handle:
	// index is in the table of the side whose type is from, the result in that
	// of the other. The parameters go from Caller to Callee (toCallee), the
	// result the other way.
	Transfer func(from, to *component.ValType, index uint32, toCallee bool) (uint32, error)
}
