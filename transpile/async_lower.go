package transpile

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the imports of a module with the async runtime. A host's
// function that answers at once costs no call of the core.

// asyncImport reports whether the function behind a lower may give a promise.
func (g *generator) asyncImport(t *plan.Trampoline) bool {
	return t.Type.Async || g.opts.choosesImport(importName(&g.plan.Imports[t.Import]))
}

func (g *generator) writeAsyncLowerImport(w *writer, t *plan.Trampoline, name string) {
	imp := &g.plan.Imports[t.Import]
	where := importName(imp) + ": " + g.plan.FuncString(t.Type)
	sig := g.layouts.Signature(t.Type, canon.Lower, canon.Options{Encoding: t.Options.Encoding, Async: t.Options.Async})
	s := g.side(t.Instance, &t.Options)
	s.host = true
	promise := g.asyncImport(t)
	borrows := false
	for _, p := range t.Type.Params {
		borrows = borrows || p.Type.HasBorrow()
	}
	borrows = borrows && (promise || hasBorrowAndOwn(g, t.Type))

	w.line("// import ", lineComment(where))
	answer := g.inst.take("answer-" + lastPart(imp.Path[len(imp.Path)-1]))
	g.writeAnswer(w, t, sig, s, answer)
	fn := ""
	if promise || borrows {
		fn = g.inst.take(name + "-function")
		w.line("const ", fn, " = {")
		w.line("  instance: ", s.inst, ",")
		w.line("  async: ", boolean(t.Options.Async), ",")
		w.line("  where: ", quote(where), ",")
		w.line("  lower: (call, value, failed) => ", answer, "(call.out, value, failed),")
		w.line("};")
	}
	g.writeHostCall(w, t, imp, sig, s, hostCallNames{name: name, answer: answer, fn: fn, where: where, promise: promise, borrows: borrows})
}

func boolean(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// hostCallNames are the names that writeHostCall needs.
type hostCallNames struct {
	name, answer, fn, where string
	promise, borrows        bool
}

// writeHostCall writes the core function that calls the host's. One that is
// lowered synchronously and may give a promise has two halves.
func (g *generator) writeHostCall(w *writer, t *plan.Trampoline, imp *plan.Import, sig *canon.Signature, s *side, n hostCallNames) {
	f := &fn{g: g, w: w, scope: g.inst.child()}
	params := make([]string, len(t.CoreType.Params))
	for i := range params {
		params[i] = f.scope.take("a" + itoa(uint32(i)))
	}
	waits := n.promise && !t.Options.Async
	goal := n.name
	if waits {
		goal = g.inst.take("begin-" + n.name)
	}
	out := "0"
	if sig.OutParam {
		out = params[len(sig.ParamsFlat)]
	}
	f.block("function "+goal+"("+join(params)+") {", func() {
		f.block("try {", func() {
			f.mayLeave(t.Instance)
			if s.cx != "" {
				f.fresh(s)
			}
			call := ""
			if n.borrows {
				call = f.temp("call")
				w.line("const ", call, " = ", runtimeVar, ".builtins.hostCall(", n.fn, ").begin();")
				s.lent = call + ".sub"
			}
			args := f.liftParams(s, sig, params)
			for i, a := range args {
				args[i] = f.constant("arg", a)
			}
			f.checkMethod(imp, args)
			options := ""
			all := args
			if n.promise && t.Type.Async && !g.opts.NoImportSignal {
				options = f.constant("options", runtimeVar+".builtins.importOptions()")
				all = append(args[:len(args):len(args)], options)
			}
			ret, failed := f.temp("ret"), "false"
			if r := t.Type.Result; r != nil && r.Kind == component.KindResult {
				failed = f.temp("failed")
				w.line("let ", failed, " = false;")
				w.line("let ", ret, ";")
				f.block("try {", func() { w.line(ret, " = ", f.hostCall(imp, t.Type.Params, all), ";") }, "} catch (e) {")
				w.line("  ", failed, " = true;")
				w.line("  ", ret, " = e;")
				w.line("}")
			} else {
				w.line("const ", ret, " = ", f.hostCall(imp, t.Type.Params, all), ";")
			}
			if n.promise {
				pending := call
				if pending == "" {
					pending = runtimeVar + ".builtins.hostCall(" + n.fn + ")"
				}
				given := out
				if options != "" {
					given += ", " + options
				}
				test := "if (typeof " + ret + `?.then === "function"`
				if failed != "false" {
					test += " && !" + failed
				}
				f.block(test+") {", func() {
					switch {
					case waits:
						w.line("return ", pending, ".waits(", ret, ", ", given, ");")
					default:
						w.line(pending, ".waits(", ret, ", ", given, ");")
						w.line("return ", runtimeVar, ".value;")
					}
				}, "}")
			}
			if call != "" {
				w.line(call, ".returned();")
			}
			lower := n.answer + "(" + out + ", " + ret + ", " + failed + ")"
			switch {
			case waits:
				w.line(runtimeVar, ".value = ", lower, ";")
				w.line("return 0;")
			case t.Options.Async:
				w.line(lower, ";")
				w.line("return 2; // RETURNED")
			case len(t.CoreType.Results) > 0:
				w.line("return ", lower, ";")
			default:
				w.line(lower, ";")
			}
		}, "} catch (e) {")
		w.line("  return ", runtimeVar, ".abortImport(e, ", quote(n.where), ");")
		w.line("}")
	}, "}")
	if waits {
		g.waiting(w, n.name, "{ begin: "+goal+", finish: () => "+runtimeVar+".value }", t.CoreType)
	}
}

// writeAnswer writes the function that lowers what a host's function answered:
// into memory at out, or as the flat value that it gives.
func (g *generator) writeAnswer(w *writer, t *plan.Trampoline, sig *canon.Signature, from *side, name string) {
	f := &fn{g: g, w: w, scope: g.inst.child()}
	f.scope.reserve("out", "ret", "failed")
	to := *from
	s := &to
	r := t.Type.Result
	f.block("function "+name+"(out, ret, failed) {", func() {
		if r == nil {
			w.line("if (failed) throw ret;")
			return
		}
		if s.cx != "" {
			f.fresh(s)
		}
		l := sig.Result
		place := func() addr {
			return addr{f.constant("ptr", f.use("checkPointer")+"("+s.cx+", out, "+itoa(l.Align)+", "+itoa(l.Size)+")"), 0}
		}
		if r.Kind != component.KindResult {
			w.line("if (failed) throw ret;")
			if sig.ResultSpill {
				f.store(s, r, "ret", place(), newPath("result"))
			} else {
				w.line("return ", f.lowerFlat(s, r, "ret", newPath("result"), false)[0], ";")
			}
			return
		}
		f.block("if (failed) {", func() { w.line("ret = ", f.use("errorPayload"), "(ret);") }, "} else if ("+f.use("isResult")+"(ret)) {")
		w.line("  failed = ret.tag === \"err\";")
		w.line("  ret = ret.val;")
		w.line("}")
		if !sig.ResultSpill {
			w.line("return failed ? 1 : 0;")
			return
		}
		p := place()
		for i, head := range []string{"if (!failed) {", "else {"} {
			f.block(head, func() {
				f.storeUint(s, l.DiscSize, itoa(uint32(i)), p)
				if c := l.Cases[i]; c.Layout != nil {
					f.store(s, c.Type, "ret", p.at(l.PayloadOffset), newPath([]string{"result", "error"}[i]))
				}
			}, "}")
		}
	}, "}")
}
