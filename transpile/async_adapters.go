package transpile

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes how a module comes by its adapters (adapters.go).

// adapter gives the function of a trampoline in the adapters, "" if JavaScript has to
// do it.
func (g *generator) adapter(t *plan.Trampoline) string {
	a := g.async
	if a.adapters == nil {
		a.adapters = buildAdapters(g.plan)
		a.adaptersVar = g.inst.take("adapters")
		for _, t := range a.adapters.types {
			g.endType(t)
		}
		for _, t := range a.adapters.options {
			a.optionGlobals = append(a.optionGlobals, optionGlobal{
				name: g.inst.take("options-global"), memory: g.memoryOption(t.Instance, &t.Options),
			})
		}
		for _, t := range a.adapters.events {
			g.core(*t.Memory, "memory")
		}
	}
	if !a.adapters.trampolines[t.ID] {
		return ""
	}
	return a.adaptersVar + "." + adapterName(t)
}

// optionGlobal is a global of the adapters, which gets the number of a memory when that
// is there.
type optionGlobal struct{ name, memory string }

// writeAdapters writes the instance of the adapters.
func (g *generator) writeAdapters(w *writer) {
	a := g.async
	if a.adapters == nil {
		return
	}
	for _, o := range a.optionGlobals {
		w.line("const ", o.name, ` = new WebAssembly.Global({ value: "i32", mutable: true }, 0);`)
	}
	w.line("// Built-ins that need no JavaScript, by the numbers that `jco-go plan` prints.")
	w.line("const ", a.adaptersVar, " = ", runtimeVar, ".adapters(", quote(base64.StdEncoding.EncodeToString(a.adapters.module)), ", {")
	for _, name := range a.adapters.ids {
		value := ""
		switch {
		case strings.HasPrefix(name, "instance"):
			id, _ := strconv.Atoi(strings.TrimPrefix(name, "instance"))
			value = g.instance(plan.InstanceID(id)) + ".id"
		case strings.HasPrefix(name, "type"):
			n, _ := strconv.Atoi(strings.TrimPrefix(name, "type"))
			value = g.endType(a.adapters.types[n]) + ".id"
		case strings.HasPrefix(name, "options"):
			n, _ := strconv.Atoi(strings.TrimPrefix(name, "options"))
			value = a.optionGlobals[n].name
		default:
			continue // the driver knows the others
		}
		w.line("  ", name, ": ", value, ",")
	}
	w.line("}, {")
	for _, t := range a.adapters.events {
		w.line("  event", strconv.Itoa(int(t.ID)), ": ", runtimeVar, ".builtins.event(() => ", g.core(*t.Memory, "memory"), "),")
	}
	for _, t := range a.adapters.buffers {
		w.line("  buffer", strconv.Itoa(int(t.ID)), ": ", runtimeVar, ".builtins.buffer(", g.endType(t.StreamType), ", () => ", g.memoryOption(t.Instance, &t.Options), "),")
	}
	w.line("});")
	w.line()
}
