package transpile

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// UnsupportedError is a part of a component that the glue cannot express,
// though the component is valid.
type UnsupportedError struct {
	Feature string // what it needs: "64-bit memory", …
	Where   string // which export, import or definition
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s needs %s, which generated JavaScript does not have", e.Where, e.Feature)
}

// checkPlan finds what the generator cannot write.
func checkPlan(p *plan.Plan) error {
	memory := func(o *plan.Options, where string) error {
		if o.Memory != nil && o.Memory.Type.Memory.Is64 {
			return &UnsupportedError{"a 64-bit memory in its canon options", where}
		}
		return nil
	}
	var layouts canon.Layouts
	size := func(ft *component.FuncType, where string) error {
		types := make([]*component.ValType, len(ft.Params))
		for i, param := range ft.Params {
			types[i] = param.Type
		}
		if layouts.Tuple(types...).TooLarge() || ft.Result != nil && layouts.Of(ft.Result).TooLarge() {
			return &UnsupportedError{"a value of more than 2^28-1 bytes", where}
		}
		return nil
	}
	for i := range p.Lifts {
		l := &p.Lifts[i]
		where := fmt.Sprintf("the function %q", component.ShortName(l.Name))
		if err := memory(&l.Options, where); err != nil {
			return err
		}
		if err := size(l.Type, where); err != nil {
			return err
		}
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		where := fmt.Sprintf("the core function %q", component.ShortName(t.Name))
		if err := memory(&t.Options, where); err != nil {
			return err
		}
		if t.Kind == plan.Builtin {
			switch t.Canon.Op {
			case component.CanonThreadSpawnRef, component.CanonThreadSpawnIndirect, component.CanonThreadAvailParallelism:
				return &UnsupportedError{"threads of shared memory (canon " + t.Canon.Op.String() + ")", where}
			}
		}
		if t.Type != nil {
			if err := size(t.Type, where); err != nil {
				return err
			}
		}
	}
	return checkMembers(p, nil, p.Exports)
}

// checkMembers finds functions that belong to a class of the host's: a
// constructor, method or static that the component itself gives a resource which
// it imports. A class cannot be both.
func checkMembers(p *plan.Plan, path []string, exports []plan.Export) error {
	imported := map[string]bool{}
	for i := range exports {
		x := &exports[i]
		if x.Kind == component.SortType && x.Type.Resource != 0 && p.Resource(x.Type.Resource).Import >= 0 {
			imported[x.Name] = true
		}
	}
	for i := range exports {
		x := &exports[i]
		at := append(path[:len(path):len(path)], x.Name)
		switch x.Kind {
		case component.SortInstance:
			if err := checkMembers(p, at, x.Exports); err != nil {
				return err
			}
		case component.SortFunc:
			if n := parseFuncName(x.Name); x.Func.Lift >= 0 && n.kind != funcFree && imported[n.resource] {
				return &UnsupportedError{"a member of its own in a class that the host gives", fmt.Sprintf("the export %q", component.ShortName(strings.Join(at, "#")))}
			}
		}
	}
	return nil
}
