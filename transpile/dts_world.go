package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// nameWorldTypes names the resources that the world exports, by the glue's rule,
// and keeps the names of the world's own declarations free.
func (m *dtsModule) nameWorldTypes() {
	if m.d.opts.Instantiation != InstantiationNone {
		m.scope.reserve("ImportObject", "Root", "Disposes")
	}
	m.scope.reserve("instantiate", "$init")
	var decls []component.ExternDecl
	for _, e := range m.d.world.Exports {
		decls = append(decls, e.ExternDecl)
	}
	m.d.exports = exportNames(itemsOf(decls))
	resources := map[string]*component.TypeDecl{}
	for _, t := range m.iface.Types {
		if t.Exported && t.Resource != 0 {
			resources[t.Name] = t
		}
	}
	for i, e := range m.d.world.Exports {
		for _, name := range []string{m.d.exports[i].Name, m.d.exports[i].Alias} {
			if isIdentifier(name) {
				m.scope.reserve(name)
			}
		}
		if t := resources[e.Name]; t != nil && e.Type.Sort == component.SortType {
			m.types[t] = m.d.exports[i].Name
		}
	}
}

// writeWorld writes the world's file.
func (d *dts) writeWorld() {
	m := d.root
	if !d.opts.Guest {
		m.line("// world %s", comment(d.name))
	}
	d.worldTypes()
	if d.opts.Instantiation == InstantiationNone {
		d.moduleImports()
		d.moduleExports()
	} else {
		aliases := d.interfaceImports()
		d.importObject(aliases)
		d.exportObject(aliases)
	}
	m.helpers()
	switch {
	case d.opts.Instantiation != InstantiationNone:
		m.write(instantiateDocs)
		if d.opts.Instantiation == InstantiationAsync {
			m.write(instantiateAsync)
		} else {
			m.write(instantiateSync)
		}
	case d.opts.TLACompat:
		m.write("\nexport const $init: Promise<void>;\n")
	}
	if m.empty && d.opts.Instantiation == InstantiationNone && !d.opts.TLACompat {
		m.line("export {};")
	}
}

// worldTypes writes the types at world level, and the classes of its resources.
func (d *dts) worldTypes() {
	m := d.root
	var imported, exported []component.ExternDecl
	for _, i := range d.world.Imports {
		if i.Type.Sort == component.SortFunc {
			imported = append(imported, i.ExternDecl)
		}
	}
	for _, e := range d.world.Exports {
		if e.Type.Sort == component.SortFunc {
			exported = append(exported, e.ExternDecl)
		}
	}
	importedOf, exportedOf := membersOf(imported), membersOf(exported)
	for _, t := range m.iface.Types {
		switch {
		case t.From != nil && m.types[t] == m.types[t.From] && t.From.Interface == m.iface:
			// imported and exported under one name
		case t.Resource == 0 || t.From != nil:
			m.typeDecl(t)
		case t.Exported && d.opts.Instantiation == InstantiationNone:
			m.class(t, m.owns(t), "export class", exportedOf[t.Name])
		case t.Exported:
			m.class(t, m.owns(t), m.declare()+"class", exportedOf[t.Name])
			m.line("export type { %s };", m.types[t])
		default:
			m.class(t, m.owns(t), m.declare()+"class", importedOf[t.Name])
			m.line("export type { %s };", m.types[t])
		}
	}
}

// moduleImports shows the types of what the ES module imports.
func (d *dts) moduleImports() {
	m := d.root
	for _, i := range d.world.Imports {
		name := comment(i.Name)
		switch i.Type.Sort {
		case component.SortInstance:
			m.empty = false
			m.docs(i.Interface.Name)
			alias := m.takeType(i.Name)
			m.line("export type * as %s from %s; // import %s", alias, quoteSingle(m.path(d.modules[i.Interface])), name)
		case component.SortFunc:
			if parseFuncName(i.Name).kind != funcFree {
				continue
			}
			m.empty = false
			m.funcDocs(m.indent, i.ExternDecl, false)
			m.write(m.indent + "export type " + m.takeType(i.Name) + " = ")
			m.signatureWith(i.ExternDecl, false, " => ")
			m.write("; // import " + name + "\n")
		case component.SortCoreModule:
			m.empty = false
			m.line("export type %s = WebAssembly.Module; // import %s", m.takeType(i.Name), name)
		}
	}
}

