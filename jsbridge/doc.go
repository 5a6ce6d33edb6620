// Package jsbridge holds JavaScript values in Go programs (GOOS=js) that call JavaScript by integers
// only, without syscall/js: a value stays in a table of JavaScript's (web/npm/jsvalues.js), and Go has a
// small integer for it. A call that may throw gives Go a [Value] of what it gave or an [*Exception] of
// what it threw, whatever that is; an Exception that goes back to JavaScript is the very value again.
//
// It is in transpile.wasm. What is convenient, and large, is in package edge.
package jsbridge
