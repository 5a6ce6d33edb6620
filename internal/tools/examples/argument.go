package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// argument turns an argument of example.json (decoded with UseNumber) into a Go value of a WIT type
// (examples/README.md, "Arguments"), in the form in which package polyfill lifts it. Resources are looked up in
// variables. Its twin is argumentValue in web/demo/arguments.js.
func argument(t *component.ValType, arg any, variables map[string]any) (any, error) {
	bad := func() error { return fmt.Errorf("%s does not fit the type %s", jsonText(arg), t) }
	if object, ok := arg.(map[string]any); ok && len(object) == 1 {
		if text, ok := object["$big"].(string); ok {
			arg = json.Number(text)
		} else if name, ok := object["$ref"].(string); ok {
			if v, ok := variables[name]; ok {
				return v, nil
			}
			return nil, fmt.Errorf("there is no variable %q", name)
		} else if _, ok := object["$none"]; ok && t.Kind == component.KindOption {
			return canon.None, nil
		}
	}
	switch t.Kind {
	case component.KindBool:
		if b, ok := arg.(bool); ok {
			return b, nil
		}
		return nil, bad()
	case component.KindString, component.KindChar, component.KindEnum:
		s, ok := arg.(string)
		if !ok {
			return nil, bad()
		}
		switch t.Kind {
		case component.KindEnum:
			return canon.Enum(s), nil
		case component.KindChar:
			if r, n := utf8.DecodeRuneInString(s); n == len(s) && n > 0 {
				return r, nil
			}
			return nil, bad()
		}
		return s, nil
	case component.KindF32, component.KindF64:
		n, ok := arg.(json.Number)
		if !ok {
			return nil, bad()
		}
		f, err := n.Float64()
		if t.Kind == component.KindF32 {
			return float32(f), err
		}
		return f, err
	case component.KindRecord:
		object, ok := arg.(map[string]any)
		if !ok {
			return nil, bad()
		}
		record := canon.Record{}
		for _, f := range t.Fields {
			value, ok := object[camelCase(f.Name)]
			if !ok {
				if f.Type.Kind != component.KindOption {
					return nil, fmt.Errorf("%s has no field %s", jsonText(arg), camelCase(f.Name))
				}
				record = append(record, canon.Field{Name: f.Name, Value: canon.None})
				continue
			}
			v, err := argument(f.Type, value, variables)
			if err != nil {
				return nil, err
			}
			record = append(record, canon.Field{Name: f.Name, Value: v})
		}
		return record, nil
	case component.KindFlags:
		object, ok := arg.(map[string]any)
		if !ok {
			return nil, bad()
		}
		flags := canon.Flags{}
		for _, label := range t.Labels {
			if object[camelCase(label)] == true {
				flags = append(flags, label)
			}
		}
		return flags, nil
	case component.KindVariant:
		tag, payload, err := caseArgument(t, t.Cases, arg, variables)
		return canon.Variant{Case: tag, Value: payload}, err
	case component.KindResult:
		tag, payload, err := caseArgument(t, []component.Case{{Name: "ok", Type: t.Elem}, {Name: "err", Type: t.Err}}, arg, variables)
		return canon.Result{IsErr: tag == "err", Value: payload}, err
	case component.KindOption:
		if t.Elem.Kind == component.KindOption {
			tag, payload, err := caseArgument(t, []component.Case{{Name: "none"}, {Name: "some", Type: t.Elem}}, arg, variables)
			return canon.Option{Some: tag == "some", Value: payload}, err
		}
		v, err := argument(t.Elem, arg, variables)
		return canon.Some(v), err
	case component.KindTuple, component.KindList, component.KindFixedList:
		array, ok := arg.([]any)
		if !ok || t.Kind == component.KindTuple && len(array) != len(t.Elems) {
			return nil, bad()
		}
		values := make(canon.Tuple, len(array))
		for i, element := range array {
			elem := t.Elem
			if t.Kind == component.KindTuple {
				elem = t.Elems[i]
			}
			var err error
			if values[i], err = argument(elem, element, variables); err != nil {
				return nil, err
			}
		}
		return values, nil
	case component.KindMap:
		pairs, ok := arg.([]any)
		if !ok {
			return nil, bad()
		}
		m := canon.Map{}
		for _, p := range pairs {
			pair, ok := p.([]any)
			if !ok || len(pair) != 2 {
				return nil, bad()
			}
			key, err := argument(t.Elem, pair[0], variables)
			if err != nil {
				return nil, err
			}
			value, err := argument(t.Err, pair[1], variables)
			if err != nil {
				return nil, err
			}
			m = append(m, canon.Entry{Key: key, Value: value})
		}
		return m, nil
	default: // the integers
		n, ok := arg.(json.Number)
		if !ok {
			return nil, bad()
		}
		if i, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			return i, nil
		}
		u, err := strconv.ParseUint(n.String(), 10, 64)
		if err != nil {
			return nil, bad()
		}
		return u, nil
	}
}

// caseArgument reads {"tag": …, "val": …}.
func caseArgument(t *component.ValType, cases []component.Case, arg any, variables map[string]any) (tag string, payload any, err error) {
	object, _ := arg.(map[string]any)
	tag, _ = object["tag"].(string)
	for _, c := range cases {
		if c.Name != tag {
			continue
		}
		if c.Type != nil {
			val, ok := object["val"]
			if !ok && c.Type.Kind == component.KindOption {
				val = map[string]any{"$none": true}
			}
			payload, err = argument(c.Type, val, variables)
		}
		return tag, payload, err
	}
	return "", nil, fmt.Errorf("%s does not fit the type %s", jsonText(arg), t)
}

func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
