package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/transpile"
)

func TestJoinValues(t *testing.T) {
	for in, want := range map[string]string{
		"jco-go transpile a.wasm -I -o out":                 "jco-go transpile a.wasm -I=async -o out",
		"jco-go transpile -I a.wasm -o out":                 "jco-go transpile -I=async a.wasm -o out",
		"jco-go transpile a.wasm -I sync":                   "jco-go transpile a.wasm -I=sync",
		"jco-go transpile --instantiation":                  "jco-go transpile --instantiation=async",
		"jco-go transpile --instantiation=sync x":           "jco-go transpile --instantiation=sync x",
		"jco-go t --map a=b c=d -o out x":                   "jco-go t --map a=b --map c=d -o out x",
		"jco-go t -M a=b x.wasm":                            "jco-go t -M a=b x.wasm",
		"jco-go t -M a=b -- -I c=d":                         "jco-go t -M a=b -- -I c=d",
		"jco-go t --map":                                    "jco-go t --map",
		"jco-go transpile x -O -- -O3 --foo=1":              "jco-go transpile x -O --wasm-opt-argument=-O3 --wasm-opt-argument=--foo=1",
		"jco-go transpile x -mqO -- -O3":                    "jco-go transpile x -mqO --wasm-opt-argument=-O3",
		"jco-go run --jco-map a=b c=d x.wasm -I --map e=f":  "jco-go run --jco-map a=b --jco-map c=d x.wasm -I --map e=f",
		"jco-go run --jco-dir out x.wasm -- -I":             "jco-go run --jco-dir out x.wasm -- -I",
		"jco-go run x a --jco-trace -I b --jco-map c=d":     "jco-go run --jco-trace --jco-map c=d x a -I b",
		"jco-go run x --jco-import-bindings a -- --jco-x":   "jco-go run --jco-import-bindings=js x a -- --jco-x",
		"jco-go run x --jco-dir":                            "jco-go run --jco-dir x",
		"jco-go run -- x --jco-trace":                       "jco-go run -- x --jco-trace",
		"jco-go transpile x -Isync -b5000 -oout -Ma=b":      "jco-go transpile x -I=sync -b=5000 -o=out -M=a=b",
		"jco-go transpile x -qO -mqoout -- -O3":             "jco-go transpile x -qO -mq -o=out --wasm-opt-argument=-O3",
		"jco-go transpile x -mqO -qI sync -o=out -qo out":   "jco-go transpile x -mqO -q -I=sync -o=out -q -o out",
		"jco-go types -nworld -oO x":                        "jco-go types -n=world -o=O x",
		"jco-go metadata-add x -ma=b -m c=d e=f":            "jco-go metadata-add x -m=a=b -m c=d -m e=f",
		"jco-go serve x --isolate-requests":                 "jco-go serve x --isolate-requests=worker",
		"jco-go metadata-add x -m a=b c=d -o y":             "jco-go metadata-add x -m a=b -m c=d -o y",
		"jco-go t x --async-imports a:b/c#d e *#f g x.wasm": "jco-go t x --async-imports a:b/c#d --async-imports e --async-imports *#f --async-imports g x.wasm",
		"jco-go t --async-exports run x.wasm -o out":        "jco-go t --async-exports run x.wasm -o out",
		"jco-go t --async-mode jspi --import-bindings opt":  "jco-go t --async-mode=jspi --import-bindings=js opt",
	} {
		if got := strings.Join(joinValues(strings.Fields(in)), " "); got != want {
			t.Errorf("joinValues(%s)\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestSizeText(t *testing.T) {
	// What jco prints, less its padding.
	for bytes, want := range map[int]string{
		0: "0 KiB", 123: "0.12 KiB", 816: "0.8 KiB", 8571: "8.37 KiB", 13824: "13.5 KiB", 253952: "248 KiB",
		1 << 20: "1 MiB", 5 << 30: "5 GiB", 1023 * 1024: "1 MiB",
	} {
		if got := sizeText(bytes); got != want {
			t.Errorf("sizeText(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestVersionIsThatOfThePackage(t *testing.T) {
	text, err := os.ReadFile("../../package.json")
	if err != nil {
		t.Fatal(err)
	}
	var pkg struct{ Version string }
	if err := json.Unmarshal(text, &pkg); err != nil {
		t.Fatal(err)
	}
	if pkg.Version != version {
		t.Errorf("package.json has version %s, this program %s", pkg.Version, version)
	}
}

func listing(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if rel, _ := filepath.Rel(dir, path); rel != "." {
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestWriteFilesAllOrNone makes the writing of the last file fail in every way
// that can be had here, and looks for what is left.
func TestWriteFilesAllOrNone(t *testing.T) {
	file := func(name string) transpile.File { return transpile.File{Name: name, Data: []byte("new")} }
	for _, test := range []struct {
		name  string
		setup func(dir string) error
		files []transpile.File
		left  []string
	}{
		{
			name:  "a name that leads outside",
			files: []transpile.File{file("a.js"), file("b/c.js"), file("../evil.js")},
		},
		{
			name:  "an absolute name",
			files: []transpile.File{file("a.js"), file("/evil.js")},
		},
		{
			name:  "a folder in the place of a file",
			setup: func(dir string) error { return os.MkdirAll(filepath.Join(dir, "out", "z.js", "x"), 0o777) },
			files: []transpile.File{file("a.js"), file("b/c.js"), file("z.js")},
			left:  []string{"out", "out/z.js", "out/z.js/x"},
		},
		{
			name: "a file in the place of a folder",
			setup: func(dir string) error {
				return os.WriteFile(filepath.Join(dir, "out"), []byte("old"), 0o666)
			},
			files: []transpile.File{file("a.js")},
			left:  []string{"out"},
		},
		{
			name: "a link that leads outside",
			setup: func(dir string) error {
				if err := os.MkdirAll(filepath.Join(dir, "out"), 0o777); err != nil {
					return err
				}
				return os.Symlink("..", filepath.Join(dir, "out", "interfaces"))
			},
			files: []transpile.File{file("a.js"), file("interfaces/evil.d.ts")},
			left:  []string{"out", "out/interfaces"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if test.setup != nil {
				if err := test.setup(dir); err != nil {
					t.Fatal(err)
				}
			}
			if err := writeFiles(filepath.Join(dir, "out"), test.files); err == nil {
				t.Error("no error")
			}
			if got := listing(t, dir); !reflect.DeepEqual(got, test.left) {
				t.Errorf("left behind: %q, want %q", got, test.left)
			}
		})
	}
}

func TestWriteFilesReplaces(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"one", "two"} {
		files := []transpile.File{{Name: "x.js", Data: []byte(text)}, {Name: "interfaces/y.d.ts", Data: []byte(text)}}
		if err := writeFiles(filepath.Join(dir, "deep", "out"), files); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"x.js", "interfaces/y.d.ts"} {
			if got, err := os.ReadFile(filepath.Join(dir, "deep", "out", name)); err != nil || string(got) != text {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
	want := []string{"deep", "deep/out", "deep/out/interfaces", "deep/out/interfaces/y.d.ts", "deep/out/x.js"}
	if got := listing(t, dir); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}
