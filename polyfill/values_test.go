//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// valuesHost gives testdata/values.wat host functions which hand back what they get.
func valuesHost(rt *polyfill.Runtime) *polyfill.Linker {
	l := rt.NewLinker()
	host := l.Instance("test:values/host@1.0.0")
	for _, name := range []string{
		"bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "bytes", "numbers",
		"strings", "fixed", "tuple", "record", "records", "variant", "enum", "flags", "option", "nested", "result", "unit", "map",
	} {
		host.Func(name, func(_ context.Context, args []any) (any, error) { return args[0], nil })
	}
	host.Func("nothing", func() {})
	host.Func("fail", func(v uint32) error {
		switch v {
		case 0:
			return nil
		case 1:
			return polyfill.ErrorValue(polyfill.Variant{Case: "number", Value: 7})
		}
		return errors.New("not an error case")
	})
	return l
}

type point struct {
	X     int32
	Label string
}

type shape struct {
	Empty  bool
	Number *uint32
	Text   *string
}

type perms struct {
	Read, Write bool
	Run         bool `wit:"run-it"`
}

// rec makes a record of names and values in turn.
func rec(pairs ...any) polyfill.Record {
	var r polyfill.Record
	for i := 0; i < len(pairs); i += 2 {
		r = append(r, polyfill.Field{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return r
}

func ptr[T any](v T) *T { return &v }

// What goes in, in every form that is accepted, comes back in the form of the
// table at Value, both from the guest and from the host through the guest.
func TestValues(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, valuesHost(rt), compile(t, rt, "values"))
	type in = []any
	for _, row := range []struct {
		name string
		want any
		in   in
	}{
		{"bool", true, in{true}},
		{"bool", false, in{false, ptr(false)}},
		{"s8", int8(-128), in{int8(-128), -128, int64(-128)}},
		{"u8", uint8(255), in{uint8(255), 255}},
		{"s16", int16(-32768), in{int16(-32768), -32768}},
		{"u16", uint16(65535), in{uint16(65535), 65535}},
		{"s32", int32(math.MinInt32), in{int32(math.MinInt32), int64(math.MinInt32)}},
		{"u32", uint32(math.MaxUint32), in{uint32(math.MaxUint32), int64(math.MaxUint32)}},
		{"s64", int64(math.MinInt64), in{int64(math.MinInt64), math.MinInt64}},
		{"u64", uint64(math.MaxUint64), in{uint64(math.MaxUint64)}},
		{"f32", float32(1.5), in{float32(1.5), 1.5}},
		{"f64", math.Inf(-1), in{math.Inf(-1)}},
		{"f64", 3.0, in{3, 3.0, uint8(3)}},
		{"char", '🦀', in{'🦀', "🦀", uint32('🦀')}},
		{"string", "grüße 🦀\x00", in{"grüße 🦀\x00", ptr("grüße 🦀\x00")}},
		{"string", "", in{""}},
		{"bytes", []byte{0, 1, 255}, in{[]byte{0, 1, 255}, "\x00\x01\xff", []any{0, 1, 255}, [3]uint8{0, 1, 255}}},
		{"bytes", []byte{}, in{[]byte{}, []byte(nil), ""}},
		{"numbers", []uint32{1, math.MaxUint32}, in{[]uint32{1, math.MaxUint32}, []any{1, math.MaxUint32}, []int{1, math.MaxUint32}}},
		{"strings", []string{"a", "", "ß"}, in{[]string{"a", "", "ß"}, []any{"a", "", "ß"}}},
		{"fixed", []uint32{1, 2, 3}, in{[]uint32{1, 2, 3}, [3]uint32{1, 2, 3}, []any{1, 2, 3}}},
		{"tuple", polyfill.Tuple{uint32(7), "seven"}, in{
			polyfill.Tuple{7, "seven"}, []any{7, "seven"}, struct {
				N int
				S string
			}{7, "seven"},
		}},
		{"record", rec("x", int32(-1), "label", "here"), in{
			rec("x", -1, "label", "here"), rec("label", "here", "x", -1),
			map[string]any{"x": -1, "label": "here"}, point{-1, "here"}, &point{-1, "here"},
		}},
		{"records", []any{rec("x", int32(1), "label", "a"), rec("x", int32(2), "label", "b")}, in{
			[]point{{1, "a"}, {2, "b"}}, []any{point{1, "a"}, map[string]any{"x": 2, "label": "b"}},
		}},
		{"variant", polyfill.Variant{Case: "text", Value: "t"}, in{
			polyfill.Variant{Case: "text", Value: "t"}, &polyfill.Variant{Case: "text", Value: "t"}, shape{Text: ptr("t")},
		}},
		{"variant", polyfill.Variant{Case: "empty"}, in{polyfill.Variant{Case: "empty"}, shape{Empty: true}}},
		{"enum", polyfill.Enum("dark-blue"), in{polyfill.Enum("dark-blue"), "dark-blue"}},
		{"flags", polyfill.Flags{"read", "run-it"}, in{
			polyfill.Flags{"read", "run-it"}, []string{"run-it", "read"}, map[string]bool{"read": true, "write": false, "run-it": true},
			perms{Read: true, Run: true}, uint8(5),
		}},
		{"flags", polyfill.Flags{}, in{polyfill.Flags{}, []string{}, perms{}, uint(0)}},
		{"option", "some", in{"some", ptr("some"), polyfill.Some("some")}},
		{"option", nil, in{nil, (*string)(nil), polyfill.None()}},
		{"nested", polyfill.Some(uint32(1)), in{polyfill.Some(1), ptr(ptr(uint32(1)))}},
		{"nested", polyfill.Some(nil), in{polyfill.Some(nil), ptr((*uint32)(nil)), polyfill.Some(polyfill.None())}},
		{"nested", polyfill.None(), in{nil, polyfill.None(), (**uint32)(nil)}},
		{"result", polyfill.Ok(uint32(1)), in{polyfill.Ok(1), ptr(polyfill.Ok(1))}},
		{"result", polyfill.Err("bad"), in{polyfill.Err("bad"), errors.New("bad")}},
		{"unit", polyfill.Ok(nil), in{polyfill.Ok(nil)}},
		{"unit", polyfill.Err(nil), in{polyfill.Err(nil), errors.New("any")}},
		{"map", polyfill.Map{{Key: "a", Value: uint32(1)}}, in{polyfill.Map{{Key: "a", Value: 1}}, map[string]int{"a": 1}, []polyfill.Tuple{{"a", 1}}}},
	} {
		for _, v := range row.in {
			for _, how := range []string{"echo-", "via-"} {
				got, err := inst.Func(how+row.name).Call(ctx, v)
				if err != nil {
					t.Errorf("%s%s(%#v): %v", how, row.name, v, err)
				} else if !reflect.DeepEqual(got, row.want) {
					t.Errorf("%s%s(%#v): got %#v, want %#v", how, row.name, v, got, row.want)
				}
			}
		}
	}
	expectCall(t, inst.Exports, "via-nothing", nil)
}

func TestNaNsAreCanonical(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, valuesHost(rt), compile(t, rt, "values"))
	for _, how := range []string{"echo-", "via-"} {
		f32, err := polyfill.Call[float32](ctx, inst.Func(how+"f32"), math.Float32frombits(0xffc12345))
		if bits := math.Float32bits(f32); err != nil || bits != 0x7fc00000 {
			t.Errorf("%sf32: %#x, %v", how, bits, err)
		}
		f64, err := polyfill.Call[float64](ctx, inst.Func(how+"f64"), math.Float64frombits(0xfff0000000000001))
		if bits := math.Float64bits(f64); err != nil || bits != 0x7ff8000000000000 {
			t.Errorf("%sf64: %#x, %v", how, bits, err)
		}
	}
}

// A value that does not fit is refused before the guest is entered, and the
// instance goes on.
func TestValuesThatDoNotFit(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, valuesHost(rt), compile(t, rt, "values"))
	for _, row := range []struct {
		name  string
		in    any
		texts []string
	}{
		{"bool", 1, []string{"v: want bool, got int 1"}},
		{"s8", 128, []string{"want s8, got int 128"}},
		{"u8", -1, []string{"want u8, got int -1"}},
		{"u64", 1.5, []string{"want u64, got float64 1.5"}},
		{"f32", 1e300, []string{"want f32"}},
		{"char", 0xd800, []string{"want char"}},
		{"char", "ab", []string{"want char"}},
		{"string", "\xff", []string{"want string", "not valid UTF-8"}},
		{"string", nil, []string{"want string, got nil"}},
		{"bytes", []any{0, 256}, []string{"v[1]: want u8, got int 256"}},
		{"fixed", []uint32{1, 2}, []string{"want list<u32, 3>", "2 elements"}},
		{"tuple", polyfill.Tuple{1}, []string{"1 elements"}},
		{"record", map[string]any{"x": 1}, []string{"want point", `without the field "label"`}},
		{"record", map[string]any{"x": 1, "label": "", "y": 1}, []string{`unknown field "y"`}},
		{"records", []point{{1, "\xff"}}, []string{"v[0].label: want string"}},
		{"variant", polyfill.Variant{Case: "circle"}, []string{`unknown case "circle"`}},
		{"variant", polyfill.Variant{Case: "number"}, []string{"v.number: want u32, got nil"}},
		{"enum", "blue", []string{"want color", `unknown case "blue"`}},
		{"flags", []string{"run"}, []string{`unknown flag "run"`}},
		{"flags", 8, []string{"want perms"}},
		{"result", polyfill.Ok("x"), []string{"v.ok: want u32"}},
		{"map", map[string]string{"a": "b"}, []string{"want u32"}},
	} {
		err := expectErr(t, inst.Exports, "echo-"+row.name, row.texts, row.in)
		var wrong *polyfill.ValueError
		if !errors.As(err, &wrong) {
			t.Errorf("echo-%s: %T, want a *ValueError", row.name, err)
		}
	}
	for _, args := range [][]any{{}, {"a", "b"}} {
		if _, err := inst.Func("echo-string").Call(ctx, args...); !errors.Is(err, polyfill.ErrArgCount) {
			t.Errorf("%d arguments: %v", len(args), err)
		}
	}
	expectCall(t, inst.Exports, "echo-string", "still here", "still here")
}

