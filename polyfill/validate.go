//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Validate checks a component whole: what Compile checks, and the function bodies
// of every core module in it, those included that no instance is made of and
// that Compile therefore leaves alone. Nothing of it is kept.
//
// The error says what is wrong and where, as that of Compile. It is an
// *UnsupportedError if all is well, but for function bodies that this engine
// cannot read because they need a feature that it does not have. Function bodies
// are checked by compiling them: a Runtime with an interpreter is the fast one
// for this.
func (rt *Runtime) Validate(ctx context.Context, bin []byte) error {
	return rt.compiling(func() error {
		c, err := component.Decode(bin, rt.config.features)
		if err != nil {
			return err
		}
		unread := &UnsupportedError{}
		for path, core := range c.CoreModules() {
			if err := rt.validateModule(ctx, path, core, unread); err != nil {
				return err
			}
		}
		if len(unread.Needs) > 0 {
			return unread
		}
		return nil
	})
}

// validateModule has wazero read a core module. What wazero lacks is added to
// unread.
func (rt *Runtime) validateModule(ctx context.Context, path string, core *component.CoreModule, unread *UnsupportedError) error {
	name := path
	if core.Name != "" {
		name = fmt.Sprintf("%s %q", path, core.Name)
	}
	m := &Module{name: name, bytes: core.Bytes, typ: core.Type, parsed: core.Header}
	names := make([]wasmcode.ImportName, len(core.Type.Imports))
	for i := range names {
		names[i] = wasmcode.ImportName{Module: sourceName(0), Name: sourceName(i)} // wazero takes no empty ones
	}
	defer func() {
		m.forget(ctx, rt)
		rt.mu.Lock()
		defer rt.mu.Unlock()
		delete(rt.modules, m)
	}()
	_, err := m.compile(ctx, rt, names)
	var u *UnsupportedError
	if errors.As(err, &u) {
		unread.Needs = append(unread.Needs, u.Needs...)
		return nil
	}
	if err != nil {
		if inner := errors.Unwrap(err); inner != nil {
			err = inner // its own text says which module it is, as the path does
		}
		return &component.Error{Offset: core.Offset, Path: path, Msg: err.Error()}
	}
	return nil
}
