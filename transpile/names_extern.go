package transpile

import "strings"

// funcKind tells the plain names of functions apart (Explainer.md, Import and
// Export Definitions: plainname).
type funcKind uint8

const (
	funcFree        funcKind = iota // a label
	funcConstructor                 // [constructor]r
	funcMethod                      // [method]r.f
	funcStatic                      // [static]r.f
)

// funcName is the name of a function, taken apart.
type funcName struct {
	kind     funcKind
	resource string // kebab name of the resource, "" if funcFree
	label    string // kebab name of the function, "" if funcConstructor
}

// parseFuncName takes the externname of a function apart.
func parseFuncName(name string) funcName {
	if r, ok := strings.CutPrefix(name, "[constructor]"); ok {
		return funcName{kind: funcConstructor, resource: r}
	}
	for prefix, kind := range map[string]funcKind{"[method]": funcMethod, "[static]": funcStatic} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			r, l, _ := strings.Cut(rest, ".")
			return funcName{kind: kind, resource: r, label: l}
		}
	}
	return funcName{kind: funcFree, label: name}
}

// interfaceID is an interface name "ns:pkg/iface@version", taken apart. A plain
// name ("host") has only an iface.
type interfaceID struct {
	pkg     string // "ns:pkg", "" for a plain name
	iface   string
	version string // without '@', "" if absent
}

// parseInterfaceID takes an externname apart. With nested names (gate
// cm-nested-names) the interface is the last part and all before it the package.
func parseInterfaceID(name string) interfaceID {
	base, version, _ := strings.Cut(name, "@")
	if i := strings.LastIndexByte(base, '/'); i >= 0 {
		return interfaceID{pkg: base[:i], iface: base[i+1:], version: version}
	}
	return interfaceID{iface: base, version: version}
}

// withoutVersion gives an externname without its "@version".
func withoutVersion(name string) string {
	base, _, _ := strings.Cut(name, "@")
	return base
}

// interfaceAlias is the JavaScript name of an exported or mapped interface:
// "wasi:cli/command-line@0.2.0" becomes "commandLine".
func interfaceAlias(name string) string { return lowerCamel(parseInterfaceID(name).iface) }

// interfaceTypeAlias is the name under which a world's .d.ts shows an
// interface: "wasi:io/streams@0.2.6" becomes "WasiIoStreams026".
func interfaceTypeAlias(name string) string { return upperCamel(name) }

// interfaceStem is the file name (without folder and ending) of the .d.ts of an
// interface: "wasi:io/streams@0.2.6" becomes "wasi-io-streams". Only letters,
// digits and hyphens come out, so it cannot leave its folder; of a long name it has the
// beginning.
func interfaceStem(name string) string {
	var b strings.Builder
	for _, r := range kebab(withoutVersion(name)) {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "interface"
	}
	return b.String()[:min(b.Len(), maxIdentifier)] // file systems take no more than 255 bytes
}
