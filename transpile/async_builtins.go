package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file writes the canonical built-ins of a module with the async runtime.

// writeBuiltin writes the core function of a built-in.
func (g *generator) writeBuiltin(w *writer, t *plan.Trampoline) string {
	c := t.Canon
	name := g.inst.take(c.Op.String())
	in := g.instance(t.Instance)
	b := runtimeVar + ".builtins."
	what := c.Op.String()
	if t.StreamType != nil {
		what += " " + g.typeName(t.StreamType)
	}
	w.line("// ", lineComment(what), " in ", lineComment(g.plan.Instances[t.Instance].Path))
	if c.Op == component.CanonStreamRead || c.Op == component.CanonFutureRead || c.Op == component.CanonStreamWrite || c.Op == component.CanonFutureWrite {
		g.useElements(t, c.Op == component.CanonStreamWrite || c.Op == component.CanonFutureWrite)
	}
	if adapted := g.adapter(t); adapted != "" {
		w.line("const ", name, " = ", adapted, ";")
		return name
	}
	plain := func(expr string) { w.line("const ", name, " = ", b, expr, ";") }
	wait := func(expr string) { g.waiting(w, name, b+expr, t.CoreType) }
	one := func(method string) { plain(method + "(" + in + ")") }
	cancellable := strconv.FormatBool(c.Cancellable)
	memory := func() string { return "() => " + g.core(*t.Memory, "memory") }
	end := func() string { return g.endType(t.StreamType) }
	switch c.Op {
	case component.CanonTaskCancel:
		one("taskCancel")
	case component.CanonTaskReturn:
		plain("taskReturn(" + in + ", " + resultID(t.Result) + ", " + strconv.Itoa(int(t.ReturnOptions)) + ")")
	case component.CanonSubtaskCancel:
		wait("subtaskCancel(" + in + ", " + strconv.FormatBool(c.Async) + ")")
	case component.CanonWaitableSetWait:
		wait("waitableSetWait(" + in + ", " + cancellable + ", " + memory() + ")")
	case component.CanonStreamRead, component.CanonFutureRead, component.CanonStreamWrite, component.CanonFutureWrite:
		write := c.Op == component.CanonStreamWrite || c.Op == component.CanonFutureWrite
		options := g.memoryOption(t.Instance, &t.Options)
		// The number is there only after the memory is.
		wait("copy(" + in + ", " + end() + ", () => " + options + ", " + strconv.FormatBool(write) + ")")
	case component.CanonErrorContextNew:
		s := g.side(t.Instance, &t.Options)
		f := &fn{g: g, w: g.writer(0), scope: g.inst.child()}
		plain("errorNew(" + in + ", (ptr, length) => " + f.loadString(s, "ptr", "length") + ")")
	case component.CanonErrorContextDebugMsg:
		g.writeDebugMessage(w, t, name)
	case component.CanonErrorContextDrop:
		one("errorDrop")
	case component.CanonThreadNewIndirect:
		enter := "undefined"
		if g.async.stacked[t.Instance] {
			enter = runtimeVar + ".canSuspend ? (fn, arg) => " + g.stackEntry(startType) + "(fn, arg) : undefined"
		}
		plain("threadNew(" + in + ", () => " + g.core(*t.Table, "table") + ", " + enter + ")")
	case component.CanonThreadYield:
		wait("thread(" + in + `, "yield", ` + cancellable + ")")
	case component.CanonThreadSuspend:
		wait("thread(" + in + `, "suspend", ` + cancellable + ")")
	case component.CanonThreadSuspendResume:
		wait("threadThen(" + in + `, "suspend_then_resume", ` + cancellable + ")")
	case component.CanonThreadYieldResume:
		wait("threadThen(" + in + `, "yield_then_resume", ` + cancellable + ")")
	case component.CanonThreadSuspendPromote:
		wait("threadThen(" + in + `, "suspend_then_promote", ` + cancellable + ")")
	case component.CanonThreadYieldPromote:
		wait("threadThen(" + in + `, "yield_then_promote", ` + cancellable + ")")
	default:
		plain("unsupported(" + quote(c.Op.String()) + ")")
	}
	return name
}

// writeDebugMessage writes canon error-context.debug-message.
func (g *generator) writeDebugMessage(w *writer, t *plan.Trampoline, name string) {
	s := g.side(t.Instance, &t.Options)
	f := &fn{g: g, w: w, scope: g.inst.child()}
	f.scope.reserve("message", "ptr")
	f.block("const "+name+" = "+runtimeVar+".builtins.errorMessage("+s.inst+", (message, ptr) => {", func() {
		f.fresh(s)
		at := f.constant("at", f.use("checkPointer")+"("+s.cx+", ptr, 4, 8)")
		pair := f.pair(s, f.use("store"+encodingName(s.enc))+"("+s.cx+", message)")
		f.storeUint(s, 4, pair[0], addr{at, 0})
		f.storeUint(s, 4, pair[1], addr{at, 4})
	}, "});")
}

// writeAsyncResource writes canon resource.new, resource.drop or resource.rep.
func (g *generator) writeAsyncResource(w *writer, t *plan.Trampoline, name string) {
	inst, tag := g.instance(t.Instance), g.resourceTag(t.Resource)
	r := g.plan.Resource(t.Resource)
	w.line("// ", lineComment(t.Canon.Op.String()+" "+g.plan.ResourceName(t.Resource)), " in ", lineComment(g.plan.Instances[t.Instance].Path))
	b := runtimeVar + ".builtins."
	adapted := g.adapter(t)
	switch {
	case adapted != "":
		w.line("const ", name, " = ", adapted, ";")
	case r.Import >= 0:
		w.line("const ", name, " = ", b, "hostDrop(", inst, ", ", tag, ", (object) => ", g.use("disposeHost"), "(object, ", g.hostClass(r.ID), "));")
	default:
		g.waiting(w, name, b+"resourceDrop("+inst+", "+tag+", "+g.dtorPair(r.ID)+")", t.CoreType)
	}
}
