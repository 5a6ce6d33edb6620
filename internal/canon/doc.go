// Package canon is the Canonical ABI's value traffic (CanonicalABI.md): how
// value types lie in linear memory and on the core stack, and how values cross.
// Both engines take layouts from here; the native engine also lifts, lowers and
// copies with it.
package canon
