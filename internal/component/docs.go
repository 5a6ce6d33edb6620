package component

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// This file reads the package-docs section, in which wit-parser puts the doc
// comments of a WIT package. It has the package's worlds and interfaces by their
// short names and does not name the package, so that what belongs to which of a
// component's interfaces is to be found out.

// docNode is a part of the JSON in a package-docs section, as wit-parser writes
// it: objects for worlds and interfaces, and for the items in them either their
// documentation or an object with it.
type docNode struct {
	Docs       string             `json:"docs"`
	Worlds     map[string]docNode `json:"worlds"`
	Interfaces map[string]docNode `json:"interfaces"`
	Types      map[string]docNode `json:"types"`
	Funcs      map[string]docNode `json:"funcs"`
	FuncExport map[string]docNode `json:"func_exports"`
	IfcExports map[string]docNode `json:"interface_exports"`
	ImportDocs map[string]docNode `json:"interface_import_docs"`
	ExportDocs map[string]docNode `json:"interface_export_docs"`
	Items      map[string]docNode `json:"items"`
}

func (n *docNode) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &n.Docs)
	}
	type plain docNode
	return json.Unmarshal(b, (*plain)(n))
}

// packageDocs reads a package-docs section: a version byte (0 or 1) and JSON. A section
// that cannot be read gives no documentation.
func packageDocs(data []byte) *docNode {
	const maxDocs = 1 << 20
	if len(data) == 0 || data[0] > 1 || len(data) > maxDocs || deeperThan(data[1:], maxDocLevels) {
		return nil
	}
	root := &docNode{}
	if json.Unmarshal(data[1:], root) != nil {
		return nil
	}
	return root
}

// maxDocLevels is how deep JSON may nest: wit-parser's has 9 levels. A decoder of JSON
// calls itself for each.
const maxDocLevels = 16

// deeperThan reports whether JSON nests deeper than levels.
func deeperThan(text []byte, levels int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			if depth++; depth > levels {
				return true
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return false
}

const (
	// maxDocumented is the number of versions of an interface that documentation
	// is entered for.
	maxDocumented = 8
	// maxDocWork bounds the search for the documented package: documentation and
	// interfaces can be many, and each is compared with each.
	maxDocWork = 1 << 20
)

// attribute gives the documentation with the keys of Component.Docs: interfaces
// of the documented package and what is in the world get the names that they
// have in the component's type, all else keeps its short name.
func (n *docNode) attribute(t *ComponentType) map[string]string {
	docs := map[string]string{}
	n.collect("", docs)
	full := n.fullNames(t)
	for name, i := range n.Interfaces {
		for _, f := range full[name] {
			i.collect(f, docs)
		}
	}
	imports, exports := declNames(t.Imports), declNames(t.Exports)
	w := n.worldOf(imports, exports)
	if w == nil {
		return docs
	}
	if w.Docs != "" {
		docs[""] = w.Docs
	}
	for _, children := range []map[string]docNode{w.Funcs, w.FuncExport, w.Types} {
		for name, c := range children {
			c.collect("#"+name, docs)
		}
	}
	for _, children := range []map[string]docNode{w.Interfaces, w.IfcExports} {
		for name, c := range children {
			if imports[name] || exports[name] {
				c.collect(name, docs)
			}
		}
	}
	return docs
}

// collect enters the documentation below n under "interface", "interface#item"
// and "interface#type.member".
func (n *docNode) collect(path string, into map[string]string) { n.collectDown(path, into, 0) }

func (n *docNode) collectDown(path string, into map[string]string, depth int) {
	if n.Docs != "" && path != "" {
		into[path] = n.Docs
	}
	if depth > 4 {
		return // no WIT nests as deep
	}
	down := func(children map[string]docNode, sep string) {
		for name, c := range children {
			p := name
			if path != "" {
				p = path + sep + name
			}
			c.collectDown(p, into, depth+1)
		}
	}
	for _, children := range []map[string]docNode{
		n.Worlds, n.Interfaces, n.IfcExports, n.ImportDocs, n.ExportDocs, n.Types, n.Funcs, n.FuncExport,
	} {
		down(children, "#")
	}
	down(n.Items, ".")
}

func declNames(decls []ExternDecl) map[string]bool {
	names := make(map[string]bool, len(decls))
	for i := range decls {
		names[decls[i].Name] = true
	}
	return names
}

// splitInterface takes "ns:pkg/iface@version" apart into "ns:pkg" and "iface",
// "" and the name itself for a plain name.
func splitInterface(name string) (pkg, short string) {
	base, _, _ := strings.Cut(name, "@")
	if i := strings.LastIndexByte(base, '/'); i >= 0 {
		return base[:i], base[i+1:]
	}
	return "", base
}

// fullNames gives the names of the component's interfaces that short names
// mean: those of the documented package, of which a component may have several
// versions. The package is the one of whose items most have documentation; there
// is none if most of what is documented is in none.
func (n *docNode) fullNames(t *ComponentType) map[string][]string {
	type score struct{ interfaces, items, documented int }
	scores := map[string]*score{}
	work := 0
	names := map[string]map[string][]string{} // by package and short name
	seen := map[string]bool{}
	for _, decls := range [][]ExternDecl{t.Exports, t.Imports} {
		for i := range decls {
			d := &decls[i]
			pkg, short := splitInterface(d.Name)
			docs, ok := n.Interfaces[short]
			if !ok || pkg == "" || d.Type.Sort != SortInstance || seen[d.Name] {
				continue
			}
			seen[d.Name] = true
			if work += len(docs.Funcs) + len(docs.Types) + len(d.Type.Instance.Exports); work > maxDocWork {
				continue
			}
			if names[pkg] == nil {
				names[pkg], scores[pkg] = map[string][]string{}, &score{}
			}
			if len(names[pkg][short]) == maxDocumented {
				continue
			}
			names[pkg][short] = append(names[pkg][short], d.Name)
			scores[pkg].interfaces++
			items := declNames(d.Type.Instance.Exports)
			for _, children := range []map[string]docNode{docs.Funcs, docs.Types} {
				for item := range children {
					scores[pkg].documented++
					if items[item] {
						scores[pkg].items++
					}
				}
			}
		}
	}
	best, most := "", 0
	for _, pkg := range slices.Sorted(maps.Keys(scores)) {
		// A component may lack some of what its package has, but not most of it.
		if s := scores[pkg]; s.interfaces+s.items > most && 2*s.items >= s.documented {
			best, most = pkg, s.interfaces+s.items
		}
	}
	return names[best]
}

// worldOf finds the world that the component is of: the one of whose documented
// items the component has most, nil if it has none of any.
func (n *docNode) worldOf(imports, exports map[string]bool) *docNode {
	var best *docNode
	most := 0
	for _, name := range slices.Sorted(maps.Keys(n.Worlds)) {
		w := n.Worlds[name]
		found := 0
		count := func(there map[string]bool, parts ...map[string]docNode) {
			for _, docs := range parts {
				for item := range docs {
					if there[item] {
						found++
					}
				}
			}
		}
		count(imports, w.Funcs, w.Types, w.Interfaces, w.ImportDocs)
		count(exports, w.FuncExport, w.IfcExports, w.ExportDocs)
		if found > most {
			best, most = &w, found
		}
	}
	return best
}
