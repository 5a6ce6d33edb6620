package transpile

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// This file writes code that turns JavaScript values into core values
// (CanonicalABI.md, Storing and Flat Lowering). What does not fit its WIT type
// is thrown by the helper bad, with the path to it.

// path leads to a value inside a parameter or result, for error messages: text
// and, in the brackets of a list, variables.
type path []pathPart

type pathPart struct{ text, index string }

func newPath(text string) path { return path{{text: text}} }

func (p path) plus(text string) path {
	if n := len(p); n > 0 && p[n-1].index == "" {
		return append(p[:n-1:n-1], pathPart{text: p[n-1].text + text})
	}
	return append(p[:len(p):len(p)], pathPart{text: text})
}

// field is the path of a property.
func (p path) field(name string) path {
	if !isIdentifierName(name) {
		return p.plus(member(name))
	}
	return p.plus("." + name)
}

// index is the path of the element whose index is in the variable i.
func (p path) index(i string) path {
	p = p.plus("[")
	return append(p[:len(p):len(p)], pathPart{index: i}, pathPart{text: "]"})
}

// String is a JavaScript expression for the path.
func (p path) String() string {
	parts := make([]string, 0, len(p))
	for _, part := range p {
		if part.index != "" {
			parts = append(parts, part.index)
		} else {
			parts = append(parts, quote(part.text))
		}
	}
	if len(parts) == 0 {
		return `""`
	}
	if len(p) > 0 && p[0].index != "" {
		parts = append([]string{`""`}, parts...)
	}
	return strings.Join(parts, " + ")
}

// lowerScalar checks a value whose flat form is one core value and that needs
// neither memory nor handles, and gives its core value; ok is false for other
// types. v is a variable.
func (f *fn) lowerScalar(t *component.ValType, v string, at path) (flat string, ok bool) {
	check := func(cond string) {
		f.w.line(cond, " || ", f.bad(at, t, v), ";")
	}
	switch t.Kind {
	case component.KindBool:
		check("typeof " + v + ` === "boolean"`)
		return v + " ? 1 : 0", true
	case component.KindS8, component.KindU8, component.KindS16, component.KindU16, component.KindS32, component.KindU32:
		if f.g.opts.Strict {
			low, high := intRange(t.Kind)
			check("(Number.isInteger(" + v + ") && " + v + " >= " + low + " && " + v + " <= " + high + ")")
			return v, true
		}
		check("typeof " + v + ` === "number"`)
		if t.Kind == component.KindS32 || t.Kind == component.KindU32 {
			return v, true // the boundary takes it modulo 2^32
		}
		return wrapInt(t.Kind, v), true
	case component.KindF32, component.KindF64:
		check("typeof " + v + ` === "number"`)
		return canonicalNaN(v), true
	case component.KindS64, component.KindU64:
		if f.g.opts.Strict {
			low, high := intRange(t.Kind)
			check("(typeof " + v + ` === "bigint" && ` + v + " >= " + low + " && " + v + " <= " + high + ")")
			return v, true
		}
		big := f.temp("big")
		f.w.line("const ", big, " = typeof ", v, ` === "bigint" ? `, v, " : ", f.use("toBigInt"), "(", v, ", ", at.String(), ", ", quote(f.g.typeName(t)), ");")
		return big, true
	case component.KindChar:
		return f.constant("code", f.use("charCode")+"("+v+") ?? "+f.bad(at, t, v)), true
	case component.KindEnum:
		return f.constant("index", f.labelOf(t, v, at, v)), true
	case component.KindString:
		// Checked here, lowered later.
		check("typeof " + v + ` === "string"`)
		return "", false
	}
	return "", false
}

// intRange gives the bounds of an integer type as literals.
func intRange(k component.Kind) (low, high string) {
	switch k {
	case component.KindS8:
		return "-128", "127"
	case component.KindU8:
		return "0", "255"
	case component.KindS16:
		return "-32768", "32767"
	case component.KindU16:
		return "0", "65535"
	case component.KindS32:
		return "-2147483648", "2147483647"
	case component.KindU32:
		return "0", "4294967295"
	case component.KindS64:
		return "-9223372036854775808n", "9223372036854775807n"
	}
	return "0n", "18446744073709551615n"
}

