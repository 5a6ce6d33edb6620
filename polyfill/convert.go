//go:build !js

package polyfill

import (
	"fmt"
	"reflect"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// convert turns a value in its dynamic form into a Go value of one type. It is
// made once per type, so that a call decides nothing.
type convert func(v any) (reflect.Value, error)

// The dynamic forms of aggregates, which any type of Go that is asked for may be.
var (
	recordType  = reflect.TypeFor[Record]()
	tupleType   = reflect.TypeFor[Tuple]()
	variantType = reflect.TypeFor[Variant]()
	flagsType   = reflect.TypeFor[Flags]()
	optionType  = reflect.TypeFor[Option]()
	resultType  = reflect.TypeFor[Result]()
	mapType     = reflect.TypeFor[Map]()
	handleType  = reflect.TypeFor[*Resource]()
)

// converter compiles the way from values of t, in dynamic form, to Go type to.
func (inst *Instance) converter(t *component.ValType, to reflect.Type) (convert, error) {
	if to.Kind() == reflect.Interface && to.NumMethod() == 0 {
		return func(v any) (reflect.Value, error) {
			rv := reflect.New(to).Elem()
			if v != nil {
				rv.Set(reflect.ValueOf(v))
			}
			return rv, nil
		}, nil
	}
	mismatch := func() error {
		return fmt.Errorf("want a Go type for %s, got %v", t.Format(inst.component.resourceName), to)
	}
	switch t.Kind {
	case component.KindBool, component.KindString, component.KindEnum, component.KindChar,
		component.KindF32, component.KindF64:
		kind := map[component.Kind]reflect.Kind{
			component.KindBool: reflect.Bool, component.KindString: reflect.String, component.KindEnum: reflect.String,
			component.KindChar: reflect.Int32, component.KindF32: reflect.Float32, component.KindF64: reflect.Float64,
		}[t.Kind]
		if to.Kind() != kind && (t.Kind != component.KindF32 || to.Kind() != reflect.Float64) {
			return nil, mismatch()
		}
		return convertTo(to), nil
	case component.KindS8, component.KindU8, component.KindS16, component.KindU16,
		component.KindS32, component.KindU32, component.KindS64, component.KindU64:
		if !holdsInt(to, t.Kind) {
			return nil, mismatch()
		}
		return convertTo(to), nil
	case component.KindList, component.KindFixedList:
		return inst.listConverter(t, to, mismatch)
	case component.KindTuple:
		return inst.tupleConverter(t, to, mismatch)
	case component.KindRecord:
		return inst.recordConverter(t, to, mismatch)
	case component.KindVariant:
		return inst.variantConverter(t, to, mismatch)
	case component.KindFlags:
		return flagsConverter(t, to, mismatch)
	case component.KindOption:
		return inst.optionConverter(t, to, mismatch)
	case component.KindResult:
		if to != resultType {
			return nil, mismatch()
		}
		return assign, nil
	case component.KindMap:
		return inst.mapConverter(t, to, mismatch)
	case component.KindOwn, component.KindBorrow:
		rt := inst.types[t.Resource-1]
		if rt == nil { // its import is missing, and reported as that
			return assign, nil
		}
		want := handleType
		if rt.host() {
			want = rt.goType
		}
		if !want.AssignableTo(to) {
			return nil, fmt.Errorf("want %v for %s, got %v", want, t.Format(inst.component.resourceName), to)
		}
		return assign, nil
	}
	return nil, mismatch()
}

func assign(v any) (reflect.Value, error) { return reflect.ValueOf(v), nil }

// convertTo converts between types of one underlying kind, or to a wider one.
func convertTo(to reflect.Type) convert {
	return func(v any) (reflect.Value, error) {
		rv := reflect.ValueOf(v)
		if rv.Type() == to {
			return rv, nil
		}
		if !rv.CanConvert(to) {
			return rv, fmt.Errorf("want %v, got %T", to, v)
		}
		return rv.Convert(to), nil
	}
}

// holdsInt reports whether every value of the integer type k is one of t.
func holdsInt(t reflect.Type, k component.Kind) bool {
	bits := map[component.Kind]int{
		component.KindS8: -8, component.KindS16: -16, component.KindS32: -32, component.KindS64: -64,
		component.KindU8: 8, component.KindU16: 16, component.KindU32: 32, component.KindU64: 64,
	}[k]
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return bits < 0 && t.Bits() >= -bits || bits > 0 && t.Bits() > bits
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return bits > 0 && t.Bits() >= bits
	}
	return false
}

