//go:build !js

package polyfill

import (
	"context"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
)

// Instance is an instantiated component with everything nested in it. Without async
// functions it runs one call at a time, see the package's documentation.
//
// A failed call (a trap, a failing host function) poisons it: what runs inside is
// in an unknown state, and every later use gets a *PoisonedError.
type Instance struct {
	// Exports are the exports at the top level.
	*Exports

	component     *Component
	ownsComponent bool

	components      []componentState // by plan.InstanceID
	cores           []api.Module     // by plan.CoreInstanceID
	types           []*ResourceType  // by component.ResourceID - 1
	imports         []*hostFunc      // by plan.ImportID
	importedModules []*Module        // by plan.ImportID
	trampolines     []trampoline     // by plan.TrampolineID, bound on first use
	lifted          []*lifted        // by plan.LiftID, bound on first use
	values          hostValues
	memories        []*linearMemory // of the core instances that have one

	// store runs what needs the async runtime, nil in all other instances. It takes the
	// place of guard, components, trampolines' states and lifted.
	store *store

	// guard lets one call in: everything else here belongs to its goroutine.
	guard  guard
	closed bool
	// done is closed when it was poisoned or closed.
	done chan struct{}
	// ctx is the running call's context, with which all core functions are called. It is
	// ownContext most of the time.
	ctx        *callContext
	ownContext callContext
	// depth counts calls between component instances that are under way.
	depth int
	// failure is why the running call fails; poison is the first failure.
	failure, poison error
}

// componentState is a component instance inside (CanonicalABI.md, Component
// Instances).
type componentState struct {
	handles  handleTable
	mayEnter bool
	mayLeave bool
}

// newInstance makes an instance that is busy with being instantiated.
func newInstance(c *Component) *Instance {
	p := c.plan
	inst := &Instance{
		component:   c,
		components:  make([]componentState, len(p.Instances)),
		cores:       make([]api.Module, len(p.CoreInstances)),
		types:       make([]*ResourceType, len(p.Resources)),
		trampolines: make([]trampoline, len(p.Trampolines)),
		lifted:      make([]*lifted, len(p.Lifts)),
		done:        make(chan struct{}),
	}
	for i := range inst.components {
		inst.components[i] = componentState{
			handles: handleTable{max: c.rt.config.maxHandles}, mayEnter: true, mayLeave: true,
		}
	}
	if len(p.Needs) > 0 || passesAsync(p.Exports) {
		inst.store = newStore(inst)
	}
	inst.Exports = newExports(inst, "", p.Exports)
	inst.ownContext.inst = inst
	inst.ctx = &inst.ownContext
	inst.guard.enterIdle()
	return inst
}

// Done is closed when the instance is of no use any more: a call has failed and poisoned it, or it was
// closed. Of a nil Instance it is nil.
func (inst *Instance) Done() <-chan struct{} {
	if inst == nil {
		return nil
	}
	return inst.done
}

// over closes done. The caller has the instance for itself.
func (inst *Instance) over() {
	select {
	case <-inst.done:
	default:
		close(inst.done)
	}
}

// Component is what the instance was made from.
func (inst *Instance) Component() *Component { return inst.component }

// states finds the component instances with these IDs.
func (inst *Instance) states(ids []plan.InstanceID) []*componentState {
	list := make([]*componentState, len(ids))
	for i, id := range ids {
		list[i] = &inst.components[id]
	}
	return list
}

// start follows the steps of the plan. If all goes well, the instance can be used.
func (inst *Instance) start(ctx context.Context) error {
	var sources []plan.CoreInstanceID
	// An instance is found by its place in sources, other modules by name.
	inst.ctx = &callContext{ctx, inst}
	ctx = experimental.WithImportResolver(inst.ctx, func(name string) api.Module {
		for i, id := range sources {
			if name == sourceName(i) {
				return inst.cores[id]
			}
		}
		return nil
	})
	next := 0
	for i := range inst.component.plan.Steps {
		step := &inst.component.plan.Steps[i]
		if step.Kind == plan.StepResource {
			inst.bindResource(step.Resource)
			continue
		}
		s := &inst.component.steps[next]
		next++
		sources = s.sources
		if err := inst.instantiateCore(ctx, s); err != nil {
			return err
		}
	}
	if inst.store != nil {
		inst.store.bindLifts()
		inst.store.leave()
	} else {
		inst.end()
	}
	return nil
}

