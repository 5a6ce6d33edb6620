// Package p3 is the face of WASI 0.3 over the hosts beside it: its resources, streams and
// futures, a package of WASI or two per file. Functions that are async in WIT may block, on the
// goroutine that they are called on; all others start what takes time and return.
package p3
