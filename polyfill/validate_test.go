//go:build !js

package polyfill_test

import (
	"errors"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// Function bodies are read also where nothing instantiates the module, and are not
// where a feature is missing.
func TestValidate(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithInterpreter())
	read := func(name string) []byte {
		bin, err := readComponent(name)
		if err != nil {
			t.Fatal(err)
		}
		return bin
	}
	for _, name := range []string{"traps", "link", "exports-of-all-sorts"} {
		if err := rt.Validate(ctx, read(name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := read("bad-body")
	if c, err := rt.Compile(ctx, bad); err != nil {
		t.Errorf("Compile reads a module that nothing instantiates: %v", err)
	} else {
		c.Close(ctx)
	}
	expectText(t, "bad-body", rt.Validate(ctx, bad), "i32.add", "in component.component[1].core-module[1] (at offset 0x")
	var u *polyfill.UnsupportedError
	if err := rt.Validate(ctx, read("module-only")); !errors.As(err, &u) || len(u.Needs) != 1 || u.Needs[0].Feature != "multi-memory" {
		t.Errorf("module-only: %v", err)
	}
	if err := rt.Validate(ctx, read("core-features")); !errors.As(err, &u) || len(u.Needs) != 4 {
		t.Errorf("core-features: %v", err)
	}
	expectText(t, "a core module", rt.Validate(ctx, []byte("\x00asm\x01\x00\x00\x00")), "not a component")
}
