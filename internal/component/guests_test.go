package component

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// TestGuests decodes every component that real toolchains made.
func TestGuests(t *testing.T) {
	dir := sharedDir(t)
	if dir == "" {
		return
	}
	n := 0
	for _, sub := range []string{"guests", "bench"} {
		err := filepath.WalkDir(filepath.Join(dir, sub), func(path string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".wasm" {
				return err
			}
			bin, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			c, err := Decode(bin, DefaultFeatures())
			if wasmcode.IsModule(bin) {
				if !errors.Is(err, ErrCoreModule) {
					t.Errorf("%s: %v, want ErrCoreModule", path, err)
				}
				return nil
			}
			n++
			if err != nil {
				t.Errorf("%s: %v", path, err)
				return nil
			}
			if len(c.Type.Exports) == 0 {
				t.Errorf("%s: no exports", path)
			}
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Logf("%d components", n)
}
