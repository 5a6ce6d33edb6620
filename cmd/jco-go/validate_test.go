package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every command that takes a component refuses what is not one, with the same
// words as validate, and writes nothing.
func TestEveryCommandValidates(t *testing.T) {
	bad, err := filepath.Glob("../../testdata/fixtures/bad/*.wasm")
	if err != nil || len(bad) < 20 {
		t.Fatal(bad, err)
	}
	commands := [][]string{
		{"transpile", "-o", "OUT"}, {"transpile", "-I", "sync", "-o", "OUT"}, {"types", "-o", "OUT"}, {"guest-types", "-o", "OUT"}, {"wit"}, {"plan"},
	}
	for _, file := range bad {
		var stdout, want bytes.Buffer
		if code := run([]string{"jco-go", "validate", file}, nil, &stdout, &want); code != exitFailure || stdout.Len() > 0 {
			t.Errorf("validate %s: exit code %d, %s", file, code, &stdout)
		}
		for _, c := range commands {
			out := filepath.Join(t.TempDir(), "out")
			args := append([]string{"jco-go"}, c...)
			for i := range args {
				args[i] = strings.Replace(args[i], "OUT", out, 1)
			}
			var stdout, stderr bytes.Buffer
			code := run(append(args, file), nil, &stdout, &stderr)
			if code != exitFailure || stdout.Len() > 0 || stderr.String() != want.String() {
				t.Errorf("%s %s: exit code %d, output %q, error %q, want %q", c[0], file, code, &stdout, &stderr, &want)
			}
			if _, err := os.Stat(out); !os.IsNotExist(err) {
				t.Errorf("%s %s wrote something: %v", c[0], file, err)
			}
		}
	}
}