// Typed calls and typed host functions take and give the types of the table's
// last column.
func TestTypedValues(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "values")
	inst := instantiate(t, valuesHost(rt), c)
	expectTyped(t, inst, "bool", true)
	expectTyped(t, inst, "s8", int8(-8))
	expectTyped(t, inst, "s8", -8)
	expectTyped(t, inst, "u8", uint8(200))
	expectTyped(t, inst, "u16", uint64(60000))
	expectTyped(t, inst, "s64", int64(-1<<60))
	expectTyped(t, inst, "s64", -1<<60)
	expectTyped(t, inst, "u64", uint64(1<<63))
	expectTyped(t, inst, "f32", float32(0.5))
	expectTyped(t, inst, "f32", 0.5)
	expectTyped(t, inst, "f64", 0.25)
	expectTyped(t, inst, "char", 'ß')
	expectTyped(t, inst, "string", "text")
	type name string
	expectTyped(t, inst, "string", name("named"))
	expectTyped(t, inst, "bytes", []byte{1, 2})
	expectTyped(t, inst, "numbers", []uint32{1, 2})
	expectTyped(t, inst, "numbers", []int{1, 2})
	expectTyped(t, inst, "strings", []string{"a", "b"})
	expectTyped(t, inst, "fixed", [3]uint32{1, 2, 3})
	expectTyped(t, inst, "fixed", []uint32{1, 2, 3})
	expectTyped(t, inst, "tuple", struct {
		N uint32
		S string
	}{1, "one"})
	expectTyped(t, inst, "tuple", polyfill.Tuple{uint32(1), "one"})
	expectTyped(t, inst, "record", point{1, "p"})
	expectTyped(t, inst, "record", map[string]any{"x": int32(1), "label": "p"})
	expectTyped(t, inst, "records", []point{{1, "p"}, {2, "q"}})
	expectTyped(t, inst, "variant", shape{Number: ptr(uint32(9))})
	expectTyped(t, inst, "variant", polyfill.Variant{Case: "empty"})
	type color string
	expectTyped(t, inst, "enum", color("green"))
	expectTyped(t, inst, "flags", perms{Write: true})
	expectTyped(t, inst, "flags", []string{"write"})
	expectTyped(t, inst, "flags", map[string]bool{"write": true})
	expectTyped(t, inst, "option", ptr("some"))
	expectTyped(t, inst, "option", (*string)(nil))
	expectTyped(t, inst, "nested", ptr(ptr(uint32(3))))
	expectTyped(t, inst, "nested", ptr((*uint32)(nil)))
	expectTyped(t, inst, "nested", polyfill.Some(nil))
	expectTyped(t, inst, "result", polyfill.Ok(uint32(1)))
	expectTyped(t, inst, "result", polyfill.ResultOf[uint32, string]{IsErr: true, Err: "no"})
	expectTyped(t, inst, "map", map[string]uint32{"a": 1, "b": 2})
	expectTyped(t, inst, "string", any("any"))
}

