package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the calls of one component by another (a canon lower of a
// lifted function): values go from one memory to the other without becoming
// JavaScript values.

func (g *generator) writeLowerLift(w *writer, t *plan.Trampoline, name string) {
	if g.async != nil {
		g.writeAsyncLowerLift(w, t, name)
		return
	}
	l := &g.plan.Lifts[t.Lift]
	where := l.Name + ": " + g.plan.FuncString(t.Type)
	in := g.layouts.Signature(t.Type, canon.Lower, canon.Options{Encoding: t.Options.Encoding})
	out := g.layouts.Signature(l.Type, canon.Lift, canon.Options{Encoding: l.Options.Encoding})
	f := &fn{g: g, w: w, scope: g.inst.child()}
	caller, callee := g.side(t.Instance, &t.Options), g.side(l.Instance, &l.Options)
	params := make([]string, len(t.CoreType.Params))
	for i := range params {
		params[i] = f.scope.take("a" + itoa(uint32(i)))
	}
	w.line("// call from ", lineComment(g.plan.Instances[t.Instance].Path), ": ", lineComment(where))
	if t.Reenters {
		w.line("function ", name, "() {")
		w.line("  ", f.use("abortCall"), "(new ", f.use("Trap"), "(", quote("cannot enter component instance"), "));")
		w.line("}")
		return
	}
	f.block("function "+name+"("+join(params)+") {", func() {
		f.block("try {", func() {
			f.mayLeave(t.Instance)
			tracked := g.trackedOf(t.Enter)
			f.enter(tracked)
			borrows := false
			for _, p := range t.Type.Params {
				borrows = borrows || g.any(p.Type, func(u *component.ValType) bool { return u.Kind == component.KindBorrow })
				if callee.scope == "" && g.needsScope(p.Type, callee) {
					callee.scope = f.temp("scope")
					w.line("const ", callee.scope, " = { borrows: 0 };")
				}
			}
			if borrows {
				caller.lent = f.temp("lent")
				w.line("const ", caller.lent, " = [];")
			}
			args := f.copyParams(caller, callee, in, out, params)
			f.callCallee(caller, callee, in, out, l, args, params, tracked)
		}, "} catch (e) {")
		w.line("  ", f.use("abortCall"), "(e);")
		w.line("}")
	}, "}")
}

// fresh makes sure that the views of a context are those of its memory as it is now.
func (f *fn) fresh(s *side) {
	if s.cx != "" {
		f.w.line(s.cx, ".bytes.length || ", f.use("refresh"), "(", s.cx, ");")
	}
}

func (f *fn) copyParams(caller, callee *side, in, out *canon.Signature, params []string) []string {
	f.fresh(caller)
	f.fresh(callee)
	types := in.Type.Params
	if in.ParamsSpill {
		p := f.constant("ptr", f.use("checkTuple")+"("+caller.cx+", "+params[0]+" >>> 0, "+itoa(in.Params.Align)+", "+itoa(in.Params.Size)+")")
		q := f.constant("args", f.use("place")+"("+callee.cx+", 0, 0, "+itoa(out.Params.Align)+", "+itoa(out.Params.Size)+`, "memory")`)
		for i := range types {
			f.copy(caller, callee, types[i].Type, addr{p, in.Params.Fields[i].Offset}, addr{q, out.Params.Fields[i].Offset})
		}
		return []string{q}
	}
	var args []string
	for i := range types {
		args = append(args, f.passFlat(caller, callee, types[i].Type, params[in.Params.Fields[i].Flat:])...)
	}
	return args
}

func (f *fn) callCallee(caller, callee *side, in, out *canon.Signature, l *plan.Lift, args, params, tracked []string) {
	g, t := f.g, in.Type.Result
	ret := ""
	call := g.core(l.Core, "core-"+lastPart(l.Name)) + "(" + join(args) + ")"
	if len(l.CoreType.Results) > 0 {
		ret = f.temp("ret")
		f.w.line("const ", ret, " = ", call, ";")
	} else {
		f.w.line(call, ";")
	}
	result := ""
	if t != nil {
		if in.ResultSpill || t.HasResource() || !hasPureLift(t) {
			f.fresh(caller)
			f.fresh(callee)
		}
		if in.ResultSpill {
			p := f.constant("from", f.use("checkTuple")+"("+callee.cx+", "+ret+" >>> 0, "+itoa(out.Result.Align)+", "+itoa(out.Result.Size)+")")
			q := f.constant("to", f.use("checkTuple")+"("+caller.cx+", "+params[len(in.ParamsFlat)]+" >>> 0, "+itoa(in.Result.Align)+", "+itoa(in.Result.Size)+")")
			f.copy(f.noBorrows(callee), f.noBorrows(caller), t, addr{p, 0}, addr{q, 0})
		} else {
			result = f.constant("result", f.passFlat(f.noBorrows(callee), f.noBorrows(caller), t, []string{ret})[0])
		}
	}
	if callee.scope != "" {
		f.w.line("if (", callee.scope, ".borrows) ", f.trap("borrow handles still remain at the end of the call"), ";")
	}
	if l.Options.PostReturn != nil {
		g.needLeave(callee.id)
		f.w.line(callee.inst, ".mayLeave = false;")
		f.w.line(g.core(*l.Options.PostReturn, "post-"+lastPart(l.Name)), "(", ret, ");")
		f.w.line(callee.inst, ".mayLeave = true;")
	}
	f.left(tracked)
	if caller.lent != "" {
		f.w.line(f.use("returnLent"), "(", caller.lent, ");")
	}
	if result != "" {
		f.w.line("return ", result, ";")
	}
}

// noBorrows is s for a result, in which no borrows can be.
func (f *fn) noBorrows(s *side) *side {
	out := *s
	out.scope, out.lent = "", ""
	return &out
}

// isPlain reports whether every bit pattern of t is a value and means the same
// in either memory, without room between the parts.
func (g *generator) isPlain(t *component.ValType) bool {
	switch t.Kind {
	case component.KindRecord, component.KindTuple:
		l := g.layouts.Of(t)
		end := uint32(0)
		for _, field := range l.Fields {
			if field.Offset != end || !g.isPlain(field.Type) {
				return false
			}
			end += field.Layout.Size
		}
		return end == l.Size
	case component.KindFixedList:
		return g.isPlain(t.Elem)
	}
	return canon.IsNumber(t.Kind)
}

// copy writes code that copies a value from memory to memory.
func (f *fn) copy(from, to *side, t *component.ValType, p, q addr) {
	u32 := func(at addr) string { return u32At(from.cx+".view", at) }
	switch t.Kind {
	case component.KindBool:
		f.w.line(to.cx, ".bytes[", q.String(), "] = ", from.cx, ".bytes[", p.String(), "] ? 1 : 0;")
		return
	case component.KindU8, component.KindS8:
		f.w.line(to.cx, ".bytes[", q.String(), "] = ", from.cx, ".bytes[", p.String(), "];")
		return
	case component.KindU16, component.KindS16:
		f.w.line(to.cx, ".view.setUint16(", q.String(), ", ", from.cx, ".view.getUint16(", p.String(), ", true), true);")
		return
	case component.KindU32, component.KindS32, component.KindF32:
		f.storeUint(to, 4, u32(p), q)
		return
	case component.KindU64, component.KindS64, component.KindF64:
		f.w.line(to.cx, ".view.setBigUint64(", q.String(), ", ", from.cx, ".view.getBigUint64(", p.String(), ", true), true);")
		return
	case component.KindChar:
		f.storeUint(to, 4, f.use("checkChar")+"("+u32(p)+")", q)
		return
	case component.KindOwn, component.KindBorrow:
		f.storeUint(to, 4, f.moveHandle(from, to, t, u32(p)), q)
		return
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		f.storeUint(to, 4, f.moveEnd(from, to, t, u32(p)), q)
		return
	case component.KindString, component.KindList, component.KindMap:
		flat := f.passList(from, to, t, u32(p), u32(p.at(4)))
		f.storeUint(to, 4, flat[0], q)
		f.storeUint(to, 4, flat[1], q.at(4))
		return
	}
	name := f.g.typeFuncTo(opCopy, from, to, t)
	if name == "" && f.tooDeep() {
		name = f.g.makeTypeFuncTo(opCopy, from, to, t)
	}
	if name != "" {
		f.w.line(name, "(", from.args(t), ", ", p.String(), ", ", to.args(t), ", ", q.String(), ");")
		return
	}
	f.copyInline(from, to, t, p, q)
}

// copyInline is copy for the types that may have a function of their own.
func (f *fn) copyInline(from, to *side, t *component.ValType, p, q addr) {
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindRecord, component.KindTuple:
		for _, field := range l.Fields {
			f.copy(from, to, field.Type, p.at(field.Offset), q.at(field.Offset))
		}
	case component.KindFlags:
		f.storeUint(to, l.Size, maskFlags(t, loadUint(from, l.Size, p)), q)
	case component.KindEnum:
		f.storeUint(to, l.DiscSize, f.checkCase(loadUint(from, l.DiscSize, p), l), q)
	case component.KindFixedList:
		f.copyElements(from, to, func(p, q string) { f.copy(from, to, t.Elem, addr{p, 0}, addr{q, 0}) },
			itoa(t.Len), p.String(), q.String(), l.Elem.Size)
	default:
		disc := f.constant("discriminant", loadUint(from, l.DiscSize, p))
		f.storeUint(to, l.DiscSize, disc, q)
		if t.Kind == component.KindOption {
			f.block("if ("+f.use("isSome")+"("+disc+")) {", func() {
				f.copy(from, to, t.Elem, p.at(l.PayloadOffset), q.at(l.PayloadOffset))
			}, "}")
			return
		}
		f.switchCases(disc, l, func(i int) {
			if c := l.Cases[i]; c.Layout != nil {
				f.copy(from, to, c.Type, p.at(l.PayloadOffset), q.at(l.PayloadOffset))
			}
		})
	}
}

