package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/producers"
)

// What a binary says of itself moves no cursor and turns no text round.
func TestMetadataIsPrintable(t *testing.T) {
	const hostile = "a\x1b[2J\n\u0085\u2028\u2029\u202eb"
	list := []producers.Binary{{Parent: -1, Component: true, Name: hostile,
		Fields: []producers.Field{{Name: hostile, Values: []producers.Value{{Name: hostile, Version: hostile}}}}}}
	for name, print := range map[string]func(*strings.Builder) error{
		"text": func(b *strings.Builder) error { return metadataText(b, list) },
		"JSON": func(b *strings.Builder) error { return metadataJSON(b, list) },
	} {
		var out strings.Builder
		if err := print(&out); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.String() {
			if r != '\n' && component.Unprintable(r) {
				t.Errorf("%s: %q in %q", name, r, out.String())
			}
		}
		if !strings.Contains(out.String(), "[2J") {
			t.Errorf("%s: %q", name, out.String())
		}
		var back []struct{ Name string }
		if name == "JSON" && (json.Unmarshal([]byte(out.String()), &back) != nil || back[0].Name != hostile) {
			t.Errorf("%q comes back as %q", hostile, back)
		}
	}
}

// What is broken is shown, and not written anew.
func TestMetadataOfWhatIsBroken(t *testing.T) {
	dir := t.TempDir()
	// A component whose section of types is empty, a module with an import of no type.
	for name, bin := range map[string]string{
		"component.wasm": "\x00asm\x0d\x00\x01\x00\x07\x00",
		"module.wasm":    "\x00asm\x01\x00\x00\x00\x02\x05\x01\x00\x00\x00\x07",
	} {
		file, out := filepath.Join(dir, name), filepath.Join(dir, "out.wasm")
		if err := os.WriteFile(file, []byte(bin), 0o666); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		if code := run([]string{"jco-go", "metadata-show", file}, nil, io.Discard, &said); code != 0 {
			t.Errorf("%s: %d, %s", name, code, said.String())
		}
		code := run([]string{"jco-go", "metadata-add", file, "-m", "sdk=x", "-o", out}, nil, io.Discard, &said)
		if code != 1 || !strings.Contains(said.String(), "offset") {
			t.Errorf("%s: %d, %s", name, code, said.String())
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s was written anew", name)
		}
	}
}
