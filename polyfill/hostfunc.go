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
// an import. Exactly one of dynamic and typed is set.
type hostFunc struct {
	name    string // "docs:demo/host@0.1.0#log"
	typ     *component.FuncType
	dynamic dynamicFunc
	typed   *goFunc
}

// dynamicFunc takes and gives values in their dynamic forms.
type dynamicFunc = func(ctx context.Context, args []any) (any, error)

// bindFunc makes what a linker was given callable as an import, or says why it
// does not fit.
func (inst *Instance) bindFunc(f *funcItem, name string, ft *component.FuncType) (*hostFunc, error) {
	h := &hostFunc{name: name, typ: ft}
	if f.exported != nil {
		if err := inst.sameFunc(ft, f.exported); err != nil {
			return nil, err
		}
		h.dynamic = func(ctx context.Context, args []any) (any, error) { return f.exported.Call(ctx, args...) }
		return h, nil
	}
	if fn, ok := f.fn.(dynamicFunc); ok && fn != nil {
		h.dynamic = fn
		return h, nil
	}
	var err error
	if h.typed, err = inst.goFunc(reflect.ValueOf(f.fn), ft); err != nil {
		return nil, fmt.Errorf("given as %T: %w", f.fn, err)
	}
	return h, nil
}

// goFunc is a Go function whose type fits an import's.
type goFunc struct {
	fn      reflect.Value
	context bool // the first parameter is a context.Context
	params  []reflect.Type
	// result is the Go type of the result as canon gets it, nil if there is none.
	result reflect.Type
	// wrap tells that the function returns the ok case's payload, or nothing
	// if that has none: result is Result.
	wrap, value bool
	err         bool // the last result is an error
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
	resultType  = reflect.TypeFor[Result]()
	handleType  = reflect.TypeFor[*Resource]()
)

func (inst *Instance) goFunc(fn reflect.Value, ft *component.FuncType) (*goFunc, error) {
	if fn.Kind() != reflect.Func || fn.IsNil() {
		return nil, fmt.Errorf("want a function")
	}
	t := fn.Type()
	if t.IsVariadic() {
		return nil, fmt.Errorf("want a function that is not variadic")
	}
	g := &goFunc{fn: fn}
	first := 0
	if t.NumIn() > 0 && t.In(0) == contextType {
		g.context, first = true, 1
	}
	if n := t.NumIn() - first; n != len(ft.Params) {
		return nil, fmt.Errorf("want %d parameters, got %d", len(ft.Params), n)
	}
	for i, p := range ft.Params {
		in := t.In(first + i)
		if err := inst.checkGoType(p.Type, in, fromGuest); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		g.params = append(g.params, in)
	}
	return g, inst.goResults(g, t, ft.Result)
}

func (inst *Instance) goResults(g *goFunc, t reflect.Type, want *component.ValType) error {
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		g.err = true
		n--
	}
	if n > 1 {
		return fmt.Errorf("want at most one result before the error, got %d", n)
	}
	g.value = n == 1
	if g.value {
		g.result = t.Out(0)
	}
	// A result<T, E> may be (T, error) as well as one Result.
	if want != nil && want.Kind == component.KindResult && g.err && !(g.value && holdsResult(g.result)) {
		g.wrap = true
		want = want.Elem
	}
	switch {
	case want == nil && g.value:
		return fmt.Errorf("want no result, got %v", g.result)
	case want != nil && !g.value:
		return fmt.Errorf("want a result for %s, got none", want.Format(inst.component.resourceName))
	case want != nil:
		if err := inst.checkGoType(want, g.result, toGuest); err != nil {
			return fmt.Errorf("result: %w", err)
		}
	}
	if g.wrap {
		g.result = resultType
	}
	return nil
}

// holdsResult tells Go types that stand for both cases of a result.
func holdsResult(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == resultType || t.Kind() == reflect.Interface || isResultOf(t)
}

// frame holds the variables of one call of a goFunc.
type frame struct {
	*variables
	in     []reflect.Value // the arguments: a context, if wanted, and the variables
	result reflect.Value   // a variable of type g.result, not valid without one
}

func (g *goFunc) newFrame() *frame {
	f := &frame{variables: newVariables(g.params)}
	if g.context {
		f.in = append(f.in, reflect.Value{})
	}
	f.in = append(f.in, f.values...)
	if g.result != nil {
		f.result = reflect.New(g.result).Elem()
	}
	return f
}

// call calls the function with what the frame's variables hold.
func (g *goFunc) call(ctx context.Context, f *frame) (err error) {
	defer recoverHost(&err)
	if g.context {
		f.in[0] = reflect.ValueOf(ctx)
	}
	out := g.fn.Call(f.in)
	if g.err {
		if err, _ := out[len(out)-1].Interface().(error); err != nil {
			return err
		}
	}
	switch {
	case g.result == nil:
	case !g.wrap:
		f.result.Set(out[0])
	case g.value:
		f.result.Set(reflect.ValueOf(Ok(out[0].Interface())))
	default:
		f.result.SetZero()
	}
	return nil
}

func (f *frame) resultPointer() unsafe.Pointer {
	if !f.result.IsValid() {
		return nil
	}
	return f.result.Addr().UnsafePointer()
}

// clear lets go of what the frame refers to, so that it can be used again.
func (f *frame) clear() {
	f.variables.clear()
	if len(f.in) > len(f.values) {
		f.in[0] = reflect.Value{}
	}
	if f.result.IsValid() {
		f.result.SetZero()
	}
}

// invoke calls the function without a guest, for an import that is exported again:
// with arguments in dynamic form, to a result of any acceptable form.
func (h *hostFunc) invoke(ctx context.Context, c *canon.Compiler, args []any) (any, error) {
	if h.dynamic != nil {
		return h.callDynamic(ctx, args)
	}
	f := h.typed.newFrame()
	for i, v := range f.values {
		if err := c.Assign(v, h.typ.Params[i].Type, args[i]); err != nil {
			return nil, err
		}
	}
	if err := h.typed.call(ctx, f); err != nil || !f.result.IsValid() {
		return nil, err
	}
	return f.result.Interface(), nil
}

func (h *hostFunc) callDynamic(ctx context.Context, args []any) (result any, err error) {
	defer recoverHost(&err)
	return h.dynamic(ctx, args)
}

// recoverHost turns a panic of a host function into an error. Deferred.
func recoverHost(err *error) {
	if r := recover(); r != nil {
		*err = &HostPanic{r, debug.Stack()}
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
