package component

import (
	"strings"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// coreSubtype checks that a core item of type a may stand where b is expected
// (WebAssembly core specification, Import Matching).
func (l *coreLists) subtype(a, b *wasmcode.ExternType, at int) error {
	if a.Kind != b.Kind {
		return errf(at, "expected %s, found %s", b.Kind, a.Kind)
	}
	switch a.Kind {
	case wasmcode.KindFunc, wasmcode.KindTag:
		if !l.same(a.Func.Params, b.Func.Params) || !l.same(a.Func.Results, b.Func.Results) {
			return errf(at, "expected: %s, found: %s", coreFuncText(b.Func), coreFuncText(a.Func))
		}
	case wasmcode.KindTable:
		switch {
		case !sameCoreVal(a.Table.Elem, b.Table.Elem):
			return errf(at, "expected table element type %s, found %s", b.Table.Elem, a.Table.Elem)
		case a.Table.Limits.Shared != b.Table.Limits.Shared:
			return errf(at, "mismatch in the shared flag for tables")
		case a.Table.Limits.Is64 != b.Table.Limits.Is64 || !limitsMatch(a.Table.Limits, b.Table.Limits):
			return errf(at, "mismatch in table limits")
		}
	case wasmcode.KindMemory:
		return coreMemorySubtype(a.Memory, b.Memory, at)
	case wasmcode.KindGlobal:
		switch {
		case a.Global.Mutable != b.Global.Mutable:
			return errf(at, "global types differ in mutability")
		case a.Global.Shared != b.Global.Shared:
			return errf(at, "mismatch in the shared flag for globals")
		case b.Global.Mutable && !sameCoreVal(a.Global.Type, b.Global.Type), !coreValSubtype(a.Global.Type, b.Global.Type):
			return errf(at, "expected global type %s, found %s", b.Global.Type, a.Global.Type)
		}
	}
	return nil
}

func coreMemorySubtype(a, b wasmcode.Limits, at int) error {
	switch {
	case a.Shared != b.Shared:
		return errf(at, "mismatch in the shared flag for memories")
	case a.Is64 != b.Is64:
		return errf(at, "mismatch in index type used for memories")
	case a.PageSizeLog2 != b.PageSizeLog2:
		return errf(at, "mismatch in page size for memories")
	case !limitsMatch(a, b):
		return errf(at, "mismatch in memory limits")
	}
	return nil
}

func limitsMatch(a, b wasmcode.Limits) bool {
	return a.Min >= b.Min && (!b.HasMax || a.HasMax && a.Max <= b.Max)
}

// sameCoreVal compares two core value types of different modules. Type indices
// inside mean nothing outside their module: what they refer to is compared by
// the engine, when it links the modules.
func sameCoreVal(a, b wasmcode.ValType) bool {
	if a == b {
		return true
	}
	return withoutIndex(a) == withoutIndex(b)
}

// withoutIndex is the name of a type without the index in a reference type.
func withoutIndex(t wasmcode.ValType) string {
	if !strings.HasPrefix(string(t), "(ref") {
		return string(t)
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, string(t))
}

func sameCoreVals(a, b []wasmcode.ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameCoreVal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// coreFuncText is the signature in the text format.
func coreFuncText(t wasmcode.FuncType) string {
	var b strings.Builder
	b.WriteString("(func")
	part := func(what string, ts []wasmcode.ValType) {
		if len(ts) == 0 {
			return
		}
		b.WriteString(" (" + what)
		for _, t := range ts {
			b.WriteString(" " + string(t))
		}
		b.WriteString(")")
	}
	part("param", t.Params)
	part("result", t.Results)
	b.WriteString(")")
	return b.String()
}
