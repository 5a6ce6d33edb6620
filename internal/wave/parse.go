package wave

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// value reads a value of a type.
func (p *parser) value(t *component.ValType) (any, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.errorf("the value is too deep")
	}
	switch t.Kind {
	case component.KindBool:
		return p.boolean()
	case component.KindS8, component.KindS16, component.KindS32, component.KindS64:
		return p.signed(bits[t.Kind])
	case component.KindU8, component.KindU16, component.KindU32, component.KindU64:
		return p.unsigned(bits[t.Kind])
	case component.KindF32:
		v, err := p.float(32)
		return float32(v), err
	case component.KindF64:
		return p.float(64)
	case component.KindChar:
		return p.character()
	case component.KindString:
		if p.peek() != '"' {
			return nil, p.wanted(`a string, as "text"`)
		}
		return p.quoted()
	case component.KindList, component.KindFixedList:
		return p.list(t)
	case component.KindTuple:
		return p.tuple(t)
	case component.KindRecord:
		return p.record(t)
	case component.KindFlags:
		return p.flags(t)
	case component.KindEnum:
		return p.enum(t)
	case component.KindVariant:
		return p.variant(t)
	case component.KindOption:
		return p.option(t)
	case component.KindResult:
		return p.result(t)
	case component.KindMap:
		return p.mapping(t)
	}
	return nil, p.errorf("a value of the type %s cannot be written", t.Kind)
}

var bits = map[component.Kind]int{
	component.KindS8: 8, component.KindS16: 16, component.KindS32: 32, component.KindS64: 64,
	component.KindU8: 8, component.KindU16: 16, component.KindU32: 32, component.KindU64: 64,
}

func (p *parser) boolean() (any, error) {
	switch word := p.peekWord(); word {
	case "true", "false":
		p.word()
		return word == "true", nil
	}
	return nil, p.wanted("true or false")
}

func (p *parser) signed(size int) (any, error) {
	n, err := strconv.ParseInt(p.peekWord(), 10, size)
	if err != nil {
		return nil, p.wanted("an integer of " + strconv.Itoa(size) + " bits")
	}
	p.word()
	return n, nil
}

func (p *parser) unsigned(size int) (any, error) {
	n, err := strconv.ParseUint(p.peekWord(), 10, size)
	if err != nil {
		return nil, p.wanted("an integer of " + strconv.Itoa(size) + " bits that is not negative")
	}
	p.word()
	return n, nil
}

func (p *parser) float(size int) (float64, error) {
	word := p.peekWord()
	v, err := strconv.ParseFloat(word, size)
	named := word == "nan" || word == "inf" || word == "-inf"
	if err != nil || !named && strings.Trim(word, "+-.0123456789eE") != "" { // Go reads other names and forms too
		return 0, p.wanted("a number, nan, inf or -inf")
	}
	p.word()
	return v, nil
}

func (p *parser) character() (any, error) {
	if p.peek() == '\'' {
		start := p.at
		p.at++
		r, err := p.char()
		if err != nil {
			return nil, err
		}
		if p.at < len(p.text) && p.text[p.at] == '\'' {
			p.at++
			return r, nil
		}
		p.at = start
	}
	return nil, p.wanted("a character, as 'c'")
}

func (p *parser) list(t *component.ValType) (any, error) {
	list, err := p.sequence('[', ']', func(int) (any, error) { return p.value(t.Elem) })
	if err == nil && t.Kind == component.KindFixedList && len(list) != int(t.Len) {
		return nil, p.errorf("want a list of %d, got %d", t.Len, len(list))
	}
	return list, err
}

func (p *parser) tuple(t *component.ValType) (any, error) {
	list, err := p.sequence('(', ')', func(i int) (any, error) {
		if i >= len(t.Elems) {
			return nil, p.errorf("want a tuple of %d, got more", len(t.Elems))
		}
		return p.value(t.Elems[i])
	})
	if err == nil && len(list) != len(t.Elems) {
		return nil, p.errorf("want a tuple of %d, got %d", len(t.Elems), len(list))
	}
	return canon.Tuple(list), err
}