// expectTyped sends v through the guest as a T, and through a host function that
// takes and gives a T.
func expectTyped[T any](t *testing.T, inst *polyfill.Instance, name string, v T) {
	t.Helper()
	l := valuesHost(inst.Component().Runtime())
	calls := map[string]*polyfill.Function{"echo-": inst.Func("echo-" + name)}
	for how, fn := range map[string]any{
		"via-":             func(v T) T { return v },
		"by HostFunc via-": polyfill.HostFunc1(func(_ context.Context, v T) (T, error) { return v, nil }),
	} {
		l.Instance("test:values/host@1.0.0").Func(name, fn)
		typedHost, err := l.Instantiate(ctx, inst.Component())
		if err != nil {
			t.Errorf("%s as %T: %v", name, v, err)
			return
		}
		defer typedHost.Close(ctx)
		calls[how] = typedHost.Func("via-" + name)
	}
	for how, f := range calls {
		got, err := polyfill.Call[T](ctx, f, v)
		if err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("%s%s as %T: got %#v, %v, want %#v", how, name, v, got, err, v)
		}
		fn, err := polyfill.Typed[func(context.Context, T) (T, error)](f)
		if err != nil {
			t.Errorf("%s%s as %T: %v", how, name, v, err)
			continue
		}
		if got, err = fn(ctx, v); err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("%s%s typed as %T: got %#v, %v, want %#v", how, name, v, got, err, v)
		}
		fn, err = polyfill.Func1[T, T](f)
		if err != nil {
			t.Errorf("%s%s as %T: %v", how, name, v, err)
			continue
		}
		for range 2 {
			if got, err = fn(ctx, v); err != nil || !reflect.DeepEqual(got, v) {
				t.Errorf("%s%s by Func1 as %T: got %#v, %v, want %#v", how, name, v, got, err, v)
			}
		}
	}
}

