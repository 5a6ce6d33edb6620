package canon

import (
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
)

// Assign puts a lifted value of type t into dst, which must be settable: the
// reverse of what lowering accepts, see values.go. It fails with a ValueError if
// dst's type cannot hold the value, dst may then hold a part of it.
func (c *Compiler) Assign(dst reflect.Value, t *component.ValType, v any) error {
	return assign(dst, c.layouts.Of(t), v)
}

// cannot is the error of a value that dst's type does not hold.
func cannot(dst reflect.Value, l *Layout, v any) error {
	return &ValueError{Want: "a Go variable for " + l.typeName(nil), Got: dst.Type().String() + ", which cannot hold " + describe(v)}
}

func (l *Layout) typeName(names component.ResourceNamer) string {
	if l.Type == nil {
		return "tuple"
	}
	return l.Type.Format(names)
}

func assign(dst reflect.Value, l *Layout, v any) error {
	rt := dst.Type()
	if v == nil { // none, or a result without payload
		dst.SetZero()
		return nil
	}
	if vt := reflect.TypeOf(v); vt.AssignableTo(rt) {
		dst.Set(reflect.ValueOf(v))
		return nil
	}
	if l.Type.HasEnd() && Ends.Set != nil && Ends.Set(dst, l.Type, v) {
		return nil
	}
	if rt.Kind() == reflect.Pointer {
		if o, ok := v.(Option); ok {
			if !o.Some {
				dst.SetZero()
				return nil
			}
			v, l = o.Value, l.Cases[1].Layout
		} else if l.Type != nil && l.Type.Kind == component.KindOption {
			l = l.Cases[1].Layout
		}
		p := reflect.New(rt.Elem())
		if err := assign(p.Elem(), l, v); err != nil {
			return err
		}
		dst.Set(p)
		return nil
	}
	switch w := v.(type) {
	case Record:
		return assignRecord(dst, l, w)
	case Tuple:
		return assignTuple(dst, l, w)
	case Variant:
		return assignCase(dst, l, w.Case, w.Value)
	case Result:
		name := "ok"
		if w.IsErr {
			name = "error"
		}
		return assignCase(dst, l, name, w.Value)
	case Enum:
		return assignEnum(dst, l, w)
	case Flags:
		return assignFlags(dst, l, w)
	case Map:
		return assignMap(dst, l, w)
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.Slice:
		return assignList(dst, l, rv)
	case l.Type != nil && l.Type.Kind == component.KindOption:
		return assign(dst, l.Cases[1].Layout, v)
	case l.Kind == component.KindChar && rt.Kind() == reflect.String:
		dst.SetString(string(v.(rune)))
		return nil
	case rv.CanInt() && dst.CanInt() && !dst.OverflowInt(rv.Int()):
		dst.SetInt(rv.Int())
		return nil
	case rv.CanInt() && dst.CanUint() && rv.Int() >= 0 && !dst.OverflowUint(uint64(rv.Int())):
		dst.SetUint(uint64(rv.Int()))
		return nil
	case rv.CanUint() && dst.CanUint() && !dst.OverflowUint(rv.Uint()):
		dst.SetUint(rv.Uint())
		return nil
	case rv.CanUint() && dst.CanInt() && int64(rv.Uint()) >= 0 && !dst.OverflowInt(int64(rv.Uint())):
		dst.SetInt(int64(rv.Uint()))
		return nil
	case rv.CanFloat() && dst.CanFloat() && rt.Size() >= rv.Type().Size():
		dst.SetFloat(rv.Float())
		return nil
	case rv.Kind() == rt.Kind() && rv.CanConvert(rt): // named bool, string
		dst.Set(rv.Convert(rt))
		return nil
	}
	return cannot(dst, l, v)
}

func assignRecord(dst reflect.Value, l *Layout, r Record) error {
	switch rt := dst.Type(); {
	case rt.Kind() == reflect.Struct:
		names := structNames{names: fieldNames(l.Fields)}
		for i, index := range names.in(rt) {
			if index == nil {
				return &ValueError{Want: "a Go variable for " + l.typeName(nil), Got: fmt.Sprintf("%s without the field %q", rt, r[i].Name)}
			}
			f, err := fieldToSet(dst, index)
			if err == nil {
				err = assign(f, l.Fields[i].Layout, r[i].Value)
			}
			if err != nil {
				return at(err, r[i].Name)
			}
		}
		return nil
	case rt.Kind() == reflect.Map && rt.Key().Kind() == reflect.String:
		m := reflect.MakeMapWithSize(rt, len(r))
		for i, f := range r {
			e := reflect.New(rt.Elem()).Elem()
			if err := assign(e, l.Fields[i].Layout, f.Value); err != nil {
				return at(err, f.Name)
			}
			m.SetMapIndex(reflect.ValueOf(f.Name).Convert(rt.Key()), e)
		}
		dst.Set(m)
		return nil
	}
	return cannot(dst, l, r)
}

