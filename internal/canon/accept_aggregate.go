package canon

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
)

// acceptRecord takes a Record with the fields in any order, a map with string
// keys or a struct. A missing field is none if it is an option, else an error.
func (k *codec) acceptRecord(fields []*codec, names []string) func(*Context, any) (any, error) {
	build := func(cx *Context, v any, get func(i int) (any, bool)) (any, error) {
		r := make(Record, len(fields))
		for i, f := range fields {
			e, ok := get(i)
			if !ok && !isOptional(f.Type) {
				return nil, k.wrong(describe(v) + " without the field " + strconv.Quote(names[i]))
			}
			e, err := f.accept(cx, e)
			if err != nil {
				return nil, at(err, names[i])
			}
			r[i] = Field{names[i], e}
		}
		return r, nil
	}
	inStruct := structNames{names: names}
	known := make(map[string]bool, len(names))
	for _, n := range names {
		known[n] = true
	}
	unknown := func(name string) error { return k.wrong("unknown field " + strconv.Quote(name)) }
	return func(cx *Context, v any) (any, error) {
		if r, ok := v.(Record); ok {
			if inOrder(r, names) {
				return k.acceptInOrder(cx, v, r, fields)
			}
			for i := range r {
				if !known[r[i].Name] {
					return nil, unknown(r[i].Name)
				}
			}
			return build(cx, v, func(i int) (any, bool) { return lookup(r, names[i]) })
		}
		rv := indirect(v)
		switch rv.Kind() {
		case reflect.Slice: // *Record
			if r, ok := rv.Interface().(Record); ok {
				return k.accept(cx, r)
			}
		case reflect.Map:
			if rv.Type().Key().Kind() != reflect.String {
				break
			}
			for it := rv.MapRange(); it.Next(); {
				if name := it.Key().String(); !known[name] {
					return nil, unknown(name)
				}
			}
			return build(cx, v, func(i int) (any, bool) {
				e := rv.MapIndex(reflect.ValueOf(names[i]).Convert(rv.Type().Key()))
				if !e.IsValid() {
					return nil, false
				}
				return e.Interface(), true
			})
		case reflect.Struct:
			indices := inStruct.in(rv.Type())
			return build(cx, v, func(i int) (any, bool) {
				if indices[i] == nil {
					return nil, false
				}
				return fieldValue(rv, indices[i])
			})
		}
		return nil, k.mismatch(v)
	}
}

func inOrder(r Record, names []string) bool {
	if len(r) != len(names) {
		return false
	}
	for i := range r {
		if r[i].Name != names[i] {
			return false
		}
	}
	return true
}

func lookup(r Record, name string) (any, bool) {
	for i := range r {
		if r[i].Name == name {
			return r[i].Value, true
		}
	}
	return nil, false
}

// acceptInOrder accepts the fields and copies the record only if one of them
// changed.
func (k *codec) acceptInOrder(cx *Context, v any, r Record, fields []*codec) (any, error) {
	copied := false
	for i, f := range fields {
		e, err := f.accept(cx, r[i].Value)
		if err != nil {
			return nil, at(err, r[i].Name)
		}
		if same(e, r[i].Value) {
			continue
		}
		if !copied {
			r, copied = append(Record(nil), r...), true
		}
		r[i].Value = e
	}
	if copied {
		return r, nil
	}
	return v, nil
}

// acceptTuple takes a Tuple, any slice or array, or a struct's exported fields
// in order.
func (k *codec) acceptTuple(fields []*codec) func(*Context, any) (any, error) {
	n := len(fields)
	count := func(got int) error { return k.wrong(fmt.Sprintf("%d elements", got)) }
	build := func(cx *Context, get func(i int) any) (any, error) {
		t := make(Tuple, n)
		for i, f := range fields {
			e, err := f.accept(cx, get(i))
			if err != nil {
				return nil, atIndex(err, i)
			}
			t[i] = e
		}
		return t, nil
	}
	var accept func(cx *Context, v any) (any, error)
	accept = func(cx *Context, v any) (any, error) {
		if t, ok := v.(Tuple); ok {
			if len(t) != n {
				return nil, count(len(t))
			}
			list, err := acceptElements(cx, []any(t), fields)
			if err != nil {
				return nil, err
			}
			if list == nil {
				return v, nil
			}
			return Tuple(list), nil
		}
		if h, ok := cx.Handles.(TupleHandles); ok && k.Type.HasEnd() {
			if t, ok := h.AcceptTuple(k.Type, v); ok {
				return accept(cx, t)
			}
		}
		rv := indirect(v)
		switch rv.Kind() {
		case reflect.Slice, reflect.Array:
			if rv.Len() != n {
				return nil, count(rv.Len())
			}
			return build(cx, func(i int) any { return rv.Index(i).Interface() })
		case reflect.Struct:
			exported := exportedFields(rv.Type())
			if len(exported) != n {
				return nil, k.wrong(fmt.Sprintf("%s with %d exported fields", rv.Type(), len(exported)))
			}
			return build(cx, func(i int) any { return rv.Field(exported[i]).Interface() })
		}
		return nil, k.mismatch(v)
	}
	return accept
}

