package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// maxCode bounds the code of one component, core modules that are written into it as
// text apart. Components that people write have a hundredth of it.
const maxCode = 12 << 20

// errCodeSize is the panic that leaves the writers when there is more.
type errCodeSize struct{}

// room is how much more the writers of one component may write. What is written into
// one and then added to another counts once.
type room struct{ left int }

func (r *room) take(n int) {
	if r.left -= n; r.left < 0 {
		panic(errCodeSize{})
	}
}

// writer collects lines of JavaScript, indented.
type writer struct {
	b      strings.Builder
	indent int
	room   *room
}

// line writes one line, the concatenation of parts, without line breaks of their own.
func (w *writer) line(parts ...string) {
	if len(parts) > 0 {
		w.b.WriteString(indents(w.indent))
	}
	w.room.take(2 * w.indent)
	for _, p := range parts {
		w.room.take(len(p))
		w.b.WriteString(p)
	}
	w.b.WriteByte('\n')
}

// block writes head, what body writes one step deeper, and tail.
func (w *writer) block(head string, body func(), tail string) {
	w.line(head)
	w.indent++
	body()
	w.indent--
	w.line(tail)
}

// text writes lines as they are, each moved to this writer's depth.
func (w *writer) text(s string) {
	w.room.take(len(s))
	for l := range strings.Lines(s) {
		if strings.TrimSpace(l) != "" {
			w.b.WriteString(indents(w.indent))
		}
		w.b.WriteString(l)
	}
}

// sub makes a writer for lines that are to stand at this depth, see add.
func (w *writer) sub() *writer { return &writer{indent: w.indent, room: w.room} }

// add writes what sub collected.
func (w *writer) add(sub *writer) { w.b.WriteString(sub.b.String()) }

func (w *writer) String() string { return w.b.String() }

func (w *writer) empty() bool { return w.b.Len() == 0 }

const spaces = "                                                                                "

func indents(n int) string {
	if 2*n <= len(spaces) {
		return spaces[:2*n]
	}
	return strings.Repeat("  ", n)
}

// lineComment makes a text of the binary fit behind `//`: one line, without
// anything that could end it.
func lineComment(s string) string {
	q := quote(component.ShortType(s))
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}
