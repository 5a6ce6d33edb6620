package component

import (
	"strings"
)

// nameKind classifies an externname (Explainer.md, Import and Export Definitions).
type nameKind uint8

const (
	nameLabel nameKind = iota
	nameConstructor
	nameMethod
	nameStatic
	nameInterface
)

// earlierNames are the prefixes of names of earlier drafts of the specification:
// dependencies, URLs and hashes. It has none of them now, nor do tools.
var earlierNames = []string{"unlocked-dep=", "locked-dep=", "url=", "integrity="}

// externName is a parsed externname.
type externName struct {
	kind     nameKind
	raw      string
	resource string // constructor, method, static: the first label
	member   string // method, static: the second label
	version  string // interface: what follows the '@', "" without one
}

// isLabel checks the production `label`: words or acronyms joined by hyphens,
// the first of which starts with a letter.
func isLabel(s string) bool {
	lower, upper := false, false
	start := true // of a fragment
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '-':
			if start {
				return false
			}
			start, lower, upper = true, false, false
			continue
		case c >= 'a' && c <= 'z':
			if upper {
				return false
			}
			lower = true
		case c >= 'A' && c <= 'Z':
			if lower {
				return false
			}
			upper = true
		case c >= '0' && c <= '9':
			if i == 0 {
				return false
			}
		default:
			return false
		}
		start = false
	}
	return !start
}

// isWords checks the production `words`: a label without acronyms.
func isWords(s string) bool { return isLabel(s) && strings.ToLower(s) == s }

// checkLabel makes the error for a string that is no label; what names its role.
func checkLabel(s, what string, offset int) error {
	if isLabel(s) {
		return nil
	}
	if s == "" {
		return errf(offset, "%s name cannot be empty", what)
	}
	return errf(offset, "%s name `%s` is not in kebab case", what, s)
}

// parseName parses an externname.
func parseName(s string, f Features, offset int) (externName, error) {
	n := externName{raw: s}
	label := func(l string) error {
		if !isLabel(l) {
			return errf(offset, "`%s` is not in kebab case", l)
		}
		return nil
	}
	member := func(rest string) error {
		i := strings.IndexByte(rest, '.')
		if i < 0 {
			return errf(offset, "failed to find `.` character")
		}
		n.resource, n.member = rest[:i], rest[i+1:]
		if err := label(n.resource); err != nil {
			return err
		}
		return label(n.member)
	}
	if rest, ok := strings.CutPrefix(s, "[constructor]"); ok {
		n.kind, n.resource = nameConstructor, rest
		return n, label(rest)
	}
	if rest, ok := strings.CutPrefix(s, "[method]"); ok {
		n.kind = nameMethod
		return n, member(rest)
	}
	if rest, ok := strings.CutPrefix(s, "[static]"); ok {
		n.kind = nameStatic
		return n, member(rest)
	}
	for _, p := range earlierNames {
		if strings.HasPrefix(s, p) {
			return n, errf(offset, "names that begin with `%s` were in earlier drafts of the component model only", p)
		}
	}
	if strings.ContainsRune(s, ':') {
		n.kind = nameInterface
		return n, n.parseInterface(f, offset)
	}
	return n, label(s)
}