// lowerFlat lowers the value in variable v and gives its flat form; checked
// tells that a string was checked to be one.
func (f *fn) lowerFlat(s *side, t *component.ValType, v string, at path, checked bool) []string {
	if t.Kind != component.KindString || !checked {
		if flat, ok := f.lowerScalar(t, v, at); ok {
			return []string{flat}
		}
	}
	switch t.Kind {
	case component.KindString:
		return f.pair(s, f.use("store"+encodingName(s.enc))+"("+s.cx+", "+v+")")
	case component.KindList, component.KindMap:
		return f.lowerList(s, t, v, at)
	case component.KindOwn, component.KindBorrow:
		return []string{f.lowerHandle(s, t, v, at)}
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		return []string{f.lowerEnd(s, t, v, at)}
	case component.KindFlags:
		return []string{f.flagsBits(t, v, at)}
	}
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindRecord, component.KindTuple, component.KindFixedList:
		var flat []string
		parts, paths := f.takeApart(t, v, at)
		for i, p := range parts {
			flat = append(flat, f.lowerFlat(s, partType(t, i), p, paths[i], false)...)
		}
		return flat
	}
	if name := f.g.typeFunc(opLower, s, t); name != "" {
		// The function leaves the flat form in variables of the module.
		f.call(name+"("+s.args(t)+", "+v+")", at)
		flat := make([]string, l.FlatLen)
		for i := range flat {
			flat[i] = f.temp("flat")
			f.w.line("const ", flat[i], " = ", f.g.flatVar(i), ";")
		}
		return flat
	}
	return f.lowerFlatVariant(s, t, l, v, at)
}

func (f *fn) lowerFlatVariant(s *side, t *component.ValType, l *canon.Layout, v string, at path) []string {
	flat := make([]string, len(l.Flat))
	for i, core := range l.Flat {
		flat[i] = f.temp("flat")
		zero := " = 0;"
		if core == "i64" {
			zero = " = 0n;"
		}
		f.w.line("let ", flat[i], zero)
	}
	f.matchCase(t, l, v, at, func(i int, payload string, at path) {
		if i > 0 {
			f.w.line(flat[0], " = ", strconv.Itoa(i), ";")
		}
		if l.Cases[i].Layout != nil {
			values := f.lowerFlat(s, l.Cases[i].Type, payload, at, false)
			f.intoSlots(l, i, values, flat)
		}
	}, func(index string) {
		f.w.line(flat[0], " = ", index, ";")
	})
	return flat
}

// intoSlots puts the flat values of case i into the slots of a variant
// (CanonicalABI.md, Flat Lowering: lower_flat_variant).
func (f *fn) intoSlots(l *canon.Layout, i int, values, slots []string) {
	for n, v := range values {
		have, want := l.Cases[i].Layout.Flat[n], l.Flat[n+1]
		switch {
		case have == want:
		case have == "f32" && want == "i32":
			v = f.use("f32Bits") + "(" + v + ")"
		case have == "i32" && want == "i64":
			v = "BigInt((" + v + ") >>> 0)"
		case have == "f32" && want == "i64":
			v = "BigInt(" + f.use("f32Bits") + "(" + v + ") >>> 0)"
		case have == "f64" && want == "i64":
			v = f.use("f64Bits") + "(" + v + ")"
		}
		f.w.line(slots[n+1], " = ", v, ";")
	}
}

