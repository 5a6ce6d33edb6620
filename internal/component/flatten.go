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

// FlattenType gives the core types of t with 32-bit pointers
// (CanonicalABI.md, Flattening: flatten_type). At most 17 are given: a longer
// list, like one of exactly 17, means that values of t travel through memory.
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
	if len(flat) >= maxFlat {
		return flat
	}
	switch t.Kind {
	case KindS64, KindU64:
		return append(flat, wasmcode.I64)
	case KindF32:
		return append(flat, wasmcode.F32)
	case KindF64:
		return append(flat, wasmcode.F64)
	case KindString, KindList, KindMap:
		return append(flat, addr, addr)
	case KindRecord:
		for i := range t.Fields {
			flat = flatten(flat, t.Fields[i].Type, addr)
		}
		return flat
	case KindTuple:
		for _, e := range t.Elems {
			flat = flatten(flat, e, addr)
		}
		return flat
	case KindFixedList:
		for i := uint32(0); i < t.Len && len(flat) < maxFlat; i++ {
			flat = flatten(flat, t.Elem, addr)
		}
		return flat
	case KindVariant, KindOption, KindResult:
		return flattenVariant(flat, t, addr)
	}
	// bool, integers up to 32 bits, char, flags, enum, error-context, own,
	// borrow, stream, future
	return append(flat, wasmcode.I32)
}

// flattenVariant is flatten_variant: the discriminant, then the join of the
// payloads position by position.
func flattenVariant(flat []wasmcode.ValType, t *ValType, addr wasmcode.ValType) []wasmcode.ValType {
	flat = append(flat, wasmcode.I32)
	start := len(flat)
	var buf [maxFlat]wasmcode.ValType
	payload := func(p *ValType) {
		if p == nil {
			return
		}
		for i, c := range flatten(buf[:0], p, addr) {
			if start+i < len(flat) {
				flat[start+i] = join(flat[start+i], c)
			} else {
				flat = append(flat, c)
			}
		}
	}
	switch t.Kind {
	case KindVariant:
		for i := range t.Cases {
			payload(t.Cases[i].Type)
		}
	default:
		payload(t.Elem)
		payload(t.Err)
	}
	return flat
}

// join is the core type that can hold either of two (CanonicalABI.md, join).
func join(a, b wasmcode.ValType) wasmcode.ValType {
	if a == b {
		return a
	}
	if (a == wasmcode.I32 && b == wasmcode.F32) || (a == wasmcode.F32 && b == wasmcode.I32) {
		return wasmcode.I32
	}
	return wasmcode.I64
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