func (inst *Instance) listConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	switch {
	case to.Kind() == reflect.Slice:
	case to.Kind() == reflect.Array && t.Kind == component.KindFixedList && to.Len() == int(t.Len):
	default:
		return nil, mismatch()
	}
	elem, err := inst.converter(t.Elem, to.Elem())
	if err != nil {
		return nil, fmt.Errorf("element: %w", err)
	}
	return func(v any) (reflect.Value, error) {
		from := reflect.ValueOf(v)
		if from.Type() == to {
			return from, nil
		}
		if from.Kind() != reflect.Slice {
			return from, fmt.Errorf("want a list, got %T", v)
		}
		if to.Kind() == reflect.Slice && from.Type().ConvertibleTo(to) {
			return from.Convert(to), nil
		}
		n := from.Len()
		list := reflect.New(to).Elem()
		if to.Kind() == reflect.Slice {
			list = reflect.MakeSlice(to, n, n)
		} else if n != to.Len() {
			return list, fmt.Errorf("want %d elements, got %d", to.Len(), n)
		}
		for i := range n {
			e, err := elem(from.Index(i).Interface())
			if err != nil {
				return list, fmt.Errorf("[%d]: %w", i, err)
			}
			setValue(list.Index(i), e)
		}
		return list, nil
	}, nil
}

// setValue sets a field or element; an invalid value is nil.
func setValue(to, v reflect.Value) {
	if v.IsValid() {
		to.Set(v)
	}
}

func (inst *Instance) tupleConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	if to == tupleType {
		return assign, nil
	}
	if to.Kind() != reflect.Struct {
		return nil, mismatch()
	}
	var fields []int
	for i := range to.NumField() {
		if f := to.Field(i); f.IsExported() && f.Tag.Get(canon.FieldTag) != "-" {
			fields = append(fields, i)
		}
	}
	if len(fields) != len(t.Elems) {
		return nil, fmt.Errorf("%w with %d exported fields", mismatch(), len(fields))
	}
	elems := make([]convert, len(fields))
	for i, f := range fields {
		var err error
		if elems[i], err = inst.converter(t.Elems[i], to.Field(f).Type); err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
	}
	return func(v any) (reflect.Value, error) {
		s := reflect.New(to).Elem()
		tuple, ok := v.(Tuple)
		if !ok || len(tuple) != len(elems) {
			return s, fmt.Errorf("want a tuple of %d elements, got %T", len(elems), v)
		}
		for i, f := range fields {
			e, err := elems[i](tuple[i])
			if err != nil {
				return s, fmt.Errorf("[%d]: %w", i, err)
			}
			setValue(s.Field(f), e)
		}
		return s, nil
	}, nil
}

func (inst *Instance) recordConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	switch {
	case to == recordType:
		return assign, nil
	case to == reflect.TypeFor[map[string]any]():
		return func(v any) (reflect.Value, error) {
			r, ok := v.(Record)
			if !ok {
				return reflect.Value{}, fmt.Errorf("want a record, got %T", v)
			}
			m := make(map[string]any, len(r))
			for _, f := range r {
				m[f.Name] = f.Value
			}
			return reflect.ValueOf(m), nil
		}, nil
	case to.Kind() != reflect.Struct:
		return nil, mismatch()
	}
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	fields := canon.StructFields(to, names)
	elems := make([]convert, len(fields))
	for i, index := range fields {
		if index == nil {
			return nil, fmt.Errorf("%w without a field for %q", mismatch(), names[i])
		}
		var err error
		if elems[i], err = inst.converter(t.Fields[i].Type, to.FieldByIndex(index).Type); err != nil {
			return nil, fmt.Errorf("field %s: %w", names[i], err)
		}
	}
	return func(v any) (reflect.Value, error) {
		s := reflect.New(to).Elem()
		r, ok := v.(Record)
		if !ok || len(r) != len(elems) {
			return s, fmt.Errorf("want a record of %d fields, got %T", len(elems), v)
		}
		for i, index := range fields {
			e, err := elems[i](r[i].Value)
			if err != nil {
				return s, fmt.Errorf("%s: %w", names[i], err)
			}
			f, err := s.FieldByIndexErr(index)
			if err != nil {
				return s, err
			}
			setValue(f, e)
		}
		return s, nil
	}, nil
}

