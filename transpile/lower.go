package transpile

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the core functions behind which the host's functions are
// (CanonicalABI.md, canon lower). Nothing is thrown out of them: what goes wrong
// ends the guest by abort.

// hasBorrowAndOwn reports whether the parameters of a function hold both: only
// then can a handle be lent and given away in one call to the host.
func hasBorrowAndOwn(g *generator, ft *component.FuncType) bool {
	borrow, own := false, false
	for _, p := range ft.Params {
		borrow = borrow || p.Type.HasBorrow()
		own = own || g.hasOwn(p.Type)
	}
	return borrow && own
}

func (g *generator) writeLowerImport(w *writer, t *plan.Trampoline, name string) {
	if g.async != nil {
		g.writeAsyncLowerImport(w, t, name)
		return
	}
	imp := &g.plan.Imports[t.Import]
	where := importName(imp) + ": " + g.plan.FuncString(t.Type)
	sig := g.layouts.Signature(t.Type, canon.Lower, canon.Options{Encoding: t.Options.Encoding})
	f := &fn{g: g, w: w, scope: g.inst.child()}
	s := g.side(t.Instance, &t.Options)
	s.host = true
	params := make([]string, len(t.CoreType.Params))
	for i := range params {
		params[i] = f.scope.take("a" + itoa(uint32(i)))
	}
	w.line("// import ", lineComment(where))
	f.block("function "+name+"("+join(params)+") {", func() {
		f.block("try {", func() {
			f.mayLeave(t.Instance)
			if s.cx != "" {
				w.line(s.cx, ".bytes.length || ", f.use("refresh"), "(", s.cx, ");")
			}
			if hasBorrowAndOwn(g, t.Type) {
				s.lent = f.temp("lent")
				w.line("const ", s.lent, " = [];")
			}
			args := f.liftParams(s, sig, params)
			f.callHost(s, sig, imp, args, params)
		}, "} catch (e) {")
		w.line("  ", f.use("abort"), "(e, ", quote(where), ");")
		w.line("}")
	}, "}")
}

// liftParams lifts the parameters of an import, in order.
func (f *fn) liftParams(s *side, sig *canon.Signature, params []string) []string {
	types := sig.Type.Params
	args := make([]string, len(types))
	var p addr
	if sig.ParamsSpill {
		p = addr{f.constant("ptr", f.use("checkPointer")+"("+s.cx+", "+params[0]+", "+itoa(sig.Params.Align)+", "+itoa(sig.Params.Size)+")"), 0}
	}
	for i, param := range types {
		field := &sig.Params.Fields[i]
		if sig.ParamsSpill {
			args[i] = f.load(s, param.Type, p.at(field.Offset))
		} else {
			args[i] = f.liftFlat(s, param.Type, params[field.Flat:])
		}
	}
	return args
}

// callHost writes the call of the host's function and the lowering of its result.
func (f *fn) callHost(s *side, sig *canon.Signature, imp *plan.Import, args, params []string) {
	t := sig.Type.Result
	f.checkMethod(imp, args)
	done := func() {
		if s.lent != "" {
			f.w.line(f.use("returnLent"), "(", s.lent, ");")
		}
	}
	if t == nil {
		f.w.line(f.hostCall(imp, sig.Type.Params, args), ";")
		done()
		return
	}
	failed, ret := "", f.temp("ret")
	if t.Kind == component.KindResult {
		for i, a := range args {
			args[i] = f.constant("arg", a)
		}
		failed = f.temp("failed")
		f.w.line("let ", failed, " = false;")
		f.w.line("let ", ret, ";")
		f.block("try {", func() { f.w.line(ret, " = ", f.hostCall(imp, sig.Type.Params, args), ";") }, "} catch (e) {")
		f.w.line("  ", failed, " = true;")
		f.w.line("  ", ret, " = ", f.use("errorPayload"), "(e);")
		f.w.line("}")
		// As in jco, a host may also return the result itself.
		f.block("if (!"+failed+" && "+f.use("isResult")+"("+ret+")) {", func() {
			f.w.line(failed, " = ", ret, `.tag === "err";`)
			f.w.line(ret, " = ", ret, ".val;")
		}, "}")
	} else {
		f.w.line("const ", ret, " = ", f.hostCall(imp, sig.Type.Params, args), ";")
	}
	done()
	l := sig.Result
	var p addr
	if sig.ResultSpill {
		out := params[len(sig.ParamsFlat)]
		p = addr{f.constant("out", f.use("checkPointer")+"("+s.cx+", "+out+", "+itoa(l.Align)+", "+itoa(l.Size)+")"), 0}
	}
	switch {
	case failed != "" && sig.ResultSpill:
		for i, head := range []string{"if (!" + failed + ") {", "else {"} {
			f.block(head, func() {
				f.storeUint(s, l.DiscSize, itoa(uint32(i)), p)
				if c := l.Cases[i]; c.Layout != nil {
					f.store(s, c.Type, ret, p.at(l.PayloadOffset), newPath([]string{"result", "error"}[i]))
				}
			}, "}")
		}
	case failed != "":
		f.w.line("return ", failed, " ? 1 : 0;")
	case sig.ResultSpill:
		f.store(s, t, ret, p, newPath("result"))
	default:
		f.w.line("return ", f.lowerFlat(s, t, ret, newPath("result"), false)[0], ";")
	}
}
