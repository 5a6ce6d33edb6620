package transpile

import "github.com/jco-go/jco-go/internal/component"

// This file is about asynchronous functions in the declarations.

// exported reports whether the functions of an interface's module are the
// component's. One that is imported and exported has functions that are the same
// both ways, see asyncForms.key; for a guest those are its own.
func (m *dtsModule) exported() bool {
	in := m.file().iface
	return in.Exported && (!in.Imported || m.d.opts.Guest)
}

// form gives the form of a function.
func (m *dtsModule) form(f component.ExternDecl, exported bool) asyncForm {
	return m.d.forms.of(m.functionPrefix()+f.Name, f.Type.Func, exported)
}

// functionPrefix is what stands before the name of a function of the module in
// its full name: "ns:pkg/iface@1.0.0#".
func (m *dtsModule) functionPrefix() string {
	switch in := m.iface; {
	case in == m.d.world.Root:
		return ""
	case m.outer != nil:
		return m.outer.functionPrefix() + in.Name + "#"
	case len(in.Labels) > 0: // under which the forms are the same
		return in.Labels[0] + "#"
	default:
		return in.Name + "#"
	}
}

// callOptions writes the type of the object behind the parameters, with the mark
// of an optional parameter or without; "" if there is none. The host gives it to
// any function that returns a promise, and is given it by those that are async in WIT.
func (m *dtsModule) callOptions(form asyncForm, t *component.FuncType) string {
	signal := func() string { return m.helper("Signal") }
	switch {
	case m.d.opts.Guest:
		return ""
	case form == formPromise:
		return "?: { signal?: " + signal() + " }"
	case form == formEither && t.Async && !m.d.opts.NoImportSignal:
		return ": { signal: " + signal() + " }"
	}
	return ""
}
