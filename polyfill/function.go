//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"

	"github.com/jco-go/jco-go/internal/component"
)

// Function is an exported function of an instance.
type Function struct {
	inst      *Instance
	name      string
	typ       *component.FuncType
	signature string
	lifted    *lifted
	host      *hostFunc // an import that the component exports again

	// What resultOf compiled last.
	result     *typedResult
	resultType reflect.Type
}

// Name is the function's name: "run", "docs:demo/greet@0.1.0#greet".
func (f *Function) Name() string { return f.name }

// String is the function's WIT type: "func(name: string) -> string".
func (f *Function) String() string { return f.signature }

// Instance is the instance that exports the function.
func (f *Function) Instance() *Instance { return f.inst }

// Call calls the function with values in the forms of the table at Value, and
// returns the result in its dynamic form, nil if the function has none. A
// result<T, E> comes back as a Result, whichever its case is; Typed and Call
// give Go errors.
//
// The error is a *ValueError, or has ErrArgCount in its chain, for arguments
// that do not fit: nothing happened then. It is ErrBusy if the instance is running
// another call. It is a *Trap or a *HostError, both of which poison the instance,
// a *PoisonedError if that was so already, or the context's error (see
// Config.WithCloseOnContextDone).
func (f *Function) Call(ctx context.Context, args ...any) (result any, err error) {
	if f.host != nil {
		return f.callHost(ctx, args)
	}
	l := f.lifted
	err = f.inst.enterFromHost(ctx, f.name, f.signature, l.enter, func(ctx context.Context) error {
		var err error
		result, err = l.call(ctx, args)
		return err
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// callHost calls an import that is exported again: no guest is involved.
func (f *Function) callHost(ctx context.Context, args []any) (any, error) {
	if err := f.inst.usable(ctx); err != nil {
		return nil, err
	}
	if len(args) != len(f.typ.Params) {
		return nil, fmt.Errorf("export %q: %w: want %d, got %d", f.name, ErrArgCount, len(f.typ.Params), len(args))
	}
	result, err := f.host.invoke(ctx, args)
	if err != nil {
		return nil, &HostError{Import: f.host.name, Export: f.name, Err: err}
	}
	return result, nil
}

// hostFunc is a host function that is bound to an import of an instance.
type hostFunc struct {
	name string // "docs:demo/host@0.1.0#log"
	typ  *component.FuncType
	call func(ctx context.Context, args []any) (any, error)
}

func (f *hostFunc) invoke(ctx context.Context, args []any) (result any, err error) {
	defer recoverHost(&err)
	return f.call(ctx, args)
}

// recoverHost turns a panic of a host function into an error. Deferred.
func recoverHost(err *error) {
	if r := recover(); r != nil {
		*err = &HostPanic{r, debug.Stack()}
	}
}

// ResultError is the error case of a result<T, E> as a Go error: what Typed and
// Call return for it, and what a host function whose WIT result is a result
// returns to give it.
type ResultError struct {
	// Value is E's value in its dynamic form, nil if E is absent. Given to a
	// guest, it may have any form that E accepts.
	Value any
}

// ErrorValue makes a ResultError: the host function's result is error(v), and the
// guest goes on. v is nil for a result without an error type.
func ErrorValue(v any) error { return &ResultError{v} }

func (e *ResultError) Error() string {
	if e.Value == nil {
		return "the result is the error case"
	}
	if err, ok := e.Value.(error); ok {
		return err.Error()
	}
	return fmt.Sprint(e.Value)
}

// Unwrap gives Value if that is an error.
func (e *ResultError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
