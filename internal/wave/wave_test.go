package wave

import (
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

type vt = component.ValType

func prim(k component.Kind) *vt { return &vt{Kind: k} }

var (
	u8, s32, f32, f64 = prim(component.KindU8), prim(component.KindS32), prim(component.KindF32), prim(component.KindF64)
	u64, boolean      = prim(component.KindU64), prim(component.KindBool)
	char, text        = prim(component.KindChar), prim(component.KindString)
	list              = &vt{Kind: component.KindList, Elem: s32}
	tuple             = &vt{Kind: component.KindTuple, Elems: []*vt{s32, text}}
	option            = &vt{Kind: component.KindOption, Elem: s32}
	options           = &vt{Kind: component.KindOption, Elem: option}
	result            = &vt{Kind: component.KindResult, Elem: s32, Err: text}
	empty             = &vt{Kind: component.KindResult}
	enum              = &vt{Kind: component.KindEnum, Labels: []string{"red", "ok"}}
	flags             = &vt{Kind: component.KindFlags, Labels: []string{"read", "write"}}
	variant           = &vt{Kind: component.KindVariant, Cases: []component.Case{{Name: "all"}, {Name: "some", Type: list}}}
	record            = &vt{Kind: component.KindRecord, Fields: []component.Field{{Name: "x", Type: s32}, {Name: "a-b", Type: option}}}
	mapping           = &vt{Kind: component.KindMap, Elem: text, Err: u8}
)

// TestValues reads texts, brings what was read into the lifted form and prints it.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		t        *vt
		in, want string // an empty want is in
	}{
		{boolean, "true", ""}, {u8, "255", ""}, {s32, "-2147483648", ""}, {u64, "18446744073709551615", ""},
		{f32, "0.1", ""}, {f64, "-1.5e300", "-1.5e+300"}, {f64, "nan", ""}, {f32, "inf", ""}, {f64, "-inf", ""}, {f64, "3", ""},
		{char, "'x'", ""}, {char, `'\''`, ""}, {char, `'\u{1f600}'`, "'😀'"}, {char, `'"'`, ""},
		{text, `"a\n\"\\'\u{0}é"`, `"a\n\"\\'\u{0}é"`}, {text, "\"\"\"\n  a\n    \"b\\t\n  \"\"\"", `"a\n  \"b\t"`},
		{list, "[]", ""}, {list, " [ 1 ,2, // two\n 3, ] ", "[1, 2, 3]"},
		{tuple, `(1, "a")`, ""}, {option, "none", ""}, {option, "7", "some(7)"}, {option, "some(7)", ""},
		{options, "some(none)", ""}, {options, "none", ""}, {options, "some(some(1))", ""},
		{result, "ok(1)", ""}, {result, "1", "ok(1)"}, {result, `err("no")`, ""}, {empty, "ok", ""}, {empty, "err", ""},
		{enum, "red", ""}, {enum, "%ok", ""}, {enum, "ok", "%ok"}, {flags, "{}", ""}, {flags, "{write, read}", "{read, write}"},
		{variant, "all", ""}, {variant, "%some([1])", ""}, {variant, "some([1])", "%some([1])"},
		{record, "{x: 1, a-b: none}", ""}, {record, "{a-b: 2, x: 1}", "{x: 1, a-b: some(2)}"}, {record, "{x: 1}", "{x: 1, a-b: none}"},
		{mapping, `[("a", 1), ("b", 2)]`, ""},
	} {
		v, err := Parse(c.in, c.t)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		want := c.want
		if want == "" {
			want = c.in
		}
		if got := Print(lifted(v, c.t), c.t); got != want {
			t.Errorf("%s is printed as %s, want %s", c.in, got, want)
		}
	}
}

