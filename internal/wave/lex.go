package wave

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser reads a text from left to right.
type parser struct {
	text  string
	at    int
	depth int
}

// maxDepth bounds how deep values lie in one another; types do not go so deep.
const maxDepth = 200

// SyntaxError is a text that is no value of its type.
type SyntaxError struct {
	// At is where, in bytes from the beginning.
	At  int
	Msg string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s (at byte %d)", e.Msg, e.At) }

func (p *parser) errorf(format string, args ...any) error {
	return &SyntaxError{p.at, fmt.Sprintf(format, args...)}
}

// wanted says what should be here.
func (p *parser) wanted(what string) error {
	p.space()
	rest := p.text[p.at:]
	switch {
	case rest == "":
		return p.errorf("want %s, but the text ends", what)
	case len(rest) > 20:
		rest = rest[:20] + "…"
	}
	return p.errorf("want %s, got %q", what, rest)
}

// space skips blanks and comments.
func (p *parser) space() {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.at++
		case strings.HasPrefix(p.text[p.at:], "//"):
			if end := strings.IndexByte(p.text[p.at:], '\n'); end >= 0 {
				p.at += end
			} else {
				p.at = len(p.text)
			}
		default:
			return
		}
	}
}

// peek is the next character that is no blank, 0 at the end.
func (p *parser) peek() byte {
	p.space()
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) accept(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) end() error {
	if p.peek() != 0 || p.at < len(p.text) {
		return p.wanted("nothing more")
	}
	return nil
}

// word reads what numbers and names are made of, "" if there is none.
func (p *parser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.text) {
		c := p.text[p.at]
		if ('a' > c || c > 'z') && ('A' > c || c > 'Z') && ('0' > c || c > '9') && c != '-' && c != '+' && c != '.' && c != '%' {
			break
		}
		p.at++
	}
	return p.text[start:p.at]
}

// label reads a name; the % that names like keywords have is not a part of it.
func (p *parser) label() string { return strings.TrimPrefix(p.word(), "%") }

// peekWord is word, but stays where it is.
func (p *parser) peekWord() string {
	at := p.at
	defer func() { p.at = at }()
	return p.word()
}

// sequence reads elements with commas between, in brackets.
func (p *parser) sequence(open, close byte, element func(i int) (any, error)) ([]any, error) {
	if !p.accept(open) {
		return nil, p.wanted(strconv.Quote(string(open)))
	}
	list := []any{}
	for !p.accept(close) {
		if len(list) > 0 && !p.accept(',') {
			return nil, p.wanted(fmt.Sprintf(`"," or %q`, string(close)))
		}
		if len(list) > 0 && p.accept(close) { // after a last comma
			break
		}
		v, err := element(len(list))
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// quoted reads a text between quotes: of one line, or of several between """.
func (p *parser) quoted() (string, error) {
	if strings.HasPrefix(p.text[p.at:], `"""`) {
		return p.lines()
	}
	p.at++
	var b strings.Builder
	for {
		if p.at == len(p.text) || p.text[p.at] == '\n' {
			return "", p.wanted("the \" at the end of a string")
		}
		if p.text[p.at] == '"' {
			p.at++
			return b.String(), nil
		}
		r, err := p.char()
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
	}
}

// lines reads a text of several lines. The blanks before the """ at its end are not a part
// of any line.
func (p *parser) lines() (string, error) {
	p.at += 3
	rest := p.text[p.at:]
	rest = strings.TrimPrefix(rest, "\r")
	if !strings.HasPrefix(rest, "\n") {
		return "", p.wanted(`a new line after """`)
	}
	p.at = len(p.text) - len(rest) + 1
	end := strings.Index(p.text[p.at:], `"""`)
	if end < 0 {
		return "", p.wanted(`""" at the end of the string`)
	}
	body := p.text[p.at : p.at+end]
	p.at += end + 3
	body, indent := cutLast(body)
	var out strings.Builder
	for i, line := range strings.Split(body, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if i > 0 {
			out.WriteByte('\n')
		}
		inner := &parser{text: strings.TrimPrefix(line, indent)}
		for inner.at < len(inner.text) {
			r, err := inner.char()
			if err != nil {
				return "", err
			}
			out.WriteRune(r)
		}
	}
	return out.String(), nil
}

func cutLast(body string) (before, indent string) {
	i := strings.LastIndexByte(body, '\n')
	if i < 0 {
		return body, ""
	}
	return body[:i], body[i+1:]
}

// char reads one character of a text, which may be escaped.
func (p *parser) char() (rune, error) {
	r, n := utf8.DecodeRuneInString(p.text[p.at:])
	if r == utf8.RuneError && n <= 1 {
		return 0, p.errorf("the text is not UTF-8")
	}
	p.at += n
	if r != '\\' {
		return r, nil
	}
	if p.at == len(p.text) {
		return 0, p.wanted("a character after \\")
	}
	c := p.text[p.at]
	p.at++
	switch c {
	case '\\', '\'', '"':
		return rune(c), nil
	case 'n':
		return '\n', nil
	case 't':
		return '\t', nil
	case 'r':
		return '\r', nil
	case 'u':
		if p.at < len(p.text) && p.text[p.at] == '{' {
			if digits, _, ok := strings.Cut(p.text[p.at+1:], "}"); ok {
				n, err := strconv.ParseUint(digits, 16, 32)
				if err == nil && utf8.ValidRune(rune(n)) && n <= utf8.MaxRune {
					p.at += len(digits) + 2
					return rune(n), nil
				}
			}
		}
	}
	p.at -= 2
	return 0, p.wanted(`one of \n \t \r \' \" \\ \u{HEX}`)
}
