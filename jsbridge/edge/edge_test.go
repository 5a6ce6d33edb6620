//go:build js && wasm

package edge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"github.com/hack-pad/safejs"
)

// object makes an object with a method f of this body.
func object(body string) safejs.Value {
	return safejs.Safe(js.Global().Get("Function").New("return { f(a, b) { " + body + " } }").Invoke())
}

func text(t *testing.T, v safejs.Value) string {
	t.Helper()
	s, err := v.String()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCall(t *testing.T) {
	v, err := Call(object("return a + b"), "f", "one", safejs.Safe(js.ValueOf(" two")))
	if err != nil || text(t, v) != "one two" {
		t.Error(v, err)
	}
	// Bytes go both ways.
	v, err = Call(object("return a.map((x) => x + 1)"), "f", []byte{1, 2, 255})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := Bytes(v); err != nil || !bytes.Equal(b, []byte{2, 3, 0}) {
		t.Error(b, err)
	}
	if v, err = Call(object("return a"), "f", []byte{}); err != nil {
		t.Fatal(err)
	}
	if b, err := Bytes(v); err != nil || len(b) != 0 {
		t.Error(b, err)
	}
	for _, other := range []any{"text", 5, nil, js.Undefined(), js.Global().Get("Object").New(), map[string]any{"length": -5}} {
		if _, err := Bytes(safejs.Safe(js.ValueOf(other))); err == nil || !strings.HasPrefix(err.Error(), "want a Uint8Array, got a JavaScript ") {
			t.Errorf("%v: %v", other, err)
		}
	}
}

func TestGlobal(t *testing.T) {
	if _, ok := Global("Math"); !ok {
		t.Error("there is no Math")
	}
	for _, name := range []string{"noSuchObject", "undefined", "NaN"} {
		if _, ok := Global(name); ok {
			t.Errorf("there is %s", name)
		}
	}
}

// thrown are things to throw or to reject with, and their messages.
var thrown = map[string]string{
	"new TypeError('of a type')":             "of a type",
	"new Error('')":                          "Error",
	"'a string'":                             "a string",
	"7":                                      "7",
	"null":                                   "null",
	"undefined":                              "undefined",
	"{ message: 'mine' }":                    "mine",
	"{ message: 5, toString: () => 'mine' }": "mine",
	"{ get message() { throw 1 }, toString() { throw 1 } }": "a JavaScript object that has no text",
	"Object.create(null)": "a JavaScript object that has no text",
	"Symbol('sign')":      "Symbol(sign)",
}

func checkException(t *testing.T, code string, err error, want string) {
	t.Helper()
	var e *Exception
	if !errors.As(fmt.Errorf("wrapped: %w", err), &e) || e.Error() != want {
		t.Errorf("%s: %v, want %q", code, err, want)
		return
	}
	if isError := strings.HasPrefix(code, "new "); isError != (e.Stack != "") {
		t.Errorf("%s: stack %q", code, e.Stack)
	}
}

func TestThrown(t *testing.T) {
	for code, want := range thrown {
		_, err := Call(object("throw "+code), "f")
		checkException(t, code, err, want)
	}
	_, err := Call(object(""), "g")
	if err == nil || !strings.Contains(err.Error(), "g") {
		t.Errorf("no such method: %v", err)
	}
	_, err = Call(safejs.Undefined(), "f")
	if err == nil {
		t.Error("a method of undefined was called")
	}
	_, err = Call(object(""), "f", make(chan int))
	if err == nil {
		t.Error("a channel went to JavaScript")
	}
}

func TestRejected(t *testing.T) {
	for code, want := range thrown {
		for _, body := range []string{
			"return Promise.reject(" + code + ")",
			"return new Promise((_, no) => setTimeout(() => no(" + code + "), 1))",
			"return { then(_, no) { no(" + code + "); no(1); } }",
			"return { then() { throw " + code + " } }",
		} {
			promise, err := Call(object(body), "f")
			if err != nil {
				t.Fatal(err)
			}
			_, err = Await(context.Background(), promise)
			checkException(t, code, err, want)
		}
	}
}

func TestFulfilled(t *testing.T) {
	for body, want := range map[string]string{
		"return Promise.resolve('now')":                                  "now",
		"return new Promise((yes) => setTimeout(() => yes('later'), 1))": "later",
		"return { then(yes) { yes('thenable'); yes('again'); } }":        "thenable",
		"return 'plain'": "plain",
		"return Object.assign(() => {}, { then: (yes) => yes('function') })": "function",
	} {
		promise, err := Call(object(body), "f")
		if err != nil {
			t.Fatal(err)
		}
		v, err := Await(context.Background(), promise)
		if err != nil || text(t, v) != want {
			t.Errorf("%s: %v, %v", body, v, err)
		}
	}
	for _, body := range []string{"", "return Promise.resolve()", "return { then(yes) { yes() } }"} {
		promise, _ := Call(object(body), "f")
		if v, err := Await(context.Background(), promise); err != nil || !v.IsUndefined() {
			t.Errorf("%s: %v, %v", body, v, err)
		}
	}
	// An object whose then is no function is a value; one whose then cannot be read is a rejection.
	promise, _ := Call(object("return { then: 1 }"), "f")
	if v, err := Await(context.Background(), promise); err != nil || v.Type() != safejs.TypeObject {
		t.Error(v, err)
	}
	promise, _ = Call(object("return { get then() { throw 'no' } }"), "f")
	if _, err := Await(context.Background(), promise); err == nil || err.Error() != "no" {
		t.Error(err)
	}
}

// Who does not wait any more is left alone by what the promise comes to.
func TestGivenUp(t *testing.T) {
	for _, how := range []string{"yes()", "no(new Error('late'))"} {
		ctx, cancel := context.WithTimeoutCause(context.Background(), 5*time.Millisecond, errors.New("no patience"))
		promise, err := Call(object("return new Promise((yes, no) => setTimeout(() => "+how+", 30))"), "f")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Await(ctx, promise); err == nil || err.Error() != "no patience" {
			t.Error(err)
		}
		cancel()
		time.Sleep(50 * time.Millisecond)
	}
}

// Many at a time, each with its own value.
func TestMany(t *testing.T) {
	const n = 200
	sum := make(chan int, n)
	for i := range n {
		go func() {
			promise, err := Call(object("return new Promise((yes) => setTimeout(() => yes(a), a % 7))"), "f", i)
			if err == nil {
				promise, err = Await(context.Background(), promise)
			}
			if err != nil {
				t.Error(err)
			}
			v, _ := promise.Int()
			sum <- v
		}()
	}
	total := 0
	for range n {
		total += <-sum
	}
	if total != n*(n-1)/2 {
		t.Error(total)
	}
}
