//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// thing is the host's resource of testdata/fixtures/catch-all.wat.
type thing struct{ n uint32 }

var errHost = errors.New("the host function failed")

// catchAllHost gives host functions that fail as fail says.
func catchAllHost(rt *polyfill.Runtime, fail func() error) *polyfill.Linker {
	l := rt.NewLinker()
	l.Func("shout", func(string) error { return fail() })
	l.Instance("test:catch/host@1.0.0").
		Resource("thing", polyfill.NewResource("thing", func(_ context.Context, t *thing) error {
			if t.n == 13 {
				return fail()
			}
			return nil
		})).
		Func("[constructor]thing", func(n uint32) (*thing, error) {
			if n == 99 {
				return nil, fail()
			}
			return &thing{n}, nil
		}).
		Func("[method]thing.poke", func(t *thing, by uint32) (uint32, error) { return t.n + by, fail() }).
		Func("[static]thing.count", func() (uint32, error) { return 0, fail() }).
		Func("plain", func(uint32) (uint32, error) { return 0, fail() }).
		Func("text", func(s string) (string, error) {
			if s == "long" {
				return strings.Repeat("x", 999), nil // the guest's realloc traps
			}
			return s, fail()
		}).
		Func("fallible", func(uint32) (uint32, error) { return 0, fail() }).
		Func("nothing", fail).
		Func("wide", func(uint64, float64) (polyfill.Tuple, error) { return polyfill.Tuple{1, 2.5}, fail() }).
		Func("take", func(*thing) error { return fail() }).
		Func("fresh", func() (*thing, error) { return &thing{13}, fail() })
	return l
}

// A guest with catch_all around every call swallows neither an error of a host
// function nor its panic nor a trap.
func TestNothingIsSwallowed(t *testing.T) {
	for _, engine := range []struct {
		name   string
		config *polyfill.Config
	}{{"compiler", polyfill.NewConfig()}, {"interpreter", polyfill.NewConfig().WithInterpreter()}} {
		t.Run(engine.name, func(t *testing.T) {
			rt := newRuntime(t, engine.config)
			c := compile(t, rt, "catch-all")
			run := func(fail func() error, export string, args ...any) (*polyfill.Instance, error) {
				inst := instantiate(t, catchAllHost(rt, fail), c)
				v, err := function(t, inst.Exports, export).Call(ctx, args...)
				if err == nil {
					t.Errorf("%s: swallowed, gave %v", export, v)
				}
				if _, again := inst.Func("call-static").Call(ctx); !strings.Contains(fmt.Sprint(again), "cannot enter component instance") {
					t.Errorf("%s: the next call gives %v", export, again)
				}
				return inst, err
			}
			fine := func() error { return nil }

			for _, row := range []struct {
				export string
				args   []any
			}{
				{"call-plain", []any{1}},
				{"call-nothing", nil},
				{"call-text", []any{"t"}},
				{"call-fallible", []any{1}},
				{"call-wide", []any{1, 1.5}},
				{"call-shout", []any{"s"}},
				{"call-constructor", []any{99}},
				{"call-method", []any{1}},
				{"call-static", nil},
				{"call-drop", []any{13}},
				{"call-take", []any{1}},
				{"call-fresh", nil},
				{"inner-host", []any{1}},
			} {
				_, err := run(func() error { return errHost }, row.export, row.args...)
				var host *polyfill.HostError
				if !errors.Is(err, errHost) || !errors.As(err, &host) || host.Export != row.export || host.Import == "" {
					t.Errorf("%s, host error: %v", row.export, err)
				}
				_, err = run(func() error { panic("out of order") }, row.export, row.args...)
				var p *polyfill.HostPanic
				if !errors.As(err, &p) || p.Value != "out of order" || !strings.Contains(string(p.Stack), "trap_test.go") {
					t.Errorf("%s, host panic: %v", row.export, err)
				}
			}

			for _, row := range []struct {
				export, text string
				args         []any
			}{
				{"method-bad-handle", "unknown handle index 5", []any{5}},
				{"drop-bad-handle", "unknown handle index 0", []any{0}},
				{"method-own-handle", "handle index 1 used with the wrong type, expected host-defined resource but found guest-defined resource", nil},
				{"text-out-of-bounds", "string pointer/length out of bounds of memory", nil},
				{"text-not-utf8", "invalid utf-8", nil},
				{"area-out-of-bounds", "out of bounds", nil},
				{"area-unaligned", "unaligned pointer", nil},
				{"call-text", "wasm trap: wasm `unreachable` instruction executed", []any{"long"}},
				{"inner-trap", "wasm trap: wasm `unreachable` instruction executed", nil},
				{"inner-bad-text", "wasm trap: string content out-of-bounds", nil},
				{"inner-bad-post", "wasm trap: wasm `unreachable` instruction executed", nil},
				{"own-drop", "wasm trap: wasm `unreachable` instruction executed", []any{13}},
				{"own-drop-twice", "unknown handle index 1", nil},
				{"own-rep-bad", "unknown handle index 77", nil},
			} {
				_, err := run(fine, row.export, row.args...)
				var trap *polyfill.Trap
				if !errors.As(err, &trap) || !strings.Contains(trap.Message, row.text) || trap.Export != row.export {
					t.Errorf("%s: got %v, want a trap with %q", row.export, err, row.text)
				}
			}
		})
	}
}

