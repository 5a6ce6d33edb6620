package transpile

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// importTarget is where an import comes from in an ES module.
type importTarget struct {
	// Specifier of the import statement.
	Specifier string
	// Member is the mapped member inside it ("" if none), before it is brought to
	// camel case: the text after '#' in a mapping.
	Member string
	// Key is the mapping that applied, "" if none did.
	Key string
}

// importMap maps externnames to targets, as jco's --map does: keys are
// externnames with or without version and may hold one '*', which stands in the
// target for what it matched; the text after '#' in a target is a member.
type importMap map[string]string

// wasiShims is the mapping of WASI that applies after the user's own: jco's for WASI 0.2, for 0.3 the
// modules of this project's npm package (web/wasi).
var wasiShims = importMap{
	"wasi:cli/*":        "@bytecodealliance/preview2-shim/cli#*",
	"wasi:clocks/*":     "@bytecodealliance/preview2-shim/clocks#*",
	"wasi:filesystem/*": "@bytecodealliance/preview2-shim/filesystem#*",
	"wasi:http/*":       "@bytecodealliance/preview2-shim/http#*",
	"wasi:io/*":         "@bytecodealliance/preview2-shim/io#*",
	"wasi:random/*":     "@bytecodealliance/preview2-shim/random#*",
	"wasi:sockets/*":    "@bytecodealliance/preview2-shim/sockets#*",

	"wasi:cli/*@0.3.0":        "jco-go/wasi/cli#*",
	"wasi:clocks/*@0.3.0":     "jco-go/wasi/clocks#*",
	"wasi:filesystem/*@0.3.0": "jco-go/wasi/filesystem#*",
	"wasi:http/*@0.3.0":       "jco-go/wasi/http#*",
	"wasi:random/*@0.3.0":     "jco-go/wasi/random#*",
	"wasi:sockets/*@0.3.0":    "jco-go/wasi/sockets#*",
}

// nodeCapabilities is the mapping of what components import that jco made of
// programs for Node. Its modules deny everything; a mapping of the user's own
// gives more.
var nodeCapabilities = importMap{
	"jco:node/*@0.1.0":           "@bytecodealliance/jco-std/wasi/0.2.x/node/24.x.x/*/host",
	"jco:node/tls@0.1.0":         "@bytecodealliance/jco-std/wasi/0.2.x/node/24.x.x/tls/node-host",
	"jco:node/ffi@0.1.0":         "@bytecodealliance/jco-std/wasi/0.2.x/node/26.x.x/ffi/host",
	"wasi:tls/types@0.2.0-draft": "@bytecodealliance/jco-std/wasi/0.2.x/node/24.x.x/tls/host",
}

// resolveImport finds where the import name comes from in an ES module. maps
// are asked in order (the user's first); inside one the most specific key wins:
// the full name, the name without version, wildcards with a version, keys whose
// version is semver-compatible (the highest), wildcards without version; among
// wildcards the one with the most literal text. If nothing applies to name but
// it implements an interface (attribute `implements`), that name is tried. An
// unmapped import is imported under its own name without the version.
func resolveImport(name, implements string, maps ...importMap) importTarget {
	for _, wanted := range []string{name, implements} {
		if wanted == "" {
			continue
		}
		for _, m := range maps {
			if t, ok := m.find(wanted); ok {
				return t
			}
		}
	}
	return importTarget{Specifier: withoutVersion(name)}
}

// unusedMap gives the keys of a mapping that fit no import, sorted. One that a
// more specific one comes before is used: it fits.
func unusedMap(imports []component.ExternDecl, mapping map[string]string) []string {
	var unused []string
	for _, key := range slices.Sorted(maps.Keys(mapping)) {
		if !slices.ContainsFunc(imports, func(d component.ExternDecl) bool {
			return resolveImport(d.Name, d.Attrs.Implements, importMap{key: mapping[key]}).Key != ""
		}) {
			unused = append(unused, key)
		}
	}
	return unused
}

func (m importMap) find(name string) (importTarget, bool) {
	base := withoutVersion(name)
	for _, exact := range []string{name, base} {
		if target, ok := m[exact]; ok {
			return parseTarget(exact, target), true
		}
	}
	// Longest key first, then by name: the order does not hang on the map's.
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	for _, key := range keys {
		if strings.Contains(key, "@") {
			if target, ok := matchWildcard(key, m[key], name); ok {
				return parseTarget(key, target), true
			}
		}
	}
	if t, ok := m.findCompatible(keys, name); ok {
		return t, true
	}
	for _, key := range keys {
		if !strings.Contains(key, "@") {
			if target, ok := matchWildcard(key, m[key], base); ok {
				return parseTarget(key, target), true
			}
		}
	}
	return importTarget{}, false
}

// findCompatible finds the key with the highest version on name's semver track.
func (m importMap) findCompatible(keys []string, name string) (importTarget, bool) {
	base, version, _ := strings.Cut(name, "@")
	track, _, ok := semverTrack(version)
	if !ok {
		return importTarget{}, false
	}
	var best importTarget
	var bestVersion [3]uint64
	found := false
	for _, key := range keys {
		keyBase, keyVersion, _ := strings.Cut(key, "@")
		keyTrack, v, ok := semverTrack(keyVersion)
		if !ok || keyTrack != track {
			continue
		}
		target, ok := matchWildcard(keyBase, m[key], base)
		if !ok && keyBase == base {
			target, ok = m[key], true
		}
		if ok && (!found || slices.Compare(v[:], bestVersion[:]) > 0) {
			best, bestVersion, found = parseTarget(key, target), v, true
		}
	}
	return best, found
}

// matchWildcard puts what '*' of key matches in name into target.
func matchWildcard(key, target, name string) (string, bool) {
	before, after, ok := strings.Cut(key, "*")
	if !ok || len(name) < len(before)+len(after) || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) {
		return "", false
	}
	return strings.ReplaceAll(target, "*", name[len(before):len(name)-len(after)]), true
}

// parseTarget splits a mapping's target at its first '#', which is not its
// first character ("#internal" is a specifier).
func parseTarget(key, target string) importTarget {
	if target != "" {
		if i := strings.IndexByte(target[1:], '#'); i >= 0 {
			return importTarget{Specifier: target[:i+1], Member: target[i+2:], Key: key}
		}
	}
	return importTarget{Specifier: target, Key: key}
}

// semverTrack gives the part of a version that compatible versions share ("1",
// "0.2") and the version's numbers. Pre-releases and 0.0.x have no track.
func semverTrack(version string) (track string, v [3]uint64, ok bool) {
	version, _, _ = strings.Cut(version, "+")
	parts := strings.Split(version, ".")
	if len(parts) != 3 {
		return "", v, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 64)
		if err != nil {
			return "", v, false
		}
		v[i] = n
	}
	switch {
	case v[0] != 0:
		return parts[0], v, true
	case v[1] != 0:
		return "0." + parts[1], v, true
	}
	return "", v, false
}
