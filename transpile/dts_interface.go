package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// writeInterface writes the file of an interface.
func (m *dtsModule) writeInterface() {
	if !m.d.opts.Guest {
		m.line("/** @module Interface %s **/", comment(m.iface.Name))
	}
	m.declarations()
	// The helper types stand before the classes, which may need them first.
	classes := m.capture(func() { m.classes() })
	m.helpers()
	m.b.WriteString(classes)
	if m.empty {
		m.line("export {};")
	}
}

// declarations writes the functions, types and nested instances.
func (m *dtsModule) declarations() {
	nested := m.iface.Nested
	for i, decl := range m.iface.Decls {
		name := m.members[i]
		switch decl.Type.Sort {
		case component.SortFunc:
			if name != "" {
				m.funcDecl(decl, name, m.exported())
			}
		case component.SortInstance:
			n := m.d.modules[nested[0]]
			nested = nested[1:]
			m.namespace(n)
		case component.SortCoreModule:
			m.valueDecl(name, "WebAssembly.Module")
		}
	}
	for _, t := range m.iface.Types {
		switch {
		case t.Resource == 0, t.From != nil:
			m.typeDecl(t)
		}
	}
}

// namespace writes an instance inside an instance.
func (m *dtsModule) namespace(n *dtsModule) {
	m.empty = false
	local, words := m.bindingName(n.name)
	m.line("%snamespace %s {", words, local)
	n.declarations()
	n.classes()
	m.line("}")
}

// bindingName gives the name to declare a value under, and the words to begin
// its declaration with. Where name is no identifier the value is exported
// apart from its declaration.
func (m *dtsModule) bindingName(name string) (local, words string) {
	if isIdentifier(name) {
		return name, "export "
	}
	local = m.scope.take(name)
	m.line("export { %s as %s };", local, name)
	return local, m.declare()
}

// valueDecl declares a constant.
func (m *dtsModule) valueDecl(name, typ string) {
	m.empty = false
	local, words := m.bindingName(name)
	m.line("%sconst %s: %s;", words, local, typ)
}

// funcDecl declares a function.
func (m *dtsModule) funcDecl(f component.ExternDecl, name string, exported bool) {
	m.empty = false
	local, words := m.bindingName(name)
	m.funcDocs(m.indent, f, exported)
	m.write(m.indent + words + "function " + local)
	m.signature(f, exported)
	m.write(";\n")
}

// classes writes the resources that are defined here. Those that the component
// exports own handles, the others are classes of the host.
func (m *dtsModule) classes() {
	members := membersOf(m.iface.Funcs)
	for _, t := range m.iface.Types {
		if t.Resource != 0 && t.From == nil {
			m.class(t, m.owns(t), "export class", members[t.Name])
		}
	}
}

// membersOf gives the constructors, methods and statics among functions, by the names of
// their resources.
func membersOf(funcs []component.ExternDecl) map[string][]component.ExternDecl {
	members := map[string][]component.ExternDecl{}
	for _, f := range funcs {
		if n := parseFuncName(f.Name); n.kind != funcFree {
			members[n.resource] = append(members[n.resource], f)
		}
	}
	return members
}

func (m *dtsModule) class(t *component.TypeDecl, owned bool, words string, own []component.ExternDecl) {
	m.empty = false
	m.write("\n")
	m.docs(m.iface.Name, t.Name)
	implements := ""
	if owned {
		implements = " implements " + m.global("Disposable")
		m.file().disposable = true
	}
	m.line("%s %s%s {", words, m.types[t], implements)
	names := make([]string, len(own))
	constructible := false
	for i, f := range own {
		names[i] = f.Name
		constructible = constructible || parseFuncName(f.Name).kind == funcConstructor
	}
	exported := m.exported()
	if m.file() == m.d.root {
		exported = t.Exported
	}
	inner := m.indent + "  "
	if !constructible {
		m.line("  /**")
		m.line("   * This type does not have a public constructor.")
		m.line("   */")
		if owned && !m.file().iface.Imported {
			m.line("  private constructor();")
		} else {
			// Any constructor of the host's class will do.
			m.line("  private constructor(...args: any);")
		}
	}
	for i, name := range classMembers(names) {
		f := own[i]
		m.funcDocs(inner, f, exported)
		switch parseFuncName(f.Name).kind {
		case funcConstructor:
			m.write(inner + "constructor")
		case funcStatic:
			m.write(inner + "static " + typeKey(name))
		default:
			m.write(inner + typeKey(name))
		}
		m.signature(f, exported)
		m.write(";\n")
	}
	if owned {
		m.line("  [Symbol.dispose](): void;")
	}
	m.line("}")
}

