package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// Function is an exported function of a Result, by both of its names.
type Function struct {
	// WIT is "name", or "interface#name" for one of an exported instance.
	WIT string
	// Path leads to the function from the module's exports or, with
	// Instantiation, from what instantiate returns.
	Path []string
}

// MemberName is the JavaScript name of a record's field or a flag: "is-open" is
// isOpen.
func MemberName(kebab string) string { return lowerCamel(kebab) }

// functions lists the exported functions that are no members of a class.
func functions(p *plan.Plan) []Function {
	var list []Function
	var add func(x *plan.Export, wit, path []string)
	add = func(x *plan.Export, wit, path []string) {
		switch x.Kind {
		case component.SortFunc:
			list = append(list, Function{WIT: strings.Join(wit, "#"), Path: path})
		case component.SortInstance:
			items := make([]item, len(x.Exports))
			for i := range x.Exports {
				items[i] = itemOf(&x.Exports[i])
			}
			for i, name := range memberNames(items) {
				if y := &x.Exports[i]; name != "" {
					add(y, append(wit[:len(wit):len(wit)], y.Name), append(path[:len(path):len(path)], name))
				}
			}
		}
	}
	items := make([]item, len(p.Exports))
	for i := range p.Exports {
		items[i] = itemOf(&p.Exports[i])
	}
	for i, names := range exportNames(items) {
		if x := &p.Exports[i]; names.Name != "" {
			add(x, []string{x.Name}, []string{names.Name})
		}
	}
	return list
}
