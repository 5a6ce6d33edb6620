//go:build !js

package polyfill

import (
	"context"
	"reflect"
)

// Func0 to Func4 keep a frame of variables for each export that they are given. It is
// in use between begin and end, when nobody else is in the instance.
//
// They must not be inlined: Go would copy the closures and call bits and unbits
// instead of leaving one instruction of each.

// Func0 gives an export without parameters a Go type: func(context.Context) (R,
// error). See Func2.
//
//go:noinline
func Func0[R any](f *Function) (func(context.Context) (R, error), error) {
	type frame struct {
		result ResultOf[R, any]
	}
	v := new(frame)
	x, err := bindFrame(f, reflect.TypeFor[func(context.Context) (R, error)](), &v.result)
	if err != nil {
		return nil, err
	}
	if f.inst.store != nil {
		return func(ctx context.Context) (R, error) { return callInto[R](x, ctx) }, nil
	}
	if s := x.scalar(); s != nil {
		return func(ctx context.Context) (result R, err error) {
			if !s.begin(ctx) {
				if err := s.inst.begin(ctx); err != nil {
					return result, err
				}
			}
			if err := s.call(); err != nil {
				return result, s.failed(err)
			}
			result = unbits[R](s.stack[0])
			s.end()
			return result, nil
		}, nil
	}
	return func(ctx context.Context) (result R, err error) {
		if err := x.begin(ctx); err != nil {
			return result, err
		}
		if err = x.call(); err == nil {
			result = v.result.Ok
		}
		*v = frame{}
		x.end()
		return result, err
	}, nil
}

// Func1 gives an export with one parameter a Go type. See Func2.
//
//go:noinline
func Func1[A, R any](f *Function) (func(context.Context, A) (R, error), error) {
	type frame struct {
		a      A
		result ResultOf[R, any]
	}
	v := new(frame)
	x, err := bindFrame(f, reflect.TypeFor[func(context.Context, A) (R, error)](), &v.result, at(&v.a))
	if err != nil {
		return nil, err
	}
	if f.inst.store != nil {
		return func(ctx context.Context, a A) (R, error) { return callInto[R](x, ctx, a) }, nil
	}
	if s := x.scalar(); s != nil {
		return func(ctx context.Context, a A) (result R, err error) {
			if !s.begin(ctx) {
				if err := s.inst.begin(ctx); err != nil {
					return result, err
				}
			}
			s.stack[0] = bits(a)
			if err := s.call(); err != nil {
				return result, s.failed(err)
			}
			result = unbits[R](s.stack[0])
			s.end()
			return result, nil
		}, nil
	}
	return func(ctx context.Context, a A) (result R, err error) {
		if err := x.begin(ctx); err != nil {
			return result, err
		}
		v.a = a
		if err = x.call(); err == nil {
			result = v.result.Ok
		}
		*v = frame{}
		x.end()
		return result, err
	}, nil
}

// Func2 gives an export with two parameters a Go type, without reflection in the call:
//
//	add, err := polyfill.Func2[uint32, uint32, uint32](instance.Func("add"))
//	sum, err := add(ctx, 2, 40)
//
// A and B are the parameters' types by the table at [Value], and R is the result's:
// for a result<T, E> that of T, where the error case is a *ResultError; struct{}
// if there is no value. They are checked here, once. The function's errors are
// those of [Function.Call].
//
// If all of them are numbers, bools and chars, a call takes hardly longer than one
// of the core function, and allocates nothing.
//
//go:noinline
func Func2[A, B, R any](f *Function) (func(context.Context, A, B) (R, error), error) {
	type frame struct {
		a      A
		b      B
		result ResultOf[R, any]
	}
	v := new(frame)
	x, err := bindFrame(f, reflect.TypeFor[func(context.Context, A, B) (R, error)](), &v.result, at(&v.a), at(&v.b))
	if err != nil {
		return nil, err
	}
	if f.inst.store != nil {
		return func(ctx context.Context, a A, b B) (R, error) { return callInto[R](x, ctx, a, b) }, nil
	}
	if s := x.scalar(); s != nil {
		return func(ctx context.Context, a A, b B) (result R, err error) {
			if !s.begin(ctx) {
				if err := s.inst.begin(ctx); err != nil {
					return result, err
				}
			}
			s.stack[0], s.stack[1] = bits(a), bits(b)
			if err := s.call(); err != nil {
				return result, s.failed(err)
			}
			result = unbits[R](s.stack[0])
			s.end()
			return result, nil
		}, nil
	}
	return func(ctx context.Context, a A, b B) (result R, err error) {
		if err := x.begin(ctx); err != nil {
			return result, err
		}
		v.a, v.b = a, b
		if err = x.call(); err == nil {
			result = v.result.Ok
		}
		*v = frame{}
		x.end()
		return result, err
	}, nil
}

