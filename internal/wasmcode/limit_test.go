package wasmcode

import (
	"bytes"
	"errors"
	"testing"
)

// TestLimitMemories limits memories of every kind to a size, and wants those that are as they should be.
func TestLimitMemories(t *testing.T) {
	module := func(memories ...Limits) []byte {
		b := NewBuilder("m")
		b.Import("env", "memory", ExternType{Kind: KindMemory, Memory: Limits{Min: 9}})
		for _, l := range memories {
			b.Memory(l)
		}
		b.Global(GlobalType{Type: I32}, []byte{opI32Const, 0})
		return b.Bytes()
	}
	for _, c := range []struct {
		size      uint64
		from, to  Limits
		min, most uint64 // of the error
	}{
		{size: 128 << 10, from: Limits{Min: 1}, to: Limits{Min: 1, Max: 2, HasMax: true}},
		{size: 128<<10 - 1, from: Limits{Min: 1}, to: Limits{Min: 1, Max: 1, HasMax: true}},
		{size: 128 << 10, from: Limits{Min: 1, Max: 300, HasMax: true, Shared: true}, to: Limits{Min: 1, Max: 2, HasMax: true, Shared: true}},
		{size: 1 << 30, from: Limits{Min: 1, Max: 300, HasMax: true}, to: Limits{Min: 1, Max: 300, HasMax: true}},
		{size: 1 << 40, from: Limits{}, to: Limits{Max: 1 << 16, HasMax: true}},
		{size: 1 << 40, from: Limits{Is64: true}, to: Limits{Max: 1 << 24, HasMax: true, Is64: true}},
		{size: 100, from: Limits{Min: 7, HasPageSize: true}, to: Limits{Min: 7, Max: 100, HasMax: true, HasPageSize: true}},
		{size: 64 << 10, from: Limits{Min: 2}, min: 2, most: 1},
		{size: 1, from: Limits{Min: 1 << 48, Is64: true}, min: 1 << 48},
	} {
		m, err := ReadModule(module(Limits{}, c.from))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.LimitMemories(c.size)
		var large *MemoryError
		if errors.As(err, &large) {
			if large.Memory != 2 || large.Min != c.min || large.Limit != c.most || large.Min == 0 {
				t.Errorf("%v at %d: %v", c.from, c.size, err)
			}
			continue
		}
		first := Limits{Max: min(c.size>>16, 1<<16), HasMax: true}
		if want := module(first, c.to); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v at %d: %v\ngot  %x\nwant %x", c.from, c.size, err, got, want)
		}
	}
	without, err := ReadModule(module())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := without.LimitMemories(1); err != nil || !bytes.Equal(got, without.Bytes) {
		t.Errorf("a module without memories: %x, %v", got, err)
	}
}