// A Go type that does not fit is refused when it is bound, with what was wanted.
func TestTypesThatDoNotFit(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "values")
	inst := instantiate(t, valuesHost(rt), c)
	refuse := func(err error, texts ...string) {
		t.Helper()
		expectText(t, "typed", err, texts...)
	}
	_, err := polyfill.Call[string](ctx, inst.Func("echo-u32"), 1)
	refuse(err, `export "echo-u32"`, "func(v: u32) -> u32", "string")
	_, err = polyfill.Call[struct{}](ctx, inst.Func("echo-u32"), 1)
	refuse(err, "want a Go type for the result")
	_, err = polyfill.Call[int](ctx, inst.Func("via-nothing"))
	refuse(err, "want struct{}")
	_, err = polyfill.Typed[func(string) string](inst.Func("echo-string"))
	refuse(err, "begins with a context.Context")
	_, err = polyfill.Typed[func(context.Context) (string, error)](inst.Func("echo-string"))
	refuse(err, "want 1 parameters after the context, got 0")
	_, err = polyfill.Typed[func(context.Context, string) string](inst.Func("echo-string"))
	refuse(err, "want an error as last result")
	_, err = polyfill.Typed[func(context.Context, []string) (string, error)](inst.Func("echo-string"))
	refuse(err, "parameter v", "[]string")
	_, err = polyfill.Typed[func(context.Context, struct{ X int32 }) (point, error)](inst.Func("echo-record"))
	refuse(err, "parameter v", `"label"`)
	_, err = polyfill.Typed[string](inst.Func("echo-string"))
	refuse(err, "want a function type")

	for _, row := range []struct {
		name  string
		fn    any
		texts []string
	}{
		{"u32", func(string) uint32 { return 0 }, []string{"u32: func(v: u32) -> u32", "given as func(string) uint32", "parameter v"}},
		{"u32", func(uint32) {}, []string{"want a result for u32, got none"}},
		{"u32", func(uint32) string { return "" }, []string{"result:", "string"}},
		{"nothing", func() int { return 0 }, []string{"want no result, got int"}},
		{"u32", func() uint32 { return 0 }, []string{"want 1 parameters, got 0"}},
		{"u32", func(...uint32) uint32 { return 0 }, []string{"not variadic"}},
		{"u32", "a string", []string{"given as string", "want a function"}},
		{"u32", nil, []string{"want a function"}},
		{"u32", func(uint32) (uint32, uint32, error) { return 0, 0, nil }, []string{"at most one result"}},
	} {
		l := valuesHost(rt)
		l.Instance("test:values/host@1.0.0").Func(row.name, row.fn)
		_, err := l.Instantiate(ctx, c)
		var link *polyfill.LinkError
		if !errors.As(err, &link) || len(link.Problems) != 1 {
			t.Errorf("%s as %T: %v", row.name, row.fn, err)
			continue
		}
		expectText(t, row.name, err, row.texts...)
	}
}

