package transpile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// This file writes the import objects of core modules. The modules of a program
// that was linked from libraries import hundreds of items of each other; whole
// exports objects are written in their place where the names agree.

// argDef is an import of a core module, with the expression that satisfies it.
type argDef struct {
	module, name, expr string
	def                plan.CoreDef
}

// stepArgs writes the trampolines of all steps, and gives the imports of each
// step's core module.
func (g *generator) stepArgs() [][]argDef {
	out := make([][]argDef, len(g.plan.Steps))
	for i := range g.plan.Steps {
		for _, a := range g.plan.Steps[i].Args {
			arg := argDef{module: a.Module, name: a.Name, def: a.Def}
			if a.Def.Trampoline != plan.None {
				arg.expr = g.trampoline(a.Def.Trampoline)
			} else {
				arg.expr = g.exportsVar(a.Def.Instance) + member(a.Def.Name)
			}
			out[i] = append(out[i], arg)
		}
	}
	return out
}

// writeImportObject writes the properties of a core module's import object.
func (g *generator) writeImportObject(w *writer, args []argDef) {
	var modules []string
	byModule := map[string][]argDef{}
	seen := map[[2]string]bool{}
	for _, a := range args {
		if byModule[a.module] == nil {
			modules = append(modules, a.module)
		}
		if key := [2]string{a.module, a.name}; !seen[key] {
			seen[key] = true
			byModule[a.module] = append(byModule[a.module], a)
		}
	}
	w.indent++
	for _, m := range modules {
		spreads, rest := g.spreadExports(byModule[m])
		if len(spreads) == 1 && len(rest) == 0 {
			w.line(propertyKey(m), ": ", g.spreadExpr(spreads[0]), ",")
			continue
		}
		w.block(propertyKey(m)+": {", func() {
			for _, s := range spreads {
				w.line("...", g.spreadExpr(s), ",")
			}
			for _, a := range rest {
				w.line(propertyKey(a.name), ": ", a.expr, ",")
			}
		}, "},")
	}
	w.indent--
}

// spread is the exports of a core instance in an import object: all of them,
// or those whose names begin with a prefix, which is taken off.
type spread struct {
	from   plan.CoreInstanceID
	prefix string
}

// minSpread is the number of imports that are worth a spread, maxSpreads the
// number of spreads in one object.
const minSpread, maxSpreads = 3, 8

// spreadExports finds the spreads that satisfy most of the imports of one
// module, and lists the imports that they leave. What a spread brings besides is
// looked at by nobody, unless it hides what an earlier one brought.
func (g *generator) spreadExports(args []argDef) (spreads []spread, rest []argDef) {
	use := map[spread]int{}
	of := make([]spread, len(args))
	for i, a := range args {
		of[i] = spread{from: plan.None}
		if prefix, ok := strings.CutSuffix(a.def.Name, a.name); ok && a.def.Trampoline == plan.None {
			of[i] = spread{a.def.Instance, prefix}
			use[of[i]]++
		}
	}
	for s, n := range use {
		if n == len(args) && s.prefix == "" {
			return []spread{s}, nil
		}
		if n >= minSpread && g.exportsOfModule(s.from) != nil {
			spreads = append(spreads, s)
		}
	}
	for {
		// The one with the most comes last, where nothing hides its names.
		slices.SortFunc(spreads, func(a, b spread) int {
			return cmp.Or(use[a]-use[b], cmp.Compare(a.from, b.from), cmp.Compare(a.prefix, b.prefix))
		})
		spreads = spreads[max(0, len(spreads)-maxSpreads):]
		clear(use)
		rest = nil
		for i, a := range args {
			last := spread{from: plan.None}
			for _, s := range spreads {
				if _, ok := g.exportsOfModule(s.from).Export(s.prefix + a.name); ok {
					last = s
				}
			}
			if last == of[i] && last.from != plan.None {
				use[last]++
			} else {
				rest = append(rest, a)
			}
		}
		n := len(spreads)
		spreads = slices.DeleteFunc(spreads, func(s spread) bool { return use[s] < minSpread })
		if len(spreads) == n {
			return spreads, rest
		}
	}
}

// exportsOfModule gives the type of a core instance's module, nil if the host
// gives the module: then nobody knows what else it exports.
func (g *generator) exportsOfModule(id plan.CoreInstanceID) *wasmcode.ModuleType {
	if m := g.plan.CoreInstances[id].Module.Module; m != plan.None {
		return g.plan.Modules[m].Type
	}
	return nil
}

func (g *generator) spreadExpr(s spread) string {
	if s.prefix == "" {
		return g.exportsVar(s.from)
	}
	return g.use("exportsBehind") + "(" + g.exportsVar(s.from) + ", " + quote(s.prefix) + ")"
}
