//go:build !js

package polyfill

import (
	"context"
	"reflect"
)

// callTyped makes a call of an instance with a store whose result is to be in dst. Several
// goroutines may do so at once.
func (c *boundCall) callTyped(ctx context.Context, args []any, dst reflect.Value) error {
	f := c.f
	v, err := f.callStore(ctx, args)
	if err != nil {
		return err
	}
	want := f.typ.Result
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
	return f.inst.component.compiler.Assign(dst, want, v)
}

// callInto is callTyped for a result of type R.
func callInto[R any](c *boundCall, ctx context.Context, args ...any) (result R, err error) {
	err = c.callTyped(ctx, args, reflect.ValueOf(&result).Elem())
	return result, err
}
