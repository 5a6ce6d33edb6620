package canon

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
)

type (
	myInt    int
	myString string
	myBool   bool
	myBytes  []byte
)

type point struct {
	X, Y uint8
	Note *string
}

type renamed struct {
	First  uint8 `wit:"f0"`
	Hidden string
	F1     uint8
}

type embedded struct {
	point2
	F1 uint8
}

type point2 struct{ F0 uint8 }

type shape struct {
	C0 *uint8
	C1 bool
}

func ptr[T any](v T) *T { return &v }

// pointType has readable names.
var pointType = namedRecord("x:u8", "y:u8", "note:option<string>")

func TestAccept(t *testing.T) {
	c := NewCompiler(new(Layouts))
	for _, tt := range []struct {
		typ  string
		in   any
		want any
	}{
		{"bool", true, true},
		{"bool", myBool(true), true},
		{"bool", ptr(true), true},
		{"u8", 255, uint8(255)},
		{"u8", myInt(7), uint8(7)},
		{"s8", int64(-128), int8(-128)},
		{"s16", uint64(32767), int16(32767)},
		{"u64", uint64(math.MaxUint64), uint64(math.MaxUint64)},
		{"s64", int64(math.MinInt64), int64(math.MinInt64)},
		{"u32", uint8(1), uint32(1)},
		{"f32", 1.5, float32(1.5)},
		{"f32", math.Inf(1), float32(math.Inf(1))},
		{"f64", float32(1.5), 1.5},
		{"f64", 3, 3.0},
		{"f64", uint8(3), 3.0},
		{"char", 'é', 'é'},
		{"char", "é", 'é'},
		{"char", uint8('a'), 'a'},
		{"char", "\ufffd", '\ufffd'},
		{"string", myString("x"), "x"},
		{"string", ptr("x"), "x"},
		{"list<u8>", "hi", []byte("hi")},
		{"list<u8>", myBytes("hi"), []byte("hi")},
		{"list<u8>", [2]byte{1, 2}, []byte{1, 2}},
		{"list<u8>", []any{1, 2}, []byte{1, 2}},
		{"list<u8>", []int{1, 2}, []byte{1, 2}},
		{"list<u8>", []byte(nil), []byte(nil)},
		{"list<u32>", []any{}, []uint32{}},
		{"list<string>", []string{"a"}, []string{"a"}},
		{"list<string>", []myString{"a"}, []string{"a"}},
		{"list<bool>", []any{true}, []bool{true}},
		{"list<char>", []rune{'x'}, []rune{'x'}},
		{"list<u16,2>", []int{1, 2}, []uint16{1, 2}},
		{"list<list<u8>>", [][]byte{{1}}, []any{[]byte{1}}},
		{"list<list<u8>>", []any{[]any{1}}, []any{[]byte{1}}},
		{"list<option<u8>>", []*uint8{nil, ptr(uint8(1))}, []any{nil, uint8(1)}},
		{"tuple<u8,string>", Tuple{1, "a"}, Tuple{uint8(1), "a"}},
		{"tuple<u8,string>", []any{1, "a"}, Tuple{uint8(1), "a"}},
		{"tuple<u8,string>", struct {
			A int
			B string
		}{1, "a"}, Tuple{uint8(1), "a"}},
		{"tuple<u8,u8>", [2]int{1, 2}, Tuple{uint8(1), uint8(2)}},
		{"record<u8,u8>", Record{{"f1", 2}, {"f0", 1}}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<u8,u8>", map[string]any{"f0": 1, "f1": 2}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<u8,u8>", map[myString]int{"f0": 1, "f1": 2}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<u8,u8>", renamed{First: 1, F1: 2}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<u8,u8>", &renamed{First: 1, F1: 2}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<u8,u8>", embedded{point2{1}, 2}, Record{{"f0", uint8(1)}, {"f1", uint8(2)}}},
		{"record<option<u8>>", Record{}, Record{{"f0", nil}}},
		{"variant<u8,_>", Variant{"c0", 1}, Variant{"c0", uint8(1)}},
		{"variant<u8,_>", &Variant{"c1", nil}, Variant{"c1", nil}},
		{"variant<u8,_>", shape{C0: ptr(uint8(3))}, Variant{"c0", uint8(3)}},
		{"variant<u8,_>", &shape{C1: true}, Variant{"c1", nil}},
		{"enum<3>", "l2", Enum("l2")},
		{"enum<3>", myString("l2"), Enum("l2")},
		{"enum<3>", 1, Enum("l1")},
		{"enum<3>", uint8(2), Enum("l2")},
		{"flags<3>", []string{"l2", "l0"}, Flags{"l0", "l2"}},
		{"flags<3>", []myString{"l2"}, Flags{"l2"}},
		{"flags<3>", map[string]bool{"l1": true, "l0": false}, Flags{"l1"}},
		{"flags<3>", struct{ L0, L1, L2 bool }{L2: true}, Flags{"l2"}},
		{"flags<3>", uint8(5), Flags{"l0", "l2"}},
		{"flags<3>", Flags(nil), Flags(nil)},
		{"flags<32>", uint32(1 << 31), Flags{"l31"}},
		{"option<u8>", nil, nil},
		{"option<u8>", 1, uint8(1)},
		{"option<u8>", (*uint8)(nil), nil},
		{"option<u8>", ptr(uint8(1)), uint8(1)},
		{"option<u8>", Some(1), uint8(1)},
		{"option<u8>", None, nil},
		{"option<option<u8>>", nil, None},
		{"option<option<u8>>", Some(nil), Some(nil)},
		{"option<option<u8>>", Some(1), Some(uint8(1))},
		{"option<option<u8>>", ptr[*uint8](nil), Some(nil)},
		{"option<option<u8>>", ptr(ptr(uint8(1))), Some(uint8(1))},
		{"result<u8,string>", Ok(1), Ok(uint8(1))},
		{"result<u8,string>", Err("x"), Err("x")},
		{"result<u8,string>", errors.New("x"), Err("x")},
		{"result<u8,_>", errors.New("x"), Err(nil)},
		{"result<u8,string>", &Result{Value: 1}, Ok(uint8(1))},
		{"result<_,_>", Result{}, Ok(nil)},
		{"result<u8,string>", ResultOf[uint8, string]{Ok: 1}, Ok(uint8(1))},
		{"result<u8,string>", ResultOf[uint8, string]{IsErr: true, Err: "x"}, Err("x")},
		{"map<string,u8>", map[string]int{"a": 1}, Map{{"a", uint8(1)}}},
		{"map<string,u8>", Map{{"a", 1}, {"a", 2}}, Map{{"a", uint8(1)}, {"a", uint8(2)}}},
		{"map<string,u8>", [][2]any{{"a", 1}}, Map{{"a", uint8(1)}}},
		{"map<u8,u8>", []any{Tuple{1, 2}}, Map{{uint8(1), uint8(2)}}},
		{"own<1>", "r", "r"},
		{"option<own<1>>", "r", "r"},
		{"option<own<1>>", (*int)(nil), nil},
	} {
		k := c.codec(c.layouts.Of(parseType(tt.typ)), 0)
		cx := &Context{Handles: newGuest(0)}
		got, err := k.accept(cx, tt.in)
		if err != nil {
			t.Errorf("%s from %#v: %v", tt.typ, tt.in, err)
			continue
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s from %#v: got %#v, want %#v", tt.typ, tt.in, got, tt.want)
		}
		again, err := k.accept(cx, got)
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Errorf("%s: the canonical %#v is accepted as %#v, %v", tt.typ, got, again, err)
		}
	}
}

