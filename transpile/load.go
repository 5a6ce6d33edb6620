package transpile

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// This file writes code that turns core values into JavaScript values
// (CanonicalABI.md, Loading and Flat Lifting).

// addr is an address in linear memory: a variable plus a constant.
type addr struct {
	base string
	off  uint32
}

func (a addr) at(off uint32) addr { return addr{a.base, a.off + off} }

func (a addr) String() string {
	if a.off == 0 {
		return a.base
	}
	return a.base + " + " + strconv.FormatUint(uint64(a.off), 10)
}

// load gives an expression for the value of type t at p. It may write
// statements before; the expression is to be evaluated once, after them.
func (f *fn) load(s *side, t *component.ValType, p addr) string {
	bytes, view := s.cx+".bytes", s.cx+".view"
	get := func(method, littleEndian string) string {
		return view + ".get" + method + "(" + p.String() + littleEndian + ")"
	}
	switch t.Kind {
	case component.KindBool:
		return bytes + "[" + p.String() + "] !== 0"
	case component.KindU8:
		return bytes + "[" + p.String() + "]"
	case component.KindS8:
		return get("Int8", "")
	case component.KindF32, component.KindF64:
		return canonicalNaN(f.constant("number", get(numberName(t.Kind), ", true")))
	case component.KindS16, component.KindU16, component.KindS32, component.KindU32, component.KindS64, component.KindU64:
		return get(numberName(t.Kind), ", true")
	case component.KindChar:
		return f.use("charOf") + "(" + get("Uint32", ", true") + ")"
	case component.KindString:
		return f.loadString(s, get("Uint32", ", true"), u32At(view, p.at(4)))
	case component.KindList, component.KindMap:
		return f.loadList(s, t, get("Uint32", ", true"), u32At(view, p.at(4)))
	case component.KindOwn, component.KindBorrow:
		return f.liftHandle(s, t, get("Int32", ", true"))
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		return f.liftEnd(s, t, get("Int32", ", true"))
	}
	if name := f.g.typeFunc(opLoad, s, t); name != "" || f.tooDeep() {
		if name == "" {
			name = f.g.makeTypeFunc(opLoad, s, t)
		}
		return name + "(" + s.args(t) + ", " + p.String() + ")"
	}
	return f.loadInline(s, t, p)
}

// loadInline is load for the types that may have a function of their own.
func (f *fn) loadInline(s *side, t *component.ValType, p addr) string {
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindRecord, component.KindTuple:
		values := make([]string, len(l.Fields))
		for i, field := range l.Fields {
			values[i] = f.load(s, field.Type, p.at(field.Offset))
		}
		return f.aggregate(t, values)
	case component.KindFlags:
		return f.flagsObject(t, loadUint(s, l.Size, p))
	case component.KindEnum:
		return f.enumLabel(t, loadUint(s, l.DiscSize, p))
	case component.KindFixedList:
		return f.loadFixedList(s, t, p)
	}
	return f.liftCases(t, l, loadUint(s, l.DiscSize, p), func(i int) string {
		return f.load(s, l.Cases[i].Type, p.at(l.PayloadOffset))
	})
}

