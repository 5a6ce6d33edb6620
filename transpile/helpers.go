package transpile

import (
	"embed"
	"iter"
	"slices"
	"strings"
	"sync"
)

// The helpers are the functions and classes that generated modules share. They
// are written as ordinary modules in js/, so that they can be read, linted and
// type-checked as such; a generated module gets copies of those that it uses,
// without `export` and the types in comments.
//
//go:embed js/*.js
var helperFiles embed.FS

// helper is one declaration of js/.
type helper struct {
	name string
	code string
	uses []string // other helpers
	rank int      // order in the generated module: as in the files
}

// helperRooms are the files of js/, in the order in which their declarations
// come out: a declaration that runs at load follows what it runs.
var helperRooms = []string{"module", "trap", "engine", "values", "memory", "strings", "lists", "handles", "resources", "tasks", "pipe", "transcode", "bindings", "trace"}

// helperTable reads js/ once: helpers by name.
var helperTable = sync.OnceValue(func() map[string]*helper {
	table := map[string]*helper{}
	for _, room := range helperRooms {
		text, err := helperFiles.ReadFile("js/" + room + ".js")
		if err != nil {
			panic(err) // it is embedded
		}
		// A blank line ends a declaration; none has one inside.
		for _, block := range strings.Split(string(text), "\n\n") {
			if name := declared(block); name != "" {
				table[name] = &helper{name: name, code: cleanHelper(block), rank: len(table)}
			}
		}
	}
	table["pipeText"].code = "const pipeText = '" + pipeText() + "';\n"
	for _, h := range table {
		for word := range wordsOf(h.code) {
			if word != h.name && table[word] != nil && !slices.Contains(h.uses, word) {
				h.uses = append(h.uses, word)
			}
		}
	}
	return table
})

// declared gives the name that a block declares, "" if it declares none.
func declared(block string) string {
	for line := range strings.Lines(block) {
		rest, ok := strings.CutPrefix(line, "export ")
		if !ok {
			continue
		}
		keyword, rest, _ := strings.Cut(strings.TrimPrefix(rest, "async "), " ")
		switch keyword {
		case "function", "class", "const", "let":
			return rest[:wordLength(rest)]
		}
	}
	return ""
}

// wordsOf gives the identifiers in code that are no members, and not in a
// comment at the end of a line or in a string.
func wordsOf(code string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(code) {
			before := byte(' ')
			for line != "" {
				n := wordLength(line)
				switch {
				case n > 0:
					if before != '.' && !yield(line[:n]) {
						return
					}
				case strings.HasPrefix(line, "//"):
					n = len(line)
				case line[0] == '\'' && strings.Contains(line[1:], "'"):
					n = strings.IndexByte(line[1:], '\'') + 2
				default:
					n = 1
				}
				before, line = line[n-1], line[n:]
			}
		}
	}
}

// wordLength gives the length of the identifier or number at the beginning.
func wordLength(s string) int {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return i
		}
	}
	return len(s)
}

// withoutCasts takes the types out of a line: `/** @type {T} */ value`.
func withoutCasts(line string) string {
	for {
		before, rest, ok := strings.Cut(line, "/** @type {")
		if !ok {
			return line
		}
		_, after, ok := strings.Cut(rest, "} */ ")
		if !ok {
			return line
		}
		line = before + after
	}
}

// cleanHelper takes out of a declaration what is not for generated modules.
func cleanHelper(block string) string {
	var b strings.Builder
	inDoc := false
	for l := range strings.Lines(strings.TrimSpace(block)) {
		l = strings.TrimPrefix(withoutCasts(strings.TrimRight(l, "\n")), "export ")
		text := strings.TrimSpace(l)
		switch {
		case inDoc && text == "*/":
			inDoc = false
			continue
		case inDoc:
			if strings.HasPrefix(text, "* @") {
				continue
			}
			l = "//" + strings.TrimPrefix(text, "*")
		case text == "/**":
			inDoc = true
			continue
		case strings.HasPrefix(text, "/**") && strings.HasSuffix(text, "*/"):
			if strings.HasPrefix(text, "/** @") {
				continue
			}
			l = "//" + strings.TrimSuffix(strings.TrimPrefix(text, "/**"), " */")
		}
		b.WriteString(l)
		b.WriteByte('\n')
	}
	return b.String()
}

// helperNames are the names that no generated module may use otherwise.
func helperNames() []string {
	var names []string
	for name := range helperTable() {
		names = append(names, name)
	}
	return names
}

// runtimeHelpers are those that a module with the async runtime imports from it.
var runtimeHelpers = []string{"Trap", "trapText"}

// helperCode gives the declarations of the named helpers and of all that they use.
func helperCode(used map[string]bool, async bool) string {
	table := helperTable()
	all := map[string]*helper{}
	var add func(name string)
	add = func(name string) {
		if all[name] != nil {
			return
		}
		h := table[name]
		if h == nil {
			panic("transpile: no helper " + name)
		}
		all[name] = h
		for _, u := range h.uses {
			add(u)
		}
	}
	imported := runtimeHelpers
	if !async {
		imported = nil
	}
	for _, name := range imported {
		all[name] = table[name]
	}
	for name := range used {
		add(name)
	}
	for _, name := range imported {
		delete(all, name)
	}
	list := make([]*helper, 0, len(all))
	for _, h := range all {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *helper) int { return a.rank - b.rank })
	var b strings.Builder
	for _, h := range list {
		b.WriteString(h.code)
		b.WriteByte('\n')
	}
	return b.String()
}
