package transpile

import (
	"bytes"
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// typesComponents finds the components whose declarations are tested, by a
// unique name each.
func typesComponents(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, glob := range []string{"testdata/types/*.wasm", "../examples/*/*.wasm", "../testdata/components/*.wasm"} {
		paths, err := filepath.Glob(glob)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no components in %s (%v)", glob, err)
		}
		for _, path := range paths {
			bin, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(path), ".wasm")
			if found[name] != nil {
				t.Fatalf("two components are called %s", name)
			}
			found[name] = bin
		}
	}
	return found
}

var typesModes = map[string]Options{
	"esm":   {},
	"tla":   {TLACompat: true},
	"async": {Instantiation: InstantiationAsync},
	"sync":  {Instantiation: InstantiationSync},

	"objects":       {UseNamespaceObjects: true, EnumValuesScreamingSnakeCase: true},
	"objects-async": {UseNamespaceObjects: true, Instantiation: InstantiationAsync},
	"inline":        {VariantsInlineCases: true, FlagsAsBigInt: true},
	"pairs":         {ResultStreams: true},
}

// TestTypesGolden compares the declarations of every component with the golden
// files: those of the ES module and of the asynchronous instantiation.
func TestTypesGolden(t *testing.T) {
	for name, bin := range typesComponents(t) {
		for _, mode := range []string{"esm", "async"} {
			opts := typesModes[mode]
			opts.Name = name
			result, err := Types(bin, opts)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var got bytes.Buffer
			for _, f := range result.Files {
				got.WriteString("-- " + f.Name + " --\n")
				got.Write(f.Data)
			}
			golden := filepath.Join("testdata", "types", "golden", name+"."+mode+".txt")
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Errorf("%v (go test ./transpile -run TypesGolden -update writes it)", err)
				continue
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs from what is written now:\n%s", golden, firstDifference(want, got.Bytes()))
			}
		}
	}
}

func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return "want: " + a + "\ngot:  " + b
		}
	}
	return "only in length"
}

// TestTypesCompile gives the declarations of every component in every mode to
// the TypeScript compiler, strict and with skipLibCheck off, together with the
// uses in testdata/types/uses.
func TestTypesCompile(t *testing.T) {
	tsc, err := filepath.Abs("../node_modules/.bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tsc); err != nil {
		t.Fatal("the TypeScript compiler is not installed: run `npm ci` in the repository first")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	components := typesComponents(t)
	for _, name := range slices.Sorted(maps.Keys(components)) {
		for mode, opts := range typesModes {
			opts.Name = name
			result, err := Types(components[name], opts)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			// Interfaces of other versions have the same files: a component with such gets a folder of its own.
			folder := mode + "/"
			if slices.ContainsFunc(result.Files, func(f File) bool {
				there, err := os.ReadFile(filepath.Join(dir, mode, filepath.FromSlash(f.Name)))
				return err == nil && !bytes.Equal(there, f.Data)
			}) {
				folder += name + "/"
			}
			for _, f := range result.Files {
				write(folder+f.Name, f.Data)
			}
		}
	}
	uses, err := filepath.Glob("testdata/types/uses/*.ts")
	if err != nil || len(uses) == 0 {
		t.Fatalf("no uses in testdata/types/uses (%v)", err)
	}
	for _, use := range uses {
		text, err := os.ReadFile(use)
		if err != nil {
			t.Fatal(err)
		}
		write(filepath.Base(use), text)
	}
	write("package.json", []byte(`{"type":"module"}`))
	write("tsconfig.json", []byte(`{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": false, "noUnusedLocals": false,
    "target": "esnext", "module": "nodenext", "lib": ["esnext", "dom"], "types": []
  },
  "include": ["**/*.ts"]
}`))
	// A compiler for an older target takes them as well: Symbol.dispose is asked for by the files that have resources.
	write("older.json", []byte(`{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": false,
    "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "types": []
  },
  "include": ["*/adder.d.ts", "*/c-text.d.ts", "*/everything.d.ts", "*/rust-inventory.d.ts"]
}`))
	for _, config := range []string{"tsconfig.json", "older.json"} {
		cmd := exec.Command(tsc, "-p", config)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("tsc -p %s: %v\n%s", config, err, out)
		}
	}
}

