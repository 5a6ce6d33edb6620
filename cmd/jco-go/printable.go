package main

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// printableJSON writes what is not printable in a JSON text, where it can be in
// strings only, as escapes.
func printableJSON(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && component.Unprintable(r) { // none of them needs two escapes
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// printableLines is component.Printable for a text of several lines.
func printableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = component.Printable(strings.ReplaceAll(lines[i], "\t", "  "))
	}
	return strings.Join(lines, "\n")
}
