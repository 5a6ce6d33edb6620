//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
)

// Call calls f and gives its result as a T, one of the types of the table at
// Value. For a result<U, E> the T is U's, and the error case is a *ResultError; a
// T that is Result or ResultOf gives both cases as a value. T is struct{} where there
// is no value.
//
// The other errors are those of [Function.Call]; a T that does not fit is refused
// before the call.
func Call[T any](ctx context.Context, f *Function, args ...any) (T, error) {
	var result T
	if f == nil {
		return result, ErrNoExport
	}
	if f.inst.store != nil {
		c, err := f.bindResult(reflect.TypeFor[T]())
		if err != nil {
			return result, err
		}
		return callInto[T](c, ctx, slices.Clone(args)...)
	}
	if err := f.inst.begin(ctx); err != nil {
		return result, err
	}
	c, err := f.callFor(reflect.TypeFor[T]())
	if err == nil {
		err = c.callDynamic(args)
		if err == nil {
			result = *(*T)(c.result.p)
		}
		c.clear()
	}
	f.inst.end()
	return result, err
}

// Typed gives an export a Go function type F, such as
// func(context.Context, string) (uint32, error): a context, the WIT function's
// parameters, and its result, if there is one, and an error. For a result<T, E>
// the result is T's, and the error case is a *ResultError. The types are those
// of the table at Value, and checked here, once.
//
// It is for every F; Go makes such functions by reflection, which takes longer than a short
// call. Func0 to Func4 are without.
func Typed[F any](f *Function) (F, error) {
	var fn F
	if f == nil {
		return fn, ErrNoExport
	}
	t := reflect.TypeFor[F]()
	refuse := func(err error) (F, error) { return fn, f.refuse(t, err) }
	if t.Kind() != reflect.Func || t.IsVariadic() || t.NumIn() == 0 || t.In(0) != contextType {
		return refuse(fmt.Errorf("want a function type that begins with a context.Context"))
	}
	n := t.NumOut()
	if n == 0 || n > 2 || t.Out(n-1) != errorType {
		return refuse(fmt.Errorf("want an error as last result, after at most one other"))
	}
	params := make([]variable, t.NumIn()-1)
	for i := range params {
		params[i] = newVariable(t.In(i + 1))
	}
	value := reflect.TypeFor[struct{}]()
	if n == 2 {
		value = t.Out(0)
	}
	c, err := f.bindReflected(params, value)
	if err != nil {
		return refuse(err)
	}
	return reflect.MakeFunc(t, c.goFunc(n == 2)).Interface().(F), nil
}

// refuse says that f cannot be had as a Go type.
func (f *Function) refuse(t reflect.Type, err error) error {
	return fmt.Errorf("polyfill: export %q, %s, as %v: %w", f.name, f.signature, t, err)
}

// goFunc is the body of a Go function that makes the call: its parameters are a
// context and the call's, its results the call's, if there is a value, and an error.
func (c *boundCall) goFunc(hasValue bool) func(in []reflect.Value) []reflect.Value {
	results := func(value reflect.Value, err error) []reflect.Value {
		errValue := reflect.ValueOf(&err).Elem()
		if hasValue {
			return []reflect.Value{value, errValue}
		}
		return []reflect.Value{errValue}
	}
	return func(in []reflect.Value) []reflect.Value {
		ctx, _ := in[0].Interface().(context.Context)
		value := reflect.New(c.result.t).Elem()
		if c.f.inst.store != nil {
			args := make([]any, len(in)-1)
			for i := range args {
				args[i] = in[i+1].Interface()
			}
			return results(value, c.callTyped(ctx, args, value))
		}
		if err := c.begin(ctx); err != nil {
			return results(value, err)
		}
		for i, v := range in[1:] {
			c.params[i].value().Set(v)
		}
		err := c.call()
		if err == nil {
			value.Set(c.result.value())
		}
		c.clear()
		c.end()
		return results(value, err)
	}
}

// variable is a Go variable that values are lowered from or lifted into.
type variable struct {
	t reflect.Type
	p unsafe.Pointer
}

func newVariable(t reflect.Type) variable { return variable{t, reflect.New(t).UnsafePointer()} }

// at is the variable that p points to.
func at[T any](p *T) variable { return variable{reflect.TypeFor[T](), unsafe.Pointer(p)} }

func (v variable) value() reflect.Value { return reflect.NewAt(v.t, v.p).Elem() }

// callFor compiles a call with arguments of any form and a result of type to; what
// it found last is kept with the function.
func (f *Function) callFor(to reflect.Type) (*boundCall, error) {
	if f.called != nil && f.called.result.t == to {
		return f.called, nil
	}
	c, err := f.bindResult(to)
	f.called = c
	return c, err
}

// bindResult binds arguments of any form, and a result of type to.
func (f *Function) bindResult(to reflect.Type) (*boundCall, error) {
	params := make([]variable, len(f.typ.Params))
	for i := range params {
		params[i] = at(new(any))
	}
	c, err := f.bindReflected(params, to)
	if err != nil {
		return nil, fmt.Errorf("polyfill: export %q, %s: %w", f.name, f.signature, err)
	}
	return c, nil
}

// bindReflected binds variables to f's parameters, and one of type to, made here, to
// its result. The error case of a result<T, E> is taken from a Result.
func (f *Function) bindReflected(params []variable, to reflect.Type) (*boundCall, error) {
	both, result := new(Result), newVariable(to)
	return f.bind(params, result, at(both), func() error {
		if both.IsErr {
			return &ResultError{both.Value}
		}
		ok := f.typ.Result.Elem
		if ok == nil {
			return nil
		}
		return f.inst.component.compiler.Assign(result.value(), ok, both.Value)
	})
}

// callDynamic makes the call with arguments of any form, in variables of type any.
func (c *boundCall) callDynamic(args []any) error {
	if len(args) != len(c.params) {
		return fmt.Errorf("export %q: %w: want %d, got %d", c.f.name, canon.ErrArgCount, len(c.params), len(args))
	}
	for i, v := range args {
		*(*any)(c.params[i].p) = v
	}
	return c.call()
}
