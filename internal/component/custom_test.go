package component

import (
	"reflect"
	"testing"
)

func TestPackageDocs(t *testing.T) {
	docs := `{"docs":"the package","worlds":{"w":{"docs":"a world","funcs":{"run":"runs","go":{"docs":"goes","stability":{"stable":{"since":"1.0.0"}}}}}},` +
		`"interfaces":{"i":{"docs":"an interface","funcs":{"f":"a function"},"types":{"r":{"docs":"a record","items":{"x":"a field"}}}}}}`
	want := map[string]string{
		"w": "a world", "w#run": "runs", "w#go": "goes",
		"i": "an interface", "i#f": "a function", "i#r": "a record", "i#r.x": "a field",
	}
	c := mustDecode(t, comp(section(0, str("package-docs")+"\x01"+docs)))
	if !reflect.DeepEqual(c.Docs, want) {
		t.Errorf("%v, want %v", c.Docs, want)
	}
	for _, bad := range []string{"", "\x02{}", "\x01{", "\x01[]", "\x01{\"worlds\":7}"} {
		if c := mustDecode(t, comp(section(0, str("package-docs")+bad))); c.Docs != nil {
			t.Errorf("%q gives %v", bad, c.Docs)
		}
	}
}

// TestBrokenNames: a name section that cannot be read is no error, and gives
// what came before (Binary.md, Name Section).
func TestBrokenNames(t *testing.T) {
	c := mustDecode(t, comp(section(0, str("component-name")+"\x00\x02"+str("a")+"\x01\x09\x01\xff\xff\xff\xff\x0f\x00\x01x")))
	if c.Name != "a" || len(c.Names["func"]) != 1 || c.Names["func"][0] != "x" {
		t.Errorf("name %q, names %v", c.Name, c.Names)
	}
}
