package task

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestMutations: what npm run mutations makes wrong is still there.
func TestMutations(t *testing.T) {
	var mutations []struct{ File, In, From, To, What string }
	data, err := os.ReadFile("testdata/mutations.json")
	if err == nil {
		err = json.Unmarshal(data, &mutations)
	}
	if err != nil || len(mutations) < 10 {
		t.Fatal(len(mutations), err)
	}
	for i, m := range mutations {
		source, err := os.ReadFile(m.File)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, found := strings.Cut(string(source), m.In)
		if !found || !strings.Contains(rest, m.From) {
			t.Errorf("mutation %d (%s): no %q after %q in %s", i+1, m.What, m.From, m.In, m.File)
		}
	}
}
