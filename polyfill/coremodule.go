//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Module is a core module as a value: one that a component exports, to be given to
// another component that imports it, or one of the host's. It is compiled when
// a component instantiates it. It is safe for concurrent use.
type Module struct {
	name  string // for errors: its path or name
	bytes []byte
	typ   *wasmcode.ModuleType

	mu       sync.Mutex
	parsed   *wasmcode.Module
	compiled map[compiledKey]wazero.CompiledModule
}

// compiledKey tells apart what a module is compiled to: once per runtime and
// choice of import names.
type compiledKey struct {
	rt    *Runtime
	names string
}

// NewModule reads the header of a core module. The bytes are kept, not copied.
func NewModule(bin []byte) (*Module, error) {
	m, err := wasmcode.ReadModule(bin)
	if err != nil {
		return nil, fmt.Errorf("polyfill: core module: %w", err)
	}
	name := m.Name
	if name == "" {
		name = "core module"
	}
	return &Module{name: name, bytes: bin, typ: m.Type(), parsed: m}, nil
}

// Bytes is the module's binary; do not change it.
func (m *Module) Bytes() []byte { return m.bytes }

func (m *Module) header() (*wasmcode.Module, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.parsed == nil {
		parsed, err := wasmcode.ReadModule(m.bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		m.parsed = parsed
	}
	return m.parsed, nil
}

// missingFeatures are the core proposals that wazero does not have, under
// wasm-tools' names (Features and CodeFeatures of wasmcode.Module).
var missingFeatures = []string{
	"custom-page-sizes", "gc", "legacy-exceptions", "memory-control", "memory64", "multi-memory", "relaxed-simd",
	"shared-everything-threads", "stack-switching", "wide-arithmetic",
}

// unsupported returns an *UnsupportedError if one of the features in use is
// missing in wazero.
func (m *Module) unsupported(features []string) error {
	var needs []Need
	for _, f := range features {
		if slices.Contains(missingFeatures, f) {
			needs = append(needs, Need{f, m.name})
		}
	}
	if needs == nil {
		return nil
	}
	return &UnsupportedError{needs}
}

// compile compiles the module with its imports renamed, once per rt and names. The
// error is an *UnsupportedError for a module that needs what wazero lacks: the
// header shows it, or the function bodies of a module that did not compile.
func (m *Module) compile(ctx context.Context, rt *Runtime, names []wasmcode.ImportName) (wazero.CompiledModule, error) {
	h, err := m.header()
	if err != nil {
		return nil, err
	}
	if err := m.unsupported(h.Features()); err != nil {
		return nil, err
	}
	key := compiledKey{rt, joinNames(names)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.compiled[key]; c != nil {
		return c, nil
	}
	bin, err := h.RewriteImports(names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.name, err)
	}
	c, err := rt.wazero.CompileModule(rt.config.compileContext(ctx), bin)
	if err != nil {
		if u := m.unsupported(h.CodeFeatures()); u != nil {
			return nil, u
		}
		return nil, fmt.Errorf("%s does not compile: %w", m.name, err)
	}
	if m.compiled == nil {
		m.compiled = map[compiledKey]wazero.CompiledModule{}
	}
	m.compiled[key] = c
	rt.mu.Lock()
	defer rt.mu.Unlock()
	rt.modules[m] = struct{}{}
	return c, nil
}

// forget releases what was compiled for rt.
func (m *Module) forget(ctx context.Context, rt *Runtime) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, c := range m.compiled {
		if key.rt == rt {
			c.Close(ctx) // gives no error: it only drops the engine's entry
			delete(m.compiled, key)
		}
	}
}

func joinNames(names []wasmcode.ImportName) string {
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "%d,%s%d,%s", len(n.Module), n.Module, len(n.Name), n.Name)
	}
	return b.String()
}
