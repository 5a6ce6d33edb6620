//go:build !js

package polyfill_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// TestGrowth makes many calls of each kind and counts what they leave behind on
// the heap, where the memories of guests are as well. JCO_GO_CALLS=1000000 asks
// for as many; by default there are so many that 16 bytes a call are seen.
func TestGrowth(t *testing.T) {
	calls := 20_000
	if text := os.Getenv("JCO_GO_CALLS"); text != "" {
		var err error
		if calls, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	rt := newRuntime(t, nil)
	kinds := growthOfCalls(t, rt)
	for name, call := range growthOfResources(t, rt) {
		kinds[name] = call
	}
	for name, call := range kinds {
		t.Run(name, func(t *testing.T) {
			run := func(n int) {
				for i := range n {
					if err := call(uint32(i)); err != nil {
						t.Fatal(err)
					}
				}
			}
			run(min(calls, 5_000))
			before := heapInUse()
			run(calls)
			if after := heapInUse(); after > before+200_000 {
				t.Errorf("%d calls left %d bytes behind", calls, after-before)
			}
		})
	}
}

// heapInUse gives the bytes in use, after all that can go is gone.
func heapInUse() uint64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// growthOfCalls are calls of testdata/bench/calls.wasm.
func growthOfCalls(t *testing.T, rt *polyfill.Runtime) map[string]func(i uint32) error {
	bin, err := os.ReadFile(filepath.Join("..", "testdata", "bench", "calls.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLinker()
	l.Func("host-add", func(a, b uint32) uint32 { return a + b })
	inst := instantiate(t, l, c)
	add, err := polyfill.Func2[uint32, uint32, uint32](inst.Func("add"))
	if err != nil {
		t.Fatal(err)
	}
	type item struct {
		ID     uint32
		Name   string
		Weight float64
		Tag    *uint32
	}
	items := []item{{1, "one", 1.5, nil}, {2, "two", 2.5, new(uint32)}}
	text, bytes := strings.Repeat("aé漢🦀", 20), make([]byte, 256)
	echo := func(name string, arg any) func(uint32) error {
		f := function(t, inst.Exports, name)
		return func(uint32) error {
			_, err := f.Call(ctx, arg)
			return err
		}
	}
	return map[string]func(i uint32) error{
		"add": func(i uint32) error {
			_, err := add(ctx, i, 1)
			return err
		},
		"a call out": func(uint32) error {
			_, err := inst.Func("loop-host-add").Call(ctx, uint32(3))
			return err
		},
		"a string":          echo("echo-string", text),
		"a list of bytes":   echo("echo-bytes", bytes),
		"a list of numbers": echo("echo-numbers", []uint32{1, 2, 3}),
		"a list of records": echo("echo-items", items),
		"a typed list": func(uint32) error {
			_, err := polyfill.Call[[]item](ctx, inst.Func("echo-items"), items)
			return err
		},
		"a wrong argument": func(uint32) error {
			if _, err := inst.Func("echo-items").Call(ctx, 5); err == nil {
				t.Error("a number was taken for a list")
			}
			return nil
		},
	}
}

// growthOfResources are the ways of the handles of testdata/fixtures/resources.wasm.
func growthOfResources(t *testing.T, rt *polyfill.Runtime) map[string]func(i uint32) error {
	r := newResources(t, rt)
	call := func(name string, args ...any) error {
		_, err := function(t, r.api, name).Call(ctx, args...)
		return err
	}
	// What the fixture notes for other tests is forgotten.
	with := func(use func(c *polyfill.Resource) error) func(uint32) error {
		return func(i uint32) error {
			err := use(r.make(t, i))
			r.dropped, r.files = r.dropped[:0], r.files[:0]
			return err
		}
	}
	forget := func(use func() error) func(uint32) error {
		return func(uint32) error {
			err := use()
			r.files = r.files[:0]
			return err
		}
	}
	kept := &file{name: "kept"}
	return map[string]func(i uint32) error{
		"a resource, dropped":    with(func(c *polyfill.Resource) error { return c.Drop(ctx) }),
		"a resource, given away": with(func(c *polyfill.Resource) error { return call("consume", c) }),
		"a resource, there and back": with(func(c *polyfill.Resource) error {
			back, err := polyfill.Call[*polyfill.Resource](ctx, r.api.Func("pass"), c)
			if err != nil {
				return err
			}
			return back.Drop(ctx)
		}),
		"a resource, lent": with(func(c *polyfill.Resource) error {
			if err := call("[method]counter.plus", c, c); err != nil {
				return err
			}
			return c.Drop(ctx)
		}),
		"a resource, used after it was dropped": with(func(c *polyfill.Resource) error {
			if err := c.Drop(ctx); err != nil {
				return err
			}
			if call("[method]counter.value", c) == nil {
				t.Error("a dropped resource was taken")
			}
			return nil
		}),
		"the host's resource, lent":                 forget(func() error { return call("size", kept) }),
		"the host's resource, dropped by the guest": forget(func() error { return call("close", &file{name: "x"}) }),
		"the host's resource, there and back":       forget(func() error { return call("pass-file", &file{name: "x"}) }),
		"the host's resource, lent and given":       forget(func() error { return call("join", &file{name: "x"}, kept) }),
	}
}
