package transpile

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the exports of a module with the async runtime: a JavaScript
// function, and the pair of functions that lower its arguments and lift its
// result when the core says so.

// asyncExport reports whether an exported function returns a promise: it is async, or chosen to.
func (g *generator) asyncExport(l *plan.Lift) bool {
	return l.Type.Async || g.chosen[l.ID]
}

// writeAsyncLift writes the JavaScript function for a lift.
func (g *generator) writeAsyncLift(w *writer, l *plan.Lift, m memberForm) {
	ft := l.Type
	where := l.Name + ": " + g.plan.FuncString(ft)
	pair := g.hostPair(l, m)
	f := &fn{g: g, w: w, scope: g.inst.child()}
	labels := make([]string, len(ft.Params))
	for i, p := range ft.Params {
		labels[i] = p.Name
	}
	params := make([]string, 0, len(ft.Params)+1)
	for _, name := range paramNames(labels) {
		params = append(params, f.scope.take(name))
	}
	args := append([]string(nil), params...)
	shown := params
	if m.self && len(params) > 0 {
		args[0], shown = "this", params[1:]
	}
	call := ""
	switch {
	case m.class != nil:
		call = runtimeVar + ".callSync(" + pair + ", [" + join(args) + "], this)"
	case g.asyncExport(l):
		options := f.temp("options")
		shown = append(shown[:len(shown):len(shown)], options)
		call = runtimeVar + ".call(" + pair + ", [" + join(args) + "], " + options + ")"
	default:
		call = runtimeVar + ".callSync(" + pair + ", [" + join(args) + "])"
	}
	w.line("// ", lineComment(where))
	body := f.traced(l.Name, ft.Params, params, m.self, func() {
		if m.class != nil {
			w.line(call, ";")
		} else {
			w.line("return ", call, ";")
		}
	})
	f.block(m.head+"("+join(shown)+") {", func() {
		if m.class != nil {
			w.line("if (arguments[0] === ", m.class.key, ") return;")
		}
		body()
	}, "}")
}

// hostPair writes the pair of a lift that the host calls, and gives its variable.
func (g *generator) hostPair(l *plan.Lift, m memberForm) string {
	lift := g.liftObject(l.ID)
	last := lastPart(l.Name)
	if last == "" {
		last = "function"
	}
	name := g.inst.take("call-" + last)
	out := g.lifted.sub()
	f := &fn{g: g, w: out, scope: g.inst.child()}
	f.scope.reserve("call")
	s := g.side(l.Instance, &l.Options)
	s.host = true
	s.scope = "call.task"
	sig := g.layouts.Signature(l.Type, canon.Lift, liftSignature(l))
	out.line("const ", name, " = {")
	out.indent++
	out.line("lift: ", lift, ",")
	stack := g.stackOf(g.onStack(l))
	if !g.asyncExport(l) || m.class != nil {
		stack = "false" // a sync function returns before anything else happens
	}
	out.line("stack: ", stack, ",")
	f.block("start(call) {", func() {
		args := f.lowerAsyncParams(s, sig)
		f.w.line("call.running = true;")
		if stack == "false" {
			f.w.line("return ", g.core(l.Core, "core-"+last), "(", join(args), ");")
		} else {
			f.w.line("return ", g.callCore(l, args), ";")
		}
	}, "},")
	if m.class != nil {
		s.self = "call.self"
	}
	out2 := *s
	out2.scope = ""
	f.scope = g.inst.child()
	f.scope.reserve("call")
	g.writeReturned(f, &out2, l, sig, func(t *component.ValType, from source) { f.settle(&out2, t, from) })
	out.indent--
	out.line("};")
	g.lifted.add(out)
	return name
}

func liftSignature(l *plan.Lift) canon.Options {
	return canon.Options{Encoding: l.Options.Encoding, Async: l.Options.Async, Callback: l.Options.Callback != nil}
}

// source is where the parts of a value are: on the stack, or in memory.
type source struct {
	flat []string
	at   addr
}

func (s source) inMemory() bool { return s.flat == nil }

