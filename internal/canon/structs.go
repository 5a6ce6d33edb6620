package canon

import (
	"reflect"
	"strings"
	"sync"
)

// structNames finds, for a list of WIT names, the struct fields that stand for
// them; it remembers what it found for each struct type.
type structNames struct {
	names []string
	found sync.Map // reflect.Type → [][]int
}

// in returns the index path of the field of rt for each name, nil where there is
// none.
func (sn *structNames) in(rt reflect.Type) [][]int {
	if v, ok := sn.found.Load(rt); ok {
		return v.([][]int)
	}
	tagged, plain := map[string][]int{}, map[string][]int{}
	for _, f := range reflect.VisibleFields(rt) {
		tag := f.Tag.Get(FieldTag)
		if !f.IsExported() || tag == "-" || f.Anonymous && f.Type.Kind() == reflect.Struct {
			continue
		}
		if tag != "" {
			tagged[tag] = f.Index
		} else if name := plainName(f.Name); plain[name] == nil {
			plain[name] = f.Index
		}
	}
	indices := make([][]int, len(sn.names))
	for i, n := range sn.names {
		if indices[i] = tagged[n]; indices[i] == nil {
			indices[i] = plain[plainName(n)]
		}
	}
	sn.found.Store(rt, indices)
	return indices
}

// plainName is a name without case and punctuation, so that "http-url" is
// HTTPURL or HttpUrl.
func plainName(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
}

// fieldValue gets a field; ok is false if it is inside a nil embedded pointer.
func fieldValue(rv reflect.Value, index []int) (v any, ok bool) {
	f, err := rv.FieldByIndexErr(index)
	if err != nil {
		return nil, false
	}
	return f.Interface(), true
}
