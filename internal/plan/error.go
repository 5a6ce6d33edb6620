package plan

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// Error is a component that cannot be planned: it is valid, but asks for
// something that no engine of this project can give, or for too much of it.
type Error struct {
	Offset int    // byte offset of the definition, -1 if unknown
	Path   string // the component instance, e.g. "component.instance[2]"
	Msg    string
	Err    error // component.ErrLimit if it is valid and small, but asks for too much; nil otherwise
}

// Unwrap gives Err.
func (e *Error) Unwrap() error { return e.Err }

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(component.ShortPath(e.Path))
	b.WriteString(": ")
	b.WriteString(e.Msg)
	if e.Offset >= 0 {
		fmt.Fprintf(&b, " (at offset 0x%x)", e.Offset)
	}
	return b.String()
}

// UnsupportedError says what a component needs that its engine lacks. It is
// returned by Plan.Unsupported.
type UnsupportedError struct {
	Needs []Need
}

// maxListedNeeds bounds the message; Needs has them all.
const maxListedNeeds = 12

func (e *UnsupportedError) Error() string {
	var b strings.Builder
	b.WriteString("this component needs the async runtime, which is not available yet:")
	for i, n := range e.Needs {
		if i == maxListedNeeds {
			fmt.Fprintf(&b, "\n  … and %d more", len(e.Needs)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s needs %s", n.Where, n.Feature)
	}
	return b.String()
}
