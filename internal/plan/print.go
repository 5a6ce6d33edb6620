package plan

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// ResourceName names a resource of the plan for people: its kebab name, or
// "resource3" where it has none. (A debug name may be any text: that is quoted.)
func (p *Plan) ResourceName(id component.ResourceID) string {
	if id == 0 || int(id) > len(p.Resources) {
		return fmt.Sprintf("resource%d", id)
	}
	if name := p.Resource(id).Name; name != "" {
		if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return strconv.QuoteToASCII(name)
		}
		return name
	}
	return fmt.Sprintf("resource%d", id)
}

// FuncString writes a function type of the plan in WIT syntax.
func (p *Plan) FuncString(ft *component.FuncType) string { return ft.Format(p.ResourceName) }

// String is the listing that Print writes.
func (p *Plan) String() string {
	var b strings.Builder
	_ = p.Print(&b)
	return b.String()
}

// Print writes the plan as a listing: what the component takes, what it is made
// of, the steps in order with the trampolines that they need, and what it gives.
func (p *Plan) Print(w io.Writer) error {
	pr := &printer{p: p, w: w, types: map[*component.FuncType]string{}, shown: make([]bool, len(p.Trampolines))}
	pr.instances()
	pr.imports()
	pr.modules()
	pr.steps()
	pr.lifts()
	pr.exports()
	pr.needs()
	return pr.err
}

type printer struct {
	p     *Plan
	w     io.Writer
	shown []bool // trampolines printed so far
	err   error
	types map[*component.FuncType]string // see funcString
}

func (pr *printer) line(format string, args ...any) {
	if pr.err == nil {
		_, pr.err = fmt.Fprintf(pr.w, format+"\n", args...)
	}
}

func (pr *printer) instances() {
	if len(pr.p.Instances) == 1 {
		return
	}
	pr.line("component instances")
	for _, i := range pr.p.Instances {
		pr.line("  instance%-3d %s", i.ID, i.Path)
	}
	pr.line("")
}

func (pr *printer) imports() {
	if len(pr.p.Imports) == 0 {
		return
	}
	pr.line("imports")
	for i := range pr.p.Imports {
		imp := &pr.p.Imports[i]
		var what string
		switch imp.Kind {
		case ImportFunc:
			what = pr.funcString(imp.Func)
		case ImportResource:
			what = fmt.Sprintf("resource%d", imp.Resource)
		case ImportModule:
			what = fmt.Sprintf("core module (%d imports, %d exports)", len(imp.Module.Imports), len(imp.Module.Exports))
		}
		unused := ""
		if !imp.Used {
			unused = "  (unused)"
		}
		pr.line("  import%-3d %s: %s%s", imp.ID, quotePath(imp.Path), what, unused)
	}
	pr.line("")
}

func (pr *printer) modules() {
	if len(pr.p.Modules) == 0 {
		return
	}
	pr.line("core modules")
	for _, m := range pr.p.Modules {
		notes := ""
		if m.Name != "" {
			notes = fmt.Sprintf(" %q", component.ShortName(m.Name))
		}
		if !m.Instantiated {
			notes += " (not instantiated)"
		}
		pr.line("  module%-3d %d bytes at 0x%x, %d imports, %d exports%s",
			m.ID, len(m.Bytes), m.Offset, len(m.Type.Imports), len(m.Type.Exports), notes)
	}
	pr.line("")
}

func (pr *printer) steps() {
	if len(pr.p.Steps) == 0 {
		return
	}
	pr.line("steps")
	for n, s := range pr.p.Steps {
		switch s.Kind {
		case StepResource:
			r := pr.p.Resource(s.Resource)
			dtor := "no destructor"
			if r.Dtor != nil {
				pr.trampolineOf(r.Dtor)
				dtor = "destructor " + defString(*r.Dtor)
			}
			pr.line("  %3d  resource%d %q of instance%d, %s", n, r.ID, component.ShortName(r.Name), r.Instance, dtor)
		case StepInstantiate:
			c := pr.p.CoreInstances[s.Core]
			for i := range s.Args {
				pr.trampolineOf(&s.Args[i].Def)
			}
			module := fmt.Sprintf("module%d", c.Module.Module)
			if c.Module.Import >= 0 {
				module = fmt.Sprintf("import%d", c.Module.Import)
			}
			name := ""
			if c.Name != "" {
				name = fmt.Sprintf(" %q", component.ShortName(c.Name))
			}
			pr.line("  %3d  core%d%s = instantiate %s in instance%d", n, s.Core, name, module, c.Instance)
			for _, a := range s.Args {
				pr.line("         %q %q <- %s", component.ShortName(a.Module), component.ShortName(a.Name), defString(a.Def))
			}
		}
	}
	pr.line("")
}