// matchCase writes code that finds the case of the JavaScript value v of a
// variant, option or result. body writes what one case does with its payload,
// other what the cases do that have none and whose number is an expression.
func (f *fn) matchCase(t *component.ValType, l *canon.Layout, v string, at path, body func(i int, payload string, at path), other func(index string)) {
	if nullable(t) {
		f.block("if ("+v+" !== undefined && "+v+" !== null) {", func() { body(1, v, at) }, "}")
		if f.bodyOf(func() { body(0, "", at) }) {
			f.block("else {", func() { body(0, "", at) }, "}")
		}
		return
	}
	labels := f.g.caseLabels(t, l)
	f.block("switch ("+v+"?.tag) {", func() {
		for i, c := range l.Cases {
			if labels != "" && c.Layout == nil {
				continue
			}
			f.block("case "+quote(caseTag(t, c.Name))+": {", func() {
				payload := ""
				if c.Layout != nil {
					payload = f.constant("val", v+".val")
				}
				body(i, payload, at.plus(".val"))
				f.w.line("break;")
			}, "}")
		}
		f.w.line("default:")
		if labels == "" {
			f.w.line("  ", f.bad(at, t, v), ";")
			return
		}
		f.w.indent++
		other(f.labelOf(t, v+"?.tag", at, v))
		f.w.indent--
	}, "}")
}

// labelOf gives the case that a label stands for; v is what has to be one.
func (f *fn) labelOf(t *component.ValType, label string, at path, v string) string {
	return f.g.labelIndex(t) + ".get(" + label + ") ?? " + f.bad(at, t, v)
}

// bodyOf reports whether write writes anything.
func (f *fn) bodyOf(write func()) bool {
	outside := f.w
	f.w = f.g.writer(0)
	write()
	some := !f.w.empty()
	f.w = outside
	return some
}

// store writes code that stores the value in variable v at p.
func (f *fn) store(s *side, t *component.ValType, v string, p addr, at path) {
	set := func(method, value, littleEndian string) {
		f.w.line(s.cx, ".view.set", method, "(", p.String(), ", ", value, littleEndian, ");")
	}
	switch t.Kind {
	case component.KindString, component.KindList, component.KindMap:
		pair := f.lowerFlat(s, t, v, at, false)
		set("Uint32", pair[0], ", true")
		f.w.line(s.cx, ".view.setUint32(", p.at(4).String(), ", ", pair[1], ", true);")
		return
	case component.KindOwn, component.KindBorrow:
		set("Uint32", f.lowerHandle(s, t, v, at), ", true")
		return
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		set("Uint32", f.lowerEnd(s, t, v, at), ", true")
		return
	}
	l := f.g.layouts.Of(t)
	if t.Kind != component.KindFlags {
		if flat, ok := f.lowerScalar(t, v, at); ok {
			switch t.Kind {
			case component.KindBool, component.KindU8, component.KindS8, component.KindEnum:
				if l.Size > 1 {
					f.storeUint(s, l.Size, flat, p)
					return
				}
				if t.Kind == component.KindU8 || t.Kind == component.KindS8 {
					flat = v
				}
				f.w.line(s.cx, ".bytes[", p.String(), "] = ", flat, ";")
			case component.KindChar:
				set("Uint32", flat, ", true")
			case component.KindU16, component.KindS16:
				set(numberName(t.Kind), v, ", true")
			default:
				set(numberName(t.Kind), flat, ", true")
			}
			return
		}
	}
	name := f.g.typeFunc(opStore, s, t)
	if name == "" && f.tooDeep() {
		name = f.g.makeTypeFunc(opStore, s, t)
	}
	if name != "" {
		f.call(name+"("+s.args(t)+", "+v+", "+p.String()+")", at)
		return
	}
	f.storeInline(s, t, v, p, at)
}

// call writes the call of a function that lowers a value of some type: a bad
// value in it gets the path at in front of its own.
func (f *fn) call(call string, at path) {
	f.block("try {", func() { f.w.line(call, ";") }, "} catch (e) {")
	f.w.line("  ", f.use("prefixPath"), "(e, ", at.String(), ");")
	f.w.line("}")
}

