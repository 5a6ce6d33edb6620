// Package webstreams has the rules of the host's ends of streams and futures, once for all
// faces of them: ReadableStream and Promise in JavaScript, io.Reader, io.Writer and Future
// in Go (docs/streams.md).
//
// A Hub stands over a task core. Its operations take and give integers, allocate nothing
// for a chunk and call nobody; values of an operation lie in the core's Mail. A face moves the
// elements when it is told to (Copy), and settles what its user waits for. Ends go by
// handles, which are told apart from earlier ones of the same number.
package webstreams
