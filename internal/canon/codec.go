package canon

import (
	"reflect"

	"github.com/jco-go/jco-go/internal/component"
)

// codec is how the values of one type node cross between Go and one string
// encoding: closures that know everything about the type. Codecs of shared nodes
// are shared, so that a small type cannot unfold into much code.
type codec struct {
	*Layout
	encoding component.StringEncoding
	names    component.ResourceNamer

	// accept checks a Go value and gives its canonical form, see values.go. It
	// has no effect on the guest.
	accept func(cx *Context, v any) (any, error)

	// The rest take and give canonical values only. lowerFlat and liftFlat work
	// on the FlatLen slots at the start of a stack. An i32 or f32 in a slot that
	// a variant's other case widened to i64 needs no conversion: lowering clears
	// the high half and lifting ignores it (CanonicalABI.md, Flat Lifting:
	// CoerceValueIter). load and store work on Size bytes in bounds at an
	// aligned address.
	lowerFlat func(cx *Context, v any, s []uint64) error
	store     func(cx *Context, v any, p uint32) error
	liftFlat  func(cx *Context, s []uint64) (any, error)
	load      func(cx *Context, p uint32) (any, error)
}

// codec compiles l; the caller holds c.mu.
func (c *Compiler) codec(l *Layout, enc component.StringEncoding) *codec {
	key := codecKey{l, enc}
	if k := c.codecs[key]; k != nil {
		return k
	}
	k := &codec{Layout: l, encoding: enc, names: c.ResourceName}
	c.codecs[key] = k
	switch l.Kind {
	case component.KindBool:
		k.bool()
	case component.KindS8:
		intCodec[int8](k)
	case component.KindU8:
		intCodec[uint8](k)
	case component.KindS16:
		intCodec[int16](k)
	case component.KindU16:
		intCodec[uint16](k)
	case component.KindS32:
		intCodec[int32](k)
	case component.KindU32:
		intCodec[uint32](k)
	case component.KindS64:
		intCodec[int64](k)
	case component.KindU64:
		intCodec[uint64](k)
	case component.KindF32:
		k.f32()
	case component.KindF64:
		k.f64()
	case component.KindChar:
		k.char()
	case component.KindString:
		k.string()
	case component.KindFlags:
		k.flags()
	case component.KindOwn, component.KindBorrow, component.KindStream, component.KindFuture, component.KindErrorContext:
		k.handle()
	case component.KindRecord:
		c.recordCodec(k)
	case component.KindVariant:
		c.variantCodec(k)
	case component.KindList, component.KindFixedList:
		c.listCodec(k)
	default:
		panic("canon: layout of unknown kind " + l.Kind.String())
	}
	return k
}

func (c *Compiler) recordCodec(k *codec) {
	fields := make([]*codec, len(k.Fields))
	for i := range k.Fields {
		fields[i] = c.codec(k.Fields[i].Layout, k.encoding)
	}
	if k.Type != nil && k.Type.Kind == component.KindRecord {
		k.record(fields)
	} else {
		k.tuple(fields)
	}
}

func (c *Compiler) variantCodec(k *codec) {
	cases := make([]*codec, len(k.Cases))
	for i := range k.Cases {
		if l := k.Cases[i].Layout; l != nil {
			cases[i] = c.codec(l, k.encoding)
		}
	}
	switch k.Type.Kind {
	case component.KindEnum:
		k.enum()
	case component.KindOption:
		k.option(cases[1])
	case component.KindResult:
		k.result(cases)
	default:
		k.variant(cases)
	}
}

func (c *Compiler) listCodec(k *codec) {
	if k.Type.Kind == component.KindMap {
		k.mapOf(c.codec(k.Elem.Fields[0].Layout, k.encoding), c.codec(k.Elem.Fields[1].Layout, k.encoding))
		return
	}
	elem := c.codec(k.Elem, k.encoding)
	switch elem.Kind {
	case component.KindS8:
		numberList[int8](k, elem)
	case component.KindU8:
		numberList[uint8](k, elem)
	case component.KindS16:
		numberList[int16](k, elem)
	case component.KindU16:
		numberList[uint16](k, elem)
	case component.KindS32:
		numberList[int32](k, elem)
	case component.KindU32:
		numberList[uint32](k, elem)
	case component.KindS64:
		numberList[int64](k, elem)
	case component.KindU64:
		numberList[uint64](k, elem)
	case component.KindF32:
		numberList[float32](k, elem)
	case component.KindF64:
		numberList[float64](k, elem)
	case component.KindBool:
		primitiveList[bool](k, elem, c.mustTyped(k.Elem, k.encoding, reflect.TypeFor[bool]()))
	case component.KindChar:
		primitiveList[rune](k, elem, c.mustTyped(k.Elem, k.encoding, reflect.TypeFor[rune]()))
	case component.KindString:
		primitiveList[string](k, elem, c.mustTyped(k.Elem, k.encoding, reflect.TypeFor[string]()))
	default:
		anyList(k, elem)
	}
}
