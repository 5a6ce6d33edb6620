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

// What a binary says is shown, and does not reach the terminal as it is.
func TestHostileMessage(t *testing.T) {
	name := "a\x1b[2J\u202e\tb\u009b"
	module := "\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00"
	item := string(rune(len(name))) + name
	imports := "\x02" + item + item + "\x00\x00" + item + item + "\x00\x00"
	module += "\x02" + string(rune(len(imports))) + imports
	var stdout, stderr bytes.Buffer
	in := strings.NewReader("\x00asm\x0d\x00\x01\x00\x01" + string(rune(len(module))) + module)
	if code := run([]string{"jco-go", "validate", "-"}, in, &stdout, &stderr); code != exitFailure {
		t.Errorf("exit code %d", code)
	}
	if got := stderr.String(); !strings.Contains(got, "duplicate import name `a\ufffd[2J\ufffd\ufffdb\ufffd:a\ufffd[2J") || strings.ContainsAny(got, "\x1b\u202e\u009b\t") {
		t.Errorf("%q", got)
	}
}
