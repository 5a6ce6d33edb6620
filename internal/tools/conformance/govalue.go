package main

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/polyfill"
)

// goValue gives a script's value in the form that polyfill takes, see polyfill.Value.
func (v *Value) goValue() (any, error) {
	if n := integerBits(v.Type); n > 0 {
		return strconv.ParseUint(v.Text, 10, n)
	} else if n < 0 {
		return strconv.ParseInt(v.Text, 10, -n)
	}
	switch v.Type {
	case "bool":
		return v.Bool, nil
	case "f32":
		bits, err := v.floatBits()
		return math.Float32frombits(uint32(bits)), err
	case "f64":
		bits, err := v.floatBits()
		return math.Float64frombits(bits), err
	case "char":
		r, _ := utf8.DecodeRuneInString(v.Text)
		return r, nil
	case "string":
		return v.Text, nil
	case "enum":
		return polyfill.Enum(v.Text), nil
	case "flags":
		return polyfill.Flags(v.Names), nil
	case "list", "tuple":
		items := make([]any, len(v.Items))
		for i := range v.Items {
			var err error
			if items[i], err = v.Items[i].goValue(); err != nil {
				return nil, err
			}
		}
		return items, nil
	case "record":
		record := make(polyfill.Record, len(v.Fields))
		for i, f := range v.Fields {
			value, err := f.Value.goValue()
			if err != nil {
				return nil, err
			}
			record[i] = polyfill.Field{Name: f.Name, Value: value}
		}
		return record, nil
	case "variant", "option", "result":
		var payload any
		if v.Payload != nil {
			var err error
			if payload, err = v.Payload.goValue(); err != nil {
				return nil, err
			}
		}
		switch v.Type {
		case "option":
			return polyfill.Option{Some: v.Case == "some", Value: payload}, nil
		case "result":
			return polyfill.Result{IsErr: v.Case == "err", Value: payload}, nil
		}
		return polyfill.Variant{Case: v.Case, Value: payload}, nil
	}
	return nil, fmt.Errorf("a script cannot give a value of type %s", v.Type)
}

// scriptValue gives a value that polyfill lifted in the script's form.
func scriptValue(t *component.ValType, v any) (Value, error) {
	out := Value{Type: kindNames[t.Kind]}
	wrong := func() (Value, error) {
		return Value{}, fmt.Errorf("a %T was lifted for %s", v, t)
	}
	switch t.Kind {
	case component.KindBool:
		b, ok := v.(bool)
		if !ok {
			return wrong()
		}
		out.Bool = b
	case component.KindS8, component.KindS16, component.KindS32, component.KindS64,
		component.KindU8, component.KindU16, component.KindU32, component.KindU64:
		out.Text = fmt.Sprint(v)
		if want := t.Kind.String(); reflect.TypeOf(v).Kind().String() != map[byte]string{'s': "int", 'u': "uint"}[want[0]]+want[1:] {
			return wrong()
		}
	case component.KindF32:
		f, ok := v.(float32)
		if !ok {
			return wrong()
		}
		out.Text = strconv.FormatUint(uint64(math.Float32bits(f)), 10)
	case component.KindF64:
		f, ok := v.(float64)
		if !ok {
			return wrong()
		}
		out.Text = strconv.FormatUint(math.Float64bits(f), 10)
	case component.KindChar:
		r, ok := v.(rune)
		if !ok {
			return wrong()
		}
		out.Text = string(r)
	case component.KindString:
		s, ok := v.(string)
		if !ok {
			return wrong()
		}
		out.Text = s
	case component.KindEnum:
		e, ok := v.(polyfill.Enum)
		if !ok {
			return wrong()
		}
		out.Text = string(e)
	case component.KindFlags:
		f, ok := v.(polyfill.Flags)
		if !ok {
			return wrong()
		}
		out.Names = f
	case component.KindList, component.KindFixedList:
		out.Type = "list" // scripts do not tell them apart
		list := reflect.ValueOf(v)
		if list.Kind() != reflect.Slice {
			return wrong()
		}
		for i := range list.Len() {
			item, err := scriptValue(t.Elem, list.Index(i).Interface())
			if err != nil {
				return Value{}, err
			}
			out.Items = append(out.Items, item)
		}
	case component.KindTuple:
		tuple, ok := v.(polyfill.Tuple)
		if !ok || len(tuple) != len(t.Elems) {
			return wrong()
		}
		for i := range tuple {
			item, err := scriptValue(t.Elems[i], tuple[i])
			if err != nil {
				return Value{}, err
			}
			out.Items = append(out.Items, item)
		}
	case component.KindRecord:
		record, ok := v.(polyfill.Record)
		if !ok || len(record) != len(t.Fields) {
			return wrong()
		}
		for i, f := range t.Fields {
			item, err := scriptValue(f.Type, record[i].Value)
			if err != nil {
				return Value{}, err
			}
			out.Fields = append(out.Fields, FieldValue{Name: record[i].Name, Value: item})
		}
	case component.KindVariant:
		variant, ok := v.(polyfill.Variant)
		if !ok {
			return wrong()
		}
		out.Case = variant.Case
		for _, c := range t.Cases {
			if c.Name == variant.Case {
				err := out.payload(c.Type, variant.Value)
				return out, err
			}
		}
		return wrong()
	case component.KindOption:
		option, ok := v.(polyfill.Option)
		if !ok {
			option = polyfill.Option{Some: v != nil, Value: v}
		}
		out.Case = "none"
		if option.Some {
			out.Case = "some"
			err := out.payload(t.Elem, option.Value)
			return out, err
		}
	case component.KindResult:
		result, ok := v.(polyfill.Result)
		if !ok {
			return wrong()
		}
		if result.IsErr {
			out.Case = "err"
			err := out.payload(t.Err, result.Value)
			return out, err
		}
		out.Case = "ok"
		err := out.payload(t.Elem, result.Value)
		return out, err
	default:
		return Value{}, fmt.Errorf("a script has no form for a value of type %s", t)
	}
	return out, nil
}

// payload sets the payload of a case, if the case has one.
func (v *Value) payload(t *component.ValType, payload any) error {
	if t == nil {
		return nil
	}
	p, err := scriptValue(t, payload)
	if err != nil {
		return err
	}
	v.Payload = &p
	return nil
}
