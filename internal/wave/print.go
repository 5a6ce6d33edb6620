package wave

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// Print prints a value of a type, in its dynamic form as it was lifted. What has no text, a
// resource, stands in angle brackets.
func Print(v any, t *component.ValType) string {
	var b strings.Builder
	printValue(&b, v, t)
	return b.String()
}

func printValue(b *strings.Builder, v any, t *component.ValType) {
	switch t.Kind {
	case component.KindF32, component.KindF64:
		b.WriteString(float(v, t.Kind))
	case component.KindChar:
		if c, ok := v.(rune); ok {
			b.WriteByte('\'')
			escape(b, c, '\'')
			b.WriteByte('\'')
		}
	case component.KindString:
		text, _ := v.(string)
		b.WriteByte('"')
		for _, c := range text {
			escape(b, c, '"')
		}
		b.WriteByte('"')
	case component.KindList, component.KindFixedList:
		list := reflect.ValueOf(v)
		sequence(b, '[', ']', list.Len(), func(i int) { printValue(b, list.Index(i).Interface(), t.Elem) })
	case component.KindTuple:
		tuple, _ := v.(canon.Tuple)
		sequence(b, '(', ')', len(tuple), func(i int) { printValue(b, tuple[i], t.Elems[i]) })
	case component.KindRecord:
		record, _ := v.(canon.Record)
		sequence(b, '{', '}', len(record), func(i int) {
			b.WriteString(label(record[i].Name))
			b.WriteString(": ")
			printValue(b, record[i].Value, t.Fields[i].Type)
		})
	case component.KindFlags:
		flags, _ := v.(canon.Flags)
		sequence(b, '{', '}', len(flags), func(i int) { b.WriteString(label(flags[i])) })
	case component.KindEnum:
		b.WriteString(label(fmt.Sprint(v)))
	case component.KindVariant:
		variant, _ := v.(canon.Variant)
		b.WriteString(label(variant.Case))
		for _, c := range t.Cases {
			if c.Name == variant.Case {
				payload(b, variant.Value, c.Type)
			}
		}
	case component.KindOption:
		printOption(b, v, t)
	case component.KindResult:
		result, _ := v.(canon.Result)
		if result.IsErr {
			b.WriteString("err")
			payload(b, result.Value, t.Err)
		} else {
			b.WriteString("ok")
			payload(b, result.Value, t.Elem)
		}
	case component.KindMap:
		m, _ := v.(canon.Map)
		sequence(b, '[', ']', len(m), func(i int) {
			b.WriteByte('(')
			printValue(b, m[i].Key, t.Elem)
			b.WriteString(", ")
			printValue(b, m[i].Value, t.Err)
			b.WriteByte(')')
		})
	case component.KindOwn, component.KindBorrow, component.KindStream, component.KindFuture, component.KindErrorContext:
		fmt.Fprintf(b, "<%s>", t.Kind)
	default: // bool and the integers
		fmt.Fprint(b, v)
	}
}

// printOption prints an option, whose form tells some(none) from none only if its own value
// is an option.
func printOption(b *strings.Builder, v any, t *component.ValType) {
	if o, ok := v.(canon.Option); ok {
		if !o.Some {
			b.WriteString("none")
			return
		}
		v = o.Value
	} else if v == nil {
		b.WriteString("none")
		return
	}
	b.WriteString("some")
	payload(b, v, t.Elem)
}

func payload(b *strings.Builder, v any, t *component.ValType) {
	if t != nil {
		b.WriteByte('(')
		printValue(b, v, t)
		b.WriteByte(')')
	}
}

func sequence(b *strings.Builder, open, close byte, n int, element func(i int)) {
	b.WriteByte(open)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		element(i)
	}
	b.WriteByte(close)
}

func float(v any, k component.Kind) string {
	f, size := reflect.ValueOf(v).Float(), 64
	if k == component.KindF32 {
		size = 32
	}
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	return strconv.FormatFloat(f, 'g', -1, size)
}

func escape(b *strings.Builder, c, quote rune) {
	switch c {
	case '\n':
		b.WriteString(`\n`)
	case '\t':
		b.WriteString(`\t`)
	case '\r':
		b.WriteString(`\r`)
	case '\\', quote:
		b.WriteByte('\\')
		b.WriteRune(c)
	default:
		if !unicode.IsPrint(c) {
			fmt.Fprintf(b, `\u{%x}`, c)
			return
		}
		b.WriteRune(c)
	}
}

// label is a name with a % before it if it would be read as something else.
func label(name string) string {
	switch name {
	case "true", "false", "nan", "inf", "some", "none", "ok", "err":
		return "%" + name
	}
	return name
}
