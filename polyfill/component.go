//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/tetratelabs/wazero"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Component is a compiled component: decoded, checked, flattened into a plan, its
// core modules compiled. It can be instantiated any number of times and is safe
// for concurrent use.
type Component struct {
	rt   *Runtime
	plan *plan.Plan
	// unsupported is what Instantiate returns for a component that this engine
	// cannot run.
	unsupported error
	modules     []*Module // by plan.ModuleID
	steps       []coreStep
	host        string // name of the host module, "" if there are no trampolines
	compiler    *canon.Compiler
	lifts       []*canon.Func    // by plan.LiftID
	lowers      []*canon.Func    // by plan.TrampolineID, LowerImport only
	adapters    []*canon.Adapter // by plan.TrampolineID, LowerLift only
	// enters tells that component instances inside enter one another, so that it
	// matters which of them are entered.
	enters bool

	mu        sync.Mutex
	closed    bool
	instances map[*Instance]struct{}
	linked    *linkage // the last one
}

// coreStep is a plan's step as wazero needs it.
type coreStep struct {
	step  *plan.Step
	names []wasmcode.ImportName
	// sources are the core instances behind the import module names "i0", "i1", …
	sources  []plan.CoreInstanceID
	compiled wazero.CompiledModule // nil for a module that is imported
	memories *memoryPool           // nil for a module without a memory of its own, or with one that cannot move
	// byImport are the names of the imports, of a module that is imported.
	byImport map[wasmcode.ImportName]wasmcode.ImportName
}

// Compile decodes a component, checks it and compiles its core modules. The bytes
// are kept, not copied: do not change them before the component is closed.
//
// It returns an error that says what is wrong and at which byte offset, with
// [ErrCoreModule] in its chain for a core module. A component that is valid, but
// needs what this engine lacks, is compiled; Instantiate refuses it.
func (rt *Runtime) Compile(ctx context.Context, bin []byte) (c *Component, err error) {
	err = rt.compiling(func() error {
		c, err = rt.compile(ctx, bin)
		return err
	})
	return c, err
}

func (rt *Runtime) compile(ctx context.Context, bin []byte) (*Component, error) {
	decoded, err := component.Decode(bin, rt.config.features)
	if err != nil {
		if errors.Is(err, component.ErrCoreModule) {
			return nil, fmt.Errorf("%w; %s", err, component.CoreModuleHint)
		}
		return nil, err
	}
	p, err := plan.Build(decoded)
	if err != nil {
		return nil, err
	}
	c := &Component{rt: rt, plan: p, instances: map[*Instance]struct{}{}}
	for i := range p.Modules {
		c.modules = append(c.modules, planModule(&p.Modules[i]))
	}
	c.unsupported = unsupportedPlan(p)
	c.findWideReps()
	c.enters = entersInside(p)
	if c.unsupported == nil {
		if err := c.compileFuncs(); err != nil {
			return nil, err
		}
		if err := c.compileModules(ctx); err != nil {
			c.release(ctx)
			return nil, err
		}
	}
	rt.mu.Lock()
	defer rt.mu.Unlock()
	rt.components[c] = struct{}{}
	return c, nil
}

// Runtime is what the component was compiled for.
func (c *Component) Runtime() *Runtime { return c.rt }

// Unsupported tells in advance why Instantiate would refuse the component, as an
// *UnsupportedError; nil if this engine can run it.
func (c *Component) Unsupported() error { return c.unsupported }

// ErrCoreModule is in the chain of Compile's error for a core module.
var ErrCoreModule = component.ErrCoreModule

func planModule(m *plan.Module) *Module {
	name := m.Path
	if m.Name != "" {
		name = fmt.Sprintf("%s %q", m.Path, m.Name)
	}
	return &Module{name: name, bytes: m.Bytes, typ: m.Type}
}

// compileFuncs compiles everything that lifts and lowers values.
func (c *Component) compileFuncs() error {
	p := c.plan
	c.compiler = canon.NewCompiler(new(canon.Layouts))
	c.compiler.ResourceName = c.resourceName
	c.lifts = make([]*canon.Func, len(p.Lifts))
	c.lowers = make([]*canon.Func, len(p.Trampolines))
	c.adapters = make([]*canon.Adapter, len(p.Trampolines))
	var err error
	for i := range p.Lifts {
		l := &p.Lifts[i]
		if c.lifts[i], err = c.compiler.Func(l.Type, canon.Lift, abiOptions(&l.Options)); err != nil {
			return fmt.Errorf("export %q: %w", l.Name, err)
		}
	}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		switch t.Kind {
		case plan.LowerImport:
			c.lowers[i], err = c.compiler.Func(t.Type, canon.Lower, abiOptions(&t.Options))
		case plan.LowerLift:
			l := &p.Lifts[t.Lift]
			c.adapters[i], err = c.compiler.Adapter(t.Type, abiOptions(&t.Options), l.Type, abiOptions(&l.Options))
		}
		if err != nil {
			return fmt.Errorf("core import %q of %s: %w", t.Name, p.Instances[t.Instance].Path, err)
		}
	}
	return nil
}

// findWideReps finds resources whose representation is an i64 (feature cm64).
func (c *Component) findWideReps() {
	for i := range c.plan.Trampolines {
		t := &c.plan.Trampolines[i]
		if t.Kind != plan.ResourceNew && t.Kind != plan.ResourceRep {
			continue
		}
		if slices.Contains(t.CoreType.Params, wasmcode.I64) || slices.Contains(t.CoreType.Results, wasmcode.I64) {
			c.addUnsupported(&UnsupportedError{[]Need{{
				"64-bit resource representations", fmt.Sprintf("resource %q", c.plan.Resource(t.Resource).Name),
			}}})
		}
	}
}

