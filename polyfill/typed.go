//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
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
	r, err := f.typedResult(reflect.TypeFor[T]())
	if err != nil {
		return result, err
	}
	vars := make([]unsafe.Pointer, len(args))
	for i := range args {
		vars[i] = unsafe.Pointer(&args[i])
	}
	return result, r.call(ctx, f, vars, unsafe.Pointer(&result))
}

// Typed gives an export a Go function type F, such as
// func(context.Context, string) (uint32, error): a context, the WIT function's
// parameters, and its result, if there is one, and an error. For a result<T, E>
// the result is T's, and the error case is a *ResultError. The types are those
// of the table at Value, and checked here, once.
func Typed[F any](f *Function) (F, error) {
	var fn F
	if f == nil {
		return fn, ErrNoExport
	}
	t := reflect.TypeFor[F]()
	refuse := func(format string, args ...any) (F, error) {
		return fn, fmt.Errorf("polyfill: export %q, %s, as %v: %w", f.name, f.signature, t, fmt.Errorf(format, args...))
	}
	if t.Kind() != reflect.Func || t.IsVariadic() || t.NumIn() == 0 || t.In(0) != contextType {
		return refuse("want a function type that begins with a context.Context")
	}
	if n := t.NumIn() - 1; n != len(f.typ.Params) {
		return refuse("want %d parameters after the context, got %d", len(f.typ.Params), n)
	}
	n := t.NumOut()
	if n == 0 || n > 2 || t.Out(n-1) != errorType {
		return refuse("want an error as last result, after at most one other")
	}
	params := make([]reflect.Type, len(f.typ.Params))
	for i, p := range f.typ.Params {
		params[i] = t.In(i + 1)
		if err := f.inst.checkGoType(p.Type, params[i], toGuest); err != nil {
			return refuse("parameter %s: %w", p.Name, err)
		}
	}
	value := reflect.TypeFor[struct{}]()
	if n == 2 {
		value = t.Out(0)
	}
	r, err := f.bindTyped(params, value)
	if err != nil {
		return refuse("%w", err)
	}
	return reflect.MakeFunc(t, r.goCall(f, n == 2)).Interface().(F), nil
}

// goCall is the body of a Go function that calls f: its parameters are a context
// and r.params, its results r.result, if it has a value, and an error.
func (r *typedResult) goCall(f *Function, hasValue bool) func(in []reflect.Value) []reflect.Value {
	// The variables of the parameters are used again.
	pool := sync.Pool{New: func() any { return newVariables(r.params) }}
	noError := reflect.Zero(errorType)
	return func(in []reflect.Value) []reflect.Value {
		ctx, _ := in[0].Interface().(context.Context)
		vars := pool.Get().(*variables)
		for i, v := range in[1:] {
			vars.values[i].Set(v)
		}
		result := reflect.New(r.result)
		err := r.call(ctx, f, vars.pointers, result.UnsafePointer())
		vars.clear()
		pool.Put(vars)
		errValue := noError
		if err != nil {
			errValue = reflect.ValueOf(&err).Elem()
			result.Elem().SetZero()
		}
		if hasValue {
			return []reflect.Value{result.Elem(), errValue}
		}
		return []reflect.Value{errValue}
	}
}

// variables are Go variables of known types.
type variables struct {
	values   []reflect.Value
	pointers []unsafe.Pointer
}

func newVariables(types []reflect.Type) *variables {
	v := &variables{make([]reflect.Value, len(types)), make([]unsafe.Pointer, len(types))}
	for i, t := range types {
		p := reflect.New(t)
		v.values[i], v.pointers[i] = p.Elem(), p.UnsafePointer()
	}
	return v
}

// clear lets go of what the variables refer to.
func (v *variables) clear() {
	for _, x := range v.values {
		x.SetZero()
	}
}

