//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// none is the result of a function without one.
type none = struct{}

// funcsHost gives testdata/funcs.wat host functions that say in *seen what they got.
func funcsHost(rt *polyfill.Runtime, seen *string) *polyfill.Linker {
	got := func(args ...any) { *seen = fmt.Sprint(args...) }
	l := rt.NewLinker()
	l.Func("zero", polyfill.HostFunc0(func(context.Context) (uint32, error) { got("zero"); return math.MaxUint32, nil }))
	l.Func("one", polyfill.HostFunc1(func(_ context.Context, a int8) (int8, error) { got(a); return -a, nil }))
	l.Func("two", polyfill.HostFunc2(func(_ context.Context, a float32, b rune) (bool, error) {
		got(math.Float32bits(a), " ", b)
		return b == 'b', nil
	}))
	l.Func("three", polyfill.HostFunc3(func(_ context.Context, a uint64, b int16, c float64) (int64, error) {
		got(a, " ", b, " ", c)
		return int64(a), nil
	}))
	l.Func("four", polyfill.HostFunc4(func(_ context.Context, a uint8, b uint16, c int32, d bool) (rune, error) {
		got(a, " ", b, " ", c, " ", d)
		return rune(c), nil
	}))
	l.Func("note", polyfill.HostFunc0(func(context.Context) (none, error) { got("note"); return none{}, nil }))
	l.Func("tell", polyfill.HostFunc1(func(_ context.Context, n uint32) (none, error) {
		got(n)
		switch n {
		case 13:
			return none{}, errHost
		case 14:
			panic("out of order")
		}
		return none{}, nil
	}))
	l.Func("text", polyfill.HostFunc4(func(_ context.Context, a string, b uint8, c string, d uint8) (string, error) {
		return fmt.Sprint(a, b, c, d), nil
	}))
	l.Func("check", polyfill.HostFunc3(func(_ context.Context, n, limit uint32, what string) (uint32, error) {
		switch {
		case n > limit:
			return 0, polyfill.ErrorValue(what)
		case n == 13:
			return 0, errHost
		}
		return n, nil
	}))
	return l
}

func newFuncs(t testing.TB, seen *string) *polyfill.Instance {
	t.Helper()
	return newFuncsWith(t, nil, seen)
}

func newFuncsWith(t testing.TB, config *polyfill.Config, seen *string) *polyfill.Instance {
	t.Helper()
	rt := newRuntime(t, config)
	return instantiate(t, funcsHost(rt, seen), compile(t, rt, "funcs"))
}

// bound gives the function that Func0 to Func4 made.
func bound[F any](t testing.TB) func(F, error) F {
	return func(fn F, err error) F {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return fn
	}
}

// Scalars of every type cross in both directions, with any number of parameters; where
// calls end with their context, by the long way.
func TestFuncs(t *testing.T) {
	for name, config := range map[string]*polyfill.Config{
		"compiler":     polyfill.NewConfig(),
		"interpreter":  polyfill.NewConfig().WithInterpreter(),
		"context done": polyfill.NewConfig().WithCloseOnContextDone(true),
	} {
		t.Run(name, func(t *testing.T) { testFuncs(t, config) })
	}
}