// writeReturned writes the method of a pair that gets the result: `result` for
// a function lifted synchronously, `returned` for what task.return gives.
func (g *generator) writeReturned(f *fn, s *side, l *plan.Lift, sig *canon.Signature, done func(t *component.ValType, from source)) {
	t := l.Type.Result
	if !l.Options.Async {
		f.block("result(call, returned) {", func() {
			if t == nil {
				done(nil, source{})
				return
			}
			if s.cx != "" {
				f.fresh(s)
			}
			if sig.ResultSpill {
				layout := sig.Result
				p := f.constant("ptr", f.use("checkPointer")+"("+s.cx+", returned, "+itoa(layout.Align)+", "+itoa(layout.Size)+")")
				done(t, source{at: addr{p, 0}})
			} else {
				done(t, source{flat: []string{"returned"}})
			}
		}, "},")
		return
	}
	params := []string{"call"}
	var flat []string
	spill := false
	if t != nil {
		n := sig.Result.FlatLen
		if spill = n > canon.MaxFlatParams; spill {
			n = 1
		}
		for range n {
			flat = append(flat, f.temp("a"))
		}
		params = append(params, flat...)
	}
	f.block("returned("+join(params)+") {", func() {
		if t == nil {
			done(nil, source{})
			return
		}
		if s.cx != "" {
			f.fresh(s)
		}
		if spill {
			layout := sig.Result
			p := f.constant("ptr", f.use("checkPointer")+"("+s.cx+", "+flat[0]+", "+itoa(layout.Align)+", "+itoa(layout.Size)+")")
			done(t, source{at: addr{p, 0}})
		} else {
			done(t, source{flat: flat})
		}
	}, "},")
}

// lowerAsyncParams lowers the arguments of a call of the host's.
func (f *fn) lowerAsyncParams(s *side, sig *canon.Signature) []string {
	types := sig.Type.Params
	labels := make([]string, len(types))
	owns := false
	for i, p := range types {
		labels[i] = p.Name
		owns = owns || f.g.hasOwn(p.Type) || hasEnd(p.Type)
	}
	names := paramNames(labels)
	values := make([]string, len(types))
	for i, name := range names {
		values[i] = f.temp(name)
		f.w.line("const ", values[i], " = call.args[", itoa(uint32(i)), "];")
	}
	if owns {
		f.w.line(componentVar, ".lowering(call);")
	}
	var args []string
	if s.cx != "" {
		f.fresh(s)
	}
	if sig.ParamsSpill {
		ptr := f.constant("ptr", f.use("alloc")+"("+s.cx+", "+itoa(sig.Params.Align)+", "+itoa(sig.Params.Size)+")")
		for i, p := range types {
			f.store(s, p.Type, values[i], addr{ptr, sig.Params.Fields[i].Offset}, newPath(names[i]))
		}
		args = []string{ptr}
	} else {
		// Scalars first: a call that cannot be made should not have run anything.
		scalars := make([][]string, len(types))
		for i, p := range types {
			if p.Type.Kind == component.KindString {
				f.w.line("typeof ", values[i], ` === "string" || `, f.bad(newPath(names[i]), p.Type, values[i]), ";")
			} else if flat, ok := f.lowerScalar(p.Type, values[i], newPath(names[i])); ok {
				scalars[i] = []string{flat}
			}
		}
		for i, p := range types {
			flat := scalars[i]
			if flat == nil {
				flat = f.lowerFlat(s, p.Type, values[i], newPath(names[i]), true)
			}
			args = append(args, flat...)
		}
	}
	if owns {
		f.w.line(componentVar, ".lowered(call);")
	}
	return args
}

// settle lifts a result for the host and ends its call with it.
func (f *fn) settle(s *side, t *component.ValType, from source) {
	if t == nil {
		f.w.line("call.settle();")
		return
	}
	if t.Kind != component.KindResult {
		value := ""
		if from.inMemory() {
			value = f.load(s, t, from.at)
		} else {
			value = f.liftFlat(s, t, from.flat)
		}
		f.w.line("call.settle(", value, ");")
		return
	}
	l := f.g.layouts.Of(t)
	disc := ""
	if from.inMemory() {
		disc = loadUint(s, l.DiscSize, from.at)
	} else {
		disc = from.flat[0]
	}
	f.switchCases(disc, l, func(i int) {
		value := ""
		if l.Cases[i].Layout != nil {
			if from.inMemory() {
				value = f.load(s, l.Cases[i].Type, from.at.at(l.PayloadOffset))
			} else {
				value = f.liftFlat(s, l.Cases[i].Type, f.fromSlots(l, i, from.flat))
			}
		}
		f.w.line("call.", []string{"settle", "settleError"}[i], "(", value, ");")
	})
}
