package component

import (
	"encoding/binary"
	"fmt"
)

// The primitive types. Their IDs are the numbers of their kinds, in every
// Types table.
var (
	Bool         = primitive(KindBool)
	S8           = primitive(KindS8)
	U8           = primitive(KindU8)
	S16          = primitive(KindS16)
	U16          = primitive(KindU16)
	S32          = primitive(KindS32)
	U32          = primitive(KindU32)
	S64          = primitive(KindS64)
	U64          = primitive(KindU64)
	F32          = primitive(KindF32)
	F64          = primitive(KindF64)
	Char         = primitive(KindChar)
	String       = primitive(KindString)
	ErrorContext = primitive(KindErrorContext)
)

var primitives = [...]*ValType{
	KindBool: Bool, KindS8: S8, KindU8: U8, KindS16: S16, KindU16: U16, KindS32: S32, KindU32: U32,
	KindS64: S64, KindU64: U64, KindF32: F32, KindF64: F64, KindChar: Char, KindString: String,
	KindErrorContext: ErrorContext,
}

func primitive(k Kind) *ValType {
	t := &ValType{Kind: k, ID: uint32(k)}
	finish(t)
	return t
}

// Primitive gives the type of a primitive kind, nil for any other kind.
func Primitive(k Kind) *ValType {
	if int(k) < len(primitives) {
		return primitives[k]
	}
	return nil
}

// IsPrimitive reports whether k has no parts.
func (k Kind) IsPrimitive() bool { return k >= KindBool && k <= KindErrorContext }

var kindNames = [...]string{
	KindBool: "bool", KindS8: "s8", KindU8: "u8", KindS16: "s16", KindU16: "u16", KindS32: "s32", KindU32: "u32",
	KindS64: "s64", KindU64: "u64", KindF32: "f32", KindF64: "f64", KindChar: "char", KindString: "string",
	KindErrorContext: "error-context", KindRecord: "record", KindVariant: "variant", KindList: "list",
	KindFixedList: "fixed-length list", KindMap: "map", KindTuple: "tuple", KindFlags: "flags", KindEnum: "enum",
	KindOption: "option", KindResult: "result", KindOwn: "own", KindBorrow: "borrow", KindStream: "stream",
	KindFuture: "future",
}

// String names the kind as WIT does.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", k)
}

// Types interns value types: structurally equal types have one ID. Names and
// owners are no part of the structure.
//
// The constructors panic if they are given nil where a type is needed; they
// check no validation rule. A Types is not safe for concurrent use, the types
// in it are.
type Types struct {
	ids  map[string]uint32
	next uint32
	key  []byte
	// foreign remembers what Substitute made of types of other tables that
	// hold no resource, so that no mapping can change them.
	foreign map[*ValType]*ValType
}

// NewTypes makes an empty table; the primitives are in every table.
func NewTypes() *Types {
	return &Types{ids: map[string]uint32{}, next: uint32(KindFuture) + 1}
}

// intern fills in the derived fields of t (its ID among them) and returns t.
func (ts *Types) intern(t *ValType) *ValType {
	finish(t)
	if t.Kind.IsPrimitive() {
		t.ID = uint32(t.Kind)
		return t
	}
	k := append(ts.key[:0], byte(t.Kind))
	id := func(u *ValType) {
		if u == nil {
			k = append(k, 0)
			return
		}
		k = binary.AppendUvarint(k, uint64(u.ID))
	}
	name := func(s string) {
		k = binary.AppendUvarint(k, uint64(len(s)))
		k = append(k, s...)
	}
	switch t.Kind {
	case KindRecord:
		for i := range t.Fields {
			name(t.Fields[i].Name)
			id(t.Fields[i].Type)
		}
	case KindVariant:
		for i := range t.Cases {
			name(t.Cases[i].Name)
			id(t.Cases[i].Type)
		}
	case KindFlags, KindEnum:
		for _, l := range t.Labels {
			name(l)
		}
	case KindTuple:
		for _, e := range t.Elems {
			id(e)
		}
	case KindOwn, KindBorrow:
		k = binary.AppendUvarint(k, uint64(t.Resource))
	default:
		id(t.Elem)
		id(t.Err)
		k = binary.AppendUvarint(k, uint64(t.Len))
	}
	ts.key = k
	n, ok := ts.ids[string(k)]
	if !ok {
		n = ts.next
		ts.next++
		ts.ids[string(k)] = n
	}
	t.ID = n
	return t
}

// Record makes a record type.
func (ts *Types) Record(fields ...Field) *ValType {
	return ts.intern(&ValType{Kind: KindRecord, Fields: fields})
}

// Variant makes a variant type.
func (ts *Types) Variant(cases ...Case) *ValType {
	return ts.intern(&ValType{Kind: KindVariant, Cases: cases})
}

// List makes a list type.
func (ts *Types) List(elem *ValType) *ValType { return ts.intern(&ValType{Kind: KindList, Elem: elem}) }

// FixedList makes a list type of fixed length n.
func (ts *Types) FixedList(elem *ValType, n uint32) *ValType {
	return ts.intern(&ValType{Kind: KindFixedList, Elem: elem, Len: n})
}

// Map makes a map type.
func (ts *Types) Map(key, value *ValType) *ValType {
	return ts.intern(&ValType{Kind: KindMap, Elem: key, Err: value})
}

// Tuple makes a tuple type.
func (ts *Types) Tuple(elems ...*ValType) *ValType {
	return ts.intern(&ValType{Kind: KindTuple, Elems: elems})
}

// Flags makes a flags type.
func (ts *Types) Flags(labels ...string) *ValType {
	return ts.intern(&ValType{Kind: KindFlags, Labels: labels})
}

// Enum makes an enum type.
func (ts *Types) Enum(labels ...string) *ValType {
	return ts.intern(&ValType{Kind: KindEnum, Labels: labels})
}

// Option makes an option type.
func (ts *Types) Option(elem *ValType) *ValType {
	return ts.intern(&ValType{Kind: KindOption, Elem: elem})
}

// Result makes a result type; either part may be nil.
func (ts *Types) Result(ok, err *ValType) *ValType {
	return ts.intern(&ValType{Kind: KindResult, Elem: ok, Err: err})
}

// Own makes an own handle type.
func (ts *Types) Own(r ResourceID) *ValType { return ts.intern(&ValType{Kind: KindOwn, Resource: r}) }

// Borrow makes a borrow handle type.
func (ts *Types) Borrow(r ResourceID) *ValType {
	return ts.intern(&ValType{Kind: KindBorrow, Resource: r})
}

// Stream makes a stream type; elem may be nil.
func (ts *Types) Stream(elem *ValType) *ValType {
	return ts.intern(&ValType{Kind: KindStream, Elem: elem})
}

// Future makes a future type; elem may be nil.
func (ts *Types) Future(elem *ValType) *ValType {
	return ts.intern(&ValType{Kind: KindFuture, Elem: elem})
}

// Named makes a node of its own for t that bears a name; see ValType.
func (t *ValType) Named(name, owner string) *ValType {
	n := *t
	n.Name, n.Owner = name, owner
	n.text = addText(t.text, uint32(len(name)))
	if t.Name != "" {
		n.AliasOf = t
	}
	return &n
}