// entersInside tells whether a component instance of the plan can enter another one:
// by a call, or by dropping a resource whose destructor is the other's.
func entersInside(p *plan.Plan) bool {
	for i := range p.Trampolines {
		switch t := &p.Trampolines[i]; t.Kind {
		case plan.LowerLift:
			if len(t.Enter) > 0 {
				return true
			}
		case plan.ResourceDrop:
			if r := p.Resource(t.Resource); r.Dtor != nil && !isWithin(p, t.Instance, r.Instance) {
				return true
			}
		}
	}
	return false
}

// isWithin tells whether outer is inner or one of its ancestors.
func isWithin(p *plan.Plan, inner, outer plan.InstanceID) bool {
	for i := inner; i >= 0; i = p.Instances[i].Parent {
		if i == outer {
			return true
		}
	}
	return false
}

// resourceName names a resource of the plan in printed types.
func (c *Component) resourceName(id component.ResourceID) string {
	if name := c.plan.Resource(id).Name; name != "" {
		return name
	}
	return "resource-" + strconv.Itoa(int(id))
}

func abiOptions(o *plan.Options) canon.Options {
	return canon.Options{Encoding: o.Encoding, Async: o.Async, Callback: o.Callback != nil}
}

// compileModules compiles the core modules of all steps, with their imports
// renamed to what each step gives.
func (c *Component) compileModules(ctx context.Context) error {
	if n := len(c.plan.Trampolines); n > 0 {
		sigs := make([]wasmcode.FuncType, n)
		for i := range sigs {
			sigs[i] = c.plan.Trampolines[i].CoreType
		}
		var err error
		if c.host, err = c.rt.useHostModule(ctx, sigs); err != nil {
			return err
		}
	}
	for i := range c.plan.Steps {
		step := &c.plan.Steps[i]
		if step.Kind != plan.StepInstantiate {
			continue
		}
		s := coreStep{step: step}
		s.names, s.sources = c.importNames(step)
		if ref := c.plan.CoreInstances[step.Core].Module; ref.Module >= 0 {
			var u *UnsupportedError
			var err error
			if s.compiled, err = c.modules[ref.Module].compile(ctx, c.rt, s.names); errors.As(err, &u) {
				c.addUnsupported(u)
			} else if err != nil {
				return err
			}
			s.memories = c.modules[ref.Module].newPool()
		} else {
			s.byImport = make(map[wasmcode.ImportName]wasmcode.ImportName, len(step.Args))
			for i, a := range step.Args {
				s.byImport[wasmcode.ImportName{Module: a.Module, Name: a.Name}] = s.names[i]
			}
		}
		c.steps = append(c.steps, s)
	}
	return nil
}

func (c *Component) addUnsupported(u *UnsupportedError) {
	if c.unsupported == nil {
		c.unsupported = &UnsupportedError{}
	}
	all := c.unsupported.(*UnsupportedError)
	for _, n := range u.Needs {
		if !slices.Contains(all.Needs, n) {
			all.Needs = append(all.Needs, n)
		}
	}
}

// importNames renames the imports of one step: "i0", "i1", … for the core instances
// that it takes from, in the order of first use, and the host module for
// trampolines. The names depend on the plan only, so that compiled code is found
// in the cache.
func (c *Component) importNames(step *plan.Step) (names []wasmcode.ImportName, sources []plan.CoreInstanceID) {
	index := map[plan.CoreInstanceID]int{}
	for _, a := range step.Args {
		if a.Def.Trampoline >= 0 {
			names = append(names, wasmcode.ImportName{Module: c.host, Name: trampolineName(int(a.Def.Trampoline))})
			continue
		}
		i, ok := index[a.Def.Instance]
		if !ok {
			i = len(sources)
			index[a.Def.Instance] = i
			sources = append(sources, a.Def.Instance)
		}
		names = append(names, wasmcode.ImportName{Module: sourceName(i), Name: a.Def.Name})
	}
	return names, sources
}

// namesFor gives the import names for a module that is imported, whose imports
// have an order of their own.
func (s *coreStep) namesFor(m *Module) ([]wasmcode.ImportName, error) {
	names := make([]wasmcode.ImportName, len(m.typ.Imports))
	for i, imp := range m.typ.Imports {
		name, ok := s.byImport[wasmcode.ImportName{Module: imp.Module, Name: imp.Name}]
		if !ok {
			return nil, fmt.Errorf("%s imports %q %q, which is not given", m.name, imp.Module, imp.Name)
		}
		names[i] = name
	}
	return names, nil
}

func sourceName(i int) string { return "i" + strconv.Itoa(i) }

// Close closes the component and all its instances. It returns ErrBusy, having
// closed no instance that is running a call, if there is one.
func (c *Component) Close(ctx context.Context) error {
	c.mu.Lock()
	open := make([]*Instance, 0, len(c.instances))
	for inst := range c.instances {
		open = append(open, inst)
	}
	c.mu.Unlock()
	var errs []error
	for _, inst := range open {
		inst.ownsComponent = false
		errs = append(errs, inst.Close(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	c.mu.Lock()
	was := c.closed
	c.closed = true
	c.mu.Unlock()
	if !was {
		c.release(ctx)
		c.rt.mu.Lock()
		delete(c.rt.components, c)
		c.rt.mu.Unlock()
	}
	return nil
}

// release gives back what the component holds in its runtime.
func (c *Component) release(ctx context.Context) {
	for _, m := range c.modules {
		m.forget(ctx, c.rt)
		c.rt.mu.Lock()
		delete(c.rt.modules, m)
		c.rt.mu.Unlock()
	}
	if c.host != "" {
		c.rt.releaseHostModule(ctx, c.host)
	}
}
