//go:build !js

package polyfill

import (
	"context"
	"crypto/rand"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
)

// moduleConfig is that of all core modules. wazero would make a source of random numbers for each, which
// takes longer than most of the rest: core modules reach none.
var moduleConfig = wazero.NewModuleConfig().WithName("").WithStartFunctions().WithRandSource(rand.Reader)

// memoryPool keeps the memories that instances of one core module have given back, with the
// room that they had grown to: to allocate them for each instance is most of what the garbage collector would have to do.
type memoryPool struct{ free sync.Pool }

// maxPooled is the largest memory that is kept.
const maxPooled = 64 << 20

// linearMemory is one memory of an instance.
type linearMemory struct {
	pool *memoryPool
	buf  []byte // len is the memory's size; behind it are zeros
}

// newPool makes a pool for the instances of a module, nil if they have no memory of their own, or one
// that may not move.
func (m *Module) newPool() *memoryPool {
	h, err := m.header()
	if err != nil || len(h.Memories) == h.ImportedMemories || h.Memories[h.ImportedMemories].Shared {
		return nil
	}
	return new(memoryPool)
}

// allocator has a core module's memory come from the pool, and adds it to the instance's.
func (p *memoryPool) allocator(ctx context.Context, inst *Instance) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(capacity, _ uint64) experimental.LinearMemory {
		m, _ := p.free.Get().(*linearMemory)
		if m == nil {
			m = &linearMemory{pool: p, buf: make([]byte, 0, capacity)}
		}
		inst.memories = append(inst.memories, m)
		return m
	}))
}

// Reallocate makes the memory larger, never smaller.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if n := uint64(len(m.buf)); size > uint64(cap(m.buf)) {
		// What was there is not used again: somebody may have a view of it.
		m.buf = append(m.buf, make([]byte, size-n)...)
	}
	m.buf = m.buf[:size]
	return m.buf
}

// Free does nothing: wazero calls it while code of the instance may still unwind.
func (m *linearMemory) Free() {}

// release gives the instance's memories back. Nothing of the instance runs any more.
func (inst *Instance) release() {
	for _, m := range inst.memories {
		if cap(m.buf) <= maxPooled {
			clear(m.buf)
			m.buf = m.buf[:0]
			m.pool.free.Put(m)
		}
	}
	inst.memories = nil
}
