package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// This file writes the calls of one component by another in a module with the
// async runtime, every pairing of synchronous and asynchronous lifts and lowers.

func (g *generator) writeAsyncLowerLift(w *writer, t *plan.Trampoline, name string) {
	l := &g.plan.Lifts[t.Lift]
	where := l.Name + ": " + g.plan.FuncString(t.Type)
	w.line("// call from ", lineComment(g.plan.Instances[t.Instance].Path), ": ", lineComment(where))
	if t.Reenters {
		w.line("const ", name, " = ", runtimeVar, ".builtins.reenters();")
		return
	}
	lift := g.liftObject(t.Lift)
	in := g.layouts.Signature(t.Type, canon.Lower, canon.Options{Encoding: t.Options.Encoding, Async: t.Options.Async})
	out := g.layouts.Signature(l.Type, canon.Lift, liftSignature(l))
	caller, callee := g.side(t.Instance, &t.Options), g.side(l.Instance, &l.Options)
	caller.lent, callee.scope = "call.sub", "call.task"
	pair := g.inst.take(name + "-pair")
	f := &fn{g: g, w: w, scope: g.inst.child()}
	f.scope.reserve("call")
	w.line("const ", pair, " = {")
	w.indent++
	w.line("lift: ", lift, ",")
	w.line("stack: ", g.stackOf(g.onStack(l)), ",")
	w.line("async: ", strconv.FormatBool(t.Options.Async), ",")
	f.block("start(call) {", func() {
		params := make([]string, len(in.ParamsFlat))
		for i := range params {
			params[i] = f.constant("a"+itoa(uint32(i)), "call.args["+itoa(uint32(i))+"]")
		}
		args := f.copyAsyncParams(caller, callee, in, out, params)
		w.line("call.running = true;")
		w.line("return ", g.callCore(l, args), ";")
	}, "},")
	f.scope = g.inst.child()
	f.scope.reserve("call")
	from, to := f.noBorrows(callee), f.noBorrows(caller)
	g.writeReturned(f, from, l, out, func(rt *component.ValType, src source) {
		switch {
		case rt == nil:
		case in.ResultSpill:
			f.fresh(to)
			q := f.constant("to", f.use("checkTuple")+"("+to.cx+", call.args["+strconv.Itoa(len(in.ParamsFlat))+"] >>> 0, "+itoa(in.Result.Align)+", "+itoa(in.Result.Size)+")")
			if src.inMemory() {
				f.copy(from, to, rt, src.at, addr{q, 0})
			} else {
				f.rawStore(to, rt, f.passFlat(from, to, rt, src.flat), addr{q, 0})
			}
		default:
			f.fresh(to)
			flat := src.flat
			if src.inMemory() {
				flat = f.rawLoad(from, rt, src.at)
			}
			w.line("call.value = ", f.passFlat(from, to, rt, flat)[0], ";")
		}
	})
	w.indent--
	w.line("};")
	g.waiting(w, name, runtimeVar+".builtins.lower("+pair+", "+caller.inst+")", t.CoreType)
}

// copyAsyncParams copies arguments. Unlike in copyParams one side may have them
// in memory and the other not: an asynchronous lower passes less on the stack.
func (f *fn) copyAsyncParams(caller, callee *side, in, out *canon.Signature, params []string) []string {
	f.fresh(caller)
	f.fresh(callee)
	types := in.Type.Params
	p := ""
	if in.ParamsSpill {
		p = f.constant("ptr", f.use("checkTuple")+"("+caller.cx+", "+params[0]+" >>> 0, "+itoa(in.Params.Align)+", "+itoa(in.Params.Size)+")")
	}
	if out.ParamsSpill {
		q := f.constant("args", f.use("place")+"("+callee.cx+", 0, 0, "+itoa(out.Params.Align)+", "+itoa(out.Params.Size)+`, "memory")`)
		for i := range types {
			f.copy(caller, callee, types[i].Type, addr{p, in.Params.Fields[i].Offset}, addr{q, out.Params.Fields[i].Offset})
		}
		return []string{q}
	}
	var args []string
	for i := range types {
		var flat []string
		if in.ParamsSpill {
			flat = f.rawLoad(caller, types[i].Type, addr{p, in.Params.Fields[i].Offset})
		} else {
			flat = params[in.Params.Fields[i].Flat:]
		}
		args = append(args, f.passFlat(caller, callee, types[i].Type, flat)...)
	}
	return args
}

