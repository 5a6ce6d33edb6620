package transpile

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/minify"
)

// The glue of components of one function stays small: minified and compressed,
// without core modules.
func TestGlueSize(t *testing.T) {
	features := component.AllFeatures()
	for _, c := range []struct {
		component string
		most      int // bytes
	}{
		{"../examples/adder/adder.wasm", 1_700},
		{"../testdata/fixtures/async-import.wasm", 1_700},
		{"../testdata/fixtures/async-greet.wasm", 3_000}, // strings, and a host that waits
	} {
		bin, err := os.ReadFile(c.component)
		if err != nil {
			t.Fatal(err)
		}
		result, err := Transpile(bin, Options{Name: "c", NoTypescript: true, Base64Cutoff: new(int), Features: &features})
		if err != nil {
			t.Fatal(err)
		}
		small, err := minify.JavaScript(result.Files[0].Data)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		_, _ = w.Write(small)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if packed.Len() > c.most {
			t.Errorf("%s: the glue has %d bytes, more than %d", c.component, packed.Len(), c.most)
		}
		if packed.Len() < c.most/2 {
			t.Errorf("%s: the glue has %d bytes, far less than %d: is all of it there?", c.component, packed.Len(), c.most)
		}
	}
}