// storeInline is store for the types that may have a function of their own.
func (f *fn) storeInline(s *side, t *component.ValType, v string, p addr, at path) {
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindFlags:
		f.storeUint(s, l.Size, f.flagsBits(t, v, at), p)
	case component.KindRecord, component.KindTuple:
		parts, paths := f.takeApart(t, v, at)
		for i, part := range parts {
			f.store(s, l.Fields[i].Type, part, p.at(l.Fields[i].Offset), paths[i])
		}
	case component.KindFixedList:
		f.storeFixedList(s, t, v, p, at)
	default:
		f.matchCase(t, l, v, at, func(i int, payload string, at path) {
			f.storeUint(s, l.DiscSize, strconv.Itoa(i), p)
			if l.Cases[i].Layout != nil {
				f.store(s, l.Cases[i].Type, payload, p.at(l.PayloadOffset), at)
			}
		}, func(index string) {
			f.storeUint(s, l.DiscSize, index, p)
		})
	}
}

func (f *fn) storeUint(s *side, size uint32, v string, p addr) {
	switch size {
	case 1:
		f.w.line(s.cx, ".bytes[", p.String(), "] = ", v, ";")
	case 2:
		f.w.line(s.cx, ".view.setUint16(", p.String(), ", ", v, ", true);")
	default:
		f.w.line(s.cx, ".view.setUint32(", p.String(), ", ", v, ", true);")
	}
}

// takeApart puts the fields of a record, or the elements of a tuple or short
// fixed-length list, into variables.
func (f *fn) takeApart(t *component.ValType, v string, at path) (parts []string, paths []path) {
	if t.Kind == component.KindRecord {
		f.checkObject(t, v, at)
		names := make([]string, len(t.Fields))
		for i, field := range t.Fields {
			names[i] = field.Name
		}
		pattern := ""
		for _, name := range fieldNames(names) {
			part := f.temp(name)
			parts = append(parts, part)
			paths = append(paths, at.field(name))
			if inherited[name] {
				f.w.line("const ", part, " = ", f.property(v, name), ";")
				continue
			}
			if pattern != "" {
				pattern += ", "
			}
			if key := propertyKey(name); key == part {
				pattern += key
			} else {
				pattern += key + ": " + part
			}
		}
		if pattern != "" {
			f.w.line("const { ", pattern, " } = ", v, ";")
		}
		return parts, paths
	}
	elements := f.use("elements")
	if f.g.opts.oneStream(t) {
		elements = componentVar + ".splitPair"
	}
	list := f.constant("tuple", elements+"("+v+") ?? "+f.bad(at, t, v))
	n := len(t.Elems)
	if t.Kind == component.KindFixedList {
		n = int(t.Len)
	}
	f.w.line(list, ".length === ", strconv.Itoa(n), " || ", f.bad(at, t, v), ";")
	for i := range n {
		parts = append(parts, f.constant("element", list+"["+strconv.Itoa(i)+"]"))
		paths = append(paths, at.plus("["+strconv.Itoa(i)+"]"))
	}
	return parts, paths
}

// property gives the property of a record or flags.
func (f *fn) property(v, name string) string {
	if inherited[name] {
		return f.use("ownField") + "(" + v + ", " + quote(name) + ")"
	}
	return v + member(name)
}

// checkObject writes the check that a value is an object. As everywhere, the
// path is put together only when the check fails: in a list it differs from
// element to element.
func (f *fn) checkObject(t *component.ValType, v string, at path) {
	f.w.line("typeof ", v, ` === "object" && `, v, " !== null || ", f.bad(at, t, v), ";")
}

// canonicalNaN makes the one NaN that crosses of the number in variable v
// (CanonicalABI.md, Storing: canonicalize_nan).
func canonicalNaN(v string) string { return v + " === " + v + " ? " + v + " : NaN" }

// partType is the type of part i of what takeApart takes apart.
func partType(t *component.ValType, i int) *component.ValType {
	switch t.Kind {
	case component.KindRecord:
		return t.Fields[i].Type
	case component.KindTuple:
		return t.Elems[i]
	}
	return t.Elem
}

