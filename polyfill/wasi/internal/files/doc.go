// Package files is what WASI's filesystem interfaces are faces of: trees of files that a
// guest can use and cannot leave. It knows no engine and no version of WASI.
//
// The sandbox is [os.Root]: every directory descriptor has one of its own, and paths are
// resolved in it by the operating system's *at calls, step by step, so that no change of
// the tree between a check and its use leads out of it.
package files