func (f *fn) copyElements(from, to *side, element func(p, q string), n, p, q string, size uint32) {
	i, e, o := f.temp("i"), f.temp("p"), f.temp("q")
	step := itoa(size)
	f.block("for (let "+i+" = 0, "+e+" = "+p+", "+o+" = "+q+"; "+i+" < "+n+"; "+i+"++, "+e+" += "+step+", "+o+" += "+step+") {",
		func() { element(e, o) }, "}")
}

// passList copies a string, list or map and gives address and length in the other memory.
func (f *fn) passList(from, to *side, t *component.ValType, ptr, length string) []string {
	if t.Kind == component.KindString {
		helper := map[component.StringEncoding]string{
			component.UTF8: "utf8To", component.UTF16: "utf16To", component.Latin1UTF16: "latin1Utf16To",
		}[from.enc] + encodingName(to.enc)
		pair := f.pair(to, f.use(helper)+"("+from.cx+", "+ptr+", "+length+", "+to.cx+")")
		f.freshIfShared(from, to)
		return pair
	}
	elem := f.g.layouts.Of(t).Elem
	n := f.constant("length", length)
	if t.Kind == component.KindList && f.g.isPlain(t.Elem) {
		q := f.constant("ptr", f.use("copyList")+"("+from.cx+", "+ptr+", "+n+", "+itoa(elem.Align)+", "+itoa(elem.Size)+", "+to.cx+")")
		f.freshIfShared(from, to)
		return []string{q, n}
	}
	p := f.constant("ptr", ptr)
	f.w.line(f.use("checkRange"), "(", from.cx, ", ", p, ", ", itoa(elem.Align), ", ", n, " * ", itoa(elem.Size), `, "list content");`)
	q := f.constant("ptr", f.use("place")+"("+to.cx+", 0, 0, "+itoa(elem.Align)+", "+n+" * "+itoa(elem.Size)+`, "list content")`)
	f.freshIfShared(from, to)
	f.copyElements(from, to, func(p, q string) {
		if t.Kind == component.KindList {
			f.copy(from, to, t.Elem, addr{p, 0}, addr{q, 0})
			return
		}
		f.copy(from, to, t.Elem, addr{p, 0}, addr{q, 0})
		f.copy(from, to, t.Err, addr{p, elem.Fields[1].Offset}, addr{q, elem.Fields[1].Offset})
	}, n, p, q, elem.Size)
	return []string{q, n}
}

