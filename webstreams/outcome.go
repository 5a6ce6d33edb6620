package webstreams

// Outcome is what a face does after an operation.
type Outcome int32

const (
	// Wait: the operation goes on; Next tells. From Next: nothing has happened.
	Wait Outcome = iota
	// Copy: the face performs the Transfer in Mail (task.Store). A reader has what it asked
	// for then, Mail[1] elements; a writer calls Resume.
	Copy
	// Done: a read has Mail[1] elements, which were transferred before (none after a
	// probe); a write is taken whole; a readable end is passed on.
	Done
	// End: the other end was dropped, after Mail[1] elements of this operation. The handle is
	// gone.
	End
	// Failed is End, because the instance that had the other end trapped, or a future that
	// never gets its value.
	Failed
	// Stale: the handle is gone, or was never there. Nothing has happened.
	Stale
	// Busy: an operation is in progress at this end. Nothing has happened.
	Busy
	// Apart: the end cannot be passed on as it is; the face reads and writes in between.
	Apart
)
