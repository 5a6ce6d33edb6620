package component

import (
	"strings"
	"testing"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		name string
		kind nameKind
		err  string // "" if it is valid
	}{
		{"a", nameLabel, ""},
		{"a-b-c", nameLabel, ""},
		{"a1-2-3", nameLabel, ""},
		{"A-B-C", nameLabel, ""},
		{"A1-2-3", nameLabel, ""},
		{"m1x3d-4CR0NYMS", nameLabel, ""},
		{"is-XML", nameLabel, ""},
		{"1-2-3", nameLabel, "is not in kebab case"},
		{"", nameLabel, "is not in kebab case"},
		{"-a", nameLabel, "is not in kebab case"},
		{"a-", nameLabel, "is not in kebab case"},
		{"a--b", nameLabel, "is not in kebab case"},
		{"aB", nameLabel, "is not in kebab case"},
		{"a_b", nameLabel, "is not in kebab case"},
		{"é", nameLabel, "is not in kebab case"},
		{"a'+alert(1)+'", nameLabel, "is not in kebab case"},
		{"[constructor]r", nameConstructor, ""},
		{"[constructor]", nameConstructor, "is not in kebab case"},
		{"[method]r.f", nameMethod, ""},
		{"[method]r", nameMethod, "failed to find `.` character"},
		{"[method]r.", nameMethod, "is not in kebab case"},
		{"[method].f", nameMethod, "is not in kebab case"},
		{"[method]r.f.g", nameMethod, "is not in kebab case"},
		{"[static]r.f", nameStatic, ""},
		{"[getter]r.f", nameLabel, "is not in kebab case"},
		{"a:b/c", nameInterface, ""},
		{"a-b:c-d/E-f", nameInterface, ""},
		{"a:b/c@1.2.3-rc.1+build", nameInterface, ""},
		{"A:b/c", nameInterface, "`A` is not in kebab case"},
		{"a:B/c", nameInterface, "`B` is not in kebab case"},
		{"a:b", nameInterface, "expected `/` after package name"},
		{"a:b/", nameInterface, "`` is not in kebab case"},
		{":b/c", nameInterface, "`` is not in kebab case"},
		{"a:b/c/d", nameInterface, "trailing characters found: `/d`"},
		{"a:b:c/d", nameInterface, "expected `/` after package name"},
		{"a:b/c@", nameInterface, "empty string"},
		{"locked-dep=<a:b@1.0.0>", nameLabel, "earlier drafts"},
		{"unlocked-dep=<a:b@{>=1.2.3 <2.0.0}>", nameLabel, "earlier drafts"},
		{"url=<https://x.y>,integrity=<sha256-AA>", nameLabel, "earlier drafts"},
		{"url=<x\n\x1b[2J>", nameLabel, "earlier drafts"},
		{"integrity=<sha256-AA>", nameLabel, "earlier drafts"},
	} {
		n, err := parseName(c.name, DefaultFeatures(), 0)
		switch {
		case c.err == "" && err != nil:
			t.Errorf("%q: %v", c.name, err)
		case c.err == "" && n.kind != c.kind:
			t.Errorf("%q: kind %d, want %d", c.name, n.kind, c.kind)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%q: %v, want %q", c.name, err, c.err)
		}
	}
	if _, err := parseName("a:b:c/d/e", AllFeatures(), 0); err != nil {
		t.Errorf("nested names on: %v", err)
	}
}