// typedResult is how one function is called for Go types.
type typedResult struct {
	params []reflect.Type
	result reflect.Type
	bound  *canon.Bound
	// unwrap takes the ok case of a result<T, E>, which crosses as a Result: wants is its Go
	// type, ok its WIT type (nil if it has no payload).
	unwrap bool
	ok     *component.ValType
}

// typedResult compiles a call with arguments of any form and a result of type
// to. What it found last is kept with the function.
func (f *Function) typedResult(to reflect.Type) (*typedResult, error) {
	if f.typed != nil && f.typed.result == to {
		return f.typed, nil
	}
	params := make([]reflect.Type, len(f.typ.Params))
	for i := range params {
		params[i] = reflect.TypeFor[any]()
	}
	r, err := f.bindTyped(params, to)
	if err != nil {
		return nil, fmt.Errorf("polyfill: export %q, %s: %w", f.name, f.signature, err)
	}
	f.typed = r
	return r, nil
}

func (f *Function) bindTyped(params []reflect.Type, to reflect.Type) (*typedResult, error) {
	r := &typedResult{params: params, result: to}
	want, none := f.typ.Result, to == reflect.TypeFor[struct{}]()
	if want != nil && want.Kind == component.KindResult && !holdsResult(to) {
		r.unwrap = true
		want = want.Elem
		r.ok = want
	}
	switch {
	case want == nil && !none:
		return nil, fmt.Errorf("there is no value to return, want struct{}, got %v", to)
	case want != nil && none:
		return nil, fmt.Errorf("want a Go type for the result, got none")
	case want != nil:
		if err := f.inst.checkGoType(want, to, fromGuest); err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
	}
	if f.lifted == nil {
		return r, nil
	}
	crosses := to
	switch {
	case r.unwrap:
		crosses = resultType
	case none:
		crosses = nil
	}
	var err error
	r.bound, err = f.inst.component.compiler.Bind(f.lifted.fn, params, crosses)
	return r, err
}

// call calls f with the variables that vars point to, and fills in result.
func (r *typedResult) call(ctx context.Context, f *Function, vars []unsafe.Pointer, result unsafe.Pointer) error {
	if f.lifted == nil {
		return r.callHost(ctx, f, vars, result)
	}
	if len(vars) != len(r.params) {
		return fmt.Errorf("export %q: %w: want %d, got %d", f.name, ErrArgCount, len(r.params), len(vars))
	}
	c := typedCall{lifted: f.lifted, bound: r.bound, args: vars, result: result}
	if !r.unwrap {
		return f.inst.enterFromHost(ctx, f.name, f.signature, f.lifted.enter, &c)
	}
	var both Result
	c.result = unsafe.Pointer(&both)
	if err := f.inst.enterFromHost(ctx, f.name, f.signature, f.lifted.enter, &c); err != nil {
		return err
	}
	return r.take(f, both, result)
}

// callHost calls an import that is exported again, through the dynamic forms.
func (r *typedResult) callHost(ctx context.Context, f *Function, vars []unsafe.Pointer, result unsafe.Pointer) error {
	args := make([]any, len(vars))
	for i, p := range vars {
		args[i] = reflect.NewAt(r.params[i], p).Elem().Interface()
	}
	v, err := f.callHost(ctx, args)
	if err != nil {
		return err
	}
	if both, ok := v.(Result); ok && r.unwrap {
		return r.take(f, both, result)
	}
	if f.typ.Result == nil {
		return nil
	}
	return f.inst.component.compiler.Assign(reflect.NewAt(r.result, result).Elem(), f.typ.Result, v)
}

// take fills in the payload of the ok case; the error case is an error.
func (r *typedResult) take(f *Function, both Result, result unsafe.Pointer) error {
	if both.IsErr {
		return &ResultError{both.Value}
	}
	if r.ok == nil {
		return nil
	}
	return f.inst.component.compiler.Assign(reflect.NewAt(r.result, result).Elem(), r.ok, both.Value)
}
