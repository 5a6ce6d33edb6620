package canon

import (
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// CanonicalABI.md, Flattening.
const (
	MaxFlatParams      = component.MaxFlatParams
	MaxFlatAsyncParams = component.MaxFlatAsyncParams
	MaxFlatResults     = component.MaxFlatResults
)

// CanonicalABI.md, Loading: the longest string and list, in bytes.
const (
	MaxStringByteLength = 1<<28 - 1
	MaxListByteLength   = 1<<28 - 1
)

// UTF16Tag marks the length of a latin1+utf16 string whose code units are 16
// bits wide (CanonicalABI.md, Loading: utf16_tag).
const UTF16Tag = 1 << 31

// Direction tells the two sides of a call apart.
type Direction uint8

const (
	// Lift is the callee's side: a core function becomes a component function.
	Lift Direction = iota
	// Lower is the caller's side: a component function becomes a core function.
	Lower
)

// Signature is how a component function type crosses to core code
// (CanonicalABI.md, Flattening: flatten_functype).
type Signature struct {
	Type      *component.FuncType
	Direction Direction

	// Params is the layout of the parameter tuple; Result that of the result,
	// nil if there is none.
	Params *Layout
	Result *Layout

	// ParamsSpill: the parameters travel in memory and one address stands for
	// them. ParamsFlat are the core parameters that carry the arguments: the
	// flat types, or that address. The out-pointer of a lower is not among them.
	ParamsSpill bool
	ParamsFlat  []wasmcode.ValType

	// ResultSpill: the result travels in memory. On lift the core function
	// returns its address; on lower the caller's last core parameter is the
	// out-pointer (OutParam). ResultFlat is what carries the result: its flat
	// types, or the address that a lifted function returns. In the async forms
	// the core result is a code: on lower ResultFlat is empty, on lift it is what
	// task.return takes.
	ResultSpill bool
	OutParam    bool
	ResultFlat  []wasmcode.ValType

	// Core is the whole core function type.
	Core wasmcode.FuncType
	// Async is the canon option.
	Async bool
}

// Options are the canon options that decide how values cross; the memory and
// realloc of the same definition are in a Context.
type Options struct {
	Encoding component.StringEncoding
	Async    bool // the async canon option
	Callback bool // the callback option, with Async on lift
}

// Signature computes how ft crosses in the given direction.
func (ls *Layouts) Signature(ft *component.FuncType, dir Direction, opts Options) *Signature {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	types := make([]*component.ValType, len(ft.Params))
	for i, p := range ft.Params {
		types[i] = p.Type
	}
	s := &Signature{Type: ft, Direction: dir, Params: ls.params(types), Async: opts.Async}
	resultLen := 0
	if ft.Result != nil {
		s.Result = ls.of(ft.Result)
		resultLen = s.Result.FlatLen
	}

	maxParams, maxResults := MaxFlatParams, MaxFlatResults
	if opts.Async && dir == Lower {
		maxParams, maxResults = MaxFlatAsyncParams, 0
	}
	if s.ParamsSpill = s.Params.FlatLen > maxParams; s.ParamsSpill {
		s.ParamsFlat = []wasmcode.ValType{wasmcode.I32}
	} else {
		s.ParamsFlat = s.Params.Flat
	}

	canon := component.CanonOptions{Async: opts.Async, HasCallback: opts.Callback}
	if dir == Lift {
		s.Core = component.CoreLiftType(ft, canon)
	} else {
		s.Core = component.CoreLowerType(ft, canon)
	}

	if opts.Async && dir == Lift {
		maxResults = MaxFlatParams // of task.return
	}
	switch {
	case resultLen > maxResults:
		s.ResultSpill = true
		if dir == Lift {
			s.ResultFlat = []wasmcode.ValType{wasmcode.I32}
		} else {
			s.OutParam = true
		}
	case s.Result != nil:
		s.ResultFlat = s.Result.Flat
	}
	return s
}

func itoa(i int) string { return strconv.Itoa(i) }
