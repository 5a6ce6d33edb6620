// Package wit has what the faces of the versions of WASI share: the interfaces and functions that are the same in all
// of them, the values of their types, and the counting of who uses something.
package wit
