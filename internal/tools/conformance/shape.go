package main

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
)

// kindNames are the names of the kinds of types in a Shape.
var kindNames = map[component.Kind]string{
	component.KindBool: "bool", component.KindS8: "s8", component.KindU8: "u8", component.KindS16: "s16",
	component.KindU16: "u16", component.KindS32: "s32", component.KindU32: "u32", component.KindS64: "s64",
	component.KindU64: "u64", component.KindF32: "f32", component.KindF64: "f64", component.KindChar: "char",
	component.KindString: "string", component.KindErrorContext: "error-context", component.KindRecord: "record",
	component.KindVariant: "variant", component.KindList: "list", component.KindFixedList: "fixed-list",
	component.KindMap: "map", component.KindTuple: "tuple", component.KindFlags: "flags", component.KindEnum: "enum",
	component.KindOption: "option", component.KindResult: "result", component.KindOwn: "own",
	component.KindBorrow: "borrow", component.KindStream: "stream", component.KindFuture: "future",
}

// shapeOf tells a value type to a JavaScript worker; nil for no type. jsName gives
// the JavaScript name of a record's field or a flag's label.
func shapeOf(t *component.ValType, jsName func(string) string) *Shape {
	if t == nil {
		return nil
	}
	s := &Shape{Kind: kindNames[t.Kind], Len: t.Len}
	s.Elem, s.Err = shapeOf(t.Elem, jsName), shapeOf(t.Err, jsName)
	switch t.Kind {
	case component.KindRecord:
		for _, f := range t.Fields {
			s.Members = append(s.Members, Member{Name: f.Name, JS: jsName(f.Name), Type: shapeOf(f.Type, jsName)})
		}
	case component.KindVariant: // a case keeps its WIT name, as a tag
		for _, c := range t.Cases {
			s.Members = append(s.Members, Member{Name: c.Name, JS: c.Name, Type: shapeOf(c.Type, jsName)})
		}
	case component.KindEnum:
		for _, label := range t.Labels {
			s.Members = append(s.Members, Member{Name: label, JS: label})
		}
	case component.KindFlags:
		for _, label := range t.Labels {
			s.Members = append(s.Members, Member{Name: label, JS: jsName(label)})
		}
	case component.KindTuple:
		for i, e := range t.Elems {
			s.Members = append(s.Members, Member{Name: fmt.Sprint(i), JS: fmt.Sprint(i), Type: shapeOf(e, jsName)})
		}
	case component.KindOption:
		s.Tagged = canBeUndefined(t.Elem)
	}
	return s
}

// canBeUndefined reports whether undefined is a value of the type in JavaScript:
// jco gives an option as its payload or undefined, unless the payload could
// itself be undefined.
func canBeUndefined(t *component.ValType) bool {
	return t.Kind == component.KindOption && !canBeUndefined(t.Elem)
}
