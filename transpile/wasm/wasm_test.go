// Package wasm has its code for js/wasm only; these tests run natively, on its
// sources and on what it links.
package wasm

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

// Pages download the program that this package is part of. What is linked in beside the packages
// of this repository and the command line's, and packages that are known to be large, would show in
// the budget of bytes (web/npm/package.test.mjs) only after they came.
func TestDependencies(t *testing.T) {
	refused := []string{
		"compress", "crypto", "database/sql", "go/ast", "html", "log", "math/big", "net/http", "regexp", "testing", "text/template",
	}
	linked := strings.Fields(goForWasm(t, "list", "-deps", "-tags=urfave_cli_no_template", "github.com/jco-go/jco-go/cmd/jco-go"))
	if !slices.Contains(linked, "github.com/jco-go/jco-go/transpile/wasm") {
		t.Error("the command line does not have this package")
	}
	for _, dep := range linked {
		host, _, _ := strings.Cut(dep, "/")
		known := strings.HasPrefix(dep, "github.com/jco-go/jco-go/") || dep == "github.com/urfave/cli/v3" || strings.HasPrefix(dep, "github.com/hack-pad/safejs")
		if strings.Contains(host, ".") && !known {
			t.Errorf("the program holds %s, of another module", dep)
		}
		if slices.ContainsFunc(refused, func(r string) bool { return dep == r || strings.HasPrefix(dep, r+"/") }) {
			t.Errorf("the program holds %s", dep)
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