// acceptElements accepts list[i] as fields[i], or as fields[0] if there is one
// codec for all. It returns nil if nothing changed, else a copy.
func acceptElements(cx *Context, list []any, fields []*codec) ([]any, error) {
	var changed []any
	f := fields[0]
	for i, old := range list {
		if len(fields) > 1 {
			f = fields[i]
		}
		e, err := f.accept(cx, old)
		if err != nil {
			return nil, atIndex(err, i)
		}
		if changed == nil && !same(e, old) {
			changed = append([]any(nil), list...)
		}
		if changed != nil {
			changed[i] = e
		}
	}
	return changed, nil
}

// acceptVariant takes a Variant or a struct with a field for each case, one of
// which is set: a non-nil pointer, or true for a case without payload.
func (k *codec) acceptVariant(cases []*codec, index map[string]int) func(*Context, any) (any, error) {
	inStruct := &structNames{names: caseNames(k.Cases)}
	payload := func(cx *Context, i int, v any) (any, error) {
		c := cases[i]
		if c == nil {
			if v != nil {
				return nil, k.wrong("a payload for the case " + strconv.Quote(k.Cases[i].Name) + ", which has none")
			}
			return nil, nil
		}
		e, err := c.accept(cx, v)
		if err != nil {
			return nil, at(err, k.Cases[i].Name)
		}
		return e, nil
	}
	return func(cx *Context, v any) (any, error) {
		w, ok := v.(Variant)
		if !ok {
			rv := indirect(v)
			if rv.Kind() != reflect.Struct {
				return nil, k.mismatch(v)
			}
			if w, ok = rv.Interface().(Variant); !ok {
				i, e, err := k.caseOfStruct(rv, inStruct)
				if err != nil {
					return nil, err
				}
				if e, err = payload(cx, i, e); err != nil {
					return nil, err
				}
				return Variant{k.Cases[i].Name, e}, nil
			}
			v = w
		}
		i, ok := index[w.Case]
		if !ok {
			return nil, k.wrong("unknown case " + strconv.Quote(w.Case))
		}
		e, err := payload(cx, i, w.Value)
		if err != nil {
			return nil, err
		}
		if same(e, w.Value) {
			return v, nil
		}
		return Variant{w.Case, e}, nil
	}
}

// caseOfStruct finds the one case that a struct of cases has set.
func (k *codec) caseOfStruct(rv reflect.Value, inStruct *structNames) (int, any, error) {
	names := inStruct.names
	found, value := -1, any(nil)
	for i, index := range inStruct.in(rv.Type()) {
		if index == nil {
			return 0, nil, k.wrong(rv.Type().String() + " without a field for the case " + strconv.Quote(names[i]))
		}
		f, err := rv.FieldByIndexErr(index)
		if err != nil || f.IsZero() {
			continue
		}
		if found >= 0 {
			return 0, nil, k.wrong(fmt.Sprintf("%s with both %q and %q set", rv.Type(), names[found], names[i]))
		}
		found = i
		if k.Cases[i].Type != nil {
			if f.Kind() == reflect.Pointer && !isOptional(k.Cases[i].Type) {
				f = f.Elem()
			}
			value = f.Interface()
		}
	}
	if found < 0 {
		return 0, nil, k.wrong(rv.Type().String() + " with no case set")
	}
	return found, value, nil
}

