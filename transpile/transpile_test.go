package transpile

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
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

// Only what needs the async runtime imports it.
func TestWhoUsesTheRuntime(t *testing.T) {
	for component, want := range map[string]bool{
		"fixtures/async-import.wasm": true, "fixtures/async-lift.wasm": true, "fixtures/async-stream.wasm": true,
		"fixtures/threads.wasm": true, "fixtures/error-context.wasm": true,
		"components/c-sync.wasm": false, "fixtures/resources.wasm": false,
	} {
		for _, mode := range []Instantiation{InstantiationNone, InstantiationAsync, InstantiationSync} {
			r, err := Transpile(readComponent(t, component), Options{Instantiation: mode})
			if err != nil {
				t.Errorf("%s: %v", component, err)
				continue
			}
			if got := strings.Contains(string(r.Files[0].Data), "jco-go-runtime"); got != want || r.Runtime != want {
				t.Errorf("%s, instantiation %q: uses the runtime: %v, Result.Runtime: %v, want %v", component, mode, got, r.Runtime, want)
			}
		}
	}
	r, err := Transpile(readComponent(t, "fixtures/async-lift.wasm"), Options{Runtime: "../shared/runtime.js"})
	if err != nil || !strings.Contains(string(r.Files[0].Data), `from "../shared/runtime.js"`) {
		t.Errorf("the option Runtime does not name where the runtime comes from (%v)", err)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "a:b/c@1.0.0#d", true}, {"a:b/*#d", "a:b/c@1.0.0#d", true}, {"a:b/*#e", "a:b/c@1.0.0#d", false},
		{"run", "run", true}, {"run", "runs", false}, {"*s", "runs", true}, {"a*b*c", "aXbYbc", true}, {"a*b*c", "aXc", false}, {"", "", true},
	} {
		if got := matches(c.pattern, c.name); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.name, got)
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
