package component

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkDecode decodes real components, and one of 12 MB that nests copies
// of a real one.
func BenchmarkDecode(b *testing.B) {
	dir := sharedDir(b)
	if dir == "" {
		return // sharedDir has said why
	}
	read := func(path string) []byte {
		bin, err := os.ReadFile(filepath.Join(dir, "guests", path))
		if err != nil {
			b.Fatal(err)
		}
		return bin
	}
	qjs := read("qjs-p3-http/app.wasm")
	big := []byte(header)
	for len(big) < 12_000_000 {
		big = append(big, section(4, string(qjs))...)
	}
	for _, c := range []struct {
		name string
		bin  []byte
	}{
		{"qjs-p3-http", qjs},
		{"go-wasi3", read("go-wasi3/go-wasi3.wasm")},
		{"nested-12MB", big},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(c.bin, DefaultFeatures()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(c.bin))/1e6, "MB-in")
		})
	}
}
