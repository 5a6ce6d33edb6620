// Package host is all that a program under WASI gets, in one place: what the faces of the
// versions of WASI are made from. It knows no engine and no version of WASI.
package host
