//go:build !js

package sockets

import (
	"context"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// Host makes sockets for guests. It is safe for concurrent use.
type Host struct {
	policy   *network.Policy
	resolver network.Resolver
	max      int64
	open     atomic.Int64
}

const defaultMaxSockets = 1024

// NewHost makes a host with a policy; nil allows nothing. maxSockets is how many sockets may
// be open at once, 1024 if it is 0. A nil resolver is the system's.
func NewHost(policy *network.Policy, resolver network.Resolver, maxSockets int) *Host {
	if maxSockets <= 0 {
		maxSockets = defaultMaxSockets
	}
	return &Host{policy: policy, resolver: resolver, max: int64(maxSockets)}
}

// lookupTimeout bounds a look-up.
const lookupTimeout = 60 * time.Second

// Resolve looks a name up. There is an address, or an error.
func (h *Host) Resolve(ctx context.Context, name string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	return h.policy.Lookup(ctx, h.resolver, name)
}

// MayResolve tells whether a name may be looked up, and asks nobody.
func (h *Host) MayResolve(name string) error { return h.policy.MayLookup(name) }

// Open tells how many sockets are open, for tests of leaks.
func (h *Host) Open() int { return int(h.open.Load()) }

func (h *Host) take() error {
	if h.open.Add(1) > h.max {
		h.open.Add(-1)
		return NewSocketLimit
	}
	return nil
}

func (h *Host) give() { h.open.Add(-1) }

// Family is an ip-address-family.
type Family int

// The address families.
const (
	IPv4 Family = 4
	IPv6 Family = 6
)

// has tells whether an address is of the family, and not one of the other family in disguise.
func (f Family) has(a netip.Addr) bool {
	if f == IPv4 {
		return a.Is4()
	}
	return a.Is6() && !a.Is4In6()
}

// unspecified is the address for any local address.
func (f Family) unspecified() netip.AddrPort {
	if f == IPv4 {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
}

// remote checks an address to connect or send to.
func (f Family) remote(a netip.AddrPort) error {
	if !f.has(a.Addr()) || a.Addr().IsUnspecified() || a.Port() == 0 {
		return InvalidArgument
	}
	return nil
}

func isBroadcast(a netip.Addr) bool { return a == netip.AddrFrom4([4]byte{255, 255, 255, 255}) }