// liftCases gives a variant, option or result (as a value): disc is its
// discriminant, payload writes and gives the payload of a case that has one.
func (f *fn) liftCases(t *component.ValType, l *canon.Layout, disc string, payload func(i int) string) string {
	if nullable(t) {
		outside := f.w
		f.w = f.g.writer(outside.indent + 1)
		value := payload(1)
		inside := f.w
		f.w = outside
		if inside.empty() {
			return f.use("isSome") + "(" + disc + ") ? " + value + " : undefined"
		}
		v := f.temp("some")
		f.w.line("let ", v, ";")
		f.block("if ("+f.use("isSome")+"("+disc+")) {", func() {
			f.w.add(inside)
			f.w.line(v, " = ", value, ";")
		}, "}")
		return v
	}
	v := f.temp(goalOf(t))
	if labels := f.g.caseLabels(t, l); labels != "" {
		disc = f.constant("discriminant", disc)
		f.w.line("const ", v, " = { tag: ", labels, "[", disc, "] ?? ", f.trap("invalid variant discriminant"), " };")
		f.block("switch ("+disc+") {", func() {
			for i, c := range l.Cases {
				if c.Layout != nil {
					f.block("case "+strconv.Itoa(i)+": {", func() {
						f.w.line(v, ".val = ", payload(i), ";")
						f.w.line("break;")
					}, "}")
				}
			}
		}, "}")
		return v
	}
	f.w.line("let ", v, ";")
	f.switchCases(disc, l, func(i int) {
		c := l.Cases[i]
		if c.Layout != nil {
			f.w.line(v, " = { tag: ", quote(caseTag(t, c.Name)), ", val: ", payload(i), " };")
		} else if t.Kind == component.KindResult {
			f.w.line(v, " = { tag: ", quote(caseTag(t, c.Name)), ", val: undefined };")
		} else {
			f.w.line(v, " = { tag: ", quote(caseTag(t, c.Name)), " };")
		}
	})
	return v
}

// switchCases writes a switch over the cases of a variant; a discriminant
// beyond them traps. Cases for which body writes nothing share one check.
func (f *fn) switchCases(disc string, l *canon.Layout, body func(i int)) {
	f.block("switch ("+disc+") {", func() {
		idle := 0
		for i := range l.Cases {
			outside := f.w
			f.w = f.g.writer(outside.indent + 1)
			f.depth++
			body(i)
			f.depth--
			inside := f.w
			f.w = outside
			if inside.empty() {
				idle++
				continue
			}
			f.w.line("case ", strconv.Itoa(i), ": {")
			f.w.add(inside)
			f.w.line("  break;")
			f.w.line("}")
		}
		f.w.line("default:")
		if idle > 0 {
			f.w.line("  ", f.use("checkCase"), "(", disc, ", ", strconv.Itoa(len(l.Cases)), ");")
		} else {
			f.w.line("  ", f.trap("invalid variant discriminant"), ";")
		}
	}, "}")
}

// loadString gives the string at ptr; both arguments are unsigned.
func (f *fn) loadString(s *side, ptr, length string) string {
	return f.use("load"+encodingName(s.enc)) + "(" + s.cx + ", " + ptr + ", " + length + ")"
}

// loadList gives a list or map whose elements lie at ptr; both arguments are unsigned.
func (f *fn) loadList(s *side, t *component.ValType, ptr, length string) string {
	if t.Kind == component.KindList && canon.IsNumber(t.Elem.Kind) {
		helper := "loadNumbers"
		if t.Elem.Kind == component.KindF32 || t.Elem.Kind == component.KindF64 {
			helper = "loadFloats"
		}
		return f.use(helper) + "(" + s.cx + ", " + arrayName(t.Elem.Kind) + ", " + ptr + ", " + length + ")"
	}
	elem := f.g.layouts.Of(t).Elem
	p, n := f.constant("ptr", ptr), f.constant("length", length)
	f.w.line(f.use("checkList"), "(", s.cx, ", ", p, ", ", n, ", ", itoa(elem.Align), ", ", itoa(elem.Size), ");")
	list := f.temp("list")
	if t.Kind == component.KindMap {
		f.w.line("const ", list, " = new Map();")
	} else {
		f.w.line("const ", list, " = [];")
	}
	i, e := f.temp("i"), f.temp("p")
	f.block("for (let "+i+" = 0, "+e+" = "+p+"; "+i+" < "+n+"; "+i+"++, "+e+" += "+itoa(elem.Size)+") {", func() {
		if t.Kind == component.KindMap {
			key := f.constant("key", f.load(s, t.Elem, addr{e, 0}))
			f.w.line(list, ".set(", key, ", ", f.load(s, t.Err, addr{e, elem.Fields[1].Offset}), ");")
		} else {
			f.w.line(list, ".push(", f.load(s, t.Elem, addr{e, 0}), ");")
		}
	}, "}")
	return list
}

