package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const root = "github.com/jco-go/jco-go/"

// rooms lists, for each room, the rooms of this project that may be among its
// dependencies, directly or not, and the foreign modules that may be. A room is
// named by the folder it begins at; the longest match wins.
var rooms = map[string]struct {
	own     []string
	foreign []string
}{
	"internal/wasmcode":  {},
	"internal/component": {own: []string{"internal/wasmcode"}},
	"internal/plan":      {own: []string{"internal/component", "internal/wasmcode"}},
	"internal/canon":     {own: []string{"internal/component", "internal/wasmcode"}},
	"internal/witprint":  {own: []string{"internal/component", "internal/wasmcode"}},
	"internal/wittext": {
		own:     []string{"internal/component", "internal/wasmcode"},
		foreign: []string{"go.bytecodealliance.org", "github.com/coreos/go-semver", "github.com/tetratelabs/wazero", "golang.org/x/sys"},
	},
	"internal/task":      {},
	"internal/producers": {own: []string{"internal/wasmcode"}},
	"internal/wave":      {own: []string{"internal/component", "internal/wasmcode", "internal/canon"}},
	"internal/minify": {
		own:     []string{"jsbridge/edge"},
		foreign: []string{"github.com/evanw/esbuild", "golang.org/x/sys", "github.com/hack-pad/safejs"},
	},
	"transpile":      {own: []string{"internal/component", "internal/wasmcode", "internal/plan", "internal/canon"}},
	"transpile/wasm": {own: []string{"transpile", "internal/component", "internal/wasmcode", "internal/plan", "internal/canon", "jsbridge"}},
	"jsbridge":       {},
	"jsbridge/edge":  {foreign: []string{"github.com/hack-pad/safejs"}},
	"polyfill": {
		own:     []string{"internal/component", "internal/wasmcode", "internal/plan", "internal/canon", "internal/task", "webstreams"},
		foreign: []string{"github.com/tetratelabs/wazero", "golang.org/x/sys"},
	},
	"polyfill/wasi": {
		own:     []string{"polyfill", "internal/component", "internal/wasmcode", "internal/plan", "internal/canon", "internal/task", "webstreams"},
		foreign: []string{"github.com/tetratelabs/wazero", "golang.org/x/sys", "golang.org/x/net", "golang.org/x/text"},
	},
	"cmd/jco-go": {
		own: []string{
			"transpile", "polyfill", "internal/component", "internal/wasmcode", "internal/plan", "internal/canon", "internal/task",
			"internal/witprint", "internal/wittext", "internal/minify", "internal/producers", "internal/wave", "webstreams", "jsbridge",
		},
		foreign: []string{
			"github.com/hack-pad/safejs", "github.com/urfave/cli/v3", "github.com/tetratelabs/wazero", "golang.org/x/sys", "go.bytecodealliance.org",
			"github.com/coreos/go-semver", "github.com/evanw/esbuild", "golang.org/x/net", "golang.org/x/text",
		},
	},
	"webstreams":        {own: []string{"internal/task"}},
	"polyfill/wasm":     {own: []string{"internal/task", "webstreams"}},
	"internal/archtest": {},
	// The scripts of the repository may use everything.
	"internal/tools": {own: []string{""}, foreign: []string{""}},
	"examples":       {own: []string{"polyfill"}, foreign: []string{""}},
}

// testOnly are the packages that nothing but tests imports.
var testOnly = []string{"polyfill/wasi/internal/wittest"}

type listed struct {
	ImportPath string
	Standard   bool
	Module     *struct{ Path string }
	Deps       []string
}

// platforms are those whose files differ, in the environment of go list.
var platforms = map[string][]string{
	"linux":   {"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"},
	"darwin":  {"GOOS=darwin", "GOARCH=arm64", "CGO_ENABLED=0"},
	"windows": {"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"},
	"js/wasm": js,
}

var js = []string{"GOOS=js", "GOARCH=wasm"}

func goList(t *testing.T, env []string, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Module,Deps"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	var list []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func under(path, prefix string) bool {
	return prefix == "" || path == prefix || strings.HasPrefix(path, prefix+"/")
}

func roomOf(path string) string {
	best := ""
	for name := range rooms {
		if under(path, name) && len(name) > len(best) {
			best = name
		}
	}
	return best
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for platform, env := range platforms {
		t.Run(platform, func(t *testing.T) { checkRooms(t, env) })
	}
}

func checkRooms(t *testing.T, env []string) {
	modules := map[string]string{} // package → module path, "" for the standard library
	listedRooms := map[string]bool{}
	for _, p := range goList(t, env, "-deps", root+"...") {
		if !p.Standard && p.Module != nil {
			modules[p.ImportPath] = p.Module.Path
		}
	}
	for _, p := range goList(t, env, root+"...") {
		path := strings.TrimPrefix(p.ImportPath, root)
		name := roomOf(path)
		if name == "" {
			t.Errorf("%s lies in no room of docs/architecture.md", path)
			continue
		}
		listedRooms[name] = true
		room := rooms[name]
		for _, dep := range p.Deps {
			dep, _, _ = strings.Cut(dep, " [") // as it is compiled with the profile of a program
			if own, ok := strings.CutPrefix(dep, root); ok {
				if slices.Contains(testOnly, own) {
					t.Errorf("%s depends on %s, which is for tests", path, own)
				}
				if !under(own, name) && !slices.ContainsFunc(room.own, func(a string) bool { return under(own, a) }) {
					t.Errorf("%s depends on %s, which room %s may not", path, own, name)
				}
				continue
			}
			mod := modules[dep]
			if mod != "" && !slices.ContainsFunc(room.foreign, func(a string) bool { return under(mod, a) }) {
				t.Errorf("%s depends on %s of module %s, which room %s may not", path, dep, mod, name)
			}
		}
	}
	for name := range rooms {
		if !listedRooms[name] && name != "examples" { // which are modules of their own
			t.Errorf("nothing of room %s was listed", name)
		}
	}
}

// nativeOnly are the modules that are not in what is built for js/wasm: they
// would be most of its bytes.
var nativeOnly = []string{"github.com/evanw/esbuild", "go.bytecodealliance.org", "github.com/tetratelabs/wazero"}

func TestWasmBuildsAreSmall(t *testing.T) {
	for _, program := range []string{"cmd/jco-go", "transpile/wasm", "polyfill/wasm"} {
		found := false
		for _, p := range goList(t, js, "-deps", root+program) {
			found = found || p.ImportPath == root+program
			if p.Module != nil && slices.Contains(nativeOnly, p.Module.Path) {
				t.Errorf("%s for js/wasm depends on %s", program, p.ImportPath)
			}
		}
		if !found {
			t.Errorf("%s was not listed", program)
		}
	}
}
