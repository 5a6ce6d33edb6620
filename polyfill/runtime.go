//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/tetratelabs/wazero"
)

// Runtime compiles components and holds what their core modules share. It is safe
// for concurrent use.
type Runtime struct {
	config *Config
	wazero wazero.Runtime

	// life is held for reading while something is compiled, which a closed
	// wazero runtime does not survive.
	life   sync.RWMutex
	closed bool

	mu         sync.Mutex
	components map[*Component]struct{}
	hosts      map[string]*hostModule
	modules    map[*Module]struct{} // compiled for this runtime
}

// NewRuntime makes a runtime; a nil config is NewConfig().
func NewRuntime(ctx context.Context, config *Config) *Runtime {
	if config == nil {
		config = NewConfig()
	}
	return &Runtime{
		config:     config,
		wazero:     wazero.NewRuntimeWithConfig(ctx, config.wazeroConfig()),
		components: map[*Component]struct{}{},
		hosts:      map[string]*hostModule{},
		modules:    map[*Module]struct{}{},
	}
}

// Instantiate compiles a component that imports nothing and instantiates it. Its
// instance's Close closes the component as well.
func (rt *Runtime) Instantiate(ctx context.Context, bin []byte) (*Instance, error) {
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, err
	}
	inst, err := rt.NewLinker().Instantiate(ctx, c)
	if err != nil {
		return nil, errors.Join(err, c.Close(ctx))
	}
	inst.ownsComponent = true
	return inst, nil
}

// Close closes every component and instance of the runtime. It returns ErrBusy if a
// call is running in one of them; the runtime stays usable then, those that
// were closed do not.
func (rt *Runtime) Close(ctx context.Context) error {
	for _, c := range rt.openComponents() {
		if err := c.Close(ctx); err != nil {
			return err
		}
	}
	rt.life.Lock()
	defer rt.life.Unlock()
	if rt.closed {
		return nil
	}
	rt.closed = true
	// What was compiled since is of no use any more.
	for _, c := range rt.openComponents() {
		if err := c.Close(ctx); err != nil {
			return err
		}
	}
	rt.mu.Lock()
	modules := rt.modules
	rt.modules = nil
	rt.mu.Unlock()
	for m := range modules {
		m.forget(ctx, rt)
	}
	return rt.wazero.Close(ctx)
}

func (rt *Runtime) openComponents() []*Component {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	return slices.Collect(maps.Keys(rt.components))
}

// compiling runs f, which compiles, unless the runtime is closed.
func (rt *Runtime) compiling(f func() error) error {
	rt.life.RLock()
	defer rt.life.RUnlock()
	if rt.closed {
		return fmt.Errorf("polyfill: the runtime is %w", ErrClosed)
	}
	return f()
}
