//go:build !js

package polyfill

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// ErrBusy is returned by a call of an instance that is running another call,
// also by a call that a host function makes back into the instance that called
// it. Nothing happened to either. An instance with async functions gives it only in the latter
// case, to host functions that are not async: other calls wait for their turn.
var ErrBusy = errors.New("cannot enter component instance: another call is running in it (an Instance runs one call at a time)")

// ErrClosed is in the chain of every error about an instance, component or runtime
// that was closed.
var ErrClosed = errors.New("closed")

// ErrNoExport is what a nil *Function gives: Exports.Func found no function of
// that name. Exports.Names lists those that there are.
var ErrNoExport = errors.New("polyfill: the instance exports no function of that name (Exports.Func gave nil; Exports.Names lists the exports)")

// ErrDropped is in the chain of the error for a resource that was used after it
// was dropped, given away, or after the call that it was borrowed for.
var ErrDropped = errors.New("the resource is gone")

// PoisonedError is returned by every use of an instance in which a call did not
// end well. Instantiate the component again.
type PoisonedError struct {
	// Cause is what the call that failed returned.
	Cause error
}

// Error begins with wasmtime's text for this.
func (e *PoisonedError) Error() string {
	cause, _, _ := strings.Cut(e.Cause.Error(), "\n")
	return "wasm trap: cannot enter component instance: an earlier call failed (" + cause + ")"
}

// HostError is a failure of a host function or of a host's destructor: the error
// it returned (in Err, which errors.Is and errors.As find), a panic (a
// *HostPanic), or a result that does not fit (a *ValueError). It ends the call
// that the guest was running, and poisons the instance.
type HostError struct {
	// Import names the host function: "docs:demo/host#log".
	Import string
	// Export is the export that was called; empty during instantiation.
	Export string
	Err    error
}

func (e *HostError) Error() string {
	if e.Export != "" {
		return fmt.Sprintf("export %q: host function %q: %v", e.Export, e.Import, e.Err)
	}
	return fmt.Sprintf("host function %q: %v", e.Import, e.Err)
}

// Unwrap gives Err.
func (e *HostError) Unwrap() error { return e.Err }

// HostPanic is a panic of a host function.
type HostPanic struct {
	Value any
	// Stack is the goroutine's stack at the panic, as runtime/debug prints it.
	Stack []byte
}

func (e *HostPanic) Error() string { return fmt.Sprintf("panic: %v\n\n%s", e.Value, e.Stack) }

// Unwrap gives the panic's value if that is an error.
func (e *HostPanic) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// UnsupportedError says what a component needs that this engine does not have.
// It is returned by Instantiate, the moment at which it would be needed.
type UnsupportedError struct{ Needs []Need }

// Need is one feature that a part of a component needs.
type Need struct {
	Feature string // "multi-memory", "canon stream.read", …
	Where   string // `export "run"`, `core module "libc"`, …
}

const maxListedNeeds = 12

func (e *UnsupportedError) Error() string {
	var b strings.Builder
	b.WriteString("this component needs what the native engine does not have:")
	for i, n := range e.Needs {
		if i == maxListedNeeds {
			fmt.Fprintf(&b, "\n  … and %d more", len(e.Needs)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s needs %s", n.Where, n.Feature)
	}
	return b.String()
}

// unsupportedPlan gives the needs of a plan that this engine cannot meet, nil if
// there are none.
func unsupportedPlan(p *plan.Plan) error {
	e := &UnsupportedError{}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		if t.Kind != plan.Builtin {
			continue
		}
		switch t.Canon.Op {
		case component.CanonThreadSpawnRef, component.CanonThreadSpawnIndirect, component.CanonThreadAvailParallelism:
			e.Needs = append(e.Needs, Need{
				"canon " + t.Canon.Op.String(), fmt.Sprintf("core import %q of %s", t.Name, p.Instances[t.Instance].Path),
			})
		}
	}
	if e.Needs == nil {
		return nil
	}
	return e
}

// LinkError lists everything about a component's imports that a linker could not
// satisfy: all of it, not only the first.
type LinkError struct{ Problems []LinkProblem }

// LinkProblem is one import that could not be satisfied.
type LinkProblem struct {
	// Interface is the import's interface ("docs:demo/host@0.1.0"), empty at
	// world level, and Name the item in it ("log").
	Interface, Name string
	// Type is the import's WIT type: "func(message: string)", "resource",
	// "core module".
	Type string
	// Problem says what is wrong: "missing", or what was given instead.
	Problem string
}

func (e *LinkError) Error() string {
	var b strings.Builder
	if n := len(e.Problems); n == 1 {
		b.WriteString("one import cannot be satisfied:")
	} else {
		fmt.Fprintf(&b, "%d imports cannot be satisfied:", n)
	}
	last := ""
	for _, p := range e.Problems {
		if p.Interface != "" && p.Interface != last {
			fmt.Fprintf(&b, "\n  %s", p.Interface)
		}
		last = p.Interface
		indent := "  "
		if p.Interface != "" {
			indent = "    "
		}
		fmt.Fprintf(&b, "\n%s%s: %s", indent, p.Name, p.Type)
		if p.Problem != missing {
			fmt.Fprintf(&b, " — %s", p.Problem)
		}
	}
	return b.String()
}

const missing = "missing"
