package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/tools/jscheck"
	"github.com/jco-go/jco-go/internal/tools/mutate"
	"github.com/jco-go/jco-go/transpile"
)

const root = "../../.."

// What was found once stays in testdata/fuzz and is examined here, in every mode.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "testdata", "fuzz", "*.wasm"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		bin, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range modes {
			o := examine(bin, m)
			if o.Stage != Refused && len(bin) <= smallSize {
				o.Findings = append(o.Findings, loadNative(bin, m.features, false)...)
			}
			for _, f := range o.Findings {
				t.Errorf("%s, mode %d: %s", file, i, f)
			}
		}
	}
}

// Bombs stay within the limits at sizes where they are dearest, also with the size
// of file that allows them the most. The code of the smallest is checked: parsing takes
// far longer than what has the limits.
func TestBombs(t *testing.T) {
	for _, n := range []int{330, 600, 20_000} {
		through := endure
		if n == 330 {
			through = examine
		}
		for name, bin := range mutate.Bombs(n) {
			o := through(mutate.Pad(bin, smallSize), modes[0])
			for _, f := range o.Findings {
				t.Errorf("%s of %d: %s", name, n, f)
			}
			if o.Seconds > 0.3 || o.Memory > memoryLimit/2 {
				t.Logf("%s of %d: %.2f s, %d MB", name, n, o.Seconds, o.Memory>>20)
			}
		}
	}
}

// A run over a few components finds nothing, and ends in time.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "fuzz")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	node := node(t)
	if out, err := exec.Command(node, "../build-runtime.mjs").CombinedOutput(); err != nil { // some mutants load it
		t.Fatalf("%v\n%s", err, out)
	}
	args := []string{"--minutes", "0.03", "--seed", "1", "--node", node, "--script", "node/worker.mjs", "--keep", filepath.Join(dir, "keep")}
	files, err := filepath.Glob(filepath.Join(root, "testdata", "components", "*.wasm"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	out, err := exec.Command(program, append(args, files...)...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), " 0 findings") {
		t.Errorf("%v\n%s", err, out)
	}
}

// The checks see what they are there for.
func TestChecks(t *testing.T) {
	o := &outcome{files: []transpile.File{
		{Name: "../x.js", Data: []byte("window.x;")}, {Name: "c.d.ts", Data: []byte("export const x: 1;")}, {Name: "C.D.TS", Data: []byte("x")},
	}}
	o.checkFiles()
	o.checkError(nil, modes[0], fs.ErrNotExist)
	text := strings.Join(o.Findings, "\n")
	for _, want := range []string{`the file name "../x.js"`, "a name that nobody declared", `the file name "C.D.TS"`, "an error of type *errors.errorString"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if expectedNative(fmt.Errorf("x does not compile: y"), true) || !expectedNative(fmt.Errorf("x does not compile: y"), false) {
		t.Error("core code that works has to compile, and no other")
	}
}

var sink []byte

func TestMeasure(t *testing.T) {
	seconds, memory := measure(func() {
		for start := time.Now(); time.Since(start) < 100*time.Millisecond; {
		}
	})
	if seconds < 0.005 || seconds > 1 || memory > 1<<20 {
		t.Errorf("turning round for 100 ms: %.3f s, %d bytes", seconds, memory)
	}
	for range 2 { // over the limit, the second time from a clean heap
		_, memory = measure(func() {
			sink = make([]byte, memoryLimit+64<<20)
			for i := range sink {
				sink[i] = 1
			}
			time.Sleep(20 * time.Millisecond)
		})
		sink = nil
		if memory <= memoryLimit {
			t.Errorf("%d bytes, want more than %d", memory, memoryLimit)
		}
	}
	_, memory = measure(func() {
		for range 3 * memoryLimit >> 20 { // much, but not at once
			sink = make([]byte, 1<<20)
		}
		sink = nil
	})
	if memory > memoryLimit/2 {
		t.Errorf("%d bytes for what is never in use at once", memory)
	}
}

// A process that is lost is told from one that is slow, and comes again.
func TestChild(t *testing.T) {
	p := child{args: []string{"sh", "-c", "while read a; do case $a in die) echo why >&2; exit 3;; sleep) sleep 5;; *) echo got $a $$;; esac; done"}, limit: 300 * time.Millisecond, renew: 2}
	defer p.stop()
	ask := func(line string) (string, error) {
		b, err := p.ask([]byte(line))
		return string(b), err
	}
	one, err := ask("x")
	if err != nil || !strings.HasPrefix(one, "got x ") {
		t.Error(one, err)
	}
	if two, err := ask("x"); err != nil || two != one {
		t.Error(two, err)
	}
	if three, err := ask("x"); err != nil || three == one {
		t.Errorf("not renewed: %s %v", three, err)
	}
	if _, err := ask("die"); err == nil || !strings.Contains(err.Error(), "exit status 3\nwhy") {
		t.Error(err)
	}
	if _, err := ask("sleep"); err == nil || !strings.Contains(err.Error(), "no answer within") {
		t.Error(err)
	}
	if _, err := ask("x"); err != nil {
		t.Error(err)
	}
}

func node(t *testing.T) string {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join(root, "node_modules", ".bin", "node"))
	if err == nil {
		_, err = os.Stat(bin)
	}
	if err != nil {
		t.Fatal("no Node: run `npm ci`, which installs one")
	}
	return bin
}

// In Node, generated modules have the globals of the list and no others, and no
// error is taken for expected that is not.
func TestInNode(t *testing.T) {
	p := child{args: []string{node(t), "--experimental-vm-modules", "--no-warnings", "node/worker.mjs"}, limit: 10 * time.Second}
	defer p.stop()
	for code, want := range map[string]string{
		"export const a = new Map(), b = WebAssembly, c = new URL('a:b');": "",
		"export const x = eval;":                          "ReferenceError: eval is not defined",
		"export const x = Reflect;":                       "ReferenceError: Reflect is not defined",
		"export const x = setTimeout;":                    "ReferenceError: setTimeout is not defined",
		"export const x = (() => {}).constructor('1')();": "EvalError",
		"await import('node:fs');":                        "it loads node:fs by import()",
		"x = ;":                                           "SyntaxError",
		"null.x;":                                         "TypeError",
		"throw new TypeError('the component lacks these imports:');":                                     "",
		"throw new WebAssembly.LinkError('x');":                                                          "LinkError",
		"throw new WebAssembly.RuntimeError('x');":                                                       "",
		"throw new WebAssembly.CompileError('x');":                                                       "CompileError",
		"await process.getBuiltinModule('node:fs/promises').readFile(new URL('../x', import.meta.url));": "Error",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "c.js"), []byte(code), 0o666); err != nil {
			t.Fatal(err)
		}
		request, err := json.Marshal(map[string]any{"dir": dir, "form": "module", "keep": true, "globals": jscheck.Globals})
		if err != nil {
			t.Fatal(err)
		}
		line, err := p.ask(request)
		var reply struct{ Finding string }
		if err != nil || json.Unmarshal(bytes.TrimSpace(line), &reply) != nil {
			t.Fatalf("%s: %v %s", code, err, line)
		}
		if want == "" && reply.Finding != "" || !strings.Contains(reply.Finding, want) {
			t.Errorf("%s: %q, want %q", code, reply.Finding, want)
		}
	}
}
