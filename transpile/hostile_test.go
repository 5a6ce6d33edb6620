package transpile

import (
	"errors"
	"hash/fnv"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/tools/jscheck"
)

// hostileTexts are the seeds of the fuzz tests: what would end the string,
// comment, template, line, element, declaration or path that a name stands in,
// and what has a meaning of its own there.
var hostileTexts = []string{
	`"`, `'`, "`", `\`, `\"`, `"; pwned(); //`, `'; pwned(); //`, "`${pwned()}`", `"]; pwned(); x["`, `*/ pwned(); /*`, `*/`, `/*`, `// `,
	"\n pwned();", "\r pwned();", "\u2028pwned();", "\u2029pwned();", "\u0085", "\x00", "\u202e", "\ufeff", "\xff", "\U000e0001", "é", "😀", "\\u0022",
	"</script><script>pwned()</script>", "<!--", "-->", "]]>", "#", "#*", "?", "%s", "$&", "$1", "...", "(", ")", "{", "}", "},", ");", "=>", ": any; }",
	"} export const pwned: 1; {", "} declare global { var pwned }", "@ts-ignore", "*/ export {}; /**", "# sourceMappingURL=pwned",
	"__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "then", "default", "delete", "await", "arguments", "eval", "this", "super", "new",
	"class", "function", "let", "static", "enum", "import", "export", "undefined", "NaN", "Object", "Map", "Symbol", "Error", "WebAssembly", "Promise", "globalThis",
	"root", "cx0", "exports0", "module0", "instance1", "flat0", "held", "fail", "trap", "bad", "missing", "imports", "getCoreModule", "instantiate", "instantiateCore",
	"self", "scope", "lent", "ret", "ptr", "length", "value", "failure", "steps", "e", "i", "p", "v", "from", "to", "args", "$init", "runtime", "component", "loadRuntime", "startRuntime", "Trap", "trapText", "signal", "inst", "number", "string", "any", "Root", "Option", "Result",
	"../../pwned", "/pwned", `..\pwned`, "C:pwned", ".", "..", "con", "a/b", "a:b/c@1.0.0", "#pwned", "https://pwned/", "node:fs", "", " ", "-", "a-1", "a1", "A1", "A-1",
}

// hostileFixtures are the components whose names are spoilt: among them is each
// place where a name reaches what is generated.
var hostileFixtures = []string{
	"../testdata/fixtures/resources.wasm", "testdata/types/everything.wasm", "testdata/types/both-ways.wasm", "../testdata/fixtures/names-hostile.wasm",
	"../testdata/fixtures/names-members.wasm", "../testdata/fixtures/reexport.wasm", "../testdata/fixtures/exports-of-all-sorts.wasm",
	"../testdata/fixtures/missing-imports.wasm", "testdata/errors/errors.wasm", "../testdata/bench/linked.wasm", "testdata/random/21.wasm",
	"testdata/types/streams.wasm", "../testdata/fixtures/async-greet.wasm", "../testdata/fixtures/async-import.wasm", "../testdata/fixtures/result-streams.wasm",
	"../testdata/fixtures/stream-of-resources.wasm", "../testdata/fixtures/stream-onward.wasm", "../testdata/fixtures/sync-waits.wasm",
	"../testdata/fixtures/error-context.wasm", "../testdata/fixtures/threads.wasm", "../testdata/bench/async.wasm",
}

// hostileModes are the options: together they use every form of the module.
var hostileModes = []Options{
	{},
	{Instantiation: InstantiationAsync},
	{Instantiation: InstantiationSync, Strict: true, UseNamespaceObjects: true},
	{TLACompat: true, Base64Cutoff: new(int), Tracing: true},
	{Guest: true},
	{EnumValuesScreamingSnakeCase: true, VariantsInlineCases: true, FlagsAsBigInt: true, NoNodejsCompat: true, Base64Cutoff: new(int)},
	{AsyncMode: AsyncModeJSPI, AsyncImports: []string{"*"}, AsyncExports: []string{"*"}, ResultStreams: true},
	{AsyncMode: AsyncModeJSPI, AsyncImports: []string{"*"}, AsyncExports: []string{"*"}, NoImportSignal: true, Instantiation: InstantiationAsync, Tracing: true},
	{ImportBindings: ImportBindingsHybrid, TLACompat: true},
	{ImportBindings: ImportBindingsDirectOptimized, NoComponentErrorWrapping: true},
}

