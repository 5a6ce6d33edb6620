package main

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// answerText writes a value as the text of an answer: JSON without blanks of what JavaScript would see
// (examples/README.md, "How an answer is written"). Its twin is answerText in web/demo/answer.js; both are held to
// web/demo/testdata/answers.json.
func answerText(t *component.ValType, v any) string {
	text, defined := valueText(t, v)
	if !defined {
		return "none"
	}
	return text
}

// valueText is answerText; defined is false for an option that is none, which JavaScript sees as undefined.
func valueText(t *component.ValType, v any) (text string, defined bool) {
	switch t.Kind {
	case component.KindF32, component.KindF64:
		return floatText(reflect.ValueOf(v).Float()), true
	case component.KindChar:
		return quoteText(string(v.(rune))), true
	case component.KindString:
		return quoteText(v.(string)), true
	case component.KindEnum:
		return quoteText(string(v.(canon.Enum))), true
	case component.KindRecord:
		var b strings.Builder
		record := v.(canon.Record)
		for i, f := range t.Fields {
			if text, defined := valueText(f.Type, record[i].Value); defined {
				writeMember(&b, camelCase(f.Name), text)
			}
		}
		return "{" + b.String() + "}", true
	case component.KindFlags:
		var b strings.Builder
		for _, label := range t.Labels {
			writeMember(&b, camelCase(label), strconv.FormatBool(v.(canon.Flags).Has(label)))
		}
		return "{" + b.String() + "}", true
	case component.KindVariant:
		variant := v.(canon.Variant)
		for _, c := range t.Cases {
			if c.Name == variant.Case {
				return caseText(c.Name, c.Type, variant.Value), true
			}
		}
		panic(fmt.Sprintf("a variant without a case %q", variant.Case))
	case component.KindResult:
		if result := v.(canon.Result); result.IsErr {
			return caseText("err", t.Err, result.Value), true
		} else {
			return caseText("ok", t.Elem, result.Value), true
		}
	case component.KindOption:
		return optionText(t, v)
	case component.KindTuple:
		texts := []string{}
		for i, e := range t.Elems {
			texts = append(texts, answerText(e, v.(canon.Tuple)[i]))
		}
		return "[" + strings.Join(texts, ",") + "]", true
	case component.KindList, component.KindFixedList:
		list := reflect.ValueOf(v)
		texts := make([]string, list.Len())
		for i := range texts {
			texts[i] = answerText(t.Elem, list.Index(i).Interface())
		}
		return "[" + strings.Join(texts, ",") + "]", true
	case component.KindMap:
		texts := []string{}
		for _, e := range v.(canon.Map) {
			texts = append(texts, "["+answerText(t.Elem, e.Key)+","+answerText(t.Err, e.Value)+"]")
		}
		return "[" + strings.Join(texts, ",") + "]", true
	case component.KindOwn, component.KindBorrow:
		return `"resource"`, true
	default: // bool and the integers
		return fmt.Sprint(v), true
	}
}

// optionText writes an option; one around another option is {tag, val}, as JavaScript could not tell their nones apart.
func optionText(t *component.ValType, v any) (string, bool) {
	option, wrapped := v.(canon.Option)
	if t.Elem.Kind == component.KindOption {
		if !option.Some {
			return `{"tag":"none"}`, true
		}
		return caseText("some", t.Elem, option.Value), true
	}
	if wrapped {
		if !option.Some {
			return "", false
		}
		v = option.Value
	}
	if v == nil {
		return "", false
	}
	return valueText(t.Elem, v)
}

func caseText(name string, t *component.ValType, v any) string {
	var b strings.Builder
	writeMember(&b, "tag", quoteText(name))
	if t != nil {
		if text, defined := valueText(t, v); defined {
			writeMember(&b, "val", text)
		}
	}
	return "{" + b.String() + "}"
}

func writeMember(b *strings.Builder, name, text string) {
	if b.Len() > 0 {
		b.WriteByte(',')
	}
	b.WriteString(quoteText(name))
	b.WriteByte(':')
	b.WriteString(text)
}

// floatText writes a number as JavaScript's String does (ECMA-262, Number::toString), but a negative zero with its sign.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
		n, _ := strconv.Atoi(exponent)
		return fmt.Sprintf("%se%+d", mantissa, n)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// quoteText quotes as JSON.stringify does; encoding/json escapes more.
func quoteText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// camelCase is the JavaScript name of a field or flag: the words of a kebab-case name, all but the first with a capital.
func camelCase(kebab string) string {
	words := strings.Split(kebab, "-")
	for i, w := range words {
		words[i] = strings.ToLower(w)
		if i > 0 && w != "" {
			words[i] = strings.ToUpper(w[:1]) + strings.ToLower(w[1:])
		}
	}
	return strings.Join(words, "")
}