// variantConverter gives a Variant, or a struct with one field for each case:
// a pointer to the payload, or a bool for a case without.
func (inst *Instance) variantConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	if to == variantType {
		return assign, nil
	}
	if to.Kind() != reflect.Struct {
		return nil, mismatch()
	}
	names := make([]string, len(t.Cases))
	for i, c := range t.Cases {
		names[i] = c.Name
	}
	fields := canon.StructFields(to, names)
	payloads := map[string]convert{}
	where := map[string][]int{}
	for i, index := range fields {
		c := t.Cases[i]
		if index == nil {
			return nil, fmt.Errorf("%w without a field for the case %q", mismatch(), c.Name)
		}
		where[c.Name] = index
		ft := to.FieldByIndex(index).Type
		switch {
		case c.Type == nil && ft.Kind() == reflect.Bool:
			payloads[c.Name] = func(any) (reflect.Value, error) { return reflect.ValueOf(true).Convert(ft), nil }
		case c.Type != nil && ft.Kind() == reflect.Pointer:
			elem, err := inst.converter(c.Type, ft.Elem())
			if err != nil {
				return nil, fmt.Errorf("case %s: %w", c.Name, err)
			}
			payloads[c.Name] = pointerTo(ft, elem)
		default:
			return nil, fmt.Errorf("case %s: want a pointer to the payload, or a bool without one, got %v", c.Name, ft)
		}
	}
	return func(v any) (reflect.Value, error) {
		s := reflect.New(to).Elem()
		w, ok := v.(Variant)
		if !ok || payloads[w.Case] == nil {
			return s, fmt.Errorf("want a variant, got %T", v)
		}
		e, err := payloads[w.Case](w.Value)
		if err != nil {
			return s, fmt.Errorf("%s: %w", w.Case, err)
		}
		setValue(s.FieldByIndex(where[w.Case]), e)
		return s, nil
	}, nil
}

func pointerTo(to reflect.Type, elem convert) convert {
	return func(v any) (reflect.Value, error) {
		e, err := elem(v)
		if err != nil {
			return e, err
		}
		p := reflect.New(to.Elem())
		setValue(p.Elem(), e)
		return p.Convert(to), nil
	}
}

func flagsConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	var set func(into reflect.Value, label string)
	switch {
	case to == flagsType:
		return assign, nil
	case to.Kind() == reflect.Slice && to.Elem().Kind() == reflect.String:
		return convertTo(to), nil
	case to.Kind() == reflect.Map && to.Key().Kind() == reflect.String && to.Elem().Kind() == reflect.Bool:
		set = func(m reflect.Value, label string) {
			m.SetMapIndex(reflect.ValueOf(label).Convert(to.Key()), reflect.ValueOf(true).Convert(to.Elem()))
		}
	case to.Kind() == reflect.Struct:
		where := map[string][]int{}
		for i, index := range canon.StructFields(to, t.Labels) {
			if index == nil || to.FieldByIndex(index).Type.Kind() != reflect.Bool {
				return nil, fmt.Errorf("%w without a bool field for %q", mismatch(), t.Labels[i])
			}
			where[t.Labels[i]] = index
		}
		set = func(s reflect.Value, label string) { s.FieldByIndex(where[label]).SetBool(true) }
	default:
		return nil, mismatch()
	}
	return func(v any) (reflect.Value, error) {
		into := reflect.New(to).Elem()
		if to.Kind() == reflect.Map {
			into = reflect.MakeMap(to)
		}
		f, ok := v.(Flags)
		if !ok {
			return into, fmt.Errorf("want flags, got %T", v)
		}
		for _, label := range f {
			set(into, label)
		}
		return into, nil
	}, nil
}

func (inst *Instance) optionConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	nested := t.Elem.Kind == component.KindOption
	switch {
	case to == optionType:
		if nested {
			return assign, nil
		}
		return func(v any) (reflect.Value, error) {
			return reflect.ValueOf(Option{Some: v != nil, Value: v}), nil
		}, nil
	case to.Kind() != reflect.Pointer:
		return nil, mismatch()
	}
	// A resource that is there or not is its own pointer.
	inner := to.Elem()
	direct := t.Elem.Kind == component.KindOwn || t.Elem.Kind == component.KindBorrow
	if direct {
		inner = to
	}
	elem, err := inst.converter(t.Elem, inner)
	if err != nil {
		return nil, err
	}
	some := elem
	if !direct {
		some = pointerTo(to, elem)
	}
	return func(v any) (reflect.Value, error) {
		if nested {
			o, ok := v.(Option)
			if !ok {
				return reflect.Zero(to), fmt.Errorf("want an option, got %T", v)
			}
			if !o.Some {
				return reflect.Zero(to), nil
			}
			return some(o.Value)
		}
		if v == nil {
			return reflect.Zero(to), nil
		}
		return some(v)
	}, nil
}

