//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/wasmcode"
	"github.com/jco-go/jco-go/polyfill"
)

// answerModule is a core module whose export "answer" returns n.
func answerModule(n int32) []byte {
	b := wasmcode.NewBuilder("answer")
	var c wasmcode.Code
	c.I32Const(n)
	b.Export("answer", wasmcode.KindFunc, b.Func("answer", wasmcode.FuncType{Results: []wasmcode.ValType{wasmcode.I32}}, nil, c))
	return b.Bytes()
}

func TestStartFunctions(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "start")
	var noted []uint32
	l := rt.NewLinker()
	l.Func("note", func(n uint32) { noted = append(noted, n) })
	inst := instantiate(t, l, c)
	if !slices.Equal(noted, []uint32{1, 2}) {
		t.Errorf("noted %v", noted)
	}
	expectCall(t, inst.Exports, "get", uint32(15))

	l.Func("note", func(n uint32) error {
		if n == 2 {
			return errHost
		}
		return nil
	})
	_, err := l.Instantiate(ctx, c)
	var host *polyfill.HostError
	if !errors.Is(err, errHost) || !errors.As(err, &host) || host.Import != "note" || host.Export != "" {
		t.Errorf("%v", err)
	}
	l.Func("note", func(context.Context, []any) (any, error) { panic(1) })
	_, err = l.Instantiate(ctx, c)
	expectText(t, "panic", err, `host function "note": panic: 1`)
}

// What this engine lacks is refused by name when it would be needed, and not
// before.
func TestUnsupported(t *testing.T) {
	rt := newRuntime(t, nil)
	for name, texts := range map[string][]string{
		"multi-memory":  {"core module[", "needs multi-memory"},
		"memory64":      {"core module[", "needs memory64"},
		"core-features": {`"gc" needs gc`, `"relaxed-simd" needs relaxed-simd`, `"legacy" needs legacy-exceptions`, `"wide" needs wide-arithmetic`},
	} {
		c := compile(t, rt, name)
		var u *polyfill.UnsupportedError
		if err := c.Unsupported(); !errors.As(err, &u) || len(u.Needs) == 0 {
			t.Errorf("%s: Unsupported: %v", name, err)
		}
		_, err := rt.NewLinker().Instantiate(ctx, c)
		if !errors.As(err, &u) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		expectText(t, name, err, texts...)
	}
	// A module that is only passed on may have what it likes.
	inst := instantiate(t, rt.NewLinker(), compile(t, rt, "module-only"))
	m := inst.Module("two-memories")
	if m == nil || len(m.Bytes()) == 0 {
		t.Fatal("no module")
	}
	l := rt.NewLinker()
	l.Module("plugin", m)
	_, err := l.Instantiate(ctx, compile(t, rt, "exports-of-all-sorts"))
	expectText(t, "given to a component that instantiates it", err, "needs multi-memory")
}

// Bad input gives an error that says what and where, and nothing else breaks.
func TestBadInput(t *testing.T) {
	rt := newRuntime(t, nil)
	files, err := filepath.Glob("../testdata/fixtures/bad/*.wasm")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		bin, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := rt.Compile(ctx, bin)
		if err == nil {
			t.Errorf("%s was accepted", file)
			c.Close(ctx)
		}
		if filepath.Base(file) == "core-module.wasm" {
			if !errors.Is(err, polyfill.ErrCoreModule) {
				t.Errorf("core module: %v", err)
			}
			expectText(t, file, err, "wasm-tools component new")
		}
	}
	if _, err := polyfill.NewModule([]byte("\x00asm")); err == nil {
		t.Error("a cut core module was accepted")
	}
	// A core module inside that is not valid.
	_, err = rt.Compile(ctx, invalidCore(t))
	expectText(t, "invalid core code", err, "core module[0]", "does not compile")
	expectCall(t, instantiate(t, valuesHost(rt), compile(t, rt, "values")).Exports, "echo-u8", uint8(1), 1)
}

