package component

import (
	"strings"
	"testing"
)

// TestErrorsArePrintable: an error that quotes a name is one line.
func TestErrorsArePrintable(t *testing.T) {
	in := comp(section(7, vec("\x40\x00\x01\x00")), section(10, vec("\x00"+str("url=<x\n\x1b[2J\u2028>")+"\x01\x00")))
	_, err := Decode([]byte(in), AllFeatures())
	if err == nil || strings.ContainsFunc(err.Error(), Unprintable) {
		t.Errorf("%q", err)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"a:b/c@1.0.0":             "a:b/c@1.0.0",
		"é 😀 \\ \"":               "é 😀 \\ \"",
		"a\x1b[2J":                "a\uFFFD[2J",
		"a\nb\tc\r\x00\x7f\u009b": "a\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD\uFFFD",
		"\u2028\u2029\u202e":      "\uFFFD\uFFFD\uFFFD",
		"\u2066\u200e\u061c":      "\uFFFD\uFFFD\uFFFD",
		"\xff":                    "\uFFFD",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
