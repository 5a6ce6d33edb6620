package component

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// ErrCoreModule is in the chain of the error for an input that is a core module.
var ErrCoreModule = errors.New("this is a core WebAssembly module, not a component")

// CoreModuleHint says what can be done about [ErrCoreModule]; whoever shows that
// error shows this as well.
const CoreModuleHint = "make a component of it first: wasm-tools component new MODULE.wasm -o COMPONENT.wasm " +
	"(with --adapt wasi_snapshot_preview1=ADAPTER.wasm if it imports WASI preview 1, after wasm-tools component embed " +
	"if it has no component-type section)"

// ErrLimit is in the chain of an error for an input that is over one of the
// limits of this project, malformed or not.
var ErrLimit = errors.New("over a limit of jco-go")

// LimitError is over a limit where no single item is to blame: what a component makes
// of itself is too large altogether.
type LimitError struct{ Msg string }

func (e *LimitError) Error() string { return e.Msg }

// Unwrap gives ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }

// Error says what is wrong with a component, and where.
type Error struct {
	// Offset is the byte offset in the input.
	Offset int
	// Path names the item, e.g. `component.instance[3].export "run"`; the index
	// is the one that the item has, or would have, in the index space of its
	// sort. The parts of nested components follow each other:
	// `component.component[1].type[4]`.
	Path string
	// Msg is what is wrong, in the wording of wasm-tools where that has one.
	Msg string
	// Feature is the name of the gate (see Features) that is off, "" if the
	// error is of another kind.
	Feature string
	// Err is ErrCoreModule or ErrLimit where they apply.
	Err error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Msg)
	if e.Feature != "" {
		fmt.Fprintf(&b, " (the feature %s is off)", e.Feature)
	}
	if e.Path != "" && e.Path != "component" { // the whole of it
		fmt.Fprintf(&b, " in %s", ShortPath(e.Path))
	}
	fmt.Fprintf(&b, " (at offset 0x%x)", e.Offset)
	return b.String()
}

// ShortPath gives a path for a message: of one with many parts, as deeply nested
// components have, the first and the last ones, and of long parts the beginning.
func ShortPath(path string) string {
	const head, tail = 3, 5
	var dots []int // where a part ends
	quoted := false
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '.':
			if !quoted {
				dots = append(dots, i)
			}
		}
	}
	parts, from := make([]string, 0, head+1+tail), 0
	hidden := len(dots) + 1 - head - tail
	for i, to := range append(dots, len(path)) {
		switch {
		case hidden < 3 || i < head || i >= head+hidden:
			parts = append(parts, ShortName(path[from:to]))
		case i == head:
			parts = append(parts, fmt.Sprintf("(%d more)", hidden))
		}
		from = to + 1
	}
	return strings.Join(parts, ".")
}

// Unwrap gives Err.
func (e *Error) Unwrap() error { return e.Err }

// errf makes an error without a path; the callers on the way out add it.
func errf(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Msg: Message(format, args...)}
}

// gated makes the error for a feature that is off.
func gated(offset int, f Features, format string, args ...any) *Error {
	e := errf(offset, format, args...)
	e.Feature = featureNames[f]
	return e
}

// within puts an item in front of the path of err.
func within(err error, item string) error {
	if e, ok := err.(*Error); ok {
		switch {
		case e.Path == "":
			e.Path = item
		default:
			e.Path = item + "." + e.Path
		}
	}
	return err
}

// because puts a line of context in front of err's message. A limit needs none: that
// it was met there says nothing about what is there.
func because(err error, format string, args ...any) error {
	if e, ok := err.(*Error); ok && e.Err != ErrLimit {
		e.Msg = Message(format, args...) + ": " + e.Msg
	}
	return err
}

// readError turns what a wasmcode.Reader reports into an Error.
func readError(err error) error {
	if w, ok := err.(*wasmcode.Error); ok {
		e := &Error{Offset: w.Offset, Msg: w.Msg}
		if w.Limit {
			e.Err = ErrLimit
		}
		return e
	}
	return err
}
