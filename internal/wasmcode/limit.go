package wasmcode

import (
	"fmt"
	"math"
	"slices"
)

// MemoryError is a memory that begins with more than it may have. Min and Limit count pages.
type MemoryError struct {
	Memory       int // its index
	Min, Limit   uint64
	PageSizeLog2 uint32
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("memory %d begins with %d pages of %d bytes, more than %d", e.Memory, e.Min, uint64(1)<<e.PageSizeLog2, e.Limit)
}

// LimitMemories gives each memory that the module defines a maximum of at most size bytes, and leaves
// everything else as it is: memory.grow fails beyond. Imported memories have the limit of who defines
// them. The error for a memory that begins with more is a *MemoryError. The result is a new slice.
func (m *Module) LimitMemories(size uint64) ([]byte, error) {
	sec := m.Section(SectionMemory)
	if sec == nil {
		return slices.Clone(m.Bytes), nil
	}
	defined := m.Memories[m.ImportedMemories:]
	body := AppendU32(nil, uint32(len(defined)))
	for i, l := range defined {
		page := uint32(16)
		if l.HasPageSize {
			page = l.PageSizeLog2
		}
		pages := size >> page
		if l.Min > pages {
			return nil, &MemoryError{Memory: m.ImportedMemories + i, Min: l.Min, Limit: pages, PageSizeLog2: page}
		}
		if !l.HasMax || l.Max > pages {
			l.Max, l.HasMax = pages, true
		}
		if !l.Is64 {
			l.Max = min(l.Max, 1<<(32-page), math.MaxUint32)
		}
		body = appendLimits(body, l)
	}
	out := make([]byte, 0, len(m.Bytes)+len(body)-len(sec.Content)+5)
	out = append(out, m.Bytes[:sec.Offset]...)
	out = appendSized(out, SectionMemory, body)
	return append(out, m.Bytes[sec.End:]...), nil
}
