package transpile

import (
	"embed"
	"regexp"
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
var helperRooms = []string{"module", "trap", "values", "memory", "strings", "lists", "handles", "resources", "transcode"}

var (
	helperDecl   = regexp.MustCompile(`(?m)^export (?:async )?(?:function|class|const|let) (\w+)`)
	helperExport = regexp.MustCompile(`(?m)^export `)
	helperWord   = regexp.MustCompile(`(?:^|[^.\w])([A-Za-z]\w*)`)
	helperText   = regexp.MustCompile(`(?m)//.*$|'[^'\n]*'`)
	helperCast   = regexp.MustCompile(`/\*\* @type \{.*?\} \*/ `)
	helperParam  = regexp.MustCompile(`\(/\*\* @type \{.*?\} \*/ (\w+)\)`)
)

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
			m := helperDecl.FindStringSubmatch(block)
			if m == nil {
				continue
			}
			table[m[1]] = &helper{name: m[1], code: cleanHelper(block), rank: len(table)}
		}
	}
	for _, h := range table {
		for _, m := range helperWord.FindAllStringSubmatch(helperText.ReplaceAllString(h.code, ""), -1) {
			if word := m[1]; word != h.name && table[word] != nil && !slices.Contains(h.uses, word) {
				h.uses = append(h.uses, word)
			}
		}
	}
	return table
})

// cleanHelper takes out of a declaration what is not for generated modules.
func cleanHelper(block string) string {
	block = helperParam.ReplaceAllString(block, "($1)")
	block = helperCast.ReplaceAllString(block, "")
	block = helperExport.ReplaceAllString(strings.TrimSpace(block), "")
	var b strings.Builder
	inDoc := false
	for l := range strings.Lines(block) {
		l = strings.TrimRight(l, "\n")
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

// helperCode gives the declarations of the named helpers and of all that they use.
func helperCode(used map[string]bool) string {
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
	for name := range used {
		add(name)
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
