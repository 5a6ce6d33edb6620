package transpile

import (
	"maps"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// This file is about the declarations for the code inside a component, see
// Options.Guest: each interface is an ambient module under its WIT name, and so
// is the world.

// moduleName is the name of a guest's module.
func (m *dtsModule) moduleName() string {
	if m.iface == m.d.world.Root {
		return m.d.name
	}
	return m.iface.Name
}

// guestPath is the module specifier of another module, whose file this one's
// file refers to from now on.
func (m *dtsModule) guestPath(of *dtsModule) string {
	from, to := m.file(), of.file()
	if from != to {
		switch {
		case from.stem == "":
			from.refers["./interfaces/"+to.stem+".d.ts"] = true
		case to.stem == "":
			from.refers["../"+m.d.opts.Name+".d.ts"] = true
		default:
			from.refers["./"+to.stem+".d.ts"] = true
		}
	}
	return to.moduleName()
}

// bytes gives the file of the module.
func (m *dtsModule) bytes() []byte {
	var b strings.Builder
	if m.disposable {
		b.WriteString("/// <reference lib=\"esnext.disposable\" />\n")
	}
	if !m.d.opts.Guest {
		b.WriteString(m.b.String())
		return []byte(b.String())
	}
	for _, file := range slices.Sorted(maps.Keys(m.refers)) {
		b.WriteString("/// <reference path=" + quote(file) + " />\n")
	}
	b.WriteString("declare module " + quoteSingle(m.moduleName()) + " {\n")
	b.WriteString(m.b.String())
	b.WriteString("}\n")
	return []byte(b.String())
}

// declare is the word in front of a declaration that is not exported: what
// stands in an ambient module is declared already.
func (m *dtsModule) declare() string {
	if m.outer != nil || m.d.opts.Guest {
		return ""
	}
	return "declare "
}

// owns reports whether the objects of a resource class are handles, which can
// be dropped: the host's of what the component exports, the guest's of what it
// imports.
func (m *dtsModule) owns(t *component.TypeDecl) bool {
	if m.d.opts.Guest {
		return !t.Exported || t.Interface.Imported && t.Interface != m.d.world.Root
	}
	return t.Exported
}
