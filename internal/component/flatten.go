package component

import "github.com/jco-go/jco-go/internal/wasmcode"

// The limits of CanonicalABI.md, Flattening.
const (
	MaxFlatParams      = 16
	MaxFlatAsyncParams = 4
	MaxFlatResults     = 1
)

// maxFlat bounds what flattening produces: a type with more flat values than
// any limit above travels through memory, so that its other flat values are of
// no interest. A fixed-length list alone could have 2^30 of them.
const maxFlat = MaxFlatParams + 1

// addrType is the type of a pointer under o: i64 if the memory option names a
// 64-bit memory, else i32.
func (o *CanonOptions) addrType() wasmcode.ValType {
	if o.Memory64 {
		return wasmcode.I64
	}
	return wasmcode.I32
}

// flatCode is a flat value type. flatAddr is i32 or i64, as pointers are.
type flatCode uint8

const (
	flatI32 flatCode = iota
	flatI64
	flatF32
	flatF64
	flatAddr
)

func (c flatCode) valType(addr wasmcode.ValType) wasmcode.ValType {
	switch c {
	case flatI32:
		return wasmcode.I32
	case flatI64:
		return wasmcode.I64
	case flatF32:
		return wasmcode.F32
	case flatF64:
		return wasmcode.F64
	}
	return addr
}

// FlattenType gives the core types of t with 32-bit pointers
// (CanonicalABI.md, Flattening: flatten_type). At most 17 are given: that many
// mean that values of t travel through memory wherever flat values would.
func FlattenType(t *ValType) []wasmcode.ValType {
	return flatten(nil, t, wasmcode.I32)
}

// FlattenParams is FlattenType for a parameter list.
func FlattenParams(params []Param) []wasmcode.ValType {
	var flat []wasmcode.ValType
	for _, p := range params {
		flat = flatten(flat, p.Type, wasmcode.I32)
	}
	return flat
}

// flatten appends the flat types of t, never more than maxFlat in all.
func flatten(flat []wasmcode.ValType, t *ValType, addr wasmcode.ValType) []wasmcode.ValType {
	for _, c := range t.flat[:t.flatLen] {
		if len(flat) >= maxFlat {
			break
		}
		flat = append(flat, c.valType(addr))
	}
	return flat
}

// computeFlat fills in t.flat from that of t's parts: a type graph whose tree is
// huge flattens in one step per node.
func computeFlat(t *ValType) {
	push := func(codes ...flatCode) {
		for _, c := range codes {
			if t.flatLen < maxFlat {
				t.flat[t.flatLen] = c
				t.flatLen++
			}
		}
	}
	t.flatLen = 0
	switch t.Kind {
	case KindS64, KindU64:
		push(flatI64)
	case KindF32:
		push(flatF32)
	case KindF64:
		push(flatF64)
	case KindString, KindList, KindMap:
		push(flatAddr, flatAddr)
	case KindRecord:
		for i := range t.Fields {
			f := t.Fields[i].Type
			push(f.flat[:f.flatLen]...)
		}
	case KindTuple:
		for _, e := range t.Elems {
			push(e.flat[:e.flatLen]...)
		}
	case KindFixedList:
		for i := uint32(0); i < t.Len && t.flatLen < maxFlat; i++ {
			push(t.Elem.flat[:t.Elem.flatLen]...)
		}
	case KindVariant:
		push(flatI32)
		for i := range t.Cases {
			joinPayload(t, t.Cases[i].Type)
		}
	case KindOption, KindResult:
		push(flatI32)
		joinPayload(t, t.Elem)
		joinPayload(t, t.Err)
	default:
		// bool, integers up to 32 bits, char, flags, enum, error-context, own,
		// borrow, stream, future
		push(flatI32)
	}
}

// joinPayload joins a case's payload into the flat values of a variant
// (CanonicalABI.md, flatten_variant).
func joinPayload(t, payload *ValType) {
	if payload == nil {
		return
	}
	for i, c := range payload.flat[:payload.flatLen] {
		at := i + 1 // after the discriminant
		switch {
		case at >= maxFlat:
			return
		case at < int(t.flatLen):
			t.flat[at] = join(t.flat[at], c)
		default:
			t.flat[at] = c
			t.flatLen++
		}
	}
}

// join is the core type that can hold either of two (CanonicalABI.md, join).
func join(a, b flatCode) flatCode {
	if a > b {
		a, b = b, a
	}
	switch {
	case a == b:
		return a
	case a == flatI32 && b == flatF32:
		return flatI32
	case (a == flatI32 || a == flatF32) && b == flatAddr:
		return flatAddr // i32 or i64, as the address
	}
	return flatI64
}

// flatParams gives the flat parameters of ft and whether they go through memory
// because there are more than limit.
func flatParams(ft *FuncType, limit int, addr wasmcode.ValType) (flat []wasmcode.ValType, spilled bool) {
	for i := range ft.Params {
		flat = flatten(flat, ft.Params[i].Type, addr)
	}
	if len(flat) > limit {
		return []wasmcode.ValType{addr}, true
	}
	return flat, false
}

// flatResult is flatParams for the result.
func flatResult(ft *FuncType, limit int, addr wasmcode.ValType) (flat []wasmcode.ValType, spilled bool) {
	if ft.Result == nil {
		return nil, false
	}
	flat = flatten(nil, ft.Result, addr)
	if len(flat) > limit {
		return []wasmcode.ValType{addr}, true
	}
	return flat, false
}

// CoreLiftType is the signature that a core function needs to be lifted to ft
// with the options o (CanonicalABI.md, flatten_functype in the context 'lift').
func CoreLiftType(ft *FuncType, o CanonOptions) wasmcode.FuncType {
	addr := o.addrType()
	params, _ := flatParams(ft, MaxFlatParams, addr)
	switch {
	case !o.Async:
		results, _ := flatResult(ft, MaxFlatResults, addr)
		return wasmcode.FuncType{Params: params, Results: results}
	case o.HasCallback:
		return wasmcode.FuncType{Params: params, Results: []wasmcode.ValType{wasmcode.I32}}
	}
	return wasmcode.FuncType{Params: params}
}

// CoreLowerType is the signature of the core function that lowering a function
// of type ft with the options o makes (flatten_functype in the context 'lower').
func CoreLowerType(ft *FuncType, o CanonOptions) wasmcode.FuncType {
	addr := o.addrType()
	if o.Async {
		params, _ := flatParams(ft, MaxFlatAsyncParams, addr)
		if ft.Result != nil {
			params = append(params, addr)
		}
		return wasmcode.FuncType{Params: params, Results: []wasmcode.ValType{wasmcode.I32}}
	}
	params, _ := flatParams(ft, MaxFlatParams, addr)
	results, spilled := flatResult(ft, MaxFlatResults, addr)
	if spilled {
		params, results = append(params, addr), nil
	}
	return wasmcode.FuncType{Params: params, Results: results}
}