// flagsBits gives flags as an integer; undefined and null are no flags.
func (f *fn) flagsBits(t *component.ValType, v string, at path) string {
	if f.g.opts.FlagsAsBigInt {
		return f.bitsOfBig(t, v, at)
	}
	bits := f.temp("bits")
	f.w.line("let ", bits, " = 0;")
	f.block("if ("+v+" !== undefined && "+v+" !== null) {", func() {
		f.w.line("typeof ", v, ` === "object" && !Array.isArray(`, v, ") || ", f.bad(at, t, v), ";")
		for i, name := range fieldNames(t.Labels) {
			set := f.property(v, name)
			wrong := f.use("bad") + "(" + at.field(name).String() + `, "bool", ` + set + ")"
			f.w.line("if (", f.use("flag"), "(", set, ") ?? ", wrong, ") ", bits, " |= ", strconv.FormatInt(int64(int32(uint32(1)<<i)), 10), ";")
		}
	}, "}")
	return bits
}

// pair gives the address that an expression gives and the length that it leaves in the context.
func (f *fn) pair(s *side, expr string) []string {
	p := f.constant("ptr", expr)
	return []string{p, f.constant("length", s.cx+".units")}
}

// lowerList lowers a list or map and gives address and length.
func (f *fn) lowerList(s *side, t *component.ValType, v string, at path) []string {
	if t.Kind == component.KindList && canon.IsNumber(t.Elem.Kind) {
		strict := ""
		if f.g.opts.Strict && t.Elem.Kind != component.KindF32 && t.Elem.Kind != component.KindF64 {
			strict = ", true"
		}
		array := arrayName(t.Elem.Kind)
		list := v + " instanceof " + array + " ? " + v + " : " + f.use("numbers") + "(" + array + ", " + v + ", " + at.String() + ", " + quote(f.g.typeName(t.Elem)) + strict + ")"
		return f.pair(s, f.use("storeNumbers")+"("+s.cx+", "+array+", "+list+")")
	}
	elem := f.g.layouts.Of(t).Elem
	helper := "elements"
	if t.Kind == component.KindMap {
		helper = "entries"
	}
	list := f.constant("list", f.use(helper)+"("+v+") ?? "+f.bad(at, t, v))
	n := f.constant("length", list+".length")
	base := f.constant("ptr", f.use("alloc")+"("+s.cx+", "+itoa(elem.Align)+", "+n+" * "+itoa(elem.Size)+")")
	f.eachElement(list, n, base, elem.Size, func(i, e, p string) {
		at := at.index(i)
		if t.Kind != component.KindMap {
			f.store(s, t.Elem, e, addr{p, 0}, at)
			return
		}
		key, value := f.temp("key"), f.temp("value")
		pair := "tuple<" + f.g.typeName(t.Elem) + ", " + f.g.typeName(t.Err) + ">"
		f.w.line("const [", key, ", ", value, "] = ", f.use("elements"), "(", e, ") ?? ", f.use("bad"), "(", at.String(), ", ", quote(pair), ", ", e, ");")
		f.store(s, t.Elem, key, addr{p, 0}, at.plus("[0]"))
		f.store(s, t.Err, value, addr{p, elem.Fields[1].Offset}, at.plus("[1]"))
	})
	return []string{base, n}
}

func (f *fn) storeFixedList(s *side, t *component.ValType, v string, p addr, at path) {
	elem := f.g.layouts.Of(t.Elem)
	list := f.constant("list", f.use("elements")+"("+v+") ?? "+f.bad(at, t, v))
	f.w.line(list, ".length === ", itoa(t.Len), " || ", f.bad(at, t, v), ";")
	f.eachElement(list, itoa(t.Len), p.String(), elem.Size, func(i, e, p string) {
		f.store(s, t.Elem, e, addr{p, 0}, at.index(i))
	})
}

// eachElement writes a loop over a list whose elements lie at base in memory.
func (f *fn) eachElement(list, n, base string, size uint32, body func(i, e, p string)) {
	i, p := f.temp("i"), f.temp("p")
	f.block("for (let "+i+" = 0, "+p+" = "+base+"; "+i+" < "+n+"; "+i+"++, "+p+" += "+itoa(size)+") {", func() {
		body(i, f.constant("e", list+"["+i+"]"), p)
	}, "}")
}