// FuzzHostileNames puts text into the names of a component, behind the decoder,
// which would not let most of it through: into every name that its plan holds,
// in ways that make some of them clash.
func FuzzHostileNames(f *testing.F) {
	bins := make([][]byte, len(hostileFixtures))
	for i, name := range hostileFixtures {
		bin, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			f.Fatal(err)
		}
		bins[i] = bin
	}
	for i, text := range hostileTexts {
		for n := range 2 {
			fixture := (2*i + n) % len(hostileFixtures)
			f.Add(text, uint8(fixture), uint8(i+fixture), uint8(i))
		}
	}
	for i, word := range append(slices.Sorted(maps.Keys(reservedWords)), jscheck.Globals...) {
		f.Add(kebab(word), uint8(i%2), uint8(i/2), uint8(i)) // as the name of a class
	}
	f.Fuzz(func(t *testing.T, text string, fixture, mode, how uint8) {
		c, err := component.Decode(bins[int(fixture)%len(bins)], component.AllFeatures())
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Build(c)
		if err != nil {
			t.Fatal(err)
		}
		opts := hostileModes[int(mode)%len(hostileModes)]
		opts.Name = "c"
		s := spoiler{text: text, how: how, seen: map[uintptr]bool{}, clashes: map[string]string{}}
		opts.Map = map[string]string{s.name(p.Component.Name): text}
		for i := range p.Imports {
			if i%3 == 0 {
				opts.Map[s.name(p.Imports[i].Path[0])] = text + []string{"", "#" + text, "#a.b-c"}[i/3%3]
			}
		}
		s.value(reflect.ValueOf(p))
		if err := opts.check(); err != nil {
			t.Fatal(err)
		}
		if opts.Guest {
			files, err := writeTypes(p, &opts)
			checkHostile(t, &Result{Files: files}, err)
			return
		}
		result, err := fromPlan(p, &opts)
		checkHostile(t, result, err)
	})
}

