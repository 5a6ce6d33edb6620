package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// canonDef decodes a canonical definition (Binary.md, Canonical Definitions).
func (sc *scope) canonDef(r *wasmcode.Reader) error {
	at := r.Offset()
	c := &Canon{Op: CanonOp(r.Byte())}
	if err := sc.d.charge(at, costCanon); err != nil {
		return err
	}
	err := sc.canonImmediates(r, c)
	if err := firstError(r, err); err != nil {
		return within(err, "canon "+c.Op.String())
	}
	if c.Op == CanonLift {
		if err := sc.lift(c, at); err != nil {
			return within(err, fmt.Sprintf("func[%d].canon lift", len(sc.funcs)))
		}
		if err := sc.addFunc(at, c.FuncType); err != nil {
			return err
		}
		return sc.define(at, Def{Canon: c})
	}
	if err := sc.checkCanon(c, at); err != nil {
		return within(err, fmt.Sprintf("core-func[%d].canon %s", len(sc.coreFuncs), c.Op))
	}
	if err := sc.d.charge(at, 32*(len(c.CoreFunc.Params)+len(c.CoreFunc.Results))); err != nil {
		return err
	}
	if err := sc.addCoreFunc(at, c.CoreFunc); err != nil {
		return err
	}
	return sc.define(at, Def{Canon: c})
}

// canonImmediates reads what follows the opcode.
func (sc *scope) canonImmediates(r *wasmcode.Reader, c *Canon) (err error) {
	switch c.Op {
	case CanonLift:
		if b := r.Byte(); b != 0 {
			r.BadByte(b, "canonical function lift")
		}
		c.Func = r.U32()
		c.Opts, err = sc.canonOptions(r)
		c.Type = r.U32()
	case CanonLower:
		if b := r.Byte(); b != 0 {
			r.BadByte(b, "canonical function lower")
		}
		c.Func = r.U32()
		c.Opts, err = sc.canonOptions(r)
	case CanonResourceNew, CanonResourceDrop, CanonResourceRep,
		CanonStreamNew, CanonStreamDropReadable, CanonStreamDropWritable,
		CanonFutureNew, CanonFutureDropReadable, CanonFutureDropWritable:
		c.Type = r.U32()
	case CanonStreamRead, CanonStreamWrite, CanonFutureRead, CanonFutureWrite:
		c.Type = r.U32()
		c.Opts, err = sc.canonOptions(r)
	case CanonStreamCancelRead, CanonStreamCancelWrite, CanonFutureCancelRead, CanonFutureCancelWrite:
		c.Type = r.U32()
		c.Async = boolean(r)
	case CanonSubtaskCancel:
		c.Async = boolean(r)
	case CanonTaskReturn:
		if c.Result, err = sc.resultList(r); err == nil {
			c.Opts, err = sc.canonOptions(r)
		}
	case CanonContextGet, CanonContextSet:
		c.SlotType = r.ValType()
		c.Slot = r.U32()
	case CanonThreadYield, CanonThreadSuspend, CanonThreadSuspendResume, CanonThreadYieldResume,
		CanonThreadSuspendPromote, CanonThreadYieldPromote:
		c.Cancellable = boolean(r)
	case CanonErrorContextNew, CanonErrorContextDebugMsg:
		c.Opts, err = sc.canonOptions(r)
	case CanonWaitableSetWait, CanonWaitableSetPoll:
		c.Cancellable = boolean(r)
		c.Memory = r.U32()
	case CanonThreadNewIndirect:
		c.Type = r.U32()
		c.Table = r.U32()
	case CanonThreadSpawnRef:
		c.Shared = boolean(r)
		c.Type = r.U32()
	case CanonThreadSpawnIndirect:
		c.Shared = boolean(r)
		c.Type = r.U32()
		c.Table = r.U32()
	case CanonThreadAvailParallelism:
		c.Shared = boolean(r)
	case CanonTaskCancel, CanonSubtaskDrop, CanonErrorContextDrop, CanonWaitableSetNew, CanonWaitableSetDrop,
		CanonWaitableJoin, CanonBackpressureInc, CanonBackpressureDec, CanonThreadIndex, CanonThreadResumeLater:
	case 0x2e, 0x2f:
		r.BadByte(byte(c.Op), "canonical function: `stream.forward` and `future.forward` are newer than "+
			"the version of the component model that is supported")
	default:
		r.BadByte(byte(c.Op), "canonical function")
	}
	return err
}

// boolean reads an async?, cancel? or sh? immediate.
func boolean(r *wasmcode.Reader) bool {
	at := r.Offset()
	b := r.Byte()
	if b > 1 {
		r.Fail(at, "invalid boolean value: 0x%x", b)
	}
	return b == 1
}

