package transpile

import (
	"bytes"

	"os"
	"path/filepath"
	"testing"
)

// TestGoldenGlue keeps the generated modules readable and stable: who changes
// the generator sees here what that does.
func TestGoldenGlue(t *testing.T) {
	for name, c := range map[string]struct {
		component string
		opts      Options
	}{
		"adder":         {"../examples/adder/adder.wasm", Options{Name: "adder"}},
		"echo.async":    {"../testdata/components/c-sync.wasm", Options{Name: "echo", Instantiation: InstantiationAsync}},
		"resources":     {"../testdata/fixtures/resources.wasm", Options{Name: "resources", Instantiation: InstantiationSync}},
		"names-hostile": {"../testdata/fixtures/names-hostile.wasm", Options{Name: "names", Base64Cutoff: new(int)}},
		"async-lift":    {"../testdata/fixtures/async-lift.wasm", Options{Name: "later"}},
		"async-import":  {"../testdata/fixtures/async-import.wasm", Options{Name: "host", Instantiation: InstantiationAsync}},
		"reexport.tla":  {"../testdata/fixtures/reexport.wasm", Options{Name: "reexport", TLACompat: true}},
	} {
		t.Run(name, func(t *testing.T) {
			bin, err := os.ReadFile(filepath.FromSlash(c.component))
			if err != nil {
				t.Fatal(err)
			}
			c.opts.NoTypescript = true
			result, err := Transpile(bin, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Files[0].Data
			golden := filepath.Join("testdata", "golden", name+".js")
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs from what is written now; go test -run Golden -update ./transpile writes it anew\n%s", golden, firstDifference(want, got))
			}
		})
	}
}

// TestDeterministic transpiles every component of the test data twice.
func TestDeterministic(t *testing.T) {
	for _, glob := range []string{"../testdata/components/*.wasm", "../testdata/fixtures/*.wasm", "../examples/*/*.wasm"} {
		files, err := filepath.Glob(glob)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", glob, err)
		}
		for _, file := range files {
			bin, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, mode := range []Instantiation{InstantiationNone, InstantiationAsync} {
				first, err1 := Transpile(bin, Options{Name: "c", Instantiation: mode})
				second, err2 := Transpile(bin, Options{Name: "c", Instantiation: mode})
				if (err1 == nil) != (err2 == nil) || err1 != nil && err1.Error() != err2.Error() {
					t.Errorf("%s: %v, then %v", file, err1, err2)
				}
				if err1 != nil || err2 != nil {
					continue
				}
				if len(first.Files) != len(second.Files) {
					t.Errorf("%s: %d files, then %d", file, len(first.Files), len(second.Files))
					continue
				}
				for i, f := range first.Files {
					if f.Name != second.Files[i].Name || !bytes.Equal(f.Data, second.Files[i].Data) {
						t.Errorf("%s: %s differs the second time", file, f.Name)
					}
				}
			}
		}
	}
}
