//go:build !js

package polyfill

import (
	"strconv"
	"strings"
)

// version is a semantic version of an interface name.
type version struct {
	major, minor, patch uint64
	pre                 bool // a pre-release, compatible with itself only
}

// splitVersion takes an interface name apart: "ns:pkg/iface@1.2.3-rc+build".
func splitVersion(name string) (base string, v version, ok bool) {
	base, text, found := strings.Cut(name, "@")
	if !found || !strings.Contains(base, ":") {
		return name, version{}, false
	}
	text, _, _ = strings.Cut(text, "+")
	text, pre, _ := strings.Cut(text, "-")
	v.pre = pre != ""
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return name, version{}, false
	}
	for i, to := range []*uint64{&v.major, &v.minor, &v.patch} {
		n, err := strconv.ParseUint(parts[i], 10, 64)
		if err != nil {
			return name, version{}, false
		}
		*to = n
	}
	return base, v, true
}

// compatible reports whether an interface of version w can stand for one of
// version v: they are on one track of semantic versioning (1.x, 0.2.x), as
// wasmtime's linker has it.
func (v version) compatible(w version) bool {
	if v.pre || w.pre || v.major != w.major {
		return false
	}
	return v.major != 0 || v.minor == w.minor && v.minor != 0
}

func (v version) less(w version) bool {
	if v.major != w.major {
		return v.major < w.major
	}
	if v.minor != w.minor {
		return v.minor < w.minor
	}
	return v.patch < w.patch
}

// lookup finds name in a map, or the highest compatible version of it.
func lookup[T any](items map[string]T, name string) (item T, found string) {
	if item, ok := items[name]; ok {
		return item, name
	}
	base, want, ok := splitVersion(name)
	if !ok {
		return item, ""
	}
	var best version
	for n, it := range items {
		b, v, ok := splitVersion(n)
		if ok && b == base && want.compatible(v) && (found == "" || best.less(v)) {
			item, found, best = it, n, v
		}
	}
	return item, found
}
