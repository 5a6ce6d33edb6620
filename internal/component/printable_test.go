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

// TestLongNames: a message has the beginning of a name that nobody reads to its end,
// and says how long it is.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("é", 30_000)
	for msg, want := range map[string]string{
		errf(0, "`%s` and `%s` of %d", long, "x", 1).Error():                   "`" + strings.Repeat("é", 100) + "… (60000 bytes)` and `x` of 1 (at offset 0x0)",
		because(errf(0, "x"), "type mismatch in `%s`", long).Error():           "type mismatch in `" + strings.Repeat("é", 100) + "… (60000 bytes)`: x (at offset 0x0)",
		within(within(errf(0, "x"), `export "`+long+`"`), "component").Error(): "x in component.export \"" + strings.Repeat("é", 96) + "… (60009 bytes) (at offset 0x0)",
		because(overBudget(0), "type mismatch for import `x`").Error():         overBudget(0).Error(),
		errf(0, "`%s`", strings.Repeat("a", 250)).Error():                      "`" + strings.Repeat("a", 250) + "` (at offset 0x0)",
		ShortType("record { " + strings.Repeat("a", 450) + ": u8 }"):           "record { " + strings.Repeat("a", 450) + ": u8 }",
	} {
		if msg != want {
			t.Errorf("%s\nwant %s", msg, want)
		}
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
