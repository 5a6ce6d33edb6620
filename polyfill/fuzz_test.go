//go:build !js

package polyfill_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// FuzzInstantiate compiles and instantiates whatever it gets, with a host that gives
// nothing: an error at most, whatever the bytes. Memory and time are limited.
func FuzzInstantiate(f *testing.F) {
	for _, dir := range []string{"testdata", "../testdata/fixtures", "../testdata/fixtures/bad"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.wasm"))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			bin, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(bin)
		}
	}
	f.Fuzz(func(t *testing.T, bin []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		hang := time.AfterFunc(10*time.Second, func() { panic("the engine hangs") })
		defer hang.Stop()
		config := polyfill.NewConfig().WithInterpreter().WithCloseOnContextDone(true).WithMemoryLimitPages(64).WithMaxHandles(1000)
		rt := polyfill.NewRuntime(ctx, config)
		defer rt.Close(ctx)
		c, err := rt.Compile(ctx, bin)
		if err != nil {
			return
		}
		inst, err := rt.NewLinker().Instantiate(ctx, c)
		if err != nil {
			return
		}
		for _, name := range inst.Names() {
			if fn := inst.Func(name); fn != nil {
				fn.Call(ctx) // a failure is fine, a panic is not
			}
		}
	})
}
