package task

// A program is what guests and their host do, as scripts of small operations. Two
// machines run it: the engine over the core (engine_test.go), and the model of
// definitions.py (model_test.go). Any bytes are a program (decode), so that a fuzzer can
// look for one.
type program struct {
	parents []int    // of each instance; -1 is a root
	dtors   []script // of each instance's resource type
	realloc []script // of each instance
	fns     []fn
	threads []script // the functions of thread.new-indirect
	host    []hostOp
	handles int32 // the limit of a table
	// dropEnds: after a trap the host drops the instance's ends of streams and futures.
	dropEnds bool
}

type script []op

type op struct {
	code    opcode
	a, b, c byte
}

type opcode uint8

const (
	opNone opcode = iota
	opSetNew
	opSetWait
	opSetPoll
	opSetDrop
	opJoin
	opSubCancel
	opSubDrop
	opEndNew
	opCopy
	opCopyCancel
	opEndDrop
	opCall
	opHostCall
	opReturn
	opCancel
	opBackpressureInc
	opBackpressureDec
	opContextGet
	opContextSet
	opThreadIndex
	opThreadNew
	opResumeLater
	opSuspend
	opYield
	opSuspendThenResume
	opYieldThenResume
	opSuspendThenPromote
	opYieldThenPromote
	opErrorNew
	opErrorGet
	opErrorDrop
	opResourceNew
	opResourceRep
	opResourceDrop
	opcodes
)

var opNames = [opcodes]string{
	"nothing", "waitable-set.new", "waitable-set.wait", "waitable-set.poll", "waitable-set.drop", "waitable.join",
	"subtask.cancel", "subtask.drop", "new", "copy", "cancel-copy", "drop", "call", "call-host", "task.return", "task.cancel",
	"backpressure.inc", "backpressure.dec", "context.get", "context.set",
	"thread.index", "thread.new-indirect", "thread.resume-later", "thread.suspend", "thread.yield",
	"thread.suspend-then-resume", "thread.yield-then-resume", "thread.suspend-then-promote", "thread.yield-then-promote",
	"error-context.new", "error-context.debug-message", "error-context.drop", "resource.new", "resource.rep", "resource.drop",
}

// opWeights is how many of the 256 bytes stand for an operation.
var opWeights = [opcodes]int{
	opNone: 2, opSetNew: 8, opSetWait: 12, opSetPoll: 10, opSetDrop: 3, opJoin: 16, opSubCancel: 14, opSubDrop: 8,
	opEndNew: 10, opCopy: 28, opCopyCancel: 10, opEndDrop: 10, opCall: 26, opHostCall: 12, opReturn: 10, opCancel: 3,
	opBackpressureInc: 6, opBackpressureDec: 3, opContextGet: 2, opContextSet: 2, opThreadIndex: 1, opThreadNew: 8, opResumeLater: 8,
	opSuspend: 4, opYield: 8, opSuspendThenResume: 4, opYieldThenResume: 4, opSuspendThenPromote: 3, opYieldThenPromote: 3,
	opErrorNew: 2, opErrorGet: 2, opErrorDrop: 2, opResourceNew: 4, opResourceRep: 2, opResourceDrop: 4,
}

var opTable = func() (t []opcode) {
	for c, n := range opWeights {
		for range n {
			t = append(t, opcode(c))
		}
	}
	if len(t) > 256 {
		panic("some operations have no byte")
	}
	return t
}()

type fnKind uint8

const (
	fnSyncType fnKind = iota
	fnSync            // async type, synchronous lift
	fnCallback
	fnStackful
)

func (k fnKind) flags() LiftFlags {
	return [...]LiftFlags{0, LiftAsyncType, LiftAsyncType | LiftAsync | LiftCallback, LiftAsyncType | LiftAsync}[k]
}

type fn struct {
	inst                 int
	kind                 fnKind
	param, result        value
	main, callback, post script
}

