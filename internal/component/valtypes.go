package component

import (
	"strings"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// primKind is the kind of a primvaltype byte (Binary.md, Type Definitions), 0
// for any other byte.
func primKind(b byte) Kind {
	if b >= 0x73 && b <= 0x7f {
		return KindBool + Kind(0x7f-b)
	}
	if b == 0x64 {
		return KindErrorContext
	}
	return 0
}

// primType gives the type of a primitive kind, if its gate is on.
func (sc *scope) primType(k Kind, at int) (*ValType, error) {
	if k == KindErrorContext {
		if err := sc.d.need(FeatureErrorContext, at, "`error-context` requires the component model error-context feature"); err != nil {
			return nil, err
		}
	}
	return primitives[k], nil
}

// valType reads a valtype: a primitive, or the index of a defined value type.
func (sc *scope) valType(r *wasmcode.Reader) (*ValType, error) {
	at := r.Offset()
	if k := primKind(r.Peek()); k != 0 {
		r.Byte()
		return sc.primType(k, at)
	}
	v := r.S33()
	if err := r.Err(); err != nil {
		return nil, readError(err)
	}
	if v < 0 {
		return nil, errf(at, "unknown type: the byte 0x%x is no primitive value type and no type index", r.Buf[at-r.Base])
	}
	return sc.valueTypeAt(at, uint32(v))
}

// optValType reads a `<valtype>?`.
func (sc *scope) optValType(r *wasmcode.Reader) (*ValType, error) {
	switch b := r.Byte(); b {
	case 0x00:
		return nil, firstError(r, nil)
	case 0x01:
		return sc.valType(r)
	default:
		r.BadByte(b, "optional component value type")
	}
	return nil, firstError(r, nil)
}

// label reads a labellit and checks that it is new among seen.
func (sc *scope) label(r *wasmcode.Reader, seen map[string]string, what, role string) (string, error) {
	at := r.Offset()
	s := r.Name()
	if err := firstError(r, nil); err != nil {
		return "", err
	}
	if err := checkLabel(s, what, at); err != nil {
		return "", err
	}
	c := strings.ToLower(s)
	if prev, dup := seen[c]; dup {
		return "", errf(at, "%s name `%s` conflicts with previous %s name `%s`", what, s, role, prev)
	}
	seen[c] = s
	return s, sc.d.charge(at, costPart+costName+len(s))
}

// isDefValType reports whether b begins a defvaltype.
func isDefValType(b byte) bool {
	switch b {
	case 0x72, 0x71, 0x70, 0x67, 0x6f, 0x6e, 0x6d, 0x6b, 0x6a, 0x69, 0x68, 0x66, 0x65, 0x63:
		return true
	}
	return primKind(b) != 0
}

// defValType reads a defvaltype whose first byte b was taken.
func (sc *scope) defValType(r *wasmcode.Reader, b byte, at int) (*ValType, error) {
	if k := primKind(b); k != 0 {
		return sc.primType(k, at)
	}
	if err := sc.d.charge(at, costNode+costKey); err != nil {
		return nil, err
	}
	t := &ValType{}
	var err error
	switch b {
	case 0x72:
		t.Kind = KindRecord
		t.Fields, err = sc.fields(r)
	case 0x71:
		t.Kind = KindVariant
		t.Cases, err = sc.cases(r)
	case 0x70:
		t.Kind = KindList
		t.Elem, err = sc.valType(r)
	case 0x67:
		t.Kind = KindFixedList
		err = sc.fixedList(r, t, at)
	case 0x6f:
		t.Kind = KindTuple
		t.Elems, err = sc.tuple(r)
	case 0x6e:
		t.Kind = KindFlags
		t.Labels, err = sc.labels(r, maxFlagNames, "flag names", "flag", "flag")
	case 0x6d:
		t.Kind = KindEnum
		t.Labels, err = sc.labels(r, maxEnumCases, "enum cases", "enum tag", "tag")
	case 0x6b:
		t.Kind = KindOption
		t.Elem, err = sc.valType(r)
	case 0x6a:
		t.Kind = KindResult
		if t.Elem, err = sc.optValType(r); err == nil {
			t.Err, err = sc.optValType(r)
		}
	case 0x69, 0x68:
		t.Kind = KindOwn
		if b == 0x68 {
			t.Kind = KindBorrow
		}
		i := r.U32()
		if err = firstError(r, nil); err == nil {
			var ref resourceRef
			ref, err = sc.resourceAt(at, i)
			t.Resource, t.alias = ref.id, ref.alias
		}
	case 0x66, 0x65:
		err = sc.streamOrFuture(r, t, b, at)
	case 0x63:
		err = sc.mapType(r, t, at)
	}
	if err := firstError(r, err); err != nil {
		return nil, err
	}
	sc.d.types.intern(t)
	return t, checkValType(t, at)
}

// checkValType checks the limits of a new value type.
func checkValType(t *ValType, at int) error {
	switch {
	case t.elemSize > maxElemSize:
		return errf(at, "the size of the %s in memory exceeds maximum byte size of %d", t.Kind, maxElemSize)
	}
	return extent{t.size, t.depth}.check(at)
}

func (sc *scope) fields(r *wasmcode.Reader) ([]Field, error) {
	at := r.Offset()
	n := r.Count(maxRecordFields, "record fields")
	if n == 0 && r.Err() == nil {
		return nil, errf(at, "record type must have at least one field")
	}
	var fields []Field
	seen := map[string]string{}
	for ; n > 0; n-- {
		name, err := sc.label(r, seen, "record field", "field")
		if err != nil {
			return nil, err
		}
		t, err := sc.valType(r)
		if err != nil {
			return nil, err
		}
		fields = append(fields, Field{name, t})
	}
	return fields, nil
}

func (sc *scope) cases(r *wasmcode.Reader) ([]Case, error) {
	at := r.Offset()
	n := r.Count(maxVariantCases, "variant cases")
	if n == 0 && r.Err() == nil {
		return nil, errf(at, "variant type must have at least one case")
	}
	var cases []Case
	seen := map[string]string{}
	for ; n > 0; n-- {
		name, err := sc.label(r, seen, "variant case", "case")
		if err != nil {
			return nil, err
		}
		t, err := sc.optValType(r)
		if err != nil {
			return nil, err
		}
		if b := r.Byte(); b != 0 {
			r.BadByte(b, "zero byte required")
		}
		if err := firstError(r, nil); err != nil {
			return nil, err
		}
		cases = append(cases, Case{name, t})
	}
	return cases, nil
}

func (sc *scope) tuple(r *wasmcode.Reader) ([]*ValType, error) {
	at := r.Offset()
	n := r.Count(maxTupleTypes, "tuple types")
	if n == 0 && r.Err() == nil {
		return nil, errf(at, "tuple type must have at least one type")
	}
	if err := sc.d.charge(at, costIndex*n); err != nil {
		return nil, err
	}
	var elems []*ValType
	for ; n > 0; n-- {
		t, err := sc.valType(r)
		if err != nil {
			return nil, err
		}
		elems = append(elems, t)
	}
	return elems, nil
}

// labels reads the labels of flags or an enum.
func (sc *scope) labels(r *wasmcode.Reader, limit int, count, what, role string) ([]string, error) {
	at := r.Offset()
	n := r.Count(limit, count)
	if n == 0 && r.Err() == nil {
		if what == "flag" {
			return nil, errf(at, "flags must have at least one entry")
		}
		return nil, errf(at, "enum type must have at least one variant")
	}
	if what == "flag" && n > 32 {
		return nil, errf(at, "cannot have more than 32 flags")
	}
	var labels []string
	seen := map[string]string{}
	for ; n > 0; n-- {
		l, err := sc.label(r, seen, what, role)
		if err != nil {
			return nil, err
		}
		labels = append(labels, l)
	}
	return labels, nil
}

func (sc *scope) fixedList(r *wasmcode.Reader, t *ValType, at int) error {
	elem, err := sc.valType(r)
	t.Elem, t.Len = elem, r.U32()
	if err := firstError(r, err); err != nil {
		return err
	}
	if err := sc.d.need(FeatureFixedLengthLists, at, "Fixed-length lists require the component model fixed-length lists feature"); err != nil {
		return err
	}
	if t.Len == 0 {
		return errf(at, "Fixed-length lists must have more than zero elements")
	}
	if t.Len > maxFixedListLen {
		return limited(at, int(t.Len), maxFixedListLen, "fixed-length list element")
	}
	return nil
}

func (sc *scope) streamOrFuture(r *wasmcode.Reader, t *ValType, b byte, at int) error {
	t.Kind = KindStream
	if b == 0x65 {
		t.Kind = KindFuture
	}
	elem, err := sc.optValType(r)
	if err != nil {
		return err
	}
	t.Elem = elem
	if err := sc.d.need(FeatureAsync, at, "`%s` requires the component model async feature", t.Kind); err != nil {
		return err
	}
	if elem != nil && elem.Kind == KindChar && t.Kind == KindStream {
		return errf(at, "`stream<char>` is not valid at this time, use `stream<u8>` with a defined byte encoding instead for now")
	}
	if elem.HasBorrow() {
		return errf(at, "the element of a `%s` cannot contain a `borrow` type", t.Kind)
	}
	return nil
}

func (sc *scope) mapType(r *wasmcode.Reader, t *ValType, at int) error {
	t.Kind = KindMap
	var err error
	if t.Elem, err = sc.valType(r); err != nil {
		return err
	}
	if t.Err, err = sc.valType(r); err != nil {
		return err
	}
	if err := sc.d.need(FeatureMap, at, "Maps require the component model map feature"); err != nil {
		return err
	}
	switch k := t.Elem.Kind; {
	case k == KindF32, k == KindF64, k == KindErrorContext, !k.IsPrimitive():
		return errf(at, "the key of a map cannot be of type `%s`", k)
	}
	return nil
}

// funcType reads a functype whose first byte was taken.
func (sc *scope) funcType(r *wasmcode.Reader, async bool, at int) (*FuncType, error) {
	ft := &FuncType{Async: async}
	var inside extent
	n := r.Count(maxFuncParams, "component function parameters")
	if err := sc.d.charge(at, costFunc); err != nil {
		return nil, err
	}
	seen := map[string]string{}
	for ; n > 0; n-- {
		name, err := sc.label(r, seen, "function parameter", "parameter")
		if err != nil {
			return nil, err
		}
		t, err := sc.valType(r)
		if err != nil {
			return nil, err
		}
		inside.add(extent{t.size, t.depth})
		ft.Params = wasmcode.Push(ft.Params, Param{name, t})
	}
	var err error
	if ft.Result, err = sc.resultList(r); err != nil {
		return nil, err
	}
	if async {
		if err := sc.d.need(FeatureAsync, at, "async component functions require the component model async feature"); err != nil {
			return nil, err
		}
	}
	if ft.Result != nil {
		if ft.Result.hasBorrow {
			return nil, errf(at, "function result cannot contain a `borrow` type")
		}
		inside.add(extent{ft.Result.size, ft.Result.depth})
	}
	ft.extent = inside.around()
	return ft, ft.extent.check(at)
}

// resultList reads a resultlist.
func (sc *scope) resultList(r *wasmcode.Reader) (*ValType, error) {
	switch b := r.Byte(); b {
	case 0x00:
		return sc.valType(r)
	case 0x01:
		if b := r.Byte(); b != 0 {
			r.BadByte(b, "number of results")
		}
	default:
		r.BadByte(b, "component function results")
	}
	return nil, firstError(r, nil)
}
