package transpile

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestCase(t *testing.T) {
	// The wanted names are those that jco 1.35 gives.
	for _, test := range []struct{ name, lower, upper, kebab string }{
		{"add", "add", "Add", "add"},
		{"get-stdout", "getStdout", "GetStdout", "get-stdout"},
		{"HTTP-server", "httpServer", "HttpServer", "http-server"},
		{"get-HTTP-URL", "getHttpUrl", "GetHttpUrl", "get-http-url"},
		{"A", "a", "A", "a"},
		{"a-B-c", "aBC", "ABC", "a-b-c"},
		{"a-1", "a1", "A1", "a-1"},
		{"a1", "a1", "A1", "a1"},
		{"u64-to-s8", "u64ToS8", "U64ToS8", "u64-to-s8"},
		{"filter_all", "filterAll", "FilterAll", "filter-all"},
		{"wasi:io/streams@0.2.6", "wasiIoStreams026", "WasiIoStreams026", "wasi-io-streams-0-2-6"},
		{"fooBar", "fooBar", "FooBar", "foo-bar"},
		{"XMLHttp", "xmlHttp", "XmlHttp", "xml-http"},
		{"", "", "", ""},
		{"--", "", "", ""},
	} {
		if got := lowerCamel(test.name); got != test.lower {
			t.Errorf("lowerCamel(%q) = %q, want %q", test.name, got, test.lower)
		}
		if got := upperCamel(test.name); got != test.upper {
			t.Errorf("upperCamel(%q) = %q, want %q", test.name, got, test.upper)
		}
		if got := kebab(test.name); got != test.kebab {
			t.Errorf("kebab(%q) = %q, want %q", test.name, got, test.kebab)
		}
	}
}

