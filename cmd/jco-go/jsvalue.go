package main

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/transpile"
)

// Values between this program and a script in Node (node/invoke.js): the JavaScript values that a transpiled
// component takes and gives, as JSON. What JSON does not have is {"$": text}: undefined, NaN,
// Infinity, -Infinity, -0 and bigints, "123n". No name of WIT is $ in JavaScript.

const special = "$"

func specialJS(text string) any { return map[string]any{special: text} }

var undefinedJS = specialJS("undefined")

// toJS gives a value, as package wave reads it, the form of JavaScript.
func toJS(v any, t *component.ValType) any {
	switch t.Kind {
	case component.KindS64, component.KindU64:
		return specialJS(fmt.Sprint(v) + "n")
	case component.KindF32, component.KindF64:
		return floatToJS(reflect.ValueOf(v).Float())
	case component.KindChar:
		return string(v.(rune))
	case component.KindEnum:
		return fmt.Sprint(v)
	case component.KindList, component.KindFixedList:
		list := reflect.ValueOf(v)
		out := make([]any, list.Len())
		for i := range out {
			out[i] = toJS(list.Index(i).Interface(), t.Elem)
		}
		return out
	case component.KindTuple:
		out := make([]any, len(t.Elems))
		for i, e := range v.(canon.Tuple) {
			out[i] = toJS(e, t.Elems[i])
		}
		return out
	case component.KindRecord:
		out := map[string]any{}
		for i, f := range v.(canon.Record) {
			out[transpile.MemberName(f.Name)] = toJS(f.Value, t.Fields[i].Type)
		}
		return out
	case component.KindFlags:
		out := map[string]any{}
		for _, label := range t.Labels {
			out[transpile.MemberName(label)] = v.(map[string]bool)[label]
		}
		return out
	case component.KindVariant:
		variant := v.(canon.Variant)
		return caseToJS(variant.Case, variant.Value, caseType(t, variant.Case))
	case component.KindResult:
		result := v.(canon.Result)
		if result.IsErr {
			return caseToJS("err", result.Value, t.Err)
		}
		return caseToJS("ok", result.Value, t.Elem)
	case component.KindOption:
		option := v.(canon.Option)
		switch nested := t.Elem.Kind == component.KindOption; {
		case nested && option.Some:
			return caseToJS("some", option.Value, t.Elem)
		case nested:
			return caseToJS("none", nil, nil)
		case option.Some:
			return toJS(option.Value, t.Elem)
		}
		return undefinedJS
	case component.KindMap:
		out := []any{}
		for _, e := range v.(canon.Map) {
			out = append(out, []any{toJS(e.Key, t.Elem), toJS(e.Value, t.Err)})
		}
		return out
	}
	return v // bool, string and the integers that are numbers
}

func floatToJS(f float64) any {
	switch {
	case math.IsNaN(f):
		return specialJS("NaN")
	case math.IsInf(f, 1):
		return specialJS("Infinity")
	case math.IsInf(f, -1):
		return specialJS("-Infinity")
	case f == 0 && math.Signbit(f):
		return specialJS("-0")
	}
	return f
}

func caseType(t *component.ValType, name string) *component.ValType {
	for _, c := range t.Cases {
		if c.Name == name {
			return c.Type
		}
	}
	return nil
}

func caseToJS(name string, v any, t *component.ValType) any {
	out := map[string]any{"tag": name}
	if t != nil {
		out["val"] = toJS(v, t)
	}
	return out
}

