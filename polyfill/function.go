//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// Function is an exported function of an instance.
type Function struct {
	inst      *Instance
	name      string
	typ       *component.FuncType
	signature string
	lifted    *lifted
	async     *asyncLift // the same in an instance with a store
	host      *hostFunc  // an import that the component exports again

	called *boundCall // what Call compiled last
}

// Name is the function's name: "run", "docs:demo/greet@0.1.0#greet".
func (f *Function) Name() string { return f.name }

// String is the function's WIT type: "func(name: string) -> string".
func (f *Function) String() string { return f.signature }

// Instance is the instance that exports the function.
func (f *Function) Instance() *Instance { return f.inst }

// Overlaps tells that a call may begin before an earlier one has returned: the guest was compiled for that. Calls of other
// functions come one after the other.
func (f *Function) Overlaps() bool { return f.async != nil && f.async.plan.Options.Async }

// Call calls the function with values in the forms of the table at Value, and
// returns the result in its dynamic form, nil if the function has none. A
// result<T, E> comes back as a Result, whichever its case is; Func0 to Func4, Typed
// and Call give Go errors.
//
// The error is a *ValueError, or has ErrArgCount in its chain, for arguments
// that do not fit: nothing happened then. It is ErrBusy if the instance is running
// another call (of an instance with async functions only if a host function that it waits
// for calls). It is a *Trap or a *HostError, both of which poison the instance,
// a *PoisonedError if that was so already, or the cause of the context's end: of one
// that had ended before, with which nothing begins, and see Config.WithCloseOnContextDone.
//
// Call blocks until an async function has returned. Calls of async functions may be
// many at once; the end of ctx cancels the task.
func (f *Function) Call(ctx context.Context, args ...any) (any, error) {
	if f == nil {
		return nil, ErrNoExport
	}
	inst := f.inst
	if inst.store != nil {
		return f.callStore(ctx, slices.Clone(args))
	}
	if err := inst.begin(ctx); err != nil {
		return nil, err
	}
	if f.host != nil {
		result, err := f.callHost(args)
		inst.end()
		return result, err
	}
	c := &f.lifted.dynamic
	c.args = append(c.args, args...)
	err := inst.run(f.name, f.signature, f.lifted.enter, c)
	result := c.result
	c.clear()
	inst.end()
	return result, err
}

// callHost calls an import that is exported again, in a call that has begun: no guest
// is involved.
func (f *Function) callHost(args []any) (any, error) {
	c := hostedCall{f: f, args: args}
	if err := f.inst.run(f.name, f.signature, nil, &c); err != nil {
		return nil, err
	}
	return c.result, nil
}

type hostedCall struct {
	f      *Function
	args   []any
	result any
}

func (c *hostedCall) run() (began bool, err error) {
	f, inst := c.f, c.f.inst
	sc := new(scope)
	cx := &canon.Context{Handles: &valueHandles{inst: inst, scope: sc}}
	fn, err := inst.component.compiler.Func(f.typ, canon.Lift, canon.Options{})
	if err != nil {
		return false, err
	}
	args, err := fn.AcceptParams(cx, c.args)
	if err != nil {
		return false, err
	}
	result, err := f.host.invokeHere(inst.component.compiler, args)
	if err != nil {
		if result, err = errorCase(f.typ, err); err != nil {
			return true, &HostError{Import: f.host.name, Err: err}
		}
	}
	sc.accepted = sc.accepted[:0]
	if c.result, err = fn.AcceptResult(cx, result); err != nil {
		return true, &HostError{Import: f.host.name, Err: err}
	}
	return true, nil
}

// errorCase makes the error case of a function whose result is a result, where
// the host meant that, and returns err otherwise.
func errorCase(ft *component.FuncType, err error) (any, error) {
	var e *ResultError
	if ft.Result != nil && ft.Result.Kind == component.KindResult && errors.As(err, &e) {
		return Err(e.Value), nil
	}
	return nil, err
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
