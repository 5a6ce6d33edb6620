//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"
)

// reflected is a Go function of any type.
type reflected struct {
	fn      reflect.Value
	context bool // the first parameter is a context.Context
	params  []reflect.Type
	result  reflect.Type // nil if there is none but an error
	err     bool         // the last result is an error
}

func reflectedCode(fn reflect.Value) (*reflected, error) {
	if fn.Kind() != reflect.Func || fn.IsNil() {
		return nil, fmt.Errorf("want a function")
	}
	t := fn.Type()
	if t.IsVariadic() {
		return nil, fmt.Errorf("want a function that is not variadic")
	}
	g := &reflected{fn: fn}
	for i := range t.NumIn() {
		if i == 0 && t.In(0) == contextType {
			g.context = true
		} else {
			g.params = append(g.params, t.In(i))
		}
	}
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		g.err = true
		n--
	}
	if n > 1 {
		return nil, fmt.Errorf("want at most one result before the error, got %d", n)
	}
	if n == 1 {
		g.result = t.Out(0)
	}
	return g, nil
}

func (g *reflected) goType() reflect.Type { return g.fn.Type() }

func (g *reflected) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return g.params, g.result, g.err
}

func (g *reflected) both() reflect.Type { return resultType }

func (g *reflected) newFrame(wrap bool) goFrame {
	f := &reflectedFrame{code: g, wrap: wrap}
	if g.context {
		f.in = append(f.in, reflect.Value{})
	}
	for _, t := range g.params {
		v := newVariable(t)
		f.pointers = append(f.pointers, v.p)
		f.values = append(f.values, v.value())
	}
	f.in = append(f.in, f.values...)
	switch {
	case wrap:
		f.out = newVariable(resultType)
	case g.result != nil:
		f.out = newVariable(g.result)
	}
	return f
}

// reflectedFrame is a frame of a reflected function.
type reflectedFrame struct {
	code     *reflected
	wrap     bool
	values   []reflect.Value // the arguments' variables
	pointers []unsafe.Pointer
	in       []reflect.Value // a context, if wanted, and values
	out      variable        // not used without a result
}

func (f *reflectedFrame) args() []unsafe.Pointer { return f.pointers }

func (f *reflectedFrame) result() unsafe.Pointer { return f.out.p }

func (f *reflectedFrame) call(ctx context.Context) error {
	g := f.code
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
	case f.wrap && g.result != nil:
		*(*Result)(f.out.p) = Ok(out[0].Interface())
	case g.result != nil:
		f.out.value().Set(out[0])
	}
	return nil
}

func (f *reflectedFrame) clear() {
	for _, v := range f.values {
		v.SetZero()
	}
	if f.code.context {
		f.in[0] = reflect.Value{}
	}
	if f.out.p != nil {
		f.out.value().SetZero()
	}
}
