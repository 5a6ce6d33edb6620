//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// ResourceType is a resource type: the host's own (NewResource), or one that an
// instance defines and exports. Each instantiation makes types of its own
// (Explainer.md, Type Checking: resource types are generative).
type ResourceType struct {
	name, dropName string // dropName is that of its destructor

	// Of a guest's type: the component instance that defines it.
	inst   *Instance
	impl   *componentState
	implID plan.InstanceID
	lift   task.LiftID // the destructor's, in an instance with a store
	dtor   *coreFunc
	enter  []*componentState // impl and its ancestors
	// destroying is the destruction that the host asked for, one at a time.
	destroying dtorCall

	// Of a host's type: the Go type of its values, and its destructor.
	goType reflect.Type
	drop   func(ctx context.Context, v any) error
}

// NewResource makes a resource type of the host, whose resources are Go values of
// type T: guests see handles, host functions see the values. drop is called when
// a guest drops a resource that it owns, and by Instance.Close for what guests
// still own then; it may be nil. An error of drop is one of a host function.
//
// Name is for error messages.
func NewResource[T any](name string, drop func(ctx context.Context, v T) error) *ResourceType {
	rt := &ResourceType{name: name, dropName: dropPrefix + name, goType: reflect.TypeFor[T]()}
	if drop != nil {
		rt.drop = func(ctx context.Context, v any) error { return drop(ctx, v.(T)) }
	}
	return rt
}

const dropPrefix = "[resource-drop]"

// Name is the name of the type, "" if it is not known.
func (rt *ResourceType) Name() string { return rt.name }

func (rt *ResourceType) host() bool { return rt.goType != nil }

// origin is wasmtime's word for where a type comes from.
func (rt *ResourceType) origin() string {
	if rt.host() {
		return "host-defined resource"
	}
	return "guest-defined resource"
}

// accepts checks a Go value that is to become a resource of the host's type rt.
func (rt *ResourceType) accepts(v any) error {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() || !rv.Type().AssignableTo(rt.goType) {
		return fmt.Errorf("%T, not the %v that stands for the host's resource %s", v, rt.goType, rt.name)
	}
	if k := rv.Kind(); (k == reflect.Pointer || k == reflect.Map || k == reflect.Func || k == reflect.Chan) && rv.IsNil() {
		return fmt.Errorf("nil %T", v)
	}
	return nil
}

// dropValue runs the destructor of a host's type for a value that inst held.
func (rt *ResourceType) dropValue(ctx context.Context, inst *Instance, v any) (err error) {
	if rt.drop == nil {
		return nil
	}
	returned := false
	defer recoverHost(inst, rt.dropName, &returned, &err)
	err = rt.drop(ctx, v)
	returned = true
	return err
}

// Resource is a handle that the host has on a guest's resource: one that it owns,
// until it is dropped or given away, or one that a guest lent to a host
// function, for the time of that call. It belongs to its instance and is used
// by one goroutine at a time.
type Resource struct {
	rt    *ResourceType
	rep   uint32
	own   bool
	gone  bool
	lends int // calls that it is lent to
}

// Type is the resource's type.
func (r *Resource) Type() *ResourceType { return r.rt }

// Owned reports whether the host owns the resource and still has it.
func (r *Resource) Owned() bool { return r.own && !r.gone }

// String is for people.
func (r *Resource) String() string {
	switch {
	case r.gone:
		return fmt.Sprintf("resource %s (gone)", r.rt.name)
	case r.own:
		return fmt.Sprintf("resource %s", r.rt.name)
	}
	return fmt.Sprintf("resource %s (borrowed)", r.rt.name)
}

// Drop ends the resource: its destructor runs in the guest. It returns an error
// with ErrDropped in its chain if that has happened already, another error for a
// resource that is borrowed or lent, and otherwise what a call returns: a
// *Trap, a *PoisonedError, ErrBusy.
func (r *Resource) Drop(ctx context.Context) error {
	if s := r.rt.inst.store; s != nil {
		return s.dropHeld(ctx, r)
	}
	if err := r.droppable(); err != nil {
		return err
	}
	err := r.rt.destroy(ctx, r.rep)
	if !errors.Is(err, ErrBusy) {
		r.gone = true
	}
	return err
}

// droppable says why the host cannot drop the resource now.
func (r *Resource) droppable() error {
	switch {
	case r.gone:
		return fmt.Errorf("polyfill: drop of resource %s: %w", r.rt.name, ErrDropped)
	case !r.own:
		return fmt.Errorf("polyfill: drop of resource %s, which is borrowed: only its owner can drop it", r.rt.name)
	case r.lends > 0:
		return fmt.Errorf("polyfill: drop of resource %s, which is lent to a running call", r.rt.name)
	}
	return nil
}

// destroy runs a guest's destructor on behalf of the host.
func (rt *ResourceType) destroy(ctx context.Context, rep uint32) error {
	inst := rt.inst
	if inst.store != nil {
		return inst.store.destroy(ctx, rt, rep)
	}
	if err := inst.beginAnyhow(ctx); err != nil {
		return err
	}
	rt.destroying.rep = rep
	err := inst.run(rt.dropName, "", rt.enter, &rt.destroying)
	inst.end()
	return err
}

// dtorCall is a call of a destructor by the host.
type dtorCall struct {
	rt  *ResourceType
	rep uint32
}

func (c *dtorCall) run() (bool, error) { return true, c.rt.callDtor(c.rep) }

// callDtor calls the core destructor, if there is one; the instance is entered.
func (rt *ResourceType) callDtor(rep uint32) error {
	if rt.dtor == nil {
		return nil
	}
	a := rt.dtor.get()
	a.stack[0] = uint64(rep)
	if err := rt.dtor.call(a); err != nil {
		return err
	}
	rt.dtor.put(a)
	return nil
}

// hostValues are the Go values behind the host's resources in one instance. A rep
// is an index; 0 is never used.
type hostValues struct {
	slots []hostValue
	free  []uint32
}

type hostValue struct {
	value any
	rt    *ResourceType // nil if free
	own   bool          // the guest owns it, and nobody else
}

func (s *hostValues) add(v any, rt *ResourceType, own bool) uint32 {
	if n := len(s.free); n > 0 {
		rep := s.free[n-1]
		s.free = s.free[:n-1]
		s.slots[rep] = hostValue{v, rt, own}
		return rep
	}
	if len(s.slots) == 0 {
		s.slots = append(s.slots, hostValue{})
	}
	s.slots = append(s.slots, hostValue{v, rt, own})
	return uint32(len(s.slots) - 1)
}

func (s *hostValues) get(rep uint32) any { return s.slots[rep].value }

func (s *hostValues) remove(rep uint32) any {
	v := s.slots[rep].value
	s.slots[rep] = hostValue{}
	s.free = append(s.free, rep)
	return v
}

// bindResource makes the type that a step of the plan defines.
func (inst *Instance) bindResource(id component.ResourceID) {
	r := inst.component.plan.Resource(id)
	rt := &ResourceType{name: r.Name, dropName: dropPrefix + r.Name, inst: inst, impl: &inst.components[r.Instance], implID: r.Instance, dtor: inst.coreFunc(r.Dtor)}
	for i := r.Instance; i >= 0; i = inst.component.plan.Instances[i].Parent {
		rt.enter = append(rt.enter, &inst.components[i])
	}
	rt.destroying.rt = rt
	inst.types[id-1] = rt
}