// acceptEnum takes a name or a case's number.
func (k *codec) acceptEnum(values []any, index map[Enum]int) func(*Context, any) (any, error) {
	return func(_ *Context, v any) (any, error) {
		if e, ok := v.(Enum); ok {
			if _, ok := index[e]; !ok {
				return nil, k.wrong("unknown case " + strconv.Quote(string(e)))
			}
			return v, nil
		}
		rv := indirect(v)
		switch {
		case rv.Kind() == reflect.String:
			i, ok := index[Enum(rv.String())]
			if !ok {
				return nil, k.wrong("unknown case " + strconv.Quote(rv.String()))
			}
			return values[i], nil
		case rv.CanInt() && rv.Int() >= 0 && rv.Int() < int64(len(values)):
			return values[rv.Int()], nil
		case rv.CanUint() && rv.Uint() < uint64(len(values)):
			return values[rv.Uint()], nil
		}
		return nil, k.mismatch(v)
	}
}

// acceptOption takes nil, an Option, a pointer or the value itself. For an
// option of an option, nil and a nil pointer are none, a pointer is some of what
// it points to.
func (k *codec) acceptOption(some *codec) func(*Context, any) (any, error) {
	nested := isOptional(some.Type)
	wrap := func(cx *Context, v any) (any, error) {
		e, err := some.accept(cx, v)
		if err != nil || !nested {
			return e, err
		}
		return Some(e), nil
	}
	none := any(nil)
	if nested {
		none = None
	}
	return func(cx *Context, v any) (any, error) {
		switch o := v.(type) {
		case nil:
			return none, nil
		case Option:
			if !o.Some {
				if nested && o.Value == nil {
					return v, nil
				}
				return none, nil
			}
			e, err := some.accept(cx, o.Value)
			if err != nil || !nested {
				return e, err
			}
			if same(e, o.Value) {
				return v, nil
			}
			return Some(e), nil
		case *Option:
			if o == nil {
				return none, nil
			}
			return k.accept(cx, *o)
		}
		if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer {
			if rv.IsNil() {
				return none, nil
			}
			if !isHandle(some.Kind) {
				return wrap(cx, rv.Elem().Interface())
			}
		}
		if nested {
			return nil, k.wrong(describe(v) + " where only an Option or a pointer tells none from some(none)")
		}
		return some.accept(cx, v)
	}
}

func isHandle(kind component.Kind) bool {
	switch kind {
	case component.KindOwn, component.KindBorrow, component.KindStream, component.KindFuture, component.KindErrorContext:
		return true
	}
	return false
}

// acceptResult takes a Result or ResultOf, an error where the error case is a string or has
// no payload, or a struct of the cases ok and error.
func (k *codec) acceptResult(cases []*codec) func(*Context, any) (any, error) {
	inStruct := &structNames{names: caseNames(k.Cases)}
	// v is r, if that is what the host gave.
	payload := func(cx *Context, r Result, v any) (any, error) {
		i := bit(r.IsErr)
		c := cases[i]
		if c == nil {
			if r.Value != nil {
				return nil, k.wrong("a payload for the case " + k.Cases[i].Name + ", which has none")
			}
		} else {
			e, err := c.accept(cx, r.Value)
			if err != nil {
				return nil, at(err, k.Cases[i].Name)
			}
			if !same(e, r.Value) {
				r.Value, v = e, nil
			}
		}
		if v == nil {
			v = r
		}
		return v, nil
	}
	return func(cx *Context, v any) (any, error) {
		switch r := v.(type) {
		case Result:
			return payload(cx, r, v)
		case *Result:
			if r != nil {
				return payload(cx, *r, nil)
			}
		case resultOf:
			res := r.result()
			if cases[bit(res.IsErr)] == nil {
				res.Value = nil
			}
			return payload(cx, res, nil)
		case error:
			switch c := cases[1]; {
			case c == nil:
				return Result{IsErr: true}, nil
			case c.Kind == component.KindString:
				return payload(cx, Err(r.Error()), nil)
			}
		default:
			if rv := indirect(v); rv.Kind() == reflect.Struct {
				i, e, err := k.caseOfStruct(rv, inStruct)
				if err != nil {
					return nil, err
				}
				return payload(cx, Result{IsErr: i == 1, Value: e}, nil)
			}
		}
		return nil, k.mismatch(v)
	}
}

