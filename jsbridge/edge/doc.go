// Package edge is for Go programs (GOOS=js) that call functions of JavaScript's which throw or give
// promises: what was thrown and what a promise was rejected with are errors, with JavaScript's stack, and
// bytes go both ways. It stands on syscall/js by way of safejs, which costs some µs a call: it is for the
// edges of a program, and in the command line of the npm package. Of the globals it needs ArrayBuffer, Promise, Reflect,
// String and Uint8Array.
package edge
