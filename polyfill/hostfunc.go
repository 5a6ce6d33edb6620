//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"unsafe"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// hostFunc is a function of the host, or of another instance, that is bound to
// an import of inst. Exactly one of dynamic and typed is set.
type hostFunc struct {
	inst    *Instance
	name    string // "docs:demo/host@0.1.0#log"
	typ     *component.FuncType
	dynamic dynamicFunc
	typed   *goFunc
	// atOnce: see AtOnce.
	atOnce bool
	// ofInstance: it is the export of another instance.
	ofInstance bool
}

// dynamicFunc takes and gives values in their dynamic forms.
type dynamicFunc = func(ctx context.Context, args []any) (any, error)

// bindFunc makes what a linker was given callable as an import, or says why it
// does not fit.
func (inst *Instance) bindFunc(f *funcItem, name string, ft *component.FuncType) (*hostFunc, error) {
	h := &hostFunc{inst: inst, name: name, typ: ft}
	if f.exported != nil {
		if err := inst.sameFunc(ft, f.exported); err != nil {
			return nil, err
		}
		h.ofInstance = true
		h.dynamic = func(ctx context.Context, args []any) (any, error) { return f.exported.Call(ctx, args...) }
		return h, nil
	}
	if fn, ok := f.fn.(dynamicFunc); ok && fn != nil {
		h.dynamic = fn
		return h, nil
	}
	if fn, ok := f.fn.(HostFunc); ok {
		h.atOnce = fn.atOnce
	}
	var err error
	if h.typed, err = inst.goFunc(f.fn, ft); err != nil {
		return nil, fmt.Errorf("given as %v: %w", f.goType(), err)
	}
	return h, nil
}

// goFunc is a Go function whose type fits an import's.
type goFunc struct {
	code   goCode
	params []reflect.Type
	// result is the Go type of the result as canon gets it, nil if there is none.
	result reflect.Type
	// wrap tells that the function returns the ok case's payload, or nothing
	// if that has none: result is a type for both cases.
	wrap bool
}

// goCode is how a Go function is called.
type goCode interface {
	goType() reflect.Type
	// types are those of the function's parameters, after a context, and of its result,
	// nil if there is none; fails tells that it has an error as well.
	types() (params []reflect.Type, result reflect.Type, fails bool)
	// both is the Go type of a result<T, E> whose T is the function's result.
	both() reflect.Type
	// newFrame makes the variables of one call. With wrap the result goes into the ok
	// case of a variable of type both.
	newFrame(wrap bool) goFrame
}

// scalarCode is goCode that can be called with the bits of numbers, bools and chars:
// stack holds the arguments, and the result afterwards.
type scalarCode interface {
	callBits(ctx context.Context, stack []uint64) error
}

// goFrame holds the variables of one call of a Go function.
type goFrame interface {
	args() []unsafe.Pointer
	// result points to the result's variable.
	result() unsafe.Pointer
	// call calls the function with what args hold. It may panic.
	call(ctx context.Context) error
	// clear lets go of what the variables refer to, so that they can be used again.
	clear()
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
	resultType  = reflect.TypeFor[Result]()
	handleType  = reflect.TypeFor[*Resource]()
)

func (inst *Instance) goFunc(fn any, ft *component.FuncType) (*goFunc, error) {
	code, err := codeOf(fn)
	if err != nil {
		return nil, err
	}
	params, result, fails := code.types()
	if n := len(params); n != len(ft.Params) {
		return nil, fmt.Errorf("want %d parameters, got %d", len(ft.Params), n)
	}
	for i, p := range ft.Params {
		if err := inst.checkGoType(p.Type, params[i], fromGuest); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
	}
	g := &goFunc{code: code, params: params, result: result}
	want := ft.Result
	// A result<T, E> may be (T, error) as well as one Result.
	if want != nil && want.Kind == component.KindResult && fails && !(result != nil && holdsResult(result)) {
		g.wrap = true
		want = want.Elem
	}
	switch {
	case want == nil && result != nil:
		return nil, fmt.Errorf("want no result, got %v", result)
	case want != nil && result == nil:
		return nil, fmt.Errorf("want a result for %s, got none", want.Format(inst.component.resourceName))
	case want != nil:
		if err := inst.checkGoType(want, result, toGuest); err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
	}
	if g.wrap {
		g.result = code.both()
	}
	return g, nil
}

func codeOf(fn any) (goCode, error) {
	if h, ok := fn.(HostFunc); ok && h.code != nil {
		return h.code, nil
	}
	return reflectedCode(reflect.ValueOf(fn))
}

// holdsResult tells Go types that stand for both cases of a result.
func holdsResult(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == resultType || t.Kind() == reflect.Interface || isResultOf(t)
}

// invoke calls the function without a guest, for an import that is exported again:
// with arguments in dynamic form, to a result of any acceptable form.
// It may panic.
func (h *hostFunc) invoke(ctx context.Context, c *canon.Compiler, args []any) (any, error) {
	if h.dynamic != nil {
		return h.dynamic(ctx, args)
	}
	f := h.typed.code.newFrame(h.typed.wrap)
	for i, p := range f.args() {
		if err := c.Assign(variable{h.typed.params[i], p}.value(), h.typ.Params[i].Type, args[i]); err != nil {
			return nil, err
		}
	}
	if err := f.call(ctx); err != nil || h.typed.result == nil {
		return nil, err
	}
	return variable{h.typed.result, f.result()}.value().Interface(), nil
}

// invokeHere, callDynamic, call and callBits call the function with the context of the
// running call. A panic is an error.

func (h *hostFunc) invokeHere(c *canon.Compiler, args []any) (result any, err error) {
	returned := false
	defer recoverHost(h.inst, h.name, &returned, &err)
	result, err = h.invoke(h.inst.ctx.Context, c, args)
	returned = true
	return result, err
}

func (h *hostFunc) callDynamic(args []any) (result any, err error) {
	returned := false
	defer recoverHost(h.inst, h.name, &returned, &err)
	result, err = h.dynamic(h.inst.ctx.Context, args)
	returned = true
	return result, err
}

func (h *hostFunc) call(f goFrame) (err error) {
	returned := false
	defer recoverHost(h.inst, h.name, &returned, &err)
	err = f.call(h.inst.ctx.Context)
	returned = true
	return err
}

func (h *hostFunc) callBits(code scalarCode, stack []uint64) (err error) {
	returned := false
	defer recoverHost(h.inst, h.name, &returned, &err)
	err = code.callBits(h.inst.ctx.Context, stack)
	returned = true
	return err
}

// recoverHost turns a panic of a host function that inst called into an error, and
// ends the running call if the goroutine is ending. Deferred.
func recoverHost(inst *Instance, name string, returned *bool, err *error) {
	if *returned {
		return
	}
	if r := recover(); r != nil {
		*err = &HostPanic{r, debug.Stack()}
	} else {
		inst.abandon(&HostError{Import: name, Err: errGoexit})
	}
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
	if f.signature == want.Format(inst.component.resourceName) {
		return fmt.Errorf("given as %s of other resource types", f.signature)
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
