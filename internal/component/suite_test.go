package component

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedDir is where the specification's suite and the guests are, "" if they
// are not there.
func sharedDir(t testing.TB) string {
	dir := os.Getenv("JCO_GO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "component-model-tests", "json")); err != nil {
		if os.Getenv("JCO_GO_SHARED") != "" {
			t.Fatalf("JCO_GO_SHARED: %v", err)
		}
		t.Logf("the specification's suite is not at %s: its cases are not run (set JCO_GO_SHARED)", dir)
		return ""
	}
	return dir
}

// suiteCommand is one command of a json-from-wast file, as far as decoding is
// concerned.
type suiteCommand struct {
	Type       string `json:"type"`
	Line       int    `json:"line"`
	Filename   string `json:"filename"`
	Text       string `json:"text"`
	ModuleType string `json:"module_type"`
	group      string
	where      string // file:line
	bin        []byte
}

// suiteCommands lists every command of the suite that names a binary.
func suiteCommands(t testing.TB, dir string) []suiteCommand {
	root := filepath.Join(dir, "component-model-tests", "json")
	var all []suiteCommand
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var file struct {
			Commands []suiteCommand `json:"commands"`
		}
		if err := json.Unmarshal(data, &file); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		rel, _ := filepath.Rel(root, path)
		for _, c := range file.Commands {
			if c.Filename == "" || c.ModuleType == "text" {
				continue
			}
			if c.bin, err = os.ReadFile(filepath.Join(filepath.Dir(path), c.Filename)); err != nil {
				return err
			}
			c.group, _, _ = strings.Cut(rel, string(filepath.Separator))
			c.where = fmt.Sprintf("%s:%d", rel, c.Line)
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// suiteExceptions are the commands that this package cannot judge, each with
// its reason. One that comes out right fails the test.
var suiteExceptions = map[string]string{
	"validation/core-modules/core-modules.json:25": "the code of a core module is validated by the engine that compiles it",
}

func TestSuite(t *testing.T) {
	dir := sharedDir(t)
	if dir == "" {
		return
	}
	type tally struct{ valid, refused, malformed, wrong, excepted int }
	groups := map[string]*tally{}
	for _, c := range suiteCommands(t, dir) {
		g := groups[c.group]
		if g == nil {
			g = &tally{}
			groups[c.group] = g
		}
		_, err := Decode(c.bin, DefaultFeatures())
		if reason := suiteExceptions[c.where]; reason != "" {
			if (err != nil) == strings.HasPrefix(c.Type, "assert_") {
				t.Errorf("%s: comes out right, but is an exception because %s", c.where, reason)
			}
			g.excepted++
			continue
		}
		switch c.Type {
		case "assert_invalid", "assert_malformed":
			switch {
			case err == nil:
				t.Errorf("%s: accepted, want an error with %q", c.where, c.Text)
				g.wrong++
			case !strings.Contains(err.Error(), c.Text):
				t.Errorf("%s: refused with %q, want %q", c.where, err, c.Text)
				g.wrong++
			case c.Type == "assert_invalid":
				g.refused++
			default:
				g.malformed++
			}
		default:
			if err != nil {
				t.Errorf("%s: %v", c.where, err)
				g.wrong++
			} else {
				g.valid++
			}
		}
	}
	for name, g := range groups {
		t.Logf("%s: %d valid accepted, %d invalid and %d malformed refused, %d wrong, %d excepted",
			name, g.valid, g.refused, g.malformed, g.wrong, g.excepted)
	}
	// Done-when of the decoder: the whole binary group.
	if g := groups["binary"]; g == nil || g.valid != 35 || g.refused != 18 || g.malformed != 70 {
		t.Errorf("binary group: %+v, want 35 valid, 18 invalid, 70 malformed", g)
	}
}
