package component

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/tools/cputime"
)

// TestValueBytes: the bytes of a value definition are one value of its type.
func TestValueBytes(t *testing.T) {
	types := section(7, vec(
		"\x72"+vec(str("a")+"\x7d", str("b")+"\x73"),             // 0 record {a: u8, b: string}
		"\x71"+vec(str("a")+"\x00\x00", str("b")+"\x01\x7d\x00"), // 1 variant {a, b(u8)}
		"\x70\x7f",                 // 2 list<bool>
		"\x6f"+vec("\x7d", "\x7c"), // 3 tuple<u8, s16>
		"\x6e"+vec(str("a"), str("b"), str("c"), str("d"), str("e"), str("f"), str("g"), str("h"), str("i")), // 4 flags of 9
		"\x6d"+vec(str("a"), str("b")), // 5 enum
		"\x6b\x7d",                     // 6 option<u8>
		"\x6a\x01\x7d\x00",             // 7 result<u8>
		"\x67\x7d\x02",                 // 8 list<u8, 2>
	)) + section(11, vec("\x00"+str("r")+"\x03\x00\x00", "\x00"+str("w")+"\x03\x01\x00", "\x00"+str("f")+"\x03\x04\x00", "\x00"+str("e")+"\x03\x05\x00")) // 9 to 12
	for _, c := range []struct{ what, typ, bytes, err string }{
		{"bool", "\x7f", "\x01", ""},
		{"bool", "\x7f", "\x07", "invalid byte 0x07"},
		{"bool", "\x7f", "", "unexpected end"},
		{"u8", "\x7d", "\xff", ""},
		{"u8", "\x7d", "\x05\x06\x07", "followed by 2 more"},
		{"s16", "\x7c", "\xff\xff\x01", ""},
		{"s16", "\x7c", "\x80\x80\x7e", ""},
		{"s16", "\x7c", "\xff\xff\x03", "var_s16"},
		{"u16", "\x7b", "\xff\xff\x03", ""},
		{"u16", "\x7b", "\xff\xff\x04", "var_u16"},
		{"s32", "\x7a", "\x7f", ""},
		{"s32", "\x7a", "\xff\xff\xff\xff\x0f", "var_s32"},
		{"u32", "\x79", "\xff\xff\xff\xff\x0f", ""},
		{"u32", "\x79", "\xff\xff\xff\xff\x1f", "var_u32"},
		{"u64", "\x77", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", ""},
		{"f32", "\x76", "\x00\x00\xc0\x7f", ""},
		{"f32", "\x76", "\x01\x00\xc0\x7f", "NaN"},
		{"f32", "\x76", "\x00\x00\x80\x7f", ""},
		{"f32", "\x76", "\x00\x00\x80", "unexpected end"},
		{"f64", "\x75", "\x00\x00\x00\x00\x00\x00\xf8\x7f", ""},
		{"f64", "\x75", "\x00\x00\x00\x00\x00\x00\xf8\xff", "NaN"},
		{"char", "\x74", "a", ""},
		{"char", "\x74", "é", ""},
		{"char", "\x74", "\xed\xa0\x80", "UTF-8"},
		{"char", "\x74", "", "UTF-8"},
		{"char", "\x74", "ab", "followed by 1 more"},
		{"string", "\x73", "\x02é", ""},
		{"string", "\x73", "\x02\xff\xfe", "UTF-8"},
		{"string", "\x73", "", "unexpected end"},
		{"record", "\x09", "\x07\x01x", ""},
		{"record", "\x09", "\x07", "unexpected end"},
		{"variant", "\x0a", "\x00", ""},
		{"variant", "\x0a", "\x01\x09", ""},
		{"variant", "\x0a", "\x02", "no case 2"},
		{"variant", "\x0a", "\x00\x09", "followed by 1 more"},
		{"list", "\x02", "\x02\x00\x01", ""},
		{"list", "\x02", "\x02\x00\x02", "invalid byte 0x02"},
		{"list", "\x02", "\xff\xff\xff\xff\x07\x00", "unexpected end"},
		{"tuple", "\x03", "\x01\x7f", ""},
		{"flags", "\x0b", "\xff\x01", ""},
		{"flags", "\x0b", "\xff", "unexpected end"},
		{"enum", "\x0c", "\x01", ""},
		{"enum", "\x0c", "\x02", "no case 2"},
		{"option", "\x06", "\x00", ""},
		{"option", "\x06", "\x01\x05", ""},
		{"option", "\x06", "\x02", "invalid byte 0x02"},
		{"result", "\x07", "\x00\x05", ""},
		{"result", "\x07", "\x01", ""},
		{"result", "\x07", "\x01\x05", "followed by 1 more"},
		{"fixed list", "\x08", "\x01\x02", "no value definitions"},
	} {
		in := comp(types, section(12, vec(c.typ+str(c.bytes))), section(11, vec("\x00"+str("v")+"\x02\x00\x00")))
		_, err := Decode([]byte(in), AllFeatures())
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %q: %v, want %q", c.what, c.bytes, err, c.err)
		}
		var gate *Error
		if _, err := Decode([]byte(in), DefaultFeatures()); !errors.As(err, &gate) || gate.Feature != "cm-values" {
			t.Errorf("%s without the feature: %v", c.what, err)
		}
	}
}

// TestDeepValue: a list of many bytes, each in types of many levels, ends in time.
func TestDeepValue(t *testing.T) {
	types := []string{"\x6f\x01\x7d"}
	for i := range 90 {
		types = append(types, "\x6f\x01"+sleb(i))
	}
	types = append(types, "\x70"+sleb(90))
	value := u32(mib) + strings.Repeat("\x00", mib)
	in := comp(section(7, vec(types...)), section(12, vec(sleb(91)+str(value))), section(11, vec("\x00"+str("v")+"\x02\x00\x00")))
	var err error
	took := cputime.Of(func() { _, err = Decode([]byte(in), AllFeatures()) })
	if !errors.Is(err, ErrLimit) {
		t.Error(err)
	}
	if took > 5*time.Second {
		t.Error(took)
	}
}

// TestGCOption: what the rules of are unknown is refused by its name.
func TestGCOption(t *testing.T) {
	in := comp(section(7, vec("\x40\x00\x01\x00")), section(10, vec("\x00"+str("f")+"\x01\x00")), section(3, vec("\x60\x00\x00")),
		section(8, vec("\x01\x00\x00"+vec("\x08\x00", "\x09"))))
	if _, err := Decode([]byte(in), AllFeatures()); err == nil || !strings.Contains(err.Error(), "option `gc` is not supported") {
		t.Error(err)
	}
}