// fieldToSet is FieldByIndex that makes embedded pointers.
func fieldToSet(v reflect.Value, index []int) (reflect.Value, error) {
	for i, n := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, &ValueError{Want: "a settable field", Got: "an embedded pointer to the unexported " + v.Type().Elem().String()}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, nil
}

func assignTuple(dst reflect.Value, l *Layout, t Tuple) error {
	rt := dst.Type()
	var elem func(i int) reflect.Value
	switch {
	case rt.Kind() == reflect.Struct:
		fields := exportedFields(rt)
		if len(fields) != len(t) {
			return cannot(dst, l, t)
		}
		elem = func(i int) reflect.Value { return dst.Field(fields[i]) }
	case rt.Kind() == reflect.Slice:
		dst.Set(reflect.MakeSlice(rt, len(t), len(t)))
		elem = dst.Index
	case rt.Kind() == reflect.Array && rt.Len() == len(t):
		elem = dst.Index
	default:
		return cannot(dst, l, t)
	}
	for i, e := range t {
		if err := assign(elem(i), l.Fields[i].Layout, e); err != nil {
			return atIndex(err, i)
		}
	}
	return nil
}

// assignCase sets one field of a struct of cases and clears the others.
func assignCase(dst reflect.Value, l *Layout, name string, payload any) error {
	rt := dst.Type()
	if rt.Kind() != reflect.Struct {
		return cannot(dst, l, Variant{name, payload})
	}
	names := structNames{names: caseNames(l.Cases)}
	if dst.Addr().Type().Implements(reflect.TypeFor[resultOf]()) {
		dst.Field(0).SetBool(name == "error")
	}
	for i, index := range names.in(rt) {
		if index == nil {
			return &ValueError{Want: "a Go variable for " + l.typeName(nil), Got: fmt.Sprintf("%s without a field for the case %q", rt, l.Cases[i].Name)}
		}
		f, err := fieldToSet(dst, index)
		if err != nil {
			return err
		}
		f.SetZero()
		if l.Cases[i].Name != name {
			continue
		}
		switch {
		case l.Cases[i].Layout != nil:
			err = assign(f, l.Cases[i].Layout, payload)
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.Kind() == reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
		}
		if err != nil {
			return at(err, name)
		}
	}
	return nil
}

func caseNames(cases []CaseLayout) []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.Name
	}
	return names
}

func assignEnum(dst reflect.Value, l *Layout, e Enum) error {
	if dst.Kind() == reflect.String {
		dst.SetString(string(e))
		return nil
	}
	for i, c := range l.Cases {
		switch {
		case c.Name != string(e):
		case dst.CanInt() && !dst.OverflowInt(int64(i)):
			dst.SetInt(int64(i))
			return nil
		case dst.CanUint() && !dst.OverflowUint(uint64(i)):
			dst.SetUint(uint64(i))
			return nil
		}
	}
	return cannot(dst, l, e)
}

func assignFlags(dst reflect.Value, l *Layout, flags Flags) error {
	rt := dst.Type()
	labels := l.Type.Labels
	switch {
	case rt.Kind() == reflect.Slice && rt.Elem().Kind() == reflect.String:
		dst.Set(reflect.MakeSlice(rt, len(flags), len(flags)))
		for i, label := range flags {
			dst.Index(i).SetString(label)
		}
		return nil
	case rt.Kind() == reflect.Map && rt.Key().Kind() == reflect.String && rt.Elem().Kind() == reflect.Bool:
		m := reflect.MakeMapWithSize(rt, len(flags))
		for _, label := range flags {
			m.SetMapIndex(reflect.ValueOf(label).Convert(rt.Key()), reflect.ValueOf(true).Convert(rt.Elem()))
		}
		dst.Set(m)
		return nil
	case rt.Kind() == reflect.Struct:
		names := structNames{names: labels}
		for i, index := range names.in(rt) {
			if index == nil || rt.FieldByIndex(index).Type.Kind() != reflect.Bool {
				return &ValueError{Want: "a Go variable for " + l.typeName(nil), Got: fmt.Sprintf("%s without a bool field for %q", rt, labels[i])}
			}
			f, err := fieldToSet(dst, index)
			if err != nil {
				return err
			}
			f.SetBool(flags.Has(labels[i]))
		}
		return nil
	case dst.CanUint():
		var n uint64
		for i, label := range labels {
			n |= bit(flags.Has(label)) << i
		}
		if !dst.OverflowUint(n) {
			dst.SetUint(n)
			return nil
		}
	}
	return cannot(dst, l, flags)
}

