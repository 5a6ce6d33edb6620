package main

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// Func is an exported function as the demo page knows it (web/demo/types.d.ts, ExportedFunc).
type Func struct {
	// Export is FUNCTION or INTERFACE#FUNCTION, both WIT names.
	Export string  `json:"export"`
	Params []Param `json:"params"`
	Result any     `json:"result"`

	typ *component.FuncType
}

// Param is a parameter; its type is a WIT type in JSON.
type Param struct {
	Name string `json:"name"`
	Type any    `json:"type"`
}

// exportedFuncs lists the functions that a component exports, those of exported interfaces included, in the order of
// the world.
func exportedFuncs(p *plan.Plan) []Func {
	var funcs []Func
	add := func(name string, ft *component.FuncType) {
		f := Func{Export: name, Params: []Param{}, typ: ft}
		for _, param := range ft.Params {
			f.Params = append(f.Params, Param{param.Name, typeJSON(p, param.Type)})
		}
		if ft.Result != nil {
			f.Result = typeJSON(p, ft.Result)
		}
		funcs = append(funcs, f)
	}
	for _, export := range p.World.Exports {
		switch export.Type.Sort {
		case component.SortFunc:
			add(export.Name, export.Type.Func)
		case component.SortInstance:
			for _, member := range export.Type.Instance.Exports {
				if member.Type.Sort == component.SortFunc {
					add(export.Name+"#"+member.Name, member.Type.Func)
				}
			}
		}
	}
	return funcs
}

// typeJSON gives a value type in the form of web/demo/types.d.ts, WitType: the name of a primitive, or an object with one
// telling key.
func typeJSON(p *plan.Plan, t *component.ValType) any {
	if t == nil {
		return nil
	}
	if t.Kind.IsPrimitive() {
		return t.Kind.String()
	}
	of := func(t *component.ValType) any { return typeJSON(p, t) }
	object := map[string]any{}
	if t.Name != "" {
		object["name"] = t.Name
	}
	switch t.Kind {
	case component.KindRecord:
		fields := []any{}
		for _, f := range t.Fields {
			fields = append(fields, []any{f.Name, of(f.Type)})
		}
		object["record"] = fields
	case component.KindVariant:
		cases := []any{}
		for _, c := range t.Cases {
			cases = append(cases, []any{c.Name, of(c.Type)})
		}
		object["variant"] = cases
	case component.KindEnum:
		object["enum"] = t.Labels
	case component.KindFlags:
		object["flags"] = t.Labels
	case component.KindTuple:
		elems := []any{}
		for _, e := range t.Elems {
			elems = append(elems, of(e))
		}
		object["tuple"] = elems
	case component.KindList:
		object["list"] = of(t.Elem)
	case component.KindFixedList:
		object["list"], object["length"] = of(t.Elem), t.Len
	case component.KindMap:
		object["map"] = []any{of(t.Elem), of(t.Err)}
	case component.KindOption:
		object["option"] = of(t.Elem)
	case component.KindResult:
		object["result"] = []any{of(t.Elem), of(t.Err)}
	case component.KindOwn:
		object["own"] = p.Resource(t.Resource).Name
	case component.KindBorrow:
		object["borrow"] = p.Resource(t.Resource).Name
	default:
		panic(fmt.Sprintf("no value of type %s in a synchronous example", t))
	}
	return object
}
