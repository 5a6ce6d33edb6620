package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/polyfill"
)

// subjects are what is called: the components, and their core modules on wazero
// alone.
type subjects struct {
	runtime       *polyfill.Runtime
	calls, linked *polyfill.Instance
	async         *polyfill.Instance // polyfill/testdata/async.wasm
	asyncBytes    []byte

	wazero     wazero.Runtime
	bare       guest      // calls.wasm
	bareLinked api.Module // the caller of linked.wasm; between it and the callee is adapter.go
	copies     [2]api.Memory
}

// guest is a guest on wazero alone, with the memory and allocator that it uses.
type guest struct {
	memory                      api.Memory
	realloc, add, echo, loop    *function
	counter, counterAdd, dropFn *function
	handles                     []uint32
}

// function is a core function with the stack for its parameters and results,
// which a careful caller keeps.
type function struct {
	api.Function
	stack []uint64
}

func newFunction(m api.Module, name string) *function {
	f := m.ExportedFunction(name)
	return &function{f, make([]uint64, max(len(f.Definition().ParamTypes()), len(f.Definition().ResultTypes())))}
}

func (f *function) call(ctx context.Context, params ...uint64) (uint32, error) {
	copy(f.stack, params)
	if err := f.CallWithStack(ctx, f.stack); err != nil || len(f.stack) == 0 {
		return 0, err
	}
	return uint32(f.stack[0]), nil
}

func newSubjects(ctx context.Context, callsFile, linkedFile, asyncFile string) (*subjects, error) {
	s := &subjects{
		runtime: polyfill.NewRuntime(ctx, nil),
		wazero: wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2|experimental.CoreFeaturesTailCall)),
	}
	callsBytes, err := os.ReadFile(callsFile)
	if err != nil {
		return nil, err
	}
	linkedBytes, err := os.ReadFile(linkedFile)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.bareCalls(ctx, callsBytes), s.linkBare(ctx, linkedBytes)); err != nil {
		return nil, err
	}
	if s.calls, err = instantiate(ctx, s.runtime, callsBytes); err != nil {
		return nil, err
	}
	if s.linked, err = instantiate(ctx, s.runtime, linkedBytes); err != nil {
		return nil, err
	}
	if s.asyncBytes, err = os.ReadFile(asyncFile); err != nil {
		return nil, err
	}
	s.async, err = newAsync(ctx, s.runtime, s.asyncBytes, func(_ context.Context, n uint32) uint32 { return n })
	return s, err
}

func instantiate(ctx context.Context, rt *polyfill.Runtime, bin []byte) (*polyfill.Instance, error) {
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, err
	}
	linker := rt.NewLinker()
	linker.Func("host-add", polyfill.HostFunc2(func(_ context.Context, a, b uint32) (uint32, error) { return a + b, nil }))
	return linker.Instantiate(ctx, c)
}

func (s *subjects) close(ctx context.Context) error {
	return errors.Join(s.runtime.Close(ctx), s.wazero.Close(ctx))
}

// coreModules compiles the core modules of a component.
func (s *subjects) coreModules(ctx context.Context, bin []byte) ([]wazero.CompiledModule, error) {
	c, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(c)
	if err != nil {
		return nil, err
	}
	var compiled []wazero.CompiledModule
	for _, m := range p.Modules {
		module, err := s.wazero.CompileModule(ctx, m.Bytes)
		if err != nil {
			return nil, err
		}
		compiled = append(compiled, module)
	}
	return compiled, nil
}

func (s *subjects) start(ctx context.Context, m wazero.CompiledModule, name string) (api.Module, error) {
	return s.wazero.InstantiateModule(ctx, m, wazero.NewModuleConfig().WithName(name))
}