// TestStrongUniqueness uses the examples of Explainer.md, Name Uniqueness.
func TestStrongUniqueness(t *testing.T) {
	s := nameSet{kind: "export"}
	add := func(name string) error {
		n, err := parseName(name, DefaultFeatures(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return s.add(n, 0)
	}
	for _, name := range []string{"foo", "foo-bar", "[constructor]foo", "[method]foo.bar", "[static]foo.baz", "foo:bar/baz", "foo:bar/baz@1.0.0"} {
		if err := add(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"foo", "FOO", "foo-BAR", "[constructor]FOO", "[method]foo.BAR", "[static]foo.bar", "[method]foo.baz",
		"[method]foo.foo", "[static]foo-BAR.FOO-bar", "foo:bar/BAZ"} {
		if err := add(name); err == nil || !strings.Contains(err.Error(), "conflicts with previous name") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSemver(t *testing.T) {
	for v, want := range map[string]string{
		"0.0.0": "", "1.2.3": "", "10.20.30-a.1+b.01": "", "1.0.0--": "", "1.0.0+a-b": "",
		"":                         "empty string",
		"1":                        "unexpected end of input",
		"1.2":                      "unexpected end of input",
		"1.2.":                     "unexpected end of input while parsing patch version number",
		"a.1.2":                    "unexpected character 'a' while parsing major version number",
		"1.2.3x":                   "unexpected character 'x' after patch version number",
		"01.2.3":                   "invalid leading zero in major version number",
		"1.2.3-":                   "empty identifier segment in pre-release",
		"1.2.3-01":                 "invalid leading zero in pre-release",
		"1.2.3-a..b":               "empty identifier segment",
		"1.2.3+":                   "empty identifier segment in build metadata",
		"1.2.3-é":                  "unexpected character 'é' in pre-release",
		"1.2.99999999999999999999": "exceeds u64::MAX",
		"10000000000000000000.0.0": "", "18446744073709551615.0.0": "",
		"18446744073709551616.0.0": "exceeds u64::MAX", "1.100000000000000000000.0": "exceeds u64::MAX",
	} {
		if got := semverError(v); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", v, got, want)
		}
	}
}

func TestCanonicalVersions(t *testing.T) {
	for v, want := range map[string]bool{
		"1": true, "12": true, "0.2": true, "0.0.1": true, "0.0.0": true,
		"": false, "0": false, "0.0": false, "1.2": false, "01": false, "0.02": false, "1.2.3": false, "x": false,
	} {
		if got := isCanonVersion(v); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
	check := func(name, suffix string, f Features) error {
		n, err := parseName(name, f, 0)
		if err != nil {
			return err
		}
		return n.checkVersion(&Attributes{VersionSuffix: suffix, hasVersionSuffix: suffix != ""}, f, 0)
	}
	for _, c := range []struct {
		name, suffix string
		f            Features
		ok           bool
	}{
		{"a:b/c@0.2.3", "", DefaultFeatures(), true},
		{"a:b/c@0.2", "", DefaultFeatures(), false},
		{"a:b/c@0.2", "", AllFeatures(), true},
		{"a:b/c@0.2", ".6-rc.1", AllFeatures(), true},
		{"a:b/c@1", ".2.3", AllFeatures(), true},
		{"a:b/c@1", ".2", AllFeatures(), false},
		{"a:b/c@1.2.3", ".4", AllFeatures(), false},
		{"a:b/c", ".4", AllFeatures(), false},
		{"a:b/c@1", "0.0.0", AllFeatures(), false},
		{"a:b/c@0.0.1", "-alpha", AllFeatures(), true},
		{"a:b/c@0.0.0", "+1", AllFeatures(), true},
		{"a:b/c@0.1", ".0-0", AllFeatures(), true},
		{"a:b/c@0.0.1", "-01", AllFeatures(), false},
	} {
		if err := check(c.name, c.suffix, c.f); (err == nil) != c.ok {
			t.Errorf("%s + %q: %v", c.name, c.suffix, err)
		}
	}
}

// TestAttributes: what implements and versionsuffix say is checked as a name is.
func TestAttributes(t *testing.T) {
	implements := func(name string) Attributes { return Attributes{Implements: name, hasImplements: true} }
	suffix := func(a Attributes, s string) Attributes {
		a.VersionSuffix, a.hasVersionSuffix = s, true
		return a
	}
	for _, c := range []struct {
		name  string
		attrs Attributes
		err   string
	}{
		{"x", implements("a:b/c"), ""},
		{"x", implements("a:b/c@1.2.3"), ""},
		{"x", implements("a:b/c@1"), ""}, // all features
		{"x", implements("a:b/c@notsemver"), "unexpected character 'n'"},
		{"x", implements("a:b/c@1.2.3@4"), "unexpected character '@'"},
		{"x", implements("a:b/c@01.2.3"), "invalid leading zero"},
		{"x", suffix(implements("a:b/c@1"), ".2.3"), ""},
		{"x", suffix(implements("a:b/c@1"), ".2"), "unexpected end of input"},
		{"x", suffix(implements("a:b/c"), ".2"), "needs a canonical version"},
		{"x", suffix(Attributes{}, ".1"), "has neither"},
		{"x", suffix(Attributes{}, ""), "has neither"},
		{"a:b/c", suffix(Attributes{}, ""), "needs a canonical version"},
		{"a:b/c@1", suffix(Attributes{}, ""), "unexpected end of input"},
		{"a:b/c@1.2.3", suffix(Attributes{}, ""), "needs a canonical version"},
		{"a:b/c@0.0.0", suffix(Attributes{}, ""), ""},
		{"a:b/c@1", suffix(Attributes{}, ".2.3"), ""},
		{"a:b/c@1", suffix(Attributes{}, "0.0.0"), "the canonical version of `10.0.0` is `10`"},
	} {
		s := nameSet{kind: "import"}
		err := s.check(&ExternDecl{Name: c.name, Attrs: c.attrs, Type: ExternType{Sort: SortInstance, Instance: &InstanceType{}}}, AllFeatures())
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q %+v: %v, want %q", c.name, c.attrs, err, c.err)
		}
	}
}
