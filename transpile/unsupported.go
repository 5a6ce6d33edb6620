package transpile

import (
	"fmt"

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
		where := fmt.Sprintf("the function %q", l.Name)
		if err := memory(&l.Options, where); err != nil {
			return err
		}
		if err := size(l.Type, where); err != nil {
			return err
		}
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		where := fmt.Sprintf("the core function %q", t.Name)
		if err := memory(&t.Options, where); err != nil {
			return err
		}
		if t.Type != nil {
			if err := size(t.Type, where); err != nil {
				return err
			}
		}
	}
	return nil
}
