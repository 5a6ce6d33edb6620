package task

const (
	slabBits  = 8
	slabChunk = 1 << slabBits
)

// ids are small integers that stand for records. 0 is nobody. Freed ones are used again,
// the latest first.
type ids struct {
	next int32 // the first that was never used
	free []int32
	live int32
}

func (s *ids) take() int32 {
	s.live++
	if n := len(s.free); n > 0 {
		id := s.free[n-1]
		s.free = s.free[:n-1]
		return id
	}
	if s.next == 0 {
		s.next = 1
	}
	s.next++
	return s.next - 1
}

func (s *ids) give(id int32) {
	s.free = append(s.free, id)
	s.live--
}

// slab holds the records of one noun by their IDs; a record never moves.
type slab[T any] struct {
	ids
	chunks []*[slabChunk]T
}

// notCompared in a record spares runtime.wasm the code that would compare two.
type notCompared [0]func()

// add makes a zero record.
func (s *slab[T]) add() (int32, *T) {
	id := s.take()
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
	s.give(id)
}
