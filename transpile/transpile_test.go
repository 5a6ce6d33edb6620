package transpile

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/plan"
)

func TestRefusedOptions(t *testing.T) {
	bin := readComponent(t, "components/c-sync.wasm")
	negative := -1
	for option, opts := range map[string]Options{
		"name":          {Name: "../x"},
		"instantiation": {Instantiation: "later"},
		"tlaCompat":     {TLACompat: true, Instantiation: InstantiationAsync},
		"base64Cutoff":  {Base64Cutoff: &negative},
	} {
		_, err := Transpile(bin, opts)
		var refused *OptionError
		if !errors.As(err, &refused) || refused.Option != option {
			t.Errorf("%s: got %v, want an OptionError for it", option, err)
		}
	}
}

func TestAsyncIsRefusedByName(t *testing.T) {
	for fixture, want := range map[string][]string{
		"async-import":  {`"sleep"`, "async function"},
		"async-lift":    {"export"},
		"async-stream":  {"stream"},
		"threads":       {"thread.yield"},
		"error-context": {"error-context"},
	} {
		_, err := Transpile(readComponent(t, "fixtures/"+fixture+".wasm"), Options{})
		var refused *plan.UnsupportedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: got %v, want a plan.UnsupportedError", fixture, err)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not name %s", fixture, err, w)
			}
		}
	}
}

func TestResultLists(t *testing.T) {
	bin, err := os.ReadFile("../examples/adder/adder.wasm")
	if err != nil {
		t.Fatal(err)
	}
	zero := 0
	r, err := Transpile(bin, Options{Name: "adder", Base64Cutoff: &zero})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.Files {
		names = append(names, f.Name)
	}
	if want := []string{"adder.js", "adder.core.wasm", "adder.d.ts"}; !slices.Equal(names, want) {
		t.Errorf("files %v, want %v", names, want)
	}
	if len(r.Imports) != 0 || len(r.Exports) != 1 || r.Exports[0] != (Export{"add", ExportFunction}) {
		t.Errorf("imports %v, exports %v", r.Imports, r.Exports)
	}

	// The name of a file is no URL.
	r, err = Transpile(bin, Options{Name: "50% #1?", Base64Cutoff: &zero})
	if err != nil {
		t.Fatal(err)
	}
	if r.File("50% #1?.core.wasm") == nil || !strings.Contains(string(r.Files[0].Data), `new URL("./50%25 %231%3F.core.wasm", `) {
		t.Errorf("a file beside the module is not found by its URL:\n%s", r.Files[0].Data)
	}

	r, err = Transpile(readComponent(t, "fixtures/reexport.wasm"), Options{Map: map[string]string{"test:again/*": "./again.js#*", "shout": "#shout"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"#shout", "./again.js"}; !slices.Equal(r.Imports, want) {
		t.Errorf("imports %v, want %v", r.Imports, want)
	}
	for _, name := range []string{"host", "test:again/host@1.0.0", "shout", "cry"} {
		if !slices.ContainsFunc(r.Exports, func(e Export) bool { return e.Name == name }) {
			t.Errorf("no export %q in %v", name, r.Exports)
		}
	}
}