// moduleExports writes the exports of the ES module.
func (d *dts) moduleExports() {
	m := d.root
	for i, e := range d.world.Exports {
		names := d.exports[i]
		switch e.Type.Sort {
		case component.SortInstance:
			path := quoteSingle(m.path(d.modules[e.Interface]))
			name := names.Name
			if name == e.Name && strings.Contains(name, ":") {
				// TypeScript has string names for exports only under some settings of
				// its users, so only the alias is declared.
				name = names.Alias
			}
			m.empty = false
			m.docs(e.Interface.Name)
			if name == "" {
				m.line("export type * as %s from %s; // export %s", m.takeType(e.Name), path, comment(e.Name))
				continue
			}
			m.line("export * as %s from %s; // export %s", name, path, comment(e.Name))
		case component.SortFunc:
			if names.Name != "" {
				m.funcDecl(e.ExternDecl, names.Name, true)
			}
		case component.SortCoreModule:
			m.valueDecl(names.Name, "WebAssembly.Module")
		}
	}
}

// interfaceImports imports the types of all interfaces and gives their names.
func (d *dts) interfaceImports() map[*component.Interface]string {
	m := d.root
	aliases := map[*component.Interface]string{}
	for _, in := range d.world.Interfaces {
		alias := m.takeType(withoutVersion(in.Name))
		aliases[in] = alias
		m.line("import type * as %s from %s; // %s", alias, quoteSingle(m.path(d.modules[in])), comment(in.Name))
	}
	return aliases
}

// importObject writes the type of the imports that instantiate takes. An
// interface of types only may be left out.
func (d *dts) importObject(aliases map[*component.Interface]string) {
	m := d.root
	m.line("export interface ImportObject {")
	m.indent = "  "
	for _, i := range d.world.Imports {
		key := quoteSingle(i.Name)
		switch i.Type.Sort {
		case component.SortInstance:
			typ, values := m.instanceType(i, aliases, false)
			if values == 0 {
				key += "?"
			}
			m.docs(i.Interface.Name)
			m.line("%s: %s,", key, typ)
		case component.SortFunc:
			if parseFuncName(i.Name).kind != funcFree {
				continue
			}
			m.funcDocs(m.indent, i.ExternDecl, false)
			m.write(m.indent + key + ": { default")
			m.signature(i.ExternDecl, false)
			m.write(" },\n")
		case component.SortType:
			if t := m.d.world.ResourceDecl(m.iface, i.Type.Type.Resource); i.Type.Type.Resource != 0 && t.From == nil {
				m.line("%s: { default: typeof %s },", key, m.types[t])
			}
		case component.SortCoreModule:
			m.line("%s: { default: WebAssembly.Module },", key)
		}
	}
	m.indent = ""
	m.line("}")
}

// exportObject writes the type of what instantiate gives.
func (d *dts) exportObject(aliases map[*component.Interface]string) {
	m := d.root
	m.write(disposesType)
	m.line("export interface Root extends Disposes {")
	m.indent = "  "
	for i, e := range d.world.Exports {
		names := d.exports[i]
		switch e.Type.Sort {
		case component.SortInstance:
			typ, _ := m.instanceType(e, aliases, true)
			m.docs(e.Interface.Name)
			m.line("%s: %s,", typeKey(names.Name), typ)
			if names.Alias != "" {
				m.line("%s: %s,", typeKey(names.Alias), typ)
			}
		case component.SortFunc:
			if names.Name != "" {
				m.funcDocs(m.indent, e.ExternDecl, true)
				m.write(m.indent + typeKey(names.Name))
				m.signature(e.ExternDecl, true)
				m.write(",\n")
			}
		case component.SortType:
			if t := m.d.world.ResourceDecl(m.iface, e.Type.Type.Resource); e.Type.Type.Resource != 0 && t.From == nil {
				m.line("%s: typeof %s,", typeKey(names.Name), m.types[t])
			}
		case component.SortCoreModule:
			m.line("%s: WebAssembly.Module,", typeKey(names.Name))
		}
	}
	m.indent = ""
	m.line("}")
}

