package canon

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// This file checks host values and brings them into the canonical form of
// values.go: scalars here, aggregates in accept_aggregate.go. The canonical form
// itself takes the short way through each function.

// mismatch is a value that does not fit k's type.
func (k *codec) mismatch(v any) error { return k.wrong(describe(v)) }

func (k *codec) wrong(got string) error {
	return &ValueError{Want: k.Layout.typeName(k.names), Got: got}
}

// describe names what a value is: its Go type, and the value if it is short.
func describe(v any) string {
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Invalid:
		return "nil"
	case reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return fmt.Sprintf("%s %v", rv.Type(), rv)
	case reflect.String:
		s := rv.String()
		if len(s) > 40 {
			s = s[:40]
		}
		return rv.Type().String() + " " + strconv.Quote(s)
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		if rv.IsNil() {
			return "nil " + rv.Type().String()
		}
		return rv.Type().String()
	default:
		return rv.Type().String()
	}
}

// at puts a step in front of a value error's path.
func at(err error, step string) error {
	var e *ValueError
	if !errors.As(err, &e) {
		return err
	}
	f := *e
	if f.Path != "" && f.Path[0] != '[' {
		step += "."
	}
	f.Path = step + f.Path
	return &f
}

func atIndex(err error, i int) error { return at(err, "["+itoa(i)+"]") }

// atRoot completes a value error's path.
func atRoot(err error, root string) error { return at(err, root) }

// indirect follows pointers and interfaces; the result is invalid for nil.
func indirect(v any) reflect.Value {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer || rv.Kind() == reflect.Interface {
		rv = rv.Elem()
	}
	return rv
}

// same reports whether two interface values are the same words.
func same(a, b any) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}

func (k *codec) acceptBool(_ *Context, v any) (any, error) {
	if _, ok := v.(bool); ok {
		return v, nil
	}
	if rv := indirect(v); rv.Kind() == reflect.Bool {
		return rv.Bool(), nil
	}
	return nil, k.mismatch(v)
}

func acceptInt[T integer](k *codec) func(*Context, any) (any, error) {
	return func(_ *Context, v any) (any, error) {
		if _, ok := v.(T); ok {
			return v, nil
		}
		rv := indirect(v)
		switch {
		case rv.CanInt():
			n := rv.Int()
			if t := T(n); int64(t) == n && (t < 0) == (n < 0) {
				return t, nil
			}
		case rv.CanUint():
			n := rv.Uint()
			if t := T(n); uint64(t) == n && t >= 0 {
				return t, nil
			}
		}
		return nil, k.mismatch(v)
	}
}

func (k *codec) acceptF32(_ *Context, v any) (any, error) {
	if _, ok := v.(float32); ok {
		return v, nil
	}
	f, ok := toFloat(v)
	if !ok || math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
		return nil, k.mismatch(v)
	}
	return float32(f), nil
}

func (k *codec) acceptF64(_ *Context, v any) (any, error) {
	if _, ok := v.(float64); ok {
		return v, nil
	}
	if f, ok := toFloat(v); ok {
		return f, nil
	}
	return nil, k.mismatch(v)
}

func toFloat(v any) (float64, bool) {
	rv := indirect(v)
	switch {
	case rv.CanFloat():
		return rv.Float(), true
	case rv.CanInt():
		return float64(rv.Int()), true
	case rv.CanUint():
		return float64(rv.Uint()), true
	}
	return 0, false
}

func (k *codec) acceptChar(_ *Context, v any) (any, error) {
	if r, ok := v.(rune); ok && validChar(uint32(r)) {
		return v, nil
	}
	rv := indirect(v)
	switch {
	case rv.CanInt():
		if n := rv.Int(); n == int64(rune(n)) && validChar(uint32(n)) {
			return rune(n), nil
		}
	case rv.CanUint():
		if n := rv.Uint(); n == uint64(uint32(n)) && validChar(uint32(n)) {
			return rune(n), nil
		}
	case rv.Kind() == reflect.String:
		s := rv.String()
		if r, n := utf8.DecodeRuneInString(s); n == len(s) && (r != utf8.RuneError || n > 1) {
			return r, nil
		}
	}
	return nil, k.mismatch(v)
}

func (k *codec) acceptString(_ *Context, v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		rv := indirect(v)
		if rv.Kind() != reflect.String {
			return nil, k.mismatch(v)
		}
		s = rv.String()
		v = s
	}
	if err := k.checkString(s); err != nil {
		return nil, err
	}
	return v, nil
}

func (k *codec) acceptHandle(cx *Context, v any) (any, error) {
	w, err := cx.Handles.AcceptHandle(k.Type, v)
	if err == nil {
		return w, nil
	}
	var e *ValueError
	if errors.As(err, &e) {
		return nil, err
	}
	return nil, k.wrong(err.Error())
}

// acceptFlags takes labels, a map or struct of bools, or the bits.
func (k *codec) acceptFlags(bits map[string]uint32) func(*Context, any) (any, error) {
	labels := k.Type.Labels
	inStruct := structNames{names: labels}
	// ordered makes Flags of bits.
	ordered := func(set uint32) Flags {
		f := Flags{}
		for i, l := range labels {
			if set&(1<<i) != 0 {
				f = append(f, l)
			}
		}
		return f
	}
	unknown := func(label string) error { return k.wrong("unknown flag " + strconv.Quote(label)) }
	fromLabels := func(list []string) (any, error) {
		var set uint32
		for _, l := range list {
			if bits[l] == 0 {
				return nil, unknown(l)
			}
			set |= bits[l]
		}
		return ordered(set), nil
	}
	return func(_ *Context, v any) (any, error) {
		switch f := v.(type) {
		case Flags:
			for _, l := range f {
				if bits[l] == 0 {
					return nil, unknown(l)
				}
			}
			return v, nil
		case []string:
			return fromLabels(f)
		}
		rv := indirect(v)
		switch rv.Kind() {
		case reflect.Slice:
			if rv.Type().Elem().Kind() == reflect.String {
				list := make([]string, rv.Len())
				for i := range list {
					list[i] = rv.Index(i).String()
				}
				return fromLabels(list)
			}
		case reflect.Map:
			if rv.Type().Key().Kind() == reflect.String && rv.Type().Elem().Kind() == reflect.Bool {
				var set uint32
				for it := rv.MapRange(); it.Next(); {
					l := it.Key().String()
					if bits[l] == 0 {
						return nil, unknown(l)
					}
					if it.Value().Bool() {
						set |= bits[l]
					}
				}
				return ordered(set), nil
			}
		case reflect.Struct:
			var set uint32
			for i, index := range inStruct.in(rv.Type()) {
				if index == nil || rv.Type().FieldByIndex(index).Type.Kind() != reflect.Bool {
					return nil, k.wrong(rv.Type().String() + " without a bool field for " + strconv.Quote(labels[i]))
				}
				set |= uint32(bit(rv.FieldByIndex(index).Bool())) << i
			}
			return ordered(set), nil
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			if n := rv.Uint(); n>>len(labels) == 0 {
				return ordered(uint32(n)), nil
			}
		}
		return nil, k.mismatch(v)
	}
}
