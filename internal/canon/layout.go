package canon

import (
	"math"
	"sync"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Layout is how one value type lies in linear memory and on the core stack,
// with 32-bit addresses (CanonicalABI.md, Alignment, Element Size, Flattening).
//
// Kind is the despecialised kind (CanonicalABI.md, Despecialization): a tuple
// is a record, an enum, option or result is a variant, and a map is a list of
// (key, value) tuples. Type keeps the type as it was written.
type Layout struct {
	Type *component.ValType // nil for the tuple inside a map and for a parameter tuple
	Kind component.Kind

	// Size and Align are in bytes. Size saturates at MaxSize+1, a size that no
	// value may have; see TooLarge.
	Size, Align uint32

	// FlatLen is the number of core values of the flat form; it saturates.
	// Flat lists their types, nil if there are more than MaxFlatParams (and for
	// the tuple inside a map, which only lies in memory).
	FlatLen int
	Flat    []wasmcode.ValType

	// Fields are a record's or tuple's fields, in order.
	Fields []FieldLayout
	// Cases are a variant's cases; an enum's cases have no payload, an option's
	// are "none" and "some", a result's "ok" and "error".
	Cases []CaseLayout
	// DiscSize is the size of a variant's discriminant (1, 2 or 4),
	// PayloadOffset where its payload begins.
	DiscSize, PayloadOffset uint32

	// Elem is the element of a list or fixed-length list, the (key, value)
	// tuple of a map. Its Size is the distance between two elements.
	Elem *Layout
	// Len is the length of a fixed-length list.
	Len uint32

	// pointers tells that parts of a value are elsewhere in memory.
	pointers bool
}

// FieldLayout is one field of a record.
type FieldLayout struct {
	Name   string // "0", "1", … for a tuple
	Type   *component.ValType
	Layout *Layout
	Offset uint32 // from the start of the record
	Flat   int    // index of its first flat value within the record's
}

// CaseLayout is one case of a variant.
type CaseLayout struct {
	Name   string
	Type   *component.ValType // nil without payload
	Layout *Layout            // nil without payload
}

// MaxSize is the largest size in bytes that a value in memory may have
// (CanonicalABI.md: MAX_LIST_BYTE_LENGTH, which bounds an element as well).
const MaxSize = 1<<28 - 1

// TooLarge reports whether no value of the type may exist in memory.
func (l *Layout) TooLarge() bool { return l.Size > MaxSize }

// Layouts computes layouts, each type node once. It is safe for concurrent use.
// The zero value is ready.
type Layouts struct {
	mu sync.Mutex
	m  map[*component.ValType]*Layout
}

// Of returns the layout of t.
func (ls *Layouts) Of(t *component.ValType) *Layout {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.of(t)
}

// SizeAlign returns size and alignment of t in bytes.
func (ls *Layouts) SizeAlign(t *component.ValType) (size, align uint32) {
	l := ls.Of(t)
	return l.Size, l.Align
}

// Flatten returns the flat types of t; ok is false (and the list nil) if there
// are more than MaxFlatParams.
func (ls *Layouts) Flatten(t *component.ValType) (flat []wasmcode.ValType, ok bool) {
	l := ls.Of(t)
	return l.Flat, l.FlatLen <= MaxFlatParams
}

// Tuple returns the layout of a tuple of the given types: how spilled
// parameters lie in memory (CanonicalABI.md, Lifting and Lowering Values).
func (ls *Layouts) Tuple(types ...*component.ValType) *Layout {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.params(types)
}

func (ls *Layouts) of(t *component.ValType) *Layout {
	if l := ls.m[t]; l != nil {
		return l
	}
	if ls.m == nil {
		ls.m = make(map[*component.ValType]*Layout)
	}
	l := ls.make(t)
	l.Type = t
	if l.FlatLen <= MaxFlatParams {
		l.Flat = component.FlattenType(t)
	}
	ls.m[t] = l
	return l
}

func (ls *Layouts) make(t *component.ValType) *Layout {
	switch t.Kind {
	case component.KindBool, component.KindS8, component.KindU8:
		return scalar(t.Kind, 1)
	case component.KindS16, component.KindU16:
		return scalar(t.Kind, 2)
	case component.KindS32, component.KindU32, component.KindF32, component.KindChar,
		component.KindOwn, component.KindBorrow, component.KindStream, component.KindFuture, component.KindErrorContext:
		return scalar(t.Kind, 4)
	case component.KindS64, component.KindU64, component.KindF64:
		return scalar(t.Kind, 8)
	case component.KindString:
		return pointerPair(t.Kind, nil)
	case component.KindList:
		return pointerPair(component.KindList, ls.of(t.Elem))
	case component.KindMap:
		return pointerPair(component.KindList, ls.tuple([]*component.ValType{t.Elem, t.Err}))
	case component.KindFixedList:
		return fixedList(ls.of(t.Elem), t.Len)
	case component.KindFlags:
		return scalar(t.Kind, flagsSize(len(t.Labels)))
	case component.KindRecord:
		fields := make([]FieldLayout, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = FieldLayout{Name: f.Name, Type: f.Type, Layout: ls.of(f.Type)}
		}
		return record(fields)
	case component.KindTuple:
		return ls.tuple(t.Elems)
	case component.KindVariant:
		cases := make([]CaseLayout, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = ls.caseOf(c.Name, c.Type)
		}
		return variant(cases)
	case component.KindEnum:
		cases := make([]CaseLayout, len(t.Labels))
		for i, label := range t.Labels {
			cases[i] = CaseLayout{Name: label}
		}
		return variant(cases)
	case component.KindOption:
		return variant([]CaseLayout{{Name: "none"}, ls.caseOf("some", t.Elem)})
	case component.KindResult:
		return variant([]CaseLayout{ls.caseOf("ok", t.Elem), ls.caseOf("error", t.Err)})
	}
	panic("canon: value type of unknown kind")
}

func (ls *Layouts) caseOf(name string, t *component.ValType) CaseLayout {
	if t == nil {
		return CaseLayout{Name: name}
	}
	return CaseLayout{Name: name, Type: t, Layout: ls.of(t)}
}

// params is a tuple that may also be flat: a parameter list.
func (ls *Layouts) params(types []*component.ValType) *Layout {
	l := ls.tuple(types)
	if l.FlatLen <= MaxFlatParams {
		for _, t := range types {
			l.Flat = append(l.Flat, ls.of(t).Flat...)
		}
	}
	return l
}

func (ls *Layouts) tuple(types []*component.ValType) *Layout {
	fields := make([]FieldLayout, len(types))
	for i, t := range types {
		fields[i] = FieldLayout{Name: itoa(i), Type: t, Layout: ls.of(t)}
	}
	return record(fields)
}

func scalar(k component.Kind, size uint32) *Layout {
	return &Layout{Kind: k, Size: size, Align: size, FlatLen: 1}
}

// pointerPair is the layout of strings and lists: address and length.
func pointerPair(k component.Kind, elem *Layout) *Layout {
	return &Layout{Kind: k, Size: 8, Align: 4, FlatLen: 2, Elem: elem, pointers: true}
}

func fixedList(elem *Layout, n uint32) *Layout {
	return &Layout{
		Kind: component.KindFixedList, Elem: elem, Len: n,
		Size: clampSize(uint64(elem.Size) * uint64(n)), Align: elem.Align,
		FlatLen: clampFlat(uint64(elem.FlatLen) * uint64(n)), pointers: elem.pointers,
	}
}

func record(fields []FieldLayout) *Layout {
	l := &Layout{Kind: component.KindRecord, Fields: fields, Align: 1}
	var size, flat uint64
	for i := range fields {
		f := &fields[i]
		size = AlignTo(size, f.Layout.Align)
		f.Offset = clampSize(size)
		f.Flat = clampFlat(flat)
		size += uint64(f.Layout.Size)
		flat += uint64(f.Layout.FlatLen)
		l.Align = max(l.Align, f.Layout.Align)
		l.pointers = l.pointers || f.Layout.pointers
	}
	l.Size = clampSize(AlignTo(size, l.Align))
	l.FlatLen = clampFlat(flat)
	return l
}

func variant(cases []CaseLayout) *Layout {
	l := &Layout{Kind: component.KindVariant, Cases: cases, DiscSize: discSize(len(cases))}
	var size, flat uint64
	payloadAlign := uint32(1)
	for _, c := range cases {
		if c.Layout == nil {
			continue
		}
		payloadAlign = max(payloadAlign, c.Layout.Align)
		size = max(size, uint64(c.Layout.Size))
		flat = max(flat, uint64(c.Layout.FlatLen))
		l.pointers = l.pointers || c.Layout.pointers
	}
	l.Align = max(l.DiscSize, payloadAlign)
	l.PayloadOffset = uint32(AlignTo(uint64(l.DiscSize), payloadAlign))
	l.Size = clampSize(AlignTo(uint64(l.PayloadOffset)+size, l.Align))
	l.FlatLen = clampFlat(1 + flat)
	return l
}

// discSize is the size of the discriminant of a variant with n cases
// (CanonicalABI.md, Alignment: discriminant_type).
func discSize(n int) uint32 {
	switch {
	case n <= 1<<8:
		return 1
	case n <= 1<<16:
		return 2
	}
	return 4
}

// flagsSize is the size of flags with n labels (CanonicalABI.md, Element Size).
func flagsSize(n int) uint32 {
	switch {
	case n <= 8:
		return 1
	case n <= 16:
		return 2
	}
	return 4
}

// AlignTo rounds n up to a multiple of align, a power of two.
func AlignTo(n uint64, align uint32) uint64 {
	return (n + uint64(align) - 1) &^ (uint64(align) - 1)
}

// IsNumberList reports whether t is a list or fixed-length list of integers or
// floats: one whose elements lie in memory as they lie in a Go slice or a
// JavaScript typed array.
func IsNumberList(t *component.ValType) bool {
	return (t.Kind == component.KindList || t.Kind == component.KindFixedList) && IsNumber(t.Elem.Kind)
}

// IsNumber reports whether k is an integer or float.
func IsNumber(k component.Kind) bool { return k >= component.KindS8 && k <= component.KindF64 }

func clampSize(n uint64) uint32 { return uint32(min(n, MaxSize+1)) }

func clampFlat(n uint64) int { return int(min(n, math.MaxInt32)) }
