//go:build !js

package polyfill

// slots gives values small numbers, by which the core knows them (tokens). 0 is nobody.
type slots[T any] struct {
	list []T
	free []int32
}

func (s *slots[T]) add(v T) int32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		s.list[i] = v
		return i
	}
	if len(s.list) == 0 {
		s.list = make([]T, 1, 8)
	}
	s.list = append(s.list, v)
	return int32(len(s.list) - 1)
}

func (s *slots[T]) at(i int32) T { return s.list[i] }

func (s *slots[T]) remove(i int32) {
	var none T
	s.list[i] = none
	s.free = append(s.free, i)
}
