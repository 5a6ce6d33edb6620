package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// maxTupleList is the longest fixed-length list that is written as a tuple.
const maxTupleList = 64

// typeDecl writes the declaration of a value type, or the two of one that is not
// the same in both ways.
func (m *dtsModule) typeDecl(t *component.TypeDecl) {
	m.empty = false
	ways := m.declaredWays(t)
	for _, w := range ways {
		m.withWay(w, func() { m.typeDeclAs(t, m.nameOf(t, w)) })
	}
	if m.hasObject(t) {
		w := ways[len(ways)-1] // it makes values that JavaScript gives
		m.withWay(w, func() { m.valuesObject(t, m.types[t], m.nameOf(t, w)) })
	}
}

func (m *dtsModule) typeDeclAs(t *component.TypeDecl, name string) {
	if t.From != nil {
		m.docs(m.iface.Name, t.Name)
		m.line("export type %s = %s;", name, m.ref(t.From))
		return
	}
	v := t.Value
	switch v.Kind {
	case component.KindRecord:
		m.docs(m.iface.Name, t.Name)
		m.line("export interface %s {", name)
		labels := make([]string, len(v.Fields))
		for i, f := range v.Fields {
			labels[i] = f.Name
		}
		for i, key := range fieldNames(labels) {
			f := v.Fields[i]
			m.fieldDocs(t, f.Name)
			m.write(m.indent + "  ")
			m.field(key, f.Type)
			m.write(",\n")
		}
		m.line("}")
	case component.KindFlags:
		m.docs(m.iface.Name, t.Name)
		if m.d.opts.FlagsAsBigInt {
			m.line("export type %s = bigint;", name)
			break
		}
		m.line("export interface %s {", name)
		for i, key := range fieldNames(v.Labels) {
			m.fieldDocs(t, v.Labels[i])
			m.line("  %s?: boolean,", typeKey(key))
		}
		m.line("}")
	case component.KindVariant:
		m.variantDecl(t, name)
	case component.KindEnum:
		m.enumDecl(t, name)
	default:
		m.docs(m.iface.Name, t.Name)
		m.write(m.indent + "export type " + name + " = ")
		m.body(v)
		m.write(";\n")
	}
}

// hasObject reports whether this module has an object for the type.
func (m *dtsModule) hasObject(t *component.TypeDecl) bool {
	return m.outer == nil && m.iface.Exported && !m.d.opts.Guest && m.iface != m.d.world.Root && m.d.opts.hasObject(t)
}

// fieldNames gives the fields of a record, or flags, their property names.
func fieldNames(labels []string) []string { return uniqueNames(labels, lowerCamel) }

func (m *dtsModule) variantDecl(t *component.TypeDecl, name string) {
	v := t.Value
	m.docs(m.iface.Name, t.Name)
	names := make([]string, len(v.Cases))
	if m.d.opts.VariantsInlineCases {
		m.inlineCases(t, name)
		return
	}
	suffix := ""
	if name != m.types[t] {
		suffix = "-init"
	}
	m.write(m.indent + "export type " + name + " = ")
	for i, c := range v.Cases {
		names[i] = m.takeType(t.Name + "_" + c.Name + suffix)
		if i > 0 {
			m.write(" | ")
		}
		m.write(names[i])
	}
	m.write(";\n")
	for i, c := range v.Cases {
		m.docs(m.iface.Name, t.Name, c.Name)
		m.line("export interface %s {", names[i])
		m.line("  tag: %s,", quoteSingle(c.Name))
		if c.Type != nil {
			m.write(m.indent + "  val: ")
			m.typ(c.Type)
			m.write(",\n")
		}
		m.line("}")
	}
}

// inlineCases declares a variant with its cases in its own type.
func (m *dtsModule) inlineCases(t *component.TypeDecl, name string) {
	m.line("export type %s =", name)
	outside := m.indent
	m.indent += "  "
	for i, c := range t.Value.Cases {
		m.docs(m.iface.Name, t.Name, c.Name)
		m.line("| {")
		m.line("  tag: %s,", quoteSingle(c.Name))
		if c.Type != nil {
			m.write(m.indent + "  val: ")
			m.typ(c.Type)
			m.write(",\n")
		}
		m.write(m.indent + "}")
		if i == len(t.Value.Cases)-1 {
			m.write(";")
		}
		m.write("\n")
	}
	m.indent = outside
}

func (m *dtsModule) enumDecl(t *component.TypeDecl, name string) {
	v := t.Value
	var text strings.Builder // it is long for an enum of thousands of cases
	if doc := m.d.docsOf(m.iface.Name, t.Name); doc != "" {
		text.WriteString(doc + "\n\n")
	}
	text.WriteString("# Variants")
	for _, l := range v.Labels {
		text.WriteString("\n\n## `\"" + m.d.opts.enumValue(l) + "\"`")
		if doc := m.d.docsOf(m.iface.Name, t.Name, l); doc != "" {
			text.WriteString("\n\n" + doc)
		}
	}
	m.docText(m.indent, text.String())
	m.write(m.indent + "export type " + name + " = ")
	for i, l := range v.Labels {
		if i > 0 {
			m.write(" | ")
		}
		m.write(quoteSingle(m.d.opts.enumValue(l)))
	}
	m.write(";\n")
}

