package component

import (
	"strconv"
	"strings"
)

// ResourceNamer names a resource type for printing.
type ResourceNamer func(ResourceID) string

// Format writes t as WIT does: a named type by its name, an anonymous one in
// full. res names resources; nil writes them by number.
func (t *ValType) Format(res ResourceNamer) string {
	var b strings.Builder
	formatType(&b, t, res, false, 0)
	return b.String()
}

// FormatBody is Format, but the outermost type is written in full even if it
// has a name.
func (t *ValType) FormatBody(res ResourceNamer) string {
	var b strings.Builder
	formatType(&b, t, res, true, 0)
	return b.String()
}

// String is Format without resource names.
func (t *ValType) String() string { return t.Format(nil) }

// Format writes a function type as WIT does: "func(a: u32) -> string".
func (ft *FuncType) Format(res ResourceNamer) string {
	var b strings.Builder
	if ft.Async {
		b.WriteString("async ")
	}
	b.WriteString("func(")
	for i, p := range ft.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.Name)
		b.WriteString(": ")
		formatType(&b, p.Type, res, false, 0)
	}
	b.WriteString(")")
	if ft.Result != nil {
		b.WriteString(" -> ")
		formatType(&b, ft.Result, res, false, 0)
	}
	return b.String()
}

// String is Format without resource names.
func (ft *FuncType) String() string { return ft.Format(nil) }

var primitiveNames = map[Kind]string{
	KindBool: "bool", KindS8: "s8", KindU8: "u8", KindS16: "s16", KindU16: "u16", KindS32: "s32", KindU32: "u32",
	KindS64: "s64", KindU64: "u64", KindF32: "f32", KindF64: "f64", KindChar: "char", KindString: "string",
	KindErrorContext: "error-context",
}

// maxFormatDepth and maxFormatLen keep the text of a hostile type small.
const (
	maxFormatDepth = 12
	maxFormatLen   = 4096
)

func formatType(b *strings.Builder, t *ValType, res ResourceNamer, body bool, depth int) {
	if t == nil {
		b.WriteString("_")
		return
	}
	if name, ok := primitiveNames[t.Kind]; ok {
		b.WriteString(name)
		return
	}
	if t.Name != "" && !body {
		b.WriteString(t.Name)
		return
	}
	if depth > maxFormatDepth || b.Len() > maxFormatLen {
		b.WriteString("…")
		return
	}
	inner := func(u *ValType) { formatType(b, u, res, false, depth+1) }
	switch t.Kind {
	case KindRecord:
		b.WriteString("record { ")
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.Name)
			b.WriteString(": ")
			inner(f.Type)
		}
		b.WriteString(" }")
	case KindVariant:
		b.WriteString("variant { ")
		for i, c := range t.Cases {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(c.Name)
			if c.Type != nil {
				b.WriteString("(")
				inner(c.Type)
				b.WriteString(")")
			}
		}
		b.WriteString(" }")
	case KindFlags, KindEnum:
		if t.Kind == KindFlags {
			b.WriteString("flags { ")
		} else {
			b.WriteString("enum { ")
		}
		b.WriteString(strings.Join(t.Labels, ", "))
		b.WriteString(" }")
	case KindTuple:
		b.WriteString("tuple<")
		for i, e := range t.Elems {
			if i > 0 {
				b.WriteString(", ")
			}
			inner(e)
		}
		b.WriteString(">")
	case KindList:
		b.WriteString("list<")
		inner(t.Elem)
		b.WriteString(">")
	case KindFixedList:
		b.WriteString("list<")
		inner(t.Elem)
		b.WriteString(", ")
		b.WriteString(strconv.FormatUint(uint64(t.Len), 10))
		b.WriteString(">")
	case KindMap:
		b.WriteString("map<")
		inner(t.Elem)
		b.WriteString(", ")
		inner(t.Err)
		b.WriteString(">")
	case KindOption:
		b.WriteString("option<")
		inner(t.Elem)
		b.WriteString(">")
	case KindResult:
		b.WriteString("result")
		if t.Elem != nil || t.Err != nil {
			b.WriteString("<")
			inner(t.Elem)
			if t.Err != nil {
				b.WriteString(", ")
				inner(t.Err)
			}
			b.WriteString(">")
		}
	case KindStream, KindFuture:
		if t.Kind == KindStream {
			b.WriteString("stream")
		} else {
			b.WriteString("future")
		}
		if t.Elem != nil {
			b.WriteString("<")
			inner(t.Elem)
			b.WriteString(">")
		}
	case KindOwn, KindBorrow:
		if t.Kind == KindBorrow {
			b.WriteString("borrow<")
		}
		if res != nil {
			b.WriteString(res(t.Resource))
		} else {
			b.WriteString("resource#")
			b.WriteString(strconv.FormatUint(uint64(t.Resource), 10))
		}
		if t.Kind == KindBorrow {
			b.WriteString(">")
		}
	}
}
