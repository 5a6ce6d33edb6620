package producers

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func example(t *testing.T) []byte {
	t.Helper()
	bin, err := os.ReadFile("../../examples/rust-inventory/rust-inventory.wasm")
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

func TestRead(t *testing.T) {
	bin := example(t)
	list, err := Read(bin)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 5 {
		t.Fatalf("%d binaries, want a component with three modules and a component", len(list))
	}
	outer := list[0]
	if !outer.Component || outer.Parent != -1 || outer.Children != 4 || outer.End != len(bin) ||
		len(outer.Fields) != 1 || outer.Fields[0].Name != "processed-by" || outer.Fields[0].Values[0].Name != "wit-component" {
		t.Errorf("outermost: %+v", outer)
	}
	if shim := list[2]; shim.Component || shim.Parent != 0 || shim.Name != "wit-component:shim" || shim.Start == 0 {
		t.Errorf("shim: %+v", shim)
	}
}

func TestAdd(t *testing.T) {
	bin := example(t)
	out, err := Add(bin, []Field{
		{"processed-by", []Value{{"wit-component", "9"}, {"me", "1.0"}}},
		{"sdk", []Value{{"mine", ""}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := Read(out)
	if err != nil {
		t.Fatal(err)
	}
	want := []Field{{"processed-by", []Value{{"wit-component", "9"}, {"me", "1.0"}}}, {"sdk", []Value{{"mine", ""}}}}
	if !reflect.DeepEqual(list[0].Fields, want) {
		t.Errorf("%+v", list[0].Fields)
	}
	// What is inside stays as it was, and so does a binary to which nothing is added.
	before, _ := Read(bin)
	for i := 1; i < len(list); i++ {
		a, b := before[i], list[i]
		if string(bin[a.Start:a.End]) != string(out[b.Start:b.End]) {
			t.Errorf("%d changed", i)
		}
	}
	again, err := Add(out, nil)
	if err != nil || string(again) != string(out) {
		t.Errorf("adding nothing changes something (%v)", err)
	}
}

func TestErrors(t *testing.T) {
	nested := "\x00asm\x0d\x00\x01\x00"
	for range maxDepth + 2 {
		n := len(nested)
		size := string([]byte{byte(n&0x7f | 0x80), byte(n >> 7)})
		nested = "\x00asm\x0d\x00\x01\x00\x04" + size + nested
	}
	for bin, want := range map[string]string{
		"":                                 "no WebAssembly binary",
		"hello, world":                     "no WebAssembly binary",
		"\x00asm\x01\x00\x00\x00\x00":      "offset 0x9",
		"\x00asm\x01\x00\x00\x00\x00\x7f":  "longer than the binary (at offset 0xa)",
		"\x00asm\x0d\x00\x01\x00\x01\x01x": "no WebAssembly binary (at offset 0xa)",
		"\x00asm\x01\x00\x00\x00\x00\x0b\x09producers\x7f": "offset",
		nested: "nested more than 100 deep",
	} {
		if _, err := Read([]byte(bin)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%.20q) gives %v, want %q", bin, err, want)
		}
		if _, err := Add([]byte(bin), nil); err == nil {
			t.Errorf("Add(%.20q) gives no error", bin)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x00\x0b\x09producers\x00"))
	f.Fuzz(func(t *testing.T, bin []byte) {
		if _, err := Read(bin); err != nil {
			return
		}
		out, err := Add(bin, []Field{{"sdk", []Value{{"a", "b"}}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(out); err != nil {
			t.Fatal(err)
		}
	})
}
