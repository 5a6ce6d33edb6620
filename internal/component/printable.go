package component

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Printable makes a text with parts of a binary fit for a terminal or a source
// file: characters that could move a cursor, end a line or turn the text round
// (control characters, U+2028, U+2029, marks of direction) are replaced by U+FFFD.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if Unprintable(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// Unprintable tells the characters that Printable replaces.
func Unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// shownName and shownType are the bytes of a name and of a type that a message shows.
const (
	shownName = 200
	shownType = 500
)

// ShortName gives a name for a message: of one that nobody reads to its end the
// beginning, and how long it is.
func ShortName(s string) string { return shorten(s, shownName) }

// ShortType is ShortName for the text of a type, which says more.
func ShortType(s string) string { return shorten(s, shownType) }

func shorten(s string, shown int) string {
	if len(s) <= shown+50 { // what is hidden is longer than what says so
		return s
	}
	return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(s[:shown], ""), len(s))
}

// Message is fmt.Sprintf for the message of an error: texts among args are as
// ShortName gives them, and the whole is Printable.
func Message(format string, args ...any) string {
	for i, a := range args {
		if s, ok := a.(string); ok && len(s) > shownName {
			args = slices.Clone(args)
			args[i] = ShortName(s)
		}
	}
	return Printable(fmt.Sprintf(format, args...))
}
