package component

import (
	"strings"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// coreLists numbers the lists of value types in core function types, so that two
// functions are compared without going through their parameters each time: one
// module may import a function of 1000 parameters a thousand times, and may be
// instantiated as often. The zero value is ready; its budget may be nil.
type coreLists struct {
	budget  *budget
	ids     map[string]int            // by what the list holds
	numbers map[*wasmcode.ValType]int // by where the list is
}

// same is sameCoreVals in a time that does not grow with the lists, but for their
// first use. A list is never changed, and no other one begins where it does.
func (l *coreLists) same(a, b []wasmcode.ValType) bool {
	const short = 4
	switch {
	case len(a) != len(b):
		return false
	case len(a) == 0 || &a[0] == &b[0]:
		return true
	case len(a) <= short:
		return sameCoreVals(a, b)
	}
	return l.number(a) == l.number(b)
}

// number gives the list's number: lists have the same one if they are the same.
func (l *coreLists) number(list []wasmcode.ValType) int {
	if n, ok := l.numbers[&list[0]]; ok {
		return n
	}
	if l.ids == nil {
		l.ids, l.numbers = map[string]int{}, map[*wasmcode.ValType]int{}
	}
	var key strings.Builder
	for _, t := range list {
		key.WriteString(withoutIndex(t))
		key.WriteByte(',')
	}
	n, ok := l.ids[key.String()]
	if !ok {
		n = len(l.ids)
		l.ids[key.String()] = n
	}
	l.numbers[&list[0]] = n
	if l.budget != nil {
		l.budget.take(2*costNamed + key.Len())
	}
	return n
}