// lifted brings a value that was parsed into the form of one that comes from a guest, as
// far as that matters to Print.
func lifted(v any, t *vt) any {
	switch v := v.(type) {
	case int64:
		return v
	case canon.Option:
		if t.Elem.Kind == component.KindOption {
			if v.Some {
				return canon.Some(lifted(v.Value, t.Elem))
			}
			return v
		}
		if !v.Some {
			return nil
		}
		return lifted(v.Value, t.Elem)
	case map[string]bool:
		f := canon.Flags{}
		for _, l := range t.Labels {
			if v[l] {
				f = append(f, l)
			}
		}
		return f
	case canon.Record:
		for i := range v {
			v[i].Value = lifted(v[i].Value, t.Fields[i].Type)
		}
		return v
	}
	return v
}

func TestWrongValues(t *testing.T) {
	for _, c := range []struct {
		t        *vt
		in, want string
	}{
		{boolean, "yes", "want true or false"}, {u8, "256", "8 bits"}, {u8, "-1", "not negative"}, {s32, "1.5", "want an integer"},
		{s32, "1 2", "want nothing more"}, {s32, "", "the text ends"}, {f64, "0x1p3", "want a number"}, {f64, "infinity", "want a number"},
		{char, "'ab'", "want a character"}, {char, "''", "want a character"}, {text, `"a`, "at the end"}, {text, `"\q"`, `want one of \n`},
		{text, `"\u{d800}"`, "want one of"}, {text, `"\u{110000}"`, "want one of"}, {text, "x", "want a string"}, {text, "\"\xff\"", "UTF-8"},
		{list, "[1 2]", `want ","`}, {list, "[1,,2]", "want an integer"}, {list, "[", "the text ends"}, {tuple, "(1)", "want a tuple of 2"},
		{tuple, `(1, "a", 2)`, "got more"}, {enum, "blue", "want one of red, ok"}, {flags, "{exec}", "want one of read, write"},
		{variant, "none", "want one of all, some"}, {variant, "some", "in parentheses"}, {record, "{x: 1, x: 2}", "each field"},
		{record, "{y: 1}", "each field of x, a-b once"}, {record, "{:}", "the field x is missing"}, {result, `err(1)`, "want a string"},
		{empty, "1", "want ok or err"}, {mapping, `[("a")]`, "want a pair"}, {&vt{Kind: component.KindOwn}, "1", "cannot be written"},
	} {
		if _, err := Parse(c.in, c.t); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.in, err, c.want)
		}
	}
}

func TestCall(t *testing.T) {
	f := &component.FuncType{Params: []component.Param{{Name: "a", Type: s32}, {Name: "b", Type: option}}}
	for in, want := range map[string]string{
		"f(1, 2)": "f 2", " f ( 1 ) ": "f 2", "ns:p/i@1.0.0#f(1)": "ns:p/i@1.0.0#f 2", "f": "missing", "f()": "missing", "f(1, 2, 3)": "takes 2 arguments",
		"f(1": `want ","`, "f(1) x": "nothing more", "f(x)": "argument a: want an integer",
	} {
		name, text := SplitCall(in)
		args, err := ParseArgs(text, f)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = name + " " + string(rune('0'+len(args)))
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	deep := text
	for range 300 {
		deep = &vt{Kind: component.KindList, Elem: deep}
	}
	if _, err := Parse(strings.Repeat("[", 300), deep); err == nil || !strings.Contains(err.Error(), "too deep") {
		t.Errorf("300 lists: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"{x: 1}", "[1, 2]", `"a"`, "some(1)", "'x'", `("a", 1)`} {
		f.Add(s)
	}
	all := []*vt{boolean, u8, f64, char, text, list, tuple, options, result, enum, flags, variant, record, mapping}
	f.Fuzz(func(t *testing.T, s string) {
		for _, typ := range all {
			v, err := Parse(s, typ)
			if err != nil {
				continue
			}
			again := Print(lifted(v, typ), typ)
			if _, err := Parse(again, typ); err != nil {
				t.Errorf("%q is printed as %q: %v", s, again, err)
			}
		}
	})
}
