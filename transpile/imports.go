package transpile

import (
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// imports are the imports of the component as the module sees them: which
// variable holds what the host gives.
type imports struct {
	g       *generator
	vars    map[plan.ImportID]string // functions, classes and core modules
	order   []plan.ImportID
	members map[string]string // "interface\x00function": its property, see memberNames
	sources []*importSource
	byKey   map[string]*importSource
	byPath  map[string]*hostClass // see classes
}

// importSource is a module that the ES module imports, or a property of the
// import object.
type importSource struct {
	key      string
	variable string
	interfac *importSource // nil, or the source that this is a member of
	member   string        // what the mapping says behind '#': a property of interfac, in camel case as in jco
}

func newImports(g *generator) *imports {
	im := &imports{g: g, vars: map[plan.ImportID]string{}, members: map[string]string{}, byKey: map[string]*importSource{}}
	for _, d := range g.plan.World.Imports {
		if d.Type.Sort == component.SortInstance {
			im.nameMembers([]string{d.Name}, d.Type.Instance.Exports)
		}
	}
	im.nameMembers(nil, g.plan.World.Imports)
	return im
}

func memberKey(path []string) string { return strings.Join(path, "\x00") }

// nameMembers gives the items of an instance their properties, and methods and
// statics theirs in the class.
func (im *imports) nameMembers(path []string, decls []component.ExternDecl) {
	items := itemsOf(decls)
	byResource := map[string][]string{}
	for i, name := range memberNames(items) {
		at := append(slices.Clone(path), decls[i].Name)
		if name != "" {
			im.members[memberKey(at)] = name
		} else if n := parseFuncName(decls[i].Name); decls[i].Type.Sort == component.SortFunc {
			byResource[n.resource] = append(byResource[n.resource], decls[i].Name)
		}
		if decls[i].Type.Sort == component.SortInstance && len(path) > 0 {
			im.nameMembers(at, decls[i].Type.Instance.Exports)
		}
	}
	for _, names := range byResource {
		for i, name := range classMembers(names) {
			im.members[memberKey(append(slices.Clone(path), names[i]))] = name
		}
	}
}

// importName is how messages name an import.
func importName(imp *plan.Import) string { return strings.Join(imp.Path, "#") }

// variable gives the variable that holds a function, class or core module.
func (im *imports) variable(id plan.ImportID) string {
	if v := im.vars[id]; v != "" {
		return v
	}
	imp := &im.g.plan.Imports[id]
	last := imp.Path[len(imp.Path)-1]
	goal := lowerCamel(last)
	if imp.Kind == plan.ImportResource {
		goal = upperCamel(last)
	}
	v := im.g.inst.take(goal)
	im.vars[id] = v
	im.order = append(im.order, id)
	return v
}

// call gives the call of the host's function behind an import.
func (im *imports) call(imp *plan.Import, args []string) string {
	last := imp.Path[len(imp.Path)-1]
	n := parseFuncName(last)
	if n.kind == funcFree {
		return im.variable(imp.ID) + "(" + join(args) + ")"
	}
	property := im.members[memberKey(imp.Path)]
	if n.kind == funcMethod {
		return args[0] + member(property) + "(" + join(args[1:]) + ")"
	}
	class := im.classOf(imp, n)
	if n.kind == funcConstructor {
		return "new " + class + "(" + join(args) + ")"
	}
	return class + member(property) + "(" + join(args) + ")"
}

// classOf gives the variable of the class that a constructor or static belongs to.
func (im *imports) classOf(imp *plan.Import, n funcName) string {
	if c := im.classes()[memberKey(memberOf(imp, n))]; c != nil && c.resource != plan.None {
		return im.variable(c.resource)
	}
	// The decoder does not let such a name through without its resource.
	return im.variable(imp.ID)
}

// hostClass gives the variable of the class of a resource of the host's.
func (g *generator) hostClass(id component.ResourceID) string {
	return g.imports.variable(g.plan.Resource(id).Import)
}

// target is where the import with the given name at world level comes from.
func (im *imports) target(name, implements string) importTarget {
	var user importMap = im.g.opts.Map
	maps := []importMap{user}
	if im.g.opts.Instantiation == InstantiationNone {
		if !im.g.opts.NoWasiShim {
			maps = append(maps, wasiShims)
		}
		maps = append(maps, nodeCapabilities)
	}
	return resolveImport(name, implements, maps...)
}

// source finds or makes the source of that import.
func (im *imports) source(name, implements string) *importSource {
	target := im.target(name, implements)
	if im.g.opts.Instantiation != InstantiationNone && target.Key == "" {
		target.Specifier = name // with its version
	}
	s := im.byKey[target.Specifier]
	if s == nil {
		goal := interfaceAlias(target.Specifier)
		if target.Member != "" || goal == "" {
			goal = "imported-" + interfaceAlias(target.Specifier)
		}
		s = &importSource{key: target.Specifier, variable: im.g.inst.take(goal)}
		im.byKey[target.Specifier] = s
		im.sources = append(im.sources, s)
	}
	if target.Member == "" {
		return s
	}
	key := target.Specifier + "#" + target.Member
	m := im.byKey[key]
	if m == nil {
		m = &importSource{key: key, interfac: s, member: target.Member}
		im.byKey[key] = m
	}
	return m
}

// expr gives an expression for what a source holds, undefined if it is missing.
func (s *importSource) expr() string {
	if s.interfac == nil {
		return s.variable
	}
	return s.interfac.variable + optional(lowerCamel(s.member))
}

// optional is the access to a property of something that may be undefined. A
// name that every object has is looked up as the object's own.
func optional(name string) string {
	if isIdentifierName(name) {
		return "?." + name
	}
	return "?.[" + quote(name) + "]"
}

// inherited are the properties that every object has.
var inherited = set("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
	"toString", "valueOf", "__proto__")

// write writes the import statements (head) and the variables with the check
// for what is missing (body).
func (im *imports) write(head, body *writer) {
	type row struct {
		variable, expr string
		checks         []importCheck
	}
	var rows []row
	for n := 0; n < len(im.order); n++ {
		id := im.order[n]
		imp := &im.g.plan.Imports[id]
		rows = append(rows, row{im.vars[id], im.expr(imp), im.checks(imp)})
	}
	slices.SortStableFunc(im.sources, func(a, b *importSource) int { return strings.Compare(a.key, b.key) })
	for _, s := range im.sources {
		if im.g.opts.Instantiation == InstantiationNone {
			head.line("import * as ", s.variable, " from ", quote(s.key), ";")
		} else {
			found := im.g.use("findImport") + "(imports, " + quote(s.key) + ")"
			if inherited[s.key] {
				found = im.g.use("ownField") + "(imports, " + quote(s.key) + ")"
			}
			body.line("const ", s.variable, " = ", found, ";")
		}
	}
	if len(rows) == 0 {
		return
	}
	missing := im.g.inst.take("missing")
	body.line("const ", missing, " = [];")
	for _, r := range rows {
		body.line("const ", r.variable, " = ", r.expr, ";")
		for _, check := range r.checks {
			notes := make([]string, len(check.missing))
			for i, m := range check.missing {
				notes[i] = "[" + m + "]"
			}
			notes[0] = "[" + check.missing[0] + ", " + check.value + "]"
			body.line(check.found, " || ", missing, ".push(", join(notes), ");")
		}
	}
	body.line(im.g.use("checkImports"), "(", missing, ");")
	body.line()
}

// expr gives the expression for what the host gives for an import.
func (im *imports) expr(imp *plan.Import) string {
	src := im.source(imp.Path[0], imp.Attrs.Implements)
	out := src.expr()
	if len(imp.Path) == 1 {
		switch {
		case im.g.opts.Instantiation != InstantiationNone && src.interfac == nil:
			return out + "?.default ?? " + out
		case src.interfac == nil:
			return out + ".default"
		}
		return out
	}
	for i := range imp.Path[1:] {
		property := im.members[memberKey(imp.Path[:i+2])]
		if inherited[property] {
			out = im.g.use("ownField") + "(" + out + ", " + quote(property) + ")"
		} else {
			out += optional(property)
		}
	}
	return out
}

// importCheck is a condition under which something is not missing.
type importCheck struct {
	found   string
	value   string   // what there is
	missing []string // what is missing otherwise: literals of names and types
}

// checks gives what there is to check of an import. With a class, its
// constructor and methods are missing; whether a class has a method is seen
// when it is called, since its objects may have it on their own.
func (im *imports) checks(imp *plan.Import) []importCheck {
	v := im.vars[imp.ID]
	isFunc := func(expr string) string { return "typeof " + expr + ` === "function"` }
	name := component.ShortName(importName(imp))
	switch imp.Kind {
	case plan.ImportFunc:
		return []importCheck{{isFunc(v), v, []string{im.funcNote(imp)}}}
	case plan.ImportResource:
		class := importCheck{isFunc(v), v, []string{quote(name + ": resource")}}
		var statics []importCheck
		for _, id := range im.classes()[memberKey(imp.Path)].members {
			member := &im.g.plan.Imports[id]
			switch parseFuncName(member.Path[len(member.Path)-1]).kind {
			case funcStatic:
				at := v + optional(im.members[memberKey(member.Path)])
				statics = append(statics, importCheck{isFunc(at), at, []string{im.funcNote(member)}})
			default:
				class.missing = append(class.missing, im.funcNote(member))
			}
		}
		return append([]importCheck{class}, statics...)
	}
	return []importCheck{{v + " instanceof WebAssembly.Module", v, []string{quote(name + ": core module")}}}
}

// funcNote is how a missing function is told, as a literal.
func (im *imports) funcNote(imp *plan.Import) string {
	return quote(component.ShortName(importName(imp)) + ": " + component.ShortType(im.g.plan.FuncString(imp.Func)))
}

// hostClass is a class that the host gives.
type hostClass struct {
	resource plan.ImportID
	members  []plan.ImportID // its constructor, methods and statics
}

// classes gives the classes of the host, by the paths of their resources.
func (im *imports) classes() map[string]*hostClass {
	if im.byPath != nil {
		return im.byPath
	}
	im.byPath = map[string]*hostClass{}
	class := func(path []string) *hostClass {
		key := memberKey(path)
		if im.byPath[key] == nil {
			im.byPath[key] = &hostClass{resource: plan.None}
		}
		return im.byPath[key]
	}
	for i := range im.g.plan.Imports {
		imp := &im.g.plan.Imports[i]
		switch imp.Kind {
		case plan.ImportResource:
			if c := class(imp.Path); c.resource == plan.None {
				c.resource = imp.ID
			}
		case plan.ImportFunc:
			if n := parseFuncName(imp.Path[len(imp.Path)-1]); n.kind != funcFree {
				c := class(memberOf(imp, n))
				c.members = append(c.members, imp.ID)
			}
		}
	}
	return im.byPath
}

// memberOf is the path of the resource that a member belongs to.
func memberOf(imp *plan.Import, n funcName) []string {
	return append(slices.Clone(imp.Path[:len(imp.Path)-1]), n.resource)
}

// keys lists the sources: module specifiers, or keys of the import object.
func (im *imports) keys() []string {
	keys := make([]string, len(im.sources))
	for i, s := range im.sources {
		keys[i] = s.key
	}
	slices.Sort(keys)
	return keys
}
