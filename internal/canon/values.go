package canon

// The dynamic Go form of each WIT type. "Lifted as" is what a guest's value
// becomes; "also accepted" is what else a host may give.
//
//	WIT                lifted as             also accepted
//	bool               bool                  types whose kind is bool
//	s8 … s64, u8 … u64 int8 … int64,         any integer type, if the value is in range
//	                   uint8 … uint64
//	f32, f64           float32, float64      any float or integer type, if an f32's value is in range
//	char               rune                  any integer type; a string of one character
//	string             string                types whose kind is string (valid UTF-8)
//	list<u8>           []byte                string
//	list<P>            []G, where G is what  []any; any slice or array of acceptable elements
//	                   the primitive P is
//	                   lifted as
//	list<T>            []any                 any slice or array of acceptable elements
//	list<T, n>         as list<T>            as list<T>, if there are n elements
//	tuple<…>           Tuple                 []any; a slice or array; a struct: its exported fields in order
//	record             Record                map[string]any and other maps with string keys;
//	                                         a struct, see FieldTag
//	variant            Variant               *Variant
//	enum               Enum                  types whose kind is string
//	flags              Flags                 []string; map[string]bool; a struct of bools;
//	                                         an unsigned integer (bit 0 is the first label)
//	option<T>          nil, or T's value     a nil or non-nil pointer; Option
//	option<T> with an  Option                nil; a pointer
//	option T
//	result             Result                *Result; an error (the error case, if E is string or absent)
//	map<K, V>          Map                   any Go map; a list of pairs
//	own, borrow,       what the engine's Handles makes of it
//	stream, future,
//	error-context
//
// A nil pointer or nil interface is accepted only for an option; a nil slice
// or map is an empty one. A pointer is otherwise followed.

// Tuple is a tuple's values in order.
type Tuple []any

// Record is a record's fields in the order of its type.
type Record []Field

// Field is one field of a Record; Name is the kebab-case name.
type Field struct {
	Name  string
	Value any
}

// Get returns the value of the field with that kebab-case name, nil if there is
// none.
func (r Record) Get(name string) any {
	for i := range r {
		if r[i].Name == name {
			return r[i].Value
		}
	}
	return nil
}

// Variant is one case of a variant; Value is nil if the case has no payload.
type Variant struct {
	Case  string
	Value any
}

// Enum is a case of an enum, by its kebab-case name.
type Enum string

// Flags are the labels that are set, in the order of the type.
type Flags []string

// Has reports whether label is set.
func (f Flags) Has(label string) bool {
	for _, l := range f {
		if l == label {
			return true
		}
	}
	return false
}

// Option is an option whose own value may be an option, so that "none" and
// "some(none)" differ. As an input it is accepted for every option.
type Option struct {
	Some  bool
	Value any
}

// Some is an option with a value.
func Some(v any) Option { return Option{Some: true, Value: v} }

// None is an option without a value.
var None = Option{}

// Result is the value of a result type; Value is nil if its case has no payload.
// The zero Result is ok without payload.
type Result struct {
	IsErr bool
	Value any
}

// Ok is the ok case of a result; v is nil if it has no payload.
func Ok(v any) Result { return Result{Value: v} }

// Err is the error case of a result; v is nil if it has no payload.
func Err(v any) Result { return Result{IsErr: true, Value: v} }

// Map is a map's entries in the order in which they were lifted; a key may
// occur twice (Explainer.md: a map is a list of tuples).
type Map []Entry

// Entry is one entry of a Map.
type Entry struct{ Key, Value any }

// Get returns the value of the last entry whose key equals key.
func (m Map) Get(key any) (value any, ok bool) {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].Key == key {
			return m[i].Value, true
		}
	}
	return nil, false
}

// FieldTag is the struct tag that names a record's field, tuple element,
// variant case or flag: `wit:"kebab-name"`; "-" leaves a field out. Without a
// tag the field FooBar is "foo-bar" (case and dashes are not compared).
const FieldTag = "wit"