// value is a type of parameters and results; arg is a resource type or the index of a
// stream's or future's type.
type value struct {
	kind valueKind
	arg  int32
}

type valueKind uint8

const (
	valueNone valueKind = iota
	valueOwn
	valueBorrow
	valueStream
	valueError
	valueList // its lowering calls realloc
)

// elemTypes are the types of streams and futures in programs.
var elemTypes = []elemType{
	{future: false, number: true, size: 1},
	{future: false, number: true, size: 0},
	{future: false, number: false, size: 8},
	{future: true, number: true, size: 4},
	{future: true, number: false, size: 8},
}

// hostOp is what the host does when nothing runs.
type hostOp struct {
	code hostCode
	a, b byte
}

type hostCode uint8

const (
	hostCall hostCode = iota
	hostTick
	hostIdle
	hostCancel
	hostResolve
	hostCopy
	hostCopyCancel
	hostDrop
	hostEvents
	hostDispose
	hostCodes
)

var hostTable = []hostCode{
	hostCall, hostCall, hostCall, hostCall, hostCall, hostCall, hostTick, hostTick, hostTick, hostIdle, hostIdle,
	hostCancel, hostResolve, hostResolve, hostCopy, hostCopy, hostCopyCancel, hostDrop, hostEvents,
}

// reader reads bytes; after the end there are zeros.
type reader struct{ data []byte }

func (r *reader) byte() byte {
	if len(r.data) == 0 {
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

func (r *reader) below(n int) int { return int(r.byte()) % n }

func (r *reader) script(most int) script {
	s := make(script, r.below(most+1))
	for i := range s {
		s[i] = op{opTable[r.below(len(opTable))], r.byte(), r.byte(), r.byte()}
	}
	return s
}

func (r *reader) value(param bool) value {
	switch b := r.byte(); b % 16 {
	case 6:
		return value{valueOwn, int32(b>>4)%6 - 2}
	case 7, 8:
		if param {
			return value{valueBorrow, int32(b>>4)%6 - 2}
		}
		return value{valueOwn, int32(b>>4)%6 - 2}
	case 9, 10, 11, 12, 13:
		return value{valueStream, int32(b>>4) % int32(len(elemTypes))}
	case 14:
		return value{valueError, 0}
	case 15:
		return value{valueList, 0}
	}
	return value{}
}

// decode makes a program of bytes.
func decode(data []byte) *program {
	r := &reader{data}
	p := &program{handles: 1 << 28}
	if b := r.byte(); b < 12 {
		p.handles = int32(b) + 1
	}
	p.dropEnds = r.byte()%2 == 0
	for i := range 2 + r.below(4) {
		parent := r.below(3) - 1
		switch {
		case i == 0:
			parent = -1
		case parent > 0: // inside a sibling
			parent = r.below(i)
		}
		p.parents = append(p.parents, parent)
		p.dtors = append(p.dtors, r.script(2))
		p.realloc = append(p.realloc, r.script(1))
	}
	for range 2 + r.below(6) {
		f := fn{inst: r.below(len(p.parents)), kind: fnKind(r.below(4)), param: r.value(true), result: r.value(false)}
		f.main = r.script(24)
		if f.kind == fnCallback {
			f.callback = r.script(16)
		}
		if f.kind <= fnSync {
			f.post = r.script(1)
		}
		p.fns = append(p.fns, f)
	}
	for range 1 + r.below(3) {
		p.threads = append(p.threads, r.script(10))
	}
	for range 6 + r.below(60) {
		code := hostTable[r.below(len(hostTable))]
		p.host = append(p.host, hostOp{code, r.byte(), r.byte()})
	}
	return p
}

// inside reports whether i is outer or lies in it.
func (p *program) inside(i, outer int) bool {
	for i >= 0 && i != outer {
		i = p.parents[i]
	}
	return i == outer
}

// root is the outermost instance that i lies in.
func (p *program) root(i int) int {
	for p.parents[i] >= 0 {
		i = p.parents[i]
	}
	return i
}