// instantiateCore instantiates a core module. Its start function runs inside the
// component instance, which nobody can enter meanwhile.
func (inst *Instance) instantiateCore(ctx context.Context, s *coreStep) (err error) {
	p := inst.component.plan
	core := &p.CoreInstances[s.step.Core]
	compiled := s.compiled
	if compiled == nil {
		m := inst.importedModules[core.Module.Import]
		names, err := s.namesFor(m)
		if err != nil {
			return err
		}
		rt := inst.component.rt
		if err := rt.compiling(func() error {
			compiled, err = m.compile(ctx, rt, names)
			return err
		}); err != nil {
			return err
		}
	}
	if s.memories != nil {
		ctx = s.memories.allocator(ctx, inst)
	}
	if s := inst.store; s != nil {
		return s.instantiate(ctx, core, compiled)
	}
	var entered []*componentState
	for i := core.Instance; i >= 0; i = p.Instances[i].Parent {
		entered = append(entered, &inst.components[i])
	}
	defer func() {
		if r := recover(); r != nil {
			inst.failPanic(r)
		}
		if inst.failure != nil {
			err = inst.failure
		}
		leave(entered)
	}()
	inst.enter(entered)
	m, err := inst.component.rt.wazero.InstantiateModule(ctx, compiled, moduleConfig)
	if err != nil {
		inst.failCore(ctx, err)
		return errAborted
	}
	inst.cores[core.ID] = m
	return nil
}

// enter marks component instances as entered, a trap if one of them is already
// (CanonicalABI.md, may_enter_from and enter_from).
func (inst *Instance) enter(list []*componentState) {
	for _, c := range list {
		if !c.mayEnter {
			inst.abort(errCannotEnter)
		}
	}
	for _, c := range list {
		c.mayEnter = false
	}
}

// leave is not reached by a call that fails, and so nobody enters again.
func leave(list []*componentState) {
	for _, c := range list {
		c.mayEnter = true
	}
}

// postReturn runs a post-return function with the results of a call
// (CanonicalABI.md, canon lift).
func (c *componentState) postReturn(f *coreFunc, results *activation) error {
	a := f.get()
	copy(a.stack, results.stack)
	c.mayLeave = false
	if err := f.call(a); err != nil {
		return err
	}
	c.mayLeave = true
	f.put(a)
	return nil
}

// reallocGuard keeps a component instance from being left while its realloc runs
// (CanonicalABI.md, LiftLowerContext.reallocate).
type reallocGuard interface {
	reallocBegin()
	reallocEnd()
}

func (c *componentState) reallocBegin() { c.mayLeave = false }
func (c *componentState) reallocEnd()   { c.mayLeave = true }

// canonContext is what the values of a canon definition cross with.
func (inst *Instance) canonContext(o *plan.Options, at reallocGuard) canon.Context {
	cx := canon.Context{MaxLift: inst.component.rt.config.maxLift}
	if o.Memory != nil {
		cx.Memory = memory{inst.cores[o.Memory.Instance].ExportedMemory(o.Memory.Name)}
	}
	if o.Realloc != nil {
		f := inst.coreFunc(o.Realloc)
		var a *activation // one is enough: realloc cannot leave the instance
		cx.Realloc = func(old, oldSize, align, newSize uint32) (uint32, error) {
			if a == nil {
				a = f.get()
			}
			a.stack[0], a.stack[1], a.stack[2], a.stack[3] = uint64(old), uint64(oldSize), uint64(align), uint64(newSize)
			at.reallocBegin()
			if err := f.call(a); err != nil {
				return 0, err
			}
			at.reallocEnd()
			return uint32(a.stack[0]), nil
		}
	}
	return cx
}

// memory gives canon a view of a core memory. Config keeps memories below 4 GiB,
// so that their size fits.
type memory struct{ api.Memory }

func (m memory) Bytes() []byte {
	b, _ := m.Read(0, m.Size())
	return b
}
