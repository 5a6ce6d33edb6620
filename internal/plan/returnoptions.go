package plan

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// findReturnOptions numbers the canon options that a task.return must share with the lift
// of its task (CanonicalABI.md, LiftOptions): memory and string encoding.
func (b *builder) findReturnOptions() {
	ids := map[coreExport]int32{}
	d := &definitions{b: b, steps: map[CoreInstanceID]*Step{}, known: map[coreExport]coreExport{}}
	for i := range b.plan.Steps {
		if s := &b.plan.Steps[i]; s.Kind == StepInstantiate {
			d.steps[s.Core] = s
		}
	}
	options := func(o *Options) int32 {
		memory := int32(0)
		if o.Memory != nil {
			at := d.of(coreExport{o.Memory.Instance, o.Memory.Name})
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

// definitions finds what defines exported memories.
type definitions struct {
	b     *builder
	steps map[CoreInstanceID]*Step // what made each core instance
	known map[coreExport]coreExport
}

// of follows a memory that a core module imports and exports again to the one
// that defines it, as far as the modules are embedded.
func (d *definitions) of(x coreExport) coreExport {
	var way []coreExport
	def, known := d.known[x]
	for !known {
		way = append(way, x)
		next, ok := d.imported(x)
		if !ok {
			def = x
			break
		}
		x = next
		def, known = d.known[x]
	}
	for _, x := range way {
		d.known[x] = def
	}
	return def
}

// imported gives what stands behind an exported memory that is an import of its module.
func (d *definitions) imported(x coreExport) (coreExport, bool) {
	ref := d.b.plan.CoreInstances[x.instance].Module
	if ref.Module < 0 {
		return x, false
	}
	t := d.b.plan.Modules[ref.Module].Type
	e, _ := t.Export(x.name)
	index := uint32(0)
	for _, imp := range t.Imports {
		if imp.Type.Kind != wasmcode.KindMemory {
			continue
		}
		if index == e.Index {
			return d.argument(x.instance, imp)
		}
		index++
	}
	return x, false
}

// argument finds what a core instance was given for an import.
func (d *definitions) argument(id CoreInstanceID, imp wasmcode.Import) (coreExport, bool) {
	if s := d.steps[id]; s != nil {
		for _, a := range s.Args {
			if a.Module == imp.Module && a.Name == imp.Name {
				return coreExport{a.Def.Instance, a.Def.Name}, true
			}
		}
	}
	return coreExport{}, false
}
