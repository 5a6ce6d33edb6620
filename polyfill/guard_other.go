//go:build (!amd64 || race) && !js

package polyfill

import "sync/atomic"

// storeRelease stores v such that who reads it sees everything that was stored
// before.
func storeRelease(p *uint32, v uint32) { atomic.StoreUint32(p, v) }
