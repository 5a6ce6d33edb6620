//go:build !js

package polyfill

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/jco-go/jco-go/internal/component"
)

// Features says which gated features of the component model may be used in a
// component (Explainer.md, Gated Features).
type Features = component.Features

// DefaultFeatures is everything that is released and the gated features that can run.
func DefaultFeatures() Features { return component.DefaultFeatures() }

// ParseFeatures reads a list such as "cm-values,-cm-async" and applies it, from left to
// right, to the default. The names are those of wasm-tools, the error lists them.
func ParseFeatures(list string) (Features, error) { return component.ParseFeatures(list) }

// MaxMemoryPages is the default limit of a core memory: 4 GiB less one page of
// 64 KiB.
const MaxMemoryPages = 1<<16 - 1

// Config configures a Runtime. Its methods return a changed copy, so that one can
// be shared. The zero Config is not valid: begin with NewConfig.
type Config struct {
	features    Features
	memoryPages uint32
	maxHandles  uint32
	maxLift     uint64
	closeOnDone bool
	cache       *CompilationCache
	newWazero   func() wazero.RuntimeConfig
	workers     int
	seed        uint32
	maxTasks    int32
	deadlocks   bool
	background  bool
	streamError func(error)
}

// NewConfig returns the defaults: wazero's compiler where there is one (its
// interpreter elsewhere), released features, no limits but the specification's.
func NewConfig() *Config {
	return &Config{
		features: component.DefaultFeatures(), memoryPages: MaxMemoryPages, maxHandles: maxTableLength,
		newWazero: wazero.NewRuntimeConfig, workers: runtime.GOMAXPROCS(0), deadlocks: true, background: true,
		streamError: func(err error) { slog.Warn(err.Error()) },
	}
}

func (c *Config) with(change func(*Config)) *Config {
	d := *c
	change(&d)
	return &d
}

// WithCompiler compiles core modules to machine code. It panics where wazero has
// no compiler.
func (c *Config) WithCompiler() *Config {
	return c.with(func(c *Config) { c.newWazero = wazero.NewRuntimeConfigCompiler })
}

// WithInterpreter interprets core modules: they start fast and run slowly.
func (c *Config) WithInterpreter() *Config {
	return c.with(func(c *Config) { c.newWazero = wazero.NewRuntimeConfigInterpreter })
}

// WithFeatures sets the gated features that a component may use.
func (c *Config) WithFeatures(f Features) *Config {
	return c.with(func(c *Config) { c.features = f })
}

// WithMemoryLimitPages limits each core memory to pages of 64 KiB, at most
// MaxMemoryPages: memory.grow fails beyond, and a module that begins with more
// is refused.
func (c *Config) WithMemoryLimitPages(pages uint32) *Config {
	return c.with(func(c *Config) { c.memoryPages = min(pages, MaxMemoryPages) })
}

// WithMaxHandles limits the handle table of each component instance to n
// handles that are alive at once; the next one is a trap.
func (c *Config) WithMaxHandles(n uint32) *Config {
	return c.with(func(c *Config) { c.maxHandles = min(n, maxTableLength) })
}

// WithMaxLiftBytes limits what the Go values made by one call from a guest's
// values may take, in bytes (1 GiB by default); more is a trap. A guest can
// describe values that are far larger in Go than in its own memory.
func (c *Config) WithMaxLiftBytes(n uint64) *Config {
	return c.with(func(c *Config) { c.maxLift = n })
}

// WithCloseOnContextDone makes a call end when its context is done, even if the
// guest never returns: the call gives ctx.Err() and the instance is poisoned.
// It costs a check in each loop of the guest and about a microsecond per call.
func (c *Config) WithCloseOnContextDone(on bool) *Config {
	return c.with(func(c *Config) { c.closeOnDone = on })
}

// WithMaxTasks limits how many async tasks, how many threads and how many calls of async host functions of
// an instance are alive at once, by default 4,194,304 each; one beyond is an error for a host and a trap for a guest.
func (c *Config) WithMaxTasks(n uint32) *Config {
	return c.with(func(c *Config) { c.maxTasks = int32(min(n, 1<<30)) })
}

