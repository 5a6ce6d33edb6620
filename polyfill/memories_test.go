//go:build !js

package polyfill_test

import (
	"sync"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// TestMemoriesAreZero: an instance sees nothing of what another one has left in the memory that it
// gets, neither where that began nor where it had grown to.
func TestMemoriesAreZero(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "memory")
	l := rt.NewLinker()
	places := []uint32{0, 8, 4096, 65535, 65536, 3*65536 - 1, 3 * 65536, 5*65536 - 1}
	use := func() {
		inst := instantiate(t, l, c)
		defer inst.Close(ctx)
		number := func(name string, args ...any) (n any) {
			n, err := inst.Func(name).Call(ctx, args...)
			if err != nil {
				t.Error(err)
			}
			return n
		}
		for _, pages := range []uint32{1, 3, 5} {
			if pages > 1 {
				number("grow", uint32(2))
			}
			for _, at := range places {
				want := uint32(0)
				if at == 8 {
					want = 'b'
				}
				if at < pages*65536 && number("load", at) != want {
					t.Errorf("%d pages: at %d there is not %d", pages, at, want)
				}
			}
		}
		for _, at := range places {
			number("store", at, uint32(255))
		}
	}
	for range 3 {
		use()
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				use()
			}
		})
	}
	wg.Wait()
}

// TestLimitOfUsedMemory: a memory that was larger before does not lift the limit.
func TestLimitOfUsedMemory(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithMemoryLimitPages(4))
	c := compile(t, rt, "memory")
	for range 2 {
		inst := instantiate(t, rt.NewLinker(), c)
		expectCall(t, inst.Exports, "grow", int32(1), 3)
		expectCall(t, inst.Exports, "grow", int32(-1), 1)
		expectCall(t, inst.Exports, "grow", int32(4), 0)
		inst.Close(ctx)
	}
}
