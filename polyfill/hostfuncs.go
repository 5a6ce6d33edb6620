//go:build !js

package polyfill

import (
	"context"
	"reflect"
	"unsafe"
)

// HostFunc is a Go function for [Items.Func] that is called without reflection.
// HostFunc0 to HostFunc4 make one.
type HostFunc struct {
	code   goCode
	atOnce bool
}

// HostFunc0 makes a host function without parameters. See HostFunc2.
func HostFunc0[R any](fn func(context.Context) (R, error)) HostFunc {
	if fn == nil {
		return HostFunc{}
	}
	return HostFunc{code: hostFunc0[R](fn)}
}

// HostFunc1 makes a host function with one parameter. See HostFunc2.
func HostFunc1[A, R any](fn func(context.Context, A) (R, error)) HostFunc {
	if fn == nil {
		return HostFunc{}
	}
	return HostFunc{code: hostFunc1[A, R](fn)}
}

// HostFunc2 makes a host function with two parameters that is called without
// reflection:
//
//	linker.Func("add", polyfill.HostFunc2(func(_ context.Context, a, b uint32) (uint32, error) {
//		return a + b, nil
//	}))
//
// It is what fn would be for [Items.Func], only faster; R is struct{} if there is no
// result. If A, B and R are numbers, bools and chars, a call allocates nothing.
func HostFunc2[A, B, R any](fn func(context.Context, A, B) (R, error)) HostFunc {
	if fn == nil {
		return HostFunc{}
	}
	return HostFunc{code: hostFunc2[A, B, R](fn)}
}

// HostFunc3 makes a host function with three parameters. See HostFunc2.
func HostFunc3[A, B, C, R any](fn func(context.Context, A, B, C) (R, error)) HostFunc {
	if fn == nil {
		return HostFunc{}
	}
	return HostFunc{code: hostFunc3[A, B, C, R](fn)}
}

// HostFunc4 makes a host function with four parameters. See HostFunc2; a function
// with more goes to [Items.Func] as it is.
func HostFunc4[A, B, C, D, R any](fn func(context.Context, A, B, C, D) (R, error)) HostFunc {
	if fn == nil {
		return HostFunc{}
	}
	return HostFunc{code: hostFunc4[A, B, C, D, R](fn)}
}

type hostFunc0[R any] func(context.Context) (R, error)

func (fn hostFunc0[R]) goType() reflect.Type {
	return reflect.TypeFor[func(context.Context) (R, error)]()
}

func (fn hostFunc0[R]) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return []reflect.Type{}, resultTypeOf[R](), true
}

func (fn hostFunc0[R]) both() reflect.Type { return reflect.TypeFor[ResultOf[R, any]]() }

func (fn hostFunc0[R]) callBits(ctx context.Context, stack []uint64) error {
	result, err := fn(ctx)
	if err == nil && unsafe.Sizeof(result) > 0 {
		stack[0] = bits(result)
	}
	return err
}

func (fn hostFunc0[R]) newFrame(wrap bool) goFrame {
	f := &hostFrame0[R]{fn: fn, resultFrame: resultFrame[R]{wrap: wrap}}
	f.pointers = []unsafe.Pointer{}
	return f
}

type hostFrame0[R any] struct {
	resultFrame[R]
	fn func(context.Context) (R, error)
}

func (f *hostFrame0[R]) call(ctx context.Context) (err error) {
	f.both.Ok, err = f.fn(ctx)
	return err
}

func (f *hostFrame0[R]) clear() {
	f.both.Ok = *new(R)
}

type hostFunc1[A, R any] func(context.Context, A) (R, error)

func (fn hostFunc1[A, R]) goType() reflect.Type {
	return reflect.TypeFor[func(context.Context, A) (R, error)]()
}

func (fn hostFunc1[A, R]) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return []reflect.Type{reflect.TypeFor[A]()}, resultTypeOf[R](), true
}

func (fn hostFunc1[A, R]) both() reflect.Type { return reflect.TypeFor[ResultOf[R, any]]() }

func (fn hostFunc1[A, R]) callBits(ctx context.Context, stack []uint64) error {
	result, err := fn(ctx, unbits[A](stack[0]))
	if err == nil && unsafe.Sizeof(result) > 0 {
		stack[0] = bits(result)
	}
	return err
}

func (fn hostFunc1[A, R]) newFrame(wrap bool) goFrame {
	f := &hostFrame1[A, R]{fn: fn, resultFrame: resultFrame[R]{wrap: wrap}}
	f.pointers = []unsafe.Pointer{unsafe.Pointer(&f.a)}
	return f
}

type hostFrame1[A, R any] struct {
	resultFrame[R]
	fn func(context.Context, A) (R, error)
	a  A
}

func (f *hostFrame1[A, R]) call(ctx context.Context) (err error) {
	f.both.Ok, err = f.fn(ctx, f.a)
	return err
}

func (f *hostFrame1[A, R]) clear() {
	f.a = *new(A)
	f.both.Ok = *new(R)
}

type hostFunc2[A, B, R any] func(context.Context, A, B) (R, error)

func (fn hostFunc2[A, B, R]) goType() reflect.Type {
	return reflect.TypeFor[func(context.Context, A, B) (R, error)]()
}

func (fn hostFunc2[A, B, R]) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B]()}, resultTypeOf[R](), true
}

func (fn hostFunc2[A, B, R]) both() reflect.Type { return reflect.TypeFor[ResultOf[R, any]]() }

