//go:build !js

package wittest

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// Version is a version of WASI that is tested.
type Version struct {
	// Suffix follows the names of its interfaces: "@0.2.12".
	Suffix string
	Define func(*polyfill.Linker, *host.Host)
	// Files has, as testdata/NAME.wasm for each name in Worlds, a component that imports interfaces of WASI
	// and exports them again, so that their functions can be called by their WIT types. A test that names no
	// world gets the first one.
	Files  fs.FS
	Worlds []string
	// Drop gives what drops a resource of the version, nil for a value that is none.
	Drop func(v any) func()
	// Settle is how long files and sockets may still be open when an instance was closed.
	Settle time.Duration

	called map[string]bool
}

// instantiate makes an instance of one of the worlds, in a runtime of its own.
func (v *Version) instantiate(ctx context.Context, world string, h *host.Host) (*polyfill.Runtime, *polyfill.Instance, error) {
	bin, err := fs.ReadFile(v.Files, "testdata/"+world+".wasm")
	if err != nil {
		return nil, nil, err
	}
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, nil, err
	}
	l := rt.NewLinker()
	v.Define(l, h)
	inst, err := l.Instantiate(ctx, c)
	return rt, inst, err
}

// Main runs the tests, and reports functions that no test has called when all have run. It is the code to
// exit with.
func (v *Version) Main(m *testing.M) int {
	v.called = map[string]bool{}
	code := m.Run()
	if code != 0 || !allTests() {
		return code
	}
	names, err := v.uncalled()
	if err != nil {
		println(err.Error())
		return 1
	}
	for _, name := range names {
		println("no test calls", name)
		code = 1
	}
	return code
}

// allTests reports whether all tests of the package run: what some of them leave uncalled says nothing.
func allTests() bool {
	for _, arg := range os.Args[1:] {
		for _, some := range []string{"-test.run", "-test.skip", "-test.list", "-test.fuzz", "-test.bench="} {
			if strings.HasPrefix(arg, some) {
				return false
			}
		}
	}
	return true
}

func (v *Version) uncalled() (names []string, err error) {
	ctx := context.Background()
	for _, world := range v.Worlds {
		h, err := (&Settings{}).newHost()
		if err != nil {
			return nil, err
		}
		rt, inst, err := v.instantiate(ctx, world, h)
		if err != nil {
			return nil, err
		}
		defer rt.Close(ctx)
		for _, iface := range inst.Names() {
			for _, fn := range inst.Instance(iface).Names() {
				name := strings.TrimSuffix(strings.TrimPrefix(iface, "wasi:"), v.Suffix) + "#" + fn
				if inst.Instance(iface).Func(fn) != nil && !v.called[name] {
					names = append(names, name)
				}
			}
		}
	}
	return names, nil
}
