package component

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// FuzzDecode is seeded with the project's own components and, where it is
// there, every binary of the specification's suite and the small guests. No
// input may make Decode panic, or allocate more than maxAlloc says; each error
// is an *Error that points into the input.
func FuzzDecode(f *testing.F) {
	const maxSeed = 100_000
	for _, root := range []string{"testdata", "../../testdata", "../../examples"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".wasm" {
				return err
			}
			bin, err := os.ReadFile(path)
			if err == nil && len(bin) <= maxSeed {
				f.Add(bin)
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			f.Fatal(err)
		}
	}
	if dir := sharedDir(f); dir != "" {
		for _, c := range suiteCommands(f, dir) {
			f.Add(c.bin)
		}
		paths, _ := filepath.Glob(filepath.Join(dir, "guests", "*", "*.wasm"))
		for _, p := range paths {
			if bin, err := os.ReadFile(p); err == nil && len(bin) <= maxSeed {
				f.Add(bin)
			}
		}
	}
	f.Add([]byte(comp()))
	f.Fuzz(func(t *testing.T, bin []byte) {
		for _, features := range []Features{DefaultFeatures(), AllFeatures()} {
			before := allocated()
			c, err := Decode(bin, features)
			if used := allocated() - before; used > maxAlloc(len(bin)) {
				t.Errorf("allocated %d bytes for an input of %d", used, len(bin))
			}
			if err == nil {
				if c.Type == nil || len(c.Bytes) != len(bin) {
					t.Errorf("decoded, but incomplete: %+v", c)
				}
				continue
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%T, want *Error: %v", err, err)
			}
			if e.Offset < 0 || e.Offset > len(bin) || e.Path == "" || e.Msg == "" {
				t.Errorf("error without place: %+v", e)
			}
		}
	})
}