// TestTypesDocs puts hostile documentation into every place that shows some:
// it stays inside its comments.
func TestTypesDocs(t *testing.T) {
	bin, err := os.ReadFile("testdata/types/everything.wasm")
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		t.Fatal(err)
	}
	const text = "First */ export const broken: 1; /*\r\n\u2028 second\n\n`x\\y` <b> \"q\"\t*/*/"
	c.Docs = map[string]string{}
	for _, key := range []string{
		"test:types/values@1.2.0#all", "test:types/values@1.2.0#all.a-bool", "test:types/values@1.2.0#shape",
		"test:types/values@1.2.0#shape.circle", "test:types/values@1.2.0#color", "test:types/values@1.2.0#color.red",
		"test:types/values@1.2.0#permissions", "test:types/values@1.2.0#permissions.can-read",
		"test:types/values@1.2.0#get", "test:types/values@1.2.0#fails", "test:types/base@1.2.0#blob",
		"test:types/base@1.2.0#[method]blob.size", "test:types/base@1.2.0#id", "#run", "#host-add",
	} {
		c.Docs[key] = text
	}
	p, err := plan.Build(c)
	if err != nil {
		t.Fatal(err)
	}
	files, err := writeTypes(p, &Options{Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, f := range files {
		all += string(f.Data)
	}
	if n := strings.Count(all, `First *\/ export const broken: 1; /*`); n != len(c.Docs) {
		t.Errorf("%d of %d documented items show their documentation", n, len(c.Docs))
	}
	if !strings.Contains(all, "`x\\y` <b> \"q\"\t*\\/*\\/") {
		t.Error("documentation is changed where it need not be")
	}
	outside := withoutComments(all)
	if strings.Contains(outside, "broken") || strings.ContainsRune(all, '\u2028') {
		t.Error("documentation got out of its comment")
	}
}

// withoutComments removes /* comments */ as TypeScript reads them.
func withoutComments(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(rest, "*/")
	}
}

// TestTypesFileNames looks at the names of files that hostile interface names
// would get.
func TestTypesFileNames(t *testing.T) {
	for _, name := range []string{
		"../../etc/passwd", "..", ".", "", "a:b/../../c", "con", "a\x00b", "/abs/olute", `C:\x`, "a:b/<script>",
	} {
		stem := interfaceStem(name)
		if !filepath.IsLocal(stem+".d.ts") || strings.ContainsAny(stem, `/\:<>`+"\x00") || stem == "" {
			t.Errorf("interfaceStem(%q) = %q", name, stem)
		}
	}
}

func TestQuoteSingle(t *testing.T) {
	for s, want := range map[string]string{
		"plain": "'plain'", "it's": `"it's"`, `say "x"`: `"say \"x\""`, "a\nb": `'a\nb'`, `\`: `'\\'`,
	} {
		if got := quoteSingle(s); got != want {
			t.Errorf("quoteSingle(%q) = %s, want %s", s, got, want)
		}
	}
}

// TestTypesTooLarge: anonymous types are written out at each use, which a
// component can make as large as it wants.
func TestTypesTooLarge(t *testing.T) {
	ts := component.NewTypes()
	big := component.String
	for range 18 {
		big = ts.Tuple(big, big)
	}
	f := &component.FuncType{Result: big}
	w := &component.ComponentType{}
	for i := range 400 {
		w.Exports = append(w.Exports, component.ExternDecl{
			Name: "f" + strings.Repeat("x", i), Type: component.ExternType{Sort: component.SortFunc, Func: f},
		})
	}
	p := &plan.Plan{Component: &component.Component{}, World: w}
	if _, err := writeTypes(p, &Options{Name: "big"}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

func TestTypesErrors(t *testing.T) {
	if _, err := Types([]byte("\x00asm\x01\x00\x00\x00"), Options{}); err == nil || !strings.Contains(err.Error(), "core WebAssembly module") {
		t.Errorf("a core module: %v", err)
	}
	if _, err := Types(nil, Options{Name: "../x"}); err == nil || !strings.Contains(err.Error(), "name") {
		t.Errorf("a bad name: %v", err)
	}
}

// TestTypesDeclareExports: what the ES module exports is what its declarations
// say, and Transpile writes the files that Types does.
func TestTypesDeclareExports(t *testing.T) {
	transpiled := 0
	for name, bin := range typesComponents(t) {
		result, err := Transpile(bin, Options{Name: name})
		var unsupported *plan.UnsupportedError
		if errors.As(err, &unsupported) {
			continue // it has types all the same, see TestTypesGolden
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		transpiled++
		types, err := Types(bin, Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range types.Files {
			if !bytes.Equal(result.File(f.Name), f.Data) {
				t.Errorf("%s: Transpile and Types write %s differently", name, f.Name)
			}
		}
		world := string(result.File(name + ".d.ts"))
		for _, e := range result.Exports {
			if strings.Contains(e.Name, ":") {
				continue // see moduleExports
			}
			form := map[ExportKind]string{
				ExportFunction: `(?m)^export function NAME\(| as NAME \};$`,
				ExportInstance: `(?m)^export \* as NAME from `,
				ExportClass:    `(?m)^export class NAME `,
				ExportModule:   `(?m)^export const NAME: WebAssembly\.Module;| as NAME \};$`,
			}[e.Kind]
			if !regexp.MustCompile(strings.ReplaceAll(form, "NAME", regexp.QuoteMeta(e.Name))).MatchString(world) {
				t.Errorf("%s: the %s %s is exported, but not declared", name, e.Kind, e.Name)
			}
		}
	}
	if transpiled < 4 {
		t.Errorf("only %d components could be transpiled", transpiled)
	}
}
