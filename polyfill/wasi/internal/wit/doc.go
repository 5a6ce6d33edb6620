// Package wit has what the faces of the versions of WASI share: the values of types that are the same
// in all of them, and the counting of who uses something.
package wit
