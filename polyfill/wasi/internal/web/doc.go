// Package web is what WASI's HTTP interfaces are faces of: header fields, messages, and a
// client under the rules of a network policy. Bodies are io.Readers. It knows no engine and
// no version of WASI.
package web
