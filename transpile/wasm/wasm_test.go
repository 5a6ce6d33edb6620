// Package main has its code for js/wasm only; these tests run natively, on its
// sources and on what it links.
package main

import (
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/transpile"
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

// Pages download this program. What is linked in beside package transpile and
// what that needs, and packages that are known to be large, would show in the
// budget of bytes (web/npm/package.test.mjs) only after they came.
func TestDependencies(t *testing.T) {
	const own = "github.com/jco-go/jco-go/"
	allowed := []string{"transpile", "transpile/wasm", "internal/component", "internal/plan", "internal/canon", "internal/wasmcode"}
	refused := []string{
		"compress/flate", "crypto", "database/sql", "flag", "go/ast", "html", "log", "math/big", "net", "net/url", "os/exec", "regexp",
		"text/tabwriter", "text/template", "testing",
	}
	for _, dep := range strings.Fields(goForWasm(t, "list", "-deps", ".")) {
		if path, ok := strings.CutPrefix(dep, own); ok {
			if !slices.Contains(allowed, path) {
				t.Errorf("the module holds %s", path)
			}
			continue
		}
		host, _, _ := strings.Cut(dep, "/")
		if strings.Contains(host, ".") {
			t.Errorf("the module holds %s, of another module", dep)
		}
		if slices.ContainsFunc(refused, func(r string) bool { return dep == r || strings.HasPrefix(dep, r+"/") }) {
			t.Errorf("the module holds %s", dep)
		}
	}
}

// The commands that look at all packages do not see this one.
func TestVet(t *testing.T) { goForWasm(t, "vet", ".") }

// An option that is added to package transpile can be set from JavaScript, and
// the library there knows it.
func TestEveryOption(t *testing.T) {
	source, err := os.ReadFile("options.go")
	if err != nil {
		t.Fatal(err)
	}
	library, err := os.ReadFile("../../web/npm/options.js")
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	for _, m := range regexp.MustCompile(`\tcase "(\w+)":`).FindAllSubmatch(source, -1) {
		set[string(m[1])] = true
	}
	fields := reflect.TypeFor[transpile.Options]()
	for i := range fields.NumField() {
		switch name := fields.Field(i).Name; {
		case name == "Map": // has a name for each entry
		case !set[name]:
			t.Errorf("options.go does not set %s", name)
		case !strings.Contains(string(library), "'"+name+"'"):
			t.Errorf("no option of web/npm/options.js sets %s", name)
		}
	}
}