func testFuncs(t *testing.T, config *polyfill.Config) {
	var seen string
	inst := newFuncsWith(t, config, &seen)
	expect := func(name string, got, want any, err error, wantSeen string) {
		t.Helper()
		if err != nil || got != want || seen != wantSeen {
			t.Errorf("%s: got %v, %v, want %v; the host saw %q, want %q", name, got, err, want, seen, wantSeen)
		}
	}
	zero := bound[func(context.Context) (uint32, error)](t)(polyfill.Func0[uint32](inst.Func("zero")))
	one := bound[func(context.Context, int8) (int8, error)](t)(polyfill.Func1[int8, int8](inst.Func("one")))
	two := bound[func(context.Context, float32, rune) (bool, error)](t)(polyfill.Func2[float32, rune, bool](inst.Func("two")))
	three := bound[func(context.Context, uint64, int16, float64) (int64, error)](t)(polyfill.Func3[uint64, int16, float64, int64](inst.Func("three")))
	four := bound[func(context.Context, uint8, uint16, int32, bool) (rune, error)](t)(polyfill.Func4[uint8, uint16, int32, bool, rune](inst.Func("four")))
	note := bound[func(context.Context) (none, error)](t)(polyfill.Func0[none](inst.Func("note")))
	tell := bound[func(context.Context, uint32) (none, error)](t)(polyfill.Func1[uint32, none](inst.Func("tell")))
	for range 2 {
		n, err := zero(ctx)
		expect("zero", n, uint32(math.MaxUint32), err, "zero")
		i, err := one(ctx, -128)
		expect("one", i, int8(-128), err, "-128")
		i, err = one(ctx, 5)
		expect("one", i, int8(-5), err, "5")
		b, err := two(ctx, math.Float32frombits(0xffc12345), 'b')
		expect("two", b, true, err, "2143289344 98") // the canonical NaN
		b, err = two(ctx, 0.5, '\U0010ffff')
		expect("two", b, false, err, "1056964608 1114111")
		big, err := three(ctx, 1<<63, -32768, -0.25)
		expect("three", big, int64(math.MinInt64), err, "9223372036854775808 -32768 -0.25")
		char, err := four(ctx, 255, 65535, 'ß', true)
		expect("four", char, 'ß', err, "255 65535 223 true")
		_, err = note(ctx)
		expect("note", nil, nil, err, "note")
		_, err = tell(ctx, 7)
		expect("tell", nil, nil, err, "7")
	}
	// What is no core value of its type is made one, as in every other form of a call.
	for _, n := range []uint32{0, 1, 2, 0x1ff, 0xffffffff} {
		asBool, err := polyfill.Func1[uint32, bool](inst.Func("as-bool"))
		expectLike(t, inst, "as-bool", asBool, err, n)
		asU8, err := polyfill.Func1[uint32, uint8](inst.Func("as-u8"))
		expectLike(t, inst, "as-u8", asU8, err, n)
		asS8, err := polyfill.Func1[uint32, int8](inst.Func("as-s8"))
		expectLike(t, inst, "as-s8", asS8, err, n)
	}
	type id uint32
	for _, n := range []id{5, 0x1fb} {
		asOne, err := polyfill.Func1[id, id](inst.Func("as-one"))
		expectLike(t, inst, "as-one", asOne, err, n)
	}
}

// expectLike calls a function and its dynamic form.
func expectLike[A, R any](t *testing.T, inst *polyfill.Instance, name string, fn func(context.Context, A) (R, error), err error, arg A) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	got, err := fn(ctx, arg)
	want, wantErr := polyfill.Call[R](ctx, inst.Func(name), arg)
	if err != nil || wantErr != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s(%v): got %v, %v, want %v, %v", name, arg, got, err, want, wantErr)
	}
}

// Other values go through variables that are used again.
func TestFuncsOfOtherValues(t *testing.T) {
	var seen string
	inst := newFuncs(t, &seen)
	text := bound[func(context.Context, string, uint8, string, uint8) (string, error)](t)(
		polyfill.Func4[string, uint8, string, uint8, string](inst.Func("text")))
	check := bound[func(context.Context, uint32, uint32, string) (uint32, error)](t)(
		polyfill.Func3[uint32, uint32, string, uint32](inst.Func("check")))
	both := bound[func(context.Context, uint32, uint32, string) (polyfill.ResultOf[uint32, string], error)](t)(
		polyfill.Func3[uint32, uint32, string, polyfill.ResultOf[uint32, string]](inst.Func("check")))
	for range 2 {
		if got, err := text(ctx, "a", 1, "b", 2); got != "a1b2" || err != nil {
			t.Errorf("text: %q, %v", got, err)
		}
		if got, err := check(ctx, 3, 4, "too much"); got != 3 || err != nil {
			t.Errorf("ok: %v, %v", got, err)
		}
		got, err := check(ctx, 5, 4, "too much")
		var e *polyfill.ResultError
		if got != 0 || !errors.As(err, &e) || e.Value != "too much" {
			t.Errorf("error: %v, %v", got, err)
		}
		if got, err := both(ctx, 5, 4, "too much"); err != nil || got != (polyfill.ResultOf[uint32, string]{IsErr: true, Err: "too much"}) {
			t.Errorf("both: %v, %v", got, err)
		}
	}
	_, err := check(ctx, 13, 40, "")
	if !errors.Is(err, errHost) {
		t.Errorf("another error: %v", err)
	}
	if _, err = text(ctx, "", 0, "", 0); !isPoisoned(err) {
		t.Errorf("after it: %v", err)
	}
}