func (fn hostFunc2[A, B, R]) callBits(ctx context.Context, stack []uint64) error {
	result, err := fn(ctx, unbits[A](stack[0]), unbits[B](stack[1]))
	if err == nil && unsafe.Sizeof(result) > 0 {
		stack[0] = bits(result)
	}
	return err
}

func (fn hostFunc2[A, B, R]) newFrame(wrap bool) goFrame {
	f := &hostFrame2[A, B, R]{fn: fn, resultFrame: resultFrame[R]{wrap: wrap}}
	f.pointers = []unsafe.Pointer{unsafe.Pointer(&f.a), unsafe.Pointer(&f.b)}
	return f
}

type hostFrame2[A, B, R any] struct {
	resultFrame[R]
	fn func(context.Context, A, B) (R, error)
	a  A
	b  B
}

func (f *hostFrame2[A, B, R]) call(ctx context.Context) (err error) {
	f.both.Ok, err = f.fn(ctx, f.a, f.b)
	return err
}

func (f *hostFrame2[A, B, R]) clear() {
	f.a = *new(A)
	f.b = *new(B)
	f.both.Ok = *new(R)
}

type hostFunc3[A, B, C, R any] func(context.Context, A, B, C) (R, error)

func (fn hostFunc3[A, B, C, R]) goType() reflect.Type {
	return reflect.TypeFor[func(context.Context, A, B, C) (R, error)]()
}

func (fn hostFunc3[A, B, C, R]) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C]()}, resultTypeOf[R](), true
}

func (fn hostFunc3[A, B, C, R]) both() reflect.Type { return reflect.TypeFor[ResultOf[R, any]]() }

func (fn hostFunc3[A, B, C, R]) callBits(ctx context.Context, stack []uint64) error {
	result, err := fn(ctx, unbits[A](stack[0]), unbits[B](stack[1]), unbits[C](stack[2]))
	if err == nil && unsafe.Sizeof(result) > 0 {
		stack[0] = bits(result)
	}
	return err
}

func (fn hostFunc3[A, B, C, R]) newFrame(wrap bool) goFrame {
	f := &hostFrame3[A, B, C, R]{fn: fn, resultFrame: resultFrame[R]{wrap: wrap}}
	f.pointers = []unsafe.Pointer{unsafe.Pointer(&f.a), unsafe.Pointer(&f.b), unsafe.Pointer(&f.c)}
	return f
}

type hostFrame3[A, B, C, R any] struct {
	resultFrame[R]
	fn func(context.Context, A, B, C) (R, error)
	a  A
	b  B
	c  C
}

func (f *hostFrame3[A, B, C, R]) call(ctx context.Context) (err error) {
	f.both.Ok, err = f.fn(ctx, f.a, f.b, f.c)
	return err
}

func (f *hostFrame3[A, B, C, R]) clear() {
	f.a = *new(A)
	f.b = *new(B)
	f.c = *new(C)
	f.both.Ok = *new(R)
}

type hostFunc4[A, B, C, D, R any] func(context.Context, A, B, C, D) (R, error)

func (fn hostFunc4[A, B, C, D, R]) goType() reflect.Type {
	return reflect.TypeFor[func(context.Context, A, B, C, D) (R, error)]()
}

func (fn hostFunc4[A, B, C, D, R]) types() (params []reflect.Type, result reflect.Type, fails bool) {
	return []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[D]()}, resultTypeOf[R](), true
}

func (fn hostFunc4[A, B, C, D, R]) both() reflect.Type { return reflect.TypeFor[ResultOf[R, any]]() }

func (fn hostFunc4[A, B, C, D, R]) callBits(ctx context.Context, stack []uint64) error {
	result, err := fn(ctx, unbits[A](stack[0]), unbits[B](stack[1]), unbits[C](stack[2]), unbits[D](stack[3]))
	if err == nil && unsafe.Sizeof(result) > 0 {
		stack[0] = bits(result)
	}
	return err
}

func (fn hostFunc4[A, B, C, D, R]) newFrame(wrap bool) goFrame {
	f := &hostFrame4[A, B, C, D, R]{fn: fn, resultFrame: resultFrame[R]{wrap: wrap}}
	f.pointers = []unsafe.Pointer{unsafe.Pointer(&f.a), unsafe.Pointer(&f.b), unsafe.Pointer(&f.c), unsafe.Pointer(&f.d)}
	return f
}

type hostFrame4[A, B, C, D, R any] struct {
	resultFrame[R]
	fn func(context.Context, A, B, C, D) (R, error)
	a  A
	b  B
	c  C
	d  D
}

func (f *hostFrame4[A, B, C, D, R]) call(ctx context.Context) (err error) {
	f.both.Ok, err = f.fn(ctx, f.a, f.b, f.c, f.d)
	return err
}

func (f *hostFrame4[A, B, C, D, R]) clear() {
	f.a = *new(A)
	f.b = *new(B)
	f.c = *new(C)
	f.d = *new(D)
	f.both.Ok = *new(R)
}

// resultFrame is the part of a frame that all of these functions have.
type resultFrame[R any] struct {
	pointers []unsafe.Pointer
	wrap     bool
	both     ResultOf[R, any]
}

func (f *resultFrame[R]) args() []unsafe.Pointer { return f.pointers }

func (f *resultFrame[R]) result() unsafe.Pointer {
	if f.wrap {
		return unsafe.Pointer(&f.both)
	}
	return unsafe.Pointer(&f.both.Ok)
}

// resultTypeOf is R, or nil for struct{}, which stands for no result.
func resultTypeOf[R any]() reflect.Type {
	if t := reflect.TypeFor[R](); t != reflect.TypeFor[struct{}]() {
		return t
	}
	return nil
}
