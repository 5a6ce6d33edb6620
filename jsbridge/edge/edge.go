//go:build js && wasm

package edge

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"github.com/hack-pad/safejs"
)

// Exception is what JavaScript threw, or what a promise was rejected with: an Error or any other
// value.
type Exception struct {
	Value safejs.Value
	// Message is that of an Error, and of any other value what String makes of it.
	Message string
	// Stack is JavaScript's, "" for what is no Error.
	Stack string
}

func (e *Exception) Error() string { return e.Message }

// exception describes a value that was thrown, whatever that is.
func exception(v safejs.Value) *Exception {
	e := &Exception{Value: v}
	if v.Type() == safejs.TypeObject {
		e.Message, e.Stack = property(v, "message"), property(v, "stack")
	}
	if e.Message != "" {
		return e
	}
	text, err := call(safejs.Safe(js.Global()), "String", v)
	if err == nil {
		e.Message, err = text.String()
	}
	if err != nil { // its toString throws, say
		e.Message = fmt.Sprintf("a JavaScript %s that has no text", v.Type())
	}
	return e
}

// property is a property that is a string, "" if there is none.
func property(v safejs.Value, name string) string {
	p, err := get(v, name)
	if err != nil || p.Type() != safejs.TypeString {
		return ""
	}
	s, _ := p.String()
	return s
}

// get is v.Get where a getter may throw: an exception would go through this program's frames, and leave it
// broken, where nothing but a function was called.
func get(v safejs.Value, name string) (safejs.Value, error) {
	return call(safejs.Safe(js.Global().Get("Reflect")), "get", v, name)
}

// call is Call without the form of its error.
func call(v safejs.Value, method string, args ...any) (safejs.Value, error) {
	return v.Call(method, args...)
}

// Global finds an object among the globals; ok is false if there is none.
func Global(name string) (object safejs.Value, ok bool) {
	v, err := safejs.Safe(js.Global()).Get(name)
	return v, err == nil && v.Type() == safejs.TypeObject
}

// Call calls a method. An argument is what js.ValueOf takes, a safejs.Value, or a []byte, of which JavaScript gets a
// copy as a Uint8Array. The error is an [*Exception] of what the method threw.
func Call(object safejs.Value, method string, args ...any) (safejs.Value, error) {
	converted := make([]any, len(args))
	for i, arg := range args {
		if b, ok := arg.([]byte); ok {
			array, err := bytesOf(b)
			if err != nil {
				return safejs.Undefined(), err
			}
			arg = array
		}
		converted[i] = arg
	}
	v, err := call(object, method, converted...)
	if err == nil {
		return v, nil
	}
	var thrown js.Error
	if errors.As(err, &thrown) {
		return safejs.Undefined(), exception(safejs.Safe(thrown.Value))
	}
	return safejs.Undefined(), fmt.Errorf("calling %s: %w", method, err)
}

func bytesOf(b []byte) (safejs.Value, error) {
	constructor, err := safejs.Safe(js.Global()).Get("Uint8Array")
	if err != nil {
		return constructor, err
	}
	array, err := constructor.New(len(b))
	if err == nil {
		_, err = safejs.CopyBytesToJS(array, b)
	}
	return array, err
}

// Bytes copies the bytes of a Uint8Array.
func Bytes(v safejs.Value) ([]byte, error) {
	global := js.Global()
	view, err := call(safejs.Safe(global.Get("ArrayBuffer")), "isView", v)
	if err != nil {
		return nil, err
	}
	if is, _ := view.Bool(); !is || !safejs.Unsafe(v).InstanceOf(global.Get("Uint8Array")) {
		return nil, fmt.Errorf("want a Uint8Array, got a JavaScript %s", v.Type())
	}
	n, err := v.Length()
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = safejs.CopyBytesToGo(b, v)
	return b, err
}

// outcome is how a promise was settled.
type outcome struct {
	value    safejs.Value
	rejected bool
}

// Await waits for a promise or thenable; anything else is its own value. The error is an [*Exception] of what it was
// rejected with, or the cause of the end of ctx: what the promise comes to then is nobody's concern.
//
// It must not be called by what JavaScript has called: the promise could not settle meanwhile.
func Await(ctx context.Context, v safejs.Value) (safejs.Value, error) {
	// Of a thenable it makes a promise, which settles once.
	promise, err := Call(safejs.Safe(js.Global().Get("Promise")), "resolve", v)
	if err != nil {
		return safejs.Undefined(), err
	}
	w := &waiter{done: make(chan outcome, 1)}
	fulfilled, err := w.handler(false)
	if err != nil {
		return safejs.Undefined(), err
	}
	rejected, err := w.handler(true)
	if err != nil {
		return safejs.Undefined(), err
	}
	if _, err := Call(promise, "then", fulfilled, rejected); err != nil {
		return safejs.Undefined(), err
	}
	select {
	case <-ctx.Done():
		return safejs.Undefined(), context.Cause(ctx)
	case o := <-w.done:
		if o.rejected {
			return safejs.Undefined(), exception(o.value)
		}
		return o.value, nil
	}
}

// waiter waits for one promise.
type waiter struct {
	done  chan outcome
	funcs []safejs.Func
}

// handler makes one of the two functions that a promise is given. Both stay until it has called one of them.
func (w *waiter) handler(rejected bool) (safejs.Func, error) {
	f, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		for _, f := range w.funcs {
			f.Release()
		}
		w.done <- outcome{args[0], rejected}
		return nil
	})
	w.funcs = append(w.funcs, f)
	return f, err
}
