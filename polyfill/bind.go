//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"

	"github.com/jco-go/jco-go/internal/component"
)

type hostCall = func(ctx context.Context, args []any) (any, error)

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// bindFunc makes what a linker was given for a function callable as an import of
// type ft, or says why it does not fit.
func (inst *Instance) bindFunc(f *funcItem, ft *component.FuncType) (hostCall, error) {
	if f.exported != nil {
		if err := inst.sameFunc(ft, f.exported); err != nil {
			return nil, err
		}
		return func(ctx context.Context, args []any) (any, error) { return f.exported.Call(ctx, args...) }, nil
	}
	if call, ok := f.fn.(hostCall); ok && call != nil {
		return call, nil
	}
	call, err := inst.bindGo(reflect.ValueOf(f.fn), ft)
	if err != nil {
		return nil, fmt.Errorf("given as %T: %w", f.fn, err)
	}
	return call, nil
}

// bindGo wraps a Go function.
func (inst *Instance) bindGo(fn reflect.Value, ft *component.FuncType) (hostCall, error) {
	sig, err := inst.goSignature(fn, ft)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, args []any) (any, error) {
		in := make([]reflect.Value, 0, len(args)+1)
		if sig.context {
			in = append(in, reflect.ValueOf(ctx))
		}
		for i, v := range args {
			rv, err := sig.params[i](v)
			if err != nil {
				return nil, fmt.Errorf("parameter %s: %w", ft.Params[i].Name, err)
			}
			in = append(in, rv)
		}
		out := fn.Call(in)
		if sig.err {
			if err, _ := out[len(out)-1].Interface().(error); err != nil {
				return nil, err
			}
		}
		var result any
		if sig.value {
			result = out[0].Interface()
		}
		if sig.wrap {
			result = Ok(result)
		}
		return result, nil
	}, nil
}

// goSignature is how a Go function type fits a WIT function type.
type goSignature struct {
	context    bool // the first parameter is a context.Context
	params     []convert
	value, err bool // the results: a value, an error
	// wrap tells that the value is the ok case of the WIT result.
	wrap bool
}

func (inst *Instance) goSignature(fn reflect.Value, ft *component.FuncType) (*goSignature, error) {
	if fn.Kind() != reflect.Func || fn.IsNil() {
		return nil, fmt.Errorf("want a function")
	}
	t := fn.Type()
	if t.IsVariadic() {
		return nil, fmt.Errorf("a variadic function")
	}
	sig := &goSignature{}
	first := 0
	if t.NumIn() > 0 && t.In(0) == contextType {
		sig.context, first = true, 1
	}
	if n := t.NumIn() - first; n != len(ft.Params) {
		return nil, fmt.Errorf("want %d parameters, got %d", len(ft.Params), n)
	}
	for i, p := range ft.Params {
		c, err := inst.converter(p.Type, t.In(first+i))
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		sig.params = append(sig.params, c)
	}
	return sig, inst.goResults(sig, t, ft)
}

func (inst *Instance) goResults(sig *goSignature, t reflect.Type, ft *component.FuncType) error {
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		sig.err = true
		n--
	}
	if n > 1 {
		return fmt.Errorf("want at most one result and an error")
	}
	sig.value = n == 1
	want := ft.Result
	// A result<T, E> may be (T, error), as well as one Result.
	if want != nil && want.Kind == component.KindResult && sig.err && !(sig.value && isResult(t.Out(0))) {
		sig.wrap = true
		want = want.Elem
	}
	switch {
	case want == nil && sig.value:
		return fmt.Errorf("want no result, got %v", t.Out(0))
	case want != nil && !sig.value:
		return fmt.Errorf("want a result for %s, got none", want.Format(inst.component.resourceName))
	case want != nil:
		if err := inst.acceptable(want, t.Out(0)); err != nil {
			return fmt.Errorf("result: %w", err)
		}
	}
	return nil
}

func isResult(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == reflect.TypeFor[Result]() || t.Kind() == reflect.Interface
}

// sameFunc checks that the export of another instance has the type of an import:
// the same types, and the same resource types after linking.
func (inst *Instance) sameFunc(want *component.FuncType, f *Function) error {
	fits := want.Async == f.typ.Async && len(want.Params) == len(f.typ.Params)
	for i := 0; fits && i < len(want.Params); i++ {
		fits = want.Params[i].Name == f.typ.Params[i].Name &&
			inst.sameType(want.Params[i].Type, f.inst, f.typ.Params[i].Type)
	}
	if fits && inst.sameType(want.Result, f.inst, f.typ.Result) {
		return nil
	}
	return fmt.Errorf("given as %s", f.signature)
}

// sameType compares a type of inst with one of other, whose type tables are not
// the same.
func (inst *Instance) sameType(a *component.ValType, other *Instance, b *component.ValType) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || len(a.Fields) != len(b.Fields) || len(a.Cases) != len(b.Cases) ||
		len(a.Labels) != len(b.Labels) || len(a.Elems) != len(b.Elems) || a.Len != b.Len {
		return false
	}
	for i := range a.Fields {
		if a.Fields[i].Name != b.Fields[i].Name || !inst.sameType(a.Fields[i].Type, other, b.Fields[i].Type) {
			return false
		}
	}
	for i := range a.Cases {
		if a.Cases[i].Name != b.Cases[i].Name || !inst.sameType(a.Cases[i].Type, other, b.Cases[i].Type) {
			return false
		}
	}
	for i := range a.Labels {
		if a.Labels[i] != b.Labels[i] {
			return false
		}
	}
	for i := range a.Elems {
		if !inst.sameType(a.Elems[i], other, b.Elems[i]) {
			return false
		}
	}
	if a.Resource != 0 && inst.types[a.Resource-1] != other.types[b.Resource-1] {
		return false
	}
	return inst.sameType(a.Elem, other, b.Elem) && inst.sameType(a.Err, other, b.Err)
}
