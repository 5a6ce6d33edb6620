package canon

import "reflect"

// StructFields finds, for each of a record's fields, a variant's cases or flags,
// the struct field of rt that stands for it, by the rules of FieldTag: its index
// path as in reflect.Value.FieldByIndex, nil where there is none.
func StructFields(rt reflect.Type, names []string) [][]int {
	return (&structNames{names: names}).in(rt)
}
