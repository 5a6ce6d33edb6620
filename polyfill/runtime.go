//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/tetratelabs/wazero"
)

// Runtime compiles components and holds what their core modules share. It is safe
// for concurrent use.
type Runtime struct {
	config *Config
	wazero wazero.Runtime

	mu         sync.Mutex
	closed     bool
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

// Close closes every component and instance of the runtime. It returns ErrBusy,
// having closed nothing, if a call is running in one of them.
func (rt *Runtime) Close(ctx context.Context) error {
	rt.mu.Lock()
	if rt.closed {
		rt.mu.Unlock()
		return nil
	}
	components := make([]*Component, 0, len(rt.components))
	for c := range rt.components {
		components = append(components, c)
	}
	rt.mu.Unlock()

	for _, c := range components {
		if err := c.Close(ctx); err != nil {
			return err
		}
	}

	rt.mu.Lock()
	rt.closed = true
	modules := make([]*Module, 0, len(rt.modules))
	for m := range rt.modules {
		modules = append(modules, m)
	}
	rt.mu.Unlock()
	for _, m := range modules {
		m.forget(ctx, rt) // takes the module's lock, which compile holds outside rt's
	}
	return rt.wazero.Close(ctx)
}

func (rt *Runtime) register(c *Component) error {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if rt.closed {
		return fmt.Errorf("polyfill: the runtime is %w", ErrClosed)
	}
	rt.components[c] = struct{}{}
	return nil
}
