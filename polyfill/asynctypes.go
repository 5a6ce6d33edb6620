//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// typeID is the core's integer for the result type of a function, 0 for none.
func typeID(t *component.ValType) int32 {
	if t == nil {
		return 0
	}
	return int32(t.ID)
}

// intern numbers keys from 1.
func intern[K comparable](m map[K]int32, k K) int32 {
	id, ok := m[k]
	if !ok {
		id = int32(len(m) + 1)
		m[k] = id
	}
	return id
}

// resourceID is the core's integer for a resource type: negative for the host's.
func (s *store) resourceID(rt *ResourceType) int32 {
	id := intern(s.resources, rt)
	if rt.host() {
		return -id
	}
	return id
}

// streamType is the core's type for a stream or future type of the plan.
func (s *store) streamType(t *component.ValType) int32 {
	if id, ok := s.types[t.ID]; ok {
		return id
	}
	number, size := true, uint32(0)
	if t.Elem != nil {
		number = canon.IsNumber(t.Elem.Kind)
		size, _ = s.inst.component.compiler.SizeAlign(t.Elem)
	}
	id := s.core.NewType(t.Kind == component.KindFuture, number, size)
	s.types[t.ID] = id
	for len(s.elems) <= int(id) {
		s.elems = append(s.elems, nil)
	}
	s.elems[id] = t.Elem
	return id
}