// A Trap says which export was called, with its type, and which core functions
// were running, across component instances.
func TestTrapTells(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, catchAllHost(rt, func() error { return nil }), compile(t, rt, "catch-all"))
	_, err := inst.Func("inner-trap").Call(ctx)
	var trap *polyfill.Trap
	if !errors.As(err, &trap) {
		t.Fatalf("%T: %v", err, err)
	}
	if trap.Export != "inner-trap" || trap.Signature != "func() -> u32" ||
		trap.Message != "wasm trap: wasm `unreachable` instruction executed" {
		t.Errorf("%+v", trap)
	}
	if len(trap.Stack) < 2 {
		t.Errorf("stack %q", trap.Stack)
	}
	_, err = inst.Func("call-nothing").Call(ctx)
	var poisoned *polyfill.PoisonedError
	if !errors.As(err, &poisoned) || !errors.As(poisoned.Cause, &trap) {
		t.Errorf("after it: %v", err)
	}
}

func TestNeighboursAreNotPoisoned(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "catch-all")
	l := catchAllHost(rt, func() error { return nil })
	a, b := instantiate(t, l, c), instantiate(t, l, c)
	expectErr(t, a.Exports, "inner-trap", []string{"unreachable"})
	expectCall(t, b.Exports, "call-method", uint32(3), 2)
	expectErr(t, a.Exports, "call-method", []string{"cannot enter component instance", "unreachable"}, 2)
	if err := a.Close(ctx); err != nil {
		t.Error(err)
	}
}

// Each trap of core code has wasmtime's wording.
func TestCoreTraps(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "traps")
	for export, text := range map[string]string{
		"unreachable":   "wasm trap: wasm `unreachable` instruction executed",
		"memory":        "wasm trap: out of bounds memory access",
		"table":         "wasm trap: undefined element: out of bounds table access",
		"null-element":  "uninitialized element",
		"signature":     "wasm trap: indirect call type mismatch",
		"divide":        "wasm trap: integer divide by zero",
		"overflow":      "wasm trap: integer overflow",
		"convert":       "wasm trap: invalid conversion to integer",
		"recursion":     "wasm trap: call stack exhausted",
		"exception":     "uncaught exception",
		"null-function": "wasm trap: null reference",
	} {
		inst := instantiate(t, rt.NewLinker(), c)
		err := expectErr(t, inst.Exports, export, []string{text, fmt.Sprintf("export %q", export)})
		var trap *polyfill.Trap
		if !errors.As(err, &trap) {
			t.Errorf("%s: %T", export, err)
		}
		if err := inst.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	// A trap during instantiation.
	_, err := rt.NewLinker().Instantiate(ctx, compile(t, rt, "start-trap"))
	expectText(t, "start", err, "wasm trap: wasm `unreachable` instruction executed")
	_, err = rt.NewLinker().Instantiate(ctx, compile(t, rt, "data-trap"))
	expectText(t, "data segment", err, "wasm trap: out of bounds memory access")
	var trap *polyfill.Trap
	if !errors.As(err, &trap) {
		t.Errorf("%T: %v", err, err)
	}
}

// A core function that is a trampoline, lifted as it is or behind a core export.
func TestLiftedTrampolines(t *testing.T) {
	rt := newRuntime(t, nil)
	l := rt.NewLinker()
	l.Func("twice", func(n uint32) (uint32, error) {
		if n == 0 {
			return 0, errHost
		}
		return 2 * n, nil
	})
	c := compile(t, rt, "trampolines")
	for _, export := range []string{"direct", "behind-export"} {
		inst := instantiate(t, l, c)
		expectCall(t, inst.Exports, export, uint32(42), 21)
		if err := expectErr(t, inst.Exports, export, []string{"the host function failed"}, 0); !errors.Is(err, errHost) {
			t.Errorf("%s: %T", export, err)
		}
		expectErr(t, inst.Exports, export, []string{"cannot enter component instance"}, 21)
	}
}

// A component that calls itself through a lifted function traps (trap-on-reenter.wast).
func TestCallOfItselfTraps(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, rt.NewLinker(), compile(t, rt, "recursion"))
	expectCall(t, inst.Exports, "f", uint32(0), 0)
	expectErr(t, inst.Exports, "f", []string{"wasm trap: cannot enter component instance"}, 1)
}