// loadFixedList gives a list whose elements lie at p itself.
func (f *fn) loadFixedList(s *side, t *component.ValType, p addr) string {
	elem := f.g.layouts.Of(t.Elem)
	list, i, e := f.temp("list"), f.temp("i"), f.temp("p")
	f.w.line("const ", list, " = [];")
	f.block("for (let "+i+" = 0, "+e+" = "+p.String()+"; "+i+" < "+itoa(t.Len)+"; "+i+"++, "+e+" += "+itoa(elem.Size)+") {", func() {
		f.w.line(list, ".push(", f.load(s, t.Elem, addr{e, 0}), ");")
	}, "}")
	return list
}

// liftFlat gives an expression for the value of type t whose flat form is in
// the given expressions, each of which may be used more than once.
func (f *fn) liftFlat(s *side, t *component.ValType, flat []string) string {
	v := flat[0]
	switch t.Kind {
	case component.KindBool:
		return v + " !== 0"
	case component.KindS8, component.KindU8, component.KindS16, component.KindU16, component.KindS32, component.KindU32:
		return wrapInt(t.Kind, v)
	case component.KindS64:
		return v
	case component.KindU64:
		return "BigInt.asUintN(64, " + v + ")"
	case component.KindF32, component.KindF64:
		return canonicalNaN(f.constant("number", v))
	case component.KindChar:
		return f.use("charOf") + "(" + v + ")"
	case component.KindString:
		return f.loadString(s, v+" >>> 0", flat[1]+" >>> 0")
	case component.KindList, component.KindMap:
		return f.loadList(s, t, v+" >>> 0", flat[1]+" >>> 0")
	case component.KindOwn, component.KindBorrow:
		return f.liftHandle(s, t, v)
	case component.KindStream, component.KindFuture, component.KindErrorContext:
		return f.liftEnd(s, t, v)
	}
	l := f.g.layouts.Of(t)
	switch t.Kind {
	case component.KindRecord, component.KindTuple:
		values := make([]string, len(l.Fields))
		for i, field := range l.Fields {
			values[i] = f.liftFlat(s, field.Type, flat[field.Flat:])
		}
		return f.aggregate(t, values)
	case component.KindFixedList:
		values := make([]string, l.Len)
		for i := range values {
			values[i] = f.liftFlat(s, t.Elem, flat[i*l.Elem.FlatLen:])
		}
		return f.aggregate(t, values)
	case component.KindFlags:
		return f.flagsObject(t, v)
	case component.KindEnum:
		return f.enumLabel(t, v)
	}
	if name := f.g.typeFunc(opLift, s, t); name != "" {
		return name + "(" + s.args(t) + ", " + join(flat[:l.FlatLen]) + ")"
	}
	return f.liftFlatVariant(s, t, l, flat)
}

func (f *fn) liftFlatVariant(s *side, t *component.ValType, l *canon.Layout, flat []string) string {
	return f.liftCases(t, l, flat[0], func(i int) string {
		return f.liftFlat(s, l.Cases[i].Type, f.fromSlots(l, i, flat))
	})
}

// fromSlots takes the flat values of case i out of the slots of a variant
// (CanonicalABI.md, Flat Lifting: CoerceValueIter).
func (f *fn) fromSlots(l *canon.Layout, i int, flat []string) []string {
	want := l.Cases[i].Layout.Flat
	out := make([]string, len(want))
	for n, w := range want {
		have, v := l.Flat[n+1], flat[n+1]
		switch {
		case have == w:
		case have == "i32" && w == "f32":
			v = f.use("bitsF32") + "(" + v + ")"
		case have == "i64" && w == "i32":
			v = "Number(BigInt.asIntN(32, " + v + "))"
		case have == "i64" && w == "f32":
			v = f.use("bitsF32") + "(Number(BigInt.asIntN(32, " + v + ")))"
		case have == "i64" && w == "f64":
			v = f.use("bitsF64") + "(" + v + ")"
		}
		if have != w && l.Cases[i].Layout.Kind == component.KindVariant {
			v = f.constant("flat", v) // used more than once
		}
		out[n] = v
	}
	return out
}

