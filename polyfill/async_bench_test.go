//go:build !js

package polyfill_test

import (
	"context"
	"sync"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// Async functions: what a call costs that completes at once, an awaited import, a call from
// component to component, many calls in flight.
func BenchmarkAsync(b *testing.B) {
	rt := newRuntime(b, nil)
	host := func(sleep any) *polyfill.Instance {
		h := newAsyncHost(rt)
		h.linker.Instance("host").Func("sleep", sleep)
		return instantiate(b, h.linker, compile(b, rt, "async"))
	}
	inst := host(func(ctx context.Context, n uint32) (uint32, error) { return n, nil })
	times := func(name, export string) {
		b.Run(name, func(b *testing.B) {
			f := inst.Func(export)
			b.ReportAllocs()
			if _, err := f.Call(ctx, uint32(b.N)); err != nil {
				b.Fatal(err)
			}
		})
	}
	each := func(name, export string, arg uint32) {
		b.Run(name, func(b *testing.B) {
			f := inst.Func(export)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Call(ctx, arg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	each("export that completes at once", "sum", 0)
	each("the same on a stack", "sum-stackful", 0)
	times("awaited import", "sum")
	times("awaited import, synchronous lower", "sum-sync")
	times("awaited import on a stack", "sum-stackful")
	times("component to component, at once", "call")
	times("the same, synchronous lower", "call-sync")
	b.Run("1000 calls in flight", func(b *testing.B) {
		var gate chan struct{}
		inst := host(func(n uint32) uint32 { <-gate; return n })
		f := inst.Func("sum")
		for b.Loop() {
			gate = make(chan struct{})
			var calls [1000]*polyfill.Pending
			for i := range calls {
				var err error
				if calls[i], err = f.Start(ctx, 1); err != nil {
					b.Fatal(err)
				}
			}
			close(gate)
			for _, p := range calls {
				if _, err := p.Result(); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("parallel callers", func(b *testing.B) {
		var wg sync.WaitGroup
		f := inst.Func("sum")
		for range 8 {
			wg.Go(func() {
				for range b.N / 8 {
					if _, err := f.Call(ctx, 1); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}
