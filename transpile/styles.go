package transpile

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// This file is about the styles that jco has for flags, enums and variants
// (Options.FlagsAsBigInt and the three after it): other values in JavaScript,
// other types in TypeScript, objects to name them by.

// enumValue is the string that stands for a case of an enum.
func (o *Options) enumValue(label string) string {
	if !o.EnumValuesScreamingSnakeCase {
		return label
	}
	return strings.ToUpper(strings.Join(words(label), "_"))
}

// hasObject reports whether there is an object that names the values of a
// type: its flags as bit masks, its enum's values, or functions that make the
// variant's cases. A type has it where it is defined.
func (o *Options) hasObject(d *component.TypeDecl) bool {
	if d == nil || d.From != nil || d.Value == nil {
		return false
	}
	switch d.Value.Kind {
	case component.KindFlags:
		return o.FlagsAsBigInt
	case component.KindEnum, component.KindVariant:
		return o.UseNamespaceObjects
	}
	return false
}

// exportedItems are the items of an exported interface, those types among them
// that have an object.
func (o *Options) exportedItems(in *component.Interface, decls []component.ExternDecl) []item {
	items := itemsOf(decls)
	if in.Parent == nil {
		for i := range items {
			items[i].object = items[i].sort == component.SortType && o.hasObject(in.Type(items[i].name))
		}
	}
	return items
}

// bigFlags gives flags as a bigint.
func (f *fn) bigFlags(t *component.ValType, v string) string {
	return "BigInt((" + maskFlags(t, v) + ") >>> 0)"
}

// bitsOfBig gives flags that are a bigint as an integer.
func (f *fn) bitsOfBig(t *component.ValType, v string, at path) string {
	f.w.line("(typeof ", v, ` === "bigint" && `, v, " >> ", strconv.Itoa(len(t.Labels)), "n === 0n) || ", f.bad(at, t, v), ";")
	return f.constant("bits", "Number("+v+")")
}

// world is the component's type as a world of named types.
func (g *generator) world() *component.World {
	if g.worldOnce == nil {
		g.worldOnce = component.NewWorld(g.plan.World)
	}
	return g.worldOnce
}

// exportedInterface finds the interface of an exported instance.
func (g *generator) exportedInterface(name string) *component.Interface {
	for _, e := range g.world().Exports {
		if e.Name == name {
			return e.Interface
		}
	}
	return nil
}

// markObjects marks those items of an exported instance that have an object,
// see Options.hasObject.
func (g *generator) markObjects(name string, items []item) *component.Interface {
	if !g.opts.FlagsAsBigInt && !g.opts.UseNamespaceObjects {
		return nil
	}
	in := g.exportedInterface(name)
	if in == nil {
		return nil
	}
	for i := range items {
		items[i].object = items[i].sort == component.SortType && g.opts.hasObject(in.Type(items[i].name))
	}
	return in
}

// valuesObject writes the object that names the values of a type, and gives its
// variable.
func (g *generator) valuesObject(w *writer, t *component.ValType, goal string) string {
	v := g.inst.take(goal)
	w.block("const "+v+" = Object.freeze({", func() {
		labels, keys := objectKeys(t)
		for i, key := range keys {
			key = propertyKey(key)
			switch t.Kind {
			case component.KindFlags:
				w.line(key, ": 1n << ", strconv.Itoa(i), "n,")
			case component.KindEnum:
				w.line(key, ": ", quote(g.opts.enumValue(labels[i])), ",")
			default:
				if t.Cases[i].Type == nil {
					w.line(key, ": () => ({ tag: ", quote(labels[i]), " }),")
				} else {
					w.line(key, ": (val) => ({ tag: ", quote(labels[i]), ", val }),")
				}
			}
		}
	}, "});")
	return v
}

// objectKeys gives the labels of flags, an enum or a variant, and the
// properties of its object that stand for them.
func objectKeys(t *component.ValType) (labels, keys []string) {
	labels = t.Labels
	if t.Kind == component.KindVariant {
		for _, c := range t.Cases {
			labels = append(labels, c.Name)
		}
	}
	return labels, uniqueNames(labels, upperCamel)
}

// valuesObject declares the object of a type.
func (m *dtsModule) valuesObject(t *component.TypeDecl, name, typ string) {
	v := t.Value
	labels, keys := objectKeys(v)
	m.line("export const %s: {", name)
	for i, key := range keys {
		m.write(m.indent + "  readonly " + typeKey(key) + ": ")
		switch v.Kind {
		case component.KindFlags:
			m.write("bigint")
		case component.KindEnum:
			m.write(quoteSingle(m.d.opts.enumValue(labels[i])))
		default:
			m.write("(")
			if p := v.Cases[i].Type; p != nil {
				m.write("val: ")
				m.typ(p)
			}
			m.write(") => " + m.global("Extract") + "<" + typ + ", { tag: " + quoteSingle(labels[i]) + " }>")
		}
		m.write(",\n")
	}
	m.line("};")
}