// signature writes the parameters and the result of a function:
// "(a: number): string", for a constructor only the parameters.
func (m *dtsModule) signature(f component.ExternDecl, exported bool) {
	m.signatureWith(f, exported, ": ")
}

func (m *dtsModule) signatureWith(f component.ExternDecl, exported bool, arrow string) {
	t := f.Type.Func
	kind := parseFuncName(f.Name).kind
	params := t.Params
	if kind == funcMethod && len(params) > 0 {
		params = params[1:] // self
	}
	labels := make([]string, len(params), len(params)+1)
	for i, p := range params {
		labels[i] = p.Name
	}
	form := m.form(f, exported)
	options := m.callOptions(form, t)
	if options != "" {
		labels = append(labels, "options")
	}
	m.write("(")
	for i, name := range paramNames(labels) {
		if i > 0 {
			m.write(", ")
		}
		m.write(name)
		if i == len(params) {
			m.write(options)
			break
		}
		m.write(": ")
		m.withWay(paramWay(exported), func() { m.typ(params[i].Type) })
	}
	m.write(")")
	if kind == funcConstructor {
		return
	}
	m.write(arrow)
	result := t.Result
	if result != nil && result.Kind == component.KindResult {
		result = result.Elem
	}
	m.withWay(paramWay(exported).reverse(), func() {
		if form != formPromise {
			m.optional(result)
		}
		if form == formEither {
			m.write(" | ")
		}
		if form != formPlain {
			m.write(m.global("Promise") + "<")
			m.optional(result)
			m.write(">")
		}
	})
}

// paramNames gives parameters their names; reserved words get "_" behind.
func paramNames(labels []string) []string {
	return uniqueNames(labels, func(label string) string {
		name := lowerCamel(label)
		if reservedWords[name] {
			return name + "_"
		}
		return identifier(name)
	})
}

// funcDocs writes the comment of a function: its documentation, and what it throws.
func (m *dtsModule) funcDocs(indent string, f component.ExternDecl, exported bool) {
	text := m.d.docsOf(m.iface.Name, f.Name)
	if r := f.Type.Func.Result; r != nil && r.Kind == component.KindResult {
		if text != "" {
			text += "\n\n"
		}
		errText := func() (text string) {
			m.withWay(paramWay(exported).reverse(), func() { text = m.typeText(r.Err) })
			return text
		}
		switch wrapped := !m.d.opts.NoComponentErrorWrapping; {
		case r.Err == nil && wrapped:
			text += "@throws {ComponentError} without a payload"
		case r.Err == nil:
			text += "@throws `undefined`"
		case wrapped:
			text += "@throws {ComponentError} whose payload is `" + errText() + "`"
		default:
			text += "@throws `" + errText() + "`"
		}
	}
	m.docText(indent, text)
}

// typeText gives a type as it is written elsewhere in this file.
func (m *dtsModule) typeText(t *component.ValType) string {
	return m.capture(func() { m.typ(t) })
}

// capture gives what f writes instead of writing it.
func (m *dtsModule) capture(f func()) string {
	b := m.b
	defer func() { m.b = b }()
	m.b = &strings.Builder{}
	f()
	return m.b.String()
}

// docs writes the documentation of an item, if it has any.
func (m *dtsModule) docs(path ...string) { m.docText(m.indent, m.d.docsOf(path...)) }

// fieldDocs writes the documentation of a field, flag or case.
func (m *dtsModule) fieldDocs(t *component.TypeDecl, field string) {
	m.docText(m.indent+"  ", m.d.docsOf(m.iface.Name, t.Name, field))
}

// docsOf finds the documentation of an interface, an item of it, or a part of
// that; "" if there is none.
func (d *dts) docsOf(path ...string) string {
	if len(d.docs) == 0 {
		return ""
	}
	key := path[0]
	if len(path) > 1 {
		key += "#" + strings.Join(path[1:], ".")
	}
	return d.docs[key]
}

// docText writes a comment, none for an empty text.
func (m *dtsModule) docText(indent, text string) {
	if text == "" {
		return
	}
	m.write(indent + "/**\n")
	for line := range strings.Lines(text) {
		line = strings.TrimRight(comment(strings.TrimRight(line, "\r\n")), " \t")
		if line != "" {
			line = " " + line
		}
		m.write(indent + " *" + line + "\n")
	}
	m.write(indent + " */\n")
}
