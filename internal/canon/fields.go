package canon

import (
	"fmt"
	"reflect"

	"github.com/jco-go/jco-go/internal/component"
)

// StructFields finds, for each of a record's fields, a variant's cases or flags,
// the struct field of rt that stands for it, by the rules of FieldTag: its index
// path as in reflect.Value.FieldByIndex, nil where there is none.
func StructFields(rt reflect.Type, names []string) [][]int {
	return (&structNames{names: names}).in(rt)
}

// Check reports why variables of the Go type rt cannot hold values of t in a
// typed call, nil if they can, see Bind.
func (c *Compiler) Check(t *component.ValType, rt reflect.Type) error {
	l := c.layouts.Of(t)
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.typed(l, component.UTF8, rt)
	return err
}

// AcceptParams checks arguments and gives their canonical forms, as a guest's would
// be lifted; nothing is lowered.
func (f *Func) AcceptParams(cx *Context, args []any) ([]any, error) {
	if len(args) != len(f.params) {
		return nil, fmt.Errorf("%w: want %d, got %d", ErrArgCount, len(f.params), len(args))
	}
	vals := make([]any, len(args))
	for i, p := range f.params {
		v, err := p.accept(cx, args[i])
		if err != nil {
			return nil, atRoot(err, f.Type.Params[i].Name)
		}
		vals[i] = v
	}
	return vals, nil
}

// AcceptResult checks a result and gives its canonical form, nil if there is none.
func (f *Func) AcceptResult(cx *Context, result any) (any, error) {
	if f.result == nil {
		return nil, nil
	}
	v, err := f.result.accept(cx, result)
	if err != nil {
		return nil, atRoot(err, "result")
	}
	return v, nil
}

// IsResultOf reports whether rt is a ResultOf.
func IsResultOf(rt reflect.Type) bool { return rt.Implements(reflect.TypeFor[resultOf]()) }