// bareCalls links the core modules of calls.wasm by hand.
func (s *subjects) bareCalls(ctx context.Context, bin []byte) error {
	modules, err := s.coreModules(ctx, bin)
	if err != nil {
		return err
	}
	if len(modules) != 3 {
		return fmt.Errorf("calls.wasm has %d core modules, want 3", len(modules))
	}
	memory, err := s.start(ctx, modules[0], "memory")
	if err != nil {
		return err
	}
	destructor, err := s.start(ctx, modules[1], "")
	if err != nil {
		return err
	}
	i32 := []api.ValueType{api.ValueTypeI32}
	_, err = s.wazero.NewHostModuleBuilder("host").
		NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
		stack[0] = uint64(uint32(stack[0]) + uint32(stack[1]))
	}), []api.ValueType{api.ValueTypeI32, api.ValueTypeI32}, i32).Export("add").
		NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
		s.bare.handles = append(s.bare.handles, uint32(stack[0]))
		stack[0] = uint64(len(s.bare.handles))
	}), i32, i32).Export("counter-new").
		Instantiate(ctx)
	if err != nil {
		return err
	}
	main, err := s.start(ctx, modules[2], "")
	if err != nil {
		return err
	}
	s.bare = guest{
		memory: memory.ExportedMemory("memory"), realloc: newFunction(memory, "realloc"),
		add: newFunction(main, "add"), echo: newFunction(main, "echo"), loop: newFunction(main, "loop-host-add"),
		counter: newFunction(main, "counter"), counterAdd: newFunction(main, "counter-add"),
		dropFn: newFunction(destructor, "drop"),
	}
	return nil
}

// linkBare links the core modules of linked.wasm, with Go that is written by hand
// between the two guests.
func (s *subjects) linkBare(ctx context.Context, bin []byte) error {
	modules, err := s.coreModules(ctx, bin)
	if err != nil {
		return err
	}
	if len(modules) != 3 {
		return fmt.Errorf("linked.wasm has %d core modules, want 3", len(modules))
	}
	callee, err := s.start(ctx, modules[0], "")
	if err != nil {
		return err
	}
	memory, err := s.start(ctx, modules[1], "linked-memory")
	if err != nil {
		return err
	}
	b := &between{
		callerMemory: memory.ExportedMemory("memory"), callerRealloc: newFunction(memory, "realloc"),
		calleeMemory: callee.ExportedMemory("memory"), calleeRealloc: newFunction(callee, "realloc"),
		echo: newFunction(callee, "echo"), add: newFunction(callee, "add"),
	}
	s.copies = [2]api.Memory{b.callerMemory, b.calleeMemory}
	i32 := []api.ValueType{api.ValueTypeI32}
	three := []api.ValueType{api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32}
	_, err = s.wazero.NewHostModuleBuilder("callee").
		NewFunctionBuilder().WithGoFunction(api.GoFunc(b.callAdd), three[:2], i32).Export("add").
		NewFunctionBuilder().WithGoFunction(api.GoFunc(b.echoString), three, nil).Export("echo-string").
		NewFunctionBuilder().WithGoFunction(api.GoFunc(b.echoBytes), three, nil).Export("echo-bytes").
		Instantiate(ctx)
	if err != nil {
		return err
	}
	s.bareLinked, err = experimentalStart(ctx, s.wazero, modules[2], memory)
	return err
}

// experimentalStart instantiates a module whose import "memory" is another
// module than the one of that name.
func experimentalStart(ctx context.Context, rt wazero.Runtime, m wazero.CompiledModule, memory api.Module) (api.Module, error) {
	ctx = experimental.WithImportResolver(ctx, func(name string) api.Module {
		if name == "memory" {
			return memory
		}
		return nil
	})
	return rt.InstantiateModule(ctx, m, wazero.NewModuleConfig().WithName(""))
}

// view is a memory's bytes. A call of its guest may make it stale.
func view(m api.Memory) []byte {
	b, _ := m.Read(0, m.Size())
	return b
}

// header reads the pointer and length of a list or string.
func header(memory []byte, at uint32) (p, n uint32) {
	return binary.LittleEndian.Uint32(memory[at:]), binary.LittleEndian.Uint32(memory[at+4:])
}
