package component

import (
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
