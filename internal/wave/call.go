package wave

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// SplitCall takes a call apart: its function's name and the text of its arguments with the
// parentheses, which is "()" if there are none.
func SplitCall(text string) (name, args string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexByte(text, '('); i >= 0 {
		return strings.TrimSpace(text[:i]), text[i:]
	}
	return text, "()"
}

// ParseArgs reads the arguments of a function, "(1, {a: 2})". Options at the end may be left
// out.
func ParseArgs(text string, f *component.FuncType) ([]any, error) {
	p := &parser{text: text}
	types := make([]*component.ValType, len(f.Params))
	for i, param := range f.Params {
		types[i] = param.Type
	}
	args, err := p.sequence('(', ')', func(i int) (any, error) {
		if i >= len(types) {
			return nil, p.errorf("the function takes %s, not more", count(len(types), "argument"))
		}
		v, err := p.value(types[i])
		if err != nil {
			return nil, fmt.Errorf("argument %s: %w", f.Params[i].Name, err)
		}
		return v, nil
	})
	if err != nil {
		return nil, err
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	for i := len(args); i < len(types); i++ {
		if types[i].Kind != component.KindOption {
			return nil, fmt.Errorf("an argument for %s is missing: the function takes %s", f.Params[i].Name, count(len(types), "argument"))
		}
		args = append(args, canon.None)
	}
	return args, nil
}

// Parse reads a value of a type.
func Parse(text string, t *component.ValType) (any, error) {
	p := &parser{text: text}
	v, err := p.value(t)
	if err != nil {
		return nil, err
	}
	return v, p.end()
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