func assignMap(dst reflect.Value, l *Layout, m Map) error {
	rt := dst.Type()
	if rt.Kind() != reflect.Map {
		return cannot(dst, l, m)
	}
	out := reflect.MakeMapWithSize(rt, len(m))
	for _, e := range m {
		key, value := reflect.New(rt.Key()).Elem(), reflect.New(rt.Elem()).Elem()
		err := assign(key, l.Elem.Fields[0].Layout, e.Key)
		if err == nil {
			err = assign(value, l.Elem.Fields[1].Layout, e.Value)
		}
		if err != nil {
			return at(err, fmt.Sprintf("[%v]", e.Key))
		}
		out.SetMapIndex(key, value)
	}
	dst.Set(out)
	return nil
}

func assignList(dst reflect.Value, l *Layout, list reflect.Value) error {
	rt, n := dst.Type(), list.Len()
	switch {
	case l.Elem == nil: // own and the like, in a slice of the engine's
		return cannot(dst, l, list.Interface())
	case rt.Kind() == reflect.Slice:
		dst.Set(reflect.MakeSlice(rt, n, n))
	case rt.Kind() == reflect.Array && rt.Len() == n:
	case rt.Kind() == reflect.String && l.Elem.Kind == component.KindU8 && utf8.Valid(list.Bytes()):
		dst.SetString(string(list.Bytes()))
		return nil
	default:
		return cannot(dst, l, list.Interface())
	}
	if rt.Elem() == list.Type().Elem() {
		reflect.Copy(dst, list)
		return nil
	}
	for i := range n {
		if err := assign(dst.Index(i), l.Elem, list.Index(i).Interface()); err != nil {
			return atIndex(err, i)
		}
	}
	return nil
}

// holds reports as an error that no value of a type, or not all of them, fit
// into a variable of type rt.
func holds(rt reflect.Type, l *Layout) error {
	no := fmt.Errorf("the Go type %s cannot hold %s", rt, l.typeName(nil))
	kind := rt.Kind()
	isInt := kind >= reflect.Int && kind <= reflect.Uint64
	isUint := kind >= reflect.Uint && kind <= reflect.Uint64
	ok := false
	switch {
	case dynamicTypes[rt]:
		ok = rt == dynamicOf(l)
	case isHandle(l.Kind):
		return nil // the engine's business
	case l.Type.HasEnd() && Ends.Holds != nil && Ends.Holds(rt, l.Type):
		return nil
	case kind == reflect.Interface:
		ok = rt.NumMethod() == 0
	case kind == reflect.Pointer:
		if l.Type != nil && l.Type.Kind == component.KindOption {
			l = l.Cases[1].Layout
		}
		return holds(rt.Elem(), l)
	case l.Type != nil && l.Type.Kind == component.KindOption:
	case l.Type != nil && l.Type.Kind == component.KindEnum:
		ok = kind == reflect.String || isInt && rt.Bits() > 8*int(l.DiscSize-1)
	default:
		switch l.Kind {
		case component.KindBool:
			ok = kind == reflect.Bool
		case component.KindF32, component.KindF64:
			ok = (kind == reflect.Float32 || kind == reflect.Float64) && rt.Size() >= uintptr(l.Size)
		case component.KindChar:
			ok = kind == reflect.String || isInt
		case component.KindString:
			ok = kind == reflect.String
		case component.KindFlags:
			ok = kind == reflect.Slice && rt.Elem().Kind() == reflect.String || isUint && rt.Bits() >= len(l.Type.Labels) ||
				kind == reflect.Map && rt.Key().Kind() == reflect.String && rt.Elem().Kind() == reflect.Bool ||
				kind == reflect.Struct
		case component.KindRecord:
			if kind == reflect.Slice || kind == reflect.Array {
				ok = l.Type == nil || l.Type.Kind == component.KindTuple
			} else {
				ok = kind == reflect.Struct || kind == reflect.Map && rt.Key().Kind() == reflect.String
			}
		case component.KindVariant:
			ok = kind == reflect.Struct
		case component.KindList, component.KindFixedList:
			isMap := l.Type.Kind == component.KindMap
			ok = kind == reflect.Map && isMap || kind == reflect.Slice || kind == reflect.Array && !isMap ||
				kind == reflect.String && l.Elem.Kind == component.KindU8
		default: // integers
			ok = isInt
		}
	}
	if ok {
		return nil
	}
	return no
}

// dynamicOf is the type of l's dynamic form if it is one of this package's.
func dynamicOf(l *Layout) reflect.Type {
	kind := l.Kind
	if l.Type != nil {
		kind = l.Type.Kind
	}
	switch kind {
	case component.KindTuple:
		return reflect.TypeFor[Tuple]()
	case component.KindRecord:
		return reflect.TypeFor[Record]()
	case component.KindVariant:
		return reflect.TypeFor[Variant]()
	case component.KindEnum:
		return reflect.TypeFor[Enum]()
	case component.KindFlags:
		return reflect.TypeFor[Flags]()
	case component.KindOption:
		if isOptional(l.Cases[1].Type) {
			return reflect.TypeFor[Option]()
		}
	case component.KindResult:
		return reflect.TypeFor[Result]()
	case component.KindMap:
		return reflect.TypeFor[Map]()
	}
	return nil
}