// freshIfShared follows a realloc on one side: the other side may have the same
// memory, seen through other canon options.
func (f *fn) freshIfShared(from, to *side) {
	if from.memory == to.memory && from.cx != to.cx {
		f.fresh(from)
	}
}

func maskFlags(t *component.ValType, v string) string {
	if n := len(t.Labels); n < 32 {
		return v + " & " + strconv.FormatUint(1<<n-1, 10)
	}
	return v
}

func (f *fn) checkCase(v string, l *canon.Layout) string {
	return f.use("checkCase") + "(" + v + ", " + strconv.Itoa(len(l.Cases)) + ")"
}

// passFlat passes a value from stack to stack: it gives expressions for its
// flat form in the other component.
func (f *fn) passFlat(from, to *side, t *component.ValType, flat []string) []string {
	v := flat[0]
	switch t.Kind {
	case component.KindBool:
		return []string{v + " ? 1 : 0"}
	case component.KindS8, component.KindU8, component.KindS16, component.KindU16:
		return []string{wrapInt(t.Kind, v)}
	case component.KindS32, component.KindU32, component.KindS64, component.KindU64, component.KindF32, component.KindF64:
		return []string{v}
	case component.KindChar:
		return []string{f.constant("char", f.use("checkChar")+"("+v+")")}
	case component.KindString, component.KindList, component.KindMap:
		return f.passList(from, to, t, v+" >>> 0", flat[1]+" >>> 0")
	case component.KindOwn, component.KindBorrow:
		return []string{f.moveHandle(from, to, t, v)}
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		return []string{f.moveEnd(from, to, t, v)}
	case component.KindFlags:
		return []string{maskFlags(t, v)}
	}
	l := f.g.layouts.Of(t)
	var out []string
	switch t.Kind {
	case component.KindRecord, component.KindTuple:
		for _, field := range l.Fields {
			out = append(out, f.passFlat(from, to, field.Type, flat[field.Flat:])...)
		}
		return out
	case component.KindFixedList:
		for i := range int(l.Len) {
			out = append(out, f.passFlat(from, to, t.Elem, flat[i*l.Elem.FlatLen:])...)
		}
		return out
	case component.KindEnum:
		return []string{f.constant("index", f.checkCase(v, l))}
	}
	out = append(out, v)
	for _, core := range l.Flat[1:] {
		slot := f.temp("flat")
		zero := " = 0;"
		if core == "i64" {
			zero = " = 0n;"
		}
		f.w.line("let ", slot, zero)
		out = append(out, slot)
	}
	if t.Kind == component.KindOption {
		f.block("if ("+f.use("isSome")+"("+v+")) {", func() {
			f.intoSlots(l, 1, f.passFlat(from, to, t.Elem, f.fromSlots(l, 1, flat)), out)
		}, "}")
		return out
	}
	f.switchCases(v, l, func(i int) {
		if c := l.Cases[i]; c.Layout != nil {
			f.intoSlots(l, i, f.passFlat(from, to, c.Type, f.fromSlots(l, i, flat)), out)
		}
	})
	return out
}