// TestAcceptErrors expects the path, the WIT type and what was there instead.
func TestAcceptErrors(t *testing.T) {
	c := NewCompiler(new(Layouts))
	for _, tt := range []struct {
		typ  string
		in   any
		want string
	}{
		{"bool", 1, "p: want bool, got int 1"},
		{"u8", 256, "p: want u8, got int 256"},
		{"u8", -1, "p: want u8, got int -1"},
		{"u8", 1.0, "p: want u8, got float64 1"},
		{"u8", nil, "p: want u8, got nil"},
		{"u8", (*uint8)(nil), "p: want u8, got nil *uint8"},
		{"s8", uint8(128), "p: want s8, got uint8 128"},
		{"u64", -1, "p: want u64, got int -1"},
		{"s64", uint64(math.MaxUint64), "p: want s64, got uint64 18446744073709551615"},
		{"s32", int64(1 << 31), "p: want s32, got int64 2147483648"},
		{"u32", int64(1 << 32), "p: want u32, got int64 4294967296"},
		{"f32", 1e300, "p: want f32, got float64 1e+300"},
		{"f64", "1", `p: want f64, got string "1"`},
		{"char", 0xd800, "p: want char, got int 55296"},
		{"char", rune(0x110000), "p: want char, got int32 1114112"},
		{"char", "ab", `p: want char, got string "ab"`},
		{"char", "\xff", `p: want char, got string "\xff"`},
		{"string", "\xff", "p: want string, got a string that is not valid UTF-8"},
		{"string", []byte("x"), "p: want string, got []uint8"},
		{"string", strings.Repeat("x", 100), ""},
		{"u8", strings.Repeat("x", 100), `p: want u8, got string "` + strings.Repeat("x", 40) + `"`},
		{"list<u8>", []any{1, 300}, "p[1]: want u8, got int 300"},
		{"list<u8>", 1, "p: want list<u8>, got int 1"},
		{"list<u8,2>", []byte{1}, "p: want list<u8, 2>, got 1 elements"},
		{"list<string>", []string{"a", "\xff"}, "p[1]: want string, got a string that is not valid UTF-8"},
		{"tuple<u8,u8>", Tuple{1}, "p: want tuple<u8, u8>, got 1 elements"},
		{"tuple<u8,u8>", Tuple{1, "x"}, `p[1]: want u8, got string "x"`},
		{"record<u8,u8>", Record{{"f0", 1}}, `p: want record { f0: u8, f1: u8 }, got canon.Record without the field "f1"`},
		{"record<u8>", Record{{"f0", 1}, {"f2", 1}}, `p: want record { f0: u8 }, got unknown field "f2"`},
		{"record<u8>", map[string]any{"f0": 1, "x": 1}, `p: want record { f0: u8 }, got unknown field "x"`},
		{"record<u8>", struct{ A int }{1}, `p: want record { f0: u8 }, got struct { A int } without the field "f0"`},
		{"record<u8>", renamed{}, ""},
		{"record<u8>", 5, "p: want record { f0: u8 }, got int 5"},
		{"list<record<u8,list<u16>>>", []any{Record{{"f0", 1}, {"f1", []any{1, "x"}}}}, `p[0].f1[1]: want u16, got string "x"`},
		{"variant<u8,_>", Variant{"c2", nil}, `p: want variant { c0(u8), c1 }, got unknown case "c2"`},
		{"variant<u8,_>", Variant{"c0", "x"}, `p.c0: want u8, got string "x"`},
		{"variant<u8,_>", Variant{"c1", 1}, `p: want variant { c0(u8), c1 }, got a payload for the case "c1", which has none`},
		{"variant<u8,_>", shape{}, "p: want variant { c0(u8), c1 }, got canon.shape with no case set"},
		{"variant<u8,_>", shape{ptr(uint8(1)), true}, `p: want variant { c0(u8), c1 }, got canon.shape with both "c0" and "c1" set`},
		{"variant<u8,_>", point{}, `p: want variant { c0(u8), c1 }, got canon.point without a field for the case "c0"`},
		{"enum<2>", "l2", `p: want enum { l0, l1 }, got unknown case "l2"`},
		{"enum<2>", Enum("x"), `p: want enum { l0, l1 }, got unknown case "x"`},
		{"enum<2>", 2, "p: want enum { l0, l1 }, got int 2"},
		{"flags<2>", []string{"l2"}, `p: want flags { l0, l1 }, got unknown flag "l2"`},
		{"flags<2>", Flags{"l2"}, `p: want flags { l0, l1 }, got unknown flag "l2"`},
		{"flags<2>", map[string]bool{"l2": false}, `p: want flags { l0, l1 }, got unknown flag "l2"`},
		{"flags<2>", uint8(4), "p: want flags { l0, l1 }, got uint8 4"},
		{"flags<2>", struct{ L0 bool }{}, `p: want flags { l0, l1 }, got struct { L0 bool } without a bool field for "l1"`},
		{"option<u8>", "x", `p: want u8, got string "x"`},
		{"option<option<u8>>", 1, "p: want option<option<u8>>, got int 1 where only an Option or a pointer tells none from some(none)"},
		{"result<u8,u8>", errors.New("x"), "p: want result<u8, u8>, got *errors.errorString"},
		{"result<u8,u8>", Err("x"), `p.error: want u8, got string "x"`},
		{"result<_,u8>", Ok(1), "p: want result<_, u8>, got a payload for the case ok, which has none"},
		{"map<string,u8>", map[string]int{"a": 300}, "p[a]: want u8, got int 300"},
		{"map<u8,u8>", map[string]int{"a": 3}, `p[0][0]: want u8, got string "a"`},
		{"map<u8,u8>", []any{1}, "p[0]: want a pair of key and value, got int 1"},
		{"own<1>", 1, "p: want resource#1, got not a resource"},
		{"list<own<1>>", []any{"r", 1}, "p[1]: want resource#1, got not a resource"},
	} {
		k := c.codec(c.layouts.Of(parseType(tt.typ)), 0)
		_, err := k.accept(&Context{Handles: newGuest(0)}, tt.in)
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s from %#v: %v", tt.typ, tt.in, err)
			}
			continue
		}
		var wrong *ValueError
		if !errors.As(err, &wrong) {
			t.Errorf("%s from %#v: want a ValueError, got %v", tt.typ, tt.in, err)
			continue
		}
		if got := atRoot(err, "p").Error(); got != tt.want {
			t.Errorf("%s from %#v:\n%s, want\n%s", tt.typ, tt.in, got, tt.want)
		}
	}
}

