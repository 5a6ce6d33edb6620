package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is a component value in json-from-wast's form. Type says which of the
// fields hold it.
type Value struct {
	// Type is bool, s8…u64, f32, f64, char, string, list, tuple, record,
	// variant, enum, flags, option or result.
	Type string
	Bool bool
	// Text is the decimal of an integer, the decimal of a float's bit pattern
	// (or nan:canonical, nan:arithmetic), a char, a string, an enum's case.
	Text string
	// Items are the elements of a list or tuple.
	Items []Value
	// Fields are a record's, in order.
	Fields []FieldValue
	// Case is a variant's case, "some" or "none" of an option, "ok" or "err"
	// of a result; Payload is nil where there is none.
	Case    string
	Payload *Value
	// Names are the set flags.
	Names []string
}

// FieldValue is a field of a record value.
type FieldValue struct {
	Name  string
	Value Value
}

// integerBits gives the width of an integer type, negative for a signed one, 0 for any other type.
func integerBits(typ string) int {
	switch typ {
	case "u8", "u16", "u32", "u64":
		n, _ := strconv.Atoi(typ[1:])
		return n
	case "s8", "s16", "s32", "s64":
		n, _ := strconv.Atoi(typ[1:])
		return -n
	}
	return 0
}

// UnmarshalJSON reads {"type": T, "value": V} and checks V against T.
func (v *Value) UnmarshalJSON(data []byte) error {
	var raw struct {
		Type  string          `json:"type"`
		Value json.RawMessage `json:"value"`
	}
	if err := strictDecode(data, &raw); err != nil {
		return err
	}
	*v = Value{Type: raw.Type}
	bad := func(err error) error {
		if err != nil {
			return fmt.Errorf("value of type %s: %w", raw.Type, err)
		}
		return nil
	}
	if raw.Value == nil {
		return bad(fmt.Errorf(`no "value"`))
	}
	if n := integerBits(raw.Type); n != 0 {
		if err := json.Unmarshal(raw.Value, &v.Text); err != nil {
			return bad(err)
		}
		var err error
		if n < 0 {
			_, err = strconv.ParseInt(v.Text, 10, -n)
		} else {
			_, err = strconv.ParseUint(v.Text, 10, n)
		}
		return bad(err)
	}
	switch raw.Type {
	case "bool":
		return bad(json.Unmarshal(raw.Value, &v.Bool))
	case "f32", "f64":
		if err := json.Unmarshal(raw.Value, &v.Text); err != nil {
			return bad(err)
		}
		if v.Text == nanCanonical || v.Text == nanArithmetic {
			return nil
		}
		_, err := v.floatBits()
		return bad(err)
	case "char":
		if err := json.Unmarshal(raw.Value, &v.Text); err != nil {
			return bad(err)
		}
		if utf8.RuneCountInString(v.Text) != 1 {
			return bad(fmt.Errorf("%q is not one character", v.Text))
		}
		return nil
	case "string", "enum":
		return bad(json.Unmarshal(raw.Value, &v.Text))
	case "flags":
		return bad(json.Unmarshal(raw.Value, &v.Names))
	case "list", "tuple":
		return bad(json.Unmarshal(raw.Value, &v.Items))
	case "record":
		var pairs [][2]json.RawMessage
		if err := json.Unmarshal(raw.Value, &pairs); err != nil {
			return bad(err)
		}
		for _, p := range pairs {
			var f FieldValue
			if err := json.Unmarshal(p[0], &f.Name); err != nil {
				return bad(err)
			}
			if err := json.Unmarshal(p[1], &f.Value); err != nil {
				return bad(err)
			}
			v.Fields = append(v.Fields, f)
		}
		return nil
	case "variant":
		var c struct {
			Case    *string `json:"case"`
			Payload *Value  `json:"payload"`
		}
		if err := strictDecode(raw.Value, &c); err != nil {
			return bad(err)
		}
		if c.Case == nil {
			return bad(fmt.Errorf(`no "case"`))
		}
		v.Case, v.Payload = *c.Case, c.Payload
		return nil
	case "option":
		v.Case = "none"
		if err := json.Unmarshal(raw.Value, &v.Payload); err != nil {
			return bad(err)
		}
		if v.Payload != nil {
			v.Case = "some"
		}
		return nil
	case "result":
		var cases map[string]*Value
		if err := json.Unmarshal(raw.Value, &cases); err != nil {
			return bad(err)
		}
		if p, ok := cases["Ok"]; ok && len(cases) == 1 {
			v.Case, v.Payload = "ok", p
			return nil
		}
		if p, ok := cases["Err"]; ok && len(cases) == 1 {
			v.Case, v.Payload = "err", p
			return nil
		}
		return bad(fmt.Errorf(`neither {"Ok": …} nor {"Err": …}`))
	}
	return fmt.Errorf("unknown value type %q", raw.Type)
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (v Value) MarshalJSON() ([]byte, error) {
	out := struct {
		Type  string `json:"type"`
		Value any    `json:"value"`
	}{Type: v.Type}
	switch v.Type {
	case "bool":
		out.Value = v.Bool
	case "flags":
		out.Value = nonNil(v.Names)
	case "list", "tuple":
		out.Value = nonNil(v.Items)
	case "record":
		pairs := make([][2]any, len(v.Fields))
		for i, f := range v.Fields {
			pairs[i] = [2]any{f.Name, f.Value}
		}
		out.Value = pairs
	case "variant":
		c := map[string]any{"case": v.Case}
		if v.Payload != nil {
			c["payload"] = v.Payload
		}
		out.Value = c
	case "option":
		out.Value = v.Payload
	case "result":
		out.Value = map[string]*Value{map[string]string{"ok": "Ok", "err": "Err"}[v.Case]: v.Payload}
	default:
		out.Value = v.Text
	}
	return json.Marshal(out)
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

const (
	nanCanonical  = "nan:canonical"
	nanArithmetic = "nan:arithmetic"
)

// floatBits is the bit pattern of an f32 or f64.
func (v *Value) floatBits() (uint64, error) {
	if v.Type == "f32" {
		return strconv.ParseUint(v.Text, 10, 32)
	}
	return strconv.ParseUint(v.Text, 10, 64)
}

// Matches reports whether got is what the script expects. Types must agree, the
// order of flags is free, and a NaN pattern stands for the NaNs of its kind.
func (v *Value) Matches(got *Value) bool {
	if got == nil || v.Type != got.Type {
		return false
	}
	switch v.Type {
	case "bool":
		return v.Bool == got.Bool
	case "f32", "f64":
		return v.floatMatches(got)
	case "flags":
		a, b := slices.Sorted(slices.Values(v.Names)), slices.Sorted(slices.Values(got.Names))
		return slices.Equal(a, b)
	case "list", "tuple":
		return slices.EqualFunc(v.Items, got.Items, func(a, b Value) bool { return a.Matches(&b) })
	case "record":
		return slices.EqualFunc(v.Fields, got.Fields, func(a, b FieldValue) bool {
			return a.Name == b.Name && a.Value.Matches(&b.Value)
		})
	case "variant", "option", "result":
		if v.Case != got.Case || (v.Payload == nil) != (got.Payload == nil) {
			return false
		}
		return v.Payload == nil || v.Payload.Matches(got.Payload)
	}
	return v.Text == got.Text
}

func (v *Value) floatMatches(got *Value) bool {
	bits, err := got.floatBits()
	if err != nil {
		return false
	}
	quiet, mask := uint64(0x7ff8_0000_0000_0000), uint64(1)<<63-1
	if v.Type == "f32" {
		quiet, mask = 0x7fc0_0000, 1<<31-1
	}
	switch v.Text {
	case nanCanonical:
		return bits&mask == quiet
	case nanArithmetic:
		return bits&quiet == quiet
	}
	want, err := v.floatBits()
	return err == nil && want == bits
}

// String prints the value in WAVE's notation, with its type before a scalar so
// that a difference of types shows.
func (v *Value) String() string {
	if v == nil {
		return "no value"
	}
	var b strings.Builder
	v.print(&b)
	return b.String()
}

func (v *Value) print(b *strings.Builder) {
	items := func(open string, items []Value, end string) {
		b.WriteString(open)
		for i := range items {
			if i > 0 {
				b.WriteString(", ")
			}
			items[i].print(b)
		}
		b.WriteString(end)
	}
	switch v.Type {
	case "bool":
		fmt.Fprint(b, v.Bool)
	case "char":
		fmt.Fprintf(b, "char %+q", v.Text)
	case "string":
		fmt.Fprintf(b, "%+q", v.Text)
	case "list":
		items("[", v.Items, "]")
	case "tuple":
		items("(", v.Items, ")")
	case "flags":
		b.WriteString("{" + strings.Join(v.Names, ", ") + "}")
	case "enum":
		b.WriteString(v.Text)
	case "record":
		b.WriteString("{")
		for i := range v.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(v.Fields[i].Name + ": ")
			v.Fields[i].Value.print(b)
		}
		b.WriteString("}")
	case "variant", "option", "result":
		b.WriteString(v.Case)
		if v.Payload != nil {
			b.WriteString("(")
			v.Payload.print(b)
			b.WriteString(")")
		}
	case "f32", "f64":
		b.WriteString(v.Type + " ")
		if bits, err := v.floatBits(); err == nil {
			fmt.Fprintf(b, "%#x", bits)
		} else {
			b.WriteString(v.Text)
		}
	default:
		b.WriteString(v.Type + " " + v.Text)
	}
}
