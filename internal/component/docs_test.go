package component

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestDocsOfComponent: what is documented gets the names that it has in the component.
func TestDocsOfComponent(t *testing.T) {
	bin, err := os.ReadFile("../../transpile/testdata/types/documented.wasm")
	if err != nil {
		t.Fatal(err)
	}
	c := mustDecode(t, string(bin))
	for key, want := range map[string]string{
		"": "A world with comments.", "#run": "Runs everything.", "#ask": "Asks the host.",
		"log": "Where lines go.", "log#line": "Writes one line.",
		"test:documented/shapes@1.0.0":                  "Points and shapes.",
		"test:documented/shapes@1.0.0#point.x":          "To the right.",
		"test:documented/shapes@1.0.0#style.outline":    "A line around it.",
		"test:documented/shapes@1.0.0#[method]pen.draw": "Draws with it.",
		"test:documented/shapes@1.0.0#[constructor]pen": "Takes a new one.",
	} {
		if got := c.Docs[key]; got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}

func docsOf(json string, imports, exports []ExternDecl) map[string]string {
	n := packageDocs([]byte("\x01" + json))
	return n.attribute(&ComponentType{Imports: imports, Exports: exports})
}

func instanceDecl(name string, funcs ...string) ExternDecl {
	it := &InstanceType{}
	for _, f := range funcs {
		it.Exports = append(it.Exports, ExternDecl{Name: f, Type: ExternType{Sort: SortFunc, Func: &FuncType{}}})
	}
	return ExternDecl{Name: name, Type: ExternType{Sort: SortInstance, Instance: it}}
}

// TestDocsOfPackage: several packages have an interface of one short name; the
// documentation belongs to the one that has what it speaks of, if any has.
func TestDocsOfPackage(t *testing.T) {
	const docs = `{"interfaces":{"types":{"docs":"Types.","funcs":{"get":"Gets.","put":"Puts."}}}}`
	http := instanceDecl("wasi:http/types@0.2.0", "send")
	mine := instanceDecl("my:app/types@1.0.0", "get", "put")
	newer := instanceDecl("my:app/types@1.1.0", "get", "put")
	part := instanceDecl("my:app/types@1.0.0", "get")
	got := docsOf(docs, []ExternDecl{http, mine}, []ExternDecl{newer})
	if got["my:app/types@1.0.0#get"] != "Gets." || got["my:app/types@1.1.0"] != "Types." {
		t.Errorf("%v", got)
	}
	if got["wasi:http/types@0.2.0"] != "" {
		t.Error("another package got the documentation")
	}
	if got := docsOf(docs, []ExternDecl{http}, nil); got["wasi:http/types@0.2.0"] != "" {
		t.Error("a package of which nothing is documented got the documentation")
	}
	if got := docsOf(docs, []ExternDecl{part}, nil); got["my:app/types@1.0.0#get"] != "Gets." {
		t.Error("a part of the package got no documentation")
	}
}

// TestDocsAreBounded: neither many versions nor many interfaces multiply with
// much documentation.
func TestDocsAreBounded(t *testing.T) {
	var items []string
	for i := range 20000 {
		items = append(items, fmt.Sprintf(`"f%d":"d"`, i))
	}
	var decls []ExternDecl
	for i := range 20000 {
		decls = append(decls, instanceDecl(fmt.Sprintf("a:b/i@1.0.%d", i)), instanceDecl(fmt.Sprintf("a:b%d/i", i)))
	}
	got := docsOf(`{"interfaces":{"i":{"funcs":{`+strings.Join(items, ",")+`}}}}`, decls, decls)
	if len(got) > (maxDocumented+1)*len(items) {
		t.Errorf("%d entries", len(got))
	}
	for levels, want := range map[int]bool{maxDocLevels / 2: true, maxDocLevels/2 + 1: false, 2000: false} {
		deep := strings.Repeat(`{"items":{"x\"{":`, levels) + `"[[[\\"` + strings.Repeat("}}", levels)
		if got := packageDocs([]byte("\x00" + deep)); (got != nil) != want {
			t.Errorf("%d levels: %v", 2*levels, got)
		}
	}
}
