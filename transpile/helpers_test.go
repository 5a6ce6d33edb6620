package transpile

import (
	"slices"
	"strings"
	"testing"
)

func TestHelpersDependOnWhatTheyUse(t *testing.T) {
	table := helperTable()
	for name, want := range map[string][]string{
		"trap":       {"Trap"},
		"trapText":   {"Trap", "engineTrap"},
		"decodeUtf8": {"invalidUtf8", "utf8Decoder"},
		"giveOwn":    {"addHandle", "bad", "behindProxy", "repOf"},
		"findImport": nil,
	} {
		got := slices.Sorted(slices.Values(table[name].uses))
		if !slices.Equal(got, want) {
			t.Errorf("%s uses %v, want %v", name, got, want)
		}
	}
}

func TestHelperCodeIsPlain(t *testing.T) {
	for name, h := range helperTable() {
		for _, word := range []string{"@type", "@param", "\nexport ", "\nimport ", "biome-", "prettier-"} {
			if strings.Contains("\n"+h.code, word) {
				t.Errorf("%s still has %q:\n%s", name, word, h.code)
			}
		}
	}
}