// parseInterface parses the production `interfacename`; the version is checked
// by checkVersion, when a versionsuffix is known.
func (n *externName) parseInterface(f Features, offset int) error {
	path := n.raw
	if i := strings.IndexByte(path, '@'); i >= 0 {
		path, n.version = path[:i], path[i+1:]
		if n.version == "" {
			return errf(offset, "empty string, expected a semver version")
		}
	}
	words := func(s string) error {
		if !isWords(s) {
			return errf(offset, "`%s` is not in kebab case", s)
		}
		return nil
	}
	packagePath, projections, found := strings.Cut(path, "/")
	parts := strings.Split(packagePath, ":")
	if len(parts) < 2 {
		return errf(offset, "expected `:` in an interface name")
	}
	for i, p := range parts {
		if i >= 2 && !f.Has(FeatureNestedNames) {
			rest := strings.Join(parts[i:], ":")
			if isWords(parts[1]) {
				return errf(offset, "expected `/` after package name, found `:%s`", rest)
			}
		}
		if err := words(p); err != nil {
			return err
		}
	}
	if !found {
		return errf(offset, "expected `/` after package name")
	}
	for i, p := range strings.Split(projections, "/") {
		if i >= 1 && !f.Has(FeatureNestedNames) {
			return errf(offset, "trailing characters found: `/%s`", strings.Join(strings.Split(projections, "/")[i:], "/"))
		}
		if !isLabel(p) {
			return errf(offset, "`%s` is not in kebab case", p)
		}
	}
	return nil
}

// checkVersion checks the version of an interface name together with the
// versionsuffix attribute, if there is one (Explainer.md, Canonical Interface Name).
func (n *externName) checkVersion(a *Attributes, f Features, offset int) error {
	suffix := a.VersionSuffix
	if a.hasVersionSuffix && !isCanonVersion(n.version) {
		return errf(offset, "invalid interface version: a versionsuffix needs a canonical version, found `%s`", n.version)
	}
	if n.version == "" || (!a.hasVersionSuffix && f.Has(FeatureCanonNames) && isCanonVersion(n.version)) {
		return nil
	}
	full := n.version + suffix
	if msg := semverError(full); msg != "" {
		return errf(offset, "invalid interface version: %s", msg)
	}
	if c := canonVersion(full); a.hasVersionSuffix && c != n.version {
		return errf(offset, "invalid interface version: the canonical version of `%s` is `%s`, not `%s`", full, c, n.version)
	}
	return nil
}

// canonVersion is the canonversion of a valid version: what is left of where
// Explainer.md, Canonical Interface Name, splits it.
func canonVersion(v string) string {
	core := v
	if i := strings.IndexAny(v, "-+"); i >= 0 {
		core = v[:i]
	}
	parts := strings.Split(core, ".")
	for i, p := range parts {
		if p != "0" {
			return strings.Join(parts[:i+1], ".")
		}
	}
	return core
}

// isCanonVersion checks the production `canonversion`.
func isCanonVersion(v string) bool {
	if v == "0.0.0" {
		return true
	}
	for _, prefix := range []string{"0.0.", "0.", ""} {
		if rest, ok := strings.CutPrefix(v, prefix); ok {
			return rest != "" && rest[0] != '0' && strings.Trim(rest, "0123456789") == ""
		}
	}
	return false
}

// canonical is the string that must differ between two names of one scope
// (Explainer.md, Name Uniqueness).
func (n *externName) canonical() string {
	switch n.kind {
	case nameLabel:
		return strings.ToLower(n.raw)
	case nameConstructor:
		return strings.ToLower(n.raw)
	case nameMethod, nameStatic:
		if strings.EqualFold(n.resource, n.member) {
			return strings.ToLower(n.resource)
		}
		return strings.ToLower(n.resource + "." + n.member)
	case nameInterface:
		// The version is compared as it stands.
		path := strings.TrimSuffix(n.raw, "@"+n.version)
		return strings.ToLower(path) + n.raw[len(path):]
	}
	return n.raw
}

// nameSet holds the names of the imports, or exports, of one scope.
type nameSet struct {
	kind  string // "import" or "export"
	names map[string]string
	// resources are the resources with a name at the top level of this scope.
	resources     map[resourceRef]string
	resourceNames map[string]bool
}

// add checks that a name is new.
func (s *nameSet) add(n externName, offset int) error {
	c := n.canonical()
	if prev, dup := s.names[c]; dup {
		return errf(offset, "%s name `%s` conflicts with previous name `%s`", s.kind, n.raw, prev)
	}
	if s.names == nil {
		s.names = map[string]string{}
	}
	s.names[c] = n.raw
	return nil
}