func isPoisoned(err error) bool {
	var p *polyfill.PoisonedError
	return errors.As(err, &p)
}

// A scalar that does not fit harms nothing; a trap and a host function that fails
// poison.
func TestFuncsFail(t *testing.T) {
	var seen string
	inst := newFuncs(t, &seen)
	two := bound[func(context.Context, float32, rune) (bool, error)](t)(polyfill.Func2[float32, rune, bool](inst.Func("two")))
	var wrong *polyfill.ValueError
	if _, err := two(ctx, 1, 0xd800); !errors.As(err, &wrong) || wrong.Path != "b" {
		t.Errorf("no character: %v", err)
	}
	if ok, err := two(ctx, 1, 'b'); !ok || err != nil {
		t.Errorf("after it: %v, %v", ok, err)
	}
	// The same error as any other call gives.
	typed := bound[func(context.Context, float32, rune) (bool, error)](t)(
		polyfill.Typed[func(context.Context, float32, rune) (bool, error)](inst.Func("two")))
	_, err := two(ctx, 1, -1)
	_, want := typed(ctx, 1, -1)
	expectText(t, "no character", err, want.Error())

	for name, row := range map[string]struct {
		call func(inst *polyfill.Instance) error
		text string
	}{
		"divide": {func(inst *polyfill.Instance) error {
			divide := bound[func(context.Context, uint32, uint32) (uint32, error)](t)(polyfill.Func2[uint32, uint32, uint32](inst.Func("divide")))
			if n, err := divide(ctx, 84, 2); n != 42 || err != nil {
				t.Errorf("divide: %v, %v", n, err)
			}
			_, err := divide(ctx, 1, 0)
			return err
		}, "wasm trap: integer divide by zero"},
		"as-char": {func(inst *polyfill.Instance) error {
			asChar := bound[func(context.Context, uint32) (rune, error)](t)(polyfill.Func1[uint32, rune](inst.Func("as-char")))
			if r, err := asChar(ctx, 'x'); r != 'x' || err != nil {
				t.Errorf("as-char: %v, %v", r, err)
			}
			_, err := asChar(ctx, 0xdfff)
			return err
		}, "char"},
		"bad-char": {func(inst *polyfill.Instance) error {
			_, err := bound[func(context.Context) (bool, error)](t)(polyfill.Func0[bool](inst.Func("bad-char")))(ctx)
			return err
		}, "char"},
	} {
		inst := newFuncs(t, &seen)
		err := row.call(inst)
		var trap *polyfill.Trap
		if !errors.As(err, &trap) || trap.Export != name || trap.Signature != inst.Func(name).String() {
			t.Errorf("%s: %#v", name, err)
		}
		expectText(t, name, err, row.text)
		if _, err := inst.Func("sum").Call(ctx); !isPoisoned(err) {
			t.Errorf("%s, after it: %v", name, err)
		}
	}

	inst = newFuncs(t, &seen)
	tell := bound[func(context.Context, uint32) (none, error)](t)(polyfill.Func1[uint32, none](inst.Func("tell")))
	_, err = tell(ctx, 13)
	var host *polyfill.HostError
	if !errors.Is(err, errHost) || !errors.As(err, &host) || host.Import != "tell" || host.Export != "tell" {
		t.Errorf("host error: %v", err)
	}
	if _, err = tell(ctx, 1); !isPoisoned(err) {
		t.Errorf("after it: %v", err)
	}
	inst = newFuncs(t, &seen)
	tell = bound[func(context.Context, uint32) (none, error)](t)(polyfill.Func1[uint32, none](inst.Func("tell")))
	_, err = tell(ctx, 14)
	var panicked *polyfill.HostPanic
	if !errors.As(err, &panicked) || panicked.Value != "out of order" {
		t.Errorf("host panic: %v", err)
	}
	if _, err = tell(ctx, 1); !isPoisoned(err) {
		t.Errorf("after it: %v", err)
	}

	// A result that does not fit is the host's fault.
	inst = newFuncs(t, &seen)
	four := bound[func(context.Context, uint8, uint16, int32, bool) (rune, error)](t)(polyfill.Func4[uint8, uint16, int32, bool, rune](inst.Func("four")))
	_, err = four(ctx, 1, 2, 0xd800, false)
	if !errors.As(err, &host) || !errors.As(err, &wrong) {
		t.Errorf("no character from the host: %v", err)
	}
}

