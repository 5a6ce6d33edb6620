package component

import (
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// checkCanon checks a canonical definition that adds a core function, all but
// lift, and says what the signature of that function is (CanonicalABI.md,
// Canonical Definitions).
func (sc *scope) checkCanon(c *Canon, at int) error {
	if err := sc.canonGates(c, at); err != nil {
		return err
	}
	switch c.Op {
	case CanonLower:
		return sc.checkLower(c, at)
	case CanonTaskReturn:
		return sc.checkTaskReturn(c, at)
	case CanonResourceNew, CanonResourceDrop, CanonResourceRep:
		return sc.checkResourceOp(c, at)
	case CanonStreamNew, CanonStreamRead, CanonStreamWrite, CanonStreamCancelRead, CanonStreamCancelWrite,
		CanonStreamDropReadable, CanonStreamDropWritable:
		return sc.checkCopyOp(c, KindStream, at)
	case CanonFutureNew, CanonFutureRead, CanonFutureWrite, CanonFutureCancelRead, CanonFutureCancelWrite,
		CanonFutureDropReadable, CanonFutureDropWritable:
		return sc.checkCopyOp(c, KindFuture, at)
	case CanonContextGet, CanonContextSet:
		return sc.checkContext(c, at)
	case CanonErrorContextNew, CanonErrorContextDebugMsg:
		return sc.checkErrorContext(c, at)
	case CanonWaitableSetWait, CanonWaitableSetPoll:
		is64, err := sc.abiMemory(at, c.Memory)
		addr := wasmcode.I32
		if is64 {
			addr = wasmcode.I64
		}
		c.CoreFunc = coreFunc([]wasmcode.ValType{wasmcode.I32, addr}, wasmcode.I32)
		return err
	case CanonThreadNewIndirect, CanonThreadSpawnRef, CanonThreadSpawnIndirect:
		return sc.checkThreadStart(c, at)
	}
	if s, ok := fixedSignatures[c.Op]; ok {
		c.CoreFunc = s
	}
	return nil
}

func coreFunc(params []wasmcode.ValType, results ...wasmcode.ValType) wasmcode.FuncType {
	return wasmcode.FuncType{Params: params, Results: results}
}

var (
	noParams  []wasmcode.ValType
	oneParam  = []wasmcode.ValType{wasmcode.I32}
	twoParams = []wasmcode.ValType{wasmcode.I32, wasmcode.I32}
)

// fixedSignatures are the signatures that depend on no immediate.
var fixedSignatures = map[CanonOp]wasmcode.FuncType{
	CanonTaskCancel:             coreFunc(noParams),
	CanonSubtaskCancel:          coreFunc(oneParam, wasmcode.I32),
	CanonSubtaskDrop:            coreFunc(oneParam),
	CanonBackpressureInc:        coreFunc(noParams),
	CanonBackpressureDec:        coreFunc(noParams),
	CanonErrorContextDrop:       coreFunc(oneParam),
	CanonWaitableSetNew:         coreFunc(noParams, wasmcode.I32),
	CanonWaitableSetDrop:        coreFunc(oneParam),
	CanonWaitableJoin:           coreFunc(twoParams),
	CanonThreadYield:            coreFunc(noParams, wasmcode.I32),
	CanonThreadIndex:            coreFunc(noParams, wasmcode.I32),
	CanonThreadResumeLater:      coreFunc(oneParam),
	CanonThreadSuspend:          coreFunc(noParams, wasmcode.I32),
	CanonThreadSuspendResume:    coreFunc(oneParam, wasmcode.I32),
	CanonThreadYieldResume:      coreFunc(oneParam, wasmcode.I32),
	CanonThreadSuspendPromote:   coreFunc(oneParam, wasmcode.I32),
	CanonThreadYieldPromote:     coreFunc(oneParam, wasmcode.I32),
	CanonThreadAvailParallelism: coreFunc(noParams, wasmcode.I32),
}

// canonGates checks the gates of the opcode and its immediates.
func (sc *scope) canonGates(c *Canon, at int) error {
	switch op := c.Op; {
	case op == CanonLower || op == CanonResourceNew || op == CanonResourceDrop || op == CanonResourceRep:
		return nil
	case op == CanonErrorContextNew || op == CanonErrorContextDebugMsg || op == CanonErrorContextDrop:
		return sc.d.need(FeatureErrorContext, at, "`%s` requires the component model error-context feature", op)
	case op == CanonThreadSpawnRef || op == CanonThreadSpawnIndirect || op == CanonThreadAvailParallelism:
		return sc.d.need(FeatureSharedEverything, at, "`%s` requires the shared-everything-threads proposal", op)
	case op >= CanonThreadIndex && op <= CanonThreadYieldPromote:
		return sc.d.need(FeatureThreading, at, "`%s` requires the component model threading feature", op)
	}
	if err := sc.d.need(FeatureAsync, at, "`%s` requires the component model async feature", c.Op); err != nil {
		return err
	}
	if c.Async {
		return sc.d.need(FeatureMoreAsyncBuiltins, at, "async `%s` requires the component model more async builtins feature", c.Op)
	}
	switch c.Op {
	case CanonStreamRead, CanonStreamWrite, CanonFutureRead, CanonFutureWrite:
		if !c.Opts.Async {
			return sc.d.need(FeatureMoreAsyncBuiltins, at, "synchronous `%s` requires the component model more async builtins feature", c.Op)
		}
	}
	return nil
}

func (sc *scope) checkLower(c *Canon, at int) error {
	ft, err := sc.funcAt(at, c.Func)
	if err != nil {
		return err
	}
	c.FuncType = ft
	if err := firstOf(sc.checkOptions(&c.Opts, at), c.Opts.notForLowering(at), checkAsync(&c.Opts, ft, at)); err != nil {
		return err
	}
	return sc.lower(c, ft, at)
}

func (sc *scope) checkTaskReturn(c *Canon, at int) error {
	if c.Result.HasBorrow() {
		return errf(at, "function result cannot contain a `borrow` type")
	}
	o := &c.Opts
	if err := sc.checkOptions(o, at); err != nil {
		return err
	}
	switch {
	case o.HasRealloc:
		return errf(at, "cannot specify `realloc` option on `task.return`")
	case o.HasPostReturn:
		return errf(at, "cannot specify `post-return` option on `task.return`")
	}
	if err := firstOf(o.notForLowering(at), o.mustBeSync(at, c.Op)); err != nil {
		return err
	}
	ft := &FuncType{}
	if c.Result != nil {
		ft.Params = []Param{{"v", c.Result}}
	}
	return sc.lower(c, ft, at)
}

func (sc *scope) checkResourceOp(c *Canon, at int) error {
	ref, err := sc.resourceAt(at, c.Type)
	if err != nil {
		return err
	}
	c.Resource = ref.id
	if c.Op == CanonResourceDrop {
		c.CoreFunc = coreFunc(oneParam)
		return nil
	}
	rep, ok := sc.local[ref.id]
	if !ok {
		return errf(at, "type %d is not a local resource", c.Type)
	}
	if c.Op == CanonResourceNew {
		c.CoreFunc = coreFunc([]wasmcode.ValType{rep}, wasmcode.I32)
	} else {
		c.CoreFunc = coreFunc(oneParam, rep)
	}
	return nil
}

// checkCopyOp checks the built-ins of streams and futures.
func (sc *scope) checkCopyOp(c *Canon, kind Kind, at int) error {
	t, err := sc.valueTypeAt(at, c.Type)
	if err != nil {
		return err
	}
	if t.Kind != kind {
		return errf(at, "`%s` requires a %s type", c.Op, kind)
	}
	c.StreamType, c.ValType = t, t.Elem
	o := &c.Opts
	switch c.Op {
	case CanonStreamNew, CanonFutureNew:
		c.CoreFunc = coreFunc(noParams, wasmcode.I64)
		return nil
	case CanonStreamCancelRead, CanonStreamCancelWrite, CanonFutureCancelRead, CanonFutureCancelWrite:
		c.CoreFunc = coreFunc(oneParam, wasmcode.I32)
		return nil
	case CanonStreamDropReadable, CanonStreamDropWritable, CanonFutureDropReadable, CanonFutureDropWritable:
		c.CoreFunc = coreFunc(oneParam)
		return nil
	}
	if err := sc.checkOptions(o, at); err != nil {
		return err
	}
	if t.Elem != nil {
		if err := o.needMemory(at); err != nil {
			return err
		}
	}
	if (c.Op == CanonStreamRead || c.Op == CanonFutureRead) && t.Elem.HasPointer() {
		if err := o.needRealloc(at); err != nil {
			return err
		}
	}
	if err := o.notForLowering(at); err != nil {
		return err
	}
	addr := o.addrType()
	if kind == KindStream {
		c.CoreFunc = coreFunc([]wasmcode.ValType{wasmcode.I32, addr, addr}, addr)
	} else {
		c.CoreFunc = coreFunc([]wasmcode.ValType{wasmcode.I32, addr}, wasmcode.I32)
	}
	return sc.agreesWithCoreType(c, at)
}

// agreesWithCoreType checks the core-type option against the signature.
func (sc *scope) agreesWithCoreType(c *Canon, at int) error {
	if !c.Opts.HasCoreType {
		return nil
	}
	t, err := sc.coreTypeAt(at, c.Opts.CoreType)
	if err != nil {
		return err
	}
	if !c.CoreFunc.Equal(*t.Func) {
		return errf(at, "declared core type %s does not match the signature %s", coreFuncText(*t.Func), coreFuncText(c.CoreFunc))
	}
	return nil
}

func (sc *scope) checkContext(c *Canon, at int) error {
	switch c.SlotType {
	case wasmcode.I32:
	case wasmcode.I64:
		if err := sc.d.need(Feature64, at, "64-bit `%s` requires the component model 64-bit feature", c.Op); err != nil {
			return err
		}
	default:
		return errf(at, "`%s` only supports `i32` or `i64`", c.Op)
	}
	if sc.contextType == "" {
		sc.contextType = c.SlotType
	}
	if sc.contextType != c.SlotType {
		return errf(at, "`%s` type must match previous context type", c.Op)
	}
	if c.Slot > 0 {
		if err := sc.d.need(FeatureThreading, at, "`%s` immediate must be zero: %d", c.Op, c.Slot); err != nil {
			return err
		}
	}
	if c.Slot > 1 {
		return errf(at, "`%s` immediate must be zero or one: %d", c.Op, c.Slot)
	}
	t := []wasmcode.ValType{c.SlotType}
	if c.Op == CanonContextGet {
		c.CoreFunc = coreFunc(nil, t...)
	} else {
		c.CoreFunc = coreFunc(t)
	}
	return nil
}

func (sc *scope) checkErrorContext(c *Canon, at int) error {
	o := &c.Opts
	if err := firstOf(sc.checkOptions(o, at), o.needMemory(at)); err != nil {
		return err
	}
	addr := o.addrType()
	if c.Op == CanonErrorContextDebugMsg {
		if err := o.needRealloc(at); err != nil {
			return err
		}
		c.CoreFunc = coreFunc([]wasmcode.ValType{wasmcode.I32, addr})
	} else {
		c.CoreFunc = coreFunc([]wasmcode.ValType{addr, addr}, wasmcode.I32)
	}
	return firstOf(o.mustBeSync(at, c.Op), o.notForLowering(at), sc.agreesWithCoreType(c, at))
}

// checkThreadStart checks the built-ins that start threads.
func (sc *scope) checkThreadStart(c *Canon, at int) error {
	t, err := sc.coreTypeAt(at, c.Type)
	if err != nil {
		return err
	}
	switch {
	case t.Module != nil:
		return errf(at, "expected a core function type")
	case t.Func == nil:
		return errf(at, "start type must be a function")
	case !sameCoreVals(t.Func.Params, oneParam):
		return errf(at, "start function must take a single `i32` argument (currently)")
	case len(t.Func.Results) != 0:
		return errf(at, "start function must not return any values")
	}
	if c.Op == CanonThreadSpawnRef {
		c.CoreFunc = coreFunc([]wasmcode.ValType{"(ref null (shared func))", wasmcode.I32}, wasmcode.I32)
		return nil
	}
	tab, err := sc.coreTableAt(at, c.Table)
	if err != nil {
		return err
	}
	if c.Op == CanonThreadNewIndirect {
		if tab.Elem != wasmcode.FuncRef || tab.Limits.Is64 || tab.Limits.Shared {
			return errf(at, "table is not a 32-bit table of (ref null (func))")
		}
	} else if tab.Limits.Is64 || !tab.Limits.Shared {
		return errf(at, "table is not a 32-bit shared table of (ref null (shared func))")
	}
	c.CoreFunc = coreFunc(twoParams, wasmcode.I32)
	return nil
}
