//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"sync/atomic"
)

// Linker holds what a host gives to components: functions, resource types and core
// modules, at world level (the methods of Items) or in instances by interface
// name. It may be used for any number of instantiations, and is not safe for use
// while it is being changed.
//
// An interface is found by its name, or at another version on the same track of
// semantic versioning: an import of "wasi:io/streams@0.2.3" is satisfied by what
// was defined as "wasi:io/streams@0.2.10", the highest if there are several;
// one of "ns:pkg/x@1.1.0" by any 1.x.y. Pre-releases match exactly.
type Linker struct {
	*Items
	rt *Runtime
}

// NewLinker makes an empty linker.
func (rt *Runtime) NewLinker() *Linker { return &Linker{newItems(), rt} }

// Clone copies a linker, so that one component gets more than the others.
func (l *Linker) Clone() *Linker { return &Linker{l.Items.clone(), l.rt} }

// Items are named items: those of an instance, or those at world level. The methods
// that define something return their receiver, so that calls can be chained; a
// definition replaces an earlier one of that name.
type Items struct {
	items   map[string]any
	changed uint64 // when the last one was defined, in changes
}

// changes counts definitions.
var changes atomic.Uint64

// lastChange is when something in it, or in an instance in it, was defined last.
func (it *Items) lastChange() uint64 {
	at := it.changed
	for _, item := range it.items {
		if sub, ok := item.(*Items); ok {
			at = max(at, sub.lastChange())
		}
	}
	return at
}

func (it *Items) set(name string, item any) {
	it.items[name] = item
	it.changed = changes.Add(1)
}

// What an item can be: *funcItem, *ResourceType, *Module or *Items.
type funcItem struct {
	fn       any       // as it was given to Func
	exported *Function // an export of another instance
}

// goType is the type that a Go function was given with.
func (f *funcItem) goType() reflect.Type {
	if h, ok := f.fn.(HostFunc); ok && h.code != nil {
		return h.code.goType()
	}
	return reflect.TypeOf(f.fn)
}

func newItems() *Items { return &Items{items: map[string]any{}} }

func (it *Items) clone() *Items {
	c := &Items{maps.Clone(it.items), it.changed}
	for name, item := range c.items {
		if sub, ok := item.(*Items); ok {
			c.items[name] = sub.clone()
		}
	}
	return c
}

// Func defines a function. name is as in WIT's binary form: "log",
// "[constructor]counter", "[method]counter.increment", "[static]counter.make".
// fn is one of
//
//   - a func(ctx context.Context, args []any) (any, error), which takes and gives
//     the dynamic forms of the table at Value and fits every WIT type;
//   - a *Function, the export of another instance;
//   - a HostFunc, as HostFunc0 to HostFunc4 make it: the fastest way for short functions;
//   - any other Go function. Its parameters are those of the WIT function, after a
//     context.Context if it wants one; its results are the WIT result, if there
//     is one, and an error, if it can fail. They are checked when a component is
//     instantiated. Method expressions serve well: (*Counter).Increment.
//
// An error ends the guest's call, with a *HostError around it, and poisons the
// instance. Where the WIT result is a result<T, E>, a typed function's result is
// T, and an ErrorValue is the error case.
//
// A function that is async in WIT may block: it runs on a goroutine of its own, several calls
// at once, and its context ends when the guest cancels the call. Others run while
// the guest stands still.
func (it *Items) Func(name string, fn any) *Items {
	if f, ok := fn.(*Function); ok {
		it.set(name, &funcItem{exported: f})
	} else {
		it.set(name, &funcItem{fn: fn})
	}
	return it
}

// Resource defines a resource type: one of the host (NewResource) or one that
// another instance exports.
func (it *Items) Resource(name string, rt *ResourceType) *Items {
	it.set(name, rt)
	return it
}

// Module defines a core module.
func (it *Items) Module(name string, m *Module) *Items {
	it.set(name, m)
	return it
}

// Instance returns the instance with that name, an interface name most of the
// time, and makes an empty one first if there is none.
func (it *Items) Instance(name string) *Items {
	if sub, ok := it.items[name].(*Items); ok {
		return sub
	}
	sub := newItems()
	it.set(name, sub)
	return sub
}

// Link defines an instance of everything that another instance, or one of its
// exported instances, exports. The two instances stay separate: each is
// poisoned and closed on its own, and what crosses is copied.
func (it *Items) Link(name string, exports *Exports) *Items {
	it.set(name, exports.items())
	return it
}

// Instantiate instantiates a component. It runs the start functions of its core
// modules; ctx is theirs, and need not live longer.
//
// The error is a *LinkError that lists all imports which are missing or do not fit, an
// *UnsupportedError, a *Trap or *HostError from a start function, or the
// context's.
func (l *Linker) Instantiate(ctx context.Context, c *Component) (*Instance, error) {
	if c.rt != l.rt {
		return nil, fmt.Errorf("polyfill: the linker and the component belong to different runtimes")
	}
	if c.unsupported != nil {
		return nil, c.unsupported
	}
	inst := newInstance(c)
	if err := inst.link(l.Items); err != nil {
		return nil, err
	}
	if err := c.adopt(inst); err != nil {
		return nil, err
	}
	if err := inst.start(ctx); err != nil {
		inst.discard(ctx)
		return nil, err
	}
	return inst, nil
}

// adopt records an instance, so that it is closed with its component.
func (c *Component) adopt(inst *Instance) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return fmt.Errorf("polyfill: the component is %w", ErrClosed)
	}
	c.instances[inst] = struct{}{}
	return nil
}
