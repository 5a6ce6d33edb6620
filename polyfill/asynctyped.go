//go:build !js

package polyfill

import (
	"context"
	"reflect"
)

// callTyped makes a call of an instance with a store whose result is to be in dst. Several
// goroutines may do so at once.
func (c *boundCall) callTyped(ctx context.Context, args []any, dst reflect.Value) error {
	v, err := c.f.callStore(ctx, args)
	if err != nil {
		return err
	}
	return c.assign(dst, v)
}

// callInto is callTyped for a result of type R.
func callInto[R any](c *boundCall, ctx context.Context, args ...any) (result R, err error) {
	err = c.callTyped(ctx, args, reflect.ValueOf(&result).Elem())
	return result, err
}