// invalidCore is traps.wat with an instruction that does not exist.
func invalidCore(t *testing.T) []byte {
	bin, err := readComponent("data-trap")
	if err != nil {
		t.Fatal(err)
	}
	// The data segment's offset expression becomes (i64.const -1).
	return []byte(strings.Replace(string(bin), "\x41\xff\xff\x03\x0b", "\x42\xff\xff\x03\x0b", 1))
}

func TestContextDone(t *testing.T) {
	for _, config := range []*polyfill.Config{polyfill.NewConfig(), polyfill.NewConfig().WithInterpreter()} {
		rt := newRuntime(t, config.WithCloseOnContextDone(true))
		c := compile(t, rt, "loop")
		inst := instantiate(t, rt.NewLinker(), c)
		expectCall(t, inst.Exports, "fine", nil)

		done, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := inst.Func("fine").Call(done); !errors.Is(err, context.Canceled) {
			t.Errorf("done before: %v", err)
		}
		expectCall(t, inst.Exports, "fine", nil)

		soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		_, err := inst.Func("for-ever").Call(soon)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("deadline: %v", err)
		}
		expectText(t, "deadline", err, `export "for-ever"`)
		expectErr(t, inst.Exports, "fine", []string{"cannot enter component instance", "deadline"})
		if err := inst.Close(ctx); err != nil {
			t.Error(err)
		}
		expectCall(t, instantiate(t, rt.NewLinker(), c).Exports, "fine", nil)
	}
}

func TestMemoryLimit(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithMemoryLimitPages(4))
	inst := instantiate(t, rt.NewLinker(), compile(t, rt, "loop"))
	expectCall(t, inst.Exports, "grow", int32(1), 3)
	expectCall(t, inst.Exports, "grow", int32(-1), 1)
	bin, err := readComponent("loop")
	if err != nil {
		t.Fatal(err)
	}
	_, err = newRuntime(t, polyfill.NewConfig().WithMemoryLimitPages(0)).Compile(ctx, bin)
	expectText(t, "too small for its beginning", err, "memory", "1 pages")
}

func TestMaxLift(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithMaxLiftBytes(1<<10))
	inst := instantiate(t, valuesHost(rt), compile(t, rt, "values"))
	expectCall(t, inst.Exports, "echo-bytes", make([]byte, 1000), make([]byte, 1000))
	expectErr(t, inst.Exports, "echo-bytes", []string{"too much data"}, make([]byte, 1100))
}

// One call at a time: from another goroutine, and from a host function back into
// its caller.
func TestBusy(t *testing.T) {
	rt := newRuntime(t, nil)
	var inst *polyfill.Instance
	var inside []error
	c := compile(t, rt, "values")
	l := valuesHost(rt)
	l.Instance("test:values/host@1.0.0").Func("nothing", func(ctx context.Context) {
		_, err := inst.Func("echo-u8").Call(ctx, 1)
		inside = append(inside, err, inst.Close(ctx), c.Close(ctx), rt.Close(ctx))
		var wg sync.WaitGroup
		wg.Go(func() { _, err = inst.Func("echo-u8").Call(ctx, 1) })
		wg.Wait()
		inside = append(inside, err)
	})
	inst = instantiate(t, l, c)
	expectCall(t, inst.Exports, "via-nothing", nil)
	for i, err := range inside {
		if !errors.Is(err, polyfill.ErrBusy) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if len(inside) != 5 {
		t.Errorf("%d calls", len(inside))
	}
	expectText(t, "busy", inside[0], "cannot enter component instance")
	expectCall(t, inst.Exports, "via-nothing", nil)
}

func TestClose(t *testing.T) {
	rt := polyfill.NewRuntime(ctx, nil)
	c := compile(t, rt, "values")
	a, b := instantiate(t, valuesHost(rt), c), instantiate(t, valuesHost(rt), c)
	f := a.Func("echo-u8")
	for range 2 {
		if err := a.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Call(ctx, 1); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("call after close: %v", err)
	}
	expectCall(t, b.Exports, "echo-u8", uint8(1), 1)
	if err := c.Close(ctx); err != nil {
		t.Error(err)
	}
	if _, err := b.Func("echo-u8").Call(ctx, 1); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("call after the component's close: %v", err)
	}
	if _, err := valuesHost(rt).Instantiate(ctx, c); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("instantiate after close: %v", err)
	}
	for range 2 {
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	bin, err := readComponent("values")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rt.Compile(ctx, bin); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("compile after close: %v", err)
	}
	if _, err := rt.Instantiate(ctx, bin); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("instantiate after close: %v", err)
	}
}

