package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// What is committed is what the core has now.
func TestGenerated(t *testing.T) {
	const wasm = "../../../polyfill/wasm"
	ops, err := allOperations("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{exportsFile: exports(ops), typesFile: types(ops)} {
		got, err := os.ReadFile(filepath.Join(wasm, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not up to date: go generate ./polyfill/wasm", filepath.Base(name))
		}
	}
}
