package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeEngine answers by the name of the binary and of the export:
// x.wasm is refused if it begins with "bad", cannot be linked if it begins with
// "unlinkable", traps at instantiation if it begins with "trap". An export "answer"
// returns u32 42, "nothing" returns, "trap" traps with "wasm trap: it broke",
// "crash" loses the session, "hang" waits for the time limit, "imports" tells the names that
// the instance could import.
type fakeEngine struct {
	openErr error
	opened  int
}

func (e *fakeEngine) Name() string  { return "native" }
func (e *fakeEngine) Parallel() int { return 2 }
func (e *fakeEngine) Close()        {}

func (e *fakeEngine) Open(context.Context) (Session, error) {
	e.opened++
	return &fakeSession{defs: map[int]string{}, imports: map[int]int{}}, e.openErr
}

type fakeSession struct {
	defs    map[int]string
	imports map[int]int
}

func (s *fakeSession) Close() {}

func (s *fakeSession) Define(_ context.Context, def int, file string) (Outcome, error) {
	s.defs[def] = filepath.Base(file)
	if strings.HasPrefix(s.defs[def], "bad") {
		return Outcome{Kind: Refused, Message: "unexpected end at offset 0x8"}, nil
	}
	return Outcome{Kind: OK}, nil
}

func (s *fakeSession) Instantiate(_ context.Context, def, inst int, imports map[string]int) (Outcome, error) {
	s.imports[inst] = len(imports)
	switch {
	case strings.HasPrefix(s.defs[def], "unlinkable"):
		return Outcome{Kind: Unlinkable, Message: `missing import "host"`}, nil
	case strings.HasPrefix(s.defs[def], "trap"):
		return Outcome{Kind: Trap, Message: "wasm trap: start broke"}, nil
	}
	return Outcome{Kind: OK}, nil
}

func (s *fakeSession) Invoke(ctx context.Context, inst int, field string, _ []Value) (Outcome, error) {
	u32 := func(n int) Outcome { return Outcome{Kind: OK, Value: &Value{Type: "u32", Text: fmt.Sprint(n)}} }
	switch field {
	case "answer":
		return u32(42), nil
	case "imports":
		return u32(s.imports[inst]), nil
	case "trap":
		return Outcome{Kind: Trap, Message: "wasm trap: it broke"}, nil
	case "crash":
		return Outcome{}, errors.New("engine crashed (signal: killed)")
	case "hang":
		<-ctx.Done()
		return Outcome{}, errTimeLimit
	}
	return Outcome{Kind: OK}, nil
}