// instanceType gives the type of an imported or exported instance, and how many
// values it has: all of the interface's module, or the part of it that this
// import or export has where the world both imports and exports the interface.
func (m *dtsModule) instanceType(it component.WorldItem, aliases map[*component.Interface]string, exported bool) (typ string, values int) {
	items := itemsOf(it.Type.Instance.Exports)
	if exported {
		items = m.d.opts.exportedItems(it.Interface, it.Type.Instance.Exports)
	}
	var picked []string
	for i, name := range memberNames(items) {
		if name != "" && isValue(it.Interface, it.Type.Instance.Exports[i]) {
			picked = append(picked, quoteSingle(name))
		}
	}
	all := 0
	for i, name := range m.d.modules[it.Interface].members {
		if name != "" && isValue(it.Interface, it.Interface.Decls[i]) {
			all++
		}
	}
	typ = "typeof " + aliases[it.Interface]
	if len(picked) < all {
		keys := "never"
		if len(picked) > 0 {
			keys = strings.Join(picked, " | ")
		}
		typ = m.global("Pick") + "<" + typ + ", " + keys + ">"
	}
	return typ, len(picked)
}

// isValue tells what is a value of an interface's module from what is a type
// only: another name of a resource.
func isValue(in *component.Interface, d component.ExternDecl) bool {
	t := in.Type(d.Name)
	return d.Type.Sort != component.SortType || t == nil || t.From == nil
}

const instantiateDocs = `
/**
 * Instantiates this component with the given imports and returns its exports.
 *
 * ` + "`getCoreModule`" + ` is asked for every core module of the component by its file name
 * (` + "`path`" + `) and returns the compiled ` + "`WebAssembly.Module`" + `.
 *
 * ` + "`imports`" + ` has what the component imports, by its full WIT name; the values are
 * those of the component model, not numbers of core WebAssembly.
 *
 * ` + "`instantiateCore`" + ` may be given to take the place of ` + "`WebAssembly.instantiate`" + `.
 */
`

const instantiateSync = `export function instantiate(
  getCoreModule: (path: string) => WebAssembly.Module,
  imports: ImportObject,
  instantiateCore?: (module: WebAssembly.Module, imports: Record<string, any>) => WebAssembly.Instance
): Root;
`

// The first form waits for nothing, the second always does: WebAssembly.instantiate gives a promise.
const instantiateAsync = `export function instantiate(
  getCoreModule: (path: string) => WebAssembly.Module,
  imports: ImportObject,
  instantiateCore: (module: WebAssembly.Module, imports: Record<string, any>) => WebAssembly.Instance
): Root;

/** Without ` + "`getCoreModule`" + ` the files beside this module are loaded. */
export function instantiate(
  getCoreModule: ((path: string) => WebAssembly.Module | Promise<WebAssembly.Module>) | null | undefined,
  imports: ImportObject,
  instantiateCore?: undefined
): Promise<Root>;

export function instantiate(
  getCoreModule: ((path: string) => WebAssembly.Module | Promise<WebAssembly.Module>) | null | undefined,
  imports: ImportObject,
  instantiateCore?: (module: WebAssembly.Module, imports: Record<string, any>) => WebAssembly.Instance | Promise<WebAssembly.Instance>
): Root | Promise<Root>;
`

// A compiler whose libraries do not know Symbol.dispose takes the declarations as well.
const disposesType = `
type Disposes = SymbolConstructor extends { readonly dispose: infer S extends symbol } ? { [K in S]: () => void } : {};
`