// What has a post-return is called like everything else.
func TestFuncsPostReturn(t *testing.T) {
	var seen string
	inst := newFuncs(t, &seen)
	after := bound[func(context.Context, uint32) (uint32, error)](t)(polyfill.Func1[uint32, uint32](inst.Func("after")))
	for range 3 {
		if n, err := after(ctx, 5); n != 5 || err != nil {
			t.Errorf("%v, %v", n, err)
		}
	}
	expectCall(t, inst.Exports, "sum", uint32(15))
}

// Types that do not fit are refused like those of Typed and of host functions.
func TestFuncsThatDoNotFit(t *testing.T) {
	var seen string
	inst := newFuncs(t, &seen)
	_, err := polyfill.Func1[uint32, uint32](inst.Func("divide"))
	_, want := polyfill.Typed[func(context.Context, uint32) (uint32, error)](inst.Func("divide"))
	expectText(t, "one parameter", err, want.Error(), "want 2 parameters")
	_, err = polyfill.Func2[uint32, string, uint32](inst.Func("divide"))
	expectText(t, "a string", err, "parameter b", "as func(context.Context, uint32, string) (uint32, error)")
	_, err = polyfill.Func2[uint32, uint32, none](inst.Func("divide"))
	expectText(t, "no result", err, "want a Go type for the result")
	_, err = polyfill.Func0[uint32](inst.Func("note"))
	expectText(t, "a result", err, "want struct{}")

	rt := inst.Component().Runtime()
	for _, row := range []struct {
		name string
		fn   any
		text string
	}{
		{"one", polyfill.HostFunc0(func(context.Context) (int8, error) { return 0, nil }), "given as func(context.Context) (int8, error): want 1 parameters, got 0"},
		{"one", polyfill.HostFunc1(func(context.Context, int8) (none, error) { return none{}, nil }), "want a result for s8, got none"},
		{"note", polyfill.HostFunc0(func(context.Context) (int8, error) { return 0, nil }), "want no result, got int8"},
		{"one", polyfill.HostFunc1[int8, int8](nil), "given as polyfill.HostFunc: want a function"},
		{"one", polyfill.HostFunc{}, "want a function"},
	} {
		l := funcsHost(rt, &seen)
		l.Func(row.name, row.fn)
		_, err := l.Instantiate(ctx, inst.Component())
		expectText(t, row.name, err, row.text)
	}
}

