package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Skips is the list of commands that are known not to pass, with a reason each.
// It binds both ways: a listed command that passes is a failure, and so is an entry that
// names no command of its file.
//
// The file has one entry a line, in four columns separated by blanks:
//
//	values/post-return.wast  4-256,334-358  all          needs async built-ins
//	linking/unit.wast        258-299        native       needs multi-memory
//	*                        text           all          about the text format only
//	py-tables                example        all          18 MB, which is built on demand
//
// They are the script's source_filename, lines (numbers and ranges; both ends of
// a range are commands), engines (names or "all"), and the reason. The lines
// "text" stand for the commands whose component has no binary form; only there the file
// may be "*". The lines "example" are about a folder of examples/, for the tests of internal/tools/examples.
// Lines that begin with "#" are comments.
type Skips struct {
	path    string
	entries []*skipEntry
}

type skipEntry struct {
	at      string // file:line of the list
	source  string
	text    bool
	ranges  [][2]int
	engines []string
	reason  string
}

// ReadSkips reads the list. A missing file and a malformed line are errors.
func ReadSkips(path string) (*Skips, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("list of skips: %w", err)
	}
	defer f.Close()
	s := &Skips{path: path}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if cols := strings.Fields(line); len(cols) > 3 && cols[1] == "example" {
			continue
		}
		e, err := parseSkip(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		e.at = fmt.Sprintf("%s:%d", path, n)
		s.entries = append(s.entries, e)
	}
	return s, sc.Err()
}

func parseSkip(line string) (*skipEntry, error) {
	cols := strings.Fields(line)
	if len(cols) < 4 {
		return nil, fmt.Errorf("want: file lines engines reason")
	}
	e := &skipEntry{source: cols[0], reason: strings.Join(cols[3:], " ")}
	if cols[1] == "text" {
		e.text = true
	} else if e.source == "*" {
		return nil, fmt.Errorf(`the file "*" goes with the lines "text" only`)
	} else {
		for _, r := range strings.Split(cols[1], ",") {
			from, to, isRange := strings.Cut(r, "-")
			if !isRange {
				to = from
			}
			a, err1 := strconv.Atoi(from)
			b, err2 := strconv.Atoi(to)
			if err1 != nil || err2 != nil || a < 1 || a > b {
				return nil, fmt.Errorf("%q is not a line or a range of lines", r)
			}
			e.ranges = append(e.ranges, [2]int{a, b})
		}
	}
	for _, name := range strings.Split(cols[2], ",") {
		if name == "all" {
			e.engines = append(e.engines, engineNames...)
		} else if slices.Contains(engineNames, name) {
			e.engines = append(e.engines, name)
		} else {
			return nil, fmt.Errorf("%q is not an engine (%s, all)", name, strings.Join(engineNames, ", "))
		}
	}
	return e, nil
}

func (e *skipEntry) applies(s *Script, engine string) bool {
	return (e.source == "*" || e.source == s.Source) && slices.Contains(e.engines, engine)
}

func (e *skipEntry) covers(c *Command) bool {
	if e.text {
		return c.TextOnly()
	}
	return slices.ContainsFunc(e.ranges, func(r [2]int) bool { return r[0] <= c.Line && c.Line <= r[1] })
}

// Reason tells why the command is skipped on the engine, "" if it is not listed.
func (s *Skips) Reason(script *Script, engine string, c *Command) string {
	for _, e := range s.entries {
		if e.applies(script, engine) && e.covers(c) {
			return e.reason
		}
	}
	return ""
}

// Stale lists the entries for this script and engine that name a line where no command is.
func (s *Skips) Stale(script *Script, engine string) []string {
	at := map[int]bool{}
	for i := range script.Commands {
		at[script.Commands[i].Line] = true
	}
	var out []string
	for _, e := range s.entries {
		if !e.applies(script, engine) {
			continue
		}
		for _, r := range e.ranges {
			for _, line := range slices.Compact(r[:]) {
				if !at[line] {
					out = append(out, fmt.Sprintf("%s: %s has no command in line %d", e.at, script.Source, line))
				}
			}
		}
	}
	return out
}