// rawLoad reads the flat values of a value in memory as they are: nothing is checked.
func (f *fn) rawLoad(s *side, t *component.ValType, p addr) []string {
	get := func(method string) []string {
		return []string{f.constant("flat", s.cx+".view.get"+method+"("+p.String()+", true)")}
	}
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindString, component.KindList, component.KindMap:
		return []string{f.constant("flat", s.cx+".view.getInt32("+p.String()+", true)"), f.constant("flat", s.cx+".view.getInt32("+p.at(4).String()+", true)")}
	case component.KindS64, component.KindU64:
		return get("BigInt64")
	case component.KindF32:
		return get("Float32")
	case component.KindF64:
		return get("Float64")
	case component.KindRecord, component.KindTuple:
		var flat []string
		for _, field := range l.Fields {
			flat = append(flat, f.rawLoad(s, field.Type, p.at(field.Offset))...)
		}
		return flat
	case component.KindFixedList:
		var flat []string
		for i := range t.Len {
			flat = append(flat, f.rawLoad(s, t.Elem, p.at(i*l.Elem.Size))...)
		}
		return flat
	case component.KindVariant, component.KindOption, component.KindResult:
		disc := f.constant("discriminant", loadUint(s, l.DiscSize, p))
		flat := []string{disc}
		for _, core := range l.Flat[1:] {
			flat = append(flat, f.slot(core))
		}
		f.eachCase(disc, l, func(i int) {
			f.intoSlots(l, i, f.rawLoad(s, l.Cases[i].Type, p.at(l.PayloadOffset)), flat)
		})
		return flat
	}
	switch l.Size {
	case 1, 2:
		return []string{f.constant("flat", loadUint(s, l.Size, p))}
	}
	return get("Int32")
}

// rawStore stores flat values.
func (f *fn) rawStore(s *side, t *component.ValType, flat []string, p addr) {
	set := func(method string) {
		f.w.line(s.cx, ".view.set", method, "(", p.String(), ", ", flat[0], ", true);")
	}
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindString, component.KindList, component.KindMap:
		f.storeUint(s, 4, flat[0], p)
		f.storeUint(s, 4, flat[1], p.at(4))
	case component.KindS64, component.KindU64:
		set("BigInt64")
	case component.KindF32:
		set("Float32")
	case component.KindF64:
		set("Float64")
	case component.KindRecord, component.KindTuple:
		for _, field := range l.Fields {
			f.rawStore(s, field.Type, flat[field.Flat:], p.at(field.Offset))
		}
	case component.KindFixedList:
		for i := range t.Len {
			f.rawStore(s, t.Elem, flat[int(i)*l.Elem.FlatLen:], p.at(i*l.Elem.Size))
		}
	case component.KindVariant, component.KindOption, component.KindResult:
		disc := f.constant("discriminant", flat[0])
		f.storeUint(s, l.DiscSize, disc, p)
		f.eachCase(disc, l, func(i int) {
			f.rawStore(s, l.Cases[i].Type, f.fromSlots(l, i, flat), p.at(l.PayloadOffset))
		})
	default:
		f.storeUint(s, l.Size, flat[0], p)
	}
}

// slot declares a variable for a flat value.
func (f *fn) slot(core wasmcode.ValType) string {
	name, zero := f.temp("flat"), " = 0;"
	if core == wasmcode.I64 {
		zero = " = 0n;"
	}
	f.w.line("let ", name, zero)
	return name
}

// eachCase writes a switch over those cases of a variant that have a payload.
func (f *fn) eachCase(disc string, l *canon.Layout, body func(i int)) {
	f.block("switch ("+disc+") {", func() {
		for i, c := range l.Cases {
			if c.Layout == nil {
				continue
			}
			f.block("case "+strconv.Itoa(i)+": {", func() {
				body(i)
				f.w.line("break;")
			}, "}")
		}
	}, "}")
}
