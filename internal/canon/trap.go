package canon

import "fmt"

// Trap is a violation of the Canonical ABI by a guest (CanonicalABI.md:
// trap_if). The caller poisons the instances on the stack. Its text is
// wasmtime's: the host's wording where a host value is lifted or lowered, the
// fused adapters' (with their prefix "wasm trap: ") where values go from one
// component to another.
type Trap struct{ Msg string }

// Error is the trap's message.
func (t *Trap) Error() string { return t.Msg }

func trapf(format string, args ...any) error { return &Trap{fmt.Sprintf(format, args...)} }

// The traps without parameters.
var (
	errStringBounds      = &Trap{"string pointer/length out of bounds of memory"}
	errStringAlign       = &Trap{"unaligned pointer: string pointer not aligned to 2"}
	errListBounds        = &Trap{"list pointer/length out of bounds of memory"}
	errListAlign         = &Trap{"unaligned pointer: list pointer is not aligned"}
	errReturnAlign       = &Trap{"unaligned pointer: return pointer not aligned"}
	errReturnBounds      = &Trap{"pointer out of bounds of memory"}
	errBufferAlign       = &Trap{"unaligned pointer: buffer pointer not aligned"}
	errBufferBounds      = &Trap{"buffer pointer out of bounds of memory"}
	errReallocAlign      = &Trap{"realloc return: result not aligned"}
	errReallocBounds     = &Trap{"realloc return: beyond end of memory"}
	errChar              = &Trap{"invalid `char` bit pattern: converted integer out of range for `char`"}
	errStringTooLong     = &Trap{"string is longer than 2^28-1 bytes"}
	errListTooLong       = &Trap{"list is longer than 2^28-1 bytes"}
	errLoneSurrogate     = &Trap{"unpaired surrogate found: a lone surrogate in UTF-16"}
	errTooMuchData       = &Trap{"too much data is being copied between the host and the guest: the limit for one call is exhausted"}
	errAdapterAlign      = &Trap{"wasm trap: unaligned pointer"}
	errAdapterBounds     = &Trap{"wasm trap: out of bounds memory access"}
	errAdapterList       = &Trap{"wasm trap: list content out-of-bounds"}
	errAdapterString     = &Trap{"wasm trap: string content out-of-bounds"}
	errAdapterChar       = &Trap{"wasm trap: invalid `char` bit pattern"}
	errAdapterDisc       = &Trap{"wasm trap: invalid variant discriminant"}
	errAdapterUTF8       = &Trap{"invalid utf8 encoding"}
	errAdapterUTF16      = &Trap{"invalid utf16 encoding"}
	errAdapterStringLong = &Trap{"wasm trap: string content out-of-bounds: longer than 2^28-1 bytes"}
	errAdapterListLong   = &Trap{"wasm trap: list content out-of-bounds: longer than 2^28-1 bytes"}
)

// ValueError is a Go value that does not fit its WIT type: the host's mistake.
// Nothing was lowered when it is returned, and no instance is harmed.
type ValueError struct {
	// Path leads to the value: "points[3].x". It begins with the parameter's
	// name, or with "result".
	Path string
	// Want is the WIT type.
	Want string
	// Got describes the value: its Go type, or the part of it that is wrong.
	Got string
}

// Error says where the value is, what was wanted and what was there.
func (e *ValueError) Error() string {
	return e.Path + ": want " + e.Want + ", got " + e.Got
}