func (inst *Instance) mapConverter(t *component.ValType, to reflect.Type, mismatch func() error) (convert, error) {
	if to == mapType {
		return assign, nil
	}
	if to.Kind() != reflect.Map {
		return nil, mismatch()
	}
	key, err := inst.converter(t.Elem, to.Key())
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	value, err := inst.converter(t.Err, to.Elem())
	if err != nil {
		return nil, fmt.Errorf("value: %w", err)
	}
	return func(v any) (reflect.Value, error) {
		m := reflect.MakeMap(to)
		entries, ok := v.(Map)
		if !ok {
			return m, fmt.Errorf("want a map, got %T", v)
		}
		for _, e := range entries {
			k, err := key(e.Key)
			if err != nil {
				return m, err
			}
			w, err := value(e.Value)
			if err != nil {
				return m, err
			}
			if !w.IsValid() {
				w = reflect.Zero(to.Elem())
			}
			m.SetMapIndex(k, w)
		}
		return m, nil
	}, nil
}

// acceptable reports whether values of a Go type can be given for t: whether
// canon would take some of them. Ranges and contents are checked with each value.
func (inst *Instance) acceptable(t *component.ValType, from reflect.Type) error {
	mismatch := fmt.Errorf("want a Go type for %s, got %v", t.Format(inst.component.resourceName), from)
	if from.Kind() == reflect.Interface {
		return nil
	}
	if t.Kind == component.KindOwn || t.Kind == component.KindBorrow {
		rt := inst.types[t.Resource-1]
		want := handleType
		switch {
		case rt == nil:
			return nil
		case rt.host():
			want = rt.goType
		}
		if !from.AssignableTo(want) {
			return fmt.Errorf("want %v for %s, got %v", want, t.Format(inst.component.resourceName), from)
		}
		return nil
	}
	if t.Kind == component.KindOption {
		switch {
		case from == optionType:
			return nil
		case from.Kind() == reflect.Pointer && (from != handleType || t.Elem.Kind == component.KindOption):
			if inst.acceptable(t.Elem, from) == nil { // an option of a host's pointer
				return nil
			}
			return inst.acceptable(t.Elem, from.Elem())
		}
		return inst.acceptable(t.Elem, from)
	}
	for from.Kind() == reflect.Pointer {
		from = from.Elem()
	}
	return inst.acceptableKind(t, from, mismatch)
}

func (inst *Instance) acceptableKind(t *component.ValType, from reflect.Type, mismatch error) error {
	kind := from.Kind()
	isInt := kind >= reflect.Int && kind <= reflect.Uint64
	isFloat := kind == reflect.Float32 || kind == reflect.Float64
	ok := false
	switch t.Kind {
	case component.KindBool:
		ok = kind == reflect.Bool
	case component.KindS8, component.KindU8, component.KindS16, component.KindU16,
		component.KindS32, component.KindU32, component.KindS64, component.KindU64:
		ok = isInt
	case component.KindF32, component.KindF64:
		ok = isFloat || isInt
	case component.KindChar:
		ok = isInt || kind == reflect.String
	case component.KindString:
		ok = kind == reflect.String
	case component.KindEnum:
		ok = kind == reflect.String || isInt
	case component.KindFlags:
		ok = kind == reflect.Struct || kind == reflect.Map || kind == reflect.Slice || isInt
	case component.KindVariant:
		ok = kind == reflect.Struct
	case component.KindResult:
		ok = from == resultType
	case component.KindList, component.KindFixedList:
		if t.Elem.Kind == component.KindU8 && kind == reflect.String {
			return nil
		}
		if kind != reflect.Slice && kind != reflect.Array {
			return mismatch
		}
		if kind == reflect.Array && t.Kind == component.KindFixedList && from.Len() != int(t.Len) {
			return mismatch
		}
		return inst.acceptable(t.Elem, from.Elem())
	case component.KindMap:
		if kind == reflect.Map {
			if err := inst.acceptable(t.Elem, from.Key()); err != nil {
				return err
			}
			return inst.acceptable(t.Err, from.Elem())
		}
		ok = kind == reflect.Slice
	case component.KindTuple:
		ok = kind == reflect.Struct || kind == reflect.Slice || kind == reflect.Array
	case component.KindRecord:
		if kind == reflect.Struct {
			return inst.acceptableStruct(t, from, mismatch)
		}
		ok = kind == reflect.Map || from == recordType
	}
	if !ok {
		return mismatch
	}
	return nil
}

func (inst *Instance) acceptableStruct(t *component.ValType, from reflect.Type, mismatch error) error {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	for i, index := range canon.StructFields(from, names) {
		if index == nil {
			if t.Fields[i].Type.Kind == component.KindOption {
				continue
			}
			return fmt.Errorf("%w without a field for %q", mismatch, names[i])
		}
		if err := inst.acceptable(t.Fields[i].Type, from.FieldByIndex(index).Type); err != nil {
			return fmt.Errorf("field %s: %w", names[i], err)
		}
	}
	return nil
}

func isResultKind(t *component.ValType) bool { return t.Kind == component.KindResult }
