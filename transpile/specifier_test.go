package transpile

import (
	"errors"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// TestSpecifiers has names of imports that loaders take for an address or a module of the engine's: they are not
// imported without a word of the user's.
func TestSpecifiers(t *testing.T) {
	for _, c := range []struct {
		name    string
		opts    Options
		refused bool
	}{
		{"node:fs/promises", Options{}, true},
		{"node:fs/promises@1.0.0", Options{}, true},
		{"https:evil/x", Options{}, true},
		{"data:text/javascript", Options{TLACompat: true}, true},
		{"vm", Options{}, true},
		{"vm", Options{NoWasiShim: true}, true},
		{"vm", Options{Map: map[string]string{"vm": "vm"}}, false},
		{"node:fs/promises", Options{Map: map[string]string{"node:*": "./mine.js#*"}}, false},
		{"node:fs/promises", Options{Instantiation: InstantiationAsync}, false},
		{"vm", Options{Instantiation: InstantiationSync}, false},
		{"vm-of-mine", Options{}, false},
		{"jco:node/fs@0.1.0", Options{}, false},
		{"wasi:cli/stdout@0.2.0", Options{}, false},
	} {
		world := &component.ComponentType{Imports: []component.ExternDecl{{Name: c.name}}}
		err := checkSpecifiers(&plan.Plan{World: world}, &c.opts)
		var option *OptionError
		if refused := errors.As(err, &option); refused != c.refused || refused && option.Option != "map" {
			t.Errorf("%s with %+v: %v, want it refused: %v", c.name, c.opts, err, c.refused)
		}
	}
}
