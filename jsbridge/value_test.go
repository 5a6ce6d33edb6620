//go:build js && wasm

package jsbridge

import (
	"bytes"
	"errors"
	"fmt"
	"syscall/js"
	"testing"
)

// table is JavaScript's, which internal/tools/gotest/run.js has made.
var table = js.Global().Get("jsvalues")

// put gives a value of syscall/js as JavaScript's half would.
func put(v any) Value { return Value(table.Call("put", v).Int()) }

// attempt is a call of JavaScript's as the other half makes one.
func attempt(code string) (Value, error) {
	return Result(int32(table.Call("attempt", js.Global().Get("Function").New(code)).Int()))
}

func kept() int { return table.Get("size").Int() }

func uint8Array(b ...byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

func TestBytes(t *testing.T) {
	for _, want := range [][]byte{{}, {1, 2, 3}, bytes.Repeat([]byte{7}, 1<<20)} {
		v := put(uint8Array(want...))
		for range 2 {
			got, err := v.Bytes()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		}
		if err := v.Release(); err != nil {
			t.Error(err)
		}
	}
	// A view of a part, and what is no Uint8Array.
	part := put(uint8Array(1, 2, 3, 4).Call("subarray", 1, 3))
	if got, err := part.Bytes(); err != nil || !bytes.Equal(got, []byte{2, 3}) {
		t.Error(got, err)
	}
	part.Release()
	for _, other := range []any{"text", 5, nil, js.Global().Get("ArrayBuffer").New(8)} {
		v := put(other)
		if _, err := v.Bytes(); !errors.Is(err, ErrNoBytes) {
			t.Errorf("%v: %v", other, err)
		}
		v.Release()
	}
	if kept() != 0 {
		t.Errorf("%d values are left", kept())
	}
}

func TestUndefined(t *testing.T) {
	v := put(js.Undefined())
	if v != 0 {
		t.Errorf("undefined is %d", v)
	}
	for range 2 {
		if err := v.Release(); err != nil {
			t.Error(err)
		}
	}
	if text, err := v.Text(); text != "undefined" || err != nil {
		t.Error(text, err)
	}
	if kept() != 0 {
		t.Errorf("%d values are left", kept())
	}
}

// A slot is used again, under another number each time.
func TestReuse(t *testing.T) {
	seen := map[Value]bool{}
	for i := range 1000 {
		v := put(fmt.Sprint(i))
		if v <= 0 || seen[v] {
			t.Fatalf("the value %d comes twice", v)
		}
		seen[v] = true
		if text, err := v.Text(); text != fmt.Sprint(i) || err != nil {
			t.Fatal(text, err)
		}
		if err := v.Release(); err != nil {
			t.Fatal(err)
		}
	}
	// Text takes a slot for a moment.
	slots := map[Value]bool{}
	for v := range seen {
		slots[v&0xffff] = true
	}
	if len(slots) > 2 {
		t.Errorf("%d slots for one value at a time", len(slots))
	}
	// Many at a time.
	var values []Value
	for i := range 5000 {
		values = append(values, put(i))
	}
	if kept() != 5000 {
		t.Errorf("%d values are kept", kept())
	}
	for i, v := range values {
		if text, err := v.Text(); text != fmt.Sprint(i) || err != nil {
			t.Fatal(i, text, err)
		}
		v.Release()
	}
	if kept() != 0 {
		t.Errorf("%d values are left", kept())
	}
}

func TestStale(t *testing.T) {
	old := put("old")
	old.Release()
	young := put("young") // in the same slot
	if young&0xffff != old&0xffff || young == old {
		t.Errorf("%x after %x", young, old)
	}
	for _, v := range []Value{old, 0x7fff, 1<<30 | 1, -1, -1 << 31} {
		if _, err := v.Bytes(); !errors.Is(err, ErrStale) {
			t.Errorf("%x: bytes: %v", v, err)
		}
		if _, err := v.Text(); !errors.Is(err, ErrStale) {
			t.Errorf("%x: text: %v", v, err)
		}
		if err := v.Release(); !errors.Is(err, ErrStale) {
			t.Errorf("%x: release: %v", v, err)
		}
	}
	if text, err := young.Text(); text != "young" || err != nil {
		t.Error(text, err)
	}
	young.Release()
	if kept() != 0 {
		t.Errorf("%d values are left", kept())
	}
}

func TestThrown(t *testing.T) {
	for code, want := range map[string]string{
		"throw new TypeError('of a type')": "of a type",
		"throw 'a string'":                 "a string",
		"throw 7":                          "7",
		"throw null":                       "null",
		"throw undefined":                  "undefined was thrown",
		"throw { toString: () => 'mine' }": "mine",
		"throw { toString() { throw 1 } }": "a object that has no text",
		"throw Object.create(null)":        "a object that has no text",
		"throw Symbol('sign')":             "Symbol(sign)",
		"throw 5n":                         "5",
		"throw new Proxy(function f() {}, { get() { throw 1 } })": "a function that has no text",
	} {
		_, err := attempt(code)
		var thrown *Exception
		if !errors.As(fmt.Errorf("wrapped: %w", err), &thrown) {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if thrown.Error() != want {
			t.Errorf("%s: %q, want %q", code, thrown.Error(), want)
		}
		// It is the very value for JavaScript.
		back := table.Call("take", int(thrown.Value))
		if code == "throw 7" && (back.Type() != js.TypeNumber || back.Int() != 7) {
			t.Errorf("%s: %v came back", code, back)
		}
		if _, err := thrown.Value.Text(); !errors.Is(err, ErrStale) {
			t.Errorf("%s: %v after it went back", code, err)
		}
	}
	v, err := attempt("return new Uint8Array([1])")
	if err != nil {
		t.Fatal(err)
	}
	v.Release()
	if v, err := attempt(""); v != 0 || err != nil {
		t.Error(v, err)
	}
	if kept() != 0 {
		t.Errorf("%d values are left", kept())
	}
}

// There is an end to it, which is an error of the other half's.
func TestTooMany(t *testing.T) {
	full := js.Global().Get("Function").New("table", `
		const values = new table.constructor();
		try { for (;;) values.put(0); } catch (e) { return values.size + ' ' + e.message; }`)
	if got := full.Invoke(table).String(); got != "65535 too many JavaScript values at a time" {
		t.Error(got)
	}
}
