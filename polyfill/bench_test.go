//go:build !js

package polyfill_test

import (
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/polyfill"
)

// The benchmarks come in pairs: a component's export, and the same core functions
// called by hand on bare wazero, with what the Canonical ABI would have asked for.

// bareModule instantiates the first core module of testdata/bench.wat on bare wazero.
func bareModule(b *testing.B) api.Module {
	bin, err := readComponent("bench")
	if err != nil {
		b.Fatal(err)
	}
	c, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		b.Fatal(err)
	}
	rt := wazero.NewRuntime(ctx)
	b.Cleanup(func() { rt.Close(ctx) })
	m, err := rt.Instantiate(ctx, c.Defs[0].CoreModule.Bytes)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func bareCore(b *testing.B) (call func(name string, args ...uint64) uint64, write func(ptr uint32, data []byte), read func(ptr, n uint32) []byte) {
	m := bareModule(b)
	fns := map[string]func(args ...uint64) uint64{}
	for _, name := range []string{"add", "realloc", "echo", "free"} {
		f := m.ExportedFunction(name)
		stack := make([]uint64, 4)
		fns[name] = func(args ...uint64) uint64 {
			copy(stack, args)
			if err := f.CallWithStack(ctx, stack); err != nil {
				b.Fatal(err)
			}
			return stack[0]
		}
	}
	return func(name string, args ...uint64) uint64 { return fns[name](args...) },
		func(ptr uint32, data []byte) { m.Memory().Write(ptr, data) },
		func(ptr, n uint32) []byte {
			view, _ := m.Memory().Read(ptr, n)
			return append([]byte(nil), view...)
		}
}

func BenchmarkScalar(b *testing.B) {
	b.Run("wazero", func(b *testing.B) {
		add, stack := bareModule(b).ExportedFunction("add"), make([]uint64, 2)
		b.ReportAllocs()
		for b.Loop() {
			stack[0], stack[1] = 2, 40
			if err := add.CallWithStack(ctx, stack); err != nil || stack[0] != 42 {
				b.Fatal(stack[0], err)
			}
		}
	})
	rt := newRuntime(b, nil)
	f := instantiate(b, rt.NewLinker(), compile(b, rt, "bench")).Func("add")
	b.Run("dynamic", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := f.Call(ctx, uint32(2), uint32(40)); err != nil || v != uint32(42) {
				b.Fatal(v, err)
			}
		}
	})
	b.Run("Call", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := polyfill.Call[uint32](ctx, f, uint32(2), uint32(40)); err != nil || v != 42 {
				b.Fatal(v, err)
			}
		}
	})
	b.Run("Func2", func(b *testing.B) {
		add, err := polyfill.Func2[uint32, uint32, uint32](f)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if v, err := add(ctx, 2, 40); err != nil || v != 42 {
				b.Fatal(v, err)
			}
		}
	})
	b.Run("Typed", func(b *testing.B) {
		add, err := polyfill.Typed[func(context.Context, uint32, uint32) (uint32, error)](f)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if v, err := add(ctx, 2, 40); err != nil || v != 42 {
				b.Fatal(v, err)
			}
		}
	})
}

func BenchmarkBytes64K(b *testing.B) {
	data := make([]byte, 64<<10)
	b.Run("wazero", func(b *testing.B) {
		call, write, read := bareCore(b)
		b.SetBytes(2 * int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			ptr := call("realloc", 0, 0, 1, uint64(len(data)))
			write(uint32(ptr), data)
			area := call("echo", ptr, uint64(len(data)))
			header := read(uint32(area), 8)
			got := read(uint32(header[0])|uint32(header[1])<<8|uint32(header[2])<<16, uint32(len(data)))
			if len(got) != len(data) {
				b.Fatal("wrong")
			}
			call("free", area)
		}
	})
	rt := newRuntime(b, nil)
	f := instantiate(b, rt.NewLinker(), compile(b, rt, "bench")).Func("echo")
	b.Run("dynamic", func(b *testing.B) {
		b.SetBytes(2 * int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if v, err := f.Call(ctx, data); err != nil || len(v.([]byte)) != len(data) {
				b.Fatal(v, err)
			}
		}
	})
	b.Run("Func1", func(b *testing.B) {
		echo, err := polyfill.Func1[[]byte, []byte](f)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(2 * int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if v, err := echo(ctx, data); err != nil || len(v) != len(data) {
				b.Fatal(v, err)
			}
		}
	})
}

// A guest calls the host: the cost of the call into the guest is in it.
func BenchmarkHostCall(b *testing.B) {
	rt := newRuntime(b, nil)
	c := compile(b, rt, "values")
	dynamic := instantiate(b, valuesHost(rt), c)
	l := valuesHost(rt)
	l.Instance("test:values/host@1.0.0").
		Func("u32", func(v uint32) uint32 { return v }).
		Func("string", func(_ context.Context, s string) (string, error) { return s, nil })
	typed := instantiate(b, l, c)
	l.Instance("test:values/host@1.0.0").
		Func("u32", polyfill.HostFunc1(func(_ context.Context, v uint32) (uint32, error) { return v, nil })).
		Func("string", polyfill.HostFunc1(func(_ context.Context, s string) (string, error) { return s, nil }))
	direct := instantiate(b, l, c)
	for name, inst := range map[string]*polyfill.Instance{"dynamic": dynamic, "typed": typed, "HostFunc1": direct} {
		for export, arg := range map[string]any{"via-u32": uint32(1), "via-string": "sixteen letters!"} {
			f := inst.Func(export)
			b.Run(export+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := f.Call(ctx, arg); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkInstantiate(b *testing.B) {
	rt := newRuntime(b, nil)
	c := compile(b, rt, "values")
	l := valuesHost(rt)
	b.ReportAllocs()
	for b.Loop() {
		inst, err := l.Instantiate(ctx, c)
		if err != nil {
			b.Fatal(err)
		}
		inst.Close(ctx)
	}
}
