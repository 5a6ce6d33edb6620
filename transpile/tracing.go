package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file is about Options.Tracing, see js/trace.js.

// traceName is how jco's traces name a function: where names it, "iface#function".
func traceName(where string) string {
	iface, name, ok := strings.Cut(where, "#")
	if !ok {
		iface, name = "<no iface>", where
	}
	return `[iface="` + iface + `", function="` + name + `"]`
}

// traced gives the body of a function, inside the call that traces it.
func (f *fn) traced(where string, params []component.Param, values []string, self bool, body func()) func() {
	if !f.g.opts.Tracing {
		return body
	}
	if self && len(values) > 0 {
		values = append([]string{"this"}, values[1:]...)
	}
	return func() {
		f.block("return "+f.traceHead(where, params, values)+"() => {", body, "});")
	}
}

// checkMethod writes the test that the object of a method's call has the method: a class may give it to its objects
// one by one, so it is not known before. args[0] becomes a variable.
func (f *fn) checkMethod(imp *plan.Import, args []string) {
	if parseFuncName(imp.Path[len(imp.Path)-1]).kind != funcMethod {
		return
	}
	args[0] = f.constant("self", args[0])
	property := f.g.imports.members[memberKey(imp.Path)]
	f.w.line(args[0], member(property), " || ", f.use("noMethod"), "(", args[0], ", ", quote(property), ");")
}

// hostCall gives the call of the host's function behind an import.
func (f *fn) hostCall(imp *plan.Import, params []component.Param, args []string) string {
	if !f.g.opts.Tracing {
		return f.g.imports.call(imp, args)
	}
	for i, a := range args {
		args[i] = f.constant("arg", a)
	}
	return f.traceHead(importName(imp), params, args) + "() => " + f.g.imports.call(imp, args) + ")"
}

// traceHead begins the call of traceCall, up to the function to call.
func (f *fn) traceHead(where string, params []component.Param, values []string) string {
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = quote(p.Name)
	}
	return f.use("traceCall") + "(" + quote(traceName(where)) + ", [" + join(names) + "], [" + join(values) + "], "
}

// traceRegistry is the registry of a class that tells of leaks.
func (c *class) traceRegistry() string {
	g := c.g
	clean := "() => {}"
	if c.drop != "" {
		clean = "(rep) => " + g.root() + ".entered || " + c.drop + "(rep)"
	}
	return g.use("traceRegistry") + "(" + quote(g.plan.ResourceName(c.resource.ID)) + ", " + g.root() + ", " + clean + ")"
}

// traceTables writes the report, when the instance is disposed of or the process
// or page ends, of the host's resources that the component still owns.
func (g *generator) traceTables(w *writer) {
	if !g.opts.Tracing {
		return
	}
	var resources []string
	for i := range g.plan.Resources {
		if r := &g.plan.Resources[i]; r.Import >= 0 {
			resources = append(resources, "["+g.resourceTag(r.ID)+", "+quote(g.plan.ResourceName(r.ID))+"]")
		}
	}
	for i := range g.plan.Instances {
		v := g.instances[plan.InstanceID(i)]
		if v != nil && v.table && len(resources) > 0 {
			w.line(g.use("traceTable"), "(", g.root(), ", ", v.name, ", ", quote(g.plan.Instances[i].Path), ", new Map([", join(resources), "]));")
		}
	}
}
