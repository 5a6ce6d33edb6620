package transpile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote gives s as a JavaScript (and JSON, and TypeScript) string literal in
// double quotes. It is the only way for a string of the binary to reach
// generated code: whatever could end the literal, its line, a comment or a
// script element around it, or is invisible to a reader of the code (controls,
// U+2028 and U+2029, direction marks), comes out escaped.
func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	previous := rune(0)
	for i, r := range s {
		switch {
		case r == '"' || r == '\\' || r == '/' && previous == '*':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r > 0xffff && !unicode.IsPrint(r):
			high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r == '<' && opensMarkup(s[i+1:]) || r == '>' && strings.HasSuffix(s[:i], "--") || r == utf8.RuneError || !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		previous = r
	}
	b.WriteByte('"')
	return b.String()
}

// opensMarkup reports whether rest, behind a '<', could end the script element
// around the code or change how it is parsed.
func opensMarkup(rest string) bool {
	return strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "!") ||
		len(rest) >= 6 && strings.EqualFold(rest[:6], "script")
}
