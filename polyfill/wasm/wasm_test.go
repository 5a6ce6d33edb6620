// Package main has its code for js/wasm only; these tests run natively, on its
// sources and on what it links.
package main

//go:generate go run ../../internal/tools/coreexports

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func goForWasm(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// Pages download this program with every component that needs it: it holds the task
// core, Go's own runtime, and nothing else to speak of. web/runtime/core.test.mjs
// counts the bytes.
func TestDependencies(t *testing.T) {
	const own = "github.com/jco-go/jco-go/"
	allowed := []string{"polyfill/wasm", "internal/task", "webstreams"}
	standard := []string{"errors", "iter", "math", "math/bits", "runtime", "unicode/utf8", "unsafe"}
	for _, dep := range strings.Fields(goForWasm(t, "list", "-deps", ".")) {
		if path, ok := strings.CutPrefix(dep, own); ok {
			if !slices.Contains(allowed, path) {
				t.Errorf("the module holds %s", path)
			}
			continue
		}
		if !strings.HasPrefix(dep, "internal/") && !slices.Contains(standard, dep) {
			t.Errorf("the module holds %s", dep)
		}
	}
}

// The commands that look at all packages do not see this one.
func TestVet(t *testing.T) { goForWasm(t, "vet", ".") }