// An instance of Runtime.Instantiate closes its component.
func TestInstantiateAtOnce(t *testing.T) {
	rt := newRuntime(t, nil)
	bin, err := readComponent("loop")
	if err != nil {
		t.Fatal(err)
	}
	inst, err := rt.Instantiate(ctx, bin)
	if err != nil {
		t.Fatal(err)
	}
	expectCall(t, inst.Exports, "fine", nil)
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	if _, err := rt.NewLinker().Instantiate(ctx, inst.Component()); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("%v", err)
	}
	bin, err = readComponent("values")
	if err != nil {
		t.Fatal(err)
	}
	_, err = rt.Instantiate(ctx, bin)
	expectText(t, "with imports", err, "imports cannot be satisfied")
}

// Linkers and components of two runtimes do not mix.
func TestTwoRuntimes(t *testing.T) {
	a, b := newRuntime(t, nil), newRuntime(t, nil)
	_, err := a.NewLinker().Instantiate(ctx, compile(t, b, "loop"))
	expectText(t, "mixed", err, "different runtimes")
}

// Compiling and instantiating from many goroutines, with one instance each.
func TestManyGoroutines(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithInterpreter())
	shared := compile(t, rt, "values")
	l := valuesHost(rt)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c := shared
			if i%2 == 1 {
				c = compile(t, rt, "values")
			}
			for range 5 {
				inst, err := l.Instantiate(ctx, c)
				if err != nil {
					t.Error(err)
					return
				}
				if s, err := polyfill.Call[string](ctx, inst.Func("via-string"), "x"); s != "x" || err != nil {
					t.Error(s, err)
				}
				if err := inst.Close(ctx); err != nil {
					t.Error(err)
				}
			}
			if c != shared {
				if err := c.Close(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// Instances and components that are closed leave nothing behind.
func TestNoLeaks(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithInterpreter())
	l := valuesHost(rt)
	round := func() {
		c := compile(t, rt, "values")
		for range 3 {
			inst := instantiate(t, l, c)
			expectCall(t, inst.Exports, "via-string", "x", "x")
			if err := inst.Close(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for range 5 {
		round()
	}
	before := heap()
	for range 50 {
		round()
	}
	// One instance's memory alone is 64 KiB.
	if after := heap(); after > before+1<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
}

func TestCompilationCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	for range 2 {
		cache, err := polyfill.NewCompilationCache(dir)
		if err != nil {
			t.Fatal(err)
		}
		rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithCompilationCache(cache))
		expectCall(t, instantiate(t, valuesHost(rt), compile(t, rt, "values")).Exports, "via-u8", uint8(3), 3)
		if err := errors.Join(rt.Close(ctx), cache.Close(ctx)); err != nil {
			t.Error(err)
		}
	}
	entries := 0
	filepath.WalkDir(dir, func(_ string, d os.DirEntry, _ error) error {
		if d != nil && !d.IsDir() {
			entries++
		}
		return nil
	})
	// Two core modules and the host module: the second round found them.
	if entries == 0 || entries > 3 {
		t.Errorf("%d files in the cache", entries)
	}
	if err := os.WriteFile(filepath.Join(t.TempDir(), "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := polyfill.NewCompilationCache("engine_test.go"); err == nil {
		t.Error("a file was accepted as folder")
	}
}