// TestAcceptBeforeLowering expects a wrong last argument to leave the guest
// alone.
func TestAcceptBeforeLowering(t *testing.T) {
	g := newGuest(1024)
	f := mustFunc(t, funcType("", "own<1>", "string", "list<u8>"), Lift, 0)
	err := f.LowerParams(g.context(), []any{"r", "s", []any{"x"}}, make([]uint64, 5))
	if want := `p2[0]: want u8, got string "x"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if len(g.log) != 0 || len(g.handles) != 0 {
		t.Errorf("the guest has seen %v, %v", g.log, g.handles)
	}
	if err := f.LowerParams(g.context(), []any{"r"}, nil); !errors.Is(err, ErrArgCount) {
		t.Errorf("got %v", err)
	}
	result := mustFunc(t, funcType("u8"), Lower, 0)
	err = result.LowerResult(g.context(), 300, make([]uint64, 1))
	if want := "result: want u8, got int 300"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestAcceptKeepsInput expects the host's own slices to stay as they are.
func TestAcceptKeepsInput(t *testing.T) {
	c := NewCompiler(new(Layouts))
	for typ, in := range map[string]any{
		"record<u8,list<tuple<u8,u8>>>": Record{{"f0", uint8(1)}, {"f1", []any{Tuple{uint8(1), 2}}}},
		"map<u8,u8>":                    Map{{uint8(1), uint8(1)}, {uint8(2), 2}},
	} {
		before := fmt.Sprintf("%#v", in)
		if _, err := c.codec(c.layouts.Of(parseType(typ)), 0).accept(nil, in); err != nil {
			t.Error(err)
		}
		if after := fmt.Sprintf("%#v", in); after != before {
			t.Errorf("%s became %s", before, after)
		}
	}
}