// flagsObject gives flags as an object of booleans, or as a bigint.
func (f *fn) flagsObject(t *component.ValType, v string) string {
	if f.g.opts.FlagsAsBigInt {
		return f.bigFlags(t, v)
	}
	v = f.constant("flags", v)
	values := make([]string, len(t.Labels))
	for i := range t.Labels {
		values[i] = "(" + v + " & " + strconv.FormatInt(int64(int32(uint32(1)<<i)), 10) + ") !== 0"
	}
	return object(fieldNames(t.Labels), values)
}

// enumLabel gives the label of an enum's case.
func (f *fn) enumLabel(t *component.ValType, disc string) string {
	return f.g.labels(t) + "[" + disc + "] ?? " + f.trap("invalid variant discriminant")
}

// aggregate gives a record, or a tuple or fixed-length list as an array.
func (f *fn) aggregate(t *component.ValType, values []string) string {
	if f.g.opts.oneStream(t) {
		return f.constant("stream", componentVar+".joinPair("+join(values)+")")
	}
	if t.Kind != component.KindRecord {
		return "[" + join(values) + "]"
	}
	names := make([]string, len(t.Fields))
	for i, field := range t.Fields {
		names[i] = field.Name
	}
	return object(fieldNames(names), values)
}

func object(keys, values []string) string {
	if len(keys) == 0 {
		return "{}"
	}
	out := "{ "
	for i, k := range keys {
		if i > 0 {
			out += ", "
		}
		if key := propertyKey(k); key == values[i] {
			out += key
		} else {
			out += key + ": " + values[i]
		}
	}
	return out + " }"
}

func loadUint(s *side, size uint32, p addr) string {
	switch size {
	case 1:
		return s.cx + ".bytes[" + p.String() + "]"
	case 2:
		return s.cx + ".view.getUint16(" + p.String() + ", true)"
	}
	return u32At(s.cx+".view", p)
}

func u32At(view string, p addr) string { return view + ".getUint32(" + p.String() + ", true)" }

// wrapInt lifts a narrow integer from an i32 (CanonicalABI.md, Flat Lifting:
// lift_flat_unsigned, lift_flat_signed).
func wrapInt(k component.Kind, v string) string {
	switch k {
	case component.KindU8:
		return v + " & 255"
	case component.KindS8:
		return v + " << 24 >> 24"
	case component.KindU16:
		return v + " & 65535"
	case component.KindS16:
		return v + " << 16 >> 16"
	case component.KindU32:
		return v + " >>> 0"
	}
	return v
}

// numberName is how DataView's methods name a number type.
func numberName(k component.Kind) string {
	switch k {
	case component.KindS8:
		return "Int8"
	case component.KindU8:
		return "Uint8"
	case component.KindS16:
		return "Int16"
	case component.KindU16:
		return "Uint16"
	case component.KindS32:
		return "Int32"
	case component.KindU32:
		return "Uint32"
	case component.KindS64:
		return "BigInt64"
	case component.KindU64:
		return "BigUint64"
	case component.KindF32:
		return "Float32"
	}
	return "Float64"
}

func arrayName(k component.Kind) string { return numberName(k) + "Array" }

func encodingName(e component.StringEncoding) string {
	switch e {
	case component.UTF16:
		return "Utf16"
	case component.Latin1UTF16:
		return "Latin1Utf16"
	}
	return "Utf8"
}

// caseTag is the tag of a case in JavaScript: its name, but a result's error
// case is "err".
func caseTag(t *component.ValType, name string) string {
	if t.Kind == component.KindResult && name == "error" {
		return "err"
	}
	return name
}