func (p *parser) record(t *component.ValType) (any, error) {
	values := map[string]any{}
	at := p.at
	if p.accept('{') && p.accept(':') { // all fields are left out
		if !p.accept('}') {
			return nil, p.wanted("}")
		}
	} else {
		p.at = at
		_, err := p.sequence('{', '}', func(int) (any, error) {
			at, name := p.at, p.label()
			for _, f := range t.Fields {
				if f.Name != name {
					continue
				}
				if _, twice := values[name]; twice || !p.accept(':') {
					break
				}
				v, err := p.value(f.Type)
				values[name] = v
				return nil, err
			}
			p.at = at
			return nil, p.wanted("FIELD: VALUE, each field of " + names(t) + " once")
		})
		if err != nil {
			return nil, err
		}
	}
	record := make(canon.Record, len(t.Fields))
	for i, f := range t.Fields {
		v, ok := values[f.Name]
		if !ok {
			if f.Type.Kind != component.KindOption {
				return nil, p.errorf("the field %s is missing", f.Name)
			}
			v = canon.None
		}
		record[i] = canon.Field{Name: f.Name, Value: v}
	}
	return record, nil
}

func (p *parser) flags(t *component.ValType) (any, error) {
	set := map[string]bool{}
	_, err := p.sequence('{', '}', func(int) (any, error) {
		name, err := p.oneOf(t)
		set[name] = true
		return nil, err
	})
	if err != nil {
		return nil, err
	}
	return set, nil
}

func (p *parser) enum(t *component.ValType) (any, error) {
	name, err := p.oneOf(t)
	return canon.Enum(name), err
}

// oneOf reads one of the labels of a type.
func (p *parser) oneOf(t *component.ValType) (string, error) {
	at, name := p.at, p.label()
	if !slices.Contains(t.Labels, name) {
		p.at = at
		return "", p.wanted("one of " + names(t))
	}
	return name, nil
}

func (p *parser) variant(t *component.ValType) (any, error) {
	at, name := p.at, p.label()
	for _, c := range t.Cases {
		if c.Name == name {
			v, err := p.payload(c.Type)
			return canon.Variant{Case: name, Value: v}, err
		}
	}
	p.at = at
	return nil, p.wanted("one of " + names(t))
}

// payload reads what is behind the name of a case; t is nil if that is nothing.
func (p *parser) payload(t *component.ValType) (any, error) {
	if t == nil {
		return nil, nil
	}
	if !p.accept('(') {
		return nil, p.wanted("a value in parentheses")
	}
	v, err := p.value(t)
	if err != nil {
		return nil, err
	}
	if !p.accept(')') {
		return nil, p.wanted(")")
	}
	return v, nil
}

// option reads an option. As in a result, a word that is no case of it is a value that stands
// for itself.
func (p *parser) option(t *component.ValType) (any, error) {
	switch p.peekWord() {
	case "none":
		p.word()
		return canon.None, nil
	case "some":
		p.word()
		v, err := p.payload(t.Elem)
		return canon.Some(v), err
	}
	v, err := p.value(t.Elem)
	return canon.Some(v), err
}

func (p *parser) result(t *component.ValType) (any, error) {
	switch p.peekWord() {
	case "ok":
		p.word()
		v, err := p.payload(t.Elem)
		return canon.Ok(v), err
	case "err":
		p.word()
		v, err := p.payload(t.Err)
		return canon.Err(v), err
	}
	if t.Elem == nil {
		return nil, p.wanted("ok or err")
	}
	v, err := p.value(t.Elem)
	return canon.Ok(v), err
}

// mapping reads a map as a list of pairs: [(key, value)].
func (p *parser) mapping(t *component.ValType) (any, error) {
	m := canon.Map{}
	_, err := p.sequence('[', ']', func(int) (any, error) {
		pair, err := p.sequence('(', ')', func(i int) (any, error) {
			switch i {
			case 0:
				return p.value(t.Elem)
			case 1:
				return p.value(t.Err)
			}
			return nil, p.wanted(")")
		})
		if err != nil {
			return nil, err
		}
		if len(pair) != 2 {
			return nil, p.errorf("want a pair (KEY, VALUE), got %d values", len(pair))
		}
		m = append(m, canon.Entry{Key: pair[0], Value: pair[1]})
		return nil, nil
	})
	return m, err
}

// names lists the names of a type's parts.
func names(t *component.ValType) string {
	var list []string
	for _, f := range t.Fields {
		list = append(list, f.Name)
	}
	for _, c := range t.Cases {
		list = append(list, c.Name)
	}
	list = append(list, t.Labels...)
	if len(list) > 12 {
		list = append(list[:12], "…")
	}
	return strings.Join(list, ", ")
}
