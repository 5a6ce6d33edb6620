//go:build amd64 && !race && !js

package polyfill

// storeRelease stores v such that who reads it sees everything that was stored
// before. On amd64 every store is like that, and sync/atomic has no other than one that
// also waits until all processors see it: a third of the time of a short call.
// See RATIONALE.md.
func storeRelease(p *uint32, v uint32) { *p = v }
