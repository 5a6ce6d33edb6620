package component

import (
	"strings"
	"testing"
)

// TestCanonRules checks the rules for canon options and signatures. In each
// component type 0 is f, core funcs are those of withModule: 0 () -> (),
// 1 () -> i32, 2 (i32) -> (), 3 realloc; memory 0.
func TestCanonRules(t *testing.T) {
	const (
		none     = "\x40\x00\x01\x00"          // (func)
		toU32    = "\x40\x00\x00\x79"          // (func (result u32))
		toString = "\x40\x00\x00\x73"          // (func (result string))
		ofString = "\x40\x01\x01s\x73\x01\x00" // (func (param "s" string))
		async    = "\x43\x00\x01\x00"          // (func async)
	)
	lift := func(f string, opts ...string) string { return "\x00\x00" + f + vec(opts...) + "\x00" }
	lower := func(opts ...string) string { return "\x01\x00\x00" + vec(opts...) }
	const (
		memory, realloc, asyncOpt = "\x03\x00", "\x04\x03", "\x06"
		utf16                     = "\x01"
	)
	imported := importSec(named("f") + "\x01\x00")
	for _, c := range []struct {
		name, in, err string
	}{
		{"lift", withModule(typeSec(none), canonSec(lift("\x00"))), ""},
		{"lift result", withModule(typeSec(toU32), canonSec(lift("\x01"))), ""},
		{"lift missing result", withModule(typeSec(toU32), canonSec(lift("\x00"))), "lowered result types `[I32]` do not match result types `[]`"},
		{"lift params", withModule(typeSec(none), canonSec(lift("\x02"))), "lowered parameter types `[]` do not match parameter types `[I32]`"},
		{"lift string result", withModule(typeSec(toString), canonSec(lift("\x01", memory))), ""},
		{"lift string result without memory", withModule(typeSec(toString), canonSec(lift("\x01"))), "canonical option `memory` is required"},
		{"lift string param without realloc", withModule(typeSec(ofString), canonSec(lift("\x00", memory))), "canonical option `realloc` is required"},
		{"lift no function type", withModule(typeSec("\x7d"), canonSec(lift("\x00"))), "type index 0 is not a function type"},
		{"realloc signature", withModule(typeSec(none), canonSec(lift("\x00", memory, "\x04\x01"))), "`realloc` uses a core function with an incorrect signature"},
		{"realloc alone", withModule(typeSec(none), canonSec(lift("\x00", realloc))), "`realloc` requires `memory`"},
		{"post-return", withModule(typeSec(toU32), canonSec(lift("\x01", "\x05\x02"))), ""},
		{"post-return signature", withModule(typeSec(toU32), canonSec(lift("\x01", "\x05\x00"))), "`post-return` uses a core function with an incorrect signature"},
		{"two encodings", withModule(typeSec(none), canonSec(lift("\x00", utf16, "\x02"))), "canonical encoding option `utf16` conflicts with option `latin1-utf16`"},
		{"memory twice", withModule(typeSec(none), canonSec(lift("\x00", memory, memory))), "`memory` is specified more than once"},
		{"async of a sync function", withModule(typeSec(none), canonSec(lift("\x00", asyncOpt))), "requires an async function type"},
		{"stackful", withModule(typeSec(async), canonSec(lift("\x00", asyncOpt))), ""},
		{"callback signature", withModule(typeSec(async), canonSec(lift("\x01", asyncOpt, "\x07\x02"))), "`callback` uses a core function with an incorrect signature"},
		{"callback of a sync lift", withModule(typeSec(async), canonSec(lift("\x01", "\x07\x02"))), "cannot specify callback without async"},
		{"async and post-return", withModule(typeSec(async), canonSec(lift("\x00", asyncOpt, "\x05\x00"))), "cannot specify post-return function in async"},
		{"sync lift of an async function", withModule(typeSec(async), canonSec(lift("\x00"))), ""},

		{"lower", withModule(typeSec(none), imported, canonSec(lower())), ""},
		{"lower string param", withModule(typeSec(ofString), imported, canonSec(lower(memory))), ""},
		{"lower string param without memory", withModule(typeSec(ofString), imported, canonSec(lower())), "canonical option `memory` is required"},
		{"lower string result without realloc", withModule(typeSec(toString), imported, canonSec(lower(memory))), "canonical option `realloc` is required"},
		{"lower with post-return", withModule(typeSec(none), imported, canonSec(lower("\x05\x00"))), "`post-return` cannot be specified for lowerings"},
		{"lower async", withModule(typeSec(async), imported, canonSec(lower(asyncOpt))), ""},
		{"lower async of a sync function", withModule(typeSec(none), imported, canonSec(lower(asyncOpt))), "requires an async function type"},
		{"lower async with callback", withModule(typeSec(async), imported, canonSec(lower(asyncOpt, "\x07\x00"))), "`callback` cannot be specified for lowerings"},
		{"unknown memory", withModule(typeSec(none), imported, canonSec(lower("\x03\x05"))), "unknown memory 5"},

		{"task.return", withModule(canonSec("\x09\x00\x73" + vec(memory))), ""},
		{"task.return without memory", withModule(canonSec("\x09\x00\x73\x00")), "canonical option `memory` is required"},
		{"task.return with realloc", withModule(canonSec("\x09\x00\x73" + vec(memory, realloc))), "cannot specify `realloc` option on `task.return`"},
		{"task.return async", withModule(canonSec("\x09\x01\x00" + vec(asyncOpt))), "cannot specify `async` option on `task.return`"},

		{"resource.new", withModule(typeSec(resource), canonSec("\x02\x00")), ""},
		{"resource.new of an import", withModule(importSec(named("r")+"\x03\x01"), canonSec("\x02\x00")), "type 0 is not a local resource"},
		{"resource.drop of an import", withModule(importSec(named("r")+"\x03\x01"), canonSec("\x03\x00")), ""},
		{"resource.rep of a list", withModule(typeSec("\x70\x7d"), canonSec("\x04\x00")), "type index 0 is not a resource type"},
		{"destructor", withModule(typeSec("\x3f\x7f\x01\x02")), ""},
		{"destructor signature", withModule(typeSec("\x3f\x7f\x01\x01")), "core function 1 has wrong signature for a destructor"},

		{"stream.read of bytes", withModule(typeSec("\x66\x01\x7d"), canonSec("\x0f\x00"+vec(memory))), ""},
		{"stream.read without memory", withModule(typeSec("\x66\x01\x7d"), canonSec("\x0f\x00\x00")), "canonical option `memory` is required"},
		{"stream.read without payload", withModule(typeSec("\x66\x00"), canonSec("\x0f\x00\x00")), ""},
		{"stream.read of strings", withModule(typeSec("\x66\x01\x73"), canonSec("\x0f\x00"+vec(memory))), "canonical option `realloc` is required"},
		{"stream.write of strings", withModule(typeSec("\x66\x01\x73"), canonSec("\x10\x00"+vec(memory))), ""},
		{"stream.new of a future", withModule(typeSec("\x65\x00"), canonSec("\x0e\x00")), "`stream.new` requires a stream type"},
		{"future.read of a stream", withModule(typeSec("\x66\x00"), canonSec("\x16\x00\x00")), "`future.read` requires a future type"},
		{"stream of char", comp(typeSec("\x66\x01\x74")), "`stream<char>` is not valid at this time"},
		{"stream of borrow", comp(typeSec(resource, "\x68\x00", "\x66\x01\x01")), "cannot contain a `borrow`"},
		{"result with borrow", comp(typeSec(resource, "\x68\x00", "\x40\x00\x00\x01")), "function result cannot contain a `borrow` type"},
		{"map of floats", comp(typeSec("\x63\x76\x7d")), "the key of a map cannot be of type `f32`"},

		{"context slots", comp(canonSec("\x0a\x7f\x00", "\x0b\x7f\x01")), ""},
		{"context slot 2", comp(canonSec("\x0a\x7f\x02")), "immediate must be zero or one: 2"},
		{"context of two types", comp(canonSec("\x0a\x7f\x00", "\x0b\x7e\x00")), "type must match previous context type"},
		{"waitable-set.wait", withModule(canonSec("\x20\x00\x00")), ""},
		{"waitable-set.wait memory", comp(canonSec("\x20\x00\x00")), "unknown memory 0"},
		{"error-context.new", withModule(canonSec("\x1c" + vec(memory))), ""},
		{"error-context.debug-message", withModule(canonSec("\x1d" + vec(memory))), "canonical option `realloc` is required"},
		{"thread.new-indirect", comp(section(3, vec("\x60\x01\x7e\x00")), canonSec("\x27\x00\x00")), "start function must take a single `i32` argument"},
	} {
		_, err := Decode([]byte(c.in), AllFeatures())
		switch {
		case c.err == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %q", c.name, err, c.err)
		}
	}
}
