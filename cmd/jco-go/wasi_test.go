package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sharedFolder is where the WIT of WASI is, "" if it is not there.
func sharedFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("JCO_GO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	dir, err := filepath.Abs(dir)
	if err == nil {
		_, err = os.Stat(filepath.Join(dir, "wasi-0.3.0-wit"))
	}
	if err != nil {
		if os.Getenv("JCO_GO_SHARED") != "" {
			t.Fatalf("JCO_GO_SHARED: %v", err)
		}
		t.Logf("the WIT of WASI is not in %s: it is not tried (set JCO_GO_SHARED)", dir)
		return ""
	}
	return dir
}

// command runs jco-go in this process.
func command(t *testing.T, args ...string) {
	t.Helper()
	var stderr bytes.Buffer
	if code := run(append([]string{"jco-go"}, args...), strings.NewReader(""), io.Discard, &stderr); code != exitOK {
		t.Fatalf("jco-go %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.Bytes())
	}
}

// tsc compiles all of dir, strictly and with the checks of .d.ts files.
func tsc(t *testing.T, dir string) {
	t.Helper()
	program, err := filepath.Abs("../../node_modules/.bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal("the TypeScript compiler is not installed: run `npm ci` in the repository first")
	}
	write(t, filepath.Join(dir, "package.json"), `{"type":"module"}`)
	write(t, filepath.Join(dir, "tsconfig.json"), `{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": false,
    "target": "esnext", "module": "nodenext", "lib": ["esnext", "dom"], "types": []
  },
  "include": ["**/*.ts"]
}`)
	cmd := exec.Command(program, "-p", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

var (
	witWorld  = regexp.MustCompile(`(?m)^world ([a-z0-9-]+) \{`)
	witFunc   = regexp.MustCompile(`(?m)^ +(?:export |import )?%?([a-z0-9-]+): (static )?(async )?func\(`)
	witResult = regexp.MustCompile(`-([a-z0-9])`)
)

// TestWASITypes lays the packages of WASI 0.3.0 out as its users do, each with
// the others under wit/deps, writes the declarations of all their worlds, for
// hosts and for guests, compiles them, and looks for every function.
func TestWASITypes(t *testing.T) {
	shared := sharedFolder(t)
	if shared == "" {
		return
	}
	packages := []string{"cli", "clocks", "filesystem", "http", "random", "sockets"}
	hosts := t.TempDir()
	worlds, functions := 0, map[string]bool{}
	for _, name := range packages {
		project := filepath.Join(t.TempDir(), "wit")
		text := ""
		for _, p := range packages {
			dir := filepath.Join(project, "deps", "wasi-"+p)
			if p == name {
				dir = project
			}
			files, err := filepath.Glob(filepath.Join(shared, "wasi-0.3.0-wit", p, "*.wit"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no WIT of wasi:%s (%v)", p, err)
			}
			for _, f := range files {
				data, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(dir, filepath.Base(f)), string(data))
				if p == name {
					text += string(data)
				}
			}
		}
		declarations := ""
		for _, m := range witWorld.FindAllStringSubmatch(text, -1) {
			worlds++
			world := "wasi:" + name + "/" + m[1]
			host, guest := filepath.Join(hosts, name, m[1]), t.TempDir()
			command(t, "types", project, "-n", world, "-q", "--all-features", "-o", host)
			command(t, "guest-types", project, "-n", world, "-q", "--all-features", "-o", guest)
			tsc(t, guest)
			for _, dir := range []string{host, guest} {
				files, err := filepath.Glob(filepath.Join(dir, "interfaces", "wasi-"+name+"-*.d.ts"))
				if err != nil {
					t.Fatal(err)
				}
				world, err := filepath.Glob(filepath.Join(dir, "*.d.ts"))
				if err != nil || len(world) != 1 {
					t.Fatalf("%s: %q, %v", dir, world, err)
				}
				for _, f := range append(files, world...) {
					data, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					declarations += string(data)
				}
			}
		}
		for _, m := range witFunc.FindAllStringSubmatch(text, -1) {
			functions[name+" "+m[1]] = true
			js := witResult.ReplaceAllStringFunc(m[1], func(s string) string { return strings.ToUpper(s[1:]) })
			promise := ""
			if m[3] != "" {
				promise = "Promise<"
			}
			form := regexp.MustCompile(`(?m)^ *(?:export function |static )?'?` + js + `'?\(.*\): ` + promise)
			if !form.MatchString(declarations) {
				t.Errorf("wasi:%s: %s is not declared (with %q)", name, m[0], promise)
			}
		}
	}
	tsc(t, hosts)
	if worlds < 8 || len(functions) < 100 {
		t.Errorf("only %d worlds and %d functions were found", worlds, len(functions))
	}
	t.Logf("%d worlds, %d functions", worlds, len(functions))
}
