package polyfill

import "github.com/jco-go/jco-go/internal/canon"

// Value documents the Go form of each WIT type. It is an alias of any: no
// conversion is needed.
//
// "Lifted as" is what [Function.Call] returns and what a dynamic host function
// gets. "Also accepted" is what may be given instead of that form, as an argument or as a
// host function's result. "Typed" are the Go types that a typed host function,
// [Func1], [Typed] and [Call] can receive it as; they may always be any, for the lifted
// form, and named types count as their underlying type.
//
//	WIT               lifted as               also accepted                     typed
//	bool              bool                                                      bool
//	s8…s64, u8…u64    int8…int64,             any integer in range              any integer type that holds every value
//	                  uint8…uint64
//	f32, f64          float32, float64        any float or integer in range     float32 (f32 only), float64
//	char              rune                    any integer; a string of one      rune
//	                                          character
//	string            string                                                    string
//	list<u8>          []byte                  string                            []byte
//	list<P> of bool,  []P                     any slice or array                a slice
//	number, char,
//	string
//	list<T>           []any                   any slice or array                a slice
//	list<T, n>        as list<T>              the same, of n elements           a slice, an array of n
//	tuple<…>          Tuple                   a slice or array; a struct: its   Tuple; a struct: its exported
//	                                          exported fields in order          fields in order
//	record            Record                  a map with string keys; a struct  Record; map[string]any; a struct
//	                                          with its fields                   with its fields
//	variant           Variant                 *Variant                          Variant
//	enum              Enum                    string                            string types
//	flags             Flags                   []string; map[string]bool; a      Flags; []string; map[string]bool; a
//	                                          struct of bools; an unsigned      struct of bools
//	                                          integer, bit 0 the first label
//	option<T>         nil, or T's value       a pointer; Option                 a pointer; Option
//	option<option<T>> Option                  a pointer to a pointer            a pointer to a pointer; Option
//	result<T, E>      Result                  *Result                           Result; as a function's whole result
//	                                                                            (T, error), see ResultError
//	map<K, V>         Map                     any Go map; a list of pairs       Map; a Go map
//	own<R>, borrow<R> of a host's resource:   a value of R's Go type            R's Go type
//	                  the Go value
//	                  of a guest's: *Resource *Resource                         *Resource
//	stream<u8>        *StreamReader[byte]     io.Reader, string; as stream<T>   *StreamReader[byte], io.Reader,
//	                                                                            io.ReadCloser, io.WriterTo
//	stream<T>         *StreamReader[P], [any] a StreamReader, a StreamWriter,   *StreamReader[G], G for T
//	                  or [struct{}], as list  a slice, a channel, an iterator
//	                                          (iter.Seq, iter.Seq2 with error)
//	future<T>         *Future[any]            a Future, a FutureWriter, a       *Future[G]
//	                                          value, a channel, a function
//	                                          func(context.Context) (T, error)
//	tuple<stream<T>,  Tuple                   what stream<T> takes: its end is  *ResultReader[G, H]; io.Reader and
//	future<result<U,                          ok, its error the error case;     the like for bytes
//	E>>>                                      WithResult; a ResultReader
//	error-context     *ErrorContext           *ErrorContext                     *ErrorContext
//
// An io.Reader that is an io.Closer is closed when the stream is over, whoever ends it.
//
// A field of a struct goes by its name: FooBar is foo-bar; the tag
// `wit:"other-name"` names another, `wit:"-"` leaves the field out.
type Value = any

// The Go forms of WIT's aggregate types, see Value.
type (
	// Tuple is a tuple's values in order.
	Tuple = canon.Tuple
	// Record is a record's fields in the order of its type.
	Record = canon.Record
	// Field is one field of a Record.
	Field = canon.Field
	// Variant is one case of a variant.
	Variant = canon.Variant
	// Enum is a case of an enum.
	Enum = canon.Enum
	// Flags are the labels that are set.
	Flags = canon.Flags
	// Option is an option whose payload may itself be an option.
	Option = canon.Option
	// Result is a result value: ok or error.
	Result = canon.Result
	// Map is a map's entries in order.
	Map = canon.Map
	// Entry is one entry of a Map.
	Entry = canon.Entry
)

// ResultOf is a result with typed payloads, for typed calls and typed host
// functions. A case without payload has the type struct{}.
type ResultOf[T, E any] = canon.ResultOf[T, E]

// Some is an option with a value.
func Some(v any) Option { return canon.Some(v) }

// None is an option without a value.
func None() Option { return canon.None }

// Ok is a result's ok case; v is nil if it has no payload.
func Ok(v any) Result { return canon.Ok(v) }

// Err is a result's error case; v is nil if it has no payload. A typed function
// uses ErrorValue instead.
func Err(v any) Result { return canon.Err(v) }

// ValueError is a Go value that does not fit its WIT type: an argument of a
// call, which then did not happen, or the result of a host function. Path says
// where the value is ("points[3].x"), Want which WIT type it should have had and
// Got what it was.
type ValueError = canon.ValueError

// ErrArgCount is in the chain of the error for a call with the wrong number of
// arguments.
var ErrArgCount = canon.ErrArgCount