// fromJS reads what toJS writes, decoded with json.Decoder.UseNumber, in the form in which package
// wave prints it. A value of another type is an error.
func fromJS(v any, t *component.ValType) (any, error) {
	bad := func() error {
		text, _ := json.Marshal(v)
		return fmt.Errorf("%.100s is no %s", text, t)
	}
	switch t.Kind {
	case component.KindBool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case component.KindString:
		if s, ok := v.(string); ok {
			return s, nil
		}
	case component.KindF32, component.KindF64:
		if f, ok := floatFromJS(v); ok && t.Kind == component.KindF32 {
			return float32(f), nil
		} else if ok {
			return f, nil
		}
	case component.KindChar:
		if s, ok := v.(string); ok {
			if r, n := utf8.DecodeRuneInString(s); n > 0 && n == len(s) {
				return r, nil
			}
		}
	case component.KindEnum:
		if s, ok := v.(string); ok {
			return canon.Enum(s), nil
		}
	case component.KindList, component.KindFixedList:
		return listFromJS(v, func(int) *component.ValType { return t.Elem }, bad)
	case component.KindTuple:
		if list, ok := v.([]any); ok && len(list) == len(t.Elems) {
			return listFromJS(v, func(i int) *component.ValType { return t.Elems[i] }, bad)
		}
	case component.KindRecord:
		if object, ok := v.(map[string]any); ok {
			return recordFromJS(object, t)
		}
	case component.KindFlags:
		if object, ok := v.(map[string]any); ok {
			flags := canon.Flags{}
			for _, label := range t.Labels {
				if object[transpile.MemberName(label)] == true {
					flags = append(flags, label)
				}
			}
			return flags, nil
		}
	case component.KindVariant:
		name, payload, err := caseFromJS(v, func(name string) *component.ValType { return caseType(t, name) }, bad)
		return canon.Variant{Case: name, Value: payload}, err
	case component.KindResult:
		name, payload, err := caseFromJS(v, func(name string) *component.ValType {
			if name == "err" {
				return t.Err
			}
			return t.Elem
		}, bad)
		return canon.Result{IsErr: name == "err", Value: payload}, err
	case component.KindOption:
		return optionFromJS(v, t, bad)
	case component.KindMap:
		pairs, ok := v.([]any)
		m := canon.Map{}
		for _, p := range pairs {
			pair, err := fromJS(p, &component.ValType{Kind: component.KindTuple, Elems: []*component.ValType{t.Elem, t.Err}})
			if err != nil {
				return nil, err
			}
			m = append(m, canon.Entry{Key: pair.(canon.Tuple)[0], Value: pair.(canon.Tuple)[1]})
		}
		if ok {
			return m, nil
		}
	case component.KindOwn, component.KindBorrow, component.KindStream, component.KindFuture, component.KindErrorContext:
		return nil, nil // has no text
	default:
		if i, ok := integerFromJS(v); ok {
			return i, nil
		}
	}
	return nil, bad()
}

// asSpecial is the text of what JSON does not have.
func asSpecial(v any) (string, bool) {
	object, _ := v.(map[string]any)
	text, ok := object[special].(string)
	return text, ok && len(object) == 1
}

func floatFromJS(v any) (float64, bool) {
	text, ok := asSpecial(v)
	if !ok {
		number, isNumber := v.(json.Number)
		text, ok = number.String(), isNumber
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, ok && err == nil
}

// integerFromJS reads an integer, which prints as itself.
func integerFromJS(v any) (any, bool) {
	text, ok := asSpecial(v)
	if ok && text != "" && text[len(text)-1] == 'n' {
		text = text[:len(text)-1]
	} else {
		number, isNumber := v.(json.Number)
		text, ok = number.String(), isNumber
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, ok
	}
	u, err := strconv.ParseUint(text, 10, 64)
	return u, ok && err == nil
}

func listFromJS(v any, elem func(i int) *component.ValType, bad func() error) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, bad()
	}
	out := make(canon.Tuple, len(list))
	for i, e := range list {
		var err error
		if out[i], err = fromJS(e, elem(i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func recordFromJS(object map[string]any, t *component.ValType) (any, error) {
	record := canon.Record{}
	for _, f := range t.Fields {
		v, ok := object[transpile.MemberName(f.Name)]
		if !ok {
			v = undefinedJS
		}
		value, err := fromJS(v, f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		record = append(record, canon.Field{Name: f.Name, Value: value})
	}
	return record, nil
}

func caseFromJS(v any, typ func(name string) *component.ValType, bad func() error) (name string, payload any, err error) {
	object, _ := v.(map[string]any)
	name, ok := object["tag"].(string)
	if !ok {
		return "", nil, bad()
	}
	if t := typ(name); t != nil {
		val, ok := object["val"]
		if !ok {
			val = undefinedJS
		}
		payload, err = fromJS(val, t)
	}
	return name, payload, err
}

func optionFromJS(v any, t *component.ValType, bad func() error) (any, error) {
	if t.Elem.Kind == component.KindOption {
		name, payload, err := caseFromJS(v, func(name string) *component.ValType {
			if name == "some" {
				return t.Elem
			}
			return nil
		}, bad)
		return canon.Option{Some: name == "some", Value: payload}, err
	}
	if text, ok := asSpecial(v); ok && text == "undefined" || v == nil {
		return canon.None, nil
	}
	payload, err := fromJS(v, t.Elem)
	return canon.Some(payload), err
}
