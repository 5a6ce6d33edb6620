package transpile

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nodeBinary is a current Node: the one of the npm package, else the system's.
func nodeBinary(t *testing.T) string {
	t.Helper()
	if bin, err := filepath.Abs("../node_modules/.bin/node"); err == nil {
		if _, err := os.Stat(bin); err == nil {
			return bin
		}
	}
	bin, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("no Node: run `npm ci`, which installs one")
	}
	return bin
}

// readComponent reads a component of the repository's test data, or with "./"
// of the package's.
func readComponent(t *testing.T, name string) []byte {
	t.Helper()
	dir := filepath.Join("..", "testdata")
	if strings.HasPrefix(name, "./") {
		dir = "testdata"
	}
	bin, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// writeResult transpiles into a fresh folder.
func writeResult(t *testing.T, bin []byte, opts Options) (dir string) {
	t.Helper()
	result, err := Transpile(bin, opts)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, f := range result.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestInNode runs each script of testdata/node on the component that its first
// line names. The script gets the folder of the transpiled component; it fails
// by ending with an error.
//
// A first line is `// COMPONENT [OPTION…]`, where an option is "sync", "async",
// "tla", "strict", "files" (no core module as text), "raw" (errors are not
// wrapped), "plain" (no namespaced exports), "trace", "bigint", "namespace" or
// "screaming" (styles of flags and enums), a value of ImportBindings, or "map
// NAME=SPECIFIER".
func TestInNode(t *testing.T) {
	node := nodeBinary(t)
	scripts, err := filepath.Glob("testdata/node/*.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".mjs")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(script)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			words := strings.Fields(strings.TrimPrefix(first, "//"))
			zero := 0
			opts := Options{Name: "c", NoTypescript: true, Map: map[string]string{}}
			for i := 1; i < len(words); i++ {
				switch words[i] {
				case "sync", "async":
					opts.Instantiation = Instantiation(words[i])
				case "tla":
					opts.TLACompat = true
				case "strict":
					opts.Strict = true
				case "files":
					opts.Base64Cutoff = &zero
				case "raw":
					opts.NoComponentErrorWrapping = true
				case "plain":
					opts.NoNamespacedExports = true
				case "trace":
					opts.Tracing = true
				case "bigint", "namespace", "screaming":
					opts.FlagsAsBigInt = opts.FlagsAsBigInt || words[i] == "bigint"
					opts.UseNamespaceObjects = opts.UseNamespaceObjects || words[i] == "namespace"
					opts.EnumValuesScreamingSnakeCase = opts.EnumValuesScreamingSnakeCase || words[i] == "screaming"
				case "hybrid", "optimized", "direct-optimized":
					opts.ImportBindings = ImportBindings(words[i])
				case "map":
					i++
					from, to, _ := strings.Cut(words[i], "=")
					opts.Map[from] = to
				default:
					t.Fatalf("unknown option %q in the first line", words[i])
				}
			}
			dir := writeResult(t, readComponent(t, words[0]+".wasm"), opts)
			host := strings.TrimSuffix(script, ".mjs") + ".host.js"
			if data, err := os.ReadFile(host); err == nil {
				if err := os.WriteFile(filepath.Join(dir, "host.js"), data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`), 0o666); err != nil {
				t.Fatal(err)
			}
			abs, err := filepath.Abs(script)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(node, "--expose-gc", abs, dir)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err != nil {
				glue, _ := os.ReadFile(filepath.Join(dir, "c.js"))
				if os.Getenv("SHOW_GLUE") != "" {
					t.Logf("%s", glue)
				}
				t.Fatalf("%v\n%s", err, out.Bytes())
			}
		})
	}
}
