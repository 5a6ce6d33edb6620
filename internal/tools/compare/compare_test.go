package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// fakePeer is a program that takes every component of more than size bytes for
// valid, and says message about the others.
func fakePeer(t *testing.T, size int, message string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wasm-tools")
	script := fmt.Sprintf("#!/bin/sh\n[ \"$(wc -c)\" -gt %d ] && exit 0\necho 'WARN first'\necho 'error: %s'\nexit 1\n", size, message)
	if err := os.WriteFile(path, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

const adder = "../../../examples/adder/adder.wasm"

func compareAdder(t *testing.T, peer, list string, args ...string) (code int, out string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(file, []byte(list), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code = run(append([]string{"--wasm-tools", peer, "--differences", file, "--keep", filepath.Join(t.TempDir(), "keep"), "--each", "0"}, append(args, adder)...), &stdout, &stderr)
	return code, stdout.String() + stderr.String()
}

func TestDifferences(t *testing.T) {
	const entry = "# why\nspecimen: " + adder + "\nfeatures: all\nours: valid\ntheirs: invalid: too \\w+\nreason: it is small\n"
	agrees, differs := fakePeer(t, 0, ""), fakePeer(t, 1<<20, "too small")
	for name, tt := range map[string]struct {
		peer, list string
		code       int
		text       string
	}{
		"they agree":               {agrees, "", exitOK, "both say valid of 2 and invalid of 0; 0 differ"},
		"a difference":             {differs, "", exitFailure, "theirs: invalid: too small"},
		"a known difference":       {differs, entry, exitOK, "2 differ as listed, 0 otherwise"},
		"another difference":       {fakePeer(t, 1<<20, "other"), entry, exitFailure, "not true any more"},
		"an entry that is no more": {agrees, entry, exitFailure, "not true any more"},
		"a list without reason":    {agrees, strings.Replace(entry, "reason", "# reason", 1), exitUsage, "want a specimen, a reason"},
		"a list of agreement":      {agrees, strings.Replace(entry, "ours: valid", "ours: invalid: x", 1), exitUsage, "verdicts that differ"},
		"a missing program":        {"/no/such/program", "", exitFailure, "no such file"},
	} {
		if code, out := compareAdder(t, tt.peer, tt.list); code != tt.code || !strings.Contains(out, tt.text) {
			t.Errorf("%s: exit code %d, want %d and %q in\n%s", name, code, tt.code, tt.text, out)
		}
	}
}

// What is not in our set is off in wasm-tools.
func TestFeatureList(t *testing.T) {
	got := featureList(component.FeatureAsync)
	if !strings.HasPrefix(got, "all,-cm-async-stackful,") || strings.Contains(got, "-cm-async,") || !strings.HasSuffix(got, ",-cm-forward,-cm-accessors") {
		t.Error(got)
	}
}
