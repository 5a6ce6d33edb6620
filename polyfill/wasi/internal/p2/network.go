//go:build !js

package p2

import (
	"context"
	"net/netip"
	"strconv"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
)

// networkHandle is the resource network. What may be done is the host's policy, the same for all.
type networkHandle struct{ _ byte }

// codes02 are the cases that 0.2 says differently.
var codes02 = map[sockets.Code]polyfill.Enum{
	sockets.ConnectionBroken: "connection-reset",
}

func socketCode(err error) polyfill.Enum {
	code := sockets.CodeOf(err)
	if other, ok := codes02[code]; ok {
		return other
	}
	return polyfill.Enum(code)
}

// socketError makes the error case of a function of wasi:sockets.
func socketError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(socketCode(err))
}

// The cases that only the face of 0.2 gives: its calls that begin and end something.
const (
	wouldBlock          sockets.Code = "would-block"
	notInProgress       sockets.Code = "not-in-progress"
	concurrencyConflict sockets.Code = "concurrency-conflict"
)

// Addresses cross as the variants of the WIT.

func family(v string) sockets.Family {
	if v == "ipv4" {
		return sockets.IPv4
	}
	return sockets.IPv6
}

func familyName(f sockets.Family) string {
	if f == sockets.IPv4 {
		return "ipv4"
	}
	return "ipv6"
}

// ipAddress makes an ip-address.
func ipAddress(a netip.Addr) polyfill.Variant {
	if a.Is4() {
		return polyfill.Variant{Case: "ipv4", Value: ipv4(a)}
	}
	return polyfill.Variant{Case: "ipv6", Value: ipv6(a)}
}

func ipv4(a netip.Addr) polyfill.Tuple {
	b := a.As4()
	return polyfill.Tuple{b[0], b[1], b[2], b[3]}
}

func ipv6(a netip.Addr) polyfill.Tuple {
	b := a.As16()
	t := make(polyfill.Tuple, 8)
	for i := range t {
		t[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return t
}

// socketAddress makes an ip-socket-address.
func socketAddress(a netip.AddrPort) polyfill.Variant {
	if a.Addr().Is4() {
		return polyfill.Variant{Case: "ipv4", Value: map[string]any{"port": a.Port(), "address": ipv4(a.Addr())}}
	}
	scope, _ := strconv.ParseUint(a.Addr().Zone(), 10, 32) // 0 for none
	return polyfill.Variant{Case: "ipv6", Value: map[string]any{
		"port": a.Port(), "flow-info": uint32(0), "address": ipv6(a.Addr()), "scope-id": uint32(scope),
	}}
}

// addrPort reads an ip-socket-address.
func addrPort(v polyfill.Variant) netip.AddrPort {
	r, _ := v.Value.(polyfill.Record)
	port, _ := r.Get("port").(uint16)
	parts, _ := r.Get("address").(polyfill.Tuple)
	if v.Case == "ipv4" {
		var b [4]byte
		for i, p := range parts {
			b[i], _ = p.(uint8)
		}
		return netip.AddrPortFrom(netip.AddrFrom4(b), port)
	}
	var b [16]byte
	for i, p := range parts {
		n, _ := p.(uint16)
		b[2*i], b[2*i+1] = byte(n>>8), byte(n)
	}
	a := netip.AddrFrom16(b)
	if scope, _ := r.Get("scope-id").(uint32); scope != 0 {
		a = a.WithZone(strconv.FormatUint(uint64(scope), 10))
	}
	return netip.AddrPortFrom(a, port)
}

// address gives an address of a socket.
func address(a netip.AddrPort, err error) (polyfill.Variant, error) {
	if err != nil {
		return polyfill.Variant{}, socketError(err)
	}
	return socketAddress(a), nil
}

// resolveStream is a name look-up: its resource, resolve-address-stream.
type resolveStream struct {
	*task[[]netip.Addr]
	next int
}

// lookupTimeout bounds a look-up.
const lookupTimeout = 60 * time.Second

func defineNetwork(l *polyfill.Linker, h *host.Host) {
	l.Instance("wasi:sockets/network"+version).
		Resource("network", polyfill.NewResource[*networkHandle]("network", nil)).
		Func("network-error-code", polyfill.HostFunc1(func(_ context.Context, e *ioError) (*string, error) {
			if e.of != socketOrigin {
				return nil, nil
			}
			code := string(socketCode(e.err))
			return &code, nil
		}))
	l.Instance("wasi:sockets/instance-network"+version).
		Func("instance-network", polyfill.HostFunc0(func(context.Context) (*networkHandle, error) { return new(networkHandle), nil }))

	l.Instance("wasi:sockets/ip-name-lookup"+version).
		Resource("resolve-address-stream", polyfill.NewResource("resolve-address-stream", func(_ context.Context, r *resolveStream) error {
			r.cancel()
			return nil
		})).
		Func("resolve-addresses", polyfill.HostFunc2(func(_ context.Context, _ *networkHandle, name string) (*resolveStream, error) {
			// What is wrong with the name itself is said at once.
			if err := h.Sockets.MayResolve(name); err != nil {
				return nil, socketError(err)
			}
			return &resolveStream{task: begin(func(ctx context.Context) ([]netip.Addr, error) {
				ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
				defer cancel()
				return h.Sockets.Resolve(ctx, name)
			})}, nil
		})).
		Func("[method]resolve-address-stream.resolve-next-address", polyfill.HostFunc1(func(_ context.Context, r *resolveStream) (any, error) {
			if !r.ready() {
				return nil, socketError(wouldBlock)
			}
			list, err := r.result()
			if err != nil {
				return nil, socketError(err)
			}
			if r.next == len(list) {
				return polyfill.Ok(nil), nil
			}
			r.next++
			return polyfill.Ok(ipAddress(list[r.next-1])), nil
		})).
		Func("[method]resolve-address-stream.subscribe", polyfill.HostFunc1(func(_ context.Context, r *resolveStream) (*pollable, error) {
			return newPollable(r), nil
		}))
}
