package witprint

import "strings"

// keywords are the words of WIT that need a '%' in front to be names.
var keywords = map[string]bool{}

func init() {
	for _, k := range strings.Fields(`use type func u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 float32 float64 char
		resource record flags variant enum bool string option result future stream list map own borrow tuple
		error-context as from static interface import export world package constructor include with async`) {
		keywords[k] = true
	}
}

// id writes a label as an identifier.
func id(label string) string {
	if keywords[label] {
		return "%" + label
	}
	return label
}

// splitInterface takes "ns:pkg/iface@1.0.0" apart into the package
// "ns:pkg@1.0.0" and the interface "iface"; the package of a plain name is "".
func splitInterface(name string) (pkg, iface string) {
	if !strings.Contains(name, ":") {
		return "", name
	}
	base, version, versioned := strings.Cut(name, "@")
	i := strings.LastIndexByte(base, '/')
	if i < 0 {
		return "", name
	}
	pkg = base[:i]
	if versioned {
		pkg += "@" + version
	}
	return pkg, base[i+1:]
}

// packageName writes a package name, its parts escaped.
func packageName(pkg string) string {
	base, version, versioned := strings.Cut(pkg, "@")
	namespaces := strings.Split(base, ":")
	for i, part := range namespaces {
		labels := strings.Split(part, "/")
		for j, l := range labels {
			labels[j] = id(l)
		}
		namespaces[i] = strings.Join(labels, "/")
	}
	base = strings.Join(namespaces, ":")
	if versioned {
		base += "@" + version
	}
	return base
}

// interfaceName writes the full name of an interface, its parts escaped.
func interfaceName(name string) string { return packageName(name) }
