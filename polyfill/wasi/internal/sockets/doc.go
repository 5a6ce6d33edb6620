// Package sockets is what WASI's socket interfaces are faces of: TCP and UDP sockets with
// the states of the WIT, under the rules of a network policy. Calls that wait take a context.
// It knows no engine and no version of WASI.
package sockets
