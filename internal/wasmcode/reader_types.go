package wasmcode

import "strconv"

// Limits of what this reader takes: those of wasmparser, so that what other
// tools accept is accepted.
const (
	maxTypes          = 1_000_000
	maxFunctions      = 1_000_000
	maxImports        = 1_000_000
	maxExports        = 1_000_000
	maxGlobals        = 1_000_000
	maxTags           = 1_000_000
	maxTables         = 100
	maxMemories       = 100
	maxFunctionParams = 1000
	maxStructFields   = 10_000
	maxSupertypes     = 1
)

// CompKind is the kind of a defined core type (WebAssembly 3.0, composite types).
type CompKind uint8

const (
	CompFunc CompKind = iota + 1
	CompStruct
	CompArray
	CompCont // stack switching
)

// DefinedType is one type of a module's type section. Func is set for CompFunc.
type DefinedType struct {
	Kind CompKind
	Func FuncType
	// Plain tells a type written as a bare functype from one in a recursion
	// group of several, an open (non-final) type or a subtype: two function
	// types are the same type only if both are plain.
	Plain bool
}

var heapTypes = map[byte]string{
	0x70: "func", 0x6f: "extern", 0x6e: "any", 0x6d: "eq", 0x6c: "i31", 0x6b: "struct", 0x6a: "array",
	0x69: "exn", 0x68: "cont", 0x71: "none", 0x72: "noextern", 0x73: "nofunc", 0x74: "noexn", 0x75: "nocont",
}

var nullRefs = map[string]ValType{
	"func": FuncRef, "extern": ExternRef, "any": "anyref", "eq": "eqref", "i31": "i31ref", "struct": "structref",
	"array": "arrayref", "exn": "exnref", "cont": "contref", "none": "nullref", "noextern": "nullexternref",
	"nofunc": "nullfuncref", "noexn": "nullexnref", "nocont": "nullcontref",
}

// heapType reads a heap type and spells it.
func (r *Reader) heapType() string {
	at := r.Offset()
	shared := false
	if b := r.Peek(); b == 0x65 {
		r.Byte()
		shared = true
	}
	b := r.Peek()
	if s, ok := heapTypes[b]; ok {
		r.Byte()
		if shared {
			return "(shared " + s + ")"
		}
		return s
	}
	exact := b == 0x62
	if exact {
		r.Byte()
	}
	v := r.S33()
	if v < 0 {
		r.Fail(at, "invalid heap type")
		return ""
	}
	r.MaxTypeRef = max(r.MaxTypeRef, v+1)
	s := strconv.FormatInt(v, 10)
	if exact {
		return "(exact " + s + ")"
	}
	return s
}

// ValType reads a value type.
func (r *Reader) ValType() ValType {
	t := r.valType()
	if r.onVal != nil && t != "" {
		r.onVal(t)
	}
	return t
}

func (r *Reader) valType() ValType {
	at := r.Offset()
	b := r.Byte()
	switch b {
	case 0x7f:
		return I32
	case 0x7e:
		return I64
	case 0x7d:
		return F32
	case 0x7c:
		return F64
	case 0x7b:
		return V128
	case 0x63:
		h := r.heapType()
		if t, ok := nullRefs[h]; ok {
			return t
		}
		return ValType("(ref null " + h + ")")
	case 0x64:
		return ValType("(ref " + r.heapType() + ")")
	case 0x65: // shared abstract reference type
		r.Pos--
		h := r.heapType()
		return ValType("(ref null " + h + ")")
	}
	if s, ok := heapTypes[b]; ok {
		return nullRefs[s]
	}
	if r.err == nil {
		r.Fail(at, "invalid leading byte (0x%x) for value type", b)
	}
	return ""
}

// refType reads a reference type.
func (r *Reader) refType() ValType {
	at := r.Offset()
	t := r.ValType()
	switch t {
	case I32, I64, F32, F64, V128:
		r.Fail(at, "malformed reference type")
	}
	return t
}

// FuncType reads the parameters and results of a function type, after its 0x60.
func (r *Reader) FuncType() FuncType {
	params := r.valTypes("function params")
	results := r.valTypes("function returns")
	return FuncType{Params: params, Results: results}
}

func (r *Reader) valTypes(what string) []ValType {
	n := r.Count(maxFunctionParams, what)
	if n == 0 {
		return nil
	}
	ts := make([]ValType, 0, n) // Count made sure of n bytes, and n ≤ 1000
	for range n {
		ts = append(ts, r.ValType())
	}
	return ts
}

// RecType reads one entry of a type section: a recursion group, a subtype or a
// bare composite type (WebAssembly 3.0, Recursive Types). It calls add for each
// type that it defines.
func (r *Reader) RecType(add func(DefinedType)) {
	if r.Peek() != 0x4e {
		add(r.subType())
		return
	}
	r.Byte()
	n := r.Count(maxTypes, "rec group types")
	for i := 0; i < n && r.err == nil; i++ {
		t := r.subType()
		t.Plain = t.Plain && n == 1
		add(t)
	}
}

func (r *Reader) subType() DefinedType {
	switch r.Peek() {
	case 0x50, 0x4f:
		final := r.Byte() == 0x4f
		n := r.Count(maxSupertypes, "supertype idxs")
		r.superTypes(n)
		t := r.compType()
		t.Plain = final && n == 0
		return t
	}
	t := r.compType()
	t.Plain = true
	return t
}

