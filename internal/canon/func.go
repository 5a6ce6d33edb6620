package canon

import (
	"errors"
	"fmt"
	"sync"

	"github.com/jco-go/jco-go/internal/component"
)

// Compiler compiles function types into lifting and lowering code, each type
// once. It is safe for concurrent use. Make one with NewCompiler for each plan.
type Compiler struct {
	// ResourceName names resources in errors; nil writes their numbers. Set it
	// before anything is compiled.
	ResourceName component.ResourceNamer

	layouts *Layouts

	mu     sync.Mutex
	codecs map[codecKey]*codec
	typeds map[typedKey]*typed
	moves  map[moveKey]move
}

// SizeAlign returns size and alignment of t in bytes.
func (c *Compiler) SizeAlign(t *component.ValType) (size, align uint32) { return c.layouts.SizeAlign(t) }

type codecKey struct {
	layout   *Layout
	encoding component.StringEncoding
}

// NewCompiler makes a compiler; layouts may be shared with others that work on
// the same types.
func NewCompiler(layouts *Layouts) *Compiler {
	return &Compiler{layouts: layouts, codecs: map[codecKey]*codec{}, typeds: map[typedKey]*typed{}, moves: map[moveKey]move{}}
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
	params []*codec
	result *codec // nil without result
	// paramsInMemory and resultInMemory tell that values, or parts of them, are to be
	// lifted from there.
	paramsInMemory, resultInMemory bool
}

// Func compiles ft as one side of a call; opts are those of the canon
// definition. It fails if a type's values cannot exist in memory.
func (c *Compiler) Func(ft *component.FuncType, dir Direction, opts Options) (*Func, error) {
	f := &Func{Signature: c.layouts.Signature(ft, dir, opts)}
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range f.Params.Fields {
		f.params = append(f.params, c.codec(p.Layout, opts.Encoding))
	}
	f.paramsInMemory = f.ParamsSpill || f.Params.pointers
	if f.Result != nil {
		f.result = c.codec(f.Result, opts.Encoding)
		f.resultInMemory = f.ResultSpill || f.Result.pointers
	}
	return f, nil
}

func (s *Signature) checkSize() error {
	if s.Params.TooLarge() {
		return fmt.Errorf("the parameters of %s are larger than 2^28-1 bytes", s.Type)
	}
	if s.Result != nil && s.Result.TooLarge() {
		return fmt.Errorf("the result of %s is larger than 2^28-1 bytes", s.Type)
	}
	return nil
}

// ErrArgCount is returned, wrapped, for a call with the wrong number of
// arguments.
var ErrArgCount = errors.New("wrong number of arguments")

// LowerParams lowers args into the instance and sets stack[:len(ParamsFlat)]
// (CanonicalABI.md, Lifting and Lowering Values: lower_flat_values). All
// arguments are checked before anything is lowered.
func (f *Func) LowerParams(cx *Context, args []any, stack []uint64) error {
	if len(args) != len(f.params) {
		return fmt.Errorf("%w: want %d, got %d", ErrArgCount, len(f.params), len(args))
	}
	var buf [MaxFlatParams]any
	vals := buf[:]
	if len(args) > len(buf) {
		vals = make([]any, len(args))
	}
	for i, p := range f.params {
		v, err := p.accept(cx, args[i])
		if err != nil {
			return atRoot(err, f.Type.Params[i].Name)
		}
		vals[i] = v
	}
	return f.LowerAccepted(cx, vals, stack)
}

// LowerAccepted is the second half of LowerParams: vals are what AcceptParams gave.
func (f *Func) LowerAccepted(cx *Context, vals []any, stack []uint64) error {
	cx.enter(false) // what goes into memory asks for its place first
	if !f.ParamsSpill {
		for i, p := range f.params {
			field := &f.Params.Fields[i]
			if err := p.lowerFlat(cx, vals[i], stack[field.Flat:]); err != nil {
				return err
			}
		}
		return nil
	}
	ptr, err := cx.realloc(0, 0, f.Params.Align, f.Params.Size, hostAlloc)
	if err != nil {
		return err
	}
	for i, p := range f.params {
		if err := p.store(cx, vals[i], ptr+f.Params.Fields[i].Offset); err != nil {
			return err
		}
	}
	stack[0] = uint64(ptr)
	return nil
}

// LiftResult lifts the result from a stack that the core function has returned, or
// that an async function gives to task.return; nil if there is none.
func (f *Func) LiftResult(cx *Context, stack []uint64) (any, error) {
	if f.result == nil {
		return nil, nil
	}
	cx.enter(f.resultInMemory)
	if !f.ResultSpill {
		return f.result.liftFlat(cx, stack)
	}
	ptr := uint32(stack[0])
	if err := cx.checkRange(ptr, f.Result); err != nil {
		return nil, err
	}
	return f.result.load(cx, ptr)
}

// LiftParams lifts the arguments that a guest passed into args, which has one
// place for each parameter (CanonicalABI.md, Lifting and Lowering Values:
// lift_flat_values). It leaves the stack alone.
func (f *Func) LiftParams(cx *Context, stack []uint64, args []any) error {
	cx.enter(f.paramsInMemory)
	if !f.ParamsSpill {
		for i, p := range f.params {
			v, err := p.liftFlat(cx, stack[f.Params.Fields[i].Flat:])
			if err != nil {
				return err
			}
			args[i] = v
		}
		return nil
	}
	ptr := uint32(stack[0])
	if err := cx.checkRange(ptr, f.Params); err != nil {
		return err
	}
	for i, p := range f.params {
		v, err := p.load(cx, ptr+f.Params.Fields[i].Offset)
		if err != nil {
			return err
		}
		args[i] = v
	}
	return nil
}

// LowerResult lowers the result that the host returned: into stack, or where
// the out-pointer says, which stack still holds as it did at entry. result is
// ignored if the function has none.
func (f *Func) LowerResult(cx *Context, result any, stack []uint64) error {
	if f.result == nil {
		return nil
	}
	v, err := f.result.accept(cx, result)
	if err != nil {
		return atRoot(err, "result")
	}
	cx.enter(f.ResultSpill)
	if !f.ResultSpill {
		return f.result.lowerFlat(cx, v, stack)
	}
	ptr := uint32(stack[len(f.ParamsFlat)])
	if err := cx.checkRange(ptr, f.Result); err != nil {
		return err
	}
	return f.result.store(cx, v, ptr)
}