// FuzzHostileBinary puts text where a component's binary may have any, and where
// it may have names only.
func FuzzHostileBinary(f *testing.F) {
	for i, text := range hostileTexts {
		f.Add(text, hostileTexts[(i+7)%len(hostileTexts)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, core, name string, mode uint8) {
		opts := hostileModes[int(mode)%len(hostileModes)]
		opts.Guest = false
		opts.Name = name // of the files
		if err := opts.check(); err != nil {
			opts.Name = "c"
		}
		for _, export := range []string{"f", name} {
			result, err := Transpile(hostileBinary(core, export), opts)
			if err != nil && export == "f" {
				t.Fatal(err)
			}
			checkHostile(t, result, err)
		}
	})
}

var hostilePlain = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9-]*[A-Za-z])?$`)

// spoiler replaces names by hostile ones.
type spoiler struct {
	text string
	how  uint8
	seen map[uintptr]bool
	// clashes are the names that stand for others, all with the same words.
	clashes map[string]string
}

// name gives what stands for a name, the same each time. It begins and ends with
// a letter, as it does in any component, so that something is left of it in
// JavaScript.
func (s *spoiler) name(name string) string {
	if i := strings.IndexByte(name, ']'); strings.HasPrefix(name, "[") && i > 0 { // [method]r.f
		resource, label, dot := strings.Cut(name[i+1:], ".")
		if dot {
			return name[:i+1] + s.name(resource) + "." + s.name(label)
		}
		return name[:i+1] + s.name(resource)
	}
	h := fnv.New32a()
	h.Write([]byte{s.how})
	h.Write([]byte(name))
	switch h.Sum32() >> 8 % 4 {
	case 0: // clashes: other names, but in JavaScript the same
		if s.clashes[name] == "" {
			goal := s.text
			if !hostilePlain.MatchString(goal) {
				goal = "x" + goal + "x"
			}
			s.clashes[name] = goal + strings.Repeat("-", len(s.clashes))
		}
		return s.clashes[name]
	case 1:
		return name
	}
	return name + s.text + "x"
}

// value replaces the strings in all that v leads to.
func (s *spoiler) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || s.seen[v.Pointer()] {
			return
		}
		s.seen[v.Pointer()] = true
		s.value(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				s.value(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 || v.Len() == 0 || s.seen[v.Pointer()] {
			return
		}
		s.seen[v.Pointer()] = true
		for i := range v.Len() {
			s.value(v.Index(i))
		}
	case reflect.Map:
		if docs, ok := v.Interface().(map[string]string); ok {
			for key, text := range docs {
				delete(docs, key)
				docs[s.name(key)] = s.name(text)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			v.SetString(s.name(v.String()))
		}
	}
}

// hostileBinary makes a component with core in its core names and name sections,
// and an export of the given name.
func hostileBinary(core, export string) []byte {
	str := func(s string) string { return leb(len(s)) + s }
	section := func(id byte, body string) string { return string(id) + leb(len(body)) + body }
	core = strings.ToValidUTF8(core, "?")
	const header = "\x00asm\x01\x00\x00\x00"
	custom := func(name, body string) string { return section(0, str(name)+body) }
	types := section(1, "\x01\x60\x00\x01\x7f") // () -> i32
	names := custom("name", "\x00"+str(str(core))+"\x01"+str("\x01\x00"+str(core)))
	a := header + types + section(3, "\x01\x00") + section(7, "\x01"+str(core)+"\x00\x00") + section(10, "\x01\x04\x00\x41\x07\x0b") + names
	b := header + types + section(2, "\x01"+str(core)+str(core)+"\x00\x00") + section(7, "\x01"+str(core)+"\x00\x00") + names
	bin := "\x00asm\x0d\x00\x01\x00" + section(1, a) + section(1, b)
	bin += section(2, "\x02\x00\x00\x00"+"\x00\x01\x01"+str(core)+"\x12\x00")                       // instantiate both
	bin += section(6, "\x01\x00\x00\x01\x01"+str(core))                                             // alias of b's function
	bin += section(7, "\x01\x40\x00\x00\x79")                                                       // func() -> u32
	bin += section(8, "\x01\x00\x00\x00\x00\x00")                                                   // canon lift
	bin += section(11, "\x01\x00"+str(export)+"\x01\x00\x00")                                       // export
	bin += custom("component-name", "\x00"+str(str(core))+"\x01"+str("\x00\x12\x01\x00"+str(core))) // its name, an instance's
	return []byte(bin)
}

// leb is an unsigned LEB128 number.
func leb(n int) string {
	out := ""
	for n > 0x7f {
		out += string([]byte{byte(n) | 0x80})
		n >>= 7
	}
	return out + string([]byte{byte(n)})
}

// checkHostile checks that nothing got out of its place: the files are in their
// folder, they parse, the code uses known globals only and shadows none of
// them, declarations declare and do nothing else.
func checkHostile(t *testing.T, result *Result, err error) {
	t.Helper()
	if err != nil {
		// A component may be refused, by an error that says why.
		var bad *component.Error
		var unsupported *UnsupportedError
		var needs *plan.UnsupportedError
		var planned *plan.Error
		var option *OptionError // an import called as a module of the engine's
		if errors.As(err, &option) && option.Option == "map" {
			return
		}
		if !errors.As(err, &bad) && !errors.As(err, &unsupported) && !errors.As(err, &needs) && !errors.As(err, &planned) {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	for _, err := range jscheck.Files(result.Files) {
		t.Error(err)
	}
}
