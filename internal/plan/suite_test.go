package plan_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// shared is the folder of material that is not in the repository, "" if it is
// not there.
func shared(t *testing.T) string {
	dir := os.Getenv("JCO_GO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	return dir
}

// TestEveryComponentPlans builds a plan of every component at hand that
// decodes: none may panic, each must print, and each keeps the order of its steps.
func TestEveryComponentPlans(t *testing.T) {
	dirs := []string{filepath.Join("..", "..", "testdata"), filepath.Join("..", "..", "examples")}
	if dir := shared(t); dir != "" {
		dirs = append(dirs, dir)
	} else {
		t.Log("no shared folder: only the project's own components")
	}
	planned := 0
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".wasm") {
				return err
			}
			bin, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			c, err := component.Decode(bin, component.AllFeatures())
			if err != nil {
				return nil
			}
			p, err := plan.Build(c)
			if err != nil {
				var e *plan.Error
				if !errors.As(err, &e) || strings.Contains(err.Error(), "the decoder should have refused it") {
					t.Errorf("%s: %v", path, err)
				}
				return nil
			}
			planned++
			if p.String() == "" && len(c.Defs) > 0 && len(p.Exports) > 0 {
				t.Errorf("%s: empty listing", path)
			}
			checkOrder(t, p)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if planned == 0 {
		t.Error("no component was planned")
	}
	t.Logf("%d components planned", planned)
}
