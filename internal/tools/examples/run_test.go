package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// Every example runs natively: each call has an answer, none is a trap. One whose component is too big for the repository
// runs where it was built.
func TestExamples(t *testing.T) {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	defer rt.Close(ctx)
	dirs, err := filepath.Glob("../../../examples/*/example.json")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no examples", err)
	}
	unbuilt := readUnbuilt(t)
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			manifest, err := readManifest(dir)
			if err != nil {
				t.Fatal(err)
			}
			_, err = os.Stat(filepath.Join(dir, manifest.Component))
			reason := unbuilt[filepath.Base(dir)]
			delete(unbuilt, filepath.Base(dir))
			if ignored, _ := os.ReadFile(filepath.Join(dir, ".gitignore")); reason != "" && !strings.Contains(string(ignored), "*.wasm\n") {
				t.Fatal("it is listed in testdata/skips.txt, and its component is in the repository")
			}
			if reason != "" && errors.Is(err, fs.ErrNotExist) {
				t.Skip(reason)
			}
			example, err := runExample(ctx, rt, dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(example.Answers) != len(manifest.Calls) {
				t.Fatalf("%d answers to %d calls", len(example.Answers), len(manifest.Calls))
			}
			for i, answer := range example.Answers {
				if answer.Text == "" || strings.Contains(answer.Text, "trap: ") {
					t.Errorf("%s: got %q", manifest.Calls[i].Label, answer.Text)
				}
			}
			if !strings.Contains(example.Wit, "world ") {
				t.Errorf("no world in %q", example.Wit)
			}
			if _, err := json.Marshal(example); err != nil {
				t.Error(err)
			}
		})
	}
	for name := range unbuilt {
		t.Errorf("testdata/skips.txt lists the example %q, which is not there", name)
	}
}

// readUnbuilt reads which examples may be left out, with the reasons (testdata/skips.txt).
func readUnbuilt(t *testing.T) map[string]string {
	t.Helper()
	list, err := os.ReadFile("../../../testdata/skips.txt")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(list)) {
		if cols := strings.Fields(line); len(cols) > 3 && cols[1] == "example" {
			reasons[cols[0]] = strings.Join(cols[3:], " ")
		}
	}
	return reasons
}

// An answer is the component's; what is wrong with an example.json is an error that names the call.
func TestWrongManifests(t *testing.T) {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	defer rt.Close(ctx)
	bin, err := os.ReadFile("../../../examples/adder/adder.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ manifest, want string }{
		"unknown export": {
			`{"title":"t","component":"c.wasm","calls":[{"label":"L","export":"nothing","args":[]}]}`,
			`call "L": there is no export "nothing"`,
		},
		"wrong argument": {
			`{"title":"t","component":"c.wasm","calls":[{"label":"L","export":"add","args":[1,"x"]}]}`,
			`call "L": "add": "x" does not fit the type u32`,
		},
		"too few arguments": {
			`{"title":"t","component":"c.wasm","calls":[{"label":"L","export":"add","args":[1]}]}`,
			`call "L": "add" takes 2 arguments, not 1`,
		},
		"unknown verb": {
			`{"title":"t","component":"c.wasm","calls":[{"label":"L","script":[["jump"]]}]}`,
			`call "L": no step is called "jump"`,
		},
		"unknown variable": {
			`{"title":"t","component":"c.wasm","calls":[{"label":"L","script":[["drop","x"]]}]}`,
			`call "L": no resource in the variable "x"`,
		},
		"unknown key": {
			`{"titel":"t"}`,
			`unknown field "titel"`,
		},
		"no calls": {
			`{"title":"t","component":"c.wasm"}`,
			`title, component and calls are needed`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string][]byte{
				"example.json": []byte(c.manifest), "c.wasm": bin, "world.wit": []byte("world w {}"),
			} {
				if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := runExample(ctx, rt, dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestTrap(t *testing.T) {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	defer rt.Close(ctx)
	example, err := runExample(ctx, rt, "testdata/trap")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1", "2\ntrap: wasm `unreachable` instruction executed", "1"}
	for i, answer := range example.Answers {
		if answer.Text != want[i] {
			t.Errorf("call %d: got %q, want %q", i, answer.Text, want[i])
		}
	}
}