// trampolineOf prints the trampoline behind a definition before its first use.
func (pr *printer) trampolineOf(d *CoreDef) {
	if d == nil || d.Trampoline < 0 || pr.shown[d.Trampoline] {
		return
	}
	pr.shown[d.Trampoline] = true
	t := &pr.p.Trampolines[d.Trampoline]
	pr.trampolineOf(t.Options.Realloc)
	pr.trampolineOf(t.Options.PostReturn)
	pr.trampolineOf(t.Options.Callback)
	var what string
	switch t.Kind {
	case LowerImport:
		what = fmt.Sprintf("lower import%d %s: %s%s", t.Import, quotePath(pr.p.Imports[t.Import].Path),
			pr.funcString(t.Type), optionsString(t.Options))
	case LowerLift:
		what = fmt.Sprintf("lower lift%d: %s%s", t.Lift, pr.funcString(t.Type), optionsString(t.Options))
	case ResourceNew, ResourceDrop, ResourceRep:
		what = fmt.Sprintf("%s resource%d", t.Canon.Op, t.Resource)
	case Builtin:
		what = "canon " + t.Canon.Op.String() + optionsString(t.Options)
		if t.StreamType != nil {
			what += " of " + t.StreamType.Format(pr.p.ResourceName)
		}
	}
	suspends := ""
	if t.Suspends {
		suspends = ", may suspend"
	}
	if t.Reenters {
		suspends = ", always traps: cannot enter component instance"
	}
	pr.line("       trampoline%d in instance%d = %s  %s%s", t.ID, t.Instance, what, coreFuncString(t.CoreType), suspends)
}

func (pr *printer) lifts() {
	if len(pr.p.Lifts) == 0 {
		return
	}
	pr.line("lifts")
	for i := range pr.p.Lifts {
		l := &pr.p.Lifts[i]
		pr.trampolineOf(&l.Core)
		pr.trampolineOf(l.Options.Realloc)
		pr.trampolineOf(l.Options.PostReturn)
		pr.trampolineOf(l.Options.Callback)
		suspends := ""
		if l.Suspends {
			suspends = ", may suspend"
		}
		pr.line("  lift%-3d %q = lift %s in instance%d: %s%s  %s%s", l.ID, component.ShortName(l.Name), defString(l.Core), l.Instance,
			pr.funcString(l.Type), optionsString(l.Options), coreFuncString(l.CoreType), suspends)
	}
	pr.line("")
}

func (pr *printer) exports() {
	if len(pr.p.Exports) == 0 {
		return
	}
	pr.line("exports")
	pr.exportList("  ", pr.p.Exports)
}

func (pr *printer) exportList(indent string, list []Export) {
	for i := range list {
		x := &list[i]
		var what string
		switch x.Kind {
		case component.SortFunc:
			what = fmt.Sprintf("lift%d", x.Func.Lift)
			if x.Func.Import >= 0 {
				what = fmt.Sprintf("import%d", x.Func.Import)
			}
			what = fmt.Sprintf("func %s: %s", what, pr.funcString(x.Func.Type))
		case component.SortCoreModule:
			what = fmt.Sprintf("core module module%d", x.Module.Module)
			if x.Module.Import >= 0 {
				what = fmt.Sprintf("core module import%d", x.Module.Import)
			}
		case component.SortType:
			switch {
			case x.Type.Resource != 0:
				what = fmt.Sprintf("type resource%d", x.Type.Resource)
			case x.Type.Value != nil:
				what = "type " + x.Type.Value.FormatBody(pr.p.ResourceName)
			case x.Type.Func != nil:
				what = "type " + pr.funcString(x.Type.Func)
			default:
				what = "type"
			}
		case component.SortInstance:
			pr.line("%s%q: instance", indent, component.ShortName(x.Name))
			pr.exportList(indent+"  ", x.Exports)
			continue
		default:
			what = x.Kind.String()
		}
		pr.line("%s%q: %s", indent, component.ShortName(x.Name), what)
	}
}

func (pr *printer) needs() {
	if len(pr.p.Needs) == 0 {
		return
	}
	pr.line("")
	pr.line("needs the async runtime")
	for _, n := range pr.p.Needs {
		pr.line("  %s: %s", n.Where, n.Feature)
	}
}

func defString(d CoreDef) string {
	if d.Trampoline >= 0 {
		return fmt.Sprintf("trampoline%d", d.Trampoline)
	}
	return fmt.Sprintf("core%d %s %q", d.Instance, d.Kind, component.ShortName(d.Name))
}

func optionsString(o Options) string {
	var list []string
	if o.Memory != nil {
		list = append(list, o.Encoding.String(), "memory "+defString(*o.Memory))
	}
	if o.Realloc != nil {
		list = append(list, "realloc "+defString(*o.Realloc))
	}
	if o.PostReturn != nil {
		list = append(list, "post-return "+defString(*o.PostReturn))
	}
	if o.Async {
		list = append(list, "async")
	}
	if o.Callback != nil {
		list = append(list, "callback "+defString(*o.Callback))
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}

func coreFuncString(t wasmcode.FuncType) string {
	list := func(types []wasmcode.ValType) string {
		s := make([]string, len(types))
		for i, t := range types {
			s[i] = string(t)
		}
		return "[" + strings.Join(s, " ") + "]"
	}
	return list(t.Params) + "->" + list(t.Results)
}

// funcString is the text of a function type, which many functions may share.
func (pr *printer) funcString(t *component.FuncType) string {
	s, ok := pr.types[t]
	if !ok {
		s = component.ShortType(pr.p.FuncString(t))
		pr.types[t] = s
	}
	return s
}
