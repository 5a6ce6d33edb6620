//go:build !js

package polyfill_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

var ctx = context.Background()

// Components of this package's own tests are in testdata, those that both engines
// are tested with in the repository's.
func readComponent(name string) ([]byte, error) {
	bin, err := os.ReadFile(filepath.Join("testdata", name+".wasm"))
	if err != nil {
		bin, err = os.ReadFile(filepath.Join("..", "testdata", "fixtures", name+".wasm"))
	}
	return bin, err
}

func newRuntime(t testing.TB, config *polyfill.Config) *polyfill.Runtime {
	t.Helper()
	rt := polyfill.NewRuntime(ctx, config)
	t.Cleanup(func() {
		if err := rt.Close(ctx); err != nil {
			t.Errorf("close of the runtime: %v", err)
		}
	})
	return rt
}

func compile(t testing.TB, rt *polyfill.Runtime, name string) *polyfill.Component {
	t.Helper()
	bin, err := readComponent(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		t.Fatalf("compile %s: %v", name, err)
	}
	return c
}

func instantiate(t testing.TB, l *polyfill.Linker, c *polyfill.Component) *polyfill.Instance {
	t.Helper()
	inst, err := l.Instantiate(ctx, c)
	if err != nil {
		t.Fatalf("instantiate: %v", err)
	}
	return inst
}

func function(t testing.TB, e *polyfill.Exports, name string) *polyfill.Function {
	t.Helper()
	f := e.Func(name)
	if f == nil {
		t.Fatalf("no export %q among %q", name, e.Names())
	}
	return f
}

func expectCall(t *testing.T, e *polyfill.Exports, name string, want any, args ...any) {
	t.Helper()
	got, err := function(t, e, name).Call(ctx, args...)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v, want %#v", name, got, want)
	}
}

// expectErr calls an export that must fail with all of the texts in its message.
func expectErr(t *testing.T, e *polyfill.Exports, name string, texts []string, args ...any) error {
	t.Helper()
	got, err := function(t, e, name).Call(ctx, args...)
	if err == nil {
		t.Errorf("%s: got %#v, want an error with %q", name, got, texts)
		return nil
	}
	expectText(t, name, err, texts...)
	return err
}

func expectText(t *testing.T, what string, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want one with %q", what, texts)
		return
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%s: error %q, want %q in it", what, err, text)
		}
	}
}
