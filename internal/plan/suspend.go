package plan

import "github.com/jco-go/jco-go/internal/component"

// findSuspends decides which calls may have to suspend a stack, from the canon
// options and the graph of calls (docs/architecture.md, "When a stack switches").
//
// Callback-lifted functions with async-lowered imports never do. What does: a
// synchronous lower of an async function, a synchronous stream or future
// operation, waitable-set.wait, the thread built-ins that wait, and every
// stackful lift. A sync cancel does not count: it only waits if its callee
// refuses to resolve.
func (b *builder) findSuspends() {
	p := b.plan
	// blocked[i] is set if core code of instance i can reach a trampoline that
	// suspends.
	blocked := make([]bool, len(p.Instances))
	imports := make([][]TrampolineID, len(p.Instances))
	for _, s := range p.Steps {
		if s.Kind != StepInstantiate {
			continue
		}
		at := p.CoreInstances[s.Core].Instance
		for _, a := range s.Args {
			if a.Def.Trampoline >= 0 {
				imports[at] = append(imports[at], a.Def.Trampoline)
			}
		}
	}
	for i := range p.Lifts {
		if id := p.Lifts[i].Core.Trampoline; id >= 0 {
			imports[p.Lifts[i].Instance] = append(imports[p.Lifts[i].Instance], id)
		}
	}
	for changed := true; changed; {
		changed = false
		set := func(flag *bool, v bool) {
			if v && !*flag {
				*flag, changed = true, true
			}
		}
		for i := range p.Trampolines {
			t := &p.Trampolines[i]
			set(&t.Suspends, b.trampolineSuspends(t))
		}
		for i := range imports {
			for _, id := range imports[i] {
				set(&blocked[i], p.Trampolines[id].Suspends)
			}
		}
		for i := range p.Lifts {
			l := &p.Lifts[i]
			stackful := l.Options.Async && l.Options.Callback == nil
			// A sync-typed function may not block before it returns
			// (Concurrency.md, Blocking), so it stays an ordinary call.
			set(&l.Suspends, l.Type.Async && (stackful || blocked[l.Instance]))
		}
	}
	for i := range imports {
		p.Instances[i].Blocks = blocked[i] || b.cancelsTasks(imports[i])
	}
}

// cancelsTasks reports whether an instance with these imports can cancel a task of
// another component synchronously, which waits if that task goes on.
func (b *builder) cancelsTasks(imports []TrampolineID) bool {
	cancels, calls := false, false
	for _, id := range imports {
		t := &b.plan.Trampolines[id]
		cancels = cancels || t.Kind == Builtin && t.Canon.Op == component.CanonSubtaskCancel && !t.Canon.Async
		calls = calls || t.Kind == LowerLift && t.Options.Async
	}
	return cancels && calls
}

func (b *builder) trampolineSuspends(t *Trampoline) bool {
	switch t.Kind {
	case LowerImport:
		return t.Type.Async && !t.Options.Async
	case LowerLift:
		return b.plan.Lifts[t.Lift].Type.Async && !t.Options.Async
	case Builtin:
		switch t.Canon.Op {
		case component.CanonStreamRead, component.CanonStreamWrite,
			component.CanonFutureRead, component.CanonFutureWrite:
			return !t.Options.Async
		case component.CanonWaitableSetWait, component.CanonThreadYield, component.CanonThreadSuspend,
			component.CanonThreadSuspendResume, component.CanonThreadYieldResume,
			component.CanonThreadSuspendPromote, component.CanonThreadYieldPromote:
			return true
		}
	}
	return false
}
