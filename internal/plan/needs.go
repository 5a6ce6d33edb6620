package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// Unsupported returns an *UnsupportedError naming everything that this plan
// needs of the async runtime, nil if it needs nothing.
func (p *Plan) Unsupported() error {
	if len(p.Needs) == 0 {
		return nil
	}
	return &UnsupportedError{Needs: p.Needs}
}

// findNeeds collects what goes beyond synchronous calls: exports first, since
// that is what a user knows by name.
func (b *builder) findNeeds() {
	p := b.plan
	seen := map[Need]bool{}
	need := func(feature, where string, offset int) {
		n := Need{Feature: feature, Where: where, Offset: offset}
		if !seen[n] {
			seen[n] = true
			p.Needs = append(p.Needs, n)
		}
	}
	kinds := map[*component.FuncType][]string{} // one may be lifted and lowered often
	needTypes := func(ft *component.FuncType, report func(string)) {
		list, ok := kinds[ft]
		if !ok {
			list = asyncKinds(ft)
			kinds[ft] = list
		}
		for _, k := range list {
			report(k)
		}
	}
	needLift := func(l *Lift, where string) {
		if l.Type.Async {
			switch {
			case !l.Options.Async:
				need("an async function (lifted synchronously)", where, l.Offset)
			case l.Options.Callback != nil:
				need("an async function (canon lift async callback)", where, l.Offset)
			default:
				need("an async function (stackful canon lift async)", where, l.Offset)
			}
		}
		needTypes(l.Type, func(k string) { need(k, where, l.Offset) })
	}
	// A lift can be exported under several names, and a user may know any of them.
	exported := map[LiftID]bool{}
	var walk func(path []string, exports []Export)
	walk = func(path []string, exports []Export) {
		for i := range exports {
			x := &exports[i]
			at := append(path[:len(path):len(path)], x.Name)
			switch {
			case x.Kind == component.SortInstance:
				walk(at, x.Exports)
			case x.Kind == component.SortFunc && x.Func.Lift >= 0:
				exported[x.Func.Lift] = true
				needLift(&p.Lifts[x.Func.Lift], fmt.Sprintf("export %q", component.ShortName(strings.Join(at, "#"))))
			}
		}
	}
	walk(nil, p.Exports)
	for i := range p.Lifts {
		if l := &p.Lifts[i]; !exported[l.ID] {
			needLift(l, fmt.Sprintf("lifted function %q of %s", component.ShortName(l.Name), component.ShortPath(p.Instances[l.Instance].Path)))
		}
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		offset := t.Offset
		switch t.Kind {
		case LowerImport:
			imp := &p.Imports[t.Import]
			where := "import " + quotePath(imp.Path)
			if t.Type.Async {
				need("an async function", where, imp.Offset)
			} else if t.Options.Async {
				need("canon lower async", where, imp.Offset)
			}
			needTypes(t.Type, func(k string) { need(k, where, imp.Offset) })
		case LowerLift:
			if t.Options.Async {
				need("canon lower async", fmt.Sprintf("core import %q of %s", component.ShortName(t.Name), component.ShortPath(p.Instances[t.Instance].Path)), offset)
			}
		case Builtin:
			need("canon "+t.Canon.Op.String(), fmt.Sprintf("core import %q of %s", component.ShortName(t.Name), component.ShortPath(p.Instances[t.Instance].Path)), offset)
		}
	}
}

// asyncKinds lists the kinds in a signature whose values live in the async runtime.
func asyncKinds(ft *component.FuncType) (list []string) {
	report := func(k string) {
		if !slices.Contains(list, k) {
			list = append(list, k)
		}
	}
	seen := map[uint32]bool{}
	var walk func(t *component.ValType)
	walk = func(t *component.ValType) {
		if t == nil || seen[t.ID] {
			return
		}
		seen[t.ID] = true
		switch t.Kind {
		case component.KindStream:
			report("the type stream")
		case component.KindFuture:
			report("the type future")
		case component.KindErrorContext:
			report("the type error-context")
		}
		for _, f := range t.Fields {
			walk(f.Type)
		}
		for _, c := range t.Cases {
			walk(c.Type)
		}
		for _, e := range t.Elems {
			walk(e)
		}
		walk(t.Elem)
		walk(t.Err)
	}
	for _, p := range ft.Params {
		walk(p.Type)
	}
	walk(ft.Result)
	return list
}