// script writes a script of the given commands (JSON objects without the braces;
// the line of each is its position) and gives its path.
func script(t *testing.T, name string, commands ...string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `{"source_filename": %q, "commands": [`, name)
	for i, c := range commands {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"line": %d, %s}`, i+1, c)
	}
	b.WriteString("]}")
	path := filepath.Join(t.TempDir(), strings.ReplaceAll(name, "/", "_")+".json")
	if err := os.WriteFile(path, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

const module = `"type": "module", "filename": "x.wasm", "module_type": "binary"`

func invoke(typ, field, rest string) string {
	return fmt.Sprintf(`"type": %q, "action": {"type": "invoke", "field": %q, "args": []}%s`, typ, field, rest)
}

func returns(field, expected string) string {
	return invoke("assert_return", field, `, "expected": [`+expected+`]`)
}

const u32of42 = `{"type": "u32", "value": "42"}`

// runScripts runs scripts on the fake engine and gives the output and whether all is well.
func runScripts(t *testing.T, e Engine, skips string, paths ...string) (string, bool) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "skips.txt")
	if err := os.WriteFile(list, []byte(skips), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSkips(list)
	if err != nil {
		t.Fatal(err)
	}
	r := &Runner{Engine: e, Skips: s, TimeLimit: 50 * time.Millisecond}
	var out bytes.Buffer
	rep := &Reporter{Out: &out}
	r.RunAll(t.Context(), paths, rep.File)
	ok := rep.Close()
	return out.String(), ok
}

// expectRun asserts the closing line and that the output has each of the texts.
func expectRun(t *testing.T, skips, closing string, commands []string, texts ...string) {
	t.Helper()
	out, ok := runScripts(t, &fakeEngine{}, skips, script(t, "g/x.wast", commands...))
	if !strings.HasSuffix(out, "\n"+closing+"\n") {
		t.Errorf("wanted the closing line %q in\n%s", closing, out)
	}
	if ok != strings.Contains(closing, " 0 failed") {
		t.Errorf("all well: %v, but closing line %q", ok, closing)
	}
	for _, text := range texts {
		if !strings.Contains(out, text) {
			t.Errorf("wanted %q in\n%s", text, out)
		}
	}
}

func TestCommands(t *testing.T) {
	const binary = `, "module_type": "binary"`
	for _, tt := range []struct {
		name     string
		commands []string
		closing  string
		texts    []string
	}{
		{"return", []string{module, returns("answer", u32of42), returns("nothing", "")}, "3 passed, 0 failed, 0 skipped", nil},
		{"wrong value", []string{module, returns("answer", `{"type": "u32", "value": "43"}`)}, "1 passed, 1 failed, 0 skipped",
			[]string{"g/x.wast:2: assert_return answer", "wanted u32 43", "got    u32 42"}},
		{"wrong type", []string{module, returns("answer", `{"type": "s32", "value": "42"}`)}, "1 passed, 1 failed, 0 skipped", nil},
		{"value where none is wanted", []string{module, returns("answer", "")}, "1 passed, 1 failed, 0 skipped", []string{"wanted no value"}},
		{"no value where one is wanted", []string{module, returns("nothing", u32of42)}, "1 passed, 1 failed, 0 skipped", []string{"got    no value"}},
		{"trap where a value is wanted", []string{module, returns("trap", u32of42)}, "1 passed, 1 failed, 0 skipped", []string{"got    trap: wasm trap: it broke"}},
		{"trap", []string{module, invoke("assert_trap", "trap", `, "text": "it broke"`)}, "2 passed, 0 failed, 0 skipped", nil},
		{"trap with another message", []string{module, invoke("assert_trap", "trap", `, "text": "unreachable"`)}, "1 passed, 1 failed, 0 skipped",
			[]string{"wanted trap: unreachable", "got    trap: wasm trap: it broke"}},
		{"no trap", []string{module, invoke("assert_trap", "nothing", `, "text": "it broke"`)}, "1 passed, 1 failed, 0 skipped", []string{"got    no error"}},
		{"action", []string{module, invoke("action", "answer", "")}, "2 passed, 0 failed, 0 skipped", nil},
		{"action that traps", []string{module, invoke("action", "trap", "")}, "1 passed, 1 failed, 0 skipped", nil},
		{"refused module leaves no current instance", []string{module, `"type": "module", "filename": "bad.wasm"` + binary, returns("answer", u32of42)},
			"1 passed, 2 failed, 0 skipped", []string{"refused: unexpected end", "no current instance"}},
		{"definition and instances", []string{
			`"type": "module_definition", "name": "D", "filename": "x.wasm"` + binary,
			`"type": "module_instance", "instance": "i1", "module": "D"`,
			`"type": "module_instance", "instance": "i2", "module": "D"`,
			returns("imports", `{"type": "u32", "value": "1"}`),
			`"type": "assert_return", "action": {"type": "invoke", "module": "i1", "field": "imports", "args": []}, "expected": [{"type": "u32", "value": "0"}]`,
			`"type": "module_instance"`, `"type": "register", "as": "other"`, module, returns("imports", `{"type": "u32", "value": "3"}`),
		}, "9 passed, 0 failed, 0 skipped", nil},
		{"unknown names", []string{`"type": "module_instance", "instance": "i", "module": "D"`, `"type": "register", "name": "i", "as": "other"`},
			"0 passed, 2 failed, 0 skipped", []string{`no definition "D"`, `no instance "i"`}},
		{"refusals", []string{
			`"type": "assert_malformed", "filename": "bad.wasm", "text": "unexpected end"` + binary,
			`"type": "assert_invalid", "filename": "bad.wasm", "text": "type mismatch"` + binary,
			`"type": "assert_invalid", "filename": "x.wasm", "text": "type mismatch"` + binary,
		}, "2 passed, 1 failed, 0 skipped", []string{"2 components refused as wanted, 1 of them (50.0 %) in the suite's own words", "got    a valid component"}},
		{"instantiation", []string{
			`"type": "assert_unlinkable", "filename": "unlinkable.wasm", "text": "missing import"` + binary,
			`"type": "assert_uninstantiable", "filename": "trap.wasm", "text": "start broke"` + binary,
			`"type": "assert_uninstantiable", "filename": "unlinkable.wasm", "text": "start broke"` + binary,
			`"type": "assert_unlinkable", "filename": "bad.wasm", "text": "missing import"` + binary,
		}, "2 passed, 2 failed, 0 skipped", nil},
		{"crash fails the rest", []string{module, returns("crash", ""), returns("answer", u32of42)}, "1 passed, 2 failed, 0 skipped",
			[]string{"signal: killed", "x.wast:3: assert_return answer\n      wanted u32 42\n      got    fault of the engine: not run: engine crashed"}},
		{"hang", []string{module, returns("hang", "")}, "1 passed, 1 failed, 0 skipped", []string{"no answer within the time limit"}},
	} {
		t.Run(tt.name, func(t *testing.T) { expectRun(t, "", tt.closing, tt.commands, tt.texts...) })
	}
}

// Refusals in other words than the suite's are fine up to a point.
func TestWordingMayBeAsked(t *testing.T) {
	for minimum, failed := range map[int]int{0: 0, 50: 0, 51: 1} {
		var out bytes.Buffer
		rep := &Reporter{Out: &out, MinWording: minimum}
		yes, no := true, false
		rep.File(&FileReport{Source: "x", Results: []Result{
			{Command: &Command{}, Status: Passed, Wording: &yes}, {Command: &Command{}, Status: Passed, Wording: &no},
		}})
		want := fmt.Sprintf("2 passed, %d failed, 0 skipped\n", failed)
		if ok := rep.Close(); ok != (failed == 0) || !strings.HasSuffix(out.String(), want) {
			t.Errorf("%d per cent wanted: %v\n%s", minimum, ok, out.String())
		}
	}
}

func TestUnreadableScriptFailsItsFileOnly(t *testing.T) {
	good := script(t, "g/good.wast", module, returns("answer", u32of42))
	for _, tt := range []struct{ name, command, text string }{
		{"unknown command", `"type": "assert_suspension"`, `g/bad.wast:1: unknown command type "assert_suspension"`},
		{"unknown field", `"type": "register", "as": "a", "of": 1`, `unknown field "of"`},
		{"missing field", `"type": "register"`, `no "as"`},
		{"unknown action", `"type": "action", "action": {"type": "get", "field": "f", "args": []}`, `unknown action type "get"`},
		{"unknown value", returns("f", `{"type": "i32", "value": "1"}`), `unknown value type "i32"`},
		{"value out of range", returns("f", `{"type": "u8", "value": "256"}`), "value out of range"},
		{"two results", returns("f", u32of42+","+u32of42), "2 expected values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, ok := runScripts(t, &fakeEngine{}, "", script(t, "g/bad.wast", tt.command), good)
			if ok || !strings.Contains(out, tt.text) || !strings.HasSuffix(out, "\n2 passed, 1 failed, 0 skipped\n") {
				t.Errorf("wanted %q in\n%s", tt.text, out)
			}
		})
	}
}

func TestSkips(t *testing.T) {
	commands := []string{module, returns("trap", u32of42), returns("answer", u32of42), returns("trap", "")}
	expectRun(t, "g/x.wast 2,4 all because of this", "2 passed, 0 failed, 2 skipped", commands)
	expectRun(t, "g/x.wast 2-4 native because of this", "1 passed, 1 failed, 2 skipped", commands,
		"g/x.wast:3: assert_return answer\n      wanted a failure, as listed: because of this\n      got    it passes; take it off the list of skips")
	expectRun(t, "g/x.wast 2,4 node,chromium because of this", "2 passed, 2 failed, 0 skipped", commands)
	expectRun(t, "# other files and engines do not matter\n\ng/y.wast 99 all why\ng/x.wast 98 node why\ng/x.wast 2,4 native why",
		"2 passed, 0 failed, 2 skipped", commands)
	expectRun(t, "g/x.wast 2,4-7 all because of this", "2 passed, 1 failed, 2 skipped", commands, "g/x.wast has no command in line 7")
}

func TestTextOnlyCommands(t *testing.T) {
	text := []string{`"type": "assert_malformed", "filename": "x.wat", "module_type": "text", "text": "unknown keyword"`}
	expectRun(t, "* text all about the text format", "0 passed, 0 failed, 1 skipped", text)
	expectRun(t, "", "0 passed, 1 failed, 0 skipped", text, "in text form only")
	// A text that assembles is run in its binary form.
	expectRun(t, "* text all about the text format", "1 passed, 0 failed, 0 skipped",
		[]string{`"type": "module", "filename": "x.wat", "module_type": "text", "binary_filename": "x.wasm"`})
}

func TestEngineThatDoesNotStart(t *testing.T) {
	out, ok := runScripts(t, &fakeEngine{openErr: errors.New("no browser: apt-get install chromium")}, "", script(t, "g/x.wast", module))
	if ok || !strings.Contains(out, "no browser: apt-get install chromium") {
		t.Error(out)
	}
}

func TestMalformedSkips(t *testing.T) {
	for _, line := range []string{"x.wast 1 all", "x.wast 1 firefox why", "x.wast 3-1 all why", "x.wast one all why", "* 3 all why"} {
		path := filepath.Join(t.TempDir(), "skips.txt")
		if err := os.WriteFile(path, []byte("# a comment\n"+line+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSkips(path); err == nil || !strings.Contains(err.Error(), "skips.txt:2: ") {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "empty"), 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "a", "b", "c.json")
	if err := os.WriteFile(file, []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := Collect([]string{filepath.Join(dir, "a"), file})
	if err != nil || len(got) != 1 || got[0] != file {
		t.Errorf("got %q, %v", got, err)
	}
	for _, missing := range []string{filepath.Join(dir, "none"), filepath.Join(dir, "empty")} {
		if _, err := Collect([]string{missing}); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("%s: %v", missing, err)
		}
	}
}

// TestCommandLine checks the exit codes that do not need an engine.
func TestCommandLine(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		text string
	}{
		{nil, exitUsage, "usage:"},
		{[]string{"--engine", "native"}, exitUsage, "usage:"},
		{[]string{"--engine", "firefox", "."}, exitUsage, `unknown engine "firefox"`},
		{[]string{"--engine", "native", "--skips", "/nonexistent", "."}, exitUsage, "list of skips"},
		{[]string{"--engine", "native", "/nonexistent"}, exitFailure, "/nonexistent: no such file or folder"},
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), tt.args, &out, &errs); code != tt.code || !strings.Contains(errs.String(), tt.text) {
			t.Errorf("%q: code %d, %s", tt.args, code, errs.String())
		}
	}
}