// field writes `key: type`, or `key?: type` for an option that is undefined
// where it is none.
func (m *dtsModule) field(key string, t *component.ValType) {
	if t.Kind == component.KindOption && !nullable(t.Elem) {
		m.write(typeKey(key) + "?: ")
		m.typ(t.Elem)
		return
	}
	m.write(typeKey(key) + ": ")
	m.typ(t)
}

// nullable reports whether undefined is among the values of t: an option whose
// payload is not nullable itself. Any other option is {tag: 'some' | 'none'}.
func nullable(t *component.ValType) bool {
	return t != nil && t.Kind == component.KindOption && !nullable(t.Elem)
}

// typ writes a use of t: by its name if it has one.
func (m *dtsModule) typ(t *component.ValType) {
	if d := m.d.world.Decl(m.iface, t); d != nil {
		m.write(m.ref(d))
		return
	}
	m.body(t)
}

// optional writes t, or void for none.
func (m *dtsModule) optional(t *component.ValType) {
	if t == nil {
		m.write("void")
		return
	}
	m.typ(t)
}

// body writes t in full.
func (m *dtsModule) body(t *component.ValType) {
	switch t.Kind {
	case component.KindBool:
		m.write("boolean")
	case component.KindS64, component.KindU64:
		m.write("bigint")
	case component.KindChar, component.KindString:
		m.write("string")
	case component.KindOwn, component.KindBorrow:
		m.handle(t)
	case component.KindList:
		if array, ok := typedArrays[t.Elem.Kind]; ok {
			m.write(m.global(array))
			return
		}
		m.generic("Array", t.Elem)
	case component.KindFixedList:
		m.fixedList(t)
	case component.KindMap:
		m.generic("Map", t.Elem, t.Err)
	case component.KindStream:
		m.stream(t)
	case component.KindFuture:
		m.future(t)
	case component.KindErrorContext:
		m.errorContext()
	case component.KindTuple:
		if m.d.opts.oneStream(t) {
			m.resultStream(t)
			return
		}
		m.write("[")
		for i, e := range t.Elems {
			if i > 0 {
				m.write(", ")
			}
			m.typ(e)
		}
		m.write("]")
	case component.KindOption:
		if nullable(t.Elem) {
			m.write(m.helper("Option") + "<")
			m.typ(t.Elem)
			m.write(">")
			return
		}
		m.typ(t.Elem)
		m.write(" | undefined")
	case component.KindResult:
		m.write(m.helper("Result") + "<")
		m.optional(t.Elem)
		m.write(", ")
		m.optional(t.Err)
		m.write(">")
	case component.KindRecord, component.KindVariant, component.KindFlags, component.KindEnum:
		m.nominal(t)
	default:
		m.write("number")
	}
}

// typedArrays are the lists that JavaScript sees as typed arrays.
var typedArrays = map[component.Kind]string{
	component.KindU8: "Uint8Array", component.KindS8: "Int8Array", component.KindU16: "Uint16Array",
	component.KindS16: "Int16Array", component.KindU32: "Uint32Array", component.KindS32: "Int32Array",
	component.KindU64: "BigUint64Array", component.KindS64: "BigInt64Array", component.KindF32: "Float32Array",
	component.KindF64: "Float64Array",
}

func (m *dtsModule) generic(name string, args ...*component.ValType) {
	m.write(m.global(name) + "<")
	for i, a := range args {
		if i > 0 {
			m.write(", ")
		}
		m.optional(a)
	}
	m.write(">")
}

func (m *dtsModule) fixedList(t *component.ValType) {
	if t.Len > maxTupleList {
		m.generic("Array", t.Elem)
		return
	}
	m.write("[")
	for i := range t.Len {
		if i > 0 {
			m.write(", ")
		}
		m.typ(t.Elem)
	}
	m.write("]")
}

// nominal writes a record, variant, enum or flags that has no name.
func (m *dtsModule) nominal(t *component.ValType) {
	switch t.Kind {
	case component.KindRecord:
		labels := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			labels[i] = f.Name
		}
		m.write("{ ")
		for i, key := range fieldNames(labels) {
			m.field(key, t.Fields[i].Type)
			m.write(", ")
		}
		m.write("}")
	case component.KindFlags:
		if m.d.opts.FlagsAsBigInt {
			m.write("bigint")
			return
		}
		m.write("{ ")
		for _, key := range fieldNames(t.Labels) {
			m.write(typeKey(key) + "?: boolean, ")
		}
		m.write("}")
	case component.KindEnum:
		m.write("(")
		for i, l := range t.Labels {
			if i > 0 {
				m.write(" | ")
			}
			m.write(quoteSingle(m.d.opts.enumValue(l)))
		}
		m.write(")")
	case component.KindVariant:
		m.write("(")
		for i, c := range t.Cases {
			if i > 0 {
				m.write(" | ")
			}
			m.write("{ tag: " + quoteSingle(c.Name))
			if c.Type != nil {
				m.write(", val: ")
				m.typ(c.Type)
			}
			m.write(" }")
		}
		m.write(")")
	}
}

// handle writes the class of the resource that t is a handle of. One without a
// name that could be said here is opaque.
func (m *dtsModule) handle(t *component.ValType) {
	if d := m.d.world.HandleDecl(m.iface, t); d != nil {
		m.write(m.ref(d))
		return
	}
	m.write("object")
}

// file is the module at the top of the file: the one that holds helper types.
func (m *dtsModule) file() *dtsModule {
	for m.outer != nil {
		m = m.outer
	}
	return m
}
