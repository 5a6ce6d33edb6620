package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// The cases are shared with web/demo/answer.test.mjs: both halves must write the same texts.
func TestAnswersAsInJavaScript(t *testing.T) {
	text, err := os.ReadFile("../../../web/demo/testdata/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Type, Arg any
		Text      string
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	types := component.NewTypes()
	for _, c := range cases {
		typ := typeOf(types, c.Type)
		if got, want := jsonText(typeJSON(&plan.Plan{}, typ)), jsonText(c.Type); got != want {
			t.Errorf("type in JSON: got %s, want %s", got, want)
		}
		value, err := argument(typ, c.Arg, nil)
		if err != nil {
			t.Errorf("%s: %v", jsonText(c.Arg), err)
			continue
		}
		if got := answerText(typ, value); got != c.Text {
			t.Errorf("%s as %s: got %s, want %s", jsonText(c.Arg), typ, got, c.Text)
		}
	}
}

func TestAnswersOfLiftedForms(t *testing.T) {
	types := component.NewTypes()
	primitive := component.Primitive
	for _, c := range []struct {
		typ   *component.ValType
		value any
		want  string
	}{
		{primitive(component.KindF64), math.NaN(), "NaN"},
		{primitive(component.KindF32), float32(math.Inf(-1)), "-Infinity"},
		{types.List(primitive(component.KindF32)), []float32{0.1}, "[0.10000000149011612]"},
		{types.List(primitive(component.KindU8)), []byte{1, 2}, "[1,2]"},
		{types.Option(primitive(component.KindU8)), nil, "none"},
		{types.Option(primitive(component.KindU8)), uint8(3), "3"},
	} {
		if got := answerText(c.typ, c.value); got != c.want {
			t.Errorf("%v as %s: got %s, want %s", c.value, c.typ, got, c.want)
		}
	}
}

func TestArgumentsThatDoNotFit(t *testing.T) {
	types := component.NewTypes()
	primitive := component.Primitive
	variant := types.Variant(component.Case{Name: "a"})
	record := types.Record(component.Field{Name: "x", Type: primitive(component.KindU8)})
	for _, c := range []struct {
		typ *component.ValType
		arg any
	}{
		{primitive(component.KindU8), "1"},
		{primitive(component.KindU8), json.Number("1.5")},
		{primitive(component.KindString), json.Number("1")},
		{primitive(component.KindChar), "ab"},
		{primitive(component.KindBool), nil},
		{variant, map[string]any{"tag": "b"}},
		{record, map[string]any{}},
		{types.Tuple(primitive(component.KindU8)), []any{}},
		{types.Own(1), map[string]any{"$ref": "nobody"}},
	} {
		if v, err := argument(c.typ, c.arg, nil); err == nil {
			t.Errorf("%s as %s: got %v, want an error", jsonText(c.arg), c.typ, v)
		}
	}
}

// typeOf is the inverse of typeJSON.
func typeOf(types *component.Types, v any) *component.ValType {
	if name, ok := v.(string); ok {
		for k := component.KindBool; k <= component.KindErrorContext; k++ {
			if k.String() == name {
				return component.Primitive(k)
			}
		}
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	of := func(v any) *component.ValType { return typeOf(types, v) }
	pairs := func(key string, add func(name string, t *component.ValType)) bool {
		list, ok := object[key].([]any)
		for _, p := range list {
			add(p.([]any)[0].(string), of(p.([]any)[1]))
		}
		return ok
	}
	var fields []component.Field
	if pairs("record", func(n string, t *component.ValType) { fields = append(fields, component.Field{Name: n, Type: t}) }) {
		return types.Record(fields...)
	}
	var cases []component.Case
	if pairs("variant", func(n string, t *component.ValType) { cases = append(cases, component.Case{Name: n, Type: t}) }) {
		return types.Variant(cases...)
	}
	if two, ok := object["result"].([]any); ok {
		return types.Result(of(two[0]), of(two[1]))
	}
	if two, ok := object["map"].([]any); ok {
		return types.Map(of(two[0]), of(two[1]))
	}
	if elems, ok := object["tuple"].([]any); ok {
		var list []*component.ValType
		for _, e := range elems {
			list = append(list, of(e))
		}
		return types.Tuple(list...)
	}
	labels := func(key string) (list []string) {
		for _, l := range object[key].([]any) {
			list = append(list, l.(string))
		}
		return list
	}
	switch {
	case object["enum"] != nil:
		return types.Enum(labels("enum")...)
	case object["flags"] != nil:
		return types.Flags(labels("flags")...)
	case object["option"] != nil:
		return types.Option(of(object["option"]))
	case object["length"] != nil:
		n, _ := object["length"].(json.Number).Int64()
		return types.FixedList(of(object["list"]), uint32(n))
	}
	return types.List(of(object["list"]))
}

func TestNames(t *testing.T) {
	for kebab, want := range map[string]string{"a": "a", "unit-price": "unitPrice", "to-JSON": "toJson", "a-1-b": "a1B"} {
		if got := camelCase(kebab); got != want {
			t.Errorf("%s: got %s, want %s", kebab, got, want)
		}
	}
}
