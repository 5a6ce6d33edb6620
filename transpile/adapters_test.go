package transpile

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// TestAdaptersInNode runs testdata/adapters.mjs on the adapters of a plan that has each
// built-in, over the real core.
func TestAdaptersInNode(t *testing.T) {
	node := nodeBinary(t)
	if out, err := exec.Command(node, "../internal/tools/build-runtime.mjs").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	i32, i64 := wasmcode.I32, wasmcode.I64
	sig := func(params int, results ...wasmcode.ValType) wasmcode.FuncType {
		return wasmcode.FuncType{Params: i32s(params), Results: results}
	}
	u8 := &component.ValType{Kind: component.KindU8, ID: 1}
	stream := &component.ValType{Kind: component.KindStream, ID: 2, Elem: u8}
	future := &component.ValType{Kind: component.KindFuture, ID: 3, Elem: u8}
	memory := &plan.CoreDef{Kind: wasmcode.KindMemory, Name: "memory"}
	p := &plan.Plan{
		Instances: []plan.Instance{{}},
		Resources: []plan.Resource{{ID: 1, Import: plan.None, Dtor: &plan.CoreDef{}}, {ID: 2, Import: plan.None}},
	}
	names := map[string]string{}
	add := func(name string, typ wasmcode.FuncType, tr plan.Trampoline, canon component.Canon) {
		tr.ID, tr.CoreType, tr.Canon = plan.TrampolineID(len(p.Trampolines)), typ, &canon
		p.Trampolines = append(p.Trampolines, tr)
		names[name] = fmt.Sprintf("trampoline%d", tr.ID)
	}
	builtin := func(name string, typ wasmcode.FuncType, canon component.Canon) {
		tr := plan.Trampoline{Kind: plan.Builtin, Options: plan.Options{Memory: memory, Async: canon.Async}}
		switch canon.Op {
		case component.CanonStreamNew, component.CanonStreamRead, component.CanonStreamWrite, component.CanonStreamCancelRead,
			component.CanonStreamCancelWrite, component.CanonStreamDropReadable, component.CanonStreamDropWritable:
			tr.StreamType = stream
		case component.CanonFutureNew, component.CanonFutureRead, component.CanonFutureWrite, component.CanonFutureCancelRead,
			component.CanonFutureCancelWrite, component.CanonFutureDropReadable, component.CanonFutureDropWritable:
			tr.StreamType = future
		}
		add(name, typ, tr, canon)
	}
	op := func(op component.CanonOp) component.Canon { return component.Canon{Op: op} }
	async := func(op component.CanonOp) component.Canon { return component.Canon{Op: op, Async: true} }
	slot := func(op component.CanonOp, t wasmcode.ValType, slot uint32) component.Canon {
		return component.Canon{Op: op, SlotType: t, Slot: slot}
	}
	builtin("contextGet0", sig(0, i32), slot(component.CanonContextGet, i32, 0))
	builtin("contextSet0", sig(1), slot(component.CanonContextSet, i32, 0))
	builtin("contextGet1", sig(0, i64), slot(component.CanonContextGet, i64, 1))
	builtin("contextSet1", wasmcode.FuncType{Params: []wasmcode.ValType{i64}}, slot(component.CanonContextSet, i64, 1))
	builtin("subtaskDrop", sig(1), op(component.CanonSubtaskDrop))
	builtin("backpressureInc", sig(0), op(component.CanonBackpressureInc))
	builtin("backpressureDec", sig(0), op(component.CanonBackpressureDec))
	builtin("setNew", sig(0, i32), op(component.CanonWaitableSetNew))
	builtin("setDrop", sig(1), op(component.CanonWaitableSetDrop))
	builtin("setPoll", sig(2, i32), op(component.CanonWaitableSetPoll))
	builtin("join", sig(2), op(component.CanonWaitableJoin))
	builtin("streamNew", sig(0, i64), op(component.CanonStreamNew))
	builtin("streamRead", sig(3, i32), async(component.CanonStreamRead))
	builtin("streamWrite", sig(3, i32), async(component.CanonStreamWrite))
	builtin("streamCancelRead", sig(1, i32), op(component.CanonStreamCancelRead))
	builtin("streamCancelWrite", sig(1, i32), op(component.CanonStreamCancelWrite))
	builtin("streamDropReadable", sig(1), op(component.CanonStreamDropReadable))
	builtin("streamDropWritable", sig(1), op(component.CanonStreamDropWritable))
	builtin("futureNew", sig(0, i64), op(component.CanonFutureNew))
	builtin("futureRead", sig(2, i32), async(component.CanonFutureRead))
	builtin("futureWrite", sig(2, i32), async(component.CanonFutureWrite))
	builtin("futureCancelRead", sig(1, i32), op(component.CanonFutureCancelRead))
	builtin("futureCancelWrite", sig(1, i32), op(component.CanonFutureCancelWrite))
	builtin("futureDropReadable", sig(1), op(component.CanonFutureDropReadable))
	builtin("futureDropWritable", sig(1), op(component.CanonFutureDropWritable))
	builtin("threadIndex", sig(0, i32), op(component.CanonThreadIndex))
	builtin("resumeLater", sig(1), op(component.CanonThreadResumeLater))
	for i, name := range []string{"", "Plain"} {
		r := component.ResourceID(i + 1)
		add("resourceNew"+name, sig(1, i32), plan.Trampoline{Kind: plan.ResourceNew, Resource: r}, op(component.CanonResourceNew))
		add("resourceRep"+name, sig(1, i32), plan.Trampoline{Kind: plan.ResourceRep, Resource: r}, op(component.CanonResourceRep))
		add("resourceDrop"+name, sig(1), plan.Trampoline{Kind: plan.ResourceDrop, Resource: r}, op(component.CanonResourceDrop))
	}
	adapted := len(p.Trampolines) - 1 // all but resource.drop with a destructor
	for _, c := range []component.Canon{
		op(component.CanonTaskReturn), op(component.CanonTaskCancel), op(component.CanonSubtaskCancel), op(component.CanonWaitableSetWait),
		op(component.CanonStreamRead), op(component.CanonStreamWrite), op(component.CanonErrorContextNew),
		op(component.CanonErrorContextDebugMsg), op(component.CanonErrorContextDrop), op(component.CanonThreadNewIndirect),
		op(component.CanonThreadYield), op(component.CanonThreadSuspend), op(component.CanonThreadSuspendResume),
		op(component.CanonThreadYieldResume), op(component.CanonThreadSuspendPromote), op(component.CanonThreadYieldPromote),
	} {
		builtin("none", sig(0), c)
	}
	add("none", sig(0), plan.Trampoline{Kind: plan.LowerImport}, op(component.CanonLower))
	add("none", sig(0), plan.Trampoline{Kind: plan.LowerLift}, op(component.CanonLower))

	a := buildAdapters(p)
	if len(a.trampolines) != adapted {
		t.Errorf("%d adapters, not %d", len(a.trampolines), adapted)
	}
	if len(a.types) != 2 || len(a.options) != 1 {
		t.Errorf("%d types, %d options", len(a.types), len(a.options))
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("adapters.wasm", a.module)
	desc, err := json.Marshal(map[string]any{"names": names, "glue": a.glue, "ids": a.ids, "operations": a.operations})
	if err != nil {
		t.Fatal(err)
	}
	write("adapters.json", desc)
	if out, err := exec.Command(node, "testdata/adapters.mjs", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestAdaptersAreValid makes the adapters of whatever components there are and has V8
// check the modules.
func TestAdaptersAreValid(t *testing.T) {
	node := nodeBinary(t)
	patterns := []string{"../testdata/fixtures/*.wasm", "../testdata/conformance/json/*/*/*.wasm"}
	if shared := os.Getenv("JCO_GO_SHARED"); shared != "" {
		patterns = append(patterns, filepath.Join(shared, "component-model-tests/json/*/*/*.wasm"), filepath.Join(shared, "guests/*/*.wasm"))
	}
	dir := t.TempDir()
	made := 0
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			bin, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := component.Decode(bin, ^component.Features(0))
			if err != nil {
				continue // a bad component, or a core module
			}
			p, err := plan.Build(c)
			if err != nil {
				continue
			}
			if a := buildAdapters(p); len(a.trampolines) > 0 {
				made++
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.wasm", made)), a.module, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if made < 3 {
		t.Fatalf("%d modules were made", made)
	}
	t.Logf("%d modules", made)
	const script = `
const fs = require('node:fs');
for (const name of fs.readdirSync(process.argv[1])) new WebAssembly.Module(fs.readFileSync(process.argv[1] + '/' + name));`
	if out, err := exec.Command(node, "-e", script, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
