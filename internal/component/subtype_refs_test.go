package component

import (
	"testing"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// TestGlobalMatching: a constant may be of a subtype, a variable may not; both are
// shared or neither is.
func TestGlobalMatching(t *testing.T) {
	for _, c := range []struct {
		a, b    wasmcode.ValType
		matches bool // as constants
	}{
		{"i32", "i32", true},
		{"i32", "i64", false},
		{"i32", "funcref", false},
		{"(ref func)", "funcref", true},
		{"funcref", "(ref func)", false},
		{"(ref i31)", "anyref", true},
		{"i31ref", "eqref", true},
		{"anyref", "i31ref", false},
		{"structref", "arrayref", false},
		{"nullref", "structref", true},
		{"nullref", "(ref struct)", false},
		{"(ref none)", "(ref any)", true},
		{"nullfuncref", "anyref", false},
		{"nullfuncref", "(ref null 3)", true},
		{"nullexternref", "externref", true},
		{"externref", "anyref", false},
		{"(ref 3)", "funcref", true},
		{"(ref 3)", "externref", false},
		{"(ref 3)", "(ref null 4)", true},
		{"(ref null 3)", "(ref 4)", false},
		{"(ref (exact 3))", "(ref 4)", true},
		{"externref", "(ref null 3)", false},
		{"(ref (shared i31))", "(ref null (shared any))", true},
		{"(ref (shared i31))", "anyref", false},
	} {
		match := func(a, b wasmcode.GlobalType) bool {
			return MatchCore(wasmcode.ExternType{Kind: wasmcode.KindGlobal, Global: a}, wasmcode.ExternType{Kind: wasmcode.KindGlobal, Global: b}) == nil
		}
		if got := match(wasmcode.GlobalType{Type: c.a}, wasmcode.GlobalType{Type: c.b}); got != c.matches {
			t.Errorf("%s for %s: %v", c.a, c.b, got)
		}
		if got := match(wasmcode.GlobalType{Type: c.a, Mutable: true}, wasmcode.GlobalType{Type: c.b, Mutable: true}); got != sameCoreVal(c.a, c.b) {
			t.Errorf("variable %s for %s: %v", c.a, c.b, got)
		}
		if match(wasmcode.GlobalType{Type: c.a, Shared: true}, wasmcode.GlobalType{Type: c.a}) {
			t.Errorf("%s: a shared global for one that is not", c.a)
		}
	}
}