// canonOptions reads opts; which options go together is checked by checkOptions.
func (sc *scope) canonOptions(r *wasmcode.Reader) (o CanonOptions, err error) {
	for n := r.Count(maxCanonOptions, "canonical options"); n > 0; n-- {
		at := r.Offset()
		dup := func(seen bool, name string) {
			if seen && err == nil {
				err = errf(at, "canonical option `%s` is specified more than once", name)
			}
		}
		switch b := r.Byte(); b {
		case 0x00, 0x01, 0x02:
			e := StringEncoding(b)
			if o.HasEncoding && err == nil {
				err = errf(at, "canonical encoding option `%s` conflicts with option `%s`", encodingDesc(o.Encoding), encodingDesc(e))
			}
			o.HasEncoding, o.Encoding = true, e
		case 0x03:
			dup(o.HasMemory, "memory")
			o.HasMemory, o.Memory = true, r.U32()
		case 0x04:
			dup(o.HasRealloc, "realloc")
			o.HasRealloc, o.Realloc = true, r.U32()
		case 0x05:
			dup(o.HasPostReturn, "post-return")
			o.HasPostReturn, o.PostReturn = true, r.U32()
		case 0x06:
			dup(o.Async, "async")
			o.Async = true
		case 0x07:
			dup(o.HasCallback, "callback")
			o.HasCallback, o.Callback = true, r.U32()
		case 0x08:
			dup(o.HasCoreType, "core-type")
			o.HasCoreType, o.CoreType = true, r.U32()
		case 0x09:
			dup(o.GC, "gc")
			o.GC = true
		default:
			r.BadByte(b, "canonical option")
		}
		if err := firstError(r, err); err != nil {
			return o, err
		}
	}
	return o, firstError(r, nil)
}

func encodingDesc(e StringEncoding) string {
	if e == Latin1UTF16 {
		return "latin1-utf16"
	}
	return e.String()
}

// abiMemory checks that a core memory can be a memory option: a subtype of
// (memory 0), with cm64 also of (memory i64 0).
func (sc *scope) abiMemory(at int, i uint32) (is64 bool, err error) {
	m, err := sc.coreMemoryAt(at, i)
	if err != nil {
		return false, err
	}
	if m.Is64 {
		if err := sc.d.need(Feature64, at, "64-bit memories require the `cm64` feature to be enabled"); err != nil {
			return false, err
		}
	}
	return m.Is64, coreMemorySubtype(m, wasmcode.Limits{Is64: m.Is64, PageSizeLog2: m.PageSizeLog2}, at)
}

// checkOptions checks what holds for options wherever they stand
// (CanonicalABI.md, canonopt Validation).
func (sc *scope) checkOptions(o *CanonOptions, at int) error {
	if o.HasMemory {
		is64, err := sc.abiMemory(at, o.Memory)
		if err != nil {
			return err
		}
		o.Memory64 = is64
	}
	if o.Async {
		if err := sc.d.need(FeatureAsync, at, "canonical option `async` requires the component model async feature"); err != nil {
			return err
		}
	}
	if o.HasCoreType {
		if err := sc.d.need(FeatureGC, at, "canonical option `core type` requires the component model gc feature"); err != nil {
			return err
		}
		t, err := sc.coreTypeAt(at, o.CoreType)
		if err != nil {
			return err
		}
		if t.Func == nil {
			return errf(at, "canonical option `core type` must reference a core function type")
		}
	}
	if o.GC {
		if err := sc.d.need(FeatureGC, at, "canonical option `gc` requires the `cm-gc` feature"); err != nil {
			return err
		}
		return errf(at, "canonical option `gc` is not supported: the specification has no rules for it yet")
	}
	switch {
	case o.HasCallback && !o.Async:
		return errf(at, "cannot specify callback without async")
	case o.Async && o.HasPostReturn:
		return errf(at, "cannot specify post-return function in async")
	case o.HasCoreType && !o.GC:
		return errf(at, "cannot specify `core-type` without `gc`")
	}
	if o.HasRealloc {
		if !o.HasMemory {
			return errf(at, "canonical option `realloc` requires `memory` to also be specified")
		}
		ft, err := sc.coreFuncAt(at, o.Realloc)
		if err != nil {
			return err
		}
		a := o.addrType()
		if !ft.Equal(wasmcode.FuncType{Params: []wasmcode.ValType{a, a, a, a}, Results: []wasmcode.ValType{a}}) {
			return errf(at, "canonical option `realloc` uses a core function with an incorrect signature")
		}
	}
	return nil
}

// needMemory and needRealloc report a missing option.
func (o *CanonOptions) needMemory(at int) error {
	if !o.HasMemory {
		return errf(at, "canonical option `memory` is required")
	}
	return nil
}

func (o *CanonOptions) needRealloc(at int) error {
	if err := o.needMemory(at); err != nil {
		return err
	}
	if !o.HasRealloc {
		return errf(at, "canonical option `realloc` is required")
	}
	return nil
}

// notForLowering refuses the options that only lift knows.
func (o *CanonOptions) notForLowering(at int) error {
	switch {
	case o.HasPostReturn:
		return errf(at, "canonical option `post-return` cannot be specified for lowerings")
	case o.HasCallback:
		return errf(at, "canonical option `callback` cannot be specified for lowerings")
	}
	return nil
}