// acceptMap takes a Map, any Go map, or a list of pairs.
func (k *codec) acceptMap(key, value *codec) func(*Context, any) (any, error) {
	entry := func(cx *Context, i int, kv, vv any) (e Entry, err error) {
		if e.Key, err = key.accept(cx, kv); err != nil {
			return e, at(atIndex(err, 0), "["+itoa(i)+"]")
		}
		if e.Value, err = value.accept(cx, vv); err != nil {
			return e, at(err, fmt.Sprintf("[%v]", kv))
		}
		return e, nil
	}
	tooLong := func(n int) error {
		if uint64(n)*uint64(k.Elem.Size) > MaxListByteLength {
			return k.wrong(fmt.Sprintf("%d entries, more than 2^28-1 bytes", n))
		}
		return nil
	}
	return func(cx *Context, v any) (any, error) {
		if m, ok := v.(Map); ok {
			if err := tooLong(len(m)); err != nil {
				return nil, err
			}
			copied := false
			for i, old := range m {
				e, err := entry(cx, i, old.Key, old.Value)
				if err != nil {
					return nil, err
				}
				if same(e.Key, old.Key) && same(e.Value, old.Value) {
					continue
				}
				if !copied {
					m, copied = append(Map(nil), m...), true
				}
				m[i] = e
			}
			if copied {
				return m, nil
			}
			return v, nil
		}
		rv := indirect(v)
		switch rv.Kind() {
		case reflect.Map:
			if err := tooLong(rv.Len()); err != nil {
				return nil, err
			}
			m := make(Map, 0, rv.Len())
			for it := rv.MapRange(); it.Next(); {
				e, err := entry(cx, len(m), it.Key().Interface(), it.Value().Interface())
				if err != nil {
					return nil, err
				}
				m = append(m, e)
			}
			return m, nil
		case reflect.Slice, reflect.Array:
			if m, ok := rv.Interface().(Map); ok {
				return k.accept(cx, m)
			}
			if err := tooLong(rv.Len()); err != nil {
				return nil, err
			}
			m := make(Map, rv.Len())
			for i := range m {
				pair := indirect(rv.Index(i).Interface())
				if kind := pair.Kind(); kind != reflect.Slice && kind != reflect.Array || pair.Len() != 2 {
					return nil, atIndex(&ValueError{Want: "a pair of key and value", Got: describe(rv.Index(i).Interface())}, i)
				}
				var err error
				if m[i], err = entry(cx, i, pair.Index(0).Interface(), pair.Index(1).Interface()); err != nil {
					return nil, err
				}
			}
			return m, nil
		}
		return nil, k.mismatch(v)
	}
}

// acceptList takes a []T, or any slice or array of acceptable elements.
func acceptList[T any](k, elem *codec) func(*Context, any) (any, error) {
	elemType := reflect.TypeFor[T]()
	fixed := k.Kind == component.KindFixedList
	byteList := elem.Kind == component.KindU8
	// plain: every T is an acceptable element.
	plain := IsNumber(elem.Kind) || elem.Kind == component.KindBool
	checkLen := func(n int) error {
		if fixed && n != int(k.Len) {
			return k.wrong(fmt.Sprintf("%d elements", n))
		}
		if uint64(n)*uint64(elem.Size) > MaxListByteLength {
			return k.wrong(fmt.Sprintf("%d elements, more than 2^28-1 bytes", n))
		}
		return nil
	}
	return func(cx *Context, v any) (any, error) {
		if list, ok := v.([]T); ok {
			if err := checkLen(len(list)); err != nil {
				return nil, err
			}
			if plain {
				return v, nil
			}
			if list, ok := v.([]any); ok && len(list) > 0 {
				changed, err := acceptElements(cx, list, []*codec{elem})
				if err != nil {
					return nil, err
				}
				if changed != nil {
					return changed, nil
				}
				return v, nil
			}
			for i, e := range list { // char, string: no element changes
				if _, err := elem.accept(cx, e); err != nil {
					return nil, atIndex(err, i)
				}
			}
			return v, nil
		}
		rv := indirect(v)
		switch {
		case rv.Kind() == reflect.String && byteList:
			if err := checkLen(rv.Len()); err != nil {
				return nil, err
			}
			return []byte(rv.String()), nil
		case rv.Kind() != reflect.Slice && rv.Kind() != reflect.Array:
			return nil, k.mismatch(v)
		}
		if err := checkLen(rv.Len()); err != nil {
			return nil, err
		}
		list := make([]T, rv.Len())
		if plain && rv.Type().Elem() == elemType {
			reflect.Copy(reflect.ValueOf(list), rv)
			return list, nil
		}
		for i := range list {
			e, err := elem.accept(cx, rv.Index(i).Interface())
			if err != nil {
				return nil, atIndex(err, i)
			}
			list[i], _ = e.(T)
		}
		return list, nil
	}
}