// A call allocates nothing if only scalars cross.
func TestFuncsAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Log("the race detector allocates")
		return
	}
	rt := newRuntime(t, nil)
	l := funcsHost(rt, new(string))
	l.Func("three", polyfill.HostFunc3(func(_ context.Context, a uint64, b int16, c float64) (int64, error) { return int64(a), nil }))
	inst := instantiate(t, l, compile(t, rt, "funcs"))
	three := bound[func(context.Context, uint64, int16, float64) (int64, error)](t)(polyfill.Func3[uint64, int16, float64, int64](inst.Func("three")))
	divide := bound[func(context.Context, uint32, uint32) (uint32, error)](t)(polyfill.Func2[uint32, uint32, uint32](inst.Func("divide")))
	dynamic := inst.Func("divide")
	other, cancel := context.WithCancel(ctx)
	defer cancel()
	for name, call := range map[string]func() error{
		"divide":      func() error { _, err := divide(other, 84, 2); return err },
		"three":       func() error { _, err := three(ctx, 1<<40, -2, 1.5); return err },
		"Call divide": func() error { _, err := polyfill.Call[uint32](ctx, dynamic, uint32(8), uint32(2)); return err },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if err := call(); err != nil {
				t.Error(name, err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// Component instances that a call of the host entered cannot be entered again from
// inside.
func TestReentryInsideIsRefused(t *testing.T) {
	for _, how := range []string{"Call", "Func1"} {
		rt := newRuntime(t, nil)
		inst := instantiate(t, rt.NewLinker(), compile(t, rt, "reenter"))
		run := func(again bool) (uint32, error) { return polyfill.Call[uint32](ctx, inst.Func("run"), again) }
		if how == "Func1" {
			fn := bound[func(context.Context, bool) (uint32, error)](t)(polyfill.Func1[bool, uint32](inst.Func("run")))
			run = func(again bool) (uint32, error) { return fn(ctx, again) }
		}
		for range 2 {
			if n, err := run(false); n != 7 || err != nil {
				t.Errorf("%s: %v, %v", how, n, err)
			}
			expectCall(t, inst.Exports, "go", uint32(7))
		}
		_, err := run(true)
		var trap *polyfill.Trap
		if !errors.As(err, &trap) || trap.Message != "wasm trap: cannot enter component instance" || trap.Export != "run" {
			t.Errorf("%s: %v", how, err)
		}
		if _, err = run(false); !isPoisoned(err) {
			t.Errorf("%s, after it: %v", how, err)
		}
	}
}

// One call at a time, and a closed instance is closed, in every form of a call.
func TestFuncsBusyAndClosed(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "funcs")
	var inside func() error
	l := funcsHost(rt, new(string))
	l.Func("note", polyfill.HostFunc0(func(context.Context) (none, error) { return none{}, inside() }))
	inst := instantiate(t, l, c)
	note := bound[func(context.Context) (none, error)](t)(polyfill.Func0[none](inst.Func("note")))
	divide := bound[func(context.Context, uint32, uint32) (uint32, error)](t)(polyfill.Func2[uint32, uint32, uint32](inst.Func("divide")))
	check := bound[func(context.Context, uint32, uint32, string) (uint32, error)](t)(
		polyfill.Func3[uint32, uint32, string, uint32](inst.Func("check")))
	typed := bound[func(context.Context, uint32, uint32) (uint32, error)](t)(
		polyfill.Typed[func(context.Context, uint32, uint32) (uint32, error)](inst.Func("divide")))
	all := func() (errs []error) {
		_, err := note(ctx)
		errs = append(errs, err)
		_, err = divide(ctx, 4, 2)
		errs = append(errs, err)
		_, err = check(ctx, 1, 2, "")
		errs = append(errs, err)
		_, err = typed(ctx, 4, 2)
		errs = append(errs, err)
		_, err = inst.Func("divide").Call(ctx, 4, 2)
		errs = append(errs, err)
		_, err = polyfill.Call[uint32](ctx, inst.Func("divide"), 4, 2)
		return append(errs, err)
	}
	inside = func() error {
		busy := all()
		var wg sync.WaitGroup
		wg.Go(func() { busy = append(busy, all()...) })
		wg.Wait()
		for i, err := range busy {
			if !errors.Is(err, polyfill.ErrBusy) {
				t.Errorf("busy %d: %v", i, err)
			}
		}
		return nil
	}
	if _, err := note(ctx); err != nil {
		t.Error(err)
	}
	inside = func() error { return nil }
	for i, err := range all() {
		if err != nil {
			t.Errorf("free %d: %v", i, err)
		}
	}
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	for i, err := range all() {
		if !errors.Is(err, polyfill.ErrClosed) {
			t.Errorf("closed %d: %v", i, err)
		}
	}
}

// An instance can be handed from goroutine to goroutine, and many that do not wait
// for one another find it busy or free, never broken.
func TestFuncsFromManyGoroutines(t *testing.T) {
	var seen string
	inst := newFuncs(t, &seen)
	divide := bound[func(context.Context, uint32, uint32) (uint32, error)](t)(polyfill.Func2[uint32, uint32, uint32](inst.Func("divide")))
	check := bound[func(context.Context, uint32, uint32, string) (uint32, error)](t)(
		polyfill.Func3[uint32, uint32, string, uint32](inst.Func("check")))
	var wg sync.WaitGroup
	for g := range uint32(4) {
		wg.Go(func() {
			for i := range uint32(2000) {
				if n, err := divide(ctx, 2*(i+g), 2); err == nil && n != i+g || err != nil && !errors.Is(err, polyfill.ErrBusy) {
					t.Errorf("%d: %v, %v", i+g, n, err)
				}
				if n, err := check(ctx, i+g+100, 1<<20, "no"); err == nil && n != i+g+100 || err != nil && !errors.Is(err, polyfill.ErrBusy) {
					t.Errorf("%d: %v, %v", i+g, n, err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := divide(ctx, 84, 2); n != 42 || err != nil {
		t.Errorf("%v, %v", n, err)
	}
}

// A host function gets the caller's context, and may keep it. No context is like the
// empty one.
func TestFuncsContext(t *testing.T) {
	type key struct{}
	rt := newRuntime(t, nil)
	var kept []context.Context
	keep := func(ctx context.Context) { kept = append(kept, ctx) }
	l := funcsHost(rt, new(string))
	l.Func("note", polyfill.HostFunc0(func(ctx context.Context) (none, error) { keep(ctx); return none{}, nil }))
	l.Func("tell", func(ctx context.Context, _ uint32) { keep(ctx) })
	l.Func("zero", func(ctx context.Context, _ []any) (any, error) { keep(ctx); return 0, nil })
	inst := instantiate(t, l, compile(t, rt, "funcs"))
	note := bound[func(context.Context) (none, error)](t)(polyfill.Func0[none](inst.Func("note")))
	for i := range 3 {
		mine := context.WithValue(ctx, key{}, i)
		_, err1 := note(mine)
		_, err2 := inst.Func("tell").Call(mine, 1)
		_, err3 := inst.Func("zero").Call(mine)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Error(err)
		}
	}
	if len(kept) != 9 {
		t.Fatalf("%d contexts", len(kept))
	}
	for i, ctx := range kept {
		if ctx.Value(key{}) != i/3 {
			t.Errorf("%d: %v", i, ctx)
		}
	}
	var none context.Context
	if _, err := note(none); err != nil {
		t.Error(err)
	}
}

// A host function that ends its goroutine poisons the instance, which is not busy for ever.
func TestGoexit(t *testing.T) {
	for name, fn := range map[string]any{
		"HostFunc": polyfill.HostFunc0(func(context.Context) (none, error) { runtime.Goexit(); return none{}, nil }),
		"typed":    func() { runtime.Goexit() },
		"dynamic":  func(context.Context, []any) (any, error) { runtime.Goexit(); return nil, nil },
	} {
		for _, how := range []string{"Func0", "Call"} {
			rt := newRuntime(t, nil)
			l := funcsHost(rt, new(string))
			l.Func("note", fn)
			inst := instantiate(t, l, compile(t, rt, "funcs"))
			note := bound[func(context.Context) (none, error)](t)(polyfill.Func0[none](inst.Func("note")))
			var wg sync.WaitGroup
			wg.Go(func() {
				if how == "Call" {
					inst.Func("note").Call(ctx)
				} else {
					note(ctx)
				}
				t.Errorf("%s by %s: the goroutine goes on", name, how)
			})
			wg.Wait()
			_, err := note(ctx)
			if !isPoisoned(err) {
				t.Errorf("%s by %s: %v", name, how, err)
			}
			expectText(t, name, err, `"note"`, "Goexit")
			if err := inst.Close(ctx); err != nil {
				t.Errorf("%s by %s: close: %v", name, how, err)
			}
		}
	}
}