// WithSeed makes every choice that the specification leaves open (which of the threads that
// are ready runs, which event of a set comes first, whether a call that need not wait does) depend on a
// seed, for tests. With 0, the default, threads run in the order in which they became ready.
func (c *Config) WithSeed(seed uint32) *Config {
	return c.with(func(c *Config) { c.seed = seed })
}

// WithBackgroundWork sets when the work goes on that guests leave behind: tasks that have
// returned their result, threads, calls begun by [Function.Start]. By default a goroutine runs it as soon as it
// is ready. Without, it runs only while some goroutine waits for a call of the instance.
func (c *Config) WithBackgroundWork(on bool) *Config {
	return c.with(func(c *Config) { c.background = on })
}

// WithDeadlockDetection sets what becomes of calls that wait for something that no guest, no host
// function that is running and no stream in the host's hands can bring about. By default
// that is a *Trap which lists who waits for what. A program in which another goroutine's
// next call can end the wait turns it off: such calls then wait until their context ends.
// (Calls begun by [Function.Start] are no deadlock as long as nobody waits for them.)
func (c *Config) WithDeadlockDetection(on bool) *Config {
	return c.with(func(c *Config) { c.deadlocks = on })
}

// WithStreamErrors sets what is told of errors that no guest can be told: a source given for a stream that
// fails, or gives what does not fit its type (the guest sees the end of the stream), and a future that never
// gets its value. By default log/slog warns of them. report may be called on any goroutine.
func (c *Config) WithStreamErrors(report func(error)) *Config {
	return c.with(func(c *Config) { c.streamError = report })
}

// WithCompilationCache keeps compiled core modules in cache. Compiling is slow
// (a second per megabyte and core), reading a cache is not.
func (c *Config) WithCompilationCache(cache *CompilationCache) *Config {
	return c.with(func(c *Config) { c.cache = cache })
}

// WithCompilationWorkers sets how many goroutines compile one core module;
// GOMAXPROCS by default.
func (c *Config) WithCompilationWorkers(n int) *Config {
	return c.with(func(c *Config) { c.workers = max(n, 1) })
}

// coreFeatures are the core proposals that components' modules rely on: what
// WebAssembly 3.0 has and wazero can do.
const coreFeatures = api.CoreFeaturesV2 | experimental.CoreFeaturesThreads | experimental.CoreFeaturesTailCall |
	experimental.CoreFeaturesExtendedConst | experimental.CoreFeaturesExceptionHandling |
	experimental.CoreFeaturesTypedFunctionReferences

func (c *Config) wazeroConfig() wazero.RuntimeConfig {
	w := c.newWazero().WithCoreFeatures(coreFeatures).
		WithMemoryLimitPages(c.memoryPages).WithCloseOnContextDone(c.closeOnDone)
	if c.cache != nil {
		w = w.WithCompilationCache(c.cache.wazero)
	}
	return w
}

func (c *Config) compileContext(ctx context.Context) context.Context {
	return experimental.WithCompilationWorkers(ctx, c.workers)
}

// CompilationCache keeps compiled core modules for several Runtimes, and in a
// folder for later processes.
type CompilationCache struct{ wazero wazero.CompilationCache }

// NewCompilationCache makes a cache in memory; with a dir that is not empty also
// in that folder, which is created if need be. Entries are keyed by wazero's
// version and the module's bytes, so several programs can share a folder. Close
// it after the Runtimes that use it.
func NewCompilationCache(dir string) (*CompilationCache, error) {
	if dir == "" {
		return &CompilationCache{wazero.NewCompilationCache()}, nil
	}
	w, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil, fmt.Errorf("polyfill: compilation cache in %q: %w", dir, err)
	}
	return &CompilationCache{w}, nil
}

// Close releases the memory of the cache; the files stay.
func (c *CompilationCache) Close(ctx context.Context) error { return c.wazero.Close(ctx) }
