//go:build !js

package wittext

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.bytecodealliance.org/wit"
)

// Load reads WIT text from a file, or from a folder with the files of one
// package and its dependencies in deps, and gives one world of it.
//
// The errors are the parser's own (with file, line and column), a *WorldError,
// a *LimitError, and those of the file system.
func Load(path string, opts Options) (*World, error) {
	// The guest sees the folder under its own name, which must not be relative.
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(abs); err != nil {
		return nil, err
	}
	resolve, err := resolveText(abs)
	if err != nil {
		return nil, parseError(err, abs, path)
	}
	main, err := mainPackage(abs)
	if err != nil {
		return nil, err
	}
	w, err := chooseWorld(resolve, main, opts.World)
	if err != nil {
		return nil, err
	}
	return translate(w, &opts)
}

var resolving sync.Mutex

// resolveText runs the reader. It keeps its compiled code in the folder for
// temporary files, under a name that everyone on the machine knows; here it is
// kept in the user's own cache.
func resolveText(path string) (*wit.Resolve, error) {
	resolving.Lock()
	defer resolving.Unlock()
	const variable = "TMPDIR"
	if cache, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(cache, "jco-go")
		if os.MkdirAll(dir, 0o700) == nil {
			old, was := os.LookupEnv(variable)
			_ = os.Setenv(variable, dir)
			defer func() {
				if was {
					_ = os.Setenv(variable, old)
				} else {
					_ = os.Unsetenv(variable)
				}
			}()
		}
	}
	return wit.LoadWIT(path)
}

// parseError makes the reader's error text fit for people: without its own
// name, with the path as the user gave it.
func parseError(err error, abs, path string) error {
	text := strings.TrimSpace(strings.TrimPrefix(err.Error(), "wasm-tools:"))
	text = strings.ReplaceAll(strings.TrimPrefix(text, "error: "), abs, path)
	if at := mapPosition(text); at != "" {
		return &LimitError{What: "map<K, V>", Where: at}
	}
	return errors.New(text)
}

// parsePosition is where the parser found an error: file, line, column, and the
// text of that line.
var parsePosition = regexp.MustCompile(`--> (.*:\d+):(\d+)\n +\|\n *\d+ \| (.*)\n`)

// mapPosition gives the position of a syntax error behind the word map, which
// the parser takes for the name of a type; "" for any other error.
func mapPosition(text string) string {
	m := parsePosition.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	column, err := strconv.Atoi(m[2])
	if err != nil || column > len(m[3]) || m[3][column-1] != '<' {
		return ""
	}
	if words := strings.FieldsFunc(m[3][:column-1], func(r rune) bool { return !isNameRune(r) }); len(words) == 0 || words[len(words)-1] != "map" {
		return ""
	}
	return m[1] + ":" + m[2]
}

func isNameRune(r rune) bool {
	return r == '-' || r == '%' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// chooseWorld finds the world that is meant.
func chooseWorld(r *wit.Resolve, main, wanted string) (*wit.World, error) {
	var found []*wit.World
	var names []string
	for _, w := range r.Worlds {
		inMain := main == "" || packageName(w.Package) == main
		if inMain {
			names = append(names, worldName(w))
		}
		name := worldName(w)
		unversioned, _, _ := strings.Cut(name, "@")
		if wanted == "" && inMain || wanted == w.Name && inMain || wanted == name || wanted == unversioned {
			found = append(found, w)
		}
	}
	slices.Sort(names)
	if len(found) != 1 {
		return nil, &WorldError{Wanted: wanted, Worlds: names}
	}
	return found[0], nil
}

func packageName(p *wit.Package) string {
	name := p.Name.Namespace + ":" + p.Name.Package
	if p.Name.Version != nil {
		name += "@" + p.Name.Version.String()
	}
	return name
}

func worldName(w *wit.World) string { return qualified(w.Package, w.Name) }

// qualified is the full name of an interface or world of a package.
func qualified(p *wit.Package, name string) string {
	base, version, versioned := strings.Cut(packageName(p), "@")
	if versioned {
		return base + "/" + name + "@" + version
	}
	return base + "/" + name
}
