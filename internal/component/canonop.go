package component

import "fmt"

// CanonOp is the opcode of a canonical definition.
type CanonOp uint8

// The opcodes of Binary.md, Canonical Definitions.
const (
	CanonLift                   CanonOp = 0x00
	CanonLower                  CanonOp = 0x01
	CanonResourceNew            CanonOp = 0x02
	CanonResourceDrop           CanonOp = 0x03
	CanonResourceRep            CanonOp = 0x04
	CanonTaskCancel             CanonOp = 0x05
	CanonSubtaskCancel          CanonOp = 0x06
	CanonTaskReturn             CanonOp = 0x09
	CanonContextGet             CanonOp = 0x0a
	CanonContextSet             CanonOp = 0x0b
	CanonThreadYield            CanonOp = 0x0c
	CanonSubtaskDrop            CanonOp = 0x0d
	CanonStreamNew              CanonOp = 0x0e
	CanonStreamRead             CanonOp = 0x0f
	CanonStreamWrite            CanonOp = 0x10
	CanonStreamCancelRead       CanonOp = 0x11
	CanonStreamCancelWrite      CanonOp = 0x12
	CanonStreamDropReadable     CanonOp = 0x13
	CanonStreamDropWritable     CanonOp = 0x14
	CanonFutureNew              CanonOp = 0x15
	CanonFutureRead             CanonOp = 0x16
	CanonFutureWrite            CanonOp = 0x17
	CanonFutureCancelRead       CanonOp = 0x18
	CanonFutureCancelWrite      CanonOp = 0x19
	CanonFutureDropReadable     CanonOp = 0x1a
	CanonFutureDropWritable     CanonOp = 0x1b
	CanonErrorContextNew        CanonOp = 0x1c
	CanonErrorContextDebugMsg   CanonOp = 0x1d
	CanonErrorContextDrop       CanonOp = 0x1e
	CanonWaitableSetNew         CanonOp = 0x1f
	CanonWaitableSetWait        CanonOp = 0x20
	CanonWaitableSetPoll        CanonOp = 0x21
	CanonWaitableSetDrop        CanonOp = 0x22
	CanonWaitableJoin           CanonOp = 0x23
	CanonBackpressureInc        CanonOp = 0x24
	CanonBackpressureDec        CanonOp = 0x25
	CanonThreadIndex            CanonOp = 0x26
	CanonThreadNewIndirect      CanonOp = 0x27
	CanonThreadResumeLater      CanonOp = 0x28
	CanonThreadSuspend          CanonOp = 0x29
	CanonThreadSuspendResume    CanonOp = 0x2a
	CanonThreadYieldResume      CanonOp = 0x2b
	CanonThreadSuspendPromote   CanonOp = 0x2c
	CanonThreadYieldPromote     CanonOp = 0x2d
	CanonThreadSpawnRef         CanonOp = 0x40
	CanonThreadSpawnIndirect    CanonOp = 0x41
	CanonThreadAvailParallelism CanonOp = 0x42
)

var canonNames = map[CanonOp]string{
	CanonLift: "lift", CanonLower: "lower",
	CanonResourceNew: "resource.new", CanonResourceDrop: "resource.drop", CanonResourceRep: "resource.rep",
	CanonTaskCancel: "task.cancel", CanonSubtaskCancel: "subtask.cancel", CanonTaskReturn: "task.return",
	CanonContextGet: "context.get", CanonContextSet: "context.set", CanonThreadYield: "thread.yield",
	CanonSubtaskDrop: "subtask.drop",
	CanonStreamNew:   "stream.new", CanonStreamRead: "stream.read", CanonStreamWrite: "stream.write",
	CanonStreamCancelRead: "stream.cancel-read", CanonStreamCancelWrite: "stream.cancel-write",
	CanonStreamDropReadable: "stream.drop-readable", CanonStreamDropWritable: "stream.drop-writable",
	CanonFutureNew: "future.new", CanonFutureRead: "future.read", CanonFutureWrite: "future.write",
	CanonFutureCancelRead: "future.cancel-read", CanonFutureCancelWrite: "future.cancel-write",
	CanonFutureDropReadable: "future.drop-readable", CanonFutureDropWritable: "future.drop-writable",
	CanonErrorContextNew: "error-context.new", CanonErrorContextDebugMsg: "error-context.debug-message",
	CanonErrorContextDrop: "error-context.drop",
	CanonWaitableSetNew:   "waitable-set.new", CanonWaitableSetWait: "waitable-set.wait",
	CanonWaitableSetPoll: "waitable-set.poll", CanonWaitableSetDrop: "waitable-set.drop",
	CanonWaitableJoin: "waitable.join", CanonBackpressureInc: "backpressure.inc",
	CanonBackpressureDec: "backpressure.dec", CanonThreadIndex: "thread.index",
	CanonThreadNewIndirect: "thread.new-indirect", CanonThreadResumeLater: "thread.resume-later",
	CanonThreadSuspend: "thread.suspend", CanonThreadSuspendResume: "thread.suspend-then-resume",
	CanonThreadYieldResume: "thread.yield-then-resume", CanonThreadSuspendPromote: "thread.suspend-then-promote",
	CanonThreadYieldPromote: "thread.yield-then-promote", CanonThreadSpawnRef: "thread.spawn-ref",
	CanonThreadSpawnIndirect: "thread.spawn-indirect", CanonThreadAvailParallelism: "thread.available-parallelism",
}

// String gives the built-in's name as in the text format, e.g. "resource.new".
func (op CanonOp) String() string {
	if s, ok := canonNames[op]; ok {
		return s
	}
	return fmt.Sprintf("canon 0x%02x", uint8(op))
}
