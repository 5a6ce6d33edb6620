//go:build !js

package polyfill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero/api"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// hostModule is a wazero host module whose function i is trampoline i of the
// instance that is running. wazero finds host modules by registered names only, so
// there is one for each list of signatures, and all components and instances
// with that list share it; which instance is meant says the context, see
// callContext. The name is a hash of the list: it goes into the rewritten core
// modules, and on disk these are cached by their bytes.
type hostModule struct {
	name   string
	module api.Module
	users  int
}

// useHostModule returns the name of the host module for these signatures.
func (rt *Runtime) useHostModule(ctx context.Context, sigs []wasmcode.FuncType) (string, error) {
	name := hostModuleName(sigs)
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if h := rt.hosts[name]; h != nil {
		h.users++
		return name, nil
	}
	b := rt.wazero.NewHostModuleBuilder(name)
	for i, t := range sigs {
		params, err := apiTypes(t.Params)
		if err != nil {
			return "", err
		}
		results, err := apiTypes(t.Results)
		if err != nil {
			return "", err
		}
		b.NewFunctionBuilder().WithGoFunction(trampolineFunc(i), params, results).Export(trampolineName(i))
	}
	m, err := b.Instantiate(ctx)
	if err != nil {
		return "", err
	}
	rt.hosts[name] = &hostModule{name: name, module: m, users: 1}
	return name, nil
}

func (rt *Runtime) releaseHostModule(ctx context.Context, name string) {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if h := rt.hosts[name]; h != nil {
		if h.users--; h.users == 0 {
			delete(rt.hosts, name)
			h.module.Close(ctx) // gives no error: a host module holds nothing
		}
	}
}

// trampolineFunc is the host function behind trampoline i.
func trampolineFunc(i int) api.GoFunc {
	return func(ctx context.Context, stack []uint64) {
		inst := instanceOf(ctx)
		t := inst.trampolines[i]
		if t == nil {
			t = inst.bindTrampoline(i)
		}
		t.call(stack)
	}
}

func trampolineName(i int) string { return "t" + strconv.Itoa(i) }

// hostModulePrefix is what the names of host modules begin with.
const hostModulePrefix = "jco-go:"

func hostModuleName(sigs []wasmcode.FuncType) string {
	var b strings.Builder
	for _, t := range sigs {
		fmt.Fprintln(&b, t.Params, t.Results)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hostModulePrefix + hex.EncodeToString(sum[:12])
}

func apiTypes(types []wasmcode.ValType) ([]api.ValueType, error) {
	list := make([]api.ValueType, len(types))
	for i, t := range types {
		switch t {
		case wasmcode.I32:
			list[i] = api.ValueTypeI32
		case wasmcode.I64:
			list[i] = api.ValueTypeI64
		case wasmcode.F32:
			list[i] = api.ValueTypeF32
		case wasmcode.F64:
			list[i] = api.ValueTypeF64
		default:
			return nil, fmt.Errorf("a canonical definition has the core type %s in its signature", t)
		}
	}
	return list, nil
}

// callContext carries the instance that is running to its trampolines: wazero
// hands the context of a call to host functions as it is, so that one type
// assertion finds it. It is used again by the instance's next call, so that nobody
// else may see it: host functions get the caller's context.
type callContext struct {
	context.Context // the caller's
	inst            *Instance
}

type instanceKey struct{}

var backgroundType = reflect.TypeOf(context.Background())

// Value finds the instance where the context was wrapped again, as it is for start
// functions. wazero asks for a value of its own in each call.
func (c *callContext) Value(key any) any {
	if _, ok := key.(instanceKey); ok {
		return c.inst
	}
	if reflect.TypeOf(c.Context) == backgroundType {
		return nil
	}
	return c.Context.Value(key)
}

func instanceOf(ctx context.Context) *Instance {
	if c, ok := ctx.(*callContext); ok {
		return c.inst
	}
	return ctx.Value(instanceKey{}).(*Instance)
}
