// Package p2 is the face of WASI 0.2 over the hosts beside it: its resources, pollables and
// streams, an interface or two per file. A function that has to wait blocks its goroutine, and
// ends with the context of the call that the guest is running.
package p2