// addResource notes that r is known as name.
func (s *nameSet) addResource(name string, r resourceRef) {
	if s.resources == nil {
		s.resources, s.resourceNames = map[resourceRef]string{}, map[string]bool{}
	}
	s.resources[r] = name
	s.resourceNames[name] = true
}

// check validates the name of an import or export of type t (Binary.md, Import
// and Export Definitions) and adds it to the set.
func (s *nameSet) check(decl *ExternDecl, f Features) error {
	at := decl.Offset
	n, err := parseName(decl.Name, f, at)
	if err != nil {
		return because(err, "%s name `%s` is not a valid extern name", s.kind, decl.Name)
	}
	if err := s.checkAttributes(n, decl, f); err != nil {
		return err
	}
	if err := s.checkAnnotation(n, decl, f); err != nil {
		return because(err, "%s name `%s` is not valid", s.kind, decl.Name)
	}
	return s.add(n, at)
}

func (s *nameSet) checkAttributes(n externName, decl *ExternDecl, f Features) error {
	at := decl.Offset
	if a := decl.Attrs.Implements; decl.Attrs.hasImplements {
		if n.kind != nameLabel {
			return errf(at, "name `%s` is not valid with `implements`", decl.Name)
		}
		if decl.Type.Sort != SortInstance {
			return errf(at, "only instances can have an `implements`")
		}
		in, err := parseName(a, f, at)
		if err != nil {
			return because(err, "`%s` is not a valid name", a)
		}
		if in.kind != nameInterface {
			return errf(at, "name `%s` must be an interface", a)
		}
		if err := in.checkVersion(&decl.Attrs, f, at); err != nil {
			return because(err, "`%s` is not a valid name", a)
		}
	}
	switch {
	case !decl.Attrs.hasVersionSuffix:
	case decl.Type.Sort != SortInstance:
		return errf(at, "only instances can have a `versionsuffix`")
	case n.kind != nameInterface && !decl.Attrs.hasImplements:
		return errf(at, "a `versionsuffix` needs the name of an interface or `implements`, and `%s` has neither", decl.Name)
	}
	return nil
}

// checkAnnotation checks what the annotation of a plainname promises.
func (s *nameSet) checkAnnotation(n externName, decl *ExternDecl, f Features) error {
	at := decl.Offset
	switch n.kind {
	case nameInterface:
		return n.checkVersion(&decl.Attrs, f, at)
	case nameConstructor, nameMethod, nameStatic:
		if decl.Type.Sort != SortFunc {
			return errf(at, "item is not a func")
		}
	}
	ft := decl.Type.Func
	switch n.kind {
	case nameConstructor:
		if ft.Async {
			return errf(at, "constructor function cannot be async")
		}
		if ft.Result == nil {
			return errf(at, "function should return one value")
		}
		own := ft.Result
		if own.Kind == KindResult && own.Elem != nil {
			own = own.Elem
		}
		if own.Kind != KindOwn {
			return errf(at, "function should return `(own $T)` or `(result (own $T))`")
		}
		return s.checkResource(own, n.resource, at)
	case nameMethod:
		if len(ft.Params) == 0 {
			return errf(at, "function should have at least one argument")
		}
		if ft.Params[0].Name != "self" {
			return errf(at, "function should have a first argument called `self`")
		}
		if ft.Params[0].Type.Kind != KindBorrow {
			return errf(at, "function should take a first argument of `(borrow $T)`")
		}
		return s.checkResource(ft.Params[0].Type, n.resource, at)
	case nameStatic:
		if !s.resourceNames[n.resource] {
			return errf(at, "static resource name is not known in this context")
		}
	}
	return nil
}

func (s *nameSet) checkResource(handle *ValType, name string, at int) error {
	known, ok := s.resources[resourceRef{handle.Resource, handle.alias}]
	if !ok {
		return errf(at, "resource used in function does not have a name in this context")
	}
	if known != name {
		return errf(at, "function does not match expected resource name `%s`", known)
	}
	return nil
}
