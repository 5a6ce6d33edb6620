package plan

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// findReturnOptions numbers the canon options that a task.return must share with the lift
// of its task (CanonicalABI.md, LiftOptions): memory and string encoding.
func (b *builder) findReturnOptions() {
	ids := map[coreExport]int32{}
	options := func(o *Options) int32 {
		memory := int32(0)
		if o.Memory != nil {
			at := b.definition(coreExport{o.Memory.Instance, o.Memory.Name})
			if ids[at] == 0 {
				ids[at] = int32(len(ids) + 1)
			}
			memory = ids[at]
		}
		return memory<<2 | int32(o.Encoding)
	}
	for i := range b.plan.Lifts {
		l := &b.plan.Lifts[i]
		l.ReturnOptions = options(&l.Options)
	}
	for i := range b.plan.Trampolines {
		if t := &b.plan.Trampolines[i]; t.Kind == Builtin && t.Canon.Op == component.CanonTaskReturn {
			t.ReturnOptions = options(&t.Options)
		}
	}
}

// coreExport names an export of a core instance.
type coreExport struct {
	instance CoreInstanceID
	name     string
}

// definition follows a memory that a core module imports and exports again to the one
// that defines it, as far as the modules are embedded.
func (b *builder) definition(x coreExport) coreExport {
	for {
		def, ok := b.imported(x)
		if !ok {
			return x
		}
		x = def
	}
}

// imported gives what stands behind an exported memory that is an import of its module.
func (b *builder) imported(x coreExport) (coreExport, bool) {
	ref := b.plan.CoreInstances[x.instance].Module
	if ref.Module < 0 {
		return x, false
	}
	t := b.plan.Modules[ref.Module].Type
	e, _ := t.Export(x.name)
	index := uint32(0)
	for _, imp := range t.Imports {
		if imp.Type.Kind != wasmcode.KindMemory {
			continue
		}
		if index == e.Index {
			return b.argument(x.instance, imp)
		}
		index++
	}
	return x, false
}

// argument finds what a core instance was given for an import.
func (b *builder) argument(id CoreInstanceID, imp wasmcode.Import) (coreExport, bool) {
	for i := range b.plan.Steps {
		s := &b.plan.Steps[i]
		if s.Kind != StepInstantiate || s.Core != id {
			continue
		}
		for _, a := range s.Args {
			if a.Module == imp.Module && a.Name == imp.Name {
				return coreExport{a.Def.Instance, a.Def.Name}, true
			}
		}
	}
	return coreExport{}, false
}