// Func3 gives an export with three parameters a Go type. See Func2.
//
//go:noinline
func Func3[A, B, C, R any](f *Function) (func(context.Context, A, B, C) (R, error), error) {
	type frame struct {
		a      A
		b      B
		c      C
		result ResultOf[R, any]
	}
	v := new(frame)
	x, err := bindFrame(f, reflect.TypeFor[func(context.Context, A, B, C) (R, error)](), &v.result, at(&v.a), at(&v.b), at(&v.c))
	if err != nil {
		return nil, err
	}
	if f.inst.store != nil {
		return func(ctx context.Context, a A, b B, c C) (R, error) { return callInto[R](x, ctx, a, b, c) }, nil
	}
	if s := x.scalar(); s != nil {
		return func(ctx context.Context, a A, b B, c C) (result R, err error) {
			if !s.begin(ctx) {
				if err := s.inst.begin(ctx); err != nil {
					return result, err
				}
			}
			s.stack[0], s.stack[1], s.stack[2] = bits(a), bits(b), bits(c)
			if err := s.call(); err != nil {
				return result, s.failed(err)
			}
			result = unbits[R](s.stack[0])
			s.end()
			return result, nil
		}, nil
	}
	return func(ctx context.Context, a A, b B, c C) (result R, err error) {
		if err := x.begin(ctx); err != nil {
			return result, err
		}
		v.a, v.b, v.c = a, b, c
		if err = x.call(); err == nil {
			result = v.result.Ok
		}
		*v = frame{}
		x.end()
		return result, err
	}, nil
}

// Func4 gives an export with four parameters a Go type. See Func2; for more
// parameters there is [Typed].
//
//go:noinline
func Func4[A, B, C, D, R any](f *Function) (func(context.Context, A, B, C, D) (R, error), error) {
	type frame struct {
		a      A
		b      B
		c      C
		d      D
		result ResultOf[R, any]
	}
	v := new(frame)
	x, err := bindFrame(f, reflect.TypeFor[func(context.Context, A, B, C, D) (R, error)](), &v.result, at(&v.a), at(&v.b), at(&v.c), at(&v.d))
	if err != nil {
		return nil, err
	}
	if f.inst.store != nil {
		return func(ctx context.Context, a A, b B, c C, d D) (R, error) { return callInto[R](x, ctx, a, b, c, d) }, nil
	}
	if s := x.scalar(); s != nil {
		return func(ctx context.Context, a A, b B, c C, d D) (result R, err error) {
			if !s.begin(ctx) {
				if err := s.inst.begin(ctx); err != nil {
					return result, err
				}
			}
			s.stack[0], s.stack[1], s.stack[2], s.stack[3] = bits(a), bits(b), bits(c), bits(d)
			if err := s.call(); err != nil {
				return result, s.failed(err)
			}
			result = unbits[R](s.stack[0])
			s.end()
			return result, nil
		}, nil
	}
	return func(ctx context.Context, a A, b B, c C, d D) (result R, err error) {
		if err := x.begin(ctx); err != nil {
			return result, err
		}
		v.a, v.b, v.c, v.d = a, b, c, d
		if err = x.call(); err == nil {
			result = v.result.Ok
		}
		*v = frame{}
		x.end()
		return result, err
	}, nil
}

// bindFrame binds the variables of a frame. R's is the payload of the ok case.
func bindFrame[R any](f *Function, as reflect.Type, result *ResultOf[R, any], params ...variable) (*boundCall, error) {
	if f == nil {
		return nil, ErrNoExport
	}
	c, err := f.bind(params, at(&result.Ok), at(result), func() error {
		if result.IsErr {
			return &ResultError{result.Err}
		}
		return nil
	})
	if err != nil {
		return nil, f.refuse(as, err)
	}
	return c, nil
}
