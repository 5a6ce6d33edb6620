package transpile

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the functions that the component exports (CanonicalABI.md,
// canon lift). The state of the root instance guards them: entered is 0 while
// nothing runs, 1 while arguments are lowered, 2 while the guest's code runs and
// for ever after a trap.

// isScalar reports whether a parameter of type t is checked and lowered
// without running code of the user's or the guest's.
func isScalar(t *component.ValType) bool {
	return t.Kind <= component.KindString || t.Kind == component.KindEnum
}

// hasPureLift reports whether lifting t from core values cannot fail.
func hasPureLift(t *component.ValType) bool { return t.Kind <= component.KindF64 }

// memberForm is what a lifted function is in JavaScript.
type memberForm struct {
	head  string // "function add", "inc", "static merge", "constructor"
	self  bool   // the first parameter is `this`
	class *class // of a constructor
}

// writeLift writes the JavaScript function for a lift.
func (g *generator) writeLift(w *writer, l *plan.Lift, m memberForm) {
	if g.async != nil {
		g.writeAsyncLift(w, l, m)
		return
	}
	ft := l.Type
	where := l.Name + ": " + g.plan.FuncString(ft)
	sig := g.layouts.Signature(ft, canon.Lift, canon.Options{Encoding: l.Options.Encoding})
	f := &fn{g: g, w: w, scope: g.inst.child()}
	s := g.side(l.Instance, &l.Options)
	s.host = true
	labels := make([]string, len(ft.Params))
	for i, p := range ft.Params {
		labels[i] = p.Name
	}
	names := paramNames(labels)
	params := make([]string, len(names))
	for i, name := range names {
		params[i] = f.scope.take(name)
	}
	shown := params
	if m.self && len(params) > 0 {
		shown = params[1:]
	}
	isResult := ft.Result != nil && ft.Result.Kind == component.KindResult
	failure := ""
	w.line("// ", lineComment(where))
	body := f.traced(l.Name, ft.Params, params, m.self, func() {
		if isResult {
			failure = f.temp("failure")
			w.line("let ", failure, ";")
		}
		f.block("try {", func() {
			if g.opts.TLACompat || g.opts.Instantiation != InstantiationNone {
				w.line(g.root(), ".entered && ", f.use("cannotEnterNow"), "(", g.root(), ");")
			} else {
				w.line(g.root(), ".entered && ", f.use("cannotEnter"), "(", g.root(), ");")
			}
			args := f.lowerParams(s, sig, params, names, m.self)
			f.callLift(s, sig, l, args, failure, m)
		}, "} catch (e) {")
		w.line("  throw ", f.use("fail"), "(e, ", g.root(), ", ", quote(where), ");")
		w.line("}")
		if isResult {
			if g.opts.NoComponentErrorWrapping {
				w.line("throw ", failure, ".payload;")
			} else {
				w.line("throw new ", f.use("ComponentError"), "(", failure, ".payload);")
			}
		}
	})
	f.block(m.head+"("+join(shown)+") {", func() {
		if m.class != nil {
			w.line("if (arguments[0] === ", m.class.key, ") return;")
		}
		body()
	}, "}")
}

// lowerParams lowers the parameters and gives the core arguments.
// The variables of the parameters are in params; messages call them by names.
func (f *fn) lowerParams(s *side, sig *canon.Signature, params, names []string, self bool) []string {
	g, types := f.g, sig.Type.Params
	simple, owns, borrows := !sig.ParamsSpill, false, false
	for _, p := range types {
		simple = simple && isScalar(p.Type)
		owns = owns || g.hasOwn(p.Type)
		borrows = borrows || g.needsScope(p.Type, s)
	}
	if borrows {
		s.scope = f.temp("scope")
		f.w.line("const ", s.scope, " = { borrows: 0 };")
	}
	if !simple {
		f.w.line(g.root(), ".entered = 1;")
	}
	value := func(i int) string {
		if i == 0 && self {
			return "this"
		}
		return params[i]
	}
	var args []string
	if sig.ParamsSpill {
		ptr := f.constant("ptr", f.use("alloc")+"("+s.cx+", "+itoa(sig.Params.Align)+", "+itoa(sig.Params.Size)+")")
		for i, p := range types {
			f.store(s, p.Type, value(i), addr{ptr, sig.Params.Fields[i].Offset}, newPath(names[i]))
		}
		args = []string{ptr}
	} else {
		scalars := make([][]string, len(types))
		for i, p := range types {
			if simple {
				if flat, ok := f.lowerScalar(p.Type, value(i), newPath(names[i])); ok {
					scalars[i] = []string{flat}
				}
			}
		}
		if simple {
			f.w.line(g.root(), ".entered = 2;")
		}
		for i, p := range types {
			flat := scalars[i]
			if flat == nil {
				flat = f.lowerFlat(s, p.Type, value(i), newPath(names[i]), simple)
			}
			args = append(args, flat...)
		}
	}
	if !simple {
		f.w.line(g.root(), ".entered = 2;")
	}
	if owns {
		f.w.line(g.rootWithMoves(), ".moved.length = 0;")
	}
	return args
}

// callLift writes the call of the core function and the lifting of its result.
func (f *fn) callLift(s *side, sig *canon.Signature, l *plan.Lift, args []string, failure string, m memberForm) {
	g, ft := f.g, sig.Type
	tracked := g.trackedOf(l.Enter)
	for _, v := range tracked {
		f.w.line(v, ".entered = 1;")
	}
	call := g.core(l.Core, "core-"+lastPart(l.Name)) + "(" + join(args) + ")"
	ret := ""
	if len(l.CoreType.Results) > 0 {
		ret = f.temp("ret")
		f.w.line("const ", ret, " = ", call, ";")
	} else {
		f.w.line(call, ";")
	}
	value := ""
	if ft.Result != nil {
		value = f.liftResult(s, sig, ret, failure, m)
		if m.class != nil && failure == "" {
			value = "" // the object is this
		} else if !hasPureLift(ft.Result) && failure == "" {
			value = f.constant("value", value)
		}
	}
	if s.scope != "" {
		f.w.line("if (", s.scope, ".borrows) ", f.trap("borrow handles still remain at the end of the call"), ";")
	}
	if l.Options.PostReturn != nil {
		g.needLeave(s.id)
		f.w.line(s.inst, ".mayLeave = false;")
		f.w.line(g.core(*l.Options.PostReturn, "post-"+lastPart(l.Name)), "(", ret, ");")
		f.w.line(s.inst, ".mayLeave = true;")
	}
	for _, v := range tracked {
		f.w.line(v, ".entered = 0;")
	}
	f.w.line(g.root(), ".entered = 0;")
	switch {
	case failure != "" && (value == "" || m.class != nil):
		f.w.line("if (!", failure, ") return;")
	case failure != "":
		f.w.line("if (!", failure, ") return ", value, ";")
	case value != "":
		f.w.line("return ", value, ";")
	}
}

// liftResult lifts the result. Of a result type it gives the ok value, and puts
// the error into failure.
func (f *fn) liftResult(s *side, sig *canon.Signature, ret, failure string, m memberForm) string {
	t := sig.Type.Result
	if m.class != nil {
		s.self = "this"
	}
	if sig.ResultSpill || s.cx != "" && !hasPureLift(t) {
		f.w.line(s.cx, ".bytes.length || ", f.use("refresh"), "(", s.cx, ");")
	}
	l := sig.Result
	var p addr
	if sig.ResultSpill {
		p = addr{f.constant("ptr", f.use("checkPointer")+"("+s.cx+", "+ret+", "+itoa(l.Align)+", "+itoa(l.Size)+")"), 0}
	}
	if failure == "" {
		if sig.ResultSpill {
			return f.load(s, t, p)
		}
		return f.liftFlat(s, t, []string{ret})
	}
	disc := ret
	if sig.ResultSpill {
		disc = loadUint(s, l.DiscSize, p)
	}
	payload := func(i int) string {
		if sig.ResultSpill {
			return f.load(s, l.Cases[i].Type, p.at(l.PayloadOffset))
		}
		return f.liftFlat(s, l.Cases[i].Type, f.fromSlots(l, i, []string{ret}))
	}
	value := ""
	if l.Cases[0].Layout != nil {
		value = f.temp("value")
		f.w.line("let ", value, ";")
	}
	f.switchCases(disc, l, func(i int) {
		switch {
		case i == 0 && value != "":
			f.w.line(value, " = ", payload(0), ";")
		case i == 1 && l.Cases[1].Layout != nil:
			f.w.line(failure, " = { payload: ", payload(1), " };")
		case i == 1:
			f.w.line(failure, " = { payload: undefined };")
		}
	})
	return value
}

// lastPart is the name of a function without its interface and brackets.
func lastPart(name string) string {
	if i := strings.LastIndexByte(name, '#'); i >= 0 {
		name = name[i+1:]
	}
	f := parseFuncName(name)
	switch {
	case f.kind == funcFree:
		return f.label
	case f.kind == funcConstructor:
		return "new-" + f.resource
	}
	return f.resource + "-" + f.label
}

// liftVar gives the name of the JavaScript function of a lift, which it writes
// at its first use.
func (g *generator) liftVar(id plan.LiftID) string {
	if name := g.lifts[id]; name != "" {
		return name
	}
	l := &g.plan.Lifts[id]
	goal := lastPart(l.Name)
	if goal == "" {
		goal = "function" + strconv.Itoa(int(id))
	}
	name := g.inst.take(goal)
	g.lifts[id] = name
	w := g.lifted.sub()
	g.writeLift(w, l, memberForm{head: "function " + name})
	w.line()
	g.lifted.add(w)
	return name
}
