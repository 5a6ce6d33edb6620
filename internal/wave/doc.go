// Package wave reads and prints values of WIT types as text, in WAVE, the WebAssembly Value
// Encoding: numbers, 'c', "text", [1, 2], (1, "a"), {field: 1}, {flag, flag}, case(1),
// some(1), none, ok(1), err("why"). Values have the dynamic forms of package canon.
package wave
