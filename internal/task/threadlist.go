package task

// threadList is a doubly linked list of threads, through their links of one kind.
type threadList struct{ head, tail ThreadID }

// link is a thread's place in a list.
type link struct{ next, prev ThreadID }

// listKind is a kind of list; a thread is in one of each at most.
type listKind int

const (
	ofStore    listKind = iota // all that are ready, or were when they were put there
	ofInstance                 // of those, the ones that may run during a call of a sync-typed function
	ofGate                     // those that wait at a gate
	ofSet                      // those that wait for an event of a set
	ofTask                     // a task's
	listKinds
)

// addLast puts a thread at the end of a list.
func (s *Store) addLast(l *threadList, k listKind, t *thread, id ThreadID) {
	t.links[k] = link{prev: l.tail}
	if l.tail != 0 {
		s.thread(l.tail).links[k].next = id
	} else {
		l.head = id
	}
	l.tail = id
}

// addFirst puts a thread at the front of a list.
func (s *Store) addFirst(l *threadList, k listKind, t *thread, id ThreadID) {
	t.links[k] = link{next: l.head}
	if l.head != 0 {
		s.thread(l.head).links[k].prev = id
	} else {
		l.tail = id
	}
	l.head = id
}

// unlink takes a thread out of the list that it is in.
func (s *Store) unlink(l *threadList, k listKind, t *thread) {
	at := t.links[k]
	if at.prev != 0 {
		s.thread(at.prev).links[k].next = at.next
	} else {
		l.head = at.next
	}
	if at.next != 0 {
		s.thread(at.next).links[k].prev = at.prev
	} else {
		l.tail = at.prev
	}
}
