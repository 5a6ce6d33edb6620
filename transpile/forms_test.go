package transpile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// Every form of the module of every fixture parses, declares what it uses, and
// uses no global but those that it may.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("../testdata/fixtures/*.wasm")
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	features := component.AllFeatures()
	for _, file := range files {
		bin, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, opts := range hostileModes {
			if opts.Guest {
				continue
			}
			opts.Features = &features
			result, err := Transpile(bin, opts)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			t.Run(filepath.Base(file), func(t *testing.T) { checkHostile(t, result, nil) })
		}
	}
}
