package task

const (
	slabBits  = 8
	slabChunk = 1 << slabBits
)

// slab holds the records of one noun by small integers. ID 0 is nobody. Freed IDs
// are used again, the latest first; a record never moves.
type slab[T any] struct {
	chunks []*[slabChunk]T
	next   int32 // the first ID that was never used
	free   []int32
	live   int32
}

// add makes a zero record.
func (s *slab[T]) add() (int32, *T) {
	s.live++
	if n := len(s.free); n > 0 {
		id := s.free[n-1]
		s.free = s.free[:n-1]
		return id, s.at(id)
	}
	if s.next == 0 {
		s.next = 1
	}
	id := s.next
	s.next++
	if int(id>>slabBits) == len(s.chunks) {
		s.chunks = append(s.chunks, new([slabChunk]T))
	}
	return id, s.at(id)
}

func (s *slab[T]) at(id int32) *T { return &s.chunks[id>>slabBits][id&(slabChunk-1)] }

// remove frees a record; what it held is zeroed.
func (s *slab[T]) remove(id int32) {
	var zero T
	*s.at(id) = zero
	s.free = append(s.free, id)
	s.live--
}