// OpenSubType reads the rest of a non-final subtype whose 0x50 was taken
// (component core types write it after a 0x00, Binary.md: core:deftype).
func (r *Reader) OpenSubType() DefinedType {
	r.superTypes(r.Count(maxSupertypes, "supertype idxs"))
	return r.compType()
}

func (r *Reader) superTypes(n int) {
	for range n {
		r.MaxTypeRef = max(r.MaxTypeRef, int64(r.U32())+1)
	}
}

func (r *Reader) compType() DefinedType {
	b := r.Byte()
	shared := false
	if b == 0x65 {
		shared = true
		b = r.Byte()
	}
	// Descriptor types (custom-descriptors proposal) are not read.
	var t DefinedType
	switch b {
	case 0x60:
		t = DefinedType{Kind: CompFunc, Func: r.FuncType()}
	case 0x5f:
		n := r.Count(maxStructFields, "struct fields")
		for range n {
			r.fieldType()
		}
		t = DefinedType{Kind: CompStruct}
	case 0x5e:
		r.fieldType()
		t = DefinedType{Kind: CompArray}
	case 0x5d:
		r.S33()
		t = DefinedType{Kind: CompCont}
	default:
		r.BadByte(b, "type")
	}
	t.Plain = !shared
	return t
}

func (r *Reader) fieldType() {
	switch r.Peek() {
	case 0x78, 0x77: // i8, i16
		r.Byte()
	default:
		r.ValType()
	}
	if m := r.Byte(); m > 1 {
		r.BadByte(m, "mutability")
	}
}

// limits reads the limits of a memory or table, after its element type.
func (r *Reader) limits(memory bool) Limits {
	at := r.Offset()
	flags := r.Byte()
	allowed := byte(0x07)
	if memory {
		allowed = 0x0f
	}
	if flags&^allowed != 0 {
		if memory {
			r.Fail(at, "invalid memory limits flags")
		} else {
			r.Fail(at, "invalid table limits flags")
		}
		return Limits{}
	}
	l := Limits{HasMax: flags&1 != 0, Shared: flags&2 != 0, Is64: flags&4 != 0, PageSizeLog2: 16}
	num := func() uint64 {
		if l.Is64 {
			return r.U64()
		}
		return uint64(r.U32())
	}
	l.Min = num()
	if l.HasMax {
		l.Max = num()
	}
	if flags&8 != 0 {
		l.HasPageSize = true
		l.PageSizeLog2 = r.U32()
		if l.PageSizeLog2 != 0 && l.PageSizeLog2 != 16 {
			r.Fail(at, "invalid custom page size")
		}
	}
	if l.HasMax && l.Min > l.Max {
		r.Fail(at, "size minimum must not be greater than maximum")
	}
	if memory {
		bits := 32 - l.PageSizeLog2
		if l.Is64 {
			bits = 64 - l.PageSizeLog2
		}
		if bits < 64 && (l.Min > 1<<bits || (l.HasMax && l.Max > 1<<bits)) {
			r.Fail(at, "memory size must be at most 0x%x %d-byte pages", uint64(1)<<bits, 1<<l.PageSizeLog2)
		}
		if l.Shared && !l.HasMax {
			r.Fail(at, "shared memory must have maximum size")
		}
	}
	return l
}

func (r *Reader) tableType() TableType {
	elem := r.refType()
	return TableType{Elem: elem, Limits: r.limits(false)}
}

func (r *Reader) globalType() GlobalType {
	t := r.ValType()
	m := r.Byte()
	if m > 1 && m != 2 && m != 3 { // 2 and 3: shared globals
		r.BadByte(m, "global mutability")
	}
	return GlobalType{Type: t, Mutable: m&1 != 0, Shared: m&2 != 0}
}

// TypeSpace resolves the type indices of imports, functions and tags.
type TypeSpace interface {
	// FuncTypeAt gives the function type at index i, false if there is no type
	// i or it is no function type.
	FuncTypeAt(i uint32) (FuncType, bool)
	// TypeCount is the number of types.
	TypeCount() int
}

// ExternType reads the type of an import, or of an export of a module type
// (importdesc of the core binary format).
func (r *Reader) ExternType(types TypeSpace) ExternType {
	at := r.Offset()
	switch k := r.Byte(); k {
	case 0x00, 0x20: // func, exact func
		return ExternType{Kind: KindFunc, Func: r.typeUse(types)}
	case 0x01:
		return ExternType{Kind: KindTable, Table: r.tableType()}
	case 0x02:
		return ExternType{Kind: KindMemory, Memory: r.limits(true)}
	case 0x03:
		return ExternType{Kind: KindGlobal, Global: r.globalType()}
	case 0x04:
		return ExternType{Kind: KindTag, Func: r.tagType(types)}
	default:
		if r.err == nil {
			r.Fail(at, "invalid leading byte (0x%x) for external kind", k)
		}
		return ExternType{}
	}
}

func (r *Reader) tagType(types TypeSpace) FuncType {
	if a := r.Byte(); a != 0 {
		r.BadByte(a, "tag attribute")
	}
	return r.typeUse(types)
}

func (r *Reader) typeUse(types TypeSpace) FuncType {
	at := r.Offset()
	i := r.U32()
	if r.err != nil {
		return FuncType{}
	}
	ft, ok := types.FuncTypeAt(i)
	if !ok {
		if int64(i) >= int64(types.TypeCount()) {
			r.Fail(at, "unknown type %d: type index out of bounds", i)
		} else {
			r.Fail(at, "type index %d is not a function type", i)
		}
	}
	return ft
}