func (o *CanonOptions) mustBeSync(at int, op CanonOp) error {
	if o.Async {
		return errf(at, "cannot specify `async` option on `%s`", op)
	}
	return nil
}

// firstOf gives the first error.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// lift checks a canon lift (CanonicalABI.md, canon lift).
func (sc *scope) lift(c *Canon, at int) error {
	ft, err := sc.funcTypeAt(at, c.Type)
	if err != nil {
		return err
	}
	c.FuncType = ft
	core, err := sc.coreFuncAt(at, c.Func)
	if err != nil {
		return err
	}
	o := &c.Opts
	if err := sc.checkOptions(o, at); err != nil {
		return err
	}
	if err := sc.checkLiftOptions(o, core, at); err != nil {
		return err
	}
	if err := checkAsync(o, ft, at); err != nil {
		return err
	}
	c.CoreFunc = core
	addr := o.addrType()
	params, spilled := flatParams(ft, MaxFlatParams, addr)
	if spilled || anyPointer(ft.Params) {
		if err := o.needRealloc(at); err != nil {
			return err
		}
	}
	if ft.Result != nil {
		limit := MaxFlatResults
		if o.Async {
			limit = MaxFlatParams // they go to task.return
		}
		_, spilled := flatResult(ft, limit, addr)
		if spilled || ft.Result.HasPointer() {
			if err := o.needMemory(at); err != nil {
				return err
			}
		}
	}
	want := CoreLiftType(ft, *o)
	if !sameCoreVals(want.Params, core.Params) {
		return errf(at, "lowered parameter types `%s` do not match parameter types `%s` of core function %d",
			debugTypes(params), debugTypes(core.Params), c.Func)
	}
	if !sameCoreVals(want.Results, core.Results) {
		return errf(at, "lowered result types `%s` do not match result types `%s` of core function %d",
			debugTypes(want.Results), debugTypes(core.Results), c.Func)
	}
	return nil
}

func (sc *scope) checkLiftOptions(o *CanonOptions, core wasmcode.FuncType, at int) error {
	if o.HasPostReturn {
		post, err := sc.coreFuncAt(at, o.PostReturn)
		if err != nil {
			return err
		}
		if !post.Equal(wasmcode.FuncType{Params: core.Results}) {
			return errf(at, "canonical option `post-return` uses a core function with an incorrect signature")
		}
	}
	if o.Async && !o.HasCallback {
		if err := sc.d.need(FeatureAsyncStackful, at, "an async lift without callback requires the component model async stackful feature"); err != nil {
			return err
		}
	}
	if o.HasCallback {
		cb, err := sc.coreFuncAt(at, o.Callback)
		if err != nil {
			return err
		}
		i := wasmcode.I32
		if !cb.Equal(wasmcode.FuncType{Params: []wasmcode.ValType{i, i, i}, Results: []wasmcode.ValType{i}}) {
			return errf(at, "canonical option `callback` uses a core function with an incorrect signature")
		}
	}
	if o.HasCoreType {
		return errf(at, "canonical option `core-type` is not allowed in `canon lift`")
	}
	return nil
}

func checkAsync(o *CanonOptions, ft *FuncType, at int) error {
	if o.Async && !ft.Async {
		return errf(at, "the `async` canonical option requires an async function type")
	}
	return nil
}

func anyPointer(params []Param) bool {
	for i := range params {
		if params[i].Type.HasPointer() {
			return true
		}
	}
	return false
}

// debugTypes spells core types as wasmparser's messages do.
func debugTypes(ts []wasmcode.ValType) string {
	out := "["
	for i, t := range ts {
		if i > 0 {
			out += ", "
		}
		switch t {
		case wasmcode.I32:
			out += "I32"
		case wasmcode.I64:
			out += "I64"
		case wasmcode.F32:
			out += "F32"
		case wasmcode.F64:
			out += "F64"
		default:
			out += string(t)
		}
	}
	return out + "]"
}

// lower checks a canon lower (CanonicalABI.md, canon lower); op is CanonLower,
// or CanonTaskReturn, whose operands are those of a lowered function.
func (sc *scope) lower(c *Canon, ft *FuncType, at int) error {
	o := &c.Opts
	addr := o.addrType()
	limit := MaxFlatParams
	if o.Async {
		limit = MaxFlatAsyncParams
	}
	_, spilled := flatParams(ft, limit, addr)
	if spilled || anyPointer(ft.Params) {
		if err := o.needMemory(at); err != nil {
			return err
		}
	}
	if ft.Result != nil {
		if ft.Result.HasPointer() {
			if err := o.needRealloc(at); err != nil {
				return err
			}
		}
		if _, spilled := flatResult(ft, MaxFlatResults, addr); spilled || o.Async {
			if err := o.needMemory(at); err != nil {
				return err
			}
		}
	}
	c.CoreFunc = CoreLowerType(ft, *o)
	return nil
}
