//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// Call calls f and gives its result as a T, a Go type of the table at Value. For
// a result<U, E> the T is U's, and the error case is a *ResultError; T Result
// gives both cases as a value. T is struct{} for a function without a result.
//
// The other errors are those of [Function.Call]; a T that does not fit is refused
// before the call.
func Call[T any](ctx context.Context, f *Function, args ...any) (T, error) {
	var zero T
	r, err := f.resultOf(reflect.TypeFor[T]())
	if err != nil {
		return zero, err
	}
	v, err := r.call(ctx, f, args)
	if err != nil || !v.IsValid() {
		return zero, err
	}
	return v.Interface().(T), nil
}

// Typed gives an export a Go function type F, such as
// func(context.Context, string) (uint32, error): a context, the WIT function's
// parameters, and its result, if there is one, and an error. For a result<T, E>
// the result is T's, and the error case is a *ResultError. The types are those
// of the table at Value, and checked here, once.
func Typed[F any](f *Function) (F, error) {
	var fn F
	t := reflect.TypeFor[F]()
	if t.Kind() != reflect.Func || t.IsVariadic() || t.NumIn() == 0 || t.In(0) != contextType {
		return fn, fmt.Errorf("polyfill: %v for export %q: want a function type that begins with a context.Context", t, f.name)
	}
	if n := t.NumIn() - 1; n != len(f.typ.Params) {
		return fn, fmt.Errorf("polyfill: %v for export %q: want %d parameters for %s, got %d", t, f.name, len(f.typ.Params), f.signature, n)
	}
	for i, p := range f.typ.Params {
		if err := f.inst.acceptable(p.Type, t.In(i+1)); err != nil {
			return fn, fmt.Errorf("polyfill: %v for export %q: parameter %s: %w", t, f.name, p.Name, err)
		}
	}
	n := t.NumOut()
	if n == 0 || n > 2 || t.Out(n-1) != errorType {
		return fn, fmt.Errorf("polyfill: %v for export %q: want an error as last result, after at most one other", t, f.name)
	}
	value := reflect.TypeFor[struct{}]()
	if n == 2 {
		value = t.Out(0)
	}
	r, err := f.resultOf(value)
	if err != nil {
		return fn, err
	}
	call := func(in []reflect.Value) []reflect.Value {
		ctx, _ := in[0].Interface().(context.Context)
		args := make([]any, len(in)-1)
		for i := range args {
			args[i] = in[i+1].Interface()
		}
		v, err := r.call(ctx, f, args)
		out := make([]reflect.Value, n)
		if n == 2 {
			out[0] = reflect.Zero(value)
			if err == nil && v.IsValid() {
				out[0] = v
			}
		}
		out[n-1] = reflect.Zero(errorType)
		if err != nil {
			out[n-1] = reflect.ValueOf(&err).Elem()
		}
		return out
	}
	return reflect.MakeFunc(t, call).Interface().(F), nil
}

// typedResult is how a function's result becomes a Go value.
type typedResult struct {
	// convert is nil if there is no value.
	convert convert
	// unwrap takes the ok case of a result.
	unwrap bool
}

// resultOf compiles the way from f's result to Go type to, struct{} for none. What
// it found is kept with the function.
func (f *Function) resultOf(to reflect.Type) (*typedResult, error) {
	if r := f.result; r != nil && f.resultType == to {
		return r, nil
	}
	r := &typedResult{}
	want := f.typ.Result
	if want != nil && isResultKind(want) && to != resultType && to.Kind() != reflect.Interface {
		r.unwrap = true
		want = want.Elem
	}
	none := to == reflect.TypeFor[struct{}]()
	switch {
	case want == nil && !none:
		return nil, fmt.Errorf("polyfill: export %q: want struct{} for %s, which has no value to return, got %v", f.name, f.signature, to)
	case want != nil && none:
		return nil, fmt.Errorf("polyfill: export %q: want a Go type for the result of %s, got none", f.name, f.signature)
	case want != nil:
		var err error
		if r.convert, err = f.inst.converter(want, to); err != nil {
			return nil, fmt.Errorf("polyfill: export %q: result of %s: %w", f.name, f.signature, err)
		}
	}
	f.result, f.resultType = r, to
	return r, nil
}

var errNotAResult = errors.New("the host function behind the export did not return a Result")

func (r *typedResult) call(ctx context.Context, f *Function, args []any) (reflect.Value, error) {
	v, err := f.Call(ctx, args...)
	if err != nil {
		return reflect.Value{}, err
	}
	if r.unwrap {
		res, ok := v.(Result)
		if !ok {
			return reflect.Value{}, errNotAResult
		}
		if res.IsErr {
			return reflect.Value{}, &ResultError{res.Value}
		}
		v = res.Value
	}
	if r.convert == nil {
		return reflect.Value{}, nil
	}
	return r.convert(v)
}
