package transpile

import (
	"strconv"
	"strings"
)

// scope hands out identifiers, each once. A child scope (a function body in a
// module) sees the names of its ancestors as taken, and a name handed out in a
// child is never handed out later by an ancestor: nothing shadows anything.
// Siblings may use the same names.
type scope struct {
	parent *scope
	used   map[string]bool   // handed out or reserved here
	below  map[string]bool   // handed out in a descendant
	byKey  map[string]string // see name
	next   numbers
}

// newScope makes a scope without ancestors in which ids are taken.
func newScope(ids ...string) *scope {
	s := &scope{used: map[string]bool{}, below: map[string]bool{}, byKey: map[string]string{}, next: numbers{}}
	s.reserve(ids...)
	return s
}

// newModuleScope makes the scope of an ES module: every global that generated
// code, the language or a host may mean by its plain name is taken.
func newModuleScope() *scope {
	s := newScope()
	for _, id := range globals {
		s.used[id] = true
	}
	return s
}

// child makes a scope inside s.
func (s *scope) child() *scope {
	c := newScope()
	c.parent = s
	return c
}

// reserve marks identifiers as taken, as if they had been handed out.
func (s *scope) reserve(ids ...string) {
	for _, id := range ids {
		s.used[id] = true
		for a := s.parent; a != nil; a = a.parent {
			a.below[id] = true
		}
	}
}

func (s *scope) taken(id string) bool {
	if s.below[id] {
		return true
	}
	for a := s; a != nil; a = a.parent {
		if a.used[id] {
			return true
		}
	}
	return false
}

// maxIdentifier is the length of the identifiers that are made of names: a longer
// name would be in every line that refers to it.
const maxIdentifier = 100

// take hands out a fresh identifier close to goal: identifier(goal), or its
// beginning if it is long, or that with "$1", "$2"… behind if it is taken.
func (s *scope) take(goal string) string {
	if len(goal) > maxIdentifier {
		goal = strings.ToValidUTF8(goal[:maxIdentifier], "")
	}
	id := s.next.free(identifier(goal), s.taken)
	s.reserve(id)
	return id
}

// name hands out one identifier per key: the first call takes goal, later calls
// with the same key return what the first one did.
func (s *scope) name(key, goal string) string {
	id, ok := s.byKey[key]
	if !ok {
		id = s.take(goal)
		s.byKey[key] = id
	}
	return id
}

// numbers remembers the last number that free gave to a name: what is taken stays
// so, and a component may want thousands of the same name.
type numbers map[string]int

// free gives id, or the first of id$1, id$2… that is not taken.
func (last numbers) free(id string, taken func(string) bool) string {
	if !taken(id) {
		return id
	}
	for n := last[id] + 1; ; n++ {
		if next := id + "$" + strconv.Itoa(n); !taken(next) {
			last[id] = n
			return next
		}
	}
}
