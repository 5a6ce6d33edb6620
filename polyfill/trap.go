//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero/sys"

	"github.com/jco-go/jco-go/internal/canon"
)

// Trap is what ends a call when a guest violates a rule: a core instruction
// trapped, or the Canonical ABI refused a value, handle or call. The instance is
// poisoned; other instances are not touched.
type Trap struct {
	// Message is wasmtime's wording, e.g. "wasm trap: out of bounds memory access".
	Message string
	// Export is the export that was called ("run", "docs:demo/greet#greet"), and
	// Signature its WIT type. Both are empty for a trap during instantiation.
	Export, Signature string
	// Stack lists core functions, the innermost first: "name(i32) i32". It may
	// cross several core modules, and is empty if no core function was running.
	Stack []string
	// Waiting tells, for a deadlock, who waits for what.
	Waiting []string
}

// Error is the message, with the export before it and the stack, or who waits, behind.
func (t *Trap) Error() string {
	var b strings.Builder
	if t.Export != "" {
		fmt.Fprintf(&b, "export %q: ", t.Export)
	}
	b.WriteString(t.Message)
	for _, w := range t.Waiting {
		b.WriteString("\n\t")
		b.WriteString(w)
	}
	if len(t.Stack) > 0 {
		b.WriteString("\nwasm stack trace:")
		for _, f := range t.Stack {
			b.WriteString("\n\t")
			b.WriteString(f)
		}
	}
	return b.String()
}

// trapf makes a violation of the Canonical ABI, in wasmtime's wording.
func trapf(format string, args ...any) error { return &canon.Trap{Msg: fmt.Sprintf(format, args...)} }

var (
	errCannotLeave = &canon.Trap{Msg: "wasm trap: cannot leave component instance"}
	errCannotEnter = &canon.Trap{Msg: "wasm trap: cannot enter component instance"}
)

// coreTraps maps the texts of wazero (internal/wasmruntime/errors.go) to those of
// wasmtime (crates/environ/src/trap_encoding.rs). wazero does not tell a null
// table element from an index out of bounds.
var coreTraps = map[string]string{
	"unreachable":                   "wasm `unreachable` instruction executed",
	"stack overflow":                "call stack exhausted",
	"invalid conversion to integer": "invalid conversion to integer",
	"integer overflow":              "integer overflow",
	"integer divide by zero":        "integer divide by zero",
	"out of bounds memory access":   "out of bounds memory access",
	"invalid table access":          "undefined element: out of bounds table access or uninitialized element",
	"indirect call type mismatch":   "indirect call type mismatch",
	"unaligned atomic":              "unaligned atomic",
	"expected shared memory":        "atomic wait on non-shared memory",
	"too many waiters":              "too many waiters on one address",
	"uncaught exception":            "uncaught exception propagated out of component",
	"null reference":                "null reference",
}

// errAborted unwinds the guest's frames after fail has recorded why. wazero
// catches panics at the bottom of each call and no guest can: its catch_all sees
// core exceptions only.
var errAborted = errors.New("the call was aborted")

const (
	coreErrorPrefix = "wasm error: "
	coreStackPrefix = "\nwasm stack trace:\n\t"
)

// failCore records an error of wazero as the failure of the running call.
func (inst *Instance) failCore(ctx context.Context, err error) {
	if errors.Is(err, errAborted) {
		inst.addStack(err) // the reason is recorded, these frames are on its way out
		return
	}
	inst.fail(coreFailure(ctx, err))
}

// coreFailure turns an error of wazero into a *Trap, into the context's error if
// that was the cause, or into what it is: something that cannot be linked, a
// fault of wazero.
func coreFailure(ctx context.Context, err error) error {
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return ErrClosed
	}
	msg, stack := splitStack(err.Error())
	text := msg
	if _, after, ok := strings.Cut(msg, coreErrorPrefix); ok {
		text = after
	} else if i := strings.LastIndex(msg, ": "); i >= 0 {
		text = msg[i+2:] // "data[0]: out of bounds memory access", at instantiation
	}
	if known, ok := coreTraps[text]; ok {
		return &Trap{Message: "wasm trap: " + known, Stack: stack}
	}
	return err
}

// splitStack takes the stack trace off an error text of wazero, without the host's functions, whose names say
// nothing.
func splitStack(text string) (msg string, stack []string) {
	msg, trace, ok := strings.Cut(text, coreStackPrefix)
	if !ok {
		return text, nil
	}
	trace, _, _ = strings.Cut(trace, "\n\n") // a Go stack trace may follow
	return msg, slices.DeleteFunc(strings.Split(trace, "\n\t"), func(f string) bool { return strings.HasPrefix(f, hostModulePrefix) })
}

// asFailure gives an error the form in which it leaves this package.
func asFailure(err error) error {
	var abi *canon.Trap
	if errors.As(err, &abi) {
		return &Trap{Message: abi.Msg}
	}
	return err
}

// fail records why the running call ends; the first reason counts. What follows
// is unwinding.
func (inst *Instance) fail(err error) {
	if inst.failure == nil && err != nil {
		inst.failure = asFailure(err)
	}
}

// abort is fail, in a function that core code called.
func (inst *Instance) abort(err error) {
	inst.fail(err)
	panic(errAborted)
}

// addStack adds the frames of an outer core call that is being unwound.
func (inst *Instance) addStack(err error) {
	var t *Trap
	if errors.As(inst.failure, &t) {
		if _, stack := splitStack(err.Error()); len(t.Stack)+len(stack) <= maxStackFrames {
			t.Stack = append(t.Stack, stack...)
		}
	}
}

// maxStackFrames bounds the stack of a Trap, which names core functions of any length.
const maxStackFrames = 100
