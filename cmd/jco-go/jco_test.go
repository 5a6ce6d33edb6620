package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"
)

// verdict is one line of docs/jco.md.
type verdict struct {
	names   []string // of the option, long and short; one of a command
	verdict string
	reason  string
}

const commandSection = "Commands"

// readVerdicts reads the tables of docs/jco.md by the headings that they stand
// under: those of commands, of "The library: transpile" and the like.
func readVerdicts(t *testing.T) map[string][]verdict {
	t.Helper()
	text, err := os.ReadFile("../../docs/jco.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][]verdict{}
	section := ""
	name := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = heading
			if library, ok := strings.CutPrefix(heading, "The library: "); ok {
				section = "library:" + library
			}
		}
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
		if len(cells) != 5 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "`") {
			continue
		}
		v := verdict{verdict: strings.TrimSpace(cells[2]), reason: strings.TrimSpace(cells[3])}
		for _, m := range name.FindAllStringSubmatch(cells[1], -1) {
			v.names = append(v.names, m[1])
		}
		tables[section] = append(tables[section], v)
	}
	return tables
}

func (v *verdict) long() string { return v.names[len(v.names)-1] }

func find(list []verdict, name string) *verdict {
	for i := range list {
		if list[i].long() == name {
			return &list[i]
		}
	}
	return nil
}

// mayBeRefused is what jco-go may leave to other tools.
var mayBeRefused = []string{
	"transpile --js", "transpile --stub", "componentize", "new", "embed", "scaffold", "opt", "print", "parse",
	"tool", // has no command but another name of new
	"library:transpile js", "library:transpile stub",
}

// TestJcoTableIsComplete holds docs/jco.md against the list of jco's commands and
// options: each has its line, and there is no other.
func TestJcoTableIsComplete(t *testing.T) {
	tables := readVerdicts(t)
	text, err := os.ReadFile("testdata/jco-1.35.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	lines := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		lines++
		command, option, isOption := strings.Cut(line, " ")
		v := find(tables[commandSection], command)
		if isOption {
			if v != nil && v.verdict == "refused" {
				continue // with all its options
			}
			v = find(tables[command], option)
		}
		seen[line] = true
		if v == nil {
			t.Errorf("docs/jco.md has no line for %q", line)
			continue
		}
		switch v.verdict {
		case "same":
		case "better", "refused":
			if v.reason == "" {
				t.Errorf("%s: %s, but not how or why", line, v.verdict)
			}
		default:
			t.Errorf("%s: %q is no verdict", line, v.verdict)
		}
		if v.verdict == "refused" && !slices.Contains(mayBeRefused, line) {
			t.Errorf("%s may not be refused", line)
		}
	}
	if lines < 190 {
		t.Errorf("only %d lines in the list", lines)
	}
	for section, list := range tables {
		for _, v := range list {
			line := section + " " + v.long()
			if section == commandSection {
				line = v.long()
			}
			known := section == commandSection || find(tables[commandSection], section) != nil || strings.HasPrefix(section, "library:")
			if known && !seen[line] {
				t.Errorf("docs/jco.md has a line for %q, which jco 1.35 does not have", line)
			}
		}
	}
}

// TestJcoTableIsTrue holds docs/jco.md against the command line: what is taken is
// known, what is refused is refused with a reason.
func TestJcoTableIsTrue(t *testing.T) {
	tables := readVerdicts(t)
	root := app(strings.NewReader(""), io.Discard, io.Discard)
	refused := func(want string, args ...string) {
		t.Helper()
		var stderr bytes.Buffer
		code := run(append([]string{"jco-go"}, args...), strings.NewReader(""), io.Discard, &stderr)
		if code != exitUsage || !strings.Contains(stderr.String(), want) {
			t.Errorf("jco-go %s: exit code %d, %q, want %d and %q", strings.Join(args, " "), code, stderr.String(), exitUsage, want)
		}
	}
	options := 0
	for _, v := range tables[commandSection] {
		command := root.Command(v.long())
		if v.verdict == "refused" {
			refused(`there is no command "`+v.long()+`": `, v.long(), "x")
			refused(`there is no command "`+v.long()+`": `, v.long(), "--wit", "y", "x", "-o", "z")
			refused(`there is no command "`+v.long()+`": `, v.long())
			continue
		}
		if command == nil {
			t.Errorf("there is no command %s", v.long())
			continue
		}
		for _, o := range tables[v.long()] {
			options++
			flag := findFlag(command, o.long())
			if flag == nil {
				t.Errorf("%s has no option %s", command.Name, o.long())
				continue
			}
			for _, name := range o.names {
				if !slices.Contains(flag.Names(), strings.TrimLeft(name, "-")) {
					t.Errorf("%s: %s has no short name %s", command.Name, o.long(), name)
				}
			}
			isRefused := slices.ContainsFunc(refusedOptions, func(r refusedOption) bool {
				return "--"+r.name == o.long() && slices.Contains(r.commands, command.Name)
			})
			if isRefused != (o.verdict == "refused") {
				t.Errorf("%s %s is %s in docs/jco.md, refused by the program: %v", command.Name, o.long(), o.verdict, isRefused)
			}
			if !isRefused {
				continue
			}
			refused("option "+o.long()+" ", command.Name, "x.wasm", "-o", t.TempDir(), o.long())
		}
	}
	if options < 60 {
		t.Errorf("only %d options were tried", options)
	}
}

func findFlag(cmd *cli.Command, long string) cli.Flag {
	for _, f := range cmd.Flags {
		if slices.Contains(f.Names(), strings.TrimPrefix(long, "--")) {
			return f
		}
	}
	return nil
}

// TestJcoTableOfLibrary holds docs/jco.md against the npm package.
func TestJcoTableOfLibrary(t *testing.T) {
	tables := readVerdicts(t)
	options, err := fileURL("../../web/npm/options.js")
	if err != nil {
		t.Fatal(err)
	}
	for section, command := range map[string]string{"library:transpile": "transpile", "library:types": "types of WIT text"} {
		script := `const { readOptions } = await import(process.argv[1]);
			for (const name of process.argv.slice(3)) {
				const errors = ['x', 1, true, {}, ['x'], 'async', 'jspi', 'all'].map((value) => {
					try { readOptions(process.argv[2], { [name]: value }); } catch (e) { return e.message; }
				});
				console.log(name, errors.includes(undefined) ? 'taken' : errors.some((e) => /has no such option/.test(e)) ? 'unknown' : 'refused');
			}`
		var names []string
		for _, v := range tables[section] {
			names = append(names, v.long())
		}
		if len(names) < 15 {
			t.Errorf("only %d options in %s", len(names), section)
		}
		out, err := exec.Command("node", append([]string{"--input-type=module", "-e", script, options, command}, names...)...).Output()
		if err != nil {
			t.Fatalf("node: %v", err)
		}
		for line := range strings.Lines(string(out)) {
			name, got, _ := strings.Cut(strings.TrimSpace(line), " ")
			want := find(tables[section], name).verdict
			if want == "same" || want == "better" {
				want = "taken"
			}
			if got != want {
				t.Errorf("%s %s is %s in docs/jco.md, %s in web/npm/options.js", command, name, want, got)
			}
		}
	}
}
