//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// boundCall is an export bound to Go variables: between begin and end they belong
// to the call that is under way, and are used again by the next.
type boundCall struct {
	f      *Function
	params []variable
	// result holds the result, that is the ok case's payload if cases are taken
	// apart; its type is struct{} if there is none.
	result variable
	// both holds both cases of a result<T, E> that are taken apart by
	// outcome, which fills in result or gives the error case as an error. They
	// are not used otherwise.
	both    variable
	outcome func() error

	bound *canon.Bound // nil for an import that is exported again
	args  []unsafe.Pointer
	into  unsafe.Pointer // where canon lifts the result to
}

// bind checks the types of variables and compiles the call.
func (f *Function) bind(params []variable, result, both variable, outcome func() error) (*boundCall, error) {
	if len(params) != len(f.typ.Params) {
		return nil, fmt.Errorf("want %d parameters after the context, got %d", len(f.typ.Params), len(params))
	}
	c := &boundCall{f: f, params: params, result: result, into: result.p}
	types := make([]reflect.Type, len(params))
	for i, p := range f.typ.Params {
		types[i] = params[i].t
		c.args = append(c.args, params[i].p)
		if err := f.inst.checkGoType(p.Type, types[i], toGuest); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
	}
	want, none := f.typ.Result, result.t == reflect.TypeFor[struct{}]()
	lifted := result.t
	if want != nil && want.Kind == component.KindResult && !holdsResult(result.t) {
		c.both, c.outcome, c.into = both, outcome, both.p
		want, lifted = want.Elem, both.t
	}
	switch {
	case want == nil && !none:
		return nil, fmt.Errorf("there is no value to return, want struct{}, got %v", result.t)
	case want != nil && none:
		return nil, fmt.Errorf("want a Go type for the result, got none")
	case want != nil:
		if err := f.inst.checkGoType(want, result.t, fromGuest); err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
	case f.typ.Result == nil:
		lifted = nil
	}
	if f.lifted == nil {
		return c, nil
	}
	var err error
	c.bound, err = f.inst.component.compiler.Bind(f.lifted.fn, types, lifted)
	return c, err
}

func (c *boundCall) begin(ctx context.Context) error { return c.f.inst.begin(ctx) }

func (c *boundCall) end() { c.f.inst.end() }

// call makes the call; it has begun, and the parameters' variables are set.
func (c *boundCall) call() error {
	f := c.f
	if f.lifted == nil {
		return c.callHost()
	}
	err := f.inst.run(f.name, f.signature, f.lifted.enter, c)
	if err == nil && c.outcome != nil {
		err = c.outcome()
	}
	return err
}

func (c *boundCall) run() (bool, error) { return c.f.lifted.call(c) }

func (c *boundCall) lowerParams(cx *canon.Context, stack []uint64) error {
	return c.bound.LowerParams(cx, c.args, stack)
}

func (c *boundCall) liftResult(cx *canon.Context, stack []uint64) error {
	return c.bound.LiftResult(cx, stack, c.into)
}

// callHost calls an import that is exported again, through the dynamic forms.
func (c *boundCall) callHost() error {
	f := c.f
	args := make([]any, len(c.params))
	for i, p := range c.params {
		args[i] = p.value().Interface()
	}
	v, err := f.callHost(args)
	if err != nil {
		return err
	}
	return c.assign(c.result.value(), v)
}

// assign puts a result in its dynamic form into dst: of a result<T, E> the ok value, or
// a *ResultError.
func (c *boundCall) assign(dst reflect.Value, v any) error {
	want := c.f.typ.Result
	if c.outcome != nil {
		both := v.(Result)
		if both.IsErr {
			return &ResultError{both.Value}
		}
		want, v = want.Elem, both.Value
	}
	if want == nil {
		return nil
	}
	return c.f.inst.component.compiler.Assign(dst, want, v)
}

// clear lets go of what the variables refer to.
func (c *boundCall) clear() {
	for _, p := range c.params {
		p.value().SetZero()
	}
	c.result.value().SetZero()
	if c.outcome != nil {
		c.both.value().SetZero()
	}
}