// A result<_, E> of a host function is E for an ErrorValue; other errors end the
// call.
func TestErrorValues(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "values")
	inst := instantiate(t, valuesHost(rt), c)
	expectCall(t, inst.Exports, "via-fail", polyfill.Ok(nil), 0)
	expectCall(t, inst.Exports, "via-fail", polyfill.Err(polyfill.Variant{Case: "number", Value: uint32(7)}), 1)
	_, err := polyfill.Call[struct{}](ctx, inst.Func("via-fail"), 1)
	var e *polyfill.ResultError
	if !errors.As(err, &e) || e.Value != (polyfill.Variant{Case: "number", Value: uint32(7)}) {
		t.Errorf("typed: %v", err)
	}
	if _, err := polyfill.Call[struct{}](ctx, inst.Func("via-fail"), 0); err != nil {
		t.Errorf("typed: %v", err)
	}
	expectErr(t, inst.Exports, "via-fail", []string{`host function "test:values/host@1.0.0#fail": not an error case`}, 2)
	expectErr(t, inst.Exports, "via-fail", []string{"cannot enter component instance"}, 0)

	// A typed function with a value.
	l := valuesHost(rt)
	l.Instance("test:values/host@1.0.0").Func("result", func(v polyfill.Result) (uint32, error) {
		if v.IsErr {
			return 0, fmt.Errorf("wrapped: %w", polyfill.ErrorValue("as a value"))
		}
		return v.Value.(uint32) + 1, nil
	})
	inst = instantiate(t, l, c)
	expectCall(t, inst.Exports, "via-result", polyfill.Ok(uint32(2)), polyfill.Ok(1))
	expectCall(t, inst.Exports, "via-result", polyfill.Err("as a value"), polyfill.Err("x"))
	got, err := polyfill.Call[uint32](ctx, inst.Func("via-result"), polyfill.Ok(41))
	if got != 42 || err != nil {
		t.Errorf("typed: %v, %v", got, err)
	}
}

// A host function whose result does not fit fails like one that returns an error.
func TestHostResultThatDoesNotFit(t *testing.T) {
	rt := newRuntime(t, nil)
	l := valuesHost(rt)
	l.Instance("test:values/host@1.0.0").
		Func("u8", func(context.Context, []any) (any, error) { return 256, nil }).
		Func("string", func(string) string { return "\xff" })
	c := compile(t, rt, "values")
	for name, text := range map[string]string{"u8": "result: want u8, got int 256", "string": "not valid UTF-8"} {
		arg := map[string]any{"u8": 1, "string": "x"}[name]
		inst := instantiate(t, l, c)
		err := expectErr(t, inst.Exports, "via-"+name, []string{`host function "test:values/host@1.0.0#` + name + `"`, text}, arg)
		var host *polyfill.HostError
		var wrong *polyfill.ValueError
		if !errors.As(err, &host) || !errors.As(err, &wrong) {
			t.Errorf("%s: %T", name, err)
		}
		expectErr(t, inst.Exports, "via-"+name, []string{"cannot enter component instance"}, arg)
	}
}
