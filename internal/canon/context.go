package canon

import (
	"errors"
	"reflect"

	"github.com/jco-go/jco-go/internal/component"
)

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
	// replace it. It is called once for each value, in the order of lowering; if
	// a later value is wrong, LowerHandle is not called for any of them. A plain
	// error is wrapped in a ValueError with the value's path.
	AcceptHandle(t *component.ValType, v any) (any, error)
	// LowerHandle puts an accepted value into the instance's table and returns
	// its index, or a rep where a borrow is lowered to its own implementation
	// (CanonicalABI.md, Storing: lower_own, lower_borrow, …).
	LowerHandle(t *component.ValType, v any) (uint32, error)
}

// TupleHandles is what Handles may do in addition: take one Go value for a tuple with
// streams or futures inside, which it gives as the tuple. ok is false if v is something else.
type TupleHandles interface {
	AcceptTuple(t *component.ValType, v any) (tuple Tuple, ok bool)
}

// Ends is how the engine's Go types for streams, futures and tuples of them stand for what is
// lifted; the functions are nil without such an engine.
var Ends struct {
	// Holds reports whether variables of a Go type can hold values of t.
	Holds func(rt reflect.Type, t *component.ValType) bool
	// Set puts a lifted value of type t into dst; false if dst is of another Go type.
	Set func(dst reflect.Value, t *component.ValType, v any) bool
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
	// MaxLift bounds, in bytes, what the Go values lifted at once may take; 0
	// means DefaultMaxLift. A guest can make a list of 2^28 enums of one byte
	// each, which are far larger in Go.
	MaxLift uint64

	mem    []byte // Memory.Bytes(), valid within a method
	budget uint64 // what is left of MaxLift

	// boxes are the canonical forms of what a typed call has checked, in order;
	// the first nextBox of them are lowered. Empty between two methods.
	boxes   []any
	nextBox int
}

// DefaultMaxLift is the default of Context.MaxLift.
const DefaultMaxLift = 1 << 30

// enter begins a lift or lower, of values in memory or not.
func (cx *Context) enter(inMemory bool) {
	if inMemory {
		cx.refresh()
	}
	cx.budget = cx.MaxLift
	if cx.budget == 0 {
		cx.budget = DefaultMaxLift
	}
}

// clearBoxes ends a typed call.
func (cx *Context) clearBoxes() {
	if len(cx.boxes) > 0 {
		clear(cx.boxes)
		cx.boxes = cx.boxes[:0]
	}
	cx.nextBox = 0
}

// unbox gives the next value that was checked.
func (cx *Context) unbox() any {
	v := cx.boxes[cx.nextBox]
	cx.nextBox++
	return v
}

// refresh takes a new view of the memory.
func (cx *Context) refresh() {
	if cx.Memory != nil {
		cx.mem = cx.Memory.Bytes()
	}
}

// spend takes n bytes from the budget.
func (cx *Context) spend(n uint64) error {
	if n > cx.budget {
		return errTooMuchData
	}
	cx.budget -= n
	return nil
}

// inBounds reports whether n bytes at ptr are in the memory, even if n is 0.
func (cx *Context) inBounds(ptr uint32, n uint64) bool {
	return uint64(ptr)+n <= uint64(len(cx.mem))
}

// view is n bytes of the memory, which are in bounds. They may end at 2^32.
func (cx *Context) view(ptr, n uint32) []byte {
	end := uint64(ptr) + uint64(n)
	return cx.mem[ptr:end:end]
}

// checkRange checks an address that stands for spilled values
// (CanonicalABI.md, Lifting and Lowering Values).
func (cx *Context) checkRange(ptr uint32, l *Layout) error {
	if ptr&(l.Align-1) != 0 {
		return errReturnAlign
	}
	if !cx.inBounds(ptr, uint64(l.Size)) {
		return errReturnBounds
	}
	return nil
}

// allocTraps are the traps for what a realloc returned.
type allocTraps struct{ align, bounds *Trap }

var hostAlloc = &allocTraps{errReallocAlign, errReallocBounds}

var errNoRealloc = errors.New("the canon definition has no realloc option, but its types need one")

// realloc calls the guest's realloc and checks its result. The view of the
// memory is new afterwards.
func (cx *Context) realloc(old, oldSize, align, newSize uint32, traps *allocTraps) (uint32, error) {
	if cx.Realloc == nil {
		return 0, errNoRealloc
	}
	ptr, err := cx.Realloc(old, oldSize, align, newSize)
	if err != nil {
		return 0, err
	}
	cx.refresh()
	if ptr&(align-1) != 0 {
		return 0, traps.align
	}
	if !cx.inBounds(ptr, uint64(newSize)) {
		return 0, traps.bounds
	}
	return ptr, nil
}
