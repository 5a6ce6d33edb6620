package transpile

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestChosenFunctions runs a component without async functions on a host whose
// functions return promises, and gives the script to the TypeScript compiler
// against the declarations.
func TestChosenFunctions(t *testing.T) {
	dir := writeResult(t, readComponent(t, "fixtures/sync-waits.wasm"), Options{
		Name: "c", Instantiation: InstantiationAsync, AsyncMode: AsyncModeJSPI,
		AsyncImports: []string{"test:waits/host@0.1.0#price"}, AsyncExports: []string{"total"},
		AsyncWasiImports: true, AsyncWasiExports: true,
	})
	script, err := os.ReadFile("testdata/sync-waits.ts")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "use.ts"), script)
	compileTypes(t, dir)
	for _, name := range []string{"jco-go-runtime.js", "jco-go-runtime.wasm"} {
		data, err := os.ReadFile(filepath.Join("../web/runtime", name))
		if err != nil {
			t.Fatalf("the async runtime is not built: `npm run build` makes it (%v)", err)
		}
		writeFile(t, filepath.Join(dir, name), data)
	}
	cmd := exec.Command(nodeBinary(t), "use.ts")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestChosenNames: the lists of WASI fit every version 0.2.x and no other.
func TestChosenNames(t *testing.T) {
	o := Options{AsyncMode: AsyncModeJSPI, AsyncWasiImports: true, AsyncWasiExports: true, AsyncImports: []string{"a:b/*#f"}}
	for name, want := range map[string]bool{
		"wasi:io/poll@0.2.0#poll":                                     true,
		"wasi:io/poll@0.2.12#[method]pollable.block":                  true,
		"wasi:io/poll#poll":                                           true,
		"wasi:io/poll@0.3.0#poll":                                     false,
		"wasi:io/poll@0.20.0#poll":                                    false,
		"wasi:io/poll@0.2.0#[method]pollable.ready":                   false,
		"wasi:io/streams@0.2.3#[method]output-stream.blocking-splice": true,
		"wasi:io/streams@0.2.3#[method]output-stream.write":           false,
		"a:b/c@1.0.0#f":                                               true,
		"a:b/c@1.0.0#[constructor]f":                                  false,
	} {
		if got := o.choosesImport(name); got != want {
			t.Errorf("import %s: %v", name, got)
		}
	}
	for name, want := range map[string]bool{
		"wasi:cli/run@0.2.6#run": true, "wasi:http/incoming-handler@0.2.0#handle": true, "wasi:cli/run@0.3.0#run": false, "run": false,
	} {
		if got := o.choosesExport(name); got != want {
			t.Errorf("export %s: %v", name, got)
		}
	}
	o.AsyncMode = AsyncModeSync
	if o.choosesImport("a:b/c@1.0.0#f") || o.choosesExport("wasi:cli/run@0.2.6#run") {
		t.Error("without jspi something is chosen")
	}
}
