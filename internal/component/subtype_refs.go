package component

import (
	"strings"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// heapSuper gives the abstract heap type above each one that has one (WebAssembly
// core specification, Heap Types); the bottom types are in heapBottom.
var heapSuper = map[string]string{"i31": "eq", "struct": "eq", "array": "eq", "eq": "any"}

// heapBottom gives the top of the hierarchy that a bottom type is below all of.
var heapBottom = map[string]string{"none": "any", "nofunc": "func", "noextern": "extern", "noexn": "exn", "nocont": "cont"}

// nullableRefs are the short names of nullable references to abstract heap types
// that are not the name of the heap type with "ref" at the end.
var nullableRefs = map[string]string{"nullref": "none", "nullfuncref": "nofunc", "nullexternref": "noextern", "nullexnref": "noexn", "nullcontref": "nocont"}

// refParts takes a reference type apart; shared heap types and those that are
// indices stay as they are written.
func refParts(t wasmcode.ValType) (heap string, nullable, ok bool) {
	s := string(t)
	if heap, ok := nullableRefs[s]; ok {
		return heap, true, true
	}
	if rest, ok := strings.CutPrefix(s, "(ref null "); ok {
		return strings.TrimSuffix(rest, ")"), true, true
	}
	if rest, ok := strings.CutPrefix(s, "(ref "); ok {
		return strings.TrimSuffix(rest, ")"), false, true
	}
	heap, ok = strings.CutSuffix(s, "ref")
	return heap, true, ok
}

// coreValSubtype checks that a value of type a may stand where one of type b is
// read. What kind of type an index stands for is known in its module only: there
// the engine decides, as sameCoreVal says.
func coreValSubtype(a, b wasmcode.ValType) bool {
	if sameCoreVal(a, b) {
		return true
	}
	ha, nullA, refA := refParts(a)
	hb, nullB, refB := refParts(b)
	if !refA || !refB || nullA && !nullB {
		return false
	}
	return heapSubtype(ha, hb)
}

func heapSubtype(a, b string) bool {
	sharedA, sharedB := strings.HasPrefix(a, "(shared "), strings.HasPrefix(b, "(shared ")
	indexA, indexB := isIndex(a), isIndex(b)
	switch {
	case indexA && indexB:
		return true
	case indexA: // a function, structure, array or continuation
		switch strings.TrimSuffix(strings.TrimPrefix(b, "(shared "), ")") {
		case "func", "struct", "array", "eq", "any", "cont":
			return true
		}
		return false
	case indexB:
		switch strings.TrimSuffix(strings.TrimPrefix(a, "(shared "), ")") {
		case "none", "nofunc", "nocont":
			return true
		}
		return false
	case sharedA != sharedB:
		return false
	case sharedA:
		a, b = strings.TrimSuffix(a[len("(shared "):], ")"), strings.TrimSuffix(b[len("(shared "):], ")")
	}
	if top, bottom := heapBottom[a]; bottom && topOf(b) == top {
		return true
	}
	for ; a != ""; a = heapSuper[a] {
		if a == b {
			return true
		}
	}
	return false
}

// isIndex tells a type index, exact or not, from an abstract heap type.
func isIndex(heap string) bool {
	heap = strings.TrimPrefix(heap, "(exact ")
	return heap != "" && heap[0] >= '0' && heap[0] <= '9'
}

// topOf is the top of the hierarchy of an abstract heap type.
func topOf(heap string) string {
	if top, ok := heapBottom[heap]; ok {
		return top
	}
	for heapSuper[heap] != "" {
		heap = heapSuper[heap]
	}
	return heap
}
