package main

import (
	"context"
	"fmt"
	"regexp"

	"github.com/jco-go/jco-go/polyfill"
)

// hosts define what the examples and guests import, by the example's name. What JavaScript gives them is examples/NAME/host.js.
var hosts = map[string]func(*polyfill.Linker){
	"rust-inventory": inventoryHost,
	"c-text":         textHost,
	"js-ledger":      clockHost,
	"py-tables":      tablesHost,
	"qjs-sync":       logHost,
}

// logHost defines fixture:qjs-sync/log, which the guest of that name imports (internal/tools/guests).
func logHost(linker *polyfill.Linker) {
	line := regexp.MustCompile(`^add -?\d+ -?\d+ level 3$`)
	linker.Instance("fixture:qjs-sync/log").
		Func("info", func(message string) error {
			if !line.MatchString(message) {
				return fmt.Errorf("logged: %q", message)
			}
			return nil
		}).
		Func("level", func() uint8 { return 3 })
}

// textHost defines demo:text/lexicon: a function with an optional result.
func textHost(linker *polyfill.Linker) {
	meanings := map[string]string{
		"wasm":  "WebAssembly",
		"lift":  "from core values up to component values",
		"lower": "from component values down to core values",
		"Gruß":  "greeting 👋",
	}
	linker.Instance("demo:text/lexicon@0.2.0").Func("look-up", func(word string) *string {
		if meaning, ok := meanings[word]; ok {
			return &meaning
		}
		return nil
	})
}

// clockHost defines demo:ledger/clock, where it is always the same day.
func clockHost(linker *polyfill.Linker) {
	linker.Instance("demo:ledger/clock@0.1.0").Func("today", func() string { return "2026-02-28" })
}

// tablesHost defines demo:tables/journal, whose notes nobody reads.
func tablesHost(linker *polyfill.Linker) {
	linker.Instance("demo:tables/journal@0.1.0").Func("note", func(string) {})
}

// inventoryHost defines shop:inventory/rates, where a Go error is the error case of a result, and
// shop:inventory/audit with a resource, which is a Go type.
func inventoryHost(linker *polyfill.Linker) {
	rates := map[string]float64{"eur": 1, "us-dollar": 1.25}
	linker.Instance("shop:inventory/rates@1.0.0").Func("per-euro", func(to string) (float64, error) {
		rate, ok := rates[to]
		if !ok {
			return 0, polyfill.ErrorValue(fmt.Sprintf("no rate for %s today", to))
		}
		return rate, nil
	})
	linker.Instance("shop:inventory/audit@1.0.0").
		Resource("journal", polyfill.NewResource("journal", func(context.Context, *journal) error { return nil })).
		Func("[constructor]journal", func(title string) *journal { return &journal{[]string{"journal of " + title}} }).
		Func("[method]journal.note", (*journal).note).
		Func("[method]journal.lines", (*journal).all)
}

// journal is the host's resource of shop:inventory/audit.
type journal struct{ lines []string }

func (j *journal) note(level, text string) uint32 {
	mark := "  "
	if level == "warning" {
		mark = "! "
	}
	j.lines = append(j.lines, mark+text)
	return uint32(len(j.lines))
}

func (j *journal) all() []string { return j.lines }