func TestIdentifier(t *testing.T) {
	for goal, want := range map[string]string{
		"add":               "add",
		"get-stdout":        "getStdout",
		"InputStream":       "InputStream",
		"delete":            "_delete",
		"await":             "_await",
		"arguments":         "_arguments",
		"[method]res.get-x": "methodResGetX",
		"":                  "_",
		"1st":               "_1st",
		"'];alert(1)//":     "alert1",
		"über":              "$ber",
		"__proto__":         "__proto__",
		"a\u2028b":          "aB",
	} {
		if got := identifier(goal); got != want || !isIdentifier(got) {
			t.Errorf("identifier(%q) = %q, want %q", goal, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	for _, test := range []struct{ name, key, member string }{
		{"add", "add", ".add"},
		{"delete", "delete", ".delete"},
		{"a-b", `"a-b"`, `["a-b"]`},
		{"", `""`, `[""]`},
		{"__proto__", `["__proto__"]`, ".__proto__"},
		{`"]`, `"\"]"`, `["\"]"]`},
	} {
		if got := propertyKey(test.name); got != test.key {
			t.Errorf("propertyKey(%q) = %s, want %s", test.name, got, test.key)
		}
		if got := member(test.name); got != test.member {
			t.Errorf("member(%q) = %s, want %s", test.name, got, test.member)
		}
	}
}

func TestUniqueNames(t *testing.T) {
	got := uniqueNames([]string{"a-1", "a1", "A1", "b", "constructor"}, lowerCamel, "constructor")
	want := []string{"a1", "a1$1", "a1$2", "b", "constructor$1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("uniqueNames = %q, want %q", got, want)
	}
}

func TestScope(t *testing.T) {
	module := newModuleScope()
	function := module.child()
	sibling := module.child()
	for _, step := range []struct {
		s    *scope
		goal string
		want string
	}{
		{module, "exit", "exit"},
		{module, "exit", "exit$1"},
		{module, "Error", "Error$1"},
		{module, "Map", "Map$1"},
		{module, "delete", "_delete"},
		{module, "delete", "_delete$1"},
		{function, "exit", "exit$2"},
		{function, "result", "result"},
		{sibling, "result", "result"},
		{module, "result", "result$1"},
		{function.child(), "result", "result$2"},
		{function, "result", "result$3"},
	} {
		if got := step.s.take(step.goal); got != step.want {
			t.Errorf("take(%q) = %q, want %q", step.goal, got, step.want)
		}
	}
	if a, b := module.name("resource 1", "Blob"), module.name("resource 1", "Blob"); a != "Blob$1" || a != b {
		t.Errorf("name gave %q, then %q", a, b)
	}
	for _, g := range globals {
		if newModuleScope().take(g) == g {
			t.Errorf("the global %s was handed out", g)
		}
	}
}

func TestExternNames(t *testing.T) {
	for name, want := range map[string]funcName{
		"add":                {label: "add"},
		"[constructor]blob":  {kind: funcConstructor, resource: "blob"},
		"[method]blob.size":  {kind: funcMethod, resource: "blob", label: "size"},
		"[static]blob.merge": {kind: funcStatic, resource: "blob", label: "merge"},
	} {
		if got := parseFuncName(name); got != want {
			t.Errorf("parseFuncName(%q) = %+v, want %+v", name, got, want)
		}
	}
	for name, want := range map[string]struct{ alias, stem, typeAlias string }{
		"wasi:io/streams@0.2.6":           {"streams", "wasi-io-streams", "WasiIoStreams026"},
		"wasi:cli/command-line@0.2.0-rc1": {"commandLine", "wasi-cli-command-line", "WasiCliCommandLine020Rc1"},
		"host":                            {"host", "host", "Host"},
		"HTTP-host":                       {"httpHost", "http-host", "HttpHost"},
		"a:b/c/d":                         {"d", "a-b-c-d", "ABCD"},
		"../../etc/passwd":                {"passwd", "etc-passwd", "EtcPasswd"},
		"":                                {"", "interface", ""},
	} {
		if got := interfaceAlias(name); got != want.alias {
			t.Errorf("interfaceAlias(%q) = %q, want %q", name, got, want.alias)
		}
		if got := interfaceStem(name); got != want.stem {
			t.Errorf("interfaceStem(%q) = %q, want %q", name, got, want.stem)
		}
		if got := interfaceTypeAlias(name); got != want.typeAlias {
			t.Errorf("interfaceTypeAlias(%q) = %q, want %q", name, got, want.typeAlias)
		}
	}
}

func TestResolveImport(t *testing.T) {
	user := importMap{
		"test:a/b@1.0.0":   "./exact.js",
		"test:a/b":         "./sans.js#b",
		"test:a/*":         "./wild.js#*",
		"test:a/deep-*":    "./deep.js#*",
		"#self":            "x",
		"host":             "#internal",
		"wasi:random/mine": "./mine.js",
		"semver:x/y@1.2.0": "./y12.js",
		"semver:x/y@1.4.0": "./y14.js",
	}
	for _, test := range []struct {
		name, implements string
		specifier, mem   string
	}{
		{"test:a/b@1.0.0", "", "./exact.js", ""},
		{"test:a/b@2.0.0", "", "./sans.js", "b"},
		{"test:a/other@2.0.0", "", "./wild.js", "other"},
		{"test:a/deep-sea", "", "./deep.js", "sea"},
		{"host", "", "#internal", ""},
		{"other", "", "other", ""},
		{"ns:pkg/iface@0.1.0", "", "ns:pkg/iface", ""},
		{"semver:x/y@1.9.0", "", "./y14.js", ""},
		{"semver:x/y@2.0.0", "", "semver:x/y", ""},
		{"semver:x/y@1.9.0-rc.1", "", "semver:x/y", ""},
		{"wasi:random/random@0.2.9", "", "@bytecodealliance/preview2-shim/random", "random"},
		{"wasi:random/random@0.3.0", "", "jco-go/wasi/random", "random"},
		{"wasi:random/random@0.3.1", "", "jco-go/wasi/random", "random"},
		{"wasi:cli/terminal-stdout@0.3.2", "", "jco-go/wasi/cli", "terminal-stdout"},
		{"wasi:io/streams@0.3.0", "", "@bytecodealliance/preview2-shim/io", "streams"},
		{"wasi:random/mine@0.3.0", "", "./mine.js", ""},
		{"wasi:tls/types@0.2.0-draft", "", "@bytecodealliance/jco-std/wasi/0.2.x/node/24.x.x/tls/host", ""},
		{"jco:node/fs@0.1.0", "", "@bytecodealliance/jco-std/wasi/0.2.x/node/24.x.x/fs/host", ""},
		{"jco:node/ffi@0.1.0", "", "@bytecodealliance/jco-std/wasi/0.2.x/node/26.x.x/ffi/host", ""},
		{"label", "wasi:io/streams@0.2.0", "@bytecodealliance/preview2-shim/io", "streams"},
		{"label", "other:x/y@0.2.0", "label", ""},
	} {
		got := resolveImport(test.name, test.implements, user, wasiShims, nodeCapabilities)
		if got.Specifier != test.specifier || got.Member != test.mem {
			t.Errorf("resolveImport(%q, %q) = %+v, want %s #%s", test.name, test.implements, got, test.specifier, test.mem)
		}
	}
	if got := resolveImport("wasi:io/streams@0.2.0", ""); got.Specifier != "wasi:io/streams" {
		t.Errorf("without maps: %+v", got)
	}
}

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"plain":           `"plain"`,
		`a"b\c`:           `"a\"b\\c"`,
		"line\nfeed\r":    `"line\nfeed\u000d"`,
		"</script>":       `"\u003c/script>"`,
		"*/":              `"*\/"`,
		"\u2028\u2029":    `"\u2028\u2029"`,
		"\u202e":          `"\u202e"`,
		"hé€😀":            `"hé€😀"`,
		"'`${x}":          "\"'`${x}\"",
		"\U000e0001\x00":  `"\udb40\udc01\u0000"`,
		"bad \xff string": `"bad \ufffd string"`,
	} {
		got := quote(s)
		if got != want {
			t.Errorf("quote(%q) = %s, want %s", s, got, want)
		}
		var back string
		if err := json.Unmarshal([]byte(got), &back); err != nil {
			t.Errorf("quote(%q) = %s is not JSON: %v", s, got, err)
		}
	}
}
